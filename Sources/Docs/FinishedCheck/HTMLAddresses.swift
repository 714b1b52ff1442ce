#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads the addresses and anchors of HTML, SVG and XML in one pass over their bytes. Nothing makes it fail, so it also
/// reads what an author wrote.
struct HTMLAddresses {
    enum Form { case html, svg, xml }

    typealias Bytes = UnsafeBufferPointer<UInt8>

    let bytes: Bytes
    let form: Form
    /// Where the whole text stands in another one, of which it is a value.
    let outer: AddressCollector.Place?
    private var position = 0

    private init(_ bytes: Bytes, _ form: Form, _ outer: AddressCollector.Place?) {
        self.bytes = bytes
        self.form = form
        self.outer = outer
    }

    /// - Parameter outer: where the text stands in another one; its anchors are none of the file then.
    static func read(
        _ bytes: Bytes, _ form: Form, in outer: AddressCollector.Place? = nil, _ found: inout AddressCollector
    ) {
        var reader = HTMLAddresses(bytes, form, outer)
        reader.read(&found)
    }

    private mutating func read(_ found: inout AddressCollector) {
        while let start = find(UInt8(ascii: "<"), from: position) {
            position = start + 1
            guard position < bytes.count else { return }
            switch bytes[position] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): readTag(&found)
            case UInt8(ascii: "!"): skipDeclaration()
            case UInt8(ascii: "?") where starts("?xml-stylesheet", at: position):
                position += 1
                readTag(&found)
            default: break
            }
        }
    }

    func place(_ offset: Int) -> AddressCollector.Place { outer ?? .offset(offset) }

    // MARK: Finding

    func find(_ byte: UInt8, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Whether a text of ASCII in small letters stands at a place, in letters of any case.
    func starts(_ text: StaticString, at place: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for offset in 0..<count {
            let wanted = text.utf8Start[offset]
            let byte = bytes[place + offset]
            guard byte == wanted || byte | 0x20 == wanted && wanted >= 0x61 else { return false }
        }
        return true
    }

    func find(_ text: StaticString, from start: Int) -> Int? {
        var place = start
        while let next = find(text.utf8Start[0], from: place) {
            if starts(text, at: next) { return next }
            place = next + 1
        }
        return nil
    }

    private mutating func skipDeclaration() {
        let (start, end): (Int, StaticString) =
            starts("!--", at: position)
            ? (position + 1, "-->") : starts("![cdata[", at: position) ? (position, "]]>") : (position, ">")
        position = find(end, from: start).map { $0 + end.utf8CodeUnitCount } ?? bytes.count
    }

    // MARK: Tags

    private mutating func readTag(_ found: inout AddressCollector) {
        let start = position
        while position < bytes.count, !endsName(bytes[position]) { position += 1 }
        var tag = HTMLTagAddresses(self, name: start..<position)
        var isClosed = false
        while let attribute = nextAttribute(&isClosed) { tag.take(attribute.name, attribute.value, &found) }
        tag.finish(&found)
        if form == .xml {
            if !isClosed { readText(of: tag, &found) }
        } else if let end = tag.textEnd, !(isClosed && tag.mayBeClosed) {
            let from = position
            position = find(end, from: from) ?? bytes.count
            tag.takeText(from..<position, &found)
        }
    }

    private func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    /// The next attribute with its value; nil, behind the tag, when there is none.
    ///
    /// - Parameter isClosed: becomes whether a slash stands at the tag's end.
    private mutating func nextAttribute(_ isClosed: inout Bool) -> (name: Range<Int>, value: Range<Int>)? {
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            if endsName(bytes[position]) {
                isClosed = bytes[position] == UInt8(ascii: "/") || isClosed && bytes[position] <= 0x20
                position += 1
                continue
            }
            isClosed = false
            let start = position
            position += 1
            while position < bytes.count, !endsName(bytes[position]), bytes[position] != UInt8(ascii: "=") {
                position += 1
            }
            let name = start..<position
            var next = position
            while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
            guard next < bytes.count, bytes[next] == UInt8(ascii: "=") else { return (name, position..<position) }
            position = next + 1
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            return (name, value())
        }
        position = min(bytes.count, position + 1)
        return nil
    }

    private mutating func value() -> Range<Int> {
        guard position < bytes.count else { return position..<position }
        let quote = bytes[position]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = position + 1
            let end = find(quote, from: start) ?? bytes.count
            position = min(bytes.count, end + 1)
            return start..<end
        }
        let start = position
        while position < bytes.count, bytes[position] > 0x20, bytes[position] != UInt8(ascii: ">") { position += 1 }
        return start..<position
    }

    // MARK: Texts of XML

    /// Reads the text of an element of a feed or a site map.
    private mutating func readText(of tag: HTMLTagAddresses, _ found: inout AddressCollector) {
        guard let kind = tag.xmlText else { return }
        let start = position
        guard let end = find(tag.isData(at: start) ? "]]>" : "<", from: start) else { return }
        position = end
        let text = tag.plainText(start..<end)
        switch kind {
        case .address: if !text.isEmpty { found.take(text, at: place(start)) }
        case .html:
            text.withUnsafeBufferPointer { HTMLAddresses.read($0, .html, in: place(start), &found) }
        }
    }
}
