import Synchronization

/// What a file is made from, told in two ways.
public struct SourceKey: Hashable, Sendable {
    /// The fingerprint of everything that it could depend on; quick to have.
    public var sources: ContentHash
    /// The fingerprint of what it does depend on.
    public var exact: ContentHash

    public init(sources: ContentHash, exact: ContentHash) {
        self.sources = sources
        self.exact = exact
    }
}

/// Where finished files go. Files are known by a fingerprint of what they are made from, so that one that is there
/// already need not be made again. May be called from any thread.
public protocol SiteSink: Sendable {
    /// Whether the file is there and was made from the same sources, and so are those that were put beside it.
    func has(_ path: String, sources: ContentHash) -> Bool
    /// Whether the file is there and was made from the same, and so are those that were put beside it.
    func has(_ path: String, key: SourceKey) -> Bool
    /// Takes a file, which replaces an older one, and those that are made with it.
    func put(_ path: String, key: SourceKey, _ bytes: [UInt8], beside: [OutputFile])
    /// The files that are there so far.
    var paths: [String] { get }
}

extension SiteSink {
    /// Takes a file that is its own key.
    package func put(_ file: OutputFile) {
        let hash = ContentHash(file.bytes)
        put(file.path, key: SourceKey(sources: hash, exact: hash), file.bytes, beside: [])
    }
}

/// A site in memory.
public final class MemorySink: SiteStore {
    private let files = Mutex<[String: FinishedFile]>([:])

    public init() {}

    public func has(_ path: String, sources: ContentHash) -> Bool { false }

    public func has(_ path: String, key: SourceKey) -> Bool { false }

    public func put(_ file: FinishedFile, key: SourceKey, beside: [FinishedFile]) {
        files.withLock { files in
            for file in [file] + beside { files[file.path] = file }
        }
    }

    public var links: [String: FileLinks] { files.withLock { $0.mapValues(\.links) } }

    public func bytes(of path: String) -> [UInt8]? { files.withLock { $0[path]?.bytes } }

    /// The files, sorted by path.
    public var all: [OutputFile] {
        files.withLock { $0.map { OutputFile(path: $0.key, bytes: $0.value.bytes) } }.sorted { $0.path < $1.path }
    }
}
