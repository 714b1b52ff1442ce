import Authoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is to be done to an output so that it becomes the new one, held against what is there now. Nothing is changed yet.
struct OutputPlan {
    private(set) var journal = OutputJournal([])
    /// Files that somebody changed where the build has newer ones; they are put aside first.
    private(set) var changed: [String] = []
    /// Files that somebody changed and the site has no more; they stay.
    private(set) var stayed: [String] = []
    /// What others put where the build wants to write, and why it is in the way.
    private(set) var conflicts: [String] = []
    /// New files whose bytes are there already.
    private(set) var equal: [String] = []

    private let output: String
    private let folder: OpenFolder
    private let owned: OwnedFiles
    private var gone: Set<String> = []
    private var checkedFolders: Set<String> = [""]
    /// Folders in which nothing can be written; each has been told of.
    private var blockedFolders: Set<String> = []
    /// The folders that builds wrote into.
    private let ownFolders: Set<String>

    /// - Parameters:
    ///   - new: the fingerprints of new files by path.
    ///   - gone: old files that the new output does not have.
    init(_ output: String, new: [String: ContentHash], gone: [String], owned: OwnedFiles) {
        self.output = output
        folder = OpenFolder(output)
        self.owned = owned
        ownFolders = OutputRecord.folders(of: owned.record.files.keys)
        for path in gone { remove(path) }
        // The list of all files comes last, so that a build that is killed leaves the old one.
        for (path, hash) in new.sorted(by: { $0.key < $1.key }) where path != OutputWriter.marker { put(path, hash) }
        if let hash = new[OutputWriter.marker] { put(OutputWriter.marker, hash) }
    }

    private enum State {
        case absent
        case file(FileStamp, ContentHash?)
        case folder
        case other
    }

    /// What is at a path.
    private func state(_ path: String) -> State {
        switch Files.kind(output + "/" + path) {
        case nil: return .absent
        case .folder?: return .folder
        case .link?, .special?: return .other
        case .file?:
            guard let stamp = FileStamp(entry: path, in: folder, kind: S_IFREG) else { return .absent }
            if let known = owned.record.files[path], known.stamp == stamp { return .file(stamp, known.hash) }
            return .file(stamp, Files.read(output + "/" + path).map { ContentHash($0.bytes) })
        }
    }

    private mutating func remove(_ path: String) {
        switch state(path) {
        case .absent, .folder: break
        case .other: stayed.append(path)
        case .file(let stamp, let hash):
            guard let hash, owned.hashes(path).contains(hash) else { return stayed.append(path) }
            gone.insert(path)
            journal.steps.append(OutputJournal.Step(path: path, seen: stamp, own: [hash], new: nil))
        }
    }

    private mutating func put(_ path: String, _ hash: ContentHash) {
        guard hasWay(to: path) else { return }
        let own = owned.hashes(path)
        var step = OutputJournal.Step(path: path, seen: FileStamp(), own: own, new: hash)
        switch state(path) {
        case .absent: break
        case .other: return conflicts.append("\(path) is a link or a device that no build made.")
        case .folder:
            if let foreign = foreigner(in: path) {
                return conflicts.append("\(foreign) stands where the site has the file \(path).")
            }
        case .file(_, hash) where !own.isEmpty:
            // It counts as written. Without a record it is somebody's, whatever it holds: a later build would remove it.
            equal.append(path)
            return
        case .file(let stamp, let found):
            step.seen = stamp
            guard !own.isEmpty, let found else { return conflicts.append(path + " is a file that no build wrote.") }
            if !own.contains(found) {
                changed.append(path)
                step.own.append(found)
            }
        }
        journal.steps.append(step)
    }

    /// Whether all folders above a path are folders, or can be made.
    private mutating func hasWay(to path: String) -> Bool {
        var end = path.utf8.startIndex
        while let slash = path.utf8[end...].firstIndex(of: UInt8(ascii: "/")) {
            let parent = String(path[..<slash])
            end = path.utf8.index(after: slash)
            guard !checkedFolders.contains(parent) else { continue }
            guard !blockedFolders.contains(parent) else { return false }
            switch Files.kind(output + "/" + parent) {
            case nil: break
            case .folder?:
                // Nobody could tell later that it was there before the first file in it, and has to stay.
                guard ownFolders.contains(parent) || !isEmpty(parent) else {
                    blockedFolders.insert(parent)
                    conflicts.append(
                        "\(parent) is an empty folder that no build made, and the site has the file \(path).")
                    return false
                }
            case .file? where gone.contains(parent): break
            case .file?, .link?, .special?:
                blockedFolders.insert(parent)
                conflicts.append("\(parent) is no folder, and the site has the file \(path).")
                return false
            }
            checkedFolders.insert(parent)
        }
        return true
    }

    private func isEmpty(_ path: String) -> Bool {
        Files.entries(of: output + "/" + path, withHidden: true)?.isEmpty == true
    }

    /// What is in a folder and is not about to go; nil when nothing is.
    private func foreigner(in path: String) -> String? {
        guard let entries = Files.entries(of: output + "/" + path, withHidden: true), !entries.isEmpty else {
            return path
        }
        for entry in entries {
            let inside = path + "/" + entry.name
            if entry.kind == .folder {
                if let found = foreigner(in: inside) { return found }
            } else if !gone.contains(inside) {
                return inside
            }
        }
        return nil
    }

    /// The folders in which something is added, replaced or removed and that may not be written to.
    var closedFolders: [String] {
        let touched = OutputRecord.folders(of: journal.steps.map(\.path))
        return touched.sorted().filter { path in
            let place = path.isEmpty ? output : output + "/" + path
            return Files.kind(place) == .folder && !Files.isWritable(folder: place)
        }
    }
}
