import Authoring
import Synchronization

/// The files of a site's folder, and the texts that stand in for those that it lacks.
struct SiteFolder: Sendable {
    /// Empty for a site that is in memory alone.
    let root: String
    /// Texts by path from the site's folder.
    let inherited: [String: [UInt8]]
    private let border: SiteBorder
    /// What was found out about its files before.
    var inputs = SiteInputs()
    /// Gets the paths of all files that pages include.
    let includes: FileList

    init(root: String, inherited: [String: [UInt8]], includes: FileList = FileList()) {
        self.root = root
        self.inherited = inherited
        self.includes = includes
        border = SiteBorder(of: root)
    }

    /// The bytes of a file by its path from the site's folder, and its stamp; nil when it cannot be read.
    func read(_ path: String) -> (bytes: [UInt8], stamp: FileStamp)? {
        if !root.isEmpty, let found = Files.read(root + "/" + path) { return found }
        return inherited[path].map { ($0, FileStamp()) }
    }

    /// The problem with a file that could not be read just now.
    func unreadable(_ path: String) -> Problem { border.unreadable(path) }

    /// The bytes of a file that a page wants to include; nil for one that is not there.
    ///
    /// - Throws: `Problem` for one that is no part of the site, or cannot be read.
    func included(_ path: String) throws(Problem) -> [UInt8]? {
        includes.add(path)
        guard !root.isEmpty, try border.place(of: path) == .file else { return inherited[path] }
        return try border.read(path).bytes
    }

    /// The stamp of a file; nil when there is none on disk.
    func stamp(of path: String) -> FileStamp? { root.isEmpty ? nil : FileStamp(path: root + "/" + path) }
}

/// Paths of files, gathered from any thread.
package final class FileList: Sendable {
    private let list = Mutex<Set<String>>([])

    package init() {}

    func add(_ path: String) { list.withLock { _ = $0.insert(path) } }

    package var paths: Set<String> { list.withLock { $0 } }
}
