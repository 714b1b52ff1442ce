import Foundation
import Synchronization

/// The files of a site's folder, and the texts that stand in for those that it lacks.
struct SiteFolder: Sendable {
    /// Empty for a site that is in memory alone.
    let root: String
    /// Texts by path from the site's folder.
    let inherited: [String: [UInt8]]
    /// What was found out about its files before.
    var inputs = SiteInputs()
    /// Gets the paths of all files that pages include.
    var includes = FileList()

    /// The bytes of a file by its path from the site's folder, and its stamp; nil when it cannot be read.
    func read(_ path: String) -> (bytes: [UInt8], stamp: FileStamp)? {
        if !root.isEmpty, let found = Files.read(root + "/" + path) { return found }
        return inherited[path].map { ($0, FileStamp()) }
    }

    /// The bytes of a file that a page wants to include; nil for one that is not there, and for a link out of the folder.
    func included(_ path: String) -> [UInt8]? {
        includes.add(path)
        guard !root.isEmpty else { return inherited[path] }
        let home = URL(filePath: root).standardizedFileURL.resolvingSymlinksInPath().path + "/"
        let place = URL(filePath: root + "/" + path).standardizedFileURL.resolvingSymlinksInPath().path
        return place.hasPrefix(home) ? read(path)?.bytes : inherited[path]
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
