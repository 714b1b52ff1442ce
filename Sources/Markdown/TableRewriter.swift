/// Finds tables and writes the source anew with every cell as a paragraph of its own in the same container.
///
/// A cell is not a slice of the parsed paragraph: emphasis or a code span may pair across cells there. libcmark parses
/// the new source, so that everything works in a cell that works in a paragraph, and `Tree.assembleTables` puts the
/// paragraphs back together.
struct TableRewriter {
    /// Stands before the text of every cell so that nothing in it can start a block.
    static let guardText: [UInt8] = Array("x ".utf8)

    /// Short rows are filled up with empty cells, but a table of mostly such cells is an attack, not a table.
    static let maximumFilledCells = 100_000

    struct Table {
        var alignments: [ColumnAlignment]
        /// The line of each row in the old source.
        var rowLines: [Int] = []
        var cells: [Cell] = []
    }

    struct Cell {
        var row: Int
        var column: Int
        /// The line of the cell's paragraph in the new source.
        var line: Int
    }

    private(set) var source: [UInt8] = []
    private(set) var tables: [Table] = []
    /// For each line of the new source, its number in the old one.
    private(set) var oldLines: [Int32] = []
    /// The tightness of all lists in the old source: the blank lines between cells would make some of them loose.
    private(set) var tightness: [Bool] = []
    /// Cells that GitHub's rules leave out, and rows that only look like those of a table.
    private(set) var problems: [MarkdownProblem] = []

    /// Without tables the new source is of no use.
    init(_ lines: SourceLines, outline: [CMark.Block]) {
        source.reserveCapacity(lines.bytes.count * 2)
        tightness = outline.filter { $0.kind == .list }.map(\.isTight)
        var copied = 0
        for block in outline where block.kind == .paragraph || block.kind == .heading {
            guard block.lastLine > block.firstLine, let found = find(in: block, lines) else { continue }
            for line in (copied + 1)..<found.header { write(lines.line(line), line) }
            write(found, of: block, lines)
            copied = found.last
        }
        guard !tables.isEmpty else { return }
        for line in stride(from: copied + 1, through: lines.ranges.count, by: 1) { write(lines.line(line), line) }
    }

    private struct Found {
        var header: Int
        var last: Int
        var rows: [[[UInt8]]]
        var alignments: [ColumnAlignment]
        /// A line of dashes that made the rows above a heading; below a table it is a thematic break.
        var hasThematicBreak: Bool
    }

    private mutating func find(in block: CMark.Block, _ lines: SourceLines) -> Found? {
        func content(_ line: Int) -> ArraySlice<UInt8> {
            guard line == block.firstLine else {
                return lines.content(ofLine: line, quoteDepth: block.quoteDepth)
            }
            return lines.line(line).dropFirst(block.firstColumn - 1)
        }
        // Where a heading ends libcmark does not tell exactly; its underline is the first line that can be one.
        var last = min(block.lastLine, lines.ranges.count)
        var hasThematicBreak = false
        if block.kind == .heading {
            let following = stride(from: block.firstLine + 1, through: last, by: 1)
            guard let underline = following.first(where: { Self.isUnderline(content($0)) }) else { return nil }
            last = underline
            hasThematicBreak = content(underline).count >= 3 && content(underline).first == UInt8(ascii: "-")
        }
        let lastDelimiter = block.kind == .heading ? last - 1 : last
        var mismatch: MarkdownProblem?
        for line in stride(from: block.firstLine + 1, through: lastDelimiter, by: 1) {
            guard let alignments = TableSyntax.delimiterRow(content(line)) else { continue }
            let header = TableSyntax.cells(content(line - 1))
            guard header.count == alignments.count else {
                let isMeant = [line - 1, line].allSatisfy { content($0).contains(UInt8(ascii: "|")) }
                if isMeant { mismatch = mismatch ?? TableRewriter.mismatch(line - 1, header.count, alignments.count) }
                continue
            }
            var found = Found(
                header: line - 1, last: last, rows: [header], alignments: alignments,
                hasThematicBreak: hasThematicBreak)
            var filled = 0
            for row in stride(from: line + 1, through: hasThematicBreak ? last - 1 : last, by: 1) {
                let cells = TableSyntax.cells(content(row))
                noteDropped(cells, row, columns: alignments.count)
                filled += max(0, alignments.count - cells.count)
                found.rows.append(Array(cells.prefix(alignments.count)))
            }
            guard filled <= TableRewriter.maximumFilledCells else { return nil }
            return found
        }
        if let mismatch { problems.append(mismatch) }
        return nil
    }

    /// GitHub's rules show no more cells of a row than the table has columns.
    private mutating func noteDropped(_ cells: [[UInt8]], _ line: Int, columns: Int) {
        guard let lost = cells.dropFirst(columns).first(where: { !$0.isEmpty }) else { return }
        let text = String(decoding: lost.prefix(200), as: UTF8.self)
        problems.append(
            MarkdownProblem(
                line: line,
                reason:
                    "the row has \(cells.count) cells and the table \(columns == 1 ? "one column" : "\(columns) columns"), "
                    + "so “\(text)” would not be shown; write \\| for a sign that parts no cells, in code too."))
    }

    private static func mismatch(_ line: Int, _ cells: Int, _ dashes: Int) -> MarkdownProblem {
        MarkdownProblem(
            line: line,
            reason:
                "this is no table, because the row has \(cells) \(cells == 1 ? "cell" : "cells") and the dashes below it \(dashes)."
        )
    }

    private static func isUnderline(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "=") else { return false }
        return line.allSatisfy { $0 == first }
    }

    private mutating func write(_ found: Found, of block: CMark.Block, _ lines: SourceLines) {
        // The markers of list items become spaces: what remains continues every container of the paragraph.
        let firstPrefix = lines.line(block.firstLine).prefix(block.firstColumn - 1)
        let prefix = firstPrefix.map { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") ? $0 : UInt8(ascii: " ") }
        var table = Table(alignments: found.alignments)
        var isFirstCell = true
        for (row, cells) in found.rows.enumerated() {
            let line = row == 0 ? found.header : found.header + row + 1
            table.rowLines.append(line)
            for (column, cell) in cells.enumerated() {
                let startsBlock = isFirstCell && found.header == block.firstLine
                if !startsBlock { write(prefix, line) }
                write((startsBlock ? Array(firstPrefix) : prefix) + Self.guardText + cell, line)
                table.cells.append(Cell(row: row, column: column, line: oldLines.count))
                isFirstCell = false
            }
        }
        if found.hasThematicBreak {
            write(prefix, found.last)
            write(lines.line(found.last), found.last)
        }
        tables.append(table)
    }

    private mutating func write(_ line: some Collection<UInt8>, _ oldLine: Int) {
        source.append(contentsOf: line)
        source.append(UInt8(ascii: "\n"))
        oldLines.append(Int32(oldLine))
    }
}
