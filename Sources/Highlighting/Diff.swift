extension Language {
    static let diff = Language("diff patch") { cursor in
        while !cursor.isAtEnd {
            let start = cursor.position
            let kind: TokenKind? =
                switch cursor.byte {
                case UInt8(ascii: "+"): cursor.looksAt("+++ ") ? .meta : .inserted
                case UInt8(ascii: "-"): cursor.looksAt("--- ") ? .meta : .deleted
                case UInt8(ascii: "@") where cursor.looksAt("@@"): .meta
                case UInt8(ascii: "d") where cursor.looksAt("diff "), UInt8(ascii: "i") where cursor.looksAt("index "):
                    .meta
                default: nil
                }
            cursor.skipLine()
            if let kind { cursor.paint(kind, from: start) }
            cursor.position += 1
        }
    }
}
