/// The definitions of links, `[label]: address`, as far as the tree forgets them.
enum ReferenceDefinitions {
    /// Definitions that never count, because their label has another address already; lines that become one although
    /// their author wrote a text, which nobody would read; footnotes whose name is none.
    static func problems(_ lines: SourceLines, _ tree: Tree) throws(MarkdownError) -> [MarkdownProblem] {
        guard lines.bytes.firstRange(of: "]:") != nil else { return [] }
        let found = repeated(lines) + misnamed(lines) + (try lost(lines, tree))
        guard !found.isEmpty else { return [] }
        var literal: Set<Int> = []
        for block in try CMark.outline(lines.bytes) where block.kind == .codeBlock || block.kind == .htmlBlock {
            if block.lastLine >= block.firstLine { literal.formUnion(block.firstLine...block.lastLine) }
        }
        return found.filter { !literal.contains($0.problem.line) && !literal.contains($0.first) }.map(\.problem)
    }

    /// What is wrong, and the line before it that it depends on.
    private typealias Found = (problem: MarkdownProblem, first: Int)

    private static func repeated(_ lines: SourceLines) -> [Found] {
        var first: [String: (address: String, line: Int)] = [:]
        var found: [Found] = []
        var previousEndsBlock = true
        for number in stride(from: 1, through: lines.ranges.count, by: 1) {
            let line = lines.line(number).drop { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
            let definition = previousEndsBlock ? definition(line) : nil
            previousEndsBlock = line.isEmpty || definition != nil || line.first == UInt8(ascii: "#")
            guard let definition else { continue }
            if let known = first[definition.label] {
                guard known.address != definition.address else { continue }
                let reason = "“[\(definition.label)]” has another address already, and only the first one counts."
                found.append((MarkdownProblem(line: number, reason: reason), known.line))
            } else {
                first[definition.label] = (definition.address, number)
            }
        }
        return found
    }

    private static func definition(_ line: ArraySlice<UInt8>) -> (label: String, address: String)? {
        guard line.first == UInt8(ascii: "["), line.dropFirst().first != UInt8(ascii: "^"),
            let end = line.firstRange(of: "]:")
        else { return nil }
        let label = String(decoding: line[..<end.lowerBound].dropFirst(), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        let rest = line[end.upperBound...].trimmed
        guard !label.isEmpty, !label.contains("["), !label.contains("]"), !rest.isEmpty else { return nil }
        let address =
            rest.first == UInt8(ascii: "<")
            ? rest.dropFirst().prefix { $0 != UInt8(ascii: ">") } : rest.prefix { !$0.isSpaceOrTab }
        return (label, String(decoding: address, as: UTF8.self))
    }

    // MARK: Texts that become definitions

    /// Lines that define an address which is none, for a label that nobody uses: `[Note]: important`.
    private static func lost(_ lines: SourceLines, _ tree: Tree) throws(MarkdownError) -> [Found] {
        var labels: [(label: ArraySlice<UInt8>, line: Int)] = []
        var known: Set<ArraySlice<UInt8>> = []
        for number in stride(from: 1, through: lines.ranges.count, by: 1) {
            let text = withoutMarks(lines.line(number))
            guard text.first == UInt8(ascii: "["), let end = text.firstRange(of: "]:")?.lowerBound else {
                continue
            }
            let label = text[..<end].dropFirst()
            // libcmark takes no longer ones.
            guard label.count < 1000, !label.contains(UInt8(ascii: "[")), !label.contains(UInt8(ascii: "]")),
                known.insert(label).inserted
            else { continue }
            labels.append((label, number))
        }
        guard !labels.isEmpty else { return [] }
        let addresses = try addresses(of: labels.map(\.label), in: lines)
        let used = Set(tree.nodes.filter { $0.kind == .link || $0.kind == .image }.map { tree.string($0.literal) })
        var found: [Found] = []
        for (label, line) in labels {
            guard let address = addresses[label], !used.contains(address) else { continue }
            let name = String(decoding: label, as: UTF8.self)
            guard name.hasPrefix("!") || name.hasPrefix("^") || !isAddress(address) else { continue }
            let reason =
                "“[\(name)]: \(address)” says where a link leads to and shows nothing, and nobody uses it; "
                + "write \\[ for a bracket."
            found.append((MarkdownProblem(line: line, reason: reason), line))
        }
        return found
    }

    /// A line behind the marks of quotations and lists.
    private static func withoutMarks(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = line
        while true {
            rest = rest.drop { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
            let number = rest.prefix { $0.isDigit }
            let mark = rest.dropFirst(number.count)
            let marks = number.isEmpty ? "-+*" : ".)"
            guard let first = mark.first, marks.utf8.contains(first), mark.dropFirst().first?.isSpaceOrTab == true
            else { return rest }
            rest = mark.dropFirst()
        }
    }

    /// Where labels lead to, asked of libcmark: each is put behind the text as a link.
    private static func addresses(
        of labels: [ArraySlice<UInt8>], in lines: SourceLines
    ) throws(MarkdownError) -> [ArraySlice<UInt8>: String] {
        var source = lines.bytes
        source += "\n\n".utf8
        // The last line of the text may end with a line feed or not.
        let start = SourceLines(source).ranges.count
        for label in labels { source += "[".utf8 + label + "]\n\n".utf8 }
        let tree = try CMark.parse(source, marksEscapes: false).tree
        var found: [ArraySlice<UInt8>: String] = [:]
        for paragraph in tree.children(of: 0) {
            let link = tree[paragraph].first
            let number = (Int(tree[paragraph].line) - start - 1) / 2
            guard Int(tree[paragraph].line) > start, labels.indices.contains(number), link != Tree.none,
                tree[link].kind == .link
            else { continue }
            found[labels[number]] = tree.string(tree[link].literal)
        }
        return found
    }

    /// Whether a text has something that an address of a page or a file has, and a word has not.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let hasEnding = parts.count > 1 && !(parts.last ?? "").isEmpty
        return text.isEmpty || hasEnding || text.contains { "/#?:".contains($0) }
    }

    // MARK: Footnotes

    /// `[^a b]: text`, which is no footnote.
    private static func misnamed(_ lines: SourceLines) -> [Found] {
        var found: [Found] = []
        for number in stride(from: 1, through: lines.ranges.count, by: 1) {
            let line = lines.line(number).drop { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
            guard line.hasPrefix("[^"), footnoteLabel(line) == nil, let end = line.firstRange(of: "]:"),
                !line[..<end.lowerBound].dropFirst().contains(UInt8(ascii: "["))
            else { continue }
            let name = String(decoding: line[..<end.lowerBound].dropFirst(2), as: UTF8.self)
            let reason = "“[^\(name)]:” begins no footnote; the name of one is a word without spaces."
            found.append((MarkdownProblem(line: number, reason: reason), number))
        }
        return found
    }
}
