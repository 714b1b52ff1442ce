/// A finished file on its way to its place, with what was found out about its addresses.
public struct FinishedFile: Sendable {
    public var path: String
    public var bytes: [UInt8]
    public var links: FileLinks

    public init(path: String, bytes: [UInt8], links: FileLinks = FileLinks()) {
        self.path = path
        self.bytes = bytes
        self.links = links
    }
}

/// Where finished files are kept. May be called from any thread.
public protocol SiteStore: Sendable {
    /// Like those of a ``SiteSink``.
    func has(_ path: String, sources: ContentHash) -> Bool
    func has(_ path: String, key: SourceKey) -> Bool
    func put(_ file: FinishedFile, key: SourceKey, beside: [FinishedFile])
    /// What is known of all files that are there so far, those that stayed too, by path.
    var links: [String: FileLinks] { get }
    /// The content of a file that is there.
    func bytes(of path: String) -> [UInt8]?
}

extension SiteStore {
    /// Takes a file that is its own key, whatever its addresses are.
    func put(_ file: OutputFile) {
        let hash = ContentHash(file.bytes)
        let finished = FinishedFile(path: file.path, bytes: file.bytes)
        put(finished, key: SourceKey(sources: hash, exact: hash), beside: [])
    }
}

/// Reads the addresses of all files on their way into a store.
package struct CheckedSink<Store: SiteStore>: SiteSink {
    package let store: Store
    package let rules: LinkRules

    package init(_ store: Store, _ rules: LinkRules) {
        self.store = store
        self.rules = rules
    }

    package func has(_ path: String, sources: ContentHash) -> Bool { store.has(path, sources: sources) }

    package func has(_ path: String, key: SourceKey) -> Bool { store.has(path, key: key) }

    package func put(_ path: String, key: SourceKey, _ bytes: [UInt8], beside: [OutputFile]) {
        store.put(finished(path, bytes), key: key, beside: beside.map { finished($0.path, $0.bytes) })
    }

    private func finished(_ path: String, _ bytes: [UInt8]) -> FinishedFile {
        FinishedFile(path: path, bytes: bytes, links: rules.links(of: path, bytes))
    }

    package var paths: [String] { Array(store.links.keys) }

    /// The check of everything that is there.
    package func check() -> FinishedCheck { FinishedCheck(store.links, rules) }
}
