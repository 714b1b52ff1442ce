import Specs
import Traces

/// Local steps that stand before one exchange, by the number of exchanges before them.
struct LocalGroup {
    var position: Int
    var steps: [LocalStep]
}

extension FlowBuilder {
    /// Values made outside any exchange, and what an attacker is taken to know, in order.
    var localSteps: [LocalGroup] {
        var groups: [LocalGroup] = []
        var last: Decision?
        for decision in trace.decisions {
            guard let lane = laneIndex[decision.party], isLocal(decision) else { continue }
            let made = decision.values.filter { CargoOrder.rank($0.kind) != nil && $0.kind != .dpopProof }.map(cargo)
            guard !made.isEmpty else { continue }
            defer { last = decision }
            if groups.isEmpty || groups[groups.count - 1].position != decision.position {
                groups.append(LocalGroup(position: decision.position, steps: []))
            }
            let group = groups.count - 1
            if let last, last.party == decision.party, last.action == decision.action,
                last.position == decision.position,
                let step = groups[group].steps.indices.last
            {
                groups[group].steps[step].decisions.append(decision.id)
                for item in made where !groups[group].steps[step].cargo.contains(item) {
                    groups[group].steps[step].cargo.append(item)
                }
            } else {
                groups[group].steps.append(
                    LocalStep(
                        id: decision.id, decisions: [decision.id], lane: lane, laneLabel: lanes[lane].label,
                        caption: "",
                        cargo: made, derived: nil, state: decision.action == .assume ? .attack : .ok))
            }
        }
        for group in groups.indices {
            for step in groups[group].steps.indices { groups[group].steps[step].describe() }
        }
        return groups
    }

    private func isLocal(_ decision: Decision) -> Bool {
        switch decision.action {
        case .assume: true
        case .create: decision.during == nil
        default: false
        }
    }

    private func cargo(_ value: TypedValue) -> Cargo {
        let secret = secrets.secret(value)
        return Cargo(label: secret?.label ?? value.kind.label, kind: value.kind, secret: secret?.id)
    }

    /// The ledger in terms of lanes and steps. A party's later knowledge of the same secret adds nothing.
    func holdings(locals: [LocalStep]) -> [Flow.Holding] {
        var out: [Flow.Holding] = []
        var seen: [Int: Int] = [:]
        let decisions = Dictionary(trace.decisions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var localOf: [String: String] = [:]
        for local in locals {
            for decision in local.decisions { localOf[decision] = local.id }
        }
        let places = Places(builder: self, decisions: decisions, localOf: localOf)
        for holding in secrets.ledger.holdings {
            guard let secret = secrets.position(holding.value), let lane = laneIndex[holding.party] else { continue }
            let until = holding.until.map(places.end)
            if let known = seen[secret * 1000 + lane] {
                if out[known].until == nil, let until {
                    out[known].until = until.moment
                    out[known].lost = until.words
                    out[known].evidence.add(holding.until)
                }
                continue
            }
            seen[secret * 1000 + lane] = out.count
            let start = places.start(holding)
            let isIssuer = start.words == "issues it"
            var evidence = Flow.Evidence(exchanges: start.step.isEmpty ? [] : [start.step])
            evidence.add(holding.since)
            evidence.add(holding.until)
            out.append(
                Flow.Holding(
                    secret: secret, lane: lane, since: start.moment, until: until?.moment,
                    isExposed: holding.exposed && !isIssuer, gained: start.words, lost: until?.words ?? "",
                    step: start.step, isBefore: start.isBefore, evidence: evidence))
        }
        return out
    }
}

extension Flow.Evidence {
    fileprivate mutating func add(_ source: Ledger.Source?) {
        switch source {
        case .exchange(let id, _): if !exchanges.contains(id) { exchanges.append(id) }
        case .decision(let id): if !decisions.contains(id) { decisions.append(id) }
        case nil: break
        }
    }
}

/// Turns the ledger's sources into places of the diagram and words.
private struct Places {
    let builder: FlowBuilder
    let decisions: [String: Decision]
    let localOf: [String: String]

    struct Start {
        var moment: Flow.Moment
        var words: String
        var step: String
        var isBefore: Bool
    }

    func start(_ holding: Ledger.Holding) -> Start {
        switch holding.since {
        case .exchange(let id, let side):
            let moment: Flow.Moment = side == .request ? .request(id) : .response(id)
            let isSender = builder.exchange(named: id)?.sender == holding.party
            let words =
                switch (side, isSender) {
                case (.request, true): "sends it"
                case (.request, false), (.response, true): "receives it"
                case (.response, false): "issues it"
                }
            return Start(moment: moment, words: words, step: id, isBefore: false)
        case .decision(let id):
            let decision = decisions[id]
            let (moment, step, isBefore) = place(id)
            let words =
                switch decision?.action {
                case .assume: "is taken to know it"
                case .store: "stores it"
                default: decision?.during == nil ? "makes it" : "issues it"
                }
            return Start(moment: moment, words: words, step: step, isBefore: isBefore)
        }
    }

    func end(_ source: Ledger.Source) -> (moment: Flow.Moment, words: String) {
        switch source {
        case .exchange(let id, _):
            let number = builder.position[id].map { " in step \($0 + 1)" } ?? ""
            let verb =
                switch builder.exchange(named: id)?.kind {
                case .revocation: "revoked"
                case .tokenRefresh: "replaced"
                default: "spent"
                }
            return (.response(id), verb + number)
        case .decision(let id):
            return (place(id).moment, "forgets it")
        }
    }

    private func place(_ id: String) -> (moment: Flow.Moment, step: String, isBefore: Bool) {
        let exchanges = builder.trace.exchanges
        let position = decisions[id]?.position ?? 0
        let next = position < exchanges.count ? exchanges[position].id : nil
        if let during = decisions[id]?.during { return (.response(during), during, false) }
        if let local = localOf[id] { return (.local(local), next ?? exchanges.last?.id ?? "", next != nil) }
        if let next { return (.before(next), next, true) }
        return (.end, exchanges.last?.id ?? "", false)
    }
}

extension FlowBuilder {
    func exchange(named id: String) -> Exchange? { position[id].map { trace.exchanges[$0] } }
}

extension LocalStep {
    /// Sets the words and the derivation from the cargo.
    fileprivate mutating func describe() {
        cargo =
            CargoOrder.sorted(cargo.filter { $0.kind == .codeVerifier || $0.kind == .codeChallenge })
            + CargoOrder.sorted(cargo.filter { $0.kind != .codeVerifier && $0.kind != .codeChallenge })
        if cargo.count > 1, cargo[0].kind == .codeVerifier, cargo[1].kind == .codeChallenge { derived = 1 }
        let names = cargo.map { item in
            switch item.kind {
            case .codeVerifier: "a verifier"
            case .codeChallenge: derived == nil ? "a challenge" : "its challenge"
            case .state: "a state"
            case .clientAssertion, .assertion: "a signed assertion"
            case .identityToken: "an ID token"
            default: "a " + item.label.replacing("_", with: " ")
            }
        }
        let list =
            names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
        caption = state == .attack ? "is taken to know: " + cargo.map(\.label).joined(separator: ", ") : "makes " + list
    }
}
