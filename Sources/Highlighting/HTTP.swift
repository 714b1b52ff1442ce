extension Language {
    /// HTTP/1.1 messages, one or several, with bodies in JSON, form encoding or markup.
    static let http = Language("http https rest") { tokenizeHTTP(&$0) }
}

private func tokenizeHTTP(_ cursor: inout Cursor) {
    while !cursor.isAtEnd {
        let start = cursor.position
        if cursor.byte == 0x0A {
            cursor.position += 1
        } else if cursor.byte == UInt8(ascii: "#") {
            cursor.skipLine()
            cursor.paint(.comment, from: start)
        } else if startsMessage(cursor, at: start) {
            startLine(&cursor)
            headers(&cursor)
            body(&cursor)
        } else {
            headers(&cursor)
            body(&cursor)
        }
    }
}

/// Whether the line at an index is `METHOD target`, `METHOD target HTTP/1.1` or `HTTP/1.1 200 OK`.
private func startsMessage(_ cursor: Cursor, at index: Int) -> Bool {
    if cursor.looksAt("HTTP/", at: index) { return true }
    var end = index
    while cursor.at(end).isUpper { end += 1 }
    guard end > index, cursor.at(end) == UInt8(ascii: " ") else { return false }
    let target = cursor.at(end + 1)
    return target == UInt8(ascii: "/") || target == UInt8(ascii: "*") || target == UInt8(ascii: "{")
        || cursor.looksAt("http", at: end + 1)
}

private func startLine(_ cursor: inout Cursor) {
    var start = cursor.position
    if cursor.looksAt("HTTP/") {
        cursor.skip { $0 != 0x20 && $0 != 0x0A }
        cursor.paint(.meta, from: start)
        cursor.skipBlanks()
        start = cursor.position
        cursor.skip { $0.isDigit }
        cursor.paint(.number, from: start)
    } else {
        cursor.skip { $0.isUpper }
        cursor.paint(.keyword, from: start)
        cursor.skipBlanks()
        start = cursor.position
        cursor.skip { $0 != 0x20 && $0 != 0x0A }
        cursor.paint(.string, from: start)
        cursor.skipBlanks()
        start = cursor.position
        cursor.skipLine()
        cursor.paint(.meta, from: start)
    }
    cursor.skipLine()
    if !cursor.isAtEnd { cursor.position += 1 }
}

/// Lines of `Name: value` up to an empty one.
private func headers(_ cursor: inout Cursor) {
    while !cursor.isAtEnd {
        let start = cursor.position
        if cursor.byte == 0x0A || cursor.looksAt("\r\n") { return }
        cursor.skip { $0.isWordPart || $0 == UInt8(ascii: "-") }
        let isName = cursor.position > start && cursor.byte == UInt8(ascii: ":")
        if isName {
            cursor.paint(.key, from: start)
        } else if cursor.at(start) != 0x20, cursor.at(start) != 0x09 {
            // No header and no continuation of one: a body without headers.
            cursor.position = start
            return
        }
        cursor.skipLine()
        if !cursor.isAtEnd { cursor.position += 1 }
    }
}

/// Everything up to the next message.
private func body(_ cursor: inout Cursor) {
    cursor.skip { $0.isSpace }
    let start = cursor.position
    var end = start
    while end < cursor.end {
        if startsMessage(cursor, at: end) || cursor.looksAt("###", at: end) { break }
        end = cursor.lineEnd(from: end) + 1
    }
    end = min(end, cursor.end)
    guard start < end else { return }
    switch cursor.byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): cursor.embed(upTo: end) { tokenizeJSON(&$0) }
    case UInt8(ascii: "<"): cursor.embed(upTo: end) { tokenizeMarkup(&$0) }
    default: cursor.embed(upTo: end, tokenizeForm)
    }
}

/// `name=value&name=value`, also with a line for each pair.
private func tokenizeForm(_ cursor: inout Cursor) {
    while !cursor.isAtEnd {
        cursor.skip { $0.isSpace || $0 == UInt8(ascii: "&") }
        let start = cursor.position
        cursor.skip { $0.isWordPart || "-.%+[]".utf8.contains($0) }
        if cursor.byte == UInt8(ascii: "=") { cursor.paint(.key, from: start) }
        cursor.skip { $0 != UInt8(ascii: "&") && $0 != 0x0A }
        if cursor.position == start { cursor.position += 1 }
    }
}
