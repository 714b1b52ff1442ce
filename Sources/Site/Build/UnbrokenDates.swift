/// Dates of prose in one piece: a browser may otherwise end a line behind each hyphen of `2025-03-26`.
enum UnbrokenDates {
    /// Elements whose text is no prose.
    private static let opaque: [StaticString] = [
        "code", "pre", "script", "style", "textarea", "svg", "math", "title", "option",
    ]

    /// The same HTML with an element that keeps its line together around every date of a text; what stands in tags, code
    /// and preformatted blocks is left alone.
    static func marking(_ html: String) -> String {
        let bytes = Array(html.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 256)
        var depth = 0
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<") {
                let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
                let tag = bytes[position...end]
                if opaque.contains(where: { isTag(tag, $0) }) { depth += 1 }
                if tag.dropFirst().first == UInt8(ascii: "/"), opaque.contains(where: { isTag(tag.dropFirst(), $0) }) {
                    depth -= 1
                }
                out += tag
                position = end + 1
            } else if depth == 0, isDate(bytes, at: position) {
                out += "<span class=\"nb\">".utf8
                out += bytes[position..<(position + length)]
                out += "</span>".utf8
                position += length
            } else {
                out.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let length = 10

    private static func isTag(_ tag: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        let inside = tag.dropFirst()
        return name.withUTF8Buffer { inside.starts(with: $0) }
            && [UInt8(ascii: ">"), UInt8(ascii: " ")].contains(inside.dropFirst(name.utf8CodeUnitCount).first)
    }

    private static func isDate(_ bytes: [UInt8], at start: Int) -> Bool {
        func isWord(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return false }
            let byte = bytes[index]
            return isDigit(byte) || byte == UInt8(ascii: "-") || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        }
        func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        guard start + length <= bytes.count, !isWord(start - 1), !isWord(start + length) else { return false }
        return (0..<length).allSatisfy { offset in
            let byte = bytes[start + offset]
            return offset == 4 || offset == 7 ? byte == UInt8(ascii: "-") : isDigit(byte)
        }
    }
}
