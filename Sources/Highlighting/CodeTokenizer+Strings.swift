extension CodeTokenizer {
    // MARK: Strings

    /// The rest of a string, from the position on; what stands between `start` and the position belongs to it.
    mutating func string(_ rule: StringRule, from start: Int, _ cursor: inout Cursor) {
        followsValue = true
        while !cursor.isAtEnd {
            let byte = cursor.byte
            switch byte {
            case rule.quote:
                if closes(rule, cursor) {
                    cursor.position += rule.count + rule.hashes
                    return cursor.paint(.string, from: start)
                }
                cursor.position += rule.escape == .doubled && cursor.peek(1) == byte ? 2 : 1
            case UInt8(ascii: "\\") where rule.escape == .backslash || rule.hashes > 0:
                if rule.interpolation == .parenthesis,
                    cursor.run(of: UInt8(ascii: "#"), at: cursor.position + 1)
                        >= rule.hashes, cursor.peek(1 + rule.hashes) == UInt8(ascii: "(")
                {
                    return interrupt(rule, from: start, opening: 2 + rule.hashes, &cursor)
                }
                cursor.position += rule.hashes > 0 || (cursor.peek(1) == 0x0A && !rule.spansLines) ? 1 : 2
            case UInt8(ascii: "$") where rule.interpolation == .dollarBrace && cursor.peek(1) == UInt8(ascii: "{"):
                return interrupt(rule, from: start, opening: 2, &cursor)
            case UInt8(ascii: "{") where rule.interpolation == .brace:
                let run = cursor.run(of: byte)
                let opens = rule.braces == 1 ? run % 2 == 1 : run >= rule.braces
                guard opens else {
                    cursor.position += run
                    continue
                }
                cursor.position += run - rule.braces
                return interrupt(rule, from: start, opening: rule.braces, &cursor)
            case 0x0A where !rule.spansLines:
                return cursor.paint(.string, from: start)
            default: cursor.position += 1
            }
        }
        cursor.position = min(cursor.position, cursor.end)
        cursor.paint(.string, from: start)
    }

    private func closes(_ rule: StringRule, _ cursor: Cursor) -> Bool {
        if rule.count == 1, rule.hashes == 0 {
            return rule.escape != .doubled || cursor.peek(1) != rule.quote
        }
        for offset in 1..<max(rule.count, 1) where cursor.peek(offset) != rule.quote { return false }
        for offset in 0..<rule.hashes where cursor.peek(rule.count + offset) != UInt8(ascii: "#") { return false }
        return true
    }

    private mutating func interrupt(
        _ rule: StringRule, from start: Int, opening length: Int, _ cursor: inout Cursor
    ) {
        cursor.paint(.string, from: start)
        cursor.position += length
        interrupted.append(Interruption(rule: rule))
        followsValue = false
    }

    /// The rule for the string that begins at the position.
    func rule(at cursor: Cursor) -> StringRule? {
        syntax.strings.first { $0.quote == cursor.byte && cursor.run(of: $0.quote, upTo: $0.count) == $0.count }
    }

    /// The rule for a string whose prefix is the word before the position; the position moves behind the quotes.
    mutating func prefixed(_ start: Int, _ cursor: inout Cursor) -> StringRule? {
        let next = cursor.byte
        guard next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") || next == UInt8(ascii: "#") else { return nil }
        let first = cursor.at(start).folded
        let second = cursor.position - start == 2 ? cursor.at(start + 1).folded : 0
        func has(_ letter: UInt8) -> Bool { first == letter || second == letter }
        let (b, c, f, r, t, u) = (
            UInt8(ascii: "b"), UInt8(ascii: "c"), UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "t"),
            UInt8(ascii: "u")
        )
        if syntax.features.contains(.pythonPrefixes) {
            guard [b, f, r, t, u].contains(first), second == 0 || [b, f, r, t].contains(second),
                var rule = rule(at: cursor)
            else { return nil }
            if has(f) || has(t) { rule.interpolation = .brace }
            cursor.position += rule.count
            return rule
        }
        if syntax.features.contains(.dollarQuotes), first == UInt8(ascii: "e"), second == 0, next == UInt8(ascii: "'") {
            cursor.position += 1
            return .single.with { $0.spansLines = true }
        }
        if syntax.features.contains(.rust), has(r) || has(b) || has(c) {
            if next == UInt8(ascii: "'"), first == b, second == 0 {
                cursor.position += 1
                return .single
            }
            let hashes = has(r) ? cursor.run(of: UInt8(ascii: "#")) : 0
            guard cursor.peek(hashes) == UInt8(ascii: "\"") else { return nil }
            cursor.position += hashes + 1
            return StringRule(
                quote: UInt8(ascii: "\""), hashes: hashes, escape: has(r) ? .none : .backslash, spansLines: true)
        }
        return nil
    }

    /// `#"…"#`, `##"""…"""##`.
    func hashString(_ cursor: inout Cursor) -> StringRule? {
        let hashes = cursor.run(of: UInt8(ascii: "#"))
        let quote = cursor.peek(hashes)
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "/") else { return nil }
        let isTriple =
            quote == UInt8(ascii: "\"") && cursor.run(of: quote, at: cursor.position + hashes) >= 3
        cursor.position += hashes + (isTriple ? 3 : 1)
        return StringRule(
            quote: quote, count: isTriple ? 3 : 1, hashes: hashes, escape: .none,
            interpolation: quote == UInt8(ascii: "/") ? .none : .parenthesis, spansLines: isTriple)
    }

    /// `$"…"`, `@"…"`, `$@"…"`, `$$"""…"""`.
    func cSharpString(_ cursor: inout Cursor) -> StringRule? {
        var dollars = 0
        var isVerbatim = false
        var index = cursor.position
        let longest = 16
        while index - cursor.position < longest,
            cursor.at(index) == UInt8(ascii: "$") || cursor.at(index) == UInt8(ascii: "@")
        {
            if cursor.at(index) == UInt8(ascii: "$") { dollars += 1 } else { isVerbatim = true }
            index += 1
        }
        let quotes = cursor.run(of: UInt8(ascii: "\""), at: index)
        guard quotes > 0 else { return nil }
        let isRaw = quotes >= 3 && !isVerbatim
        cursor.position = index + (isRaw ? quotes : 1)
        return StringRule(
            quote: UInt8(ascii: "\""), count: isRaw ? quotes : 1,
            escape: isRaw ? .none : isVerbatim ? .doubled : .backslash,
            interpolation: dollars > 0 ? .brace : .none, braces: max(1, dollars), spansLines: isRaw || isVerbatim)
    }
}

extension Cursor {
    /// How often a byte stands at the position, counted to a limit.
    func run(of byte: UInt8, upTo limit: Int) -> Int {
        var count = 0
        while count < limit, peek(count) == byte { count += 1 }
        return count
    }
}
