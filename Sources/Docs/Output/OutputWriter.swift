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

/// Puts a finished site into its folder. Everything that is new is written beside it first.
///
/// Where nothing of the old output stays, the two folders then change places. Where something does, the new files are
/// moved in one by one, after a list of all that is to be done has been written: a build that is killed in that moment
/// leaves the rest to the next one. An error, an interrupt or a full disk before it leaves the old output as it was.
public struct OutputWriter: Sendable {
    /// The file by which an output folder of this program is known.
    public static let marker = "build.json"
    /// What that file names as its `generator`.
    package static let generator = "Wirescribe"

    /// A link to a folder stays a link; the folder it leads to is replaced.
    package let folder: String

    public init(_ folder: URL) { self.folder = folder.standardizedFileURL.resolvingSymlinksInPath().path }

    /// Replaces the folder's content with these files.
    ///
    /// - Throws: ``OutputError`` when the folder holds something that this program did not make, or cannot be written.
    public func write(_ files: [OutputFile]) throws(OutputError) {
        let sink = try begin()
        for file in files { sink.put(file) }
        _ = try finish(sink)
    }

    /// Whether the folder may be replaced: it is absent, empty, or an output of this program.
    ///
    /// - Throws: ``OutputError`` when it is not. A build can ask this before it does any work.
    public func checkTarget() throws(OutputError) {
        guard FileStamp(path: folder) != nil else { return }
        guard let names = Files.entries(of: folder, withHidden: true) else {
            throw failure(errno == ENOTDIR ? "this is a file, not a folder." : "the folder cannot be read.")
        }
        if names.isEmpty { return }
        let marker = Files.read(folder + "/" + Self.marker)?.bytes
        let generator = marker.flatMap { try? JSON(parsing: $0) }?["generator"]?.string
        guard generator == Self.generator else {
            throw failure(
                "the folder holds files that Wirescribe did not make, so it is not replaced. "
                    + "Choose another output folder, or empty this one.")
        }
    }

    /// A place for the files of a new output.
    ///
    /// - Parameter known: what an earlier build left in the folder.
    /// - Throws: ``OutputError`` when the folder holds something that this program did not make.
    package func begin(_ known: OutputRecord = OutputRecord()) throws(OutputError) -> StagedSink {
        try checkTarget()
        removeLeftovers()
        return StagedSink(newStaging(), for: folder, known: known)
    }

    /// Puts the new output in place of the old one.
    ///
    /// - Returns: what is there now.
    /// - Throws: ``OutputError`` when a file could not be written; the old output is unchanged then.
    package func finish(_ sink: StagedSink) throws(OutputError) -> OutputRecord {
        var (record, written, gone) = sink.result
        let files = sink.folder + "/" + StagedSink.files
        do throws(OutputError) {
            if let failure = sink.failure { throw failure }
            if record.files.isEmpty { throw failure("there is nothing to write.") }
            guard written.count < record.files.count else {
                try swap(files, aside: sink.folder + ".old")
                try? FileManager.default.removeItem(atPath: sink.folder)
                for path in OutputWriter.folders(of: record.files.keys) {
                    record.folders[path] = FileStamp(entry: place(path), kind: S_IFDIR)
                }
                return record
            }
            gone += sink.strangers
            guard !(written.isEmpty && gone.isEmpty) else {
                record.folders = sink.folders
                return record
            }
            try note(gone, in: sink)
            try replay(sink.folder)
            try? FileManager.default.removeItem(atPath: sink.folder)
            // Moving a file changes its stamp.
            for path in written {
                record.files[path]?.stamp = FileStamp(entry: place(path), kind: S_IFREG) ?? FileStamp()
            }
            let touched = OutputWriter.folders(of: written.union(gone))
            let isSame = gone.isEmpty && sink.holds(written)
            record.folders = isSame ? sink.folders : [:]
            for path in isSame ? touched : OutputWriter.folders(of: record.files.keys) {
                let old = touched.contains(path) ? nil : sink.folders[path]
                record.folders[path] = old ?? FileStamp(entry: place(path), kind: S_IFDIR)
            }
            return record
        } catch {
            if FileStamp(path: sink.folder + "/journal") == nil { abandon(sink) }
            throw error
        }
    }

    /// Leaves the old output as it is.
    package func abandon(_ sink: StagedSink) { try? FileManager.default.removeItem(atPath: sink.folder) }

    // MARK: Places

    private func place(_ path: String) -> String { path.isEmpty ? folder : folder + "/" + path }

    /// The folders of files; that of the output itself has no name.
    private static func folders(of files: some Sequence<String>) -> Set<String> {
        var found: Set<String> = [""]
        for file in files {
            var path = file[...]
            while let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
                path = path[..<slash]
                guard found.insert(String(path)).inserted else { break }
            }
        }
        return found
    }

    /// A folder beside the output that no other build uses.
    private func newStaging() -> String {
        stagingPrefix + "\(getpid())-\(UInt32.random(in: .min ... .max))"
    }

    private var stagingPrefix: String {
        let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) ?? folder.startIndex
        return folder[...slash] + "." + folder[folder.index(after: slash)...] + ".wirescribe-"
    }

    private func failure(_ reason: String) -> OutputError { OutputError(folder: folder, reason: reason) }

    // MARK: Moving in

    /// Two renames, with nothing between them that can fail for want of space. Ctrl-C is deaf for that moment; a build
    /// that is killed in it leaves the old output aside, and the next one puts it back.
    private func swap(_ files: String, aside: String) throws(OutputError) {
        try undisturbed { () throws(OutputError) in
            let isReplacing = FileStamp(path: folder) != nil
            guard !isReplacing || rename(folder, aside) == 0 else { throw unmoved() }
            guard rename(files, folder) == 0 else {
                let error = unmoved()
                if isReplacing { rename(aside, folder) }
                throw error
            }
        }
        try? FileManager.default.removeItem(atPath: aside)
    }

    private func unmoved() -> OutputError {
        failure("the new output cannot be moved into place: \(Self.cause()). The old output is unchanged.")
    }

    /// Writes down what is to be removed. From here on the new output is certain to come.
    func note(_ gone: [String], in sink: StagedSink) throws(OutputError) {
        var journal = ByteWriter()
        journal.write(gone) { $0.write($1) }
        let place = sink.folder + "/journal"
        guard Files.makeFolder(sink.folder + "/" + StagedSink.files),
            Files.write(journal.bytes, to: place + ".new") != nil, rename(place + ".new", place) == 0
        else { throw failure("the new output cannot be written: \(Self.cause()). The old output is unchanged.") }
    }

    /// Removes what has no place in the new output and moves the new files in. What is done already is not done again.
    private func replay(_ staging: String) throws(OutputError) {
        guard let bytes = Files.read(staging + "/journal")?.bytes else { return }
        var reader = ByteReader(bytes)
        guard let gone = try? reader.list({ (reader) throws(ByteReader.Damage) in try reader.text() }) else { return }
        try undisturbed { () throws(OutputError) in
            for path in gone {
                remove(path)
                var parent = path[...]
                // A folder that still holds something stays.
                while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
                    parent = parent[..<slash]
                    guard rmdir(folder + "/" + parent) == 0 else { break }
                }
            }
            try move(staging + "/" + StagedSink.files, "")
        }
    }

    private func remove(_ path: String) {
        if unlink(folder + "/" + path) != 0, errno != ENOENT, errno != ENOTDIR {
            try? FileManager.default.removeItem(atPath: folder + "/" + path)
        }
    }

    private func move(_ files: String, _ inside: String) throws(OutputError) {
        for entry in Files.entries(of: inside.isEmpty ? files : files + "/" + inside, withHidden: true) ?? [] {
            let path = inside.isEmpty ? entry.name : inside + "/" + entry.name
            if entry.isFolder {
                // Something else of that name is not part of the new output.
                if FileStamp(entry: folder + "/" + path, kind: S_IFDIR) == nil { remove(path) }
                guard Files.makeFolder(folder + "/" + path) else { throw unfinished(path) }
                try move(files, path)
            } else {
                if FileStamp(entry: folder + "/" + path, kind: S_IFDIR) != nil { remove(path) }
                guard rename(files + "/" + path, folder + "/" + path) == 0 else { throw unfinished(path) }
            }
        }
    }

    private func unfinished(_ path: String) -> OutputError {
        failure("\(path) cannot be moved into place: \(Self.cause()). The next build moves what is left.")
    }

    /// Ctrl-C and the like wait until a function is done.
    private func undisturbed(_ body: () throws(OutputError) -> Void) throws(OutputError) {
        let handlers = [SIGINT, SIGTERM, SIGHUP].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in handlers { _ = signal(number, handler) } }
        try body()
    }

    /// Ends what builds that were killed left beside the output; a folder whose process still runs is left alone. An old
    /// output that was moved aside and never back is put back, and new files that were to be moved in are.
    package func removeLeftovers() {
        let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) ?? folder.startIndex
        let parent = String(folder[...slash])
        for entry in Files.entries(of: parent, withHidden: true) ?? [] {
            let leftover = parent + entry.name
            guard leftover.hasPrefix(stagingPrefix) else { continue }
            let process = leftover.dropFirst(stagingPrefix.count).prefix { $0.isNumber }
            guard let id = pid_t(process), !isRunning(id) else { continue }
            let hasOutput = FileStamp(path: folder) != nil
            if leftover.hasSuffix(".old"), !hasOutput {
                rename(leftover, folder)
            } else if hasOutput, (try? replay(leftover)) == nil {
                continue
            } else {
                try? FileManager.default.removeItem(atPath: leftover)
            }
        }
    }

    private static func cause() -> String { String(cString: strerror(errno)) }
}
