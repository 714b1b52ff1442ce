import Authoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What builds are recorded to have written into an output: the record that the last one left beside the site, the list in
/// the output's own `build.json`, and the journals of builds that were killed. Only such files are ever replaced or removed,
/// and only while they have the bytes that were recorded.
struct OwnedFiles {
    /// The files that may be there, each as it was written last.
    private(set) var record: OutputRecord
    /// The folders of new files that killed builds left and that could not be moved in.
    private(set) var leftovers: [String] = []
    /// Further fingerprints of files that were written again.
    private var others: [String: [ContentHash]] = [:]

    /// - Parameters:
    ///   - record: what the last build of the site says that it wrote.
    ///   - output: where it wrote it.
    init(_ record: OutputRecord, in output: String) {
        self.record = record
        let folder = OpenFolder(output)
        let isNewest = record.files[OutputWriter.marker].map {
            OutputRecord.intact(OutputWriter.marker, $0, in: folder) != nil
        }
        // Where another build wrote last, its list is the newer one.
        guard isNewest != true, FileStamp(entry: OutputWriter.marker, in: folder, kind: S_IFREG) != nil,
            let bytes = Files.read(output + "/" + OutputWriter.marker)?.bytes,
            let manifest = OutputManifest(parsing: bytes)
        else { return }
        for (path, hash) in manifest.files { add(path, hash) }
        add(OutputWriter.marker, ContentHash(bytes))
    }

    /// Adds what a build that was killed may have written.
    mutating func add(_ journal: OutputJournal, leftIn staging: String) {
        leftovers.append(staging)
        for step in journal.steps {
            for hash in step.own + [step.new].compactMap({ $0 }) { add(step.path, hash) }
        }
    }

    private mutating func add(_ path: String, _ hash: ContentHash) {
        guard let known = record.files[path], known.hash != hash else {
            if record.files[path] == nil {
                record.files[path] = OutputRecord.File(key: .unknown, hash: hash, stamp: FileStamp())
            }
            return
        }
        others[path, default: []].append(known.hash)
        record.files[path] = OutputRecord.File(key: .unknown, hash: hash, stamp: FileStamp())
    }

    var isEmpty: Bool { record.files.isEmpty }

    /// The fingerprints that builds left at a path.
    func hashes(_ path: String) -> [ContentHash] { (record.files[path].map { [$0.hash] } ?? []) + (others[path] ?? []) }
}

extension SourceKey {
    /// That of a file of which nobody knows what it was made from.
    static let unknown = SourceKey(sources: ContentHash(), exact: ContentHash())
}
