import Docs
import Diagrams
import Specs
import Traces
import Wire

/// What the parts of a flow page share: the trace with its fields split once, step numbers, and where each value occurs.
final class FlowContext: Sendable {
    let page: FlowPage
    let explanations: any Explanations
    let flow: Flow
    let diagram: DiagramRenderer
    /// The fields of each exchange, in wire order.
    let entries: [[FieldEntry]]
    /// Every occurrence of a value, in order of events.
    let occurrences: [TypedValue: [FieldEntry]]
    let ledger: Ledger
    /// The request of each exchange for a shell, where it makes sense there.
    let curlLines: [String?]
    /// Numbers for the values that occur more than once, so that a script can light up all places of one.
    private let valueNumbers: [TypedValue: Int]
    /// The name of each value, the same as in the picture, in the table and on the page of the values.
    private let names: [TypedValue: String]
    /// The decision that made a value.
    let births: [TypedValue: Decision]
    /// Checks by the texts that went into them.
    let comparisons: [String: [Decision]]
    /// The rows of each exchange's messages.
    let rows: [ExchangeRows]
    /// Where each note stands in full, by its file.
    private let notePlaces: [String: NotePlace]
    private let positions: [String: Int]
    /// The decisions that fell in an exchange, by its id.
    private let decisionsDuring: [String: [Decision]]
    private let decisionPositions: [String: Int]
    private let letters: [String: String]

    /// The place where the page says a note in full; every later line refers to it.
    func firstPlace(of note: FieldNote) -> NotePlace? { notePlaces[note.slug] }

    /// The first line of a message.
    func startPlace(_ side: Field.Side, _ exchange: Exchange) -> NotePlace {
        NotePlace(anchor: Anchor.startLine(side, of: exchange.id), exchange: positions[exchange.id] ?? 0)
    }

    /// The note of a row: that of its first field that has one.
    func note(of row: WireRow, in exchange: Exchange) -> FieldNote? {
        for entry in row.entries {
            if let note = explanations.note(for: entry.field, in: exchange, revision: revision) { return note }
        }
        return nil
    }

    var trace: Trace { page.trace }
    var revision: Revision { trace.run.revision }

    init(page: FlowPage, explanations: any Explanations) {
        self.page = page
        self.explanations = explanations
        flow = Flow(page.trace)
        diagram = DiagramRenderer(flow)
        ledger = page.trace.ledger
        let exchanges = page.trace.exchanges
        let positions = Dictionary(exchanges.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        self.positions = positions
        let decisions = page.trace.decisions
        decisionsDuring = Dictionary(grouping: decisions.filter { $0.during != nil }) { $0.during ?? "" }
        decisionPositions = Dictionary(
            decisions.map { decision in
                (
                    decision.id,
                    decision.during.flatMap { positions[$0] } ?? min(decision.position, max(0, exchanges.count - 1))
                )
            }
        ) { first, _ in first }
        letters = Dictionary(flow.lanes.map { ($0.name, $0.letter) }) { first, _ in first }

        let fields = exchanges.map { (id: $0.id, fields: $0.fields) }
        entries = zip(fields, Anchor.fields(fields)).enumerated().map { index, pair in
            zip(pair.0.fields, pair.1).map { FieldEntry(field: $0, anchor: $1, exchange: index) }
        }
        let issued = CurlLine.issuedClients(in: page.trace)
        curlLines = zip(exchanges, fields).map { CurlLine($0, fields: $1.fields, in: page.trace, issued: issued).text }
        var occurrences: [TypedValue: [FieldEntry]] = [:]
        var numbers: [TypedValue: Int] = [:]
        for entry in entries.joined() {
            guard let typed = entry.typed else { continue }
            occurrences[typed, default: []].append(entry)
            if occurrences[typed]?.count == 2 { numbers[typed] = numbers.count + 1 }
        }
        self.occurrences = occurrences
        valueNumbers = numbers
        names = Dictionary(
            page.trace.values.map { (TypedValue($0.kind, $0.text), $0.name) }, uniquingKeysWith: { first, _ in first }
        ).merging(page.trace.secretNames) { _, name in name }

        rows = zip(exchanges, entries).map { ExchangeRows($0, $1, occurrences) }
        notePlaces = FlowContext.places(of: rows, in: page.trace, explanations)

        var births: [TypedValue: Decision] = [:]
        var comparisons: [String: [Decision]] = [:]
        for decision in page.trace.decisions {
            if decision.action == .create {
                for value in decision.values where births[value] == nil { births[value] = decision }
            }
            guard decision.action == .check else { continue }
            let finding = decision.finding
            let texts = finding.inputs.map(\.value) + [finding.expected, finding.actual].compactMap { $0 }
            for text in Set(texts) where text.utf8.count > 3 { comparisons[text, default: []].append(decision) }
        }
        self.births = births
        self.comparisons = comparisons
    }

    /// The position of an exchange in the trace.
    func position(of exchange: String) -> Int? { positions[exchange] }

    /// The path of the MCP endpoint as a word of a shell, where it is not the one that the mock has by itself.
    var mockPath: String? {
        let server = trace.parties.first { $0.role == .server }?.name
        let call = trace.exchanges.first { $0.kind.isMCP && $0.receiver == server }
        guard let path = call?.request.path, path != "/mcp" else { return nil }
        return ShellQuoting([]).word(Shortened.line(path))
    }

    /// The name a reader sees.
    func name(_ value: TypedValue) -> String { names[value] ?? value.kind.label }

    /// The number of a value that occurs in several places.
    func valueNumber(_ value: TypedValue) -> Int? { valueNumbers[value] }

    /// The step number a reader sees.
    func number(_ position: Int) -> Int { flow.number(of: trace.exchanges[position].id) ?? position + 1 }

    /// The exchange to which an event between exchanges is reckoned: the one it fell in, else the next one.
    func position(of decision: Decision) -> Int { decisionPositions[decision.id] ?? 0 }

    /// The name a reader sees, never longer than a line.
    func label(_ party: String) -> String { Shortened.line(trace.party(party)?.label ?? party, limit: 80) }

    /// The party in a sentence: with the article where its name is that of its role.
    func the(_ party: String, atStart: Bool = false) -> String {
        let label = label(party)
        guard let first = label.first, Role.allCases.contains(where: { $0.label == label }) else { return label }
        let isWord = label.dropFirst().first?.isLowercase ?? false
        return (atStart ? "The " : "the ") + (isWord ? first.lowercased() + label.dropFirst() : label)
    }

    /// The party's name in the colour of its lane.
    func writePartyName(_ party: String, to out: inout HTMLWriter) {
        out.html("<b class=\"l-\(letters[party] ?? "X")\">")
        out.text(label(party))
        out.html("</b>")
    }

    /// Decisions that fell in no exchange, by the number of exchanges that had started before them.
    func localDecisions(at position: Int) -> [Decision] {
        let isLast = position == trace.exchanges.count
        return trace.decisions.filter {
            ($0.during.flatMap { positions[$0] } == nil) && (isLast ? $0.position >= position : $0.position == position)
        }
    }

    func decisions(during exchange: Exchange) -> [Decision] { decisionsDuring[exchange.id] ?? [] }
}

/// A line of a flow page.
struct NotePlace: Hashable, Sendable {
    var anchor: String
    /// The exchange's position in the trace.
    var exchange: Int
}

extension FlowContext {
    /// Goes through all lines in the order of the page and keeps the first one for each note.
    private static func places(
        of rows: [ExchangeRows], in trace: Trace, _ explanations: any Explanations
    ) -> [String: NotePlace] {
        let revision = trace.run.revision
        var places: [String: NotePlace] = [:]
        func add(_ note: FieldNote?, _ place: NotePlace?) {
            guard let note, let place, places[note.slug] == nil else { return }
            places[note.slug] = place
        }
        for (position, (exchange, rows)) in zip(trace.exchanges, rows).enumerated() {
            for side in [Field.Side.request, .response] {
                guard let lines = rows.lines(side) else { continue }
                add(
                    explanations.note(forStartLineOf: side, in: exchange, revision: revision),
                    NotePlace(anchor: Anchor.startLine(side, of: exchange.id), exchange: position))
                for row in lines.dropFirst() + rows.tokens(side).flatMap(\.rows) where !row.isLaterItem {
                    let note = row.entries.lazy.compactMap {
                        explanations.note(for: $0.field, in: exchange, revision: revision)
                    }.first
                    add(note, row.place)
                }
            }
        }
        return places
    }
}

/// The class that carries the hue of a value.
func tone(_ kind: ValueKind) -> String { "t-" + Hue(kind).rawValue }
