import Authoring
import Foundation

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
/// Only files that builds are recorded to have written are replaced or removed; whatever else is in the folder stays, and
/// is an error where it stands in the way. Into a folder that exists the new files are moved one by one, after a journal of
/// all that is to be done has been written: a build that is killed in that moment leaves the rest to the next one. An
/// error, an interrupt or a full disk before it leaves the old output as it was.
public struct OutputWriter: Sendable {
    /// The file by which an output folder of this program is known: it lists all others.
    public static let marker = SiteBorder.record
    /// What that file names as its `generator`.
    package static let generator = "Wirescribe"

    /// A link to a folder stays a link; the folder it leads to is changed.
    package let folder: String
    /// Where files go that somebody changed after a build had written them.
    private let aside: String?

    /// - Parameter aside: the folder for files that somebody changed; without one they are an error.
    public init(_ folder: URL, aside: String? = nil) {
        let path = folder.standardizedFileURL.path
        self.folder = Files.resolved(path) ?? path
        self.aside = aside
    }

    /// Brings the folder's content to these files.
    ///
    /// - Throws: ``OutputError`` when something that no build wrote is in the way, or the folder cannot be written.
    public func write(_ files: [OutputFile]) throws(OutputError) {
        let sink = try begin()
        for file in files { sink.put(file) }
        _ = try finish(sink)
        clear(sink)
    }

    /// Whether the folder may take an output: it is absent, holds no more than a checkout without files, or is the output
    /// of an earlier build.
    ///
    /// - Parameter known: what an earlier build is recorded to have left there.
    /// - Throws: ``OutputError`` when it is not. A build can ask this before it does any work.
    package func checkTarget(_ known: OutputRecord = OutputRecord()) throws(OutputError) {
        switch Files.kind(folder) {
        case nil: return
        case .folder?: break
        case .link?: throw failure("this is a link that leads nowhere.")
        case .file?, .special?: throw failure("this is a file, not a folder.")
        }
        guard let entries = Files.entries(of: folder, withHidden: true) else {
            throw failure("the folder cannot be read: \(Files.cause()).")
        }
        // What a checkout has before its first file, and the name that pages are published under.
        let foreign = entries.map(\.name).filter { !$0.hasPrefix(".") && $0 != "CNAME" }
        guard !foreign.isEmpty, owned(known).isEmpty else { return }
        throw failure(
            "no build is recorded to have written what is in the folder: \(OutputWriter.list(foreign)). "
                + "Choose another output folder, or empty this one.")
    }

    /// A place for the files of a new output.
    ///
    /// - Parameter known: what an earlier build left in the folder.
    /// - Throws: ``OutputError`` when the folder holds something that this program did not make.
    package func begin(_ known: OutputRecord = OutputRecord()) throws(OutputError) -> StagedSink {
        try checkTarget(known)
        endLeftovers()
        let staging = newStaging()
        return StagedSink(staging, for: folder, known: owned(known), parents: missing(above: staging))
    }

    /// What became of files that others touched.
    package struct Result {
        /// What is in the folder now.
        package var record = OutputRecord()
        /// Files that somebody had changed; what they held was put aside.
        package var changed: [String] = []
        /// Files that somebody had changed and the site has no more; they stay.
        package var stayed: [String] = []
    }

    /// Puts the new output in place of the old one. What it knows of files stays on the disk until ``clear(_:)``.
    ///
    /// - Throws: ``OutputError`` when something is in the way or could not be written; the old output is unchanged then.
    package func finish(_ sink: StagedSink) throws(OutputError) -> Result {
        do throws(OutputError) {
            sink.putManifest()
            if let failure = sink.failure { throw failure }
            var (record, written, gone) = sink.result
            guard record.files.count > 1 else { throw failure("there is nothing to write.") }
            var result = Result()
            if Files.kind(folder) == nil, Files.rename(sink.folder + "/" + StagedSink.files, to: folder) {
                // Nothing was there before, so all came at once.
            } else if !written.isEmpty || !gone.isEmpty {
                (result.changed, result.stayed) = try move(sink, &record, written, gone)
            }
            for path in written {
                // Moving a file changes its stamp.
                record.files[path]?.stamp = FileStamp(entry: place(path), kind: S_IFREG) ?? FileStamp()
            }
            result.record = record
            return result
        } catch {
            if !OutputJournal.exists(in: sink.folder) { abandon(sink) }
            throw error
        }
    }

    /// Removes what is needed no more once it is recorded what was written: the journals of this build and of those that it
    /// put an end to.
    package func clear(_ sink: StagedSink) {
        for leftover in sink.leftovers + [sink.folder] { try? FileManager.default.removeItem(atPath: leftover) }
    }

    /// Leaves the old output as it is.
    package func abandon(_ sink: StagedSink) {
        try? FileManager.default.removeItem(atPath: sink.folder)
        for parent in sink.parents { _ = Files.removeEmptyFolder(parent) }
    }

    /// Ends what builds that were killed left beside the output; a folder whose process still runs is left alone. New files
    /// that were to be moved in are, unless something is in their way now. The journal that names them stays until a build
    /// has recorded that they are its own: until then nothing else may know of them.
    package func endLeftovers() {
        for staging in leftovers {
            guard let journal = OutputJournal(in: staging) else {
                try? FileManager.default.removeItem(atPath: staging)
                continue
            }
            let move = OutputMove(output: folder, staging: staging)
            guard move.isPossible(journal) else { continue }
            try? undisturbed { try move.run(journal) }
        }
    }

    /// Whether builds that were killed left journals, so that the output is not what the last record says.
    package var hasLeftovers: Bool { !leftovers.isEmpty }

    // MARK: Moving in

    private func move(
        _ sink: StagedSink, _ record: inout OutputRecord, _ written: Set<String>, _ gone: [String]
    ) throws(OutputError) -> (changed: [String], stayed: [String]) {
        var new: [String: ContentHash] = [:]
        for path in written { new[path] = record.files[path]?.hash }
        let plan = OutputPlan(folder, new: new, gone: gone, owned: sink.owned)
        guard plan.conflicts.isEmpty else {
            throw failure(
                OutputWriter.list(plan.conflicts, " ")
                    + " Move what is in the way to another place, or choose another output folder.")
        }
        if let closed = plan.closedFolders.first {
            throw failure("the new output cannot be moved into place: \(place(closed)) may not be written to.")
        }
        for path in plan.changed { try putAside(path) }
        let move = OutputMove(output: folder, staging: sink.folder)
        guard plan.journal.write(to: sink.folder) else {
            throw failure("the new output cannot be written: \(Files.cause()). The old output is unchanged.")
        }
        do throws(OutputMove.Failure) {
            try undisturbed { () throws(OutputMove.Failure) in try move.run(plan.journal) }
        } catch {
            throw failure(
                "\(error.path) cannot be moved into place: \(error.cause). The next build moves what is left.")
        }
        return (plan.changed, plan.stayed)
    }

    /// Keeps what somebody made of a file that a build wrote, before the new one takes its place.
    private func putAside(_ path: String) throws(OutputError) {
        guard let aside else {
            throw failure("\(path) was changed after a build had written it. Move it to another place, or remove it.")
        }
        let bytes = Files.read(place(path))?.bytes
        var name = aside + "/" + path
        var number = 1
        while Files.kind(name) != nil {
            if let bytes, Files.read(name)?.bytes == bytes { return }
            number += 1
            name = aside + "/" + path + ".\(number)"
        }
        guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")), Files.makeFolder(String(name[..<slash])),
            Files.duplicate(place(path), to: name)
        else {
            throw failure(
                "\(path) was changed after a build had written it, and cannot be put aside: \(Files.cause()). "
                    + "Move it to another place, or remove it.")
        }
    }

    /// Ctrl-C and the like wait until a function is done.
    private func undisturbed<Failure>(_ body: () throws(Failure) -> Void) throws(Failure) {
        let handlers = [SIGINT, SIGTERM, SIGHUP].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in handlers { _ = signal(number, handler) } }
        try body()
    }

    // MARK: Places

    private func place(_ path: String) -> String { path.isEmpty ? folder : folder + "/" + path }

    private func owned(_ known: OutputRecord) -> OwnedFiles {
        var owned = OwnedFiles(known, in: folder)
        for staging in leftovers {
            if let journal = OutputJournal(in: staging) { owned.add(journal, leftIn: staging) }
        }
        return owned
    }

    /// The folders of new files of builds that are gone. One with the number of this process is from another machine, or
    /// another life.
    private var leftovers: [String] {
        var found: [String] = []
        for prefix in [prefix(inside: false), prefix(inside: true)] {
            let slash = prefix.utf8.lastIndex(of: UInt8(ascii: "/")) ?? prefix.startIndex
            for entry in Files.entries(of: String(prefix[...slash]), withHidden: true) ?? [] where entry.kind == .folder
            {
                let path = prefix[...slash] + entry.name
                guard path.hasPrefix(prefix), let id = OutputWriter.process(of: path.dropFirst(prefix.count)),
                    id == getpid() || !isRunning(id), StagedSink.isStaging(String(path))
                else { continue }
                found.append(String(path))
            }
        }
        return found
    }

    /// The process that gave a folder of new files its name; nil for a name of somebody else.
    private static func process(of name: Substring) -> pid_t? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            UInt32(parts[1]) != nil
        else { return nil }
        return pid_t(parts[0])
    }

    /// A folder that no other build uses: beside the output, or in it where that is another disk or may not be written.
    private func newStaging() -> String {
        let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) ?? folder.startIndex
        let parent = String(folder[...slash])
        let isBeside =
            Files.kind(folder) == nil || Files.isWritable(folder: parent) && Files.areOnOneDisk(parent, folder)
        return prefix(inside: !isBeside) + "\(getpid())-\(UInt32.random(in: .min ... .max))"
    }

    private func prefix(inside: Bool) -> String {
        if inside { return folder + "/.wirescribe-" }
        let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) ?? folder.startIndex
        return folder[...slash] + "." + folder[folder.index(after: slash)...] + ".wirescribe-"
    }

    /// The folders above a path that are not there, the deepest first.
    private func missing(above path: String) -> [String] {
        var found: [String] = []
        var parent = path[...]
        while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")), slash > parent.startIndex {
            parent = parent[..<slash]
            guard Files.kind(String(parent)) == nil else { break }
            found.append(String(parent))
        }
        return found
    }

    private func failure(_ reason: String) -> OutputError { OutputError(folder: folder, reason: reason) }

    /// The first of several names.
    private static func list(_ names: [String], _ separator: String = ", ") -> String {
        let most = 5
        let rest = names.count > most ? separator + "(\(names.count - most) more)" : ""
        return names.prefix(most).joined(separator: separator) + rest
    }
}
