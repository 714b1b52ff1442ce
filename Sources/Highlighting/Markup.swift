extension Language {
    static let html = Language("html xml svg xhtml rss atom vue svelte plist mustache handlebars") {
        tokenizeMarkup(&$0)
    }
}

/// Tokenizes HTML or XML up to the cursor's end.
func tokenizeMarkup(_ cursor: inout Cursor) {
    while !cursor.isAtEnd {
        let start = cursor.position
        switch cursor.byte {
        case UInt8(ascii: "<"):
            if cursor.looksAt("<!--") {
                cursor.position += 4
                cursor.skip(through: "-->")
                cursor.paint(.comment, from: start)
            } else if cursor.looksAt("<![CDATA[") {
                cursor.skip(through: "]]>")
                cursor.paint(.string, from: start)
            } else if cursor.peek(1) == UInt8(ascii: "!") || cursor.peek(1) == UInt8(ascii: "?") {
                cursor.skip { $0 != UInt8(ascii: ">") }
                if !cursor.isAtEnd { cursor.position += 1 }
                cursor.paint(.meta, from: start)
            } else if cursor.peek(1).isWordStart || cursor.peek(1) == UInt8(ascii: "/") {
                tag(&cursor)
            } else {
                cursor.position += 1
            }
        case UInt8(ascii: "&"):
            cursor.position += 1
            let longest = 34
            while cursor.position - start < longest,
                cursor.byte.isLetter || cursor.byte.isDigit || cursor.byte == UInt8(ascii: "#")
            {
                cursor.position += 1
            }
            if cursor.byte == UInt8(ascii: ";"), cursor.position > start + 1 {
                cursor.position += 1
                cursor.paint(.number, from: start)
            }
        default: cursor.position += 1
        }
    }
}

private func tag(_ cursor: inout Cursor) {
    let start = cursor.position
    cursor.position += cursor.peek(1) == UInt8(ascii: "/") ? 2 : 1
    let name = cursor.position
    cursor.skip { $0.isWordPart || "-:.".utf8.contains($0) }
    let isScript = cursor.isWord("script", from: name) && name == start + 1
    let isStyle = cursor.isWord("style", from: name) && name == start + 1
    cursor.painter.paint(.keyword, name..<cursor.position)
    while !cursor.isAtEnd, cursor.byte != UInt8(ascii: ">"), cursor.byte != UInt8(ascii: "<") {
        let start = cursor.position
        switch cursor.byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let quote = cursor.byte
            cursor.position += 1
            cursor.skip { $0 != quote }
            if !cursor.isAtEnd { cursor.position += 1 }
            cursor.paint(.string, from: start)
        case let byte where byte.isWordStart || "@:#*".utf8.contains(byte):
            let isValue = cursor.peek(-1) == UInt8(ascii: "=")
            cursor.position += 1
            cursor.skip { $0.isWordPart || "-:.@/?%#".utf8.contains($0) }
            cursor.paint(isValue ? .string : .key, from: start)
        default: cursor.position += 1
        }
    }
    guard cursor.byte == UInt8(ascii: ">") else { return }
    let isClosed = cursor.peek(-1) == UInt8(ascii: "/")
    cursor.position += 1
    guard isScript || isStyle, !isClosed else { return }
    var end = cursor.position
    while end < cursor.end, !cursor.looksAt(isScript ? "</script" : "</style", at: end) { end += 1 }
    let inner: Language = isScript ? .javaScript : .css
    cursor.embed(upTo: end) { inner.tokenize(&$0) }
}
