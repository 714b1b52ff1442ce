extension CodeTokenizer {
    /// What begins with a byte that may be the start of several things.
    mutating func special(_ cursor: inout Cursor) {
        let start = cursor.position
        let byte = cursor.byte
        if syntax.lineComments.contains(where: { cursor.looksAt($0) }) {
            cursor.skipLine()
            return cursor.paint(.comment, from: start)
        }
        if syntax.hasBlockComments, cursor.looksAt("/*") { return blockComment(&cursor) }
        switch byte {
        case UInt8(ascii: "/") where syntax.features.contains(.regex) && !followsValue:
            if regex(&cursor) { return }
        case UInt8(ascii: "@") where syntax.features.contains(.cSharp),
            UInt8(ascii: "$") where syntax.features.contains(.cSharp):
            if let rule = cSharpString(&cursor) { return string(rule, from: start, &cursor) }
        case UInt8(ascii: "@") where syntax.features.contains(.attributes) && cursor.peek(1).isWordStart:
            cursor.position += 1
            cursor.skip { $0.isWordPart || $0 == UInt8(ascii: ".") }
            followsValue = false
            return cursor.paint(.key, from: start)
        case UInt8(ascii: "#"):
            if hash(&cursor) { return }
        case UInt8(ascii: "'") where syntax.features.contains(.rust):
            return quoteInRust(&cursor)
        case UInt8(ascii: "$") where syntax.features.contains(.dollarQuotes):
            if dollarQuote(&cursor) { return }
        case UInt8(ascii: ".") where cursor.peek(1).isDigit && cursor.peek(-1) != byte && !followsValue:
            cursor.position += 1
            cursor.skip { $0.isWordPart }
            followsValue = true
            return cursor.paint(.number, from: start)
        default: break
        }
        if let rule = rule(at: cursor), !isFilling(cursor) {
            cursor.position += rule.count
            return string(rule, from: start, &cursor)
        }
        followsValue = false
        cursor.position += 1
    }

    /// Whether a quote is what a format fills with, as in `f"{x:'>10}"`, and begins no string.
    private func isFilling(_ cursor: Cursor) -> Bool {
        guard let last = interrupted.last, last.rule.interpolation == .brace, last.depth == 0 else { return false }
        return cursor.peek(-1) == UInt8(ascii: ":") && "<>^=".utf8.contains(cursor.peek(1))
    }

    private func blockComment(_ cursor: inout Cursor) {
        let start = cursor.position
        var depth = 1
        cursor.position += 2
        while !cursor.isAtEnd, depth > 0 {
            if cursor.byte == UInt8(ascii: "*"), cursor.peek(1) == UInt8(ascii: "/") {
                depth -= 1
                cursor.position += 2
            } else if syntax.nestsComments, cursor.byte == UInt8(ascii: "/"), cursor.peek(1) == UInt8(ascii: "*") {
                depth += 1
                cursor.position += 2
            } else {
                cursor.position += 1
            }
        }
        cursor.paint(.comment, from: start)
    }

    private mutating func hash(_ cursor: inout Cursor) -> Bool {
        let start = cursor.position
        if syntax.features.contains(.hashStrings) {
            if let rule = hashString(&cursor) {
                string(rule, from: start, &cursor)
                return true
            }
            let run = cursor.run(of: UInt8(ascii: "#"))
            if run > 1 {
                cursor.position += run
                return true
            }
        }
        if syntax.features.contains(.rust) {
            let bracket = cursor.peek(1) == UInt8(ascii: "!") ? 2 : 1
            guard cursor.peek(bracket) == UInt8(ascii: "[") else { return false }
            var depth = 0
            repeat {
                if cursor.byte == UInt8(ascii: "[") { depth += 1 }
                if cursor.byte == UInt8(ascii: "]") { depth -= 1 }
                cursor.position += 1
            } while !cursor.isAtEnd && (depth > 0 || cursor.position - start <= bracket) && cursor.byte != 0x0A
            cursor.paint(.key, from: start)
            return true
        }
        let isDirective = syntax.features.contains(.cSharp)
        guard isDirective || syntax.features.contains(.hashWords), cursor.peek(1).isWordStart else { return false }
        cursor.position += 1
        cursor.skip { $0.isWordPart }
        followsValue = !isDirective
        cursor.paint(isDirective ? .meta : .keyword, from: start)
        return true
    }

    /// A character, or the name of a lifetime.
    private mutating func quoteInRust(_ cursor: inout Cursor) {
        let start = cursor.position
        let first = cursor.peek(1)
        let width = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        if first == UInt8(ascii: "\\") || cursor.peek(1 + width) == UInt8(ascii: "'") {
            cursor.position += 1
            return string(.single, from: start, &cursor)
        }
        cursor.position += 1
        guard first.isWordStart else { return }
        cursor.skip { $0.isWordPart }
        cursor.paint(.key, from: start)
    }

    private mutating func regex(_ cursor: inout Cursor) -> Bool {
        let start = cursor.position
        guard start >= lineWithoutRegex, cursor.peek(1) != UInt8(ascii: " ") else { return false }
        var index = start + 1
        var isInClass = false
        while index < cursor.end, cursor.source[index] != 0x0A {
            switch cursor.source[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "/") where !isInClass:
                cursor.position = index + 1
                cursor.skip { $0.isLetter }
                cursor.paint(.string, from: start)
                followsValue = true
                return true
            default: break
            }
            index += 1
        }
        lineWithoutRegex = index
        return false
    }

    private mutating func dollarQuote(_ cursor: inout Cursor) -> Bool {
        let start = cursor.position
        var open = start + 1
        while cursor.at(open).isWordPart { open += 1 }
        let length = open + 1 - start
        let longestTag = 64
        guard cursor.at(open) == UInt8(ascii: "$"), length <= longestTag else { return false }
        cursor.position = open + 1
        while !cursor.isAtEnd {
            if cursor.byte == UInt8(ascii: "$"),
                (0..<length).allSatisfy({ cursor.peek($0) == cursor.at(start + $0) })
            {
                cursor.position += length
                break
            }
            cursor.position += 1
        }
        cursor.paint(.string, from: start)
        followsValue = true
        return true
    }
}
