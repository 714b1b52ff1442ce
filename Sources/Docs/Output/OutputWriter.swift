import Foundation
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a finished site could not be put in place. The old output is whole in every case.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    public var folder: String
    public var reason: String
    public var description: String { folder + ": " + reason }
}

/// Puts a finished site into its folder: everything is written beside it first, then the two folders change places. An
/// error, an interrupt or a full disk leaves the old output as it was.
public struct OutputWriter: Sendable {
    /// The file by which an output folder of this program is known.
    public static let marker = "build.json"
    /// What that file names as its `generator`.
    package static let generator = "Wirescribe"

    private let folder: URL

    public init(_ folder: URL) {
        // A link to a folder stays a link; the folder it leads to is replaced.
        self.folder = folder.standardizedFileURL.resolvingSymlinksInPath()
    }

    /// Replaces the folder's content with these files.
    ///
    /// - Throws: ``OutputError`` when the folder holds something that this program did not make, or cannot be written.
    public func write(_ files: [OutputFile]) throws(OutputError) {
        try checkTarget()
        removeLeftovers()
        let staging = newStaging()
        do {
            try fill(staging, with: files)
            try swap(staging)
        } catch {
            try? FileManager.default.removeItem(at: staging)
            throw error
        }
    }

    /// Whether the folder may be replaced: it is absent, empty, or an output of this program.
    ///
    /// - Throws: ``OutputError`` when it is not. A build can ask this before it does any work.
    public func checkTarget() throws(OutputError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw failure("this is a file, not a folder.") }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw failure("the folder cannot be read.")
        }
        if names.isEmpty { return }
        let marker = FileManager.default.contents(atPath: folder.appendingPathComponent(Self.marker).path)
        let generator = marker.flatMap { try? JSON(parsing: $0) }?["generator"]?.string
        guard generator == Self.generator else {
            throw failure(
                "the folder holds files that Wirescribe did not make, so it is not replaced. "
                    + "Choose another output folder, or empty this one.")
        }
    }

    /// A folder beside the output that no other build uses.
    func newStaging() -> URL {
        let name = stagingPrefix + "\(getpid())-\(UInt32.random(in: .min ... .max))"
        return folder.deletingLastPathComponent().appendingPathComponent(name)
    }

    private var stagingPrefix: String { "." + folder.lastPathComponent + ".wirescribe-" }

    private func failure(_ reason: String) -> OutputError { OutputError(folder: folder.path, reason: reason) }

    private func fill(_ staging: URL, with files: [OutputFile]) throws(OutputError) {
        var made: Set<String> = []
        for file in files {
            guard !file.path.isEmpty, !file.path.hasPrefix("/"), SitePath.normalized(file.path) == file.path else {
                throw failure("“\(file.path)” is not a path inside the output.")
            }
            let place = staging.appendingPathComponent(file.path)
            let parent = place.deletingLastPathComponent()
            do {
                if made.insert(parent.path).inserted {
                    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
                }
                try Data(file.bytes).write(to: place)
            } catch {
                throw failure("\(file.path) cannot be written: \(Self.cause(of: error)). The old output is unchanged.")
            }
        }
        if files.isEmpty { throw failure("there is nothing to write.") }
    }

    /// Two renames, with nothing between them that can fail for want of space. Ctrl-C is deaf for that moment; a build
    /// that is killed in it leaves the old output aside, and the next one puts it back.
    func swap(_ staging: URL) throws(OutputError) {
        let manager = FileManager.default
        let aside = staging.appendingPathExtension("old")
        let handlers = [SIGINT, SIGTERM, SIGHUP].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in handlers { _ = signal(number, handler) } }
        do {
            let isReplacing = manager.fileExists(atPath: folder.path)
            if isReplacing { try manager.moveItem(at: folder, to: aside) }
            do {
                try manager.moveItem(at: staging, to: folder)
            } catch {
                if isReplacing { try manager.moveItem(at: aside, to: folder) }
                throw error
            }
        } catch {
            throw failure(
                "the new output cannot be moved into place: \(Self.cause(of: error)). The old output is unchanged.")
        }
        try? manager.removeItem(at: aside)
    }

    /// Removes what interrupted builds left beside the output; a folder whose process still runs is left alone. An old
    /// output that was moved aside and never back is put back first.
    func removeLeftovers() {
        let parent = folder.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        for name in names.sorted() where name.hasPrefix(stagingPrefix) {
            let process = name.dropFirst(stagingPrefix.count).prefix { $0.isNumber }
            guard let id = pid_t(process), kill(id, 0) != 0, errno == ESRCH else { continue }
            let leftover = parent.appendingPathComponent(name)
            if name.hasSuffix(".old"), !FileManager.default.fileExists(atPath: folder.path) {
                try? FileManager.default.moveItem(at: leftover, to: folder)
            } else {
                try? FileManager.default.removeItem(at: leftover)
            }
        }
    }

    private static func cause(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        guard underlying.domain == NSPOSIXErrorDomain else { return underlying.localizedDescription }
        return String(cString: strerror(Int32(underlying.code)))
    }
}
