/// What builds found out about files, so that the next one need not find it out again.
public struct DocsMemory: Sendable {
    /// What the records depend on besides the files.
    private(set) var key = ContentHash()
    private(set) var records: [String: PageRecord] = [:]
    /// What the records' links were resolved against.
    private(set) var names = ContentHash()
    /// When the build that wrote the records began: stamps that are not older than that prove nothing.
    private(set) var started: Int64 = 0

    public init() {}

    /// The files that are part of pages and are none themselves, relative to the site's folder.
    package var parts: [String] { records.values.flatMap { $0.parts.map(\.path) } }

    /// Forgets everything when the key is another one.
    mutating func prepare(key: ContentHash) {
        if key != self.key { records = [:] }
        self.key = key
    }

    mutating func remember(_ records: [PageRecord], names: ContentHash, started: Int64) {
        self.names = names
        self.records = Dictionary(uniqueKeysWithValues: records.map { ($0.file, $0) })
        self.started = started
    }
}

extension PageReader {
    /// A page from memory where nothing that it was made from has changed, else from its file.
    ///
    /// - Parameter names: what links are resolved against.
    func outcome(_ file: String, views: [PageID], _ memory: DocsMemory, names: ContentHash) -> Outcome {
        guard var record = memory.records[file] else { return read(file, views: views) }
        let path = "content/" + file
        guard record.views.map(\.id) == views, record.parts.allSatisfy({ isUnchanged($0) }) else {
            return read(file, views: views)
        }
        guard let stamp = folder.stamp(of: path) else { return read(file, views: views) }
        if stamp != record.stamp || stamp.isRecent(at: memory.started) {
            guard let (bytes, stamp) = folder.read(path), ContentHash(bytes) == record.hash else {
                return read(file, views: views)
            }
            record.stamp = stamp
        }
        if names == memory.names { return Outcome(page: ReadPage(record: record, bodies: [])) }
        // What a link leads to can change without the page.
        for view in record.views.indices {
            for link in record.views[view].links.indices {
                let written = record.views[view].links[link]
                let target = links.resolve(written.url, isLoaded: written.isLoaded, from: file, on: views[view]).target
                if target != written.target { return read(file, views: views) }
            }
        }
        return Outcome(page: ReadPage(record: record, bodies: []))
    }

    private func isUnchanged(_ part: PageRecord.Part) -> Bool {
        folder.read(part.path).map { ContentHash($0.bytes) == part.hash } ?? false
    }
}
