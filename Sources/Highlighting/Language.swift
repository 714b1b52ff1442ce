/// A language that can be highlighted.
public struct Language: Sendable {
    /// Its first name, such as `typescript`.
    public let name: String
    /// Every name it goes by behind the fence of a code block.
    public let names: [String]
    let tokenize: @Sendable (inout Cursor) -> Void

    init(_ names: String, _ tokenize: @escaping @Sendable (inout Cursor) -> Void) {
        self.names = names.split(separator: " ").map(String.init)
        name = self.names.first ?? ""
        self.tokenize = tokenize
    }

    init(_ names: String, _ syntax: CodeSyntax) {
        self.init(names) { cursor in
            var tokenizer = CodeTokenizer(syntax)
            tokenizer.run(&cursor)
        }
    }

    /// All languages.
    public static let all: [Language] = [
        .json, .http, .shell, .console, .swift, .python, .javaScript, .typeScript, .go, .rust, .java, .cSharp, .yaml,
        .toml, .html, .css, .sql, .diff,
    ]

    private static let byName: [String: Language] = all.reduce(into: [:]) { table, language in
        for name in language.names { table[name] = language }
    }

    /// The language with a name or alias, whatever its case; nil for a name nobody knows.
    public init?(named name: String) {
        guard let language = Language.byName[name] ?? Language.byName[name.lowercased()] else { return nil }
        self = language
    }

    /// Appends code as HTML: the same text, escaped, its tokens in `<span class="…">` (see ``TokenKind``).
    ///
    /// Takes any bytes, in time linear to their number. No element reaches over the end of a line.
    public func highlight(_ code: some Collection<UInt8>, into output: inout [UInt8]) {
        let isDone: Void? = code.withContiguousStorageIfAvailable { highlight($0, &output) }
        if isDone == nil { Array(code).withUnsafeBufferPointer { highlight($0, &output) } }
    }

    private func highlight(_ code: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        var buffer: [UInt8] = []
        swap(&buffer, &output)
        var cursor = Cursor(code, output: consume buffer)
        tokenize(&cursor)
        output = cursor.painter.finish()
    }
}

/// Code as HTML, highlighted; nil when nobody knows the language.
///
/// - Parameter language: a name such as `json`, as it stands behind the fence of a code block.
public func highlighted(_ code: some Collection<UInt8>, language: String) -> [UInt8]? {
    guard let language = Language(named: language) else { return nil }
    var output: [UInt8] = []
    language.highlight(code, into: &output)
    return output
}
