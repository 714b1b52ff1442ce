/// What builds found out about files, so that the next one need not find it out again.
public struct DocsMemory: Sendable {
    /// What the records depend on besides the files.
    private(set) var key = ContentHash()
    /// Sorted by their files.
    private(set) var records: [PageRecord] = []
    /// What the records' links were resolved against.
    private(set) var names = ContentHash()
    /// When the build that wrote the records began: stamps that are not older than that prove nothing.
    private(set) var started: Int64 = 0
    /// The state of the site in which all links of the records were found to hold.
    private(set) var checked: ContentHash?
    /// What pages that were read again contributed to the search before, by its fingerprint.
    private(set) var replaced: [ContentHash: Kept<[UInt8]>] = [:]
    /// The indexes of the search, by the prefix of their scope.
    var search: [String: SearchMemory] = [:]
    /// The files that list all pages.
    var lists = Lists()
    /// The records as they stand on disk, in portions.
    var portions: [Portion] = []

    struct Portion: Sendable {
        var bytes: [UInt8]
        var records: ArraySlice<PageRecord>
    }

    /// Where everything stands that is not in memory.
    var pieces: PieceFile?

    /// Files that are made of the table of all pages, and of nothing else.
    struct Lists: Sendable {
        /// The fingerprint of the table; nil when it is not known.
        var key: ContentHash?
        var paths: [String] = []
    }

    public init() {}

    /// The files that are part of pages and are none themselves, relative to the site's folder.
    package var parts: [String] { records.flatMap { $0.parts.map(\.path) } }

    /// Whether something of it turned out to be lost while a site was built: what came of that build is worth nothing.
    package var isDamaged: Bool { pieces?.isDamaged == true }

    /// Forgets everything when the key is another one.
    mutating func prepare(key: ContentHash) {
        if key != self.key {
            records = []
            checked = nil
        }
        self.key = key
    }

    /// - Parameter records: sorted by their files.
    mutating func remember(_ records: [PageRecord], names: ContentHash, started: Int64) {
        for new in records {
            if let old = record(of: new.file)?.digest, old.hash != new.digest.hash { replaced[old.hash] = old }
        }
        self.names = names
        self.records = records
        self.started = started
    }

    /// What is known of a file below `content/`.
    func record(of file: String) -> PageRecord? {
        var range = records[...]
        while !range.isEmpty {
            let middle = range.startIndex + range.count / 2
            if range[middle].file == file { return range[middle] }
            range = range[middle].file < file ? range[(middle + 1)...] : range[..<middle]
        }
        return nil
    }

    /// Notes that all links hold.
    mutating func hold(in state: ContentHash?) { checked = state }
}

/// What an index of the search is made of.
struct SearchMemory: Sendable {
    struct Shard: Sendable {
        var first: String
        var bytes: Kept<[UInt8]>
    }

    /// The fingerprints of what the pages contribute, in their order.
    var digests: [ContentHash] = []
    var shards: [Shard] = []
}

extension PageReader {
    /// A page from memory where nothing that it was made from has changed, else from its file.
    ///
    /// - Parameter names: what links are resolved against.
    func outcome(_ file: String, views: [PageID], _ memory: DocsMemory, names: ContentHash) -> Outcome {
        guard var record = memory.record(of: file) else { return read(file, views: views) }
        let path = "content/" + file
        guard record.views.count == views.count, zip(record.views, views).allSatisfy({ $0.id == $1 }),
            record.parts.allSatisfy({ isUnchanged($0) })
        else { return read(file, views: views) }
        if let known = folder.inputs.files[path] {
            guard known.hash == record.hash else { return read(file, views: views) }
            record.stamp = known.stamp
        } else {
            guard let stamp = folder.stamp(of: path) else { return read(file, views: views) }
            if stamp != record.stamp || stamp.isRecent(at: memory.started) {
                guard let (bytes, stamp) = folder.read(path), ContentHash(bytes) == record.hash else {
                    return read(file, views: views)
                }
                record.stamp = stamp
            }
        }
        if names == memory.names { return Outcome(page: ReadPage(record: record, bodies: [])) }
        // What a link leads to can change without the page.
        let written = record.facts.value.links
        guard written.count == views.count else { return read(file, views: views) }
        for (view, links) in written.enumerated() {
            for link in links {
                let target = self.links.resolve(link.url, isLoaded: link.isLoaded, from: file, on: views[view]).target
                if target != link.target { return read(file, views: views) }
            }
            record.views[view].targets = fingerprint(of: links)
        }
        return Outcome(page: ReadPage(record: record, bodies: []))
    }

    private func isUnchanged(_ part: PageRecord.Part) -> Bool {
        folder.read(part.path).map { ContentHash($0.bytes) == part.hash } ?? false
    }
}
