import Authoring
import Wire

/// What the last build of a site was made from, what it wrote, and what it said.
public struct BuildRecord: Sendable {
    private static let file = "output"

    /// The folder of the output.
    private var folder = ""
    /// What the build depends on besides files.
    private var key: ContentHash?
    package private(set) var inputs: SiteInputs?
    package var output = OutputRecord()
    /// Whether the history of the version control is part of what the site is made from.
    package var readsHistory = false
    /// Whether the build asked other sites, which change without this one.
    public var asksOthers = false
    /// What the build said at its end.
    public var remarks: [String] = []
    /// What the build complained about without failing.
    public var warnings: [String] = []

    package init() {}

    /// Reads the record of an output; an empty one when there is none that can be used.
    package init(of folder: String, reading cache: SiteCache) {
        guard var reader = cache.read(BuildRecord.file)?.first, let found = try? BuildRecord(from: &reader),
            found.folder == folder
        else { return }
        self = found
    }

    /// Whether a build now would write what is there already.
    package func isCurrent(_ inputs: SiteInputs, key: ContentHash) -> Bool {
        guard let known = self.inputs, key == self.key, known.isSame(as: inputs) else { return false }
        return output.isWhole(in: OpenFolder(folder))
    }

    /// How many files the output has.
    public var count: Int { output.files.count }

    /// - Parameters:
    ///   - folder: that of the output.
    ///   - key: nil when some of the inputs may have changed while the site was built.
    package func write(to cache: SiteCache, folder: String, key: ContentHash?, inputs: SiteInputs) {
        cache.write(BuildRecord.file) { _ in
            var writer = ByteWriter()
            writer.write(folder)
            writer.write(key) { $1.write(to: &$0) }
            inputs.write(to: &writer)
            writer.write(readsHistory)
            writer.write(asksOthers)
            output.write(to: &writer, at: FileStamp.now)
            writer.write(remarks) { $0.write($1) }
            writer.write(warnings) { $0.write($1) }
            return writer.bytes
        }
    }

    private init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        folder = try reader.text()
        key = try reader.optional { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) }
        inputs = try SiteInputs(from: &reader)
        readsHistory = try reader.bool()
        asksOthers = try reader.bool()
        output = try OutputRecord(from: &reader)
        remarks = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
        warnings = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
    }
}
