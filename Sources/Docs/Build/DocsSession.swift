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
    /// - Returns: the bytes of all files by path, of which those that did not change are not made again; and the site that
    ///   they are of.
    /// - Throws: `Problems` of any page. What was built before is remembered all the same.
    public func rebuild(_ builder: DocsBuilder) throws(Problems) -> (files: [String: [UInt8]], site: DocsSite) {
        var (memory, files) = state.withLock { ($0.memory, $0.files) }
        let store = SessionSink(files)
        let site = try builder.read(&memory)
        try site.build(to: store, &memory)
        files = store.finish()
        state.withLock { $0 = State(memory: memory, files: files) }
        return (files.mapValues(\.bytes), site)
    }
}

extension DocsSite {
    /// The files of pages whose texts changed, and of nothing else.
    ///
    /// Only lists of other kinds, such as the index of the search, are old then.
    /// - Parameter paths: what changed, from the site's folder.
    /// - Returns: nil when something else may have changed with them, or when a page has a mistake: then only a build of
    ///   the whole site can tell.
    public func refreshed(_ paths: Set<String>) -> [OutputFile]? {
        var files: [OutputFile] = []
        for path in paths.sorted() {
            guard let number = pages.firstIndex(where: { "content/" + $0.record.file == path }) else {
                guard isForeign(path) else { return nil }
                continue
            }
            let old = pages[number].record
            let outcome = reader.read(old.file, views: old.views.map(\.id))
            guard outcome.problems.isEmpty, let new = outcome.page, new.record.outline == old.outline,
                deadLinks(of: new.record).isEmpty
            else { return nil }
            for page in index.pages where page.record == number {
                let html = composer.html(composer.frame(of: page), page, body: new.bodies[page.view])
                files.append(OutputFile(path: page.entry.path, bytes: html))
                files += beside(page.entry, html)
            }
        }
        guard let check = finished.value, files.allSatisfy({ check.holds($0.path, $0.bytes) }) else { return nil }
        return files
    }

    /// Whether a path is that of a file which an editor put among the pages for a moment.
    private func isForeign(_ path: String) -> Bool {
        guard path.hasPrefix("content/"), builder.folder.stamp(of: path) == nil else { return false }
        let inside = path.dropFirst("content/".count)
        let first = String(inside.prefix { $0 != "/" })
        return !names.beside.contains(String(inside)) && !builder.others.excluded.contains(first)
    }
}

/// Takes the files of a build and knows those of the one before.
package final class SessionSink: SiteStore {
    package struct File: Sendable {
        var key: SourceKey
        package var bytes: [UInt8]
        var links: FileLinks
        /// The files that were made with it.
        var beside: [String] = []
    }

    private let old: [String: File]
    private let new = Mutex<[String: File]>([:])

    package init(_ old: [String: File]) { self.old = old }

    package func has(_ path: String, sources: ContentHash) -> Bool {
        guard let known = old[path], known.key.sources == sources else { return false }
        keep(path, known)
        return true
    }

    package func has(_ path: String, key: SourceKey) -> Bool {
        guard var known = old[path], known.key.exact == key.exact else { return false }
        known.key = key
        keep(path, known)
        return true
    }

    private func keep(_ path: String, _ file: File) {
        new.withLock { new in
            new[path] = file
            for name in file.beside { new[name] = old[name] }
        }
    }

    package func put(_ file: FinishedFile, key: SourceKey, beside: [FinishedFile]) {
        new.withLock { new in
            new[file.path] = File(key: key, bytes: file.bytes, links: file.links, beside: beside.map(\.path))
            for file in beside {
                let hash = ContentHash(file.bytes)
                let key = SourceKey(sources: hash, exact: hash)
                new[file.path] = File(key: key, bytes: file.bytes, links: file.links)
            }
        }
    }

    package var links: [String: FileLinks] { new.withLock { $0.mapValues(\.links) } }

    package func bytes(of path: String) -> [UInt8]? { new.withLock { $0[path]?.bytes } }

    /// The files of this build.
    package func finish() -> [String: File] { new.withLock { $0 } }
}
