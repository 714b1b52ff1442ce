/// Tabs, in two forms that read well where nobody knows them.
///
/// Code blocks with `tab="…"` that follow one another are the tabs of one group. For everything else a group stands
/// between the comments `<!-- tabs -->` and `<!-- /tabs -->`; each heading of the first heading's level begins a tab.
extension Tree {
    /// Builds the groups and tells what is wrong with them.
    mutating func makeTabs() -> [MarkdownProblem] {
        var problems: [MarkdownProblem] = []
        var parents: Set<ID> = []
        for record in nodes where record.kind == .codeBlock || record.kind == .htmlBlock {
            let isTab =
                record.kind == .codeBlock
                ? tab(of: record) != nil
                : text[record.literal.range].hasPrefix("<!-- tabs")
                    || text[record.literal.range].hasPrefix("<!-- /tabs")
            if isTab { parents.insert(record.parent) }
        }
        // Inner groups come first, so that a group of headings may hold groups of blocks.
        for parent in parents.sorted(by: >) {
            makeSections(in: parent, &problems)
            makeBlocks(in: parent)
        }
        return problems
    }

    /// What is wrong with the attributes of code blocks. Without extensions there are none.
    func fenceProblems(_ extensions: Extensions) -> [MarkdownProblem] {
        guard extensions.contains(.tabs) else { return [] }
        var problems: [MarkdownProblem] = []
        for record in nodes where record.kind == .codeBlock && text[record.detail.range].contains(UInt8(ascii: "=")) {
            var reasons: [String] = []
            _ = CodeFence(info: string(record.detail), problems: &reasons)
            problems += reasons.map { MarkdownProblem(line: Int(record.line), reason: $0) }
        }
        return problems
    }

    private func tab(of record: Record) -> String? {
        guard record.kind == .codeBlock, text[record.detail.range].contains(UInt8(ascii: "=")) else { return nil }
        return CodeFence(info: string(record.detail)).tab
    }

    private mutating func makeBlocks(in parent: ID) {
        var result: [ID] = []
        var group = Tree.none
        for child in children(of: parent) {
            if self[child].kind == .tabs {
                for tab in children(of: child) { makeBlocks(in: tab) }
            }
            guard let label = tab(of: self[child]) else {
                group = Tree.none
                result.append(child)
                continue
            }
            if group == Tree.none {
                group = ID(nodes.count)
                nodes.append(Record(kind: .tabs, line: self[child].line, endLine: self[child].endLine))
                result.append(group)
            }
            let detail = store(label.utf8)
            let line = self[child].line
            let tab = append(Record(kind: .tab, detail: detail, line: line, endLine: self[child].endLine), to: group)
            link(child, asLastChildOf: tab)
        }
        setChildren(of: parent, to: result)
    }

    private mutating func makeSections(in parent: ID, _ problems: inout [MarkdownProblem]) {
        var result: [ID] = []
        var group = Tree.none
        var tab = Tree.none
        var level: Int32 = 0
        for child in children(of: parent) {
            switch comment(child) {
            case "tabs":
                if group != Tree.none { problems.append(.init(line: line(child), reason: "tabs within tabs.")) }
                group = ID(nodes.count)
                nodes.append(Record(kind: .tabs, line: self[child].line, endLine: self[child].endLine))
                result.append(group)
                tab = Tree.none
            case "/tabs":
                if group == Tree.none {
                    problems.append(.init(line: line(child), reason: "<!-- /tabs --> without <!-- tabs --> before it."))
                } else if tab == Tree.none {
                    problems.append(.init(line: line(child), reason: "tabs without a heading; each begins with one."))
                }
                group = Tree.none
            default:
                guard group != Tree.none else {
                    result.append(child)
                    continue
                }
                if self[child].kind == .heading, tab == Tree.none || self[child].value == level {
                    level = self[child].value
                    let detail = store(plainText(of: child).utf8)
                    tab = append(
                        Record(kind: .tab, detail: detail, line: self[child].line, endLine: self[child].endLine),
                        to: group)
                } else if tab == Tree.none {
                    problems.append(
                        .init(line: line(child), reason: "tabs begin with a heading, the label of the first."))
                } else {
                    link(child, asLastChildOf: tab)
                }
            }
        }
        if group != Tree.none {
            problems.append(.init(line: line(group), reason: "the tabs have no <!-- /tabs --> behind them."))
        }
        setChildren(of: parent, to: result)
    }

    private func line(_ id: ID) -> Int { Int(self[id].line) }

    /// The words of a block that is one comment.
    private func comment(_ id: ID) -> String? {
        guard self[id].kind == .htmlBlock, text[self[id].literal.range].hasPrefix("<!--") else { return nil }
        let literal = Substring(string(self[id].literal)).trimming { $0.isWhitespace }
        guard literal.hasSuffix("-->") else { return nil }
        return String(literal.dropFirst(4).dropLast(3).trimming { $0.isWhitespace })
    }
}
