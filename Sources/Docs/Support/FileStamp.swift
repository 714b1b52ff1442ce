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

    init(_ info: stat) {
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
    init?(entry path: String, kind: mode_t) {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == kind else { return nil }
        self.init(info)
    }

    /// The stamp of a file at a path from a folder, links followed; nil when there is none.
    init?(_ path: String, in folder: OpenFolder) {
        var info = stat()
        guard fstatat(folder.descriptor, path, &info, 0) == 0 else { return nil }
        self.init(info)
    }

    /// The stamp of an entry at a path from a folder.
    init?(entry path: String, in folder: OpenFolder, kind: mode_t) {
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
    func proven(at moment: Int64) -> FileStamp { isRecent(at: moment) ? FileStamp() : self }

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
final class OpenFolder: Sendable {
    let path: String
    /// Negative when there is no such folder; then nothing is found in it.
    fileprivate let descriptor: Int32

    init(_ path: String) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}

/// Reading without detours: the bytes of a file and the entries of a folder.
package enum Files {
    /// Whole files; longer ones are refused, because nothing of a site is that long.
    package static let maximumLength: Int64 = 1 << 30

    /// The bytes of a file and its stamp as of the moment it was opened; nil when it cannot be read.
    package static func read(_ path: String) -> (bytes: [UInt8], stamp: FileStamp)? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size <= maximumLength else {
            return nil
        }
        let expected = Int(info.st_size)
        var isWhole = true
        var bytes = [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
            while count < expected {
                let got = Self.read(
                    descriptor, UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                )
                if got <= 0 {
                    isWhole = got == 0
                    break
                }
                count += got
            }
        }
        guard isWhole else { return nil }
        if expected == 0 { bytes += rest(of: descriptor) }
        return (bytes, FileStamp(info))
    }

    private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            #if canImport(Glibc)
                let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let got = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if got >= 0 || errno != EINTR { return got }
        }
    }

    /// What files without a length hold, as under `/proc`.
    private static func rest(of descriptor: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let got = buffer.withUnsafeMutableBytes { read(descriptor, $0) }
            guard got > 0 else { return all }
            all += buffer[..<got]
        }
    }

    /// Writes all bytes to a new file, or over an old one, and gives its stamp; nil with `errno` set when that fails.
    package static func write(_ bytes: [UInt8], to path: String) -> FileStamp? {
        write(to: path) { put in put(bytes) }
    }

    /// Writes a file piece by piece.
    ///
    /// - Parameter pieces: gives its argument each piece, which says whether it could be written.
    static func write(to path: String, pieces: ((_ put: ([UInt8]) -> Bool) -> Bool)) -> FileStamp? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        let isWhole = pieces { bytes in
            bytes.withUnsafeBytes { buffer in
                var done = 0
                while done < buffer.count {
                    #if canImport(Glibc)
                        let put = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                    #else
                        let put = Darwin.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                    #endif
                    if put < 0, errno == EINTR { continue }
                    guard put > 0 else { return false }
                    done += put
                }
                return true
            }
        }
        var info = stat()
        let isKnown = fstat(descriptor, &info) == 0
        let cause = errno
        guard close(descriptor) == 0, isWhole, isKnown else {
            errno = isWhole && isKnown ? errno : cause
            return nil
        }
        return FileStamp(info)
    }

    /// Makes a folder and those above it; false with `errno` set when that fails.
    static func makeFolder(_ path: String) -> Bool {
        if mkdir(path, 0o777) == 0 { return true }
        if errno == EEXIST { return true }
        guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
            return false
        }
        return makeFolder(String(path[..<slash])) && (mkdir(path, 0o777) == 0 || errno == EEXIST)
    }

    package enum Kind: Sendable { case file, folder }

    /// What an entry is itself; nil for a link, and for anything else.
    package static func kind(_ path: String) -> Kind? {
        FileStamp(entry: path, kind: S_IFREG) != nil
            ? .file : FileStamp(entry: path, kind: S_IFDIR) != nil ? .folder : nil
    }

    /// An entry of a folder.
    package struct Entry: Sendable {
        package var name: String
        package var isFolder: Bool
    }

    /// The entries, sorted by name; nil when the folder cannot be read. A link to a folder is a folder.
    package static func entries(of folder: String, withHidden: Bool = false) -> [Entry]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") || (withHidden && name != "." && name != "..") else { continue }
            let type = item.pointee.d_type
            if type == UInt8(DT_REG) || type == UInt8(DT_DIR) {
                entries.append(Entry(name: name, isFolder: type == UInt8(DT_DIR)))
            } else {
                var info = stat()
                let exists = stat(folder + "/" + name, &info) == 0
                entries.append(Entry(name: name, isFolder: exists && info.st_mode & S_IFMT == S_IFDIR))
            }
        }
        return entries.sorted { $0.name < $1.name }
    }
}
