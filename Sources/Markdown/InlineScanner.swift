/// Splits text nodes at addresses and footnote references.
///
/// Works on the text libcmark left over, so code spans, raw HTML and links are never touched. What the author escaped
/// is blanked out in `source` and therefore never matches.
struct InlineScanner {
    /// The text of the tree with every escaped byte replaced by zero.
    let source: [UInt8]
    let extensions: Extensions
    let footnotes: FootnoteDefinitions
    /// The label of each footnote reference found.
    private(set) var labels: [Tree.ID: String] = [:]
    /// References that lead to no footnote, and those that stand in a link.
    private(set) var problems: [MarkdownProblem] = []

    init(source: [UInt8], extensions: Extensions, footnotes: FootnoteDefinitions) {
        self.source = source
        self.footnotes = footnotes
        var useful: Extensions = []
        if extensions.contains(.autolinks), Self.hasAddress(source) { useful.insert(.autolinks) }
        if extensions.contains(.footnotes), Self.hasReference(source) { useful.insert(.footnotes) }
        self.extensions = useful
    }

    /// Whether the text holds something an address cannot do without.
    private static func hasAddress(_ text: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "@"): return true
            case UInt8(ascii: "/") where previous == UInt8(ascii: ":"): return true
            case UInt8(ascii: "w") where previous == UInt8(ascii: "w"): return true
            default: previous = byte
            }
        }
        return false
    }

    private static func hasReference(_ text: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            if byte == UInt8(ascii: "^"), previous == UInt8(ascii: "[") { return true }
            previous = byte
        }
        return false
    }

    mutating func run(on tree: inout Tree) {
        guard !extensions.isEmpty else { return }
        for index in tree.nodes.indices where tree.nodes[index].kind == .text {
            if extensions.contains(.footnotes) { checkReferences(in: tree.nodes[index]) }
            if !tree.nodes[index].isInsideLink { split(Tree.ID(index), in: &tree) }
        }
    }

    private mutating func checkReferences(in node: Tree.Record) {
        var rest = source[node.literal.range]
        while let start = rest.firstIndex(of: UInt8(ascii: "[")) {
            rest = rest[start...]
            guard let label = footnoteLabel(rest) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(label.length)
            let isKnown = footnotes.nodes[label.name] != nil
            guard !isKnown || node.isInsideLink else { continue }
            let reason =
                isKnown
                ? "the footnote “[^\(label.name)]” cannot be referred to within a link."
                : "there is no footnote “[^\(label.name)]”; define it, or write \\[^\(label.name)] for the text itself."
            problems.append(MarkdownProblem(line: Int(node.line), reason: reason))
        }
    }

    private enum Match {
        case address(prefix: StaticString, Range<Int>)
        case footnote(label: String, Range<Int>)
    }

    private mutating func split(_ id: Tree.ID, in tree: inout Tree) {
        let span = tree[id].literal
        var last = id
        var position = span.start
        while let match = firstMatch(in: position..<span.end) {
            let range: Range<Int>
            let template = Tree.Record(kind: .text, line: tree[id].line, endLine: tree[id].endLine)
            var record = template
            switch match {
            case .address(let prefix, let found):
                range = found
                record.kind = .link
                let scheme = prefix.withUTF8Buffer { Array($0) }
                record.literal = tree.store(scheme + source[found])
            case .footnote(let label, let found):
                range = found
                record.kind = .footnoteReference
                labels[Tree.ID(tree.nodes.count)] = label
            }
            tree[last].literal.end = range.lowerBound
            let node = tree.insert(record, after: last)
            if record.kind == .link {
                var label = template
                label.isInsideLink = true
                label.literal = Tree.Span(start: range.lowerBound, end: range.upperBound)
                tree.append(label, to: node)
            }
            position = range.upperBound
            var rest = template
            rest.literal = Tree.Span(start: position, end: span.end)
            last = tree.insert(rest, after: node)
        }
    }

    private func firstMatch(in range: Range<Int>) -> Match? {
        let addresses = extensions.contains(.autolinks)
        let hasFootnotes = extensions.contains(.footnotes)
        for index in range {
            switch source[index] {
            case UInt8(ascii: "w") where addresses:
                if let end = Autolink.web(source, at: index, in: range, start: .www) {
                    return .address(prefix: "http://", index..<end)
                }
            case UInt8(ascii: "h") where addresses:
                let end =
                    Autolink.web(source, at: index, in: range, start: .https)
                    ?? Autolink.web(source, at: index, in: range, start: .http)
                if let end { return .address(prefix: "", index..<end) }
            case UInt8(ascii: "f") where addresses:
                if let end = Autolink.web(source, at: index, in: range, start: .ftp) {
                    return .address(prefix: "", index..<end)
                }
            case UInt8(ascii: "@") where addresses:
                if let address = Autolink.mail(source, at: index, in: range) {
                    return .address(prefix: "mailto:", address)
                }
            case UInt8(ascii: "[") where hasFootnotes:
                if let label = footnoteLabel(source[index..<range.upperBound]), footnotes.nodes[label.name] != nil {
                    return .footnote(label: label.name, index..<(index + label.length))
                }
            default: break
            }
        }
        return nil
    }
}
