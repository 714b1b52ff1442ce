import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Looks through folders again and again, where no kernel tells what changes in them. Used from one thread.
final class FolderPolling {
    private let watched: WatchedFolders
    private var last: Picture
    /// The pause before each look, in microseconds.
    private let pause: UInt32

    /// Takes the first look at once.
    init(_ watched: WatchedFolders, pause: UInt32 = 300_000) {
        self.watched = watched
        self.pause = pause
        last = FolderPolling.picture(of: watched)
    }

    /// What changed since the last look.
    func look() -> Sighting {
        usleep(pause)
        let now = FolderPolling.picture(of: watched)
        defer { last = now }
        guard now.folders == last.folders else { return .anything }
        let changed = Set(now.files.keys).union(last.files.keys).filter { now.files[$0] != last.files[$0] }
        let isShared = changed.contains { path in
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
            return now.folders.contains { $0.isShared && $0.path == folder }
        }
        return changed.isEmpty ? .nothing : isShared ? .anything : .files(changed)
    }

    /// What the file system says of everything that counts.
    private struct Picture {
        var folders: [WatchedFolders.Folder]
        var files: [String: Stamp] = [:]
    }

    /// What tells whether a file is another than before, links followed.
    private struct Stamp: Hashable {
        var inode: UInt64
        var size: Int64
        var times: [Int]

        init(_ info: stat) {
            inode = UInt64(info.st_ino)
            size = Int64(info.st_size)
            #if canImport(Darwin)
                let (modified, changed) = (info.st_mtimespec, info.st_ctimespec)
            #else
                let (modified, changed) = (info.st_mtim, info.st_ctim)
            #endif
            times = [modified.tv_sec, modified.tv_nsec, changed.tv_sec, changed.tv_nsec]
        }
    }

    private static func picture(of watched: WatchedFolders) -> Picture {
        var picture = Picture(folders: watched.scan().folders)
        for folder in picture.folders {
            guard let path = folder.path else { continue }
            for name in WatchedFolders.entries(of: folder.real) where watched.isRead(name, in: path) {
                var info = stat()
                let place = folder.real + "/" + name
                // A link that leads nowhere is seen too: the build complains of it.
                guard stat(place, &info) == 0 || lstat(place, &info) == 0, info.st_mode & S_IFMT != S_IFDIR else {
                    continue
                }
                picture.files[path.isEmpty ? name : path + "/" + name] = Stamp(info)
            }
        }
        return picture
    }
}
