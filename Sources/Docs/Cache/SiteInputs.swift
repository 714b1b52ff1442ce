import Authoring
import Wire

/// Every file that a site is made from, with the fingerprint that it had when a build began.
package struct SiteInputs: Sendable {
    struct File: Hashable, Sendable {
        var stamp: FileStamp
        var hash: ContentHash
    }

    /// The files and folders that every site may have.
    private static let standard = ["content", "static", "templates"]

    /// By path from the site's folder. A file that does not exist has no stamp, and no fingerprint.
    private(set) var files: [String: File] = [:]
    /// Files outside of the standard folders that the build asks for.
    private(set) var others: Set<String> = []
    /// When the files were looked at.
    private(set) var started: Int64 = 0

    package init() {}

    /// Looks at all files. Only those whose stamps are new are read.
    ///
    /// - Parameters:
    ///   - site: the site's folder.
    ///   - known: what an earlier build saw.
    package init(of site: String, known: SiteInputs? = nil) {
        started = FileStamp.now
        others = known?.others ?? []
        let folder = OpenFolder(site)
        var tree = FileTree(of: site)
        var problems: [Problem] = []
        var paths: [String] = []
        for part in SiteInputs.standard { tree.walk(part, withHidden: true, &problems) { paths.append($0) } }
        // What is no part of a site must not go unnoticed.
        paths += Set(problems.map(\.file)).union(others).union(["wirescribe.yml"])
        let found = paths.map { (path: $0, stamp: FileStamp($0, in: folder) ?? FileStamp()) }
        let all = found
        let hashes = Parallel.map(all.count) { number -> File in
            let (path, stamp) = all[number]
            if let old = known?.files[path], let known, old.stamp == stamp, !stamp.isRecent(at: known.started) {
                return old
            }
            return SiteInputs.read(site + "/" + path)
        }
        for (number, file) in hashes.enumerated() { files[all[number].path] = file }
    }

    private static func read(_ path: String) -> File {
        if let (bytes, stamp) = Files.read(path) { return File(stamp: stamp, hash: ContentHash(bytes)) }
        // What cannot be read is known by its stamp alone.
        guard let stamp = FileStamp(path: path) else { return File(stamp: FileStamp(), hash: ContentHash()) }
        var hasher = ContentHasher()
        for number in [stamp.size, stamp.modified, stamp.changed] { hasher.add(number) }
        return File(stamp: FileStamp(), hash: hasher.finish())
    }

    /// Adds files that the build turned out to ask for.
    ///
    /// - Returns: false when one may have changed since the build began, so that nobody knows what the build saw.
    package mutating func add(_ paths: some Sequence<String>, of site: String) -> Bool {
        var isCertain = true
        for path in paths where files[path] == nil {
            others.insert(path)
            let file = SiteInputs.read(site + "/" + path)
            if file.stamp == FileStamp() || file.stamp.isRecent(at: started) { isCertain = false }
            files[path] = file
        }
        return isCertain
    }

    /// Whether these are the same files with the same contents.
    func isSame(as other: SiteInputs) -> Bool {
        files.count == other.files.count && files.allSatisfy { other.files[$0.key]?.hash == $0.value.hash }
    }

    // MARK: On disk

    func write(to writer: inout ByteWriter) {
        writer.write(UInt64(bitPattern: started))
        writer.write(others) { $0.write($1) }
        writer.write(files.count)
        for (path, file) in files {
            writer.write(path)
            file.stamp.write(to: &writer)
            file.hash.write(to: &writer)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        started = Int64(bitPattern: try reader.fixed())
        others = Set(try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() })
        let count = try reader.count()
        files.reserveCapacity(count)
        for _ in 0..<count {
            let path = try reader.text()
            files[path] = File(stamp: try FileStamp(from: &reader), hash: try ContentHash(from: &reader))
        }
    }
}
