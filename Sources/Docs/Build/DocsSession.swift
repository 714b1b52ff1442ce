import Authoring
import Synchronization

/// A site of documentation that is built again and again in one process, and kept in memory: only what depends on a
/// change is made anew.
public final class DocsSession: Sendable {
    private struct State {
        var memory = DocsMemory()
        var files: [String: SessionSink.File] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// Builds the site as its files are now.
    ///
    /// - Returns: the bytes of all files by path; those that did not change are not made again.
    /// - Throws: `Problems` of any page. What was built before is remembered all the same.
    public func rebuild(_ builder: DocsBuilder) throws(Problems) -> [String: [UInt8]] {
        var (memory, files) = state.withLock { ($0.memory, $0.files) }
        let sink = SessionSink(files)
        try builder.read(&memory).write(to: sink)
        files = sink.finish()
        state.withLock { $0 = State(memory: memory, files: files) }
        return files.mapValues(\.bytes)
    }
}

/// Takes the files of a build and knows those of the one before.
final class SessionSink: SiteSink {
    struct File: Sendable {
        var key: ContentHash
        var bytes: [UInt8]
        /// The files that were made with it.
        var beside: [String] = []
    }

    private let old: [String: File]
    private let new = Mutex<[String: File]>([:])

    init(_ old: [String: File]) { self.old = old }

    func has(_ path: String, key: ContentHash) -> Bool {
        guard let known = old[path], known.key == key else { return false }
        new.withLock { new in
            new[path] = known
            for name in known.beside { new[name] = old[name] }
        }
        return true
    }

    func put(_ path: String, key: ContentHash, _ bytes: [UInt8], beside: [OutputFile]) {
        new.withLock { new in
            new[path] = File(key: key, bytes: bytes, beside: beside.map(\.path))
            for file in beside { new[file.path] = File(key: ContentHash(file.bytes), bytes: file.bytes) }
        }
    }

    func finish() -> [String: File] { new.withLock { $0 } }
}
