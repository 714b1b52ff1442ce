extension Language {
    static let yaml = Language("yaml yml") { cursor in
        var tokenizer = YAMLTokenizer()
        tokenizer.run(&cursor)
    }
}

/// Tokenizes YAML line by line.
private struct YAMLTokenizer {
    /// How many brackets of flow collections are open.
    private var depth = 0
    /// The column of the key on this line, which a block scalar behind it is indented deeper than.
    private var keyColumn: Int?

    mutating func run(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            line(&cursor)
            if !cursor.isAtEnd { cursor.position += 1 }
        }
    }

    private mutating func line(_ cursor: inout Cursor) {
        let start = cursor.position
        cursor.skipBlanks()
        var indent = cursor.position - start
        if indent == 0, cursor.looksAt("---") || cursor.looksAt("...") || cursor.byte == UInt8(ascii: "%") {
            cursor.skip { $0 != 0x20 && $0 != 0x0A }
            cursor.paint(.meta, from: start)
        }
        // A dash moves what stands behind it inward.
        while cursor.byte == UInt8(ascii: "-"), cursor.peek(1) == 0x20 {
            cursor.position += 2
            cursor.skipBlanks()
            indent = max(indent, cursor.position - start - 2)
        }
        let column = cursor.position - start
        keyColumn = nil
        while !cursor.isAtEnd, cursor.byte != 0x0A {
            if depth == 0, cursor.byte == UInt8(ascii: ":"), isKey(cursor) { keyColumn = column }
            value(&cursor, indent: keyColumn ?? indent)
        }
    }

    private mutating func value(_ cursor: inout Cursor, indent: Int) {
        let start = cursor.position
        let byte = cursor.byte
        switch byte {
        case 0x20, 0x09, 0x0D, UInt8(ascii: ","), UInt8(ascii: ":"): cursor.position += 1
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            cursor.position += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth = max(0, depth - 1)
            cursor.position += 1
        case UInt8(ascii: "#") where start == 0 || cursor.at(start - 1).isSpace:
            cursor.skipLine()
            cursor.paint(.comment, from: start)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            cursor.skipQuoted(escape: byte == UInt8(ascii: "\"") ? UInt8(ascii: "\\") : byte)
            cursor.paint(isKey(cursor) ? .key : .string, from: start)
        case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
            cursor.skip { !$0.isSpace && $0 != UInt8(ascii: ",") }
            cursor.paint(byte == UInt8(ascii: "!") ? .type : .meta, from: start)
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            let end = cursor.lineEnd(from: start)
            cursor.skip { $0 == byte || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0.isDigit }
            guard depth == 0, cursor.byte == 0x0A || cursor.byte == 0x20 || cursor.isAtEnd else {
                return plain(&cursor)
            }
            cursor.paint(.meta, from: start)
            cursor.position = end
            block(&cursor, indent: indent)
        default: plain(&cursor)
        }
    }

    /// A value without quotes, or a key.
    private func plain(_ cursor: inout Cursor) {
        let start = cursor.position
        var end = start
        while !cursor.isAtEnd, cursor.byte != 0x0A {
            let byte = cursor.byte
            if byte == UInt8(ascii: ":"), isKey(cursor) { break }
            if byte == UInt8(ascii: "#"), cursor.peek(-1).isSpace { break }
            if depth > 0, ",[]{}".utf8.contains(byte) { break }
            cursor.position += 1
            if !byte.isSpace { end = cursor.position }
        }
        if cursor.byte == UInt8(ascii: ":"), isKey(cursor) {
            cursor.paint(.key, from: start)
            return
        }
        let next = cursor.position
        cursor.position = end
        switch end - start {
        case 4 where cursor.isWord("true", from: start) || cursor.isWord("null", from: start),
            5 where cursor.isWord("false", from: start), 1 where cursor.at(start) == UInt8(ascii: "~"):
            cursor.paint(.keyword, from: start)
        default:
            let isNumber = (start..<end).allSatisfy {
                cursor.at($0).isDigit || cursor.at($0) == UInt8(ascii: ".")
                    || ($0 == start && cursor.at($0) == UInt8(ascii: "-"))
            }
            if isNumber, cursor.at(end - 1).isDigit { cursor.paint(.number, from: start) }
        }
        cursor.position = max(next, start + 1)
    }

    private func isKey(_ cursor: Cursor) -> Bool {
        guard cursor.byte == UInt8(ascii: ":") else { return false }
        let next = cursor.peek(1)
        return next.isSpace || next == 0 || (depth > 0 && next == UInt8(ascii: ","))
    }

    /// The lines of a block scalar: all that are indented deeper than its key, and the empty ones between them.
    private func block(_ cursor: inout Cursor, indent: Int) {
        let start = cursor.position
        var end = start
        var line = start + 1
        while line < cursor.end {
            var first = line
            while cursor.at(first) == 0x20 { first += 1 }
            let isEmpty = cursor.at(first) == 0x0A || first >= cursor.end
            guard isEmpty || first - line > indent else { break }
            let next = cursor.lineEnd(from: first)
            if !isEmpty { end = next }
            line = next + 1
        }
        cursor.position = max(start, end)
        cursor.paint(.string, from: start)
    }
}
