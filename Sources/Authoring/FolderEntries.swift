#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Files {
    /// What an entry of a folder is.
    package enum Kind: Hashable, Sendable {
        case file, folder, link
        /// A FIFO, a socket or a device.
        case special

        init(_ mode: mode_t) {
            switch mode & S_IFMT {
            case S_IFREG: self = .file
            case S_IFDIR: self = .folder
            case S_IFLNK: self = .link
            default: self = .special
            }
        }
    }

    /// What an entry is itself; nil when there is none.
    package static func kind(_ path: String) -> Kind? {
        var info = stat()
        return lstat(path, &info) == 0 ? Kind(info.st_mode) : nil
    }

    /// What a path leads to, links followed; nil when that is nothing.
    package static func target(_ path: String) -> Kind? {
        var info = stat()
        return stat(path, &info) == 0 ? Kind(info.st_mode) : nil
    }

    /// What tells one file or folder from all others, whatever it is called.
    package struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    /// Nil when the path leads to nothing.
    package static func identity(_ path: String) -> Identity? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return Identity(device: UInt64(truncatingIfNeeded: info.st_dev), inode: UInt64(info.st_ino))
    }

    /// An entry of a folder.
    package struct Entry: Sendable {
        package var name: String
        package var kind: Kind
    }

    /// The entries, sorted by name; nil with `errno` set when the folder cannot be read.
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
            let kind: Kind?
            if type == UInt8(DT_REG) {
                kind = .file
            } else if type == UInt8(DT_DIR) {
                kind = .folder
            } else {
                kind = Files.kind(folder + "/" + name)
            }
            if let kind { entries.append(Entry(name: name, kind: kind)) }
        }
        return entries.sorted { $0.name < $1.name }
    }

    /// The path without links; nil with `errno` set when it leads to nothing.
    package static func realPath(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
