extension Language {
    /// JSON, with the comments of JSONC and the `…` with which documents are cut short.
    static let json = Language("json jsonc json5 jsonl ndjson geojson webmanifest") { tokenizeJSON(&$0) }
}

/// Tokenizes JSON up to the cursor's end.
func tokenizeJSON(_ cursor: inout Cursor) {
    while !cursor.isAtEnd {
        let start = cursor.position
        switch cursor.byte {
        case UInt8(ascii: "\""):
            cursor.skipQuoted()
            var next = cursor.position
            while cursor.at(next).isSpace { next += 1 }
            cursor.paint(cursor.at(next) == UInt8(ascii: ":") ? .key : .string, from: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            cursor.position += 1
            cursor.skip {
                $0.isDigit || $0.isLetter || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "+")
            }
            if cursor.at(start).isDigit || cursor.at(start + 1).isDigit { cursor.paint(.number, from: start) }
        case UInt8(ascii: "/") where cursor.peek(1) == UInt8(ascii: "/"):
            cursor.skipLine()
            cursor.paint(.comment, from: start)
        case UInt8(ascii: "/") where cursor.peek(1) == UInt8(ascii: "*"):
            cursor.position += 2
            cursor.skip(through: "*/")
            cursor.paint(.comment, from: start)
        case let byte where byte.isWordStart:
            cursor.skip { $0.isWordPart }
            if cursor.isWord("true", from: start) || cursor.isWord("false", from: start)
                || cursor.isWord("null", from: start)
            {
                cursor.paint(.keyword, from: start)
            }
        default: cursor.position += 1
        }
    }
}

extension Cursor {
    /// Whether what stands between a place and the position is a word.
    func isWord(_ word: StaticString, from start: Int) -> Bool {
        position - start == word.utf8CodeUnitCount && looksAt(word, at: start)
    }

    /// Moves behind a string that ends with the quote it begins with, or with its line.
    mutating func skipQuoted(escape: UInt8 = UInt8(ascii: "\\")) {
        let quote = byte
        position += 1
        while position < end, source[position] != 0x0A {
            let byte = source[position]
            position += 1
            if byte == quote { return }
            if byte == escape, position < end, source[position] != 0x0A { position += 1 }
        }
    }
}
