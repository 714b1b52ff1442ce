extension Tree {
    /// Makes tables of the paragraphs a `TableRewriter` wrote, and restores tightness and line numbers.
    ///
    /// Answers `false` if the paragraphs are not where they were put; the tree is then of no use.
    mutating func assembleTables(_ rewriter: TableRewriter) -> Bool {
        let lists = nodes.indices.filter { nodes[$0].kind == .list }
        guard lists.count == rewriter.tightness.count else { return false }
        for (list, isTight) in zip(lists, rewriter.tightness) { nodes[list].isTight = isTight }

        var paragraphs = nodes.indices.filter { nodes[$0].kind == .paragraph }[...]
        for table in rewriter.tables {
            var cells: [ID] = []
            for cell in table.cells {
                paragraphs = paragraphs.drop { Int(nodes[$0].line) < cell.line }
                guard let paragraph = paragraphs.popFirst(), Int(nodes[paragraph].line) == cell.line else {
                    return false
                }
                let isBehindLast = cells.last.map { self[$0].next == ID(paragraph) } ?? true
                guard isBehindLast, removeGuard(from: ID(paragraph)) else { return false }
                cells.append(ID(paragraph))
            }
            assemble(table, from: cells)
        }
        for index in nodes.indices {
            nodes[index].line = oldLine(nodes[index].line, rewriter.oldLines)
            nodes[index].endLine = oldLine(nodes[index].endLine, rewriter.oldLines)
        }
        return true
    }

    private func oldLine(_ line: Int32, _ oldLines: [Int32]) -> Int32 {
        line >= 1 && Int(line) <= oldLines.count ? oldLines[Int(line) - 1] : line
    }

    private mutating func removeGuard(from paragraph: ID) -> Bool {
        let child = self[paragraph].first
        guard child != Tree.none, self[child].kind == .text else { return false }
        let span = self[child].literal
        guard text[span.start] == TableRewriter.guardText[0] else { return false }
        self[child].literal.start = min(span.end, span.start + TableRewriter.guardText.count)
        return true
    }

    /// The first paragraph's record becomes the table, so that it keeps its place among its siblings.
    private mutating func assemble(_ table: TableRewriter.Table, from paragraphs: [ID]) {
        guard let place = paragraphs.first, let end = paragraphs.last else { return }
        let cells = zip(table.cells, paragraphs).map { (cell: $0, children: children(of: $1), line: self[$1].line) }
        let parent = self[place].parent
        let line = self[place].line
        let endLine = self[end].endLine
        let next = self[end].next
        self[place] = Record(kind: .table, parent: parent, next: next, line: line, endLine: endLine)
        if self[parent].last == end { self[parent].last = place }

        var rest = cells[...]
        for row in table.rowLines.indices {
            let rowLine = rest.first?.line ?? endLine
            let rowID = append(Record(kind: .tableRow, line: rowLine, endLine: rowLine), to: place)
            for (column, alignment) in table.alignments.enumerated() {
                let record = Record(kind: .tableCell, value: alignment.rawValue, line: rowLine, endLine: rowLine)
                let id = append(record, to: rowID)
                if let first = rest.first, first.cell.row == row, first.cell.column == column {
                    setChildren(of: id, to: first.children)
                    rest.removeFirst()
                }
            }
        }
    }
}
