/// Pages without the quotes that HTML does not ask for: `id="s-prm"` becomes `id=s-prm` (HTML, section 13.1.2.3). A parser
/// makes the same document of both.
package enum CompactHTML {
    /// The same document in fewer bytes.
    ///
    /// - Parameter page: a page that this program wrote: attributes are quoted with `"`, and text holds no bare `<`.
    package static func compacted(_ page: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(page.count)
        var position = 0
        while position < page.count {
            let byte = page[position]
            guard byte == UInt8(ascii: "<") else {
                out.append(byte)
                position += 1
                continue
            }
            if let end = opaqueEnd(page, position) {
                out += page[position..<end]
                position = end
            } else {
                position = copyTag(page, from: position, to: &out)
            }
        }
        return out
    }

    /// The end of a part in which `<` and `"` mean something else: a comment, a script, a stylesheet.
    private static func opaqueEnd(_ page: [UInt8], _ start: Int) -> Int? {
        // Most tags begin with another letter.
        guard start + 1 < page.count, page[start + 1] == UInt8(ascii: "!") || page[start + 1] == UInt8(ascii: "s")
        else {
            return nil
        }
        let parts: [(start: StaticString, end: StaticString)] = [
            ("<!--", "-->"), ("<script", "</script"), ("<style", "</style"),
        ]
        for part in parts where starts(page, start, with: part.start) {
            var position = start + part.start.utf8CodeUnitCount
            let first = part.end.utf8Start.pointee
            while position < page.count, page[position] != first || !starts(page, position, with: part.end) {
                position += 1
            }
            return min(page.count, position + part.end.utf8CodeUnitCount)
        }
        return nil
    }

    private static func starts(_ page: [UInt8], _ position: Int, with text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= page.count else { return false }
        return text.withUTF8Buffer { buffer in
            var index = 0
            while index < buffer.count {
                guard page[position + index] == buffer[index] else { return false }
                index += 1
            }
            return true
        }
    }

    private static func copyTag(_ page: [UInt8], from start: Int, to out: inout [UInt8]) -> Int {
        var position = start
        while position < page.count {
            let byte = page[position]
            if byte == UInt8(ascii: "\""), position > start, page[position - 1] == UInt8(ascii: "=") {
                var end = position + 1
                var isBare = true
                while end < page.count, page[end] != UInt8(ascii: "\"") {
                    isBare = isBare && isUnquotable(page[end])
                    end += 1
                }
                guard end + 1 < page.count else { break }
                let next = page[end + 1]
                let isLast = next == UInt8(ascii: "/")
                isBare =
                    isBare && end > position + 1 && (isLast || next == UInt8(ascii: ">") || next == UInt8(ascii: " "))
                out += isBare ? page[(position + 1)..<end] : page[position...end]
                // A slash behind a bare value would be a part of it.
                if isBare, isLast { out.append(UInt8(ascii: " ")) }
                position = end + 1
            } else {
                out.append(byte)
                position += 1
                if byte == UInt8(ascii: ">") { return position }
            }
        }
        out += page[position...]
        return page.count
    }

    /// Whether a byte may stand in an unquoted value. Character references could, and are left alone.
    private static func isUnquotable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "`"), UInt8(ascii: "&"):
            false
        default: true
        }
    }
}
