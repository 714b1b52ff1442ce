extension Language {
    /// TOML, and the simpler formats of `key = value` with sections.
    static let toml = Language("toml ini env dotenv properties conf cfg editorconfig") { cursor in
        while !cursor.isAtEnd {
            tomlLine(&cursor)
            if !cursor.isAtEnd { cursor.position += 1 }
        }
    }
}

private func tomlLine(_ cursor: inout Cursor) {
    cursor.skipBlanks()
    let start = cursor.position
    if cursor.byte == UInt8(ascii: "[") {
        cursor.skip { $0 != UInt8(ascii: "]") && $0 != 0x0A }
        cursor.skip { $0 == UInt8(ascii: "]") }
        cursor.paint(.type, from: start)
    } else {
        tomlKey(&cursor)
    }
    while !cursor.isAtEnd, cursor.byte != 0x0A { tomlValue(&cursor) }
}

private func tomlKey(_ cursor: inout Cursor) {
    let start = cursor.position
    while !cursor.isAtEnd {
        if cursor.byte == UInt8(ascii: "\"") || cursor.byte == UInt8(ascii: "'") {
            cursor.skipQuoted()
        } else if cursor.byte.isWordPart || cursor.byte == UInt8(ascii: "-") || cursor.byte == UInt8(ascii: ".") {
            cursor.position += 1
        } else {
            break
        }
    }
    let end = cursor.position
    cursor.skipBlanks()
    if end > start, cursor.byte == UInt8(ascii: "=") {
        cursor.painter.paint(.key, start..<end)
        cursor.position += 1
    } else {
        cursor.position = start
    }
}

private func tomlValue(_ cursor: inout Cursor) {
    let start = cursor.position
    let byte = cursor.byte
    switch byte {
    case UInt8(ascii: "#"), UInt8(ascii: ";"):
        cursor.skipLine()
        cursor.paint(.comment, from: start)
    case UInt8(ascii: "\"") where cursor.looksAt("\"\"\""):
        cursor.position += 3
        cursor.skip(through: "\"\"\"")
        cursor.paint(.string, from: start)
    case UInt8(ascii: "'") where cursor.looksAt("'''"):
        cursor.position += 3
        cursor.skip(through: "'''")
        cursor.paint(.string, from: start)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
        cursor.skipQuoted(escape: byte == UInt8(ascii: "'") ? 0 : UInt8(ascii: "\\"))
        cursor.paint(.string, from: start)
    case UInt8(ascii: "{"), UInt8(ascii: ","):
        cursor.position += 1
        cursor.skipBlanks()
        tomlKey(&cursor)
    case let byte
    where byte.isDigit || ((byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")) && cursor.peek(1).isDigit):
        cursor.position += 1
        cursor.skip { $0.isWordPart || ".:-+".utf8.contains($0) }
        cursor.paint(.number, from: start)
    case let byte where byte.isWordStart:
        cursor.skip { $0.isWordPart || $0 == UInt8(ascii: "-") }
        if cursor.isWord("true", from: start) || cursor.isWord("false", from: start) {
            cursor.paint(.keyword, from: start)
        }
    default: cursor.position += 1
    }
}
