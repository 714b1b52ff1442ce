extension Language {
    static let css = Language("css scss less") { cursor in
        var tokenizer = StyleTokenizer()
        tokenizer.run(&cursor)
    }
}

/// Tokenizes style sheets, also nested ones.
private struct StyleTokenizer {
    /// Whether the place is behind the colon of a declaration.
    private var isValue = false
    /// What ends the statement at the place, and where, so that every statement is looked through once.
    private var terminator: UInt8 = 0
    private var statementEnd = 0

    mutating func run(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            let start = cursor.position
            let byte = cursor.byte
            switch byte {
            case UInt8(ascii: "/") where cursor.peek(1) == UInt8(ascii: "*"):
                cursor.position += 2
                cursor.skip(through: "*/")
                cursor.paint(.comment, from: start)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                cursor.skipQuoted()
                cursor.paint(.string, from: start)
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"):
                isValue = false
                cursor.position += 1
            case UInt8(ascii: "@"):
                cursor.position += 1
                cursor.skip { $0.isWordPart || $0 == UInt8(ascii: "-") }
                cursor.paint(.keyword, from: start)
                isValue = true
            case UInt8(ascii: "!") where isValue:
                cursor.position += 1
                cursor.skip { $0.isLetter }
                cursor.paint(.keyword, from: start)
            case UInt8(ascii: "#") where isValue, UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-") where isNumber(cursor, 1), UInt8(ascii: ".") where isNumber(cursor, 0):
                cursor.position += 1
                cursor.skip { $0.isWordPart || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") }
                cursor.paint(.number, from: start)
            case UInt8(ascii: ":"):
                if isDeclaration(cursor) { isValue = true }
                cursor.position += 1
            case let byte where byte.isWordStart || byte == UInt8(ascii: "-"): word(&cursor)
            default: cursor.position += 1
            }
        }
    }

    /// Whether digits begin at an offset, perhaps behind a dot.
    private func isNumber(_ cursor: Cursor, _ offset: Int) -> Bool {
        let next = cursor.peek(offset)
        return next.isDigit || (next == UInt8(ascii: ".") && cursor.peek(offset + 1).isDigit)
    }

    private mutating func word(_ cursor: inout Cursor) {
        let start = cursor.position
        cursor.position += 1
        cursor.skip { $0.isWordPart || $0 == UInt8(ascii: "-") }
        if isValue {
            if cursor.byte == UInt8(ascii: "(") { cursor.paint(.function, from: start) }
            if cursor.looksAt("--", at: start) { cursor.paint(.key, from: start) }
            return
        }
        var next = cursor.position
        while cursor.at(next) == 0x20 || cursor.at(next) == 0x09 { next += 1 }
        if cursor.at(next) == UInt8(ascii: ":"), isDeclaration(cursor) {
            cursor.paint(.key, from: start)
        } else {
            cursor.paint(.type, from: start)
        }
    }

    /// Whether the statement at the cursor ends like a declaration and not with a block.
    private mutating func isDeclaration(_ cursor: Cursor) -> Bool {
        if cursor.position >= statementEnd {
            var index = cursor.position
            while index < cursor.end, !";{}".utf8.contains(cursor.source[index]) { index += 1 }
            statementEnd = index
            terminator = cursor.at(index)
        }
        return terminator != UInt8(ascii: "{")
    }
}
