import Wire

extension DocsMemory {
    private static let file = "pages"

    /// How many pages are read or written in one go.
    private static let portion = 256

    /// What earlier builds of a site left on disk; nothing when that cannot be used.
    package init(reading cache: SiteCache) {
        self.init()
        guard let parts = cache.read(DocsMemory.file), var head = parts.first,
            let key = try? ContentHash(from: &head), let names = try? ContentHash(from: &head),
            let started = try? head.fixed()
        else { return }
        let portions = Parallel.map(parts.count - 1) { number -> [PageRecord]? in
            var reader = parts[number + 1]
            return try? reader.list { (reader) throws(ByteReader.Damage) in try PageRecord(from: &reader) }
        }
        let records = portions.compactMap { $0 }
        guard records.count == portions.count else { return }
        prepare(key: key)
        remember(records.flatMap { $0 }, names: names, started: Int64(bitPattern: started))
    }

    package func write(to cache: SiteCache) {
        let all = Array(records.values)
        let portions = (all.count + DocsMemory.portion - 1) / DocsMemory.portion
        cache.write(DocsMemory.file, parts: 1 + portions) { part in
            var writer = ByteWriter()
            if part == 0 {
                key.write(to: &writer)
                names.write(to: &writer)
                writer.write(UInt64(bitPattern: started))
            } else {
                let start = (part - 1) * DocsMemory.portion
                writer.write(all[start..<min(all.count, start + DocsMemory.portion)]) { $1.write(to: &$0) }
            }
            return writer
        }
    }
}

extension PageRecord {
    func write(to writer: inout ByteWriter) {
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
        writer.write(anchors) { $0.write($1) }
        writer.write(views) {
            $1.id.write(to: &$0)
            $0.write($1.links) { $1.write(to: &$0) }
        }
        writer.write(digest)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        file = try reader.text()
        stamp = try FileStamp(from: &reader)
        hash = try ContentHash(from: &reader)
        parts = try reader.list { (reader) throws(ByteReader.Damage) in
            Part(path: try reader.text(), hash: try ContentHash(from: &reader))
        }
        head = try PageHead(from: &reader)
        headings = try reader.list { (reader) throws(ByteReader.Damage) in
            PageHeading(level: try reader.int(), title: try reader.text(), id: try reader.text())
        }
        anchors = try reader.list { (reader) throws(ByteReader.Damage) in try reader.text() }
        views = try reader.list { (reader) throws(ByteReader.Damage) in
            View(
                id: try PageID(from: &reader),
                links: try reader.list { (reader) throws(ByteReader.Damage) in try PageLink(from: &reader) })
        }
        digest = try reader.content()
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
    fileprivate func write(to writer: inout ByteWriter) {
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
