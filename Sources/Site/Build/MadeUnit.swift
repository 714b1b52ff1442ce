import Authoring
import Docs
import Wire

/// Pages that are made together, of one scenario or of all, without their bytes: what the rest of the site has to know of
/// them while they stay in the output as they are.
struct MadeUnit: Sendable {
    /// The fingerprint of everything that they depend on but for ``parts``.
    var key: ContentHash
    /// The files of the site that their texts asked for, with their fingerprints; nil for one that was not there.
    var parts: [String: ContentHash?] = [:]
    /// The files, sorted.
    var paths: [String] = []
    var entries: [PageEntry] = []
    /// What a search finds, by the path of the page.
    var digests: [String: [UInt8]] = [:]
    var outsideLinks: [OutsideLink] = []
    /// What is to be said of the whole site, in the unit of the pages about all scenarios.
    var report: BuildReport?

    init(key: ContentHash) { self.key = key }

    /// The fingerprint of what one of the files was made from.
    func key(of path: String) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(key)
        for (path, hash) in parts.sorted(by: { $0.key < $1.key }) {
            hasher.add(path)
            hasher.add(hash != nil)
            if let hash { hasher.add(hash) }
        }
        hasher.add(path)
        return hasher.finish()
    }

    // MARK: On disk

    func write(to writer: inout ByteWriter) {
        key.write(to: &writer)
        writer.write(parts) {
            $0.write($1.key)
            $0.write($1.value) { $1.write(to: &$0) }
        }
        writer.write(paths) { $0.write($1) }
        writer.write(entries) { $1.write(to: &$0) }
        writer.write(digests) {
            $0.write($1.key)
            $0.write($1.value)
        }
        writer.write(outsideLinks) { $1.write(to: &$0) }
        writer.write(report) { $1.write(to: &$0) }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        key = try ContentHash(from: &reader)
        let parts = try reader.list { (reader) throws(ByteReader.Damage) in
            (
                try reader.text(),
                try reader.optional { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) }
            )
        }
        self.parts = Dictionary(parts) { $1 }
        paths = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
        entries = try reader.list { (reader) throws(ByteReader.Damage) in try PageEntry(from: &reader) }
        let digests = try reader.list { (reader) throws(ByteReader.Damage) in
            (try reader.text(), try reader.content())
        }
        self.digests = Dictionary(digests) { $1 }
        outsideLinks = try reader.list { (reader) throws(ByteReader.Damage) in try OutsideLink(from: &reader) }
        report = try reader.optional { (reader) throws(ByteReader.Damage) in try BuildReport(from: &reader) }
    }
}

extension OutsideLink {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(url)
        writer.write(file)
        writer.write(line) { $0.write($1) }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        self.init(
            url: try reader.text(), file: try reader.text(),
            line: try reader.optional { (reader) throws(ByteReader.Damage) in try reader.int() })
    }
}

extension BuildReport {
    fileprivate func write(to writer: inout ByteWriter) {
        for number in [explainedFields, unexplainedFields, exchangeKinds, explainedKinds] { writer.write(number) }
        writer.write(warnings) { writer, problem in
            writer.write(problem.file)
            writer.write(problem.line) { $0.write($1) }
            writer.write(problem.column) { $0.write($1) }
            writer.write(problem.message)
            writer.write(problem.remedy)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        explainedFields = try reader.int()
        unexplainedFields = try reader.int()
        exchangeKinds = try reader.int()
        explainedKinds = try reader.int()
        warnings = try reader.list { (reader) throws(ByteReader.Damage) in
            Problem(
                file: try reader.text(),
                line: try reader.optional { (reader) throws(ByteReader.Damage) in try reader.int() },
                column: try reader.optional { (reader) throws(ByteReader.Damage) in try reader.int() },
                try reader.text(), remedy: try reader.optionalText())
        }
    }
}

/// What builds of a site with runs found out, so that the next one need not find it out again.
public struct SiteMemory: Sendable {
    private static let file = "units"

    var documents = DocsMemory()
    /// By the file of the scenario; the pages about all scenarios have no file.
    var units: [String: MadeUnit] = [:]

    public init() {}

    /// What earlier builds of a site left on disk; nothing when that cannot be used.
    init(reading cache: SiteCache) {
        documents = DocsMemory(reading: cache)
        let parts = cache.read(SiteMemory.file) ?? []
        let read = Parallel.map(parts.count) { number -> (String, MadeUnit)? in
            var reader = parts[number]
            guard let name = try? reader.text(), let unit = try? MadeUnit(from: &reader) else { return nil }
            return (name, unit)
        }
        units = Dictionary(read.compactMap { $0 }) { $1 }
    }

    func write(to cache: SiteCache) {
        documents.write(to: cache)
        let all = units.sorted { $0.key < $1.key }
        cache.write(SiteMemory.file, parts: all.count) { number in
            var writer = ByteWriter()
            writer.write(all[number].key)
            all[number].value.write(to: &writer)
            return writer.bytes
        }
    }
}
