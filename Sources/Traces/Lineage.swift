import Specs
import Wire

/// One datum of a run and every place it occurs, from the birth on.
public struct Value: Hashable, Sendable {
    public var kind: ValueKind
    /// The decoded text.
    public var text: String
    /// `code`, or `code-2` for the second value of the kind in the run.
    public var id: String
    /// The decision that made it, where one did.
    public var born: String?
    /// In order of events.
    public var occurrences: [Occurrence]
    /// The name a reader sees: what it is, with a number from the second value of that name on.
    public var name: String
}

/// One place where a value stands on the wire.
public struct Occurrence: Hashable, Codable, Sendable {
    public var exchange: String
    public var side: Field.Side
    public var place: FieldPlace
    public var path: [String]
}

extension Trace {
    /// Every typed value in order of first occurrence. Derived from the exchanges alone, so that recordings of other
    /// software have the same lineage.
    public var values: [Value] { knownValues.value { valuesOnTheWire() } }

    private func valuesOnTheWire() -> [Value] {
        var index: [TypedValue: Int] = [:]
        var counts: [ValueKind: Int] = [:]
        var values: [Value] = []
        func position(of typed: TypedValue) -> Int {
            if let known = index[typed] { return known }
            counts[typed.kind, default: 0] += 1
            let count = counts[typed.kind]!
            index[typed] = values.count
            values.append(
                Value(
                    kind: typed.kind, text: typed.text, id: typed.kind.rawValue + (count == 1 ? "" : "-\(count)"),
                    occurrences: [], name: typed.kind.label + (count == 1 ? "" : " \(count)")))
            return values.count - 1
        }
        var pending = decisions[...]
        func takeDecisions(upTo count: Int) {
            while let next = pending.first, next.position <= count {
                if next.action == .create {
                    for typed in next.values { values[position(of: typed)].born = next.id }
                }
                pending.removeFirst()
            }
        }
        for (number, exchange) in exchanges.enumerated() {
            takeDecisions(upTo: number)
            for field in exchange.fields {
                guard let kind = field.kind, !field.value.isEmpty else { continue }
                let slot = position(of: TypedValue(kind, field.value))
                values[slot].occurrences.append(
                    Occurrence(exchange: exchange.id, side: field.side, place: field.place, path: field.path))
            }
        }
        takeDecisions(upTo: .max)
        return named(values.filter { !$0.occurrences.isEmpty })
    }

    /// A number alone tells endpoints and redirect URIs badly apart, so they are named after where they occur first.
    private func named(_ values: [Value]) -> [Value] {
        var counts: [String: Int] = [:]
        return values.map { value in
            guard let label = label(of: value) else { return value }
            counts[label, default: 0] += 1
            let count = counts[label]!
            var value = value
            value.name = label + (count == 1 ? "" : " \(count)")
            return value
        }
    }

    private func label(of value: Value) -> String? {
        guard let first = value.occurrences.first, let exchange = exchange(first.exchange) else { return nil }
        let isListed = exchange.kind == .cimdFetch && first.side == .response
        switch value.kind {
        case .endpoint:
            let member = first.path.last ?? ""
            let name = member == "jwks_uri" ? "key set address" : member.replacing("_", with: " ")
            return isListed ? "listed " + name : name
        case .redirectURI:
            let speaker = first.side == .request ? exchange.sender : exchange.receiver
            switch party(speaker)?.role {
            case _ where isListed: return "listed redirect_uri"
            case .attacker: return "attacker's redirect_uri"
            case .authorization: return "server's redirect_uri"
            default: return "redirect_uri"
            }
        default: return nil
        }
    }
}

/// Who holds which secret, and from when to when.
public struct Ledger: Hashable, Sendable {
    public struct Holding: Hashable, Sendable {
        public var value: TypedValue
        public var party: String
        /// The exchange that brought it, or the decision that made it.
        public var since: Source
        /// What ended it: spent, replaced, forgotten. Nil when still held at the end.
        public var until: Source?
        /// Whether it stood in a URL that this party's software keeps (history, logs).
        public var exposed: Bool
    }

    public enum Source: Hashable, Sendable {
        case exchange(String, Field.Side)
        case decision(String)
    }

    public var holdings: [Holding]

    /// The newest value of a kind that a party holds at the end.
    public func newest(_ kind: ValueKind, of party: String) -> String? {
        holdings.last { $0.party == party && $0.value.kind == kind && $0.until == nil }?.value.text
    }

    /// The secrets a party holds at the end, by kind, without repeats.
    public func held(by party: String) -> [ValueKind] {
        var seen: [ValueKind] = []
        for holding in holdings
        where holding.party == party && holding.until == nil && !seen.contains(holding.value.kind) {
            seen.append(holding.value.kind)
        }
        return seen
    }
}

extension Trace {
    /// The fold of the trace into who knew what, and since when: sender and receiver of a message know its values,
    /// `create` and `assume` add, `forget` and a successful redemption end.
    public var ledger: Ledger { knownLedger.value { foldedLedger() } }

    private func foldedLedger() -> Ledger {
        var fold = LedgerFold()
        var pending = decisions[...]
        func apply(upTo count: Int) {
            while let next = pending.first, next.position <= count {
                fold.apply(next)
                pending.removeFirst()
            }
        }
        for (number, exchange) in exchanges.enumerated() {
            apply(upTo: number)
            fold.apply(exchange)
        }
        apply(upTo: .max)
        return Ledger(holdings: fold.holdings)
    }
}

private struct LedgerFold {
    var holdings: [Ledger.Holding] = []
    /// The places in `holdings` of a value: one for each party that ever held it.
    private var places: [TypedValue: [Int]] = [:]

    mutating func add(_ value: TypedValue, _ party: String, _ source: Ledger.Source, exposed: Bool) {
        if let index = places[value]?.first(where: { holdings[$0].party == party }) {
            if holdings[index].until == nil { holdings[index].exposed = holdings[index].exposed || exposed }
        } else {
            places[value, default: []].append(holdings.count)
            holdings.append(.init(value: value, party: party, since: source, until: nil, exposed: exposed))
        }
    }

    mutating func end(_ value: TypedValue, _ source: Ledger.Source, party: String? = nil) {
        for index in places[value] ?? []
        where holdings[index].until == nil && (party == nil || holdings[index].party == party) {
            holdings[index].until = source
        }
    }

    mutating func apply(_ decision: Decision) {
        for value in decision.values where value.kind.isSecret {
            switch decision.action {
            case .create, .assume, .store: add(value, decision.party, .decision(decision.id), exposed: false)
            case .forget: end(value, .decision(decision.id), party: decision.party)
            case .check, .choose, .ask: break
            }
        }
    }

    mutating func apply(_ exchange: Exchange) {
        let sent = exchange.fields
        for field in sent {
            guard let kind = field.kind, kind.isSecret, !field.value.isEmpty else { continue }
            let value = TypedValue(kind, field.value)
            let source = Ledger.Source.exchange(exchange.id, field.side)
            let exposed = field.place == .query || field.place == .location
            let knowsRequest = exchange.outcome != .failure(.refused)
            let knowsResponse = exchange.response != nil
            if field.side == .request {
                add(value, exchange.sender, source, exposed: exposed)
                if knowsRequest { add(value, exchange.receiver, source, exposed: exposed) }
            } else {
                add(value, exchange.receiver, source, exposed: exposed)
                if knowsResponse { add(value, exchange.sender, source, exposed: exposed) }
            }
        }
        // A code and its verifier are spent by the response that redeems them; a rotated refresh token ends likewise.
        guard exchange.response?.isSuccess == true else { return }
        switch exchange.kind {
        case .tokenRequest, .upstreamTokenRequest:
            for field in sent where field.side == .request {
                if field.kind == .code || field.kind == .codeVerifier {
                    end(TypedValue(field.kind!, field.value), .exchange(exchange.id, .response))
                }
            }
        case .tokenRefresh:
            let old = sent.first { $0.side == .request && $0.kind == .refreshToken }?.value
            let new = sent.first { $0.side == .response && $0.kind == .refreshToken }?.value
            if let old, let new, old != new {
                end(TypedValue(.refreshToken, old), .exchange(exchange.id, .response))
            }
        case .revocation:
            if let token = sent.first(where: { $0.side == .request && $0.path == ["token"] }), let kind = token.kind {
                end(TypedValue(kind, token.value), .exchange(exchange.id, .response))
            }
        default: break
        }
    }
}
