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
private struct ShellTokenizer {
    /// Whether the next word is a command.
    var expectsCommand = true
    /// The words that end the here-documents begun on this line.
    private var terminators: [(word: Range<Int>, strips: Bool)] = []
    /// What ends the constructs around the place: `"`, `)`, `}`.
    private var open: [UInt8] = []
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
            if open.last == UInt8(ascii: "\"") { quoted(&cursor) } else { command(&cursor) }
        }
    }

    private mutating func command(_ cursor: inout Cursor) {
        let start = cursor.position
        let byte = cursor.byte
        switch byte {
        case 0x0A:
            cursor.position += 1
            expectsCommand = true
            if !terminators.isEmpty { hereDocuments(&cursor) }
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
            open.append(byte)
            expectsCommand = false
        case UInt8(ascii: "$"): dollar(&cursor)
        case UInt8(ascii: "\\"):
            cursor.position = min(cursor.position + 2, cursor.end)
        case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: "{"),
            UInt8(ascii: "`"), UInt8(ascii: "!"):
            cursor.position += 1
            expectsCommand = true
        case UInt8(ascii: ")"), UInt8(ascii: "}"):
            cursor.position += 1
            expectsCommand = false
            if open.last == byte { open.removeLast() }
        case UInt8(ascii: "<") where cursor.peek(1) == byte: hereDocument(&cursor)
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="): cursor.position += 1
        default: word(&cursor)
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
            expectsCommand = false
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
        case UInt8(ascii: "("):
            cursor.position += 1
            open.append(UInt8(ascii: ")"))
            expectsCommand = true
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

    /// `<<EOF`, `<<-'EOF'`; the text begins behind the line.
    private mutating func hereDocument(_ cursor: inout Cursor) {
        cursor.position += 2
        let strips = cursor.byte == UInt8(ascii: "-")
        if strips { cursor.position += 1 }
        cursor.skipBlanks()
        let quote = cursor.byte
        let isQuoted = quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        if isQuoted { cursor.position += 1 }
        let start = cursor.position
        cursor.skip { $0.isWordPart }
        if cursor.position > start {
            terminators.append((start..<cursor.position, strips))
            cursor.paint(.meta, from: start)
        }
        if isQuoted, cursor.byte == quote { cursor.position += 1 }
    }

    private mutating func hereDocuments(_ cursor: inout Cursor) {
        for terminator in terminators {
            let start = cursor.position
            while !cursor.isAtEnd {
                let line = cursor.position
                if terminator.strips { cursor.skip { $0 == 0x09 } }
                let first = cursor.position
                cursor.skipLine()
                let isEnd =
                    cursor.position - first == terminator.word.count
                    && zip(first..<cursor.position, terminator.word).allSatisfy { cursor.at($0) == cursor.at($1) }
                if isEnd {
                    cursor.painter.paint(.string, start..<line)
                    cursor.paint(.meta, from: first)
                    break
                }
                if !cursor.isAtEnd { cursor.position += 1 }
            }
            if cursor.isAtEnd { cursor.paint(.string, from: start) }
            if cursor.byte == 0x0A { cursor.position += 1 }
        }
        terminators = []
    }
}
