/// Tokenizes programming languages by the table of a `CodeSyntax`, in one pass and without recursion.
struct CodeTokenizer {
    let syntax: CodeSyntax
    /// The strings around the place, each interrupted by an interpolation.
    var interrupted: [Interruption] = []
    /// Whether what stands before the place is a value, after which `/` divides.
    var followsValue = false
    /// The end of a line on which no regular expression ends, so that it is looked for only once.
    var lineWithoutRegex = 0

    struct Interruption {
        var rule: StringRule
        /// Brackets of the kind that ends the interpolation and that are open within it.
        var depth = 0
    }

    init(_ syntax: CodeSyntax) {
        self.syntax = syntax
    }

    mutating func run(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            switch syntax.actions[Int(cursor.byte)] {
            case .pass:
                let byte = cursor.byte
                if !byte.isSpace { followsValue = byte == UInt8(ascii: "]") }
                cursor.position += 1
            case .word: word(&cursor)
            case .digit: number(&cursor)
            case .newline:
                // A string that ends with its line cannot go on behind it.
                while let last = interrupted.last, !last.rule.spansLines { interrupted.removeLast() }
                cursor.position += 1
            case .bracket: bracket(&cursor)
            case .special: special(&cursor)
            }
        }
    }

    // MARK: Words and numbers

    private mutating func word(_ cursor: inout Cursor) {
        let start = cursor.position
        let folds = syntax.features.contains(.foldsCase)
        var hash = WordTable.seed
        var hasLower = false
        while cursor.position < cursor.end {
            let byte = cursor.source[cursor.position]
            guard byte.isWordPart || syntax.actions[Int(byte)] == .word else { break }
            if byte >= 0x61 && byte <= 0x7A { hasLower = true }
            WordTable.mix(folds ? byte.folded : byte, into: &hash)
            cursor.position += 1
        }
        if cursor.position - start <= 2, let rule = prefixed(start, &cursor) {
            string(rule, from: start, &cursor)
            return
        }
        let range = start..<cursor.position
        followsValue = true
        // After a dot even `class` is a name.
        let isMember = cursor.at(start - 1) == UInt8(ascii: ".") && cursor.at(start - 2) != UInt8(ascii: ".")
        if !isMember, let kind = syntax.words.kind(of: range, in: cursor.source, hash: hash, folds: folds) {
            cursor.paint(kind, from: start)
            followsValue = kind != .keyword
            return
        }
        if syntax.features.contains(.rust), cursor.byte == UInt8(ascii: "!"),
            [UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{")].contains(cursor.peek(1))
        {
            cursor.position += 1
            cursor.paint(.function, from: start)
            return
        }
        let isCall = syntax.features.contains(.calls) && cursor.byte == UInt8(ascii: "(")
        if isCall, syntax.features.contains(.capitalCalls) {
            cursor.paint(.function, from: start)
        } else if cursor.at(start).isUpper, syntax.features.contains(.capitalTypes),
            hasLower || range.count == 1 || syntax.features.contains(.shoutedTypes)
        {
            cursor.paint(.type, from: start)
        } else if isCall {
            cursor.paint(.function, from: start)
        }
    }

    private mutating func number(_ cursor: inout Cursor) {
        let start = cursor.position
        let isRadix = cursor.byte == UInt8(ascii: "0") && cursor.peek(1).folded == UInt8(ascii: "x")
        var exponent: UInt8 = isRadix ? UInt8(ascii: "p") : UInt8(ascii: "e")
        while cursor.position < cursor.end {
            let byte = cursor.source[cursor.position]
            if byte.isWordPart {
                cursor.position += 1
                if byte.folded == exponent, cursor.byte == UInt8(ascii: "-") || cursor.byte == UInt8(ascii: "+"),
                    cursor.peek(1).isDigit
                {
                    cursor.position += 1
                    exponent = 0
                }
            } else if byte == UInt8(ascii: "."), cursor.peek(1).isDigit, cursor.peek(-1) != byte {
                cursor.position += 1
            } else {
                break
            }
        }
        cursor.paint(.number, from: start)
        followsValue = true
    }

    // MARK: Brackets

    private mutating func bracket(_ cursor: inout Cursor) {
        let byte = cursor.byte
        cursor.position += 1
        followsValue = byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}")
        guard let last = interrupted.last else { return }
        let isParenthesis = last.rule.interpolation == .parenthesis
        if byte == (isParenthesis ? UInt8(ascii: "(") : UInt8(ascii: "{")) {
            interrupted[interrupted.count - 1].depth += 1
        } else if byte == (isParenthesis ? UInt8(ascii: ")") : UInt8(ascii: "}")) {
            if last.depth > 0 {
                interrupted[interrupted.count - 1].depth -= 1
                return
            }
            interrupted.removeLast()
            if last.rule.interpolation == .brace {
                cursor.position += min(last.rule.braces - 1, cursor.run(of: UInt8(ascii: "}")))
            }
            string(last.rule, from: cursor.position, &cursor)
        }
    }
}
