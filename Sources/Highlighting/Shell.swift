extension Language {
    /// POSIX shells. A block that begins with a prompt is read as a session.
    static let shell = Language("shell sh bash zsh shellscript dockerfile") { cursor in
        if Console.prompt(cursor, at: 0) > 0 { return Console.tokenize(&cursor) }
        var tokenizer = ShellTokenizer()
        tokenizer.run(&cursor)
    }

    /// Commands behind a prompt, and what they print.
    static let console = Language("console shell-session sh-session terminal") { Console.tokenize(&$0) }
}

/// Sessions: `$ ` or `user@host:~$ ` before a command, `> ` before its continuation.
private enum Console {
    static func tokenize(_ cursor: inout Cursor) {
        var continues = false
        while !cursor.isAtEnd {
            let start = cursor.position
            let length = prompt(cursor, at: start)
            let end = cursor.lineEnd(from: start)
            if length > 0 || continues {
                let mark = length > 0 ? length : cursor.looksAt("> ") ? 2 : 0
                cursor.position += mark
                if mark > 0 { cursor.paint(.meta, from: start) }
                continues = end > start && cursor.at(end - 1) == UInt8(ascii: "\\")
                cursor.embed(upTo: end) { inner in
                    var tokenizer = ShellTokenizer()
                    tokenizer.expectsCommand = length > 0
                    tokenizer.run(&inner)
                }
            } else if cursor.looksAt("# ") {
                cursor.skipLine()
                cursor.paint(.comment, from: start)
            }
            cursor.position = end + 1
        }
    }

    /// The length of the prompt at an index, 0 when there is none.
    static func prompt(_ cursor: Cursor, at index: Int) -> Int {
        for mark: StaticString in ["$ ", "% ", "PS> "] where cursor.looksAt(mark, at: index) {
            return mark.utf8CodeUnitCount
        }
        let longest = 64
        var isNamed = false
        for offset in 0..<longest {
            switch cursor.at(index + offset) {
            case 0, 0x0A, 0x20: return 0
            case UInt8(ascii: "@"): isNamed = offset > 0
            case UInt8(ascii: "$"), UInt8(ascii: "#"):
                if isNamed, cursor.at(index + offset + 1) == 0x20 { return offset + 2 }
            default: break
            }
        }
        return 0
    }
}

/// Tokenizes a shell's commands.
struct ShellTokenizer {
    /// A construct around the place.
    enum Open: Equatable {
        case string, command
        /// `$((…))`, `((…))` and `$[…]`, with the brackets that are open within it.
        case arithmetic(isBracket: Bool, isExpansion: Bool, depth: Int)
    }

    /// Whether the next word is a command.
    var expectsCommand = true
    /// What ends the here-documents begun on this line.
    var hereDocuments: [HereDocument] = []
    /// The lines of the source, once a here-document has asked for them.
    var lines: HereDocument.Lines?
    private var open: [Open] = []
    /// Whether the words up to the end of the command are sums, as behind `let`, or conditions, as between `[[` and `]]`.
    private var calculates = false
    private static let words = WordTable([
        (
            .keyword,
            """
            if then else elif fi for while until do done case esac in function select return exit break continue export
            local readonly declare unset set shift source trap true false
            """
        )
    ])

    mutating func run(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            switch open.last {
            case .string: quoted(&cursor)
            case .arithmetic: arithmetic(&cursor)
            case .command, nil: command(&cursor)
            }
        }
    }

    private mutating func command(_ cursor: inout Cursor) {
        let start = cursor.position
        let byte = cursor.byte
        switch byte {
        case 0x0A:
            cursor.position += 1
            beginCommand()
            if !hereDocuments.isEmpty { readHereDocuments(&cursor) }
        case 0x20, 0x09, 0x0D: cursor.position += 1
        case UInt8(ascii: "#") where start == 0 || cursor.at(start - 1).isSpace:
            cursor.skipLine()
            cursor.paint(.comment, from: start)
        case UInt8(ascii: "'"):
            cursor.position += 1
            cursor.skip { $0 != UInt8(ascii: "'") }
            if !cursor.isAtEnd { cursor.position += 1 }
            cursor.paint(.string, from: start)
            expectsCommand = false
        case UInt8(ascii: "\""):
            cursor.position += 1
            cursor.paint(.string, from: start)
            open.append(.string)
            expectsCommand = false
        case UInt8(ascii: "$"): dollar(&cursor)
        case UInt8(ascii: "\\"):
            cursor.position = min(cursor.position + 2, cursor.end)
        case UInt8(ascii: "(") where cursor.peek(1) == byte:
            cursor.position += 2
            open.append(.arithmetic(isBracket: false, isExpansion: false, depth: 0))
        case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: "{"),
            UInt8(ascii: "`"), UInt8(ascii: "!"):
            cursor.position += 1
            beginCommand()
        case UInt8(ascii: ")"):
            cursor.position += 1
            expectsCommand = false
            if open.last == .command { open.removeLast() }
        case UInt8(ascii: "}"):
            cursor.position += 1
            expectsCommand = false
        case UInt8(ascii: "<") where cursor.peek(1) == byte: less(&cursor)
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="): cursor.position += 1
        default: word(&cursor)
        }
    }

    private mutating func beginCommand() {
        expectsCommand = true
        calculates = false
    }

    /// `<<`: the start of a here-document, a shift where numbers are, or with a third one a text for the input.
    private mutating func less(_ cursor: inout Cursor) {
        if cursor.peek(2) == UInt8(ascii: "<") {
            cursor.position += 3
        } else if calculates || isInSubscript(cursor) {
            cursor.position += 2
        } else {
            beginHereDocument(&cursor)
        }
    }

    /// Whether a bracket of the word before the place is still open, as in `a[1<<2]=x`.
    private func isInSubscript(_ cursor: Cursor) -> Bool {
        let longest = 64
        for offset in 1...longest {
            switch cursor.peek(-offset) {
            case UInt8(ascii: "["): return cursor.peek(-offset - 1).isWordPart
            case UInt8(ascii: "]"), 0, 0x0A, 0x20, 0x09: return false
            default: continue
            }
        }
        return false
    }

    /// Within `((…))` or `$[…]`, where `<<` shifts and `#` begins no comment.
    private mutating func arithmetic(_ cursor: inout Cursor) {
        guard case .arithmetic(let isBracket, let isExpansion, let depth) = open.last else { return }
        func set(_ depth: Int) {
            open[open.count - 1] = .arithmetic(isBracket: isBracket, isExpansion: isExpansion, depth: depth)
        }
        let start = cursor.position
        let byte = cursor.byte
        switch byte {
        case UInt8(ascii: "$"): dollar(&cursor)
        case UInt8(ascii: "\""):
            cursor.position += 1
            cursor.paint(.string, from: start)
            open.append(.string)
        case UInt8(ascii: "("), UInt8(ascii: "["):
            cursor.position += 1
            if (byte == UInt8(ascii: "[")) == isBracket { set(depth + 1) }
        case UInt8(ascii: ")") where !isBracket, UInt8(ascii: "]") where isBracket:
            cursor.position += 1
            if depth > 0 { return set(depth - 1) }
            open.removeLast()
            expectsCommand = false
            if isBracket || cursor.byte == byte {
                cursor.position += isBracket ? 0 : 1
            } else if isExpansion {
                // It was a command in parentheses within `$(…)`.
                open.append(.command)
            }
        case _ where byte.isDigit:
            cursor.skip { $0.isWordPart || $0 == UInt8(ascii: "#") }
            cursor.paint(.number, from: start)
        case _ where byte.isWordStart: cursor.skip { $0.isWordPart }
        default: cursor.position += 1
        }
    }

    /// What a word may hold besides letters and digits: paths, addresses and patterns.
    @inline(__always)
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*")...UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "~"), UInt8(ascii: "@"),
            UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "^"):
            true
        default: false
        }
    }

    private mutating func word(_ cursor: inout Cursor) {
        let start = cursor.position
        var hash = WordTable.seed
        while !cursor.isAtEnd {
            let byte = cursor.byte
            guard byte.isWordPart || ShellTokenizer.isPunctuation(byte) else { break }
            WordTable.mix(byte, into: &hash)
            cursor.position += 1
        }
        let range = start..<cursor.position
        if range.isEmpty {
            cursor.position += 1
        } else if expectsCommand, cursor.byte == UInt8(ascii: "=") {
            cursor.paint(.key, from: start)
            cursor.position += 1
            // What follows an assignment may still be a command: `A=1 make`.
            let value = cursor.byte
            if value != UInt8(ascii: "\""), value != UInt8(ascii: "'"), value != UInt8(ascii: "$"), !value.isSpace {
                cursor.skip { !$0.isSpace && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ")") }
            }
        } else if expectsCommand || cursor.isWord("in", from: start) || cursor.isWord("do", from: start),
            let kind = ShellTokenizer.words.kind(of: range, in: cursor.source, hash: hash, folds: false)
        {
            cursor.paint(kind, from: start)
            let takesName =
                cursor.isWord("for", from: start) || cursor.isWord("case", from: start)
                || cursor.isWord("in", from: start)
            expectsCommand = !takesName
        } else if expectsCommand {
            cursor.paint(.function, from: start)
            calculates = cursor.isWord("let", from: start) || cursor.isWord("[[", from: start)
            expectsCommand = false
        } else if cursor.isWord("]]", from: start) {
            calculates = false
        } else if cursor.at(start) == UInt8(ascii: "-"), range.count > 1 {
            cursor.paint(.key, from: start)
        } else if cursor.at(start).isDigit, cursor.source[range].allSatisfy(\.isDigit) {
            cursor.paint(.number, from: start)
        }
    }

    /// `$name`, `${…}`, `$(…)`, `$'…'`.
    private mutating func dollar(_ cursor: inout Cursor) {
        let start = cursor.position
        cursor.position += 1
        switch cursor.byte {
        case UInt8(ascii: "(") where cursor.peek(1) == UInt8(ascii: "("):
            cursor.position += 2
            open.append(.arithmetic(isBracket: false, isExpansion: true, depth: 0))
        case UInt8(ascii: "["):
            cursor.position += 1
            open.append(.arithmetic(isBracket: true, isExpansion: true, depth: 0))
        case UInt8(ascii: "("):
            cursor.position += 1
            open.append(.command)
            beginCommand()
        case UInt8(ascii: "{"):
            cursor.skip { $0 != UInt8(ascii: "}") && $0 != 0x0A && $0 != UInt8(ascii: "\"") }
            if cursor.byte == UInt8(ascii: "}") { cursor.position += 1 }
            cursor.paint(.type, from: start)
            expectsCommand = false
        case UInt8(ascii: "'"):
            cursor.skipQuoted()
            cursor.paint(.string, from: start)
        case let byte where byte.isWordStart || byte.isDigit || "?!@*#$-".utf8.contains(byte):
            cursor.position += 1
            if byte.isWordStart { cursor.skip { $0.isWordPart } }
            cursor.paint(.type, from: start)
            expectsCommand = false
        default: break
        }
    }

    /// Within double quotes.
    private mutating func quoted(_ cursor: inout Cursor) {
        let start = cursor.position
        while !cursor.isAtEnd {
            switch cursor.byte {
            case UInt8(ascii: "\""):
                cursor.position += 1
                open.removeLast()
                return cursor.paint(.string, from: start)
            case UInt8(ascii: "$") where cursor.peek(1).isWordStart || "{(".utf8.contains(cursor.peek(1)):
                cursor.paint(.string, from: start)
                return dollar(&cursor)
            case UInt8(ascii: "\\"): cursor.position = min(cursor.position + 2, cursor.end)
            default: cursor.position += 1
            }
        }
        cursor.paint(.string, from: start)
    }
}
