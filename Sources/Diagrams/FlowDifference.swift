import Specs
import Traces

extension Flow {
    /// One run beside an earlier one: what was added, removed and changed on the wire. Exchanges are aligned by their ids, in
    /// the order of the newer run; what was removed stays where it was. Compared are parties, method, status, well-known
    /// paths and the names of fields, never values. Nobody's knowledge is drawn, since it belongs to one run alone.
    public init(_ trace: Trace, since earlier: Trace) {
        self = FlowDifference(trace, earlier).flow
    }

    /// How many exchanges were added, removed and changed, and how many are the same; nil for the flow of a single run.
    public var changes: (added: Int, removed: Int, changed: Int, same: Int)? {
        guard isComparison else { return nil }
        func count(_ change: FlowExchange.Change?) -> Int { exchanges.filter { $0.change == change }.count }
        let collapsed = phases.flatMap(\.items).map { if case .same(let run) = $0 { run.exchanges.count } else { 0 } }
        return (count(.added), count(.removed), count(.changed), count(nil) + collapsed.reduce(0, +))
    }
}

/// The comparison of two runs.
private struct FlowDifference {
    let trace: Trace
    let newer: Flow
    let older: Flow
    /// The fields of each exchange by id.
    let newFields: [String: [Field]]
    let oldFields: [String: [Field]]

    init(_ trace: Trace, _ earlier: Trace) {
        // Both casts stand side by side, the newer one first.
        var merged = trace
        merged.parties += earlier.parties.filter { party in !trace.parties.contains { $0.name == party.name } }
        self.trace = merged
        newer = Flow(trace)
        older = Flow(earlier)
        func fields(_ trace: Trace) -> [String: [Field]] {
            Dictionary(trace.exchanges.map { ($0.id, $0.fields) }, uniquingKeysWith: { first, _ in first })
        }
        newFields = fields(trace)
        oldFields = fields(earlier)
    }

    var flow: Flow {
        let lanes = newer.lanes + older.lanes.filter { lane in !newer.lanes.contains { $0.name == lane.name } }
        let ordered = Role.drawn.flatMap { role in lanes.filter { $0.role == role } }
        let index = Dictionary(ordered.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        func placed(_ exchange: FlowExchange, in flow: Flow) -> FlowExchange {
            var exchange = exchange
            exchange.from = index[flow.lanes[exchange.from].name] ?? 0
            exchange.to = index[flow.lanes[exchange.to].name] ?? 0
            exchange.verdict = nil
            exchange.note = ""
            return exchange
        }
        let former = Dictionary(zip(oldKeys, older.exchanges), uniquingKeysWith: { first, _ in first })
        var rows: [(phase: Phase, exchange: FlowExchange)] = []
        for pair in aligned {
            if let id = pair.new, let exchange = newer.exchange(id), let phase = newer.phase(of: id)?.phase {
                var exchange = placed(exchange, in: newer)
                if let old = former[id] {
                    compare(&exchange, with: placed(old, in: older), isMoved: pair.old == nil)
                } else {
                    exchange.change = .added
                }
                rows.append((phase, exchange))
            } else if let key = pair.old, let exchange = former[key], let phase = older.phase(of: exchange.id)?.phase {
                var exchange = placed(exchange, in: older)
                exchange.change = .removed
                exchange.redirect = nil
                rows.append((phase, exchange))
            }
        }
        return Flow(
            title: newer.title, revision: newer.revision, outcome: newer.outcome, lanes: ordered,
            zones: LaneCast.zones(ordered, trace), phases: phases(rows), secrets: [], holdings: [], isComparison: true)
    }

    /// What an exchange of the older run is compared with. `server/discover` has taken the place of `initialize`, with a
    /// token and without, so where each run has only its own of the two they are one exchange that changed.
    private var oldKeys: [String] {
        func has(_ kind: ExchangeKind, _ flow: Flow) -> Bool { flow.exchanges.contains { $0.kind == kind } }
        let isReplaced = !has(.mcpInitialize, newer) && !has(.mcpDiscover, older)
        return older.exchanges.map { exchange in
            guard isReplaced, exchange.kind == .mcpInitialize else { return exchange.id }
            return ExchangeKind.mcpDiscover.rawValue + exchange.id.dropFirst(exchange.kind.rawValue.count)
        }
    }

    /// The keys of the older run and the ids of the newer one, equal ones side by side where their order allows it. One that
    /// moved stands where the newer run has it.
    private var aligned: [(old: String?, new: String?)] {
        let old = oldKeys
        let new = newer.exchanges.map(\.id)
        let here = Set(new)
        var length = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                length[i][j] =
                    old[i] == new[j] ? length[i + 1][j + 1] + 1 : max(length[i + 1][j], length[i][j + 1])
            }
        }
        var out: [(old: String?, new: String?)] = []
        var i = 0
        var j = 0
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                out.append((old[i], new[j]))
                i += 1
                j += 1
            } else if j == new.count || i < old.count && length[i + 1][j] >= length[i][j + 1] {
                if !here.contains(old[i]) { out.append((old[i], nil)) }
                i += 1
            } else {
                out.append((nil, new[j]))
                j += 1
            }
        }
        return out
    }

    /// Says what differs between the two recordings of one exchange.
    private func compare(_ exchange: inout FlowExchange, with old: FlowExchange, isMoved: Bool) {
        var remarks: [String] = []
        if isMoved { remarks.append("Now at another place.") }
        if (exchange.from, exchange.to) != (old.from, old.to) {
            remarks.append("Before: \(old.fromLabel) to \(old.toLabel).")
        }
        // Any other path is a server's choice, not the revision's.
        let isPrescribed = [exchange.path, old.path].contains { $0.contains("/.well-known/") }
        if exchange.method != old.method || isPrescribed && exchange.path != old.path {
            remarks.append("Before: \(old.method) \(old.path).")
        }
        // What a message of MCP is about stands in its body.
        if exchange.kind.isMCP, exchange.caption != old.caption, !old.caption.isEmpty {
            remarks.append("Before: \(old.caption).")
        }
        for (side, name) in [(Field.Side.request, "Request"), (.response, "Response")] {
            let was = FieldNames(oldFields[old.id] ?? [], side)
            let now = FieldNames(newFields[exchange.id] ?? [], side)
            var parts: [String] = []
            if side == .response, status(exchange) != status(old) { parts.append("was " + status(old)) }
            parts += listed(now.missing(in: was), "+\u{A0}") + listed(was.missing(in: now), "−\u{A0}")
            if !parts.isEmpty { remarks.append(name + ": " + parts.joined(separator: ", ") + ".") }
        }
        guard !remarks.isEmpty else { return }
        exchange.change = .changed
        exchange.changes = remarks
        func marked(_ cargo: [Cargo], _ old: [Cargo]) -> [Cargo] {
            cargo.map { item in
                var item = item
                item.isNew = !old.contains { $0.label == item.label }
                return item
            }
        }
        exchange.cargo = marked(exchange.cargo, old.cargo)
        if case .response(var response) = exchange.reply {
            response.cargo = marked(response.cargo, old.replyCargo)
            exchange.reply = .response(response)
        }
    }

    private func status(_ exchange: FlowExchange) -> String {
        switch exchange.reply {
        case .response(let response): String(response.status)
        case .none(let failure): failure.words
        }
    }

    /// The first few, each with its sign.
    private func listed(_ names: [String], _ sign: String) -> [String] {
        let limit = 4
        let left = names.count - limit
        return names.prefix(limit).map { sign + $0 } + (left > 0 ? ["\(sign)\(left) more"] : [])
    }

    /// Phases of neighbouring rows, in which three or more exchanges that are the same become one row.
    private func phases(_ rows: [(phase: Phase, exchange: FlowExchange)]) -> [FlowPhase] {
        var out: [FlowPhase] = []
        var counts: [Phase: Int] = [:]
        for row in rows {
            if out.last?.phase != row.phase {
                let count = counts[row.phase, default: 0] + 1
                counts[row.phase] = count
                let key = row.phase.rawValue + (count == 1 ? "" : "-\(count)")
                out.append(FlowPhase(phase: row.phase, key: key, items: []))
            }
            out[out.count - 1].items.append(.exchange(row.exchange))
        }
        for index in out.indices { out[index].items = collapsed(out[index].exchanges) }
        return out
    }

    private func collapsed(_ exchanges: [FlowExchange]) -> [FlowItem] {
        var out: [FlowItem] = []
        var same: [FlowExchange] = []
        func flush() {
            if let first = same.first, let last = same.last, same.count >= 3 {
                out.append(
                    .same(
                        SameRun(
                            exchanges: same.map(\.id), first: first.number, last: last.number)))
            } else {
                out += same.map(FlowItem.exchange)
            }
            same = []
        }
        for exchange in exchanges {
            if exchange.change == nil {
                same.append(exchange)
            } else {
                flush()
                out.append(.exchange(exchange))
            }
        }
        flush()
        return out
    }
}

/// The names of a message's fields, without the places of items in lists. What is inside a token is the token's business.
private struct FieldNames {
    private let paths: [[String]]
    /// Every path and the beginning of every path, without regard to capitals in the names of headers.
    private let known: Set<[String]>

    init(_ fields: [Field], _ side: Field.Side) {
        var paths: [[String]] = []
        var known: Set<[String]> = []
        for field in fields where field.side == side && field.carrier == nil {
            let path = field.path.filter { Int($0) == nil }
            guard !path.isEmpty else { continue }
            paths.append(path)
            for end in 1...path.count { known.insert(Self.folded(path[..<end])) }
        }
        self.paths = paths
        self.known = known
    }

    private static func folded(_ path: ArraySlice<String>) -> [String] { path.map { $0.lowercased() } }

    /// What these fields have and others do not, each once: of a whole new object only its name.
    func missing(in other: FieldNames) -> [String] {
        var out: [String] = []
        for path in paths {
            guard let end = (1...path.count).first(where: { !other.known.contains(Self.folded(path[..<$0])) }) else {
                continue
            }
            let name = VisibleText.label(path[..<end].joined(separator: "."), limit: 60)
            if !out.contains(name) { out.append(name) }
        }
        return out
    }
}
