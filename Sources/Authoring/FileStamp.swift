#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the file system says about a file, to see without reading whether it may have changed.
package struct FileStamp: Hashable, Sendable {
    package var size: Int64 = 0
    /// Nanoseconds since 1970: of the content, and of the entry, which programs cannot set back.
    package var modified: Int64 = 0
    package var changed: Int64 = 0
    package var inode: UInt64 = 0

    package init() {}

    package init(_ info: stat) {
        size = Int64(info.st_size)
        inode = UInt64(info.st_ino)
        #if canImport(Darwin)
            modified = FileStamp.nanoseconds(info.st_mtimespec)
            changed = FileStamp.nanoseconds(info.st_ctimespec)
        #else
            modified = FileStamp.nanoseconds(info.st_mtim)
            changed = FileStamp.nanoseconds(info.st_ctim)
        #endif
    }

    /// The stamp of a file, links followed; nil when there is none.
    package init?(path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        self.init(info)
    }

    /// The stamp of an entry that is a file, a folder or a link itself; nil when there is none.
    package init?(entry path: String, kind: mode_t) {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == kind else { return nil }
        self.init(info)
    }

    /// The stamp of a file at a path from a folder, links followed; nil when there is none.
    package init?(_ path: String, in folder: OpenFolder) {
        var info = stat()
        guard fstatat(folder.descriptor, path, &info, 0) == 0 else { return nil }
        self.init(info)
    }

    /// The stamp of an entry at a path from a folder.
    package init?(entry path: String, in folder: OpenFolder, kind: mode_t) {
        var info = stat()
        guard fstatat(folder.descriptor, path.isEmpty ? "." : path, &info, AT_SYMLINK_NOFOLLOW) == 0,
            info.st_mode & S_IFMT == kind
        else { return nil }
        self.init(info)
    }

    /// Whether a change at or after a moment could have left the stamp as it is: clocks of file systems go in steps. One
    /// that shows parts of a millisecond has steps of at most one tick of the kernel, others of up to two seconds.
    package func isRecent(at moment: Int64) -> Bool {
        let last = max(modified, changed)
        return last > moment - (last % 1_000_000 == 0 ? 2_000_000_000 : 20_000_000)
    }

    /// The stamp, or one that no file has where a change could hide behind it.
    package func proven(at moment: Int64) -> FileStamp { isRecent(at: moment) ? FileStamp() : self }

    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return nanoseconds(time)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// A folder that is held open, so that nobody has to walk down to it for each of its files.
package final class OpenFolder: Sendable {
    package let path: String
    /// Negative when there is no such folder; then nothing is found in it.
    fileprivate let descriptor: Int32

    package init(_ path: String) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
