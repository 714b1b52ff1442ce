import Foundation

/// The place for a result that the command line names.
///
/// A regular file is replaced as a whole or not at all, and keeps its permissions; a link stays, and what it leads to is
/// replaced; into anything else, a device, a FIFO or a stream of this program, the result is written as it is.
struct ResultFile {
    /// Why a result could not be put there.
    struct Failure: Error, CustomStringConvertible {
        var path: String
        var reason: String
        var description: String { "\(path) cannot be written: \(reason)" }
    }

    /// As it was named.
    let path: String
    private let kind: Kind

    private enum Kind {
        /// A file, at a path without links; nil for the permissions of one that does not exist yet.
        case file(String, permissions: mode_t?)
        /// Something that is written into.
        case stream(String)
        case descriptor(Int32)
    }

    /// Finds out what the path stands for, and whether a result could be put there now.
    ///
    /// - Throws: ``Failure`` when it could not.
    init(_ path: String) throws(Failure) {
        self.path = path
        guard !path.isEmpty else { throw Failure(path: "“”", reason: "a file needs a name.") }
        kind = try ResultFile.kind(of: path)
        if case .file(let place, let permissions) = kind { try tryOut(place, permissions) }
    }

    /// Puts the result there.
    ///
    /// - Parameter isPatient: whether a FIFO that nobody reads is waited for.
    func write(_ bytes: [UInt8], isPatient: Bool = true) throws(Failure) {
        switch kind {
        case .file(let place, let permissions): try replace(place, permissions, bytes)
        case .stream(let place):
            let descriptor = open(place, O_WRONLY | O_CLOEXEC | O_NOCTTY | (isPatient ? 0 : O_NONBLOCK))
            guard descriptor >= 0 else { throw failure() }
            defer { close(descriptor) }
            try put(bytes, to: descriptor)
        case .descriptor(let descriptor): try put(bytes, to: descriptor)
        }
    }

    /// Keeps a result among the temporary files.
    ///
    /// - Returns: the path; nil when not even that is possible.
    static func spare(_ bytes: [UInt8], name: String) -> String? {
        let folder = FileManager.default.temporaryDirectory.path
        guard let (descriptor, path) = newFile(folder + "/" + name + "-", ending: ".json") else { return nil }
        let isWhole = StandardStreams.write(bytes, to: descriptor) == 0
        guard close(descriptor) == 0, isWhole else {
            unlink(path)
            return nil
        }
        return path
    }

    // MARK: What a path stands for

    private static func kind(of path: String) throws(Failure) -> Kind {
        var place = path
        var info = stat()
        for _ in 0..<40 {
            if let descriptor = descriptor(named: place) {
                guard StandardStreams.isWritable(descriptor) else {
                    throw Failure(path: path, reason: "\(SystemError(EBADF)).")
                }
                return .descriptor(descriptor)
            }
            guard lstat(place, &info) == 0 else {
                guard errno == ENOENT, !place.hasSuffix("/") else { throw failure(path) }
                return .file(place, permissions: nil)
            }
            switch info.st_mode & S_IFMT {
            case S_IFREG: return .file(place, permissions: info.st_mode & 0o7777)
            case S_IFDIR: throw Failure(path: path, reason: "this is a folder. Name a file in it.")
            case S_IFLNK: place = try target(of: place, path)
            default:
                guard access(place, W_OK) == 0 else { throw failure(path) }
                return .stream(place)
            }
        }
        throw Failure(path: path, reason: String(cString: strerror(ELOOP)) + ".")
    }

    /// Where a link leads, which may be nowhere yet.
    private static func target(of link: String, _ path: String) throws(Failure) -> String {
        do {
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: link)
            return target.hasPrefix("/") ? target : folder(of: link) + "/" + target
        } catch {
            throw Failure(path: path, reason: "the link cannot be followed.")
        }
    }

    /// The number of an open stream of this program that a path names, such as `/dev/stdout`.
    private static func descriptor(named path: String) -> Int32? {
        switch path {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
                return Int32(path.dropFirst(folder.count))
            }
            return nil
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    // MARK: Files

    /// Writes nothing, but does all that can fail before there is a result.
    private func tryOut(_ place: String, _ permissions: mode_t?) throws(Failure) {
        if permissions != nil, access(place, W_OK) != 0 { throw failure() }
        let folder = ResultFile.folder(of: place)
        if access(folder, W_OK | X_OK) == 0 {
            let (descriptor, draft) = try newDraft(in: folder)
            close(descriptor)
            unlink(draft)
        } else if permissions == nil {
            throw failure()
        }
    }

    private func replace(_ place: String, _ permissions: mode_t?, _ bytes: [UInt8]) throws(Failure) {
        let folder = ResultFile.folder(of: place)
        // A file that may be changed in a folder that may not: it cannot be replaced, only filled anew.
        if permissions != nil, access(folder, W_OK | X_OK) != 0 { return try fill(place, bytes) }
        let (descriptor, draft) = try newDraft(in: folder)
        do {
            try put(bytes, to: descriptor)
            let mask = umask(0)
            umask(mask)
            fchmod(descriptor, permissions ?? (0o666 & ~mask))
        } catch {
            close(descriptor)
            unlink(draft)
            throw error
        }
        guard close(descriptor) == 0, rename(draft, place) == 0 else {
            let error = failure()
            unlink(draft)
            throw error
        }
    }

    private func fill(_ place: String, _ bytes: [UInt8]) throws(Failure) {
        let descriptor = open(place, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        try put(bytes, to: descriptor)
    }

    private func newDraft(in folder: String) throws(Failure) -> (descriptor: Int32, path: String) {
        guard let draft = ResultFile.newFile(folder + "/.wirescribe-") else { throw failure() }
        return draft
    }

    /// A file that was not there before, open for writing, with six characters between the two parts of its name; nil with
    /// `errno` set when there can be none.
    private static func newFile(_ start: String, ending: String = "") -> (descriptor: Int32, path: String)? {
        var name = Array((start + String(repeating: "X", count: 6) + ending).utf8CString)
        let descriptor = mkstemps(&name, Int32(ending.utf8.count))
        guard descriptor >= 0 else { return nil }
        return (descriptor, String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private func put(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        let error = StandardStreams.write(bytes, to: descriptor)
        guard error == 0 else { throw Failure(path: path, reason: "\(SystemError(error)).") }
    }

    private func failure() -> Failure { ResultFile.failure(path) }

    /// With what the system said last.
    private static func failure(_ path: String) -> Failure {
        switch errno {
        case ENOENT, ENOTDIR: Failure(path: path, reason: "there is no folder “\(folder(of: path))”. Make it first.")
        case ENXIO: Failure(path: path, reason: "nobody reads from it.")
        default: Failure(path: path, reason: "\(SystemError(errno)).")
        }
    }
}
