import Authoring
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Takes the files of a new output. Those that are in the old one already stay there; the others are written beside it as
/// they come, so that no site has to fit into memory. The old output stays whole until ``OutputWriter/finish(_:)``.
public final class StagedSink: SiteStore {
    /// The folder for new files and for what must be known to finish.
    let folder: String
    /// The folder of the output.
    private let output: OpenFolder
    private let old: OutputRecord
    /// What builds wrote into the output so far.
    let owned: OwnedFiles
    /// Folders above the new files that were not there before.
    let parents: [String]
    /// What builds left that were killed; this one puts an end to it.
    let leftovers: [String]

    private struct State {
        /// Which of the old files stay as they are, by number.
        var kept: [Bool] = []
        var keptCount = 0
        /// The files that are new, or are known by something else than before.
        var changed: [String: OutputRecord.File] = [:]
        /// The files that were written, and not left as they were.
        var written: Set<String> = []
        var made: Set<String> = []
        var failure: OutputError?
        /// What `build.json` says besides its list.
        var head = FinishedFile(
            path: OutputWriter.marker, bytes: Array("{\n  \"generator\": \"\(OutputWriter.generator)\"\n}\n".utf8))
        var headKey = SourceKey(sources: ContentHash(), exact: ContentHash())
    }
    private let state = Mutex(State())

    /// - Parameters:
    ///   - output: the folder of the output.
    ///   - known: what earlier builds left in it.
    ///   - parents: folders above `folder` that were not there before.
    init(_ folder: String, for output: String, known: OwnedFiles, parents: [String]) {
        self.folder = folder
        self.output = OpenFolder(output)
        self.parents = parents
        owned = known
        leftovers = known.leftovers
        var known = known.record
        // Files in a folder that has become a link are somewhere else.
        for folder in known.lostFolders(in: self.output) {
            known.files = folder.isEmpty ? [:] : known.files.filter { !$0.key.hasPrefix(folder + "/") }
        }
        var number = 0
        for index in known.files.indices {
            known.files.values[index].number = number
            number += 1
        }
        old = known
        state.withLock { $0.kept = [Bool](repeating: false, count: number) }
    }

    /// The place of a new file until the output is finished.
    static let files = "files"

    /// Whether a folder holds nothing but what a build keeps there until its output is finished.
    static func isStaging(_ folder: String) -> Bool {
        let known: Set<String> = [files, OutputJournal.file, OutputJournal.file + ".new"]
        return Files.entries(of: folder, withHidden: true)?.allSatisfy { known.contains($0.name) } == true
    }

    public var links: [String: FileLinks] { result.record.files.mapValues(\.links) }

    public func bytes(of path: String) -> [UInt8]? {
        let isNew = state.withLock { $0.written.contains(path) }
        return Files.read((isNew ? folder + "/" + StagedSink.files : output.path) + "/" + path)?.bytes
    }

    /// How many files the output has.
    public var count: Int {
        state.withLock { state in
            state.keptCount
                + state.changed.count { name, _ in !(old.files[name].map { state.kept[$0.number] } ?? false) }
        }
    }
    /// How many files are new or changed.
    public var writtenCount: Int { state.withLock { $0.written.count } }

    /// Why a file could not be written; nil when all were.
    var failure: OutputError? { state.withLock { $0.failure } }

    /// The files of the new output, those of them that are new, and those of the old one that are not in it.
    var result: (record: OutputRecord, written: Set<String>, gone: [String]) {
        state.withLock { state in
            // Most files stay, so the old list is changed and not made again.
            var record = OutputRecord()
            record.files = old.files
            var gone: [String] = []
            for (path, file) in old.files where !state.kept[file.number] && state.changed[path] == nil {
                gone.append(path)
                record.files[path] = nil
            }
            record.files.merge(state.changed) { $1 }
            return (record, state.written, gone.sorted())
        }
    }

    public func has(_ path: String, sources: ContentHash) -> Bool {
        guard let file = old.files[path], file.key.sources == sources else { return false }
        return keep(path, file, isChanged: false)
    }

    public func has(_ path: String, key: SourceKey) -> Bool {
        guard var file = old.files[path], file.key.exact == key.exact else { return false }
        let isChanged = file.key.sources != key.sources
        file.key = key
        return keep(path, file, isChanged: isChanged)
    }

    /// Leaves a file and those beside it where they are, if they are as they were.
    ///
    /// - Parameter isChanged: whether the file itself is known by something else than before.
    private func keep(_ path: String, _ file: OutputRecord.File, isChanged: Bool) -> Bool {
        // What came before at the same path gives way to what comes last.
        guard state.withLock({ $0.changed[path] == nil }) else { return false }
        var kept: [Int] = []
        var changed: [(String, OutputRecord.File)] = []
        for name in CollectionOfOne(path) + file.beside {
            guard var file = name == path ? file : old.files[name],
                let stamp = OutputRecord.intact(name, file, in: output)
            else { return false }
            if stamp == file.stamp, !isChanged || name != path {
                kept.append(file.number)
            } else {
                file.stamp = stamp
                changed.append((name, file))
            }
        }
        state.withLock { state in
            for number in kept where !state.kept[number] {
                state.kept[number] = true
                state.keptCount += 1
            }
            for (name, file) in changed { state.changed[name] = file }
        }
        return true
    }

    public func put(_ file: FinishedFile, key: SourceKey, beside: [FinishedFile]) {
        put(file, key, beside.map(\.path))
        for file in beside {
            let hash = ContentHash(file.bytes)
            put(file, SourceKey(sources: hash, exact: hash), [])
        }
    }

    /// Puts the list of all files into `build.json`, which comes last.
    func putManifest() {
        let (head, key) = state.withLock { ($0.head, $0.headKey) }
        var files = result.record.files
        files[OutputWriter.marker] = nil
        let text = OutputManifest.text(head.bytes, files.mapValues(\.hash))
        put(FinishedFile(path: OutputWriter.marker, bytes: text, links: head.links), key, [], isManifest: true)
    }

    private func put(
        _ finished: FinishedFile, _ key: SourceKey, _ beside: [String], isManifest: Bool = false
    ) {
        let (path, bytes) = (finished.path, finished.bytes)
        if path == OutputWriter.marker, !isManifest {
            state.withLock { ($0.head, $0.headKey) = (finished, key) }
            return
        }
        let hash = ContentHash(bytes)
        var file = OutputRecord.File(key: key, hash: hash, stamp: FileStamp(), beside: beside, links: finished.links)
        let known = old.files[path]
        let isFirst = state.withLock { state in
            state.changed[path] == nil && known.map { state.kept[$0.number] } != true
        }
        if isFirst, let known, known.hash == hash,
            let stamp = OutputRecord.intact(path, known, in: output)
        {
            file.stamp = stamp
            state.withLock { $0.changed[path] = file }
            return
        }
        let isInside = OutputManifest.isInside(path)
        let place = folder + "/" + StagedSink.files + "/" + path
        let parent = String(place[..<(place.utf8.lastIndex(of: UInt8(ascii: "/")) ?? place.endIndex)])
        // Only a folder that is there is noted, because another thread may be about to write into it.
        var hasParent = isInside && state.withLock { $0.made.contains(parent) }
        if isInside, !hasParent, Files.makeFolder(parent) {
            hasParent = true
            state.withLock { _ = $0.made.insert(parent) }
        }
        let stamp = hasParent ? Files.write(bytes, to: place) : nil
        let cause = stamp == nil ? Files.cause() : ""
        file.stamp = stamp ?? FileStamp()
        state.withLock { state in
            state.changed[path] = file
            state.written.insert(path)
            guard stamp == nil, state.failure == nil else { return }
            state.failure = OutputError(
                folder: output.path,
                reason: isInside
                    ? "\(path) cannot be written: \(cause). The old output is unchanged."
                    : "“\(path)” is not a path inside the output.")
        }
    }
}
