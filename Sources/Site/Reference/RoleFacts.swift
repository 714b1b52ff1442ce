import Specs
import Traces

/// What the parties of one role do in the recorded runs.
struct RoleFacts: Sendable {
    /// One kind of message that the role sends or answers.
    struct Message: Sendable {
        var kind: ExchangeKind
        var partners: [Role] = []
        /// Whether the browser carries it for the role.
        var isCarried = false
        var counts: [Revision: Int] = [:]
        var example: ReferenceIndex.Place
    }

    /// One thing that the role decides, over all runs.
    struct Act: Sendable {
        var action: Decision.Action
        var check: String
        var summary: String
        /// The messages during which it was decided, the first one giving the group; none for what happens between them.
        var kinds: [ExchangeKind]
        var revisions: Set<Revision> = []
        var runs: Set<Int> = []
        /// The runs in which the answer was no.
        var refusals: [Example] = []
        var example: Example
        var values: Set<ValueKind> = []
    }

    /// A decision in a run.
    struct Example: Sendable {
        var run: Int
        var decision: String
    }

    private(set) var sent: [Message] = []
    private(set) var answered: [Message] = []
    private(set) var acts: [Act] = []

    init(_ role: Role, _ index: ReferenceIndex) {
        for kind in index.recordedKinds {
            add(kind, role, index, { $0.sender }, { $0.receiver }, to: &sent)
            add(kind, role, index, { $0.receiver }, { $0.sender }, to: &answered)
        }
        addActs(role, index)
    }

    private func add(
        _ kind: ExchangeKind, _ role: Role, _ index: ReferenceIndex, _ ours: (Exchange) -> String,
        _ theirs: (Exchange) -> String, to list: inout [Message]
    ) {
        var message: Message?
        for place in index.places[kind] ?? [] {
            let run = index.runs[place.run]
            let exchange = index.exchange(place)
            guard let sender = run.trace.party(ours(exchange))?.role else { continue }
            // The client writes the authorization request; the browser only carries it.
            let isCarried = role == .client && kind == .authorizationRequest && sender == .browser
            guard sender == role || isCarried else { continue }
            var found = message ?? Message(kind: kind, isCarried: isCarried, example: place)
            if let partner = run.trace.party(theirs(exchange))?.role, !found.partners.contains(partner) {
                found.partners.append(partner)
            }
            found.counts[run.revision, default: 0] += 1
            if index.runs[found.example.run].revision < run.revision { found.example = place }
            message = found
        }
        if let message { list.append(message) }
    }

    private struct Key: Hashable {
        var action: Decision.Action
        var check: String
        var summary: String
    }

    private mutating func addActs(_ role: Role, _ index: ReferenceIndex) {
        var slots: [Key: Int] = [:]
        for (number, run) in index.runs.enumerated() {
            let names = Set(run.trace.parties.filter { $0.role == role }.map(\.name))
            let kinds = Dictionary(run.trace.exchanges.map { ($0.id, $0.kind) }) { first, _ in first }
            for decision in run.trace.decisions where names.contains(decision.party) {
                let finding = decision.finding
                let check = Clause.named(finding.check)?.id ?? finding.check
                let key = Key(action: decision.action, check: check, summary: finding.summary.withoutNumbers)
                let example = Example(run: number, decision: decision.id)
                let kind = decision.during.flatMap { kinds[$0] }
                let slot: Int
                if let known = slots[key] {
                    slot = known
                } else {
                    slot = acts.count
                    slots[key] = slot
                    acts.append(
                        Act(action: key.action, check: check, summary: finding.summary, kinds: [], example: example))
                }
                if let kind, !acts[slot].kinds.contains(kind) { acts[slot].kinds.append(kind) }
                acts[slot].revisions.insert(run.revision)
                acts[slot].runs.insert(number)
                acts[slot].values.formUnion(decision.values.map(\.kind))
                if decision.isNegative { acts[slot].refusals.append(example) }
                if index.runs[acts[slot].example.run].revision < run.revision { acts[slot].example = example }
            }
        }
        let order = Dictionary(uniqueKeysWithValues: ExchangeKind.allCases.enumerated().map { ($1, $0) })
        for slot in acts.indices { acts[slot].kinds.sort { (order[$0] ?? 0) < (order[$1] ?? 0) } }
    }
}

extension String {
    /// The text with every number replaced, so that “60 seconds” and “600 seconds” are one sentence.
    fileprivate var withoutNumbers: String {
        split(separator: " ").map { $0.allSatisfy(\.isNumber) ? "#" : String($0) }.joined(separator: " ")
    }
}
