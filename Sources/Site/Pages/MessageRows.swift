import Specs
import Traces
import Wire

/// A field of the trace with the anchor of its row.
struct FieldEntry: Hashable, Sendable {
    var field: Field
    var anchor: String
    /// The exchange's position in the trace.
    var exchange: Int

    var typed: TypedValue? {
        guard let kind = field.kind, !field.value.isEmpty else { return nil }
        return TypedValue(kind, field.value)
    }
}

/// One row of a message card: a line of the wire, or a part of a line that was too long for one.
struct WireRow: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        case text(String)
        case strong(String)
        /// The field's own name.
        case name(String)
        /// The field's value as it stands on the wire.
        case value(String, FieldEntry?)
        case status(Int)
    }

    enum Style: Hashable, Sendable {
        case line
        /// Brackets and other lines that need no explanation.
        case quiet
        case blank
        /// What was read out of a line, not itself a line.
        case decoded
        /// Says that something was left out.
        case cut
    }

    var pieces: [Piece]
    var entries: [FieldEntry] = []
    var style: Style = .line
    /// What a person reads where the row is a line of a page.
    var shown: String?

    /// Whether the name of a field stands in the row.
    var hasName: Bool { pieces.contains { if case .name = $0 { true } else { false } } }

    /// Whether the row holds an item of a list that is not its first.
    var isLaterItem: Bool {
        guard entries.count == 1, let last = entries[0].field.path.last, let index = Int(last) else { return false }
        return index > 0
    }
}

/// Splits one message into rows. Every field of the trace gets onto exactly one row, in wire order; what the splitting
/// does not find is appended, so that nothing recorded is missing.
struct MessageRows {
    /// From here on a body is shortened; the raw bytes have the rest.
    static let rowLimit = 160

    private(set) var rows: [WireRow] = []
    private var pool: [Key: [FieldEntry]] = [:]
    private var order: [FieldEntry]
    private var left: Int
    private var hidden = 0

    private struct Key: Hashable {
        var place: FieldPlace
        var path: [String]
    }

    /// - Parameter entries: the fields of this side of the exchange; claims stay out of the rows.
    init(_ entries: [FieldEntry]) {
        order = entries.filter { $0.field.carrier == nil }
        left = order.count
        for entry in order.reversed() {
            pool[Key(place: entry.field.place, path: entry.field.path), default: []].append(entry)
        }
    }

    static func request(_ request: Request, _ entries: [FieldEntry]) -> [WireRow] {
        var rows = MessageRows(entries)
        rows.addRequestLine(request)
        rows.add(request.headers, request.body)
        rows.addRest()
        return rows.rows
    }

    static func response(_ response: Response, _ entries: [FieldEntry]) -> [WireRow] {
        var rows = MessageRows(entries)
        let reason = response.reason.isEmpty ? "" : " " + response.reason
        rows.append([.text("HTTP/1.1 "), .status(response.status), .text(reason)])
        rows.add(response.headers, response.body)
        rows.addRest()
        return rows.rows
    }

    mutating func append(
        _ pieces: [WireRow.Piece], _ entries: [FieldEntry?] = [], style: WireRow.Style = .line, shown: String? = nil
    ) {
        if rows.count < MessageRows.rowLimit {
            rows.append(WireRow(pieces: pieces, entries: entries.compactMap { $0 }, style: style, shown: shown))
        } else {
            hidden += 1
        }
    }

    /// The next unused field at this place.
    mutating func take(_ place: FieldPlace, _ path: [String]) -> FieldEntry? {
        let entry = pool[Key(place: place, path: path)]?.popLast()
        if entry != nil { left -= 1 }
        return entry
    }

    private mutating func addRequestLine(_ request: Request) {
        let version = " " + request.version
        guard let mark = request.target.firstIndex(of: "?") else {
            return append([.strong(request.method), .text(" " + request.target + version)])
        }
        append([.strong(request.method), .text(" " + request.target[..<mark])])
        addPairs(request.target[request.target.index(after: mark)...], .query, first: "?", end: version)
    }

    /// One row for each `name=value` of a query or form.
    mutating func addPairs(_ text: some StringProtocol, _ place: FieldPlace, first: String, end: String) {
        let pairs = text.split(separator: "&", omittingEmptySubsequences: true)
        for (index, pair) in pairs.enumerated() {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Percent.decode(parts[0], plusIsSpace: true)
            let entry = take(place, [name])
            var pieces: [WireRow.Piece] = [.text(index == 0 ? first : "&"), .name(String(parts[0]))]
            if parts.count > 1 { pieces += [.text("="), .value(String(parts[1]), entry)] }
            append(pieces, [entry])
        }
        if !end.isEmpty { append([.text(end)], style: .quiet) }
    }

    private mutating func add(_ headers: Headers, _ body: [UInt8]) {
        for header in headers.list { add(header) }
        append([], style: .blank)
        add(body: body, type: headers.mediaType)
    }

    /// The fields that no row carried, and what the limit cut off.
    private mutating func addRest() {
        if hidden > 0 {
            rows.append(
                WireRow(pieces: [.text("\(hidden) more lines"), .strong(", whole in the raw message")], style: .cut))
        }
        guard left > 0, hidden == 0 else { return }
        for entry in order {
            let key = Key(place: entry.field.place, path: entry.field.path)
            guard pool[key]?.contains(entry) == true else { continue }
            pool[key]?.removeAll { $0 == entry }
            append(
                [.name(entry.field.dotted), .text(" = "), .value(entry.field.value, entry)], [entry], style: .decoded)
        }
    }
}
