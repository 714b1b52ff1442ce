/// Finds footnote definitions in a source and writes them so that libcmark reads each as a container.
///
/// `[^label]: text` becomes an item of a bullet list with the content at column 4, exactly where the continuation lines
/// of a footnote are indented to; no other line changes. `Tree.takeFootnotes` turns the items into definitions.
struct FootnoteRewriter {
    private(set) var source: [UInt8] = []
    /// The label of the definition that begins on a line.
    private(set) var labels: [Int: String] = [:]

    /// `nil` if there are no definitions.
    init?(_ bytes: [UInt8]) throws(MarkdownError) {
        guard Self.mayOccur(in: bytes) else { return nil }
        let lines = SourceLines(bytes)
        var starts: [Int: Start] = [:]
        for number in stride(from: 1, through: lines.ranges.count, by: 1) {
            starts[number] = Self.definition(lines.line(number))
        }
        guard !starts.isEmpty else { return nil }
        for block in try CMark.outline(bytes) where block.kind == .codeBlock || block.kind == .htmlBlock {
            guard block.lastLine >= block.firstLine else { continue }
            for number in block.firstLine...block.lastLine { starts[number] = nil }
        }
        let marker = Self.unusedMarker(lines)
        write(lines, starts, marker)
        // In lists and quotations it is the parser that knows whether a block can begin there.
        let maximumTries = 4
        for number in 1...maximumTries {
            let nested = starts.filter(\.value.isNested).keys
            guard !nested.isEmpty else { break }
            let items = Set(try CMark.outline(source).filter { $0.kind == .item }.map(\.firstLine))
            let failed = nested.filter { number == maximumTries || !items.contains($0) }
            guard !failed.isEmpty else { break }
            for line in failed { starts[line] = nil }
            write(lines, starts, marker)
        }
        guard !starts.isEmpty else { return nil }
    }

    /// How a definition begins: what stands before its label, the label and the text behind that.
    private struct Start {
        var prefix: Int
        var label: String
        var content: ArraySlice<UInt8>
        var isNested: Bool
    }

    private mutating func write(_ lines: SourceLines, _ starts: [Int: Start], _ marker: UInt8) {
        source = []
        labels = [:]
        for number in stride(from: 1, through: lines.ranges.count, by: 1) {
            if let start = starts[number] {
                labels[number] = start.label
                source.append(contentsOf: lines.line(number).prefix(start.prefix))
                source.append(marker)
                source.append(contentsOf: "   ".utf8)
                source.append(contentsOf: start.content)
            } else {
                source.append(contentsOf: lines.line(number))
            }
            source.append(UInt8(ascii: "\n"))
        }
    }

    private static func mayOccur(in bytes: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "^"), previous == UInt8(ascii: "[") { return true }
            previous = byte
        }
        return false
    }

    private static func definition(_ line: ArraySlice<UInt8>) -> Start? {
        let prefix = line.prefix { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
        let rest = line.dropFirst(prefix.count)
        guard let label = footnoteLabel(rest) else { return nil }
        let tail = rest.dropFirst(label.length)
        guard tail.first == UInt8(ascii: ":") else { return nil }
        let isNested = prefix.count > 3 || prefix.contains { $0 != UInt8(ascii: " ") }
        return Start(prefix: prefix.count, label: label.name, content: tail.dropFirst().trimmed, isNested: isNested)
    }

    /// The bullet no line of the source uses, so that definitions do not join a list of the author.
    private static func unusedMarker(_ lines: SourceLines) -> UInt8 {
        let used = Set(
            lines.ranges.compactMap { range in
                lines.bytes[range].first { !$0.isSpaceOrTab && $0 != UInt8(ascii: ">") }
            })
        return [UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "-")].first { !used.contains($0) }
            ?? UInt8(ascii: "+")
    }
}

/// The label in `[^label]` at the start of the bytes, folded to lower case, and the length with the brackets.
func footnoteLabel(_ bytes: ArraySlice<UInt8>) -> (name: String, length: Int)? {
    let longestLabel = 999
    guard bytes.hasPrefix("[^") else { return nil }
    let label = bytes.dropFirst(2).prefix(longestLabel).prefix {
        $0 > 0x20 && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[")
    }
    guard !label.isEmpty, label.endIndex < bytes.endIndex, bytes[label.endIndex] == UInt8(ascii: "]") else {
        return nil
    }
    return (String(decoding: label, as: UTF8.self).lowercased(), label.count + 3)
}

/// The definitions of a document, cut out of the tree.
struct FootnoteDefinitions {
    private(set) var nodes: [String: Tree.ID] = [:]
    private(set) var problems: [MarkdownProblem] = []

    mutating func add(_ label: String, _ node: Tree.ID, line: Int32, isEmpty: Bool) {
        if isEmpty {
            problems.append(
                MarkdownProblem(
                    line: Int(line),
                    reason:
                        "nothing stands in the footnote “[^\(label)]”; what belongs to it is indented by four spaces."))
        }
        if nodes[label] == nil {
            nodes[label] = node
        } else {
            problems.append(
                MarkdownProblem(line: Int(line), reason: "the footnote “[^\(label)]” is defined a second time."))
        }
    }
}

extension Tree {
    /// Cuts the list items that a `FootnoteRewriter` wrote out of the tree.
    mutating func takeFootnotes(_ labels: [Int: String]) -> FootnoteDefinitions {
        var labels = labels
        var definitions = FootnoteDefinitions()
        var lists: Set<ID> = []
        for index in nodes.indices where nodes[index].kind == .item {
            guard let label = labels.removeValue(forKey: Int(nodes[index].line)) else { continue }
            nodes[index].kind = .footnoteDefinition
            lists.insert(nodes[index].parent)
            definitions.add(label, ID(index), line: nodes[index].line, isEmpty: nodes[index].first == Tree.none)
        }
        var parents: Set<ID> = []
        for list in lists.sorted() {
            setChildren(of: list, to: children(of: list).filter { self[$0].kind == .item })
            if self[list].first == Tree.none { parents.insert(self[list].parent) }
        }
        for parent in parents.sorted() {
            let rest = children(of: parent).filter { !lists.contains($0) || self[$0].first != Tree.none }
            setChildren(of: parent, to: rest)
        }
        return definitions
    }

    /// Numbers the references in the order of the text and appends the definitions they lead to.
    ///
    /// `label` tells the label of a reference. Definitions nobody refers to stay outside the tree, and are problems.
    mutating func numberFootnotes(_ definitions: FootnoteDefinitions, labels: [ID: String]) -> [MarkdownProblem] {
        var order: [ID] = []
        var numbers: [ID: Int32] = [:]
        var next = -1
        while next < order.count {
            let root = next < 0 ? 0 : order[next]
            var node = root
            while node != Tree.none {
                if self[node].kind == .footnoteReference, let label = labels[node],
                    let definition = definitions.nodes[label]
                {
                    if numbers[definition] == nil {
                        order.append(definition)
                        numbers[definition] = Int32(order.count)
                    }
                    self[definition].extra += 1
                    self[node].value = numbers[definition] ?? 0
                    self[node].extra = self[definition].extra
                }
                node = following(node, within: root)
            }
            next += 1
        }
        for definition in order {
            self[definition].value = numbers[definition] ?? 0
            link(definition, asLastChildOf: 0)
        }
        return definitions.nodes.filter { numbers[$0.value] == nil }.map { label, definition in
            MarkdownProblem(
                line: Int(self[definition].line),
                reason: "nothing refers to the footnote “[^\(label)]”, so nobody would read it.")
        }
    }
}
