import Authoring
import Wire

extension DocsMemory {
    private static let file = "pages"
    private static let prefix = "pieces-"

    /// How many pages are read or written in one go.
    private static let portion = 256

    /// What earlier builds of a site left on disk; nothing when that cannot be used.
    package init(reading cache: SiteCache) {
        self.init()
        guard let parts = cache.read(DocsMemory.file), var head = parts.first,
            let key = try? ContentHash(from: &head), let names = try? ContentHash(from: &head),
            let started = try? head.fixed(), let name = try? head.text(), let end = try? head.int(),
            let pieces = PieceFile(name, in: cache, end: end), (try? readSite(from: &head, pieces)) != nil
        else { return }
        let portions = Parallel.map(parts.count - 1) { number -> [PageRecord]? in
            var reader = parts[number + 1]
            return try? reader.list { (reader) throws(ByteReader.Damage) in try PageRecord(from: &reader, pieces) }
        }
        let records = portions.compactMap { $0 }
        let checked = checked
        guard records.count == portions.count else {
            self = DocsMemory()
            return
        }
        prepare(key: key)
        self.portions = zip(parts.dropFirst(), records).map { Portion(bytes: $0.rest, records: $1[...]) }
        remember(records.flatMap { $0 }, names: names, started: Int64(bitPattern: started))
        hold(in: checked)
        self.pieces = pieces
    }

    /// Leaves everything for the next build. A file that cannot be written costs time, not a build.
    package func write(to cache: SiteCache) {
        let all = records
        guard var pieces = PieceWriter(isFragmented ? nil : pieces, named: DocsMemory.prefix, in: cache) else { return }
        let isSame = pieces.name == self.pieces?.name
        var parts: [[UInt8]] = [[]]
        for start in stride(from: 0, to: all.count, by: DocsMemory.portion) {
            let records = all[start..<min(all.count, start + DocsMemory.portion)]
            let number = parts.count - 1
            if isSame, portions.indices.contains(number),
                portions[number].records.elementsEqual(records, by: { $0.isIdentical(to: $1) })
            {
                parts.append(portions[number].bytes)
                continue
            }
            var writer = ByteWriter()
            writer.write(records) { $1.write(to: &$0, &pieces) }
            parts.append(writer.bytes)
        }
        var site = ByteWriter()
        writeSite(to: &site, &pieces)
        guard pieces.finish() else { return }
        var head = ByteWriter()
        key.write(to: &head)
        names.write(to: &head)
        head.write(UInt64(bitPattern: started))
        head.write(pieces.name)
        head.write(pieces.end)
        head.append(site)
        parts[0] = head.bytes
        cache.write(DocsMemory.file, parts: parts.count) { parts[$0] }
        if pieces.name != self.pieces?.name { cache.removeFiles(DocsMemory.prefix, besides: pieces.name) }
    }

    /// Whether more than half of the pieces belong to nothing any more.
    private var isFragmented: Bool {
        guard let pieces else { return true }
        var used = 1 << 16
        for record in records { used += record.facts.length + record.digest.length }
        for shard in search.values.flatMap(\.shards) { used += shard.bytes.length }
        return pieces.end > 2 * used
    }

    private func writeSite(to writer: inout ByteWriter, _ pieces: inout PieceWriter) {
        writer.write(checked) { $1.write(to: &$0) }
        writer.write(lists.key) { $1.write(to: &$0) }
        writer.write(lists.paths) { $0.write($1) }
        writer.write(search.count)
        for (prefix, index) in search.sorted(by: { $0.key < $1.key }) {
            writer.write(prefix)
            writer.write(index.digests) { $1.write(to: &$0) }
            writer.write(index.shards) {
                $0.write($1.first)
                $1.bytes.write(to: &pieces).write(to: &$0)
            }
        }
    }

    private mutating func readSite(from reader: inout ByteReader, _ pieces: PieceFile) throws(ByteReader.Damage) {
        hold(in: try reader.optional { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) })
        lists.key = try reader.optional { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) }
        lists.paths = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
        let indexes = try reader.list { (reader) throws(ByteReader.Damage) in
            (
                try reader.text(),
                SearchMemory(
                    digests: try reader.list { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) },
                    shards: try reader.list { (reader) throws(ByteReader.Damage) in
                        .init(
                            first: try reader.text(),
                            bytes: Kept(pieces, try PieceFile.Place(from: &reader)))
                    })
            )
        }
        search = Dictionary(indexes) { $1 }
    }
}

extension PageRecord {
    fileprivate func write(to writer: inout ByteWriter, _ pieces: inout PieceWriter) {
        writer.write(file)
        stamp.write(to: &writer)
        hash.write(to: &writer)
        writer.write(parts) {
            $0.write($1.path)
            $1.hash.write(to: &$0)
        }
        head.write(to: &writer)
        writer.write(headings) {
            $0.write($1.level)
            $0.write($1.title)
            $0.write($1.id)
        }
        outline.write(to: &writer)
        facts.write(to: &pieces).write(to: &writer)
        digest.write(to: &pieces).write(to: &writer)
        writer.write(views) {
            $1.id.write(to: &$0)
            $1.targets.write(to: &$0)
            $0.write($1.anchored) {
                $0.write($1.path)
                $0.write($1.name)
            }
        }
    }

    fileprivate init(from reader: inout ByteReader, _ pieces: PieceFile) throws(ByteReader.Damage) {
        let file = try reader.text()
        stamp = try FileStamp(from: &reader)
        func headings(_ reader: inout ByteReader) throws(ByteReader.Damage) -> [PageHeading] {
            let count = try reader.count()
            var headings: [PageHeading] = []
            headings.reserveCapacity(count)
            for _ in 0..<count {
                headings.append(
                    PageHeading(level: try reader.int(), title: try reader.text(), id: try reader.text()))
            }
            return headings
        }
        content = Content(
            file: file, hash: try ContentHash(from: &reader),
            parts: try reader.list { (reader) throws(ByteReader.Damage) in
                Part(path: try reader.text(), hash: try ContentHash(from: &reader))
            },
            head: try PageHead(from: &reader),
            headings: try headings(&reader),
            outline: try ContentHash(from: &reader), facts: Kept(pieces, try PieceFile.Place(from: &reader)),
            digest: Kept(pieces, try PieceFile.Place(from: &reader)))
        views = try reader.list { (reader) throws(ByteReader.Damage) in
            View(
                id: try PageID(from: &reader), targets: try ContentHash(from: &reader),
                anchored: try reader.list { (reader) throws(ByteReader.Damage) in
                    Anchor(path: try reader.text(), name: try reader.text())
                })
        }
    }
}

extension PageFacts: Storable {
    init?(stored: [UInt8]) {
        var reader = ByteReader(stored)
        guard let anchors = try? reader.list({ (reader) throws(ByteReader.Damage) in try reader.text() }),
            let links = try? reader.list({ (reader) throws(ByteReader.Damage) in
                try reader.list { (reader) throws(ByteReader.Damage) in try PageLink(from: &reader) }
            })
        else { return nil }
        self.init(anchors: anchors, links: links)
    }

    var stored: [UInt8] {
        var writer = ByteWriter()
        writer.write(anchors) { $0.write($1) }
        writer.write(links) { $0.write($1) { $1.write(to: &$0) } }
        return writer.bytes
    }
}

extension PageID {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(scope.version)
        writer.write(scope.language)
        writer.write(name)
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        self.init(
            scope: Scope(version: try reader.int(), language: try reader.int()), name: try reader.text())
    }
}

extension PageLink {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(url)
        writer.write(line)
        writer.write(isLoaded)
        switch target {
        case .outside: writer.write(0)
        case .site(let path, let fragment):
            writer.write(1)
            writer.write(path)
            writer.write(fragment)
        case .dead(let reason, let remedy):
            writer.write(2)
            writer.write(reason)
            writer.write(remedy)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        url = try reader.text()
        line = try reader.int()
        isLoaded = try reader.bool()
        switch try reader.int() {
        case 0: target = .outside
        case 1: target = .site(path: try reader.text(), fragment: try reader.text())
        case 2: target = .dead(try reader.text(), remedy: try reader.optionalText())
        default: throw ByteReader.Damage()
        }
    }
}

extension PageHead {
    func write(to writer: inout ByteWriter) {
        writer.write(title)
        writer.write(summary)
        writer.write(weight)
        writer.write(isDraft)
        writer.write(tags) { $0.write($1) }
        writer.write(aliases) {
            $0.write($1.address)
            $0.write($1.line)
        }
        writer.write(date)
        writer.write(isSearchable)
        writer.write(names) { $0.write($1) }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        self.init(title: try reader.text())
        summary = try reader.text()
        weight = try reader.int()
        isDraft = try reader.bool()
        tags = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
        aliases = try reader.list { (reader) throws(ByteReader.Damage) in
            Alias(address: try reader.text(), line: try reader.int())
        }
        date = try reader.optionalText()
        isSearchable = try reader.bool()
        names = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
    }
}
