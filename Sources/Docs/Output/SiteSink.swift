import Synchronization

/// Where finished files go. Files are known by a fingerprint of what they are made from, so that one that is there
/// already need not be made again. May be called from any thread.
public protocol SiteSink: Sendable {
    /// Whether the file is there and was made from the same.
    func has(_ path: String, key: ContentHash) -> Bool
    /// Takes a file, which replaces an older one.
    func put(_ path: String, key: ContentHash, _ bytes: [UInt8])
}

extension SiteSink {
    /// Makes and takes a file, unless it is there already.
    func put(_ path: String, key: ContentHash, make: () -> [UInt8]) {
        if !has(path, key: key) { put(path, key: key, make()) }
    }

    /// Takes a file that is its own key.
    func put(_ file: OutputFile) {
        let key = ContentHash(file.bytes)
        if !has(file.path, key: key) { put(file.path, key: key, file.bytes) }
    }
}

/// A site in memory.
public final class MemorySink: SiteSink {
    private let files = Mutex<[String: [UInt8]]>([:])

    public init() {}

    public func has(_ path: String, key: ContentHash) -> Bool { false }

    public func put(_ path: String, key: ContentHash, _ bytes: [UInt8]) { files.withLock { $0[path] = bytes } }

    /// The files, sorted by path.
    public var all: [OutputFile] {
        files.withLock { $0.map { OutputFile(path: $0.key, bytes: $0.value) } }.sorted { $0.path < $1.path }
    }
}
