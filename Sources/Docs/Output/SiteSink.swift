import Synchronization

/// Where finished files go. Files are known by a fingerprint of what they are made from, so that one that is there
/// already need not be made again. May be called from any thread.
public protocol SiteSink: Sendable {
    /// Whether the file is there and was made from the same, and so are those that were put beside it.
    func has(_ path: String, key: ContentHash) -> Bool
    /// Takes a file, which replaces an older one, and those that are made with it.
    func put(_ path: String, key: ContentHash, _ bytes: [UInt8], beside: [OutputFile])
}

extension SiteSink {
    /// Takes a file that is its own key.
    package func put(_ file: OutputFile) { put(file.path, key: ContentHash(file.bytes), file.bytes, beside: []) }
}

/// A site in memory.
public final class MemorySink: SiteSink {
    private let files = Mutex<[String: [UInt8]]>([:])

    public init() {}

    public func has(_ path: String, key: ContentHash) -> Bool { false }

    public func put(_ path: String, key: ContentHash, _ bytes: [UInt8], beside: [OutputFile]) {
        files.withLock { files in
            files[path] = bytes
            for file in beside { files[file.path] = file.bytes }
        }
    }

    /// The files, sorted by path.
    public var all: [OutputFile] {
        files.withLock { $0.map { OutputFile(path: $0.key, bytes: $0.value) } }.sorted { $0.path < $1.path }
    }
}
