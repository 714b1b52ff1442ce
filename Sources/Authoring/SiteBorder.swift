#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What belongs to a site: the files and folders in its folder. Links lead from one to another; a link that leaves the
/// site would publish what its author never meant to.
package struct SiteBorder: Sendable {
    /// What a name of a site stands for.
    package enum Place: Sendable { case file, folder }

    /// The site's folder without links; nil when there is none.
    private let root: String?
    private let site: String
    /// What is in the site's folder and no part of the site.
    private static let closed: Set<Substring> = [".git", ".wirescribe"]

    package init(of site: String) {
        self.site = site
        root = Files.realPath(site)
    }

    /// What an entry of a folder of the site stands for, links followed.
    ///
    /// - Parameters:
    ///   - path: from the site's folder, as the author knows it.
    ///   - kind: what the entry is itself.
    /// - Throws: `Problem` for a link that leads nowhere, out of the site or into what a build wrote, and for anything that
    ///   is neither a file nor a folder.
    package func place(of path: String, _ kind: Files.Kind) throws(Problem) -> Place {
        switch kind {
        case .file: return .file
        case .folder: return .folder
        case .special: throw special(path)
        case .link: return try target(of: path)
        }
    }

    /// What a path that an author names stands for; nil when there is nothing.
    ///
    /// - Throws: `Problem` as ``place(of:_:)``, wherever on the way the link is.
    package func place(of path: String) throws(Problem) -> Place? {
        guard Files.kind(site + "/" + path) != nil else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path)
        }
        return try target(of: path)
    }

    /// The bytes of a file of the site.
    ///
    /// - Throws: `Problem` with the cause when it cannot be read.
    package func read(_ path: String) throws(Problem) -> (bytes: [UInt8], stamp: FileStamp) {
        if let found = Files.read(site + "/" + path) { return found }
        throw unreadable(path)
    }

    /// The problem with a file that could not be read just now.
    package func unreadable(_ path: String) -> Problem {
        let code = errno
        let cause = Files.cause()
        switch code {
        case EFBIG:
            let size = FileStamp(path: site + "/" + path)?.size ?? 0
            return Problem(
                file: path,
                "the file has \(size) bytes; a file of a site may have \(Files.maximumLength) "
                    + "(\(Files.maximumLength >> 30) GB).", remedy: "Publish it from another place, and link to it.")
        case EINVAL where Files.target(site + "/" + path) == .special: return special(path)
        case EACCES, EPERM:
            return Problem(file: path, "the file cannot be read: \(cause).", remedy: "Check its permissions.")
        case ELOOP:
            return Problem(file: path, "the file cannot be read: the link leads to itself.", remedy: "Remove it.")
        default: return Problem(file: path, "the file cannot be read: \(cause).", remedy: "Check that it exists.")
        }
    }

    /// The problem with a folder that could not be read just now.
    package static func unreadable(folder: String) -> Problem {
        Problem(file: folder, "the folder cannot be read: \(Files.cause()).", remedy: "Check its permissions.")
    }

    private func special(_ path: String) -> Problem {
        Problem(
            file: path,
            "this is neither a file nor a folder but a FIFO, a socket or a device, so it is no part of a site.",
            remedy: "Remove it.")
    }

    private func target(of path: String) throws(Problem) -> Place {
        guard let root, let real = Files.realPath(site + "/" + path) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(path) }
            throw Problem(
                file: path, "the link leads nowhere: there is no “\(SiteBorder.destination(site + "/" + path))”.",
                remedy: "Remove it, or let it lead to a file of the site.")
        }
        guard real.hasPrefix(root == "/" ? "/" : root + "/") else {
            throw Problem(
                file: path, "the link leaves the site: it leads to “\(SiteBorder.destination(site + "/" + path))”.",
                remedy: "Put a copy of what it leads to into the site.")
        }
        let inside = real.dropFirst(root.utf8.count + 1).split(separator: "/")
        if let first = inside.first, SiteBorder.closed.contains(first) || isOutput(inside, root) {
            throw Problem(
                file: path, "the link leads to “\(inside.joined(separator: "/"))”, which is no part of the site.",
                remedy: "Remove it.")
        }
        switch Files.target(real) {
        case .file?: return .file
        case .folder?: return .folder
        case .special?, .link?: throw special(path)
        case nil: throw unreadable(path)
        }
    }

    /// Whether a path is in a folder that a build wrote.
    private func isOutput(_ path: [Substring], _ root: String) -> Bool {
        var folder = root
        for name in path {
            folder += "/" + name
            guard let record = Files.read(folder + "/" + SiteBorder.record)?.bytes else { continue }
            if String(decoding: record.prefix(512), as: UTF8.self).contains("\"generator\": \"Wirescribe\"") {
                return true
            }
        }
        return false
    }

    /// The file by which the output of a build is known.
    package static let record = "build.json"

    /// What a link says; the path itself where that is not known.
    private static func destination(_ link: String) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = buffer.withUnsafeMutableBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.map { readlink(link, $0, bytes.count) } ?? -1
        }
        return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : link
    }
}
