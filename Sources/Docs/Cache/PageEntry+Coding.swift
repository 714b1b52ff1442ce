import Wire

/// The entries of pages that are made from something else than one text; what only authors' pages have is left out.
extension PageEntry {
    package func write(to writer: inout ByteWriter) {
        writer.write(path)
        writer.write(Int(kind.rawValue))
        writer.write(title)
        writer.write(summary)
        writer.write(language)
        writer.write(updated) { $0.write($1) }
        writer.write(source)
        writer.write(ancestors) {
            $0.write($1.title)
            $0.write($1.path)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        let path = try reader.text()
        guard let number = UInt8(exactly: try reader.int()), let kind = Kind(rawValue: number) else {
            throw ByteReader.Damage()
        }
        self.init(
            path: path, kind: kind, title: try reader.text(), summary: try reader.text(), language: try reader.text())
        updated = try reader.optional { (reader) throws(ByteReader.Damage) in try reader.int() }
        source = try reader.optionalText()
        ancestors = try reader.list { (reader) throws(ByteReader.Damage) in
            .init(title: try reader.text(), path: try reader.text())
        }
    }
}
