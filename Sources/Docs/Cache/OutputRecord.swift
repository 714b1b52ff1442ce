import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a build wrote and where it left it, so that the next one sees what is still there.
package struct OutputRecord: Sendable {
    struct File: Sendable {
        var key: SourceKey
        /// The fingerprint of its bytes.
        var hash: ContentHash
        /// Its stamp; that of no file where only its bytes can tell whether it is as it was.
        var stamp: FileStamp
        /// The files that are made with it.
        var beside: [String] = []
        /// What its addresses need, and what it offers to those of others.
        var links = FileLinks()
        /// Its place in the list of a ``StagedSink``.
        var number = 0
    }

    var files: [String: File] = [:]
    /// The stamps of the folders: that of the output itself has an empty name. They change with the names in them.
    var folders: [String: FileStamp] = [:]

    init() {}

    // MARK: Checks

    /// Whether the file is there as it was left, with its newest stamp.
    static func intact(_ path: String, _ file: File, in output: OpenFolder) -> FileStamp? {
        guard let stamp = FileStamp(entry: path, in: output, kind: S_IFREG) else { return nil }
        if stamp == file.stamp { return stamp }
        guard let bytes = Files.read(output.path + "/" + path)?.bytes, ContentHash(bytes) == file.hash else {
            return nil
        }
        return stamp
    }

    /// Looks at the folders of an output that was left alone since.
    ///
    /// - Returns: everything that nobody put there, and the folders that are none any more.
    func strangers(in output: OpenFolder) -> (paths: [String], lost: [String], folders: [String: FileStamp]) {
        let known = Array(folders)
        let found = Parallel.map(known.count) { number -> (stamp: FileStamp?, strangers: [String]) in
            let (folder, old) = known[number]
            guard let stamp = FileStamp(entry: folder, in: output, kind: S_IFDIR) else { return (nil, []) }
            guard stamp != old else { return (stamp, []) }
            let place = folder.isEmpty ? output.path : output.path + "/" + folder
            let entries = Files.entries(of: place, withHidden: true) ?? []
            let paths = entries.map { folder.isEmpty ? $0.name : folder + "/" + $0.name }
            return (stamp, paths.filter { files[$0] == nil && folders[$0] == nil })
        }
        var result: (paths: [String], lost: [String], folders: [String: FileStamp]) = ([], [], [:])
        for (number, (stamp, strangers)) in found.enumerated() {
            let folder = known[number].key
            result.paths += strangers
            if let stamp { result.folders[folder] = stamp } else { result.lost.append(folder) }
        }
        return (result.paths.sorted(), result.lost.sorted(), result.folders)
    }

    /// Whether the output is exactly what was left.
    func isWhole(in output: OpenFolder) -> Bool {
        let (paths, lost, _) = strangers(in: output)
        guard paths.isEmpty, lost.isEmpty else { return false }
        let known = Array(files)
        return Parallel.map(known.count) { OutputRecord.intact(known[$0].key, known[$0].value, in: output) != nil }
            .allSatisfy { $0 }
    }

    // MARK: On disk

    /// - Parameter moment: stamps that are not older prove nothing later.
    func write(to writer: inout ByteWriter, at moment: Int64) {
        // Plain loops, because these lists are the longest that every build reads and writes.
        writer.write(files.count)
        for (path, file) in files {
            writer.write(path)
            file.key.sources.write(to: &writer)
            file.key.exact.write(to: &writer)
            file.hash.write(to: &writer)
            file.stamp.proven(at: moment).write(to: &writer)
            writer.write(file.beside.count)
            for name in file.beside { writer.write(name) }
            file.links.write(to: &writer)
        }
        writer.write(folders.count)
        for (path, stamp) in folders {
            writer.write(path)
            stamp.proven(at: moment).write(to: &writer)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        let count = try reader.count()
        files.reserveCapacity(count)
        for _ in 0..<count {
            let path = try reader.text()
            var file = File(
                key: SourceKey(sources: try ContentHash(from: &reader), exact: try ContentHash(from: &reader)),
                hash: try ContentHash(from: &reader), stamp: try FileStamp(from: &reader))
            for _ in 0..<(try reader.count()) { file.beside.append(try reader.text()) }
            file.links = try FileLinks(from: &reader)
            files[path] = file
        }
        let folderCount = try reader.count()
        folders.reserveCapacity(folderCount)
        for _ in 0..<folderCount {
            let path = try reader.text()
            folders[path] = try FileStamp(from: &reader)
        }
    }
}
