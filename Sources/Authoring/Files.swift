#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reading without detours: the bytes of a file and the entries of a folder.
package enum Files {
    /// Whole files; longer ones are refused, because nothing of a site is that long.
    package static let maximumLength: Int64 = 1 << 30

    /// The bytes of a file and its stamp as of the moment it was opened; nil with `errno` set when it cannot be read.
    ///
    /// Only regular files are opened: who opens a FIFO waits for a writer, and opening a device may do something. Should
    /// one take the file's place just then, it is opened without waiting and let go.
    package static func read(_ path: String) -> (bytes: [UInt8], stamp: FileStamp)? {
        var info = stat()
        guard stat(path, &info) == 0, isReadable(info) else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard fstat(descriptor, &info) == 0, isReadable(info) else { return nil }
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

    /// Whether an entry is a regular file that is not too long; sets `errno` when it is not.
    private static func isReadable(_ info: stat) -> Bool {
        guard info.st_mode & S_IFMT == S_IFREG else {
            errno = info.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
            return false
        }
        guard Int64(info.st_size) <= maximumLength else {
            errno = EFBIG
            return false
        }
        return true
    }

    /// What `errno` says, as `No such file or directory`.
    package static func cause() -> String { String(cString: strerror(errno)) }

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
    package static func write(to path: String, pieces: (_ put: ([UInt8]) -> Bool) -> Bool) -> FileStamp? {
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
    package static func makeFolder(_ path: String) -> Bool {
        if mkdir(path, 0o777) == 0 { return true }
        if errno == EEXIST { return true }
        guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
            return false
        }
        return makeFolder(String(path[..<slash])) && (mkdir(path, 0o777) == 0 || errno == EEXIST)
    }

    /// Gives a file or folder another path; false with `errno` set when that fails.
    package static func rename(_ old: String, to new: String) -> Bool {
        #if canImport(Glibc)
            Glibc.rename(old, new) == 0
        #else
            Darwin.rename(old, new) == 0
        #endif
    }

    /// Gives a file a second path on the same disk, or copies it to another disk; false with `errno` set when that fails.
    package static func duplicate(_ old: String, to new: String) -> Bool {
        if link(old, new) == 0 { return true }
        guard errno != EEXIST, let bytes = read(old)?.bytes else { return false }
        return write(bytes, to: new) != nil
    }

    /// Removes a folder if it is empty.
    package static func removeEmptyFolder(_ path: String) -> Bool { rmdir(path) == 0 }

    /// Whether entries of a folder may be added, replaced and removed; sets `errno` when not.
    package static func isWritable(folder: String) -> Bool { access(folder, W_OK | X_OK) == 0 }

    /// Whether two paths are on the same disk, so that a file can be moved from one to the other.
    package static func areOnOneDisk(_ first: String, _ second: String) -> Bool {
        identity(first)?.device == identity(second)?.device
    }

    /// The path without links, where its last parts may not exist yet; nil with `errno` set for a link to nothing.
    package static func resolved(_ path: String) -> String? {
        if let real = realPath(path) { return real }
        guard errno == ENOENT, kind(path) == nil, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            return nil
        }
        let parent = slash == path.startIndex ? "/" : String(path[..<slash])
        guard let real = resolved(parent) else { return nil }
        return (real == "/" ? "" : real) + path[slash...]
    }
}
