import Authoring
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

    init() {}

    /// The folders that the files are in; that of the output itself has an empty name.
    var folders: Set<String> { OutputRecord.folders(of: files.keys) }

    static func folders(of files: some Sequence<String>) -> Set<String> {
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

    /// The folders that are none any more, but links or files: what is below them is somewhere else.
    func lostFolders(in output: OpenFolder) -> [String] {
        folders.filter { FileStamp(entry: $0, in: output, kind: S_IFDIR) == nil }.sorted()
    }

    /// Whether everything is there as it was left. What others put beside it is none of its business.
    func isWhole(in output: OpenFolder) -> Bool {
        guard lostFolders(in: output).isEmpty else { return false }
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
    }
}
