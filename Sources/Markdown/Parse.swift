/// Parses Markdown.
///
/// Bytes that are no UTF-8 were replaced when the string was made; NUL becomes U+FFFD.
/// - Throws: `MarkdownError.tooLong` beyond 64 MB.
public func parse(
    _ source: String, options: ParseOptions = ParseOptions()
) throws(MarkdownError) -> Document {
    try Parser(options: options).parse(Array(source.utf8))
}

/// Parses Markdown from bytes. Those that are no UTF-8 become U+FFFD.
///
/// - Throws: `MarkdownError.tooLong` beyond 64 MB.
public func parse(
    bytes: some Collection<UInt8>, options: ParseOptions = ParseOptions()
) throws(MarkdownError) -> Document {
    try parse(String(decoding: bytes, as: UTF8.self), options: options)
}

/// The version of the Markdown parser the program runs with, such as "0.30.2".
public var parserVersion: String {
    "\(CMark.version >> 16).\(CMark.version >> 8 & 0xFF).\(CMark.version & 0xFF)"
}

private struct Parser {
    let options: ParseOptions

    func parse(_ utf8: [UInt8]) throws(MarkdownError) -> Document {
        var source = withoutNUL(utf8)
        var footnoteLabels: [Int: String] = [:]
        if options.extensions.contains(.footnotes), let rewriter = try FootnoteRewriter(source) {
            source = rewriter.source
            footnoteLabels = rewriter.labels
        }
        var problems: [MarkdownProblem] = []
        var result = try parseTables(source, &problems)
        let definitions = result.tree.takeFootnotes(footnoteLabels)
        problems += definitions.problems
        let references = applyExtensions(to: &result, definitions, &problems)
        problems += result.tree.numberFootnotes(definitions, labels: references)
        if !options.extensions.isEmpty { problems += try sourceProblems(source, result.tree) }
        problems += result.tree.directiveProblems(options.extensions)
        if options.extensions.contains(.tabs) { problems += result.tree.makeTabs() }
        problems += result.tree.fenceProblems(options.extensions)
        if options.firstLine != 1 {
            let offset = Int32(options.firstLine - 1)
            for index in result.tree.nodes.indices {
                result.tree.nodes[index].line += offset
                result.tree.nodes[index].endLine += offset
            }
            for index in problems.indices { problems[index].line += options.firstLine - 1 }
        }
        result.tree.setAnchors(reserved: options.reservedAnchors, placeholderName: options.placeholderName)
        return Document(tree: result.tree, problems: problems.sorted { ($0.line, $0.reason) < ($1.line, $1.reason) })
    }

    /// What only the source tells: the tree says nothing of it.
    private func sourceProblems(_ source: [UInt8], _ tree: Tree) throws(MarkdownError) -> [MarkdownProblem] {
        let lines = SourceLines(source)
        return tree.openFences(lines) + (try ReferenceDefinitions.problems(lines, tree))
    }

    /// libcmark replaces NUL too, but then its columns count other bytes than the source has.
    private func withoutNUL(_ source: [UInt8]) -> [UInt8] {
        guard source.contains(0) else { return source }
        return Array(source.split(separator: 0, omittingEmptySubsequences: false).joined(separator: "\u{FFFD}".utf8))
    }

    private func parseTables(
        _ source: [UInt8], _ problems: inout [MarkdownProblem]
    ) throws(MarkdownError) -> CMark.Result {
        if options.extensions.contains(.tables), TableSyntax.mayOccur(in: source) {
            let rewriter = TableRewriter(SourceLines(source), outline: try CMark.outline(source))
            problems += rewriter.problems
            if !rewriter.tables.isEmpty {
                var result = try parseMarked(rewriter.source)
                if result.tree.assembleTables(rewriter) { return result }
            }
        }
        return try parseMarked(source)
    }

    private func parseMarked(_ source: [UInt8]) throws(MarkdownError) -> CMark.Result {
        if !options.extensions.isEmpty, let marked = EscapeMarks.inserted(in: source) {
            return try CMark.parse(marked, marksEscapes: true)
        }
        return try CMark.parse(source, marksEscapes: false)
    }

    /// The labels of the footnote references found.
    private func applyExtensions(
        to result: inout CMark.Result, _ footnotes: FootnoteDefinitions, _ problems: inout [MarkdownProblem]
    ) -> [Tree.ID: String] {
        guard !options.extensions.isEmpty else { return [:] }
        var source = result.tree.text
        for offset in result.escaped { source[offset] = 0 }
        problems += result.tree.brokenReferences(source)
        problems += result.tree.linkAndHeadingSlips(source)
        if options.extensions.contains(.alerts) { problems += result.tree.makeAlerts(source) }
        if options.extensions.contains(.taskLists) { result.tree.makeTaskItems(source) }
        var scanner = InlineScanner(source: source, extensions: options.extensions, footnotes: footnotes)
        scanner.run(on: &result.tree)
        problems += scanner.problems
        if options.extensions.contains(.strikethrough) { result.tree.strikeThrough(source) }
        return scanner.labels
    }
}
