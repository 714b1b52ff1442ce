/// The rows of GitHub's tables, as text.
enum TableSyntax {
    /// Whether some line might be a delimiter row. Cheap, and never wrong when it says no.
    static func mayOccur(in source: [UInt8]) -> Bool {
        var isPossible = true
        var hasDash = false
        var hasMark = false
        for byte in source {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if isPossible && hasDash && hasMark { return true }
                (isPossible, hasDash, hasMark) = (true, false, false)
            case UInt8(ascii: "-"): hasDash = true
            case UInt8(ascii: "|"), UInt8(ascii: ":"): hasMark = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"): break
            default: isPossible = false
            }
        }
        return isPossible && hasDash && hasMark
    }

    /// The alignments a delimiter row states, or `nil` if the line is none.
    static func delimiterRow(_ line: ArraySlice<UInt8>) -> [ColumnAlignment]? {
        for byte in line where !byte.isSpaceOrTab {
            guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: ":") else {
                return nil
            }
        }
        var alignments: [ColumnAlignment] = []
        for cell in cells(line) {
            var dashes = cell[...]
            let isLeft = dashes.first == UInt8(ascii: ":")
            if isLeft { dashes.removeFirst() }
            let isRight = dashes.last == UInt8(ascii: ":")
            if isRight { dashes.removeLast() }
            guard !dashes.isEmpty, dashes.allSatisfy({ $0 == UInt8(ascii: "-") }) else { return nil }
            alignments.append(isLeft ? (isRight ? .center : .left) : (isRight ? .right : .none))
        }
        return alignments.isEmpty ? nil : alignments
    }

    /// A row cut at its pipes. An escaped pipe is part of its cell and loses the backslash, even in a code span;
    /// as with GitHub, a backslash before that one changes nothing.
    static func cells(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
        var row = line.trimmed
        if row.first == UInt8(ascii: "|") { row.removeFirst() }
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var index = row.startIndex
        while index < row.endIndex {
            let byte = row[index]
            index += 1
            if byte == UInt8(ascii: "|") {
                cells.append(Array(cell[...].trimmed))
                cell.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: "\\"), index < row.endIndex, row[index] == UInt8(ascii: "|") {
                cell.append(row[index])
                index += 1
            } else {
                cell.append(byte)
            }
        }
        let last = Array(cell[...].trimmed)
        if !last.isEmpty || cells.isEmpty { cells.append(last) }
        return cells
    }
}
