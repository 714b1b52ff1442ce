import Specs
import Traces
import Wire

/// The same message as recorded under several revisions, line beside line.
struct RevisionComparison: Sendable {
    /// A line in one revision's column.
    struct Cell: Sendable {
        enum Mark: Hashable, Sendable {
            case same, added, changed
            /// The revision before had a line here; the text is its name, as far from the edge as it stood there.
            case removed(String)
            /// Nothing here, and nothing before.
            case none
        }

        var row: WireRow?
        var mark: Mark
    }

    /// For each sample its lines, all lists equally long.
    var columns: [[Cell]]

    /// - Parameter messages: the rows of one message, oldest revision first, with the trace each comes from.
    init(_ messages: [(rows: [WireRow], names: RowNames)]) {
        var slots: [[Int?]] = []
        var keys: [String] = []
        for (number, message) in messages.enumerated() {
            let own = message.rows.map(message.names.key)
            let merged = RevisionComparison.merge(keys, own)
            var next: [[Int?]] = []
            for pair in merged {
                var slot = pair.0.map { slots[$0] } ?? Array(repeating: nil, count: number)
                slot.append(pair.1)
                next.append(slot)
            }
            keys = merged.map { pair in pair.1.map { own[$0] } ?? pair.0.map { keys[$0] } ?? "" }
            slots = next
        }
        columns = messages.indices.map { number in
            slots.map { slot in RevisionComparison.cell(slot, number, messages) }
        }
    }

    private static func cell(
        _ slot: [Int?], _ number: Int, _ messages: [(rows: [WireRow], names: RowNames)]
    ) -> Cell {
        let row = slot[number].map { messages[number].rows[$0] }
        guard number > 0 else { return Cell(row: row, mark: row == nil ? .none : .same) }
        let before = slot[number - 1].map { messages[number - 1].rows[$0] }
        switch (before, row) {
        case (nil, nil): return Cell(row: nil, mark: .none)
        case (nil, let row?): return Cell(row: row, mark: row.isTelling ? .added : .same)
        case (let before?, nil):
            return Cell(row: nil, mark: before.isTelling ? .removed(messages[number - 1].names.label(before)) : .none)
        case (let before?, let row?):
            let same = messages[number - 1].names.signature(before) == messages[number].names.signature(row)
            return Cell(row: row, mark: same ? .same : .changed)
        }
    }

    /// Puts two lists into one order in which equal keys meet, as many as possible.
    private static func merge(_ left: [String], _ right: [String]) -> [(Int?, Int?)] {
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in left.indices.reversed() {
            for j in right.indices.reversed() {
                lengths[i][j] =
                    left[i] == right[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var merged: [(Int?, Int?)] = []
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if i < left.count, j < right.count, left[i] == right[j] {
                merged.append((i, j))
                (i, j) = (i + 1, j + 1)
            } else if j == right.count || i < left.count && lengths[i + 1][j] >= lengths[i][j + 1] {
                merged.append((i, nil))
                i += 1
            } else {
                merged.append((nil, j))
                j += 1
            }
        }
        return merged
    }
}

/// What makes two lines of different runs the same line, and what makes them equal. Values that a run draws at random count
/// as equal, and so do the names and addresses that its parties chose for themselves: no revision prescribes them.
struct RowNames: Sendable {
    private let isMCP: Bool
    private let random: Set<TypedValue>

    init(_ trace: Trace, _ kind: ExchangeKind) {
        isMCP = kind.isMCP
        random = Set(trace.decisions.filter { $0.action == .create }.flatMap(\.values))
    }

    /// Equal for lines that stand for the same thing.
    func key(_ row: WireRow) -> String {
        if row.isStartLine { return "start" }
        if let field = row.entries.first?.field {
            let path = field.place == .header || field.place == .challenge ? field.dotted.lowercased() : field.dotted
            return field.place.rawValue + " " + path
        }
        return "- " + text(row) { _, _ in "" }
    }

    /// Equal for lines that say the same.
    func signature(_ row: WireRow) -> String { text(row, value: plain) }

    /// What a reader calls the line, behind the spaces it begins with.
    func label(_ row: WireRow) -> String {
        let start: String = if case .text(let text)? = row.pieces.first { text } else { "" }
        for case .name(let name) in row.pieces { return start.prefix { $0 == " " } + name }
        return Shortened.line(text(row, value: plain), limit: 60)
    }

    private func text(_ row: WireRow, value: (String, FieldEntry?) -> String) -> String {
        var text = ""
        for (index, piece) in row.pieces.enumerated() {
            switch piece {
            case .text(let part):
                // Which line of an object is the last one, and which parameter the first, says nothing about either.
                let isEdge = index == 0 || index == row.pieces.count - 1
                text += row.isStartLine ? part.withoutChosenPath : isEdge ? part.withoutEdges : part
            case .strong(let part), .name(let part): text += part
            case .value(let part, let entry): text += value(part, entry)
            case .status(let status): text += String(status)
            }
        }
        return text
    }

    private func plain(_ text: String, _ entry: FieldEntry?) -> String {
        // A page's text is its author's.
        guard let entry, !isRandom(entry) else { return "•" }
        return entry.field.value.isAddress ? entry.field.value.withoutChosenAddress : text
    }

    private func isRandom(_ entry: FieldEntry) -> Bool {
        let field = entry.field
        if field.kind?.isRandom ?? false { return true }
        if let typed = entry.typed, random.contains(typed) { return true }
        if field.place == .header {
            return ["date", "content-length", "etag", "host"].contains(field.name.lowercased())
        }
        if isMCP, field.place == .json, field.path == ["id"] { return true }
        return Int(field.value).map { $0 > 1_000_000_000 } ?? false
    }
}

extension WireRow {
    /// The method or the status of a message.
    fileprivate var isStartLine: Bool {
        guard entries.isEmpty else { return false }
        return pieces.contains { piece in
            switch piece {
            case .status: true
            case .strong: pieces.first == piece
            default: false
            }
        }
    }

    /// Whether the line says something of its own, as a bracket and an empty line do not.
    fileprivate var isTelling: Bool {
        guard style != .blank else { return false }
        return !entries.isEmpty || isStartLine || pieces.contains { if case .name = $0 { true } else { false } }
    }
}

extension String {
    /// Without what a line has for standing first or last.
    fileprivate var withoutEdges: String {
        let text = String(trimmed.drop { "?&".contains($0) })
        let end = [" HTTP/1.1", "HTTP/1.1", ","].first(where: text.hasSuffix) ?? ""
        return String(text.dropLast(end.count))
    }

    fileprivate var isAddress: Bool { hasPrefix("https://") || hasPrefix("http://") }

    /// What a revision may prescribe of an address: that it is one, on this computer or elsewhere, and which well-known
    /// path it has. Host, port and the other paths are somebody's choice.
    fileprivate var withoutChosenAddress: String {
        guard let url = WebURL(self) else { return self }
        return url.scheme + (url.isLoopback ? " here " : " ") + url.path.wellKnownName
    }

    fileprivate var withoutChosenPath: String {
        split(separator: " ").filter { $0 != "HTTP/1.1" }
            .map { $0.hasPrefix("/") ? String($0).wellKnownName : String($0) }.joined(separator: " ")
    }

    /// The part of a path that names a well-known document; empty where there is none.
    private var wellKnownName: String {
        firstRange(of: "/.well-known/").map { range in
            "/.well-known/" + self[range.upperBound...].prefix { $0 != "/" }
        } ?? ""
    }
}
