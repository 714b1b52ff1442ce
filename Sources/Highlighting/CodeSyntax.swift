/// The table that tells a `CodeTokenizer` how one programming language is written.
struct CodeSyntax: Sendable {
    struct Features: OptionSet {
        let rawValue: Int

        /// A word that begins with a capital and is not all capitals is a type.
        static let capitalTypes = Features(rawValue: 1 << 0)
        /// A word of capitals only is a type too.
        static let shoutedTypes = Features(rawValue: 1 << 1)
        /// A word in front of `(` is a function.
        static let calls = Features(rawValue: 1 << 2)
        /// That is true of a word with a capital too, and not the name of a type that is made.
        static let capitalCalls = Features(rawValue: 1 << 12)
        /// `@name` is an attribute.
        static let attributes = Features(rawValue: 1 << 3)
        /// `#name` is a keyword.
        static let hashWords = Features(rawValue: 1 << 4)
        /// `#"…"#`, with any number of `#`.
        static let hashStrings = Features(rawValue: 1 << 5)
        /// `#[…]` is an attribute, `'name` a lifetime, `name!` a macro, and strings have Rust's prefixes.
        static let rust = Features(rawValue: 1 << 6)
        /// `/…/` where no value stands before it.
        static let regex = Features(rawValue: 1 << 7)
        /// The case of letters means nothing.
        static let foldsCase = Features(rawValue: 1 << 8)
        /// `$tag$ … $tag$`, and `E'…'` with backslashes.
        static let dollarQuotes = Features(rawValue: 1 << 9)
        /// `f"…"`, `r"…"`, `b"…"` and their mixtures.
        static let pythonPrefixes = Features(rawValue: 1 << 10)
        /// `$"…"`, `@"…"`, and `#region` at the start of a line.
        static let cSharp = Features(rawValue: 1 << 11)
    }

    var words: WordTable
    var features: Features
    /// What begins a comment that ends with the line.
    var lineComments: [StaticString] = ["//"]
    /// `/* … */`.
    var hasBlockComments = true
    var nestsComments = false
    /// Strings by their opening quotes, the longest first.
    var strings: [StringRule]
    /// For every byte what a tokenizer does with it.
    let actions: [Action]

    enum Action: UInt8 {
        case pass, word, digit, newline, bracket, special
    }

    init(
        _ words: [(TokenKind, String)], features: Features, strings: [StringRule],
        lineComments: [StaticString] = ["//"], hasBlockComments: Bool = true, nestsComments: Bool = false,
        wordBytes: String = ""
    ) {
        self.words = WordTable(words)
        self.features = features
        self.strings = strings
        self.lineComments = lineComments
        self.hasBlockComments = hasBlockComments
        self.nestsComments = nestsComments
        var actions = (0...255).map { byte -> Action in
            let byte = UInt8(byte)
            if byte.isWordStart || wordBytes.utf8.contains(byte) { return .word }
            if byte.isDigit { return .digit }
            switch byte {
            case 0x0A: return .newline
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"): return .bracket
            case UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "."):
                return .special
            default: return .pass
            }
        }
        for rule in strings { actions[Int(rule.quote)] = .special }
        for comment in lineComments { actions[Int(comment.utf8Start.pointee)] = .special }
        self.actions = actions
    }
}

/// How one kind of string literal is written.
struct StringRule: Sendable {
    enum Escape { case none, backslash, doubled }

    enum Interpolation {
        case none
        /// `\(…)`.
        case parenthesis
        /// `${…}`.
        case dollarBrace
        /// `{…}`, while `{{` is a brace.
        case brace
    }

    var quote: UInt8
    /// How many quotes stand at each end.
    var count = 1
    /// How many `#` stand around the quotes.
    var hashes = 0
    var escape = Escape.backslash
    var interpolation = Interpolation.none
    /// How many braces open an interpolation.
    var braces = 1
    var spansLines = false

    static let double = StringRule(quote: UInt8(ascii: "\""))
    static let single = StringRule(quote: UInt8(ascii: "'"))
    static let tripleDouble = StringRule(quote: UInt8(ascii: "\""), count: 3, spansLines: true)

    func with(_ change: (inout StringRule) -> Void) -> StringRule {
        var rule = self
        change(&rule)
        return rule
    }
}
