import Specs
import Traces

/// The life of one value in a run, read from the exchanges and decisions alone.
struct ValueLife: Sendable {
    /// Something that happened to the value.
    struct Event: Sendable {
        enum Kind: Hashable, Sendable {
            case born, assumed, chosen, kept, forgotten
            /// It stood in a message, at these rows.
            case carried(Field.Side)
            case compared(holds: Bool)
            /// The answer to this exchange ended it.
            case spent
        }

        var kind: Kind
        /// The exchange it is reckoned to, by position in the trace.
        var exchange: Int
        var decision: Decision?
        var rows: [Row] = []
    }

    /// A field that holds the value.
    struct Row: Hashable, Sendable {
        var field: Field
        var anchor: String
    }

    var value: TypedValue
    /// `code`, or `code-2` for the second one of the run.
    var id: String
    /// `code 2`, as everywhere.
    var name: String
    /// In order of time.
    var events: [Event]

    /// The exchanges in which it stands, in order.
    var exchanges: [Int] {
        events.compactMap { if case .carried = $0.kind { $0.exchange } else { nil } }
    }

    /// How many fields hold it.
    var placeCount: Int { events.reduce(0) { $0 + $1.rows.count } }

    /// The lives of all values of a run, secrets first, within both in order of first occurrence.
    static func all(in trace: Trace) -> [ValueLife] {
        let reader = LifeReader(trace)
        let lives = trace.values.map { reader.life(of: $0) }
        return lives.filter(\.value.kind.isSecret) + lives.filter { !$0.value.kind.isSecret }
    }
}

extension ValueLife {
    /// One event, or several in a row that are told in one line: messages between the same two parties that carry the value
    /// in the same fields, or what one party did with it in one step.
    struct Moment: Sendable {
        /// At least one.
        private(set) var events: [Event]

        static func joining(_ events: [Event], in trace: Trace) -> [Moment] {
            var moments: [Moment] = []
            for event in events {
                if let last = moments.last?.events[0], last.isTold(with: event, in: trace) {
                    moments[moments.count - 1].events.append(event)
                } else {
                    moments.append(Moment(events: [event]))
                }
            }
            return moments
        }
    }
}

extension ValueLife.Event {
    fileprivate func isTold(with other: Self, in trace: Trace) -> Bool {
        guard kind == other.kind else { return false }
        if let decision, let next = other.decision {
            return decision.party == next.party && exchange == other.exchange && decision.during == next.during
        }
        guard case .carried = kind, !rows.isEmpty else { return false }
        let (here, there) = (trace.exchanges[exchange], trace.exchanges[other.exchange])
        return here.sender == there.sender && here.receiver == there.receiver
            && rows.map(\.field.dotted) == other.rows.map(\.field.dotted)
            && rows.map(\.field.place) == other.rows.map(\.field.place)
    }
}

/// Collects the events of every value in one pass over the trace.
private struct LifeReader {
    private struct Key: Comparable {
        var time: Int
        var exchange: Int
        var phase: Int
        var number: Int

        static func < (left: Key, right: Key) -> Bool {
            (left.time, left.exchange, left.phase, left.number) < (
                right.time, right.exchange, right.phase, right.number
            )
        }
    }

    private struct Dated {
        var key: Key
        var event: ValueLife.Event
    }

    private let trace: Trace
    private let positions: [String: Int]
    private var dated: [TypedValue: [Dated]] = [:]
    private var compared: [String: [Dated]] = [:]

    init(_ trace: Trace) {
        self.trace = trace
        positions = Dictionary(trace.exchanges.enumerated().map { ($1.id, $0) }) { first, _ in first }
        addOccurrences()
        for (number, decision) in trace.decisions.enumerated() { add(decision, number) }
        for holding in trace.ledger.holdings {
            guard case .exchange(let id, _)? = holding.until, let position = positions[id] else { continue }
            let key = Key(time: trace.exchanges[position].ended, exchange: position, phase: 5, number: 0)
            let isKnown = dated[holding.value]?.contains { $0.key == key } ?? false
            if !isKnown { append(.init(kind: .spent, exchange: position), key, to: holding.value) }
        }
    }

    private mutating func append(_ event: ValueLife.Event, _ key: Key, to value: TypedValue) {
        dated[value, default: []].append(Dated(key: key, event: event))
    }

    private mutating func addOccurrences() {
        let fields = trace.exchanges.map { (id: $0.id, fields: $0.fields) }
        for (position, pair) in zip(fields, Anchor.fields(fields)).enumerated() {
            let exchange = trace.exchanges[position]
            var rows: [TypedValue: [Field.Side: [ValueLife.Row]]] = [:]
            for (field, anchor) in zip(pair.0.fields, pair.1) {
                guard let kind = field.kind, !field.value.isEmpty else { continue }
                rows[TypedValue(kind, field.value), default: [:]][field.side, default: []]
                    .append(.init(field: field, anchor: anchor))
            }
            for (value, sides) in rows {
                for (side, list) in sides {
                    let isRequest = side == .request
                    let key = Key(
                        time: isRequest ? exchange.started : exchange.ended, exchange: position,
                        phase: isRequest ? 1 : 3, number: 0)
                    append(.init(kind: .carried(side), exchange: position, rows: list), key, to: value)
                }
            }
        }
    }

    private mutating func add(_ decision: Decision, _ number: Int) {
        let during = decision.during.flatMap { positions[$0] }
        let position = during ?? min(decision.position, max(0, trace.exchanges.count - 1))
        let isReceiver = during.map { trace.exchanges[$0].receiver == decision.party } ?? false
        // A receiver decides before it answers, a sender after it was answered, and in between nothing is on its way.
        var time = decision.time
        if let during {
            let ended = trace.exchanges[during].ended
            time = isReceiver ? min(time, ended) : max(time, ended)
        } else if trace.exchanges.indices.contains(decision.position) {
            time = min(time, trace.exchanges[decision.position].started)
        }
        let key = Key(
            time: time, exchange: during ?? decision.position,
            phase: during == nil ? 0 : isReceiver ? 2 : 4, number: number)
        func event(_ kind: ValueLife.Event.Kind) -> ValueLife.Event {
            .init(kind: kind, exchange: position, decision: decision)
        }
        let kind: ValueLife.Event.Kind? =
            switch decision.action {
            case .create: .born
            case .assume: .assumed
            case .store: .kept
            case .forget: .forgotten
            case .choose, .check, .ask: nil
            }
        if let kind { for value in Set(decision.values) { append(event(kind), key, to: value) } }
        guard decision.action == .check || decision.action == .choose else { return }
        let finding = decision.finding
        let texts = finding.inputs.map(\.value) + [finding.expected, finding.actual].compactMap { $0 }
        let isCheck = decision.action == .check
        for text in Set(texts) where text.utf8.count > 3 {
            compared[text, default: []].append(
                Dated(key: key, event: event(isCheck ? .compared(holds: finding.holds) : .chosen)))
        }
    }

    func life(of value: Value) -> ValueLife {
        let typed = TypedValue(value.kind, value.text)
        let all = (dated[typed] ?? []) + (compared[value.text] ?? [])
        return ValueLife(
            value: typed, id: value.id, name: value.name, events: all.sorted { $0.key < $1.key }.map(\.event))
    }
}
