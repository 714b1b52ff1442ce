import Authoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Does what a journal says, now or after the build that wrote it was killed. What is done already is not done again, and
/// nothing goes that is not as the journal knows it.
struct OutputMove {
    let output: String
    /// Where the new files wait.
    let staging: String

    /// Why a step could not be done.
    struct Failure: Error {
        var path: String
        var cause: String
    }

    private func place(_ path: String) -> String { output + "/" + path }
    private func staged(_ path: String) -> String { staging + "/" + StagedSink.files + "/" + path }

    /// Whether nobody put anything in the way since.
    func isPossible(_ journal: OutputJournal) -> Bool {
        let gone = Set(journal.steps.filter { $0.new == nil }.map(\.path))
        return journal.steps.allSatisfy { step in
            guard let new = step.new, Files.kind(staged(step.path)) != nil else { return true }
            var parent = step.path[...]
            while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
                parent = parent[..<slash]
                if let kind = Files.kind(place(String(parent))), kind != .folder, !gone.contains(String(parent)) {
                    return false
                }
            }
            return isFree(step, or: new) || Files.kind(place(step.path)) == .folder && holdsOnly(gone, step.path)
        }
    }

    /// Whether all files in a folder are about to go, so that a file can take its place.
    private func holdsOnly(_ gone: Set<String>, _ folder: String) -> Bool {
        guard let entries = Files.entries(of: place(folder), withHidden: true), !entries.isEmpty else { return false }
        return entries.allSatisfy { entry in
            let path = folder + "/" + entry.name
            return entry.kind == .folder ? holdsOnly(gone, path) : gone.contains(path)
        }
    }

    func run(_ journal: OutputJournal) throws(Failure) {
        // What asks for room on the disk comes before anything goes.
        for step in journal.steps where step.new != nil { try makeFolders(above: step.path) }
        for step in journal.steps where step.new == nil { remove(step) }
        for step in journal.steps {
            guard let new = step.new, Files.kind(staged(step.path)) != nil else { continue }
            try put(step, new)
        }
    }

    private func remove(_ step: OutputJournal.Step) {
        guard isInFolders(step.path), Files.kind(place(step.path)) == .file, isFree(step, or: nil),
            unlink(place(step.path)) == 0
        else { return }
        var parent = step.path[...]
        // A folder that still holds something stays.
        while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
            parent = parent[..<slash]
            guard Files.removeEmptyFolder(place(String(parent))) else { break }
        }
    }

    /// Makes the folders that a new file needs, unless one of them is a file as yet.
    private func makeFolders(above path: String) throws(Failure) {
        var end = path.utf8.startIndex
        while let slash = path.utf8[end...].firstIndex(of: UInt8(ascii: "/")) {
            let folder = place(String(path[..<slash]))
            end = path.utf8.index(after: slash)
            switch Files.kind(folder) {
            case .folder?: continue
            case nil:
                guard Files.makeFolder(folder) else { throw Failure(path: path, cause: Files.cause()) }
            case .file?, .link?, .special?: return
            }
        }
    }

    /// Whether everything above a path is a folder of the output: what is behind a link is somewhere else.
    private func isInFolders(_ path: String) -> Bool {
        var parent = path[...]
        while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
            parent = parent[..<slash]
            guard Files.kind(place(String(parent))) == .folder else { return false }
        }
        return true
    }

    private func put(_ step: OutputJournal.Step, _ new: ContentHash) throws(Failure) {
        if let slash = step.path.utf8.lastIndex(of: UInt8(ascii: "/")),
            !Files.makeFolder(place(String(step.path[..<slash])))
        {
            throw Failure(path: step.path, cause: Files.cause())
        }
        guard isInFolders(step.path), isFree(step, or: new) else {
            throw Failure(path: step.path, cause: "somebody else has put something there")
        }
        guard Files.rename(staged(step.path), to: place(step.path)) else {
            throw Failure(path: step.path, cause: Files.cause())
        }
    }

    /// Whether a path has nothing, or what the journal says may go.
    private func isFree(_ step: OutputJournal.Step, or new: ContentHash?) -> Bool {
        switch Files.kind(place(step.path)) {
        case nil: return true
        case .folder?, .link?, .special?: return false
        case .file?:
            if FileStamp(entry: place(step.path), kind: S_IFREG) == step.seen { return true }
            guard let bytes = Files.read(place(step.path))?.bytes else { return false }
            let hash = ContentHash(bytes)
            return hash == new || step.own.contains(hash)
        }
    }
}
