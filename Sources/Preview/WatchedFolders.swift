import Authoring
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds the folders that a site is made from, and what links in them lead to.
struct WatchedFolders: Sendable {
    /// The site's folder; it may be a link.
    let root: String
    /// Names of entries of the root that are left out.
    let ignored: Set<String>

    /// A folder that is watched.
    struct Folder: Hashable, Sendable {
        /// As it is reached from the site's folder, and as it is called there; empty for the site's folder itself, nil for
        /// one outside in which only the targets of links matter.
        var path: String?
        /// Without links.
        var real: String
        /// Whether it is reached in more than one way, so that its files have more than one path.
        var isShared = false

        /// The path of an entry from the site's folder.
        func path(of name: some StringProtocol) -> String? {
            path.map { $0.isEmpty ? String(name) : $0 + "/" + name }
        }
    }

    /// What is there at one moment.
    struct Scan: Sendable {
        var folders: [Folder] = []
        /// Links to files, by their paths from the site's folder, under the path without links that each leads to.
        var links: [String: Set<String>] = [:]

        /// What a change of an entry of a folder means.
        func sighting(of name: String, in folder: Folder) -> Sighting {
            guard !folder.isShared else { return .anything }
            var paths = links[folder.real + "/" + name] ?? []
            if let own = folder.path(of: name) { paths.insert(own) }
            return paths.isEmpty ? .nothing : .files(paths)
        }
    }

    /// The folders of the site that a build reads whole; hidden files in them count too.
    private static let sources: Set<Substring> = ["content", "static", "templates"]

    /// Each folder once, so that links in a circle come to an end. Links to folders outside are not followed: they are no
    /// part of the site.
    func scan() -> Scan {
        var scan = Scan()
        guard let top = WatchedFolders.realPath(root) else { return scan }
        var known: [String: Int] = [:]
        var waiting = [Folder(path: "", real: top)]
        while let folder = waiting.popLast() {
            if let place = known[folder.real] {
                scan.folders[place].isShared = true
                continue
            }
            known[folder.real] = scan.folders.count
            scan.folders.append(folder)
            for name in WatchedFolders.entries(of: folder.real) where isRead(name, in: folder.path ?? "") {
                look(at: name, in: folder, top, &scan, &waiting)
            }
        }
        for target in scan.links.keys.sorted() {
            let parent = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
            if known.updateValue(scan.folders.count, forKey: parent) == nil {
                scan.folders.append(Folder(path: nil, real: parent.isEmpty ? "/" : parent))
            }
        }
        return scan
    }

    private func look(
        at name: String, in folder: Folder, _ top: String, _ scan: inout Scan, _ waiting: inout [Folder]
    ) {
        var info = stat()
        let place = folder.real + "/" + name
        guard let path = folder.path(of: name), lstat(place, &info) == 0 else { return }
        switch info.st_mode & S_IFMT {
        case S_IFDIR: waiting.append(Folder(path: path, real: place))
        case S_IFLNK:
            guard let target = WatchedFolders.realPath(place), stat(target, &info) == 0 else { return }
            if info.st_mode & S_IFMT == S_IFDIR {
                if target == top || target.hasPrefix(top + "/") { waiting.append(Folder(path: path, real: target)) }
            } else {
                scan.links[target, default: []].insert(path)
            }
        default: break
        }
    }

    /// Whether an entry of a folder may be part of the site.
    func isRead(_ name: some StringProtocol, in folder: String) -> Bool {
        if folder.isEmpty, ignored.contains(String(name)) { return false }
        if let first = folder.split(separator: "/").first, WatchedFolders.sources.contains(first) {
            return name != ".git" && !EditorFiles.isOne(name)
        }
        return name.first != "." && name != "node_modules" && !EditorFiles.isOne(name)
    }

    /// The names in a folder, sorted; none when it cannot be read.
    static func entries(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// The path without links; nil when it leads to nothing.
    static func realPath(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
