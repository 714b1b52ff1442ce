import Specs
import Traces

/// Two recordings of one attack: with every check in force, and with a defence gone. Everything here is read from the
/// two traces.
struct RunPair: Sendable {
    /// An exchange of both runs, or of one alone, by its place in each trace.
    struct Row: Hashable, Sendable {
        enum Change: String, Sendable {
            case same
            case changed
            /// Only in the run without the defence.
            case added
            /// Only in the run with it.
            case removed
        }

        var defended: Int?
        var undefended: Int?
        var change: Change
    }

    /// A datum of an exchange that its counterpart does not have, or has with another value.
    struct Difference: Hashable, Sendable {
        var field: Field
        /// The id of its row on the page of its run.
        var anchor: String
    }

    let defended: RunCard
    let undefended: RunCard
    /// How many exchanges at the beginning are equal, byte for byte.
    let common: Int
    /// The exchanges from the first one that differs.
    let rows: [Row]
    /// The checks that were switched off, each once, as the run without them recorded it.
    let switchedOff: [Decision]

    private let fields: (defended: [[Field]], undefended: [[Field]])
    private let anchors: (defended: [[String]], undefended: [[String]])

    init(defended: RunCard, undefended: RunCard) {
        self.defended = defended
        self.undefended = undefended
        let left = defended.trace
        let right = undefended.trace
        common = zip(left.exchanges, right.exchanges).prefix { $0 == $1 }.count
        var seen: Set<String> = []
        switchedOff = right.decisions.filter {
            $0.isNegative && !$0.enforced && seen.insert($0.party + " " + $0.finding.check).inserted
        }
        fields = (left.exchanges.map(\.fields), right.exchanges.map(\.fields))
        anchors = (Anchor.fields(of: left), Anchor.fields(of: right))
        rows = RunPair.align(left.exchanges, right.exchanges, from: common)
    }

    /// The pairs among the runs of a page: each variant in which an attack succeeds with the run of its revision that
    /// withstands it. That is the variant `X` for `undefended-X` where there is one, otherwise the main run. The newest
    /// revision comes first.
    static func all(in runs: [RunCard]) -> [RunPair] {
        let withstood = runs.filter { $0.trace.outcome != .harmed }
        let pairs = runs.compactMap { undefended -> RunPair? in
            let run = undefended.trace.run
            guard let variant = run.variant, undefended.trace.outcome == .harmed else { return nil }
            func named(_ variant: String?) -> RunCard? {
                withstood.first {
                    $0.trace.run.scenario == run.scenario && $0.trace.run.revision == run.revision
                        && $0.trace.run.variant == variant
                }
            }
            let mark = "undefended-"
            let own = variant.hasPrefix(mark) ? named(String(variant.dropFirst(mark.count))) : nil
            return (own ?? named(nil)).map { RunPair(defended: $0, undefended: undefended) }
        }
        return pairs.enumerated().sorted { left, right in
            let (first, second) = (left.element.revision, right.element.revision)
            return first == second ? left.offset < right.offset : first > second
        }.map(\.element)
    }

    var revision: Revision { defended.trace.run.revision }

    /// The negative result that ended the attack, for a check that the other run leaves out.
    func enforced(_ decision: Decision) -> Decision? {
        defended.trace.decisions.first {
            $0.isNegative && $0.enforced && $0.party == decision.party && $0.finding.check == decision.finding.check
        }
    }

    /// What an exchange of the run with the defence has that its counterpart has not, and the other way round.
    func differences(_ row: Row) -> (defended: [Difference], undefended: [Difference]) {
        guard let left = row.defended, let right = row.undefended else { return ([], []) }
        func only(
            _ own: [Field], _ anchors: [String], _ other: [Field]
        ) -> [Difference] {
            zip(own, anchors).filter { field, _ in RunPair.isTelling(field) && !other.contains(field) }
                .map { Difference(field: $0, anchor: $1) }
        }
        return (
            only(fields.defended[left], anchors.defended[left], fields.undefended[right]),
            only(fields.undefended[right], anchors.undefended[right], fields.defended[left])
        )
    }

    /// The decisions of each run that the other did not take, but for the checks that make the difference. They matter where
    /// the messages are the same and only what is made of them differs.
    var decisions: (defended: [Decision], undefended: [Decision]) {
        func only(_ own: Trace, _ other: Trace) -> [Decision] {
            own.decisions.filter { decision in
                !decision.isNegative
                    && !other.decisions.contains {
                        $0.party == decision.party && $0.action == decision.action && $0.finding == decision.finding
                    }
            }
        }
        return (only(defended.trace, undefended.trace), only(undefended.trace, defended.trace))
    }

    /// What a party has learned by the end, spent or not: the first holding of each kind.
    static func gains(of party: String, in trace: Trace) -> [Ledger.Holding] {
        var seen: Set<ValueKind> = []
        return trace.ledger.holdings.filter {
            $0.party == party && !RunPair.everyday.contains($0.value.kind) && seen.insert($0.value.kind).inserted
        }
    }

    /// Who gains: the attackers; where the attack is somebody else's, whoever sends the first message that differs, unless
    /// it is the person's own software.
    var winners: [Party] {
        let parties = undefended.trace.parties
        let attackers = parties.filter { $0.role == .attacker }
        guard attackers.isEmpty, let first = rows.lazy.compactMap(\.undefended).first else { return attackers }
        let sender = undefended.trace.exchanges[first].sender
        return parties.filter { $0.name == sender && $0.role != .client && $0.role != .browser }
    }

    /// Passwords, cookies and form tokens belong to every login and say nothing about who got what.
    private static let everyday: Set<ValueKind> = [.password, .cookie, .formToken]

    /// Lengths and dates follow from the rest, and what stands in a JWT or a header's parameters is shown by its carrier.
    private static func isTelling(_ field: Field) -> Bool {
        if [.claim, .joseHeader].contains(field.place) { return false }
        guard field.place == .header else { return true }
        return !["date", "content-length", "location", "www-authenticate", "cookie", "set-cookie", "authorization"]
            .contains(field.dotted.lowercased())
    }

    // MARK: Alignment

    /// The longest common subsequence of what is asked of whom; exchanges that ask the same share a row.
    private static func align(_ left: [Exchange], _ right: [Exchange], from start: Int) -> [Row] {
        let width = right.count - start + 1
        var longest = [Int](repeating: 0, count: (left.count - start + 1) * width)
        func at(_ i: Int, _ j: Int) -> Int { (i - start) * width + (j - start) }
        for i in stride(from: left.count - 1, through: start, by: -1) {
            for j in stride(from: right.count - 1, through: start, by: -1) {
                longest[at(i, j)] =
                    asksTheSame(left[i], right[j])
                    ? longest[at(i + 1, j + 1)] + 1 : max(longest[at(i + 1, j)], longest[at(i, j + 1)])
            }
        }
        var rows: [Row] = []
        var (i, j) = (start, start)
        while i < left.count || j < right.count {
            if i < left.count, j < right.count, asksTheSame(left[i], right[j]) {
                rows.append(Row(defended: i, undefended: j, change: left[i].isLike(right[j]) ? .same : .changed))
                i += 1
                j += 1
            } else if j == right.count || i < left.count && longest[at(i + 1, j)] >= longest[at(i, j + 1)] {
                rows.append(Row(defended: i, undefended: nil, change: .removed))
                i += 1
            } else {
                rows.append(Row(defended: nil, undefended: j, change: .added))
                j += 1
            }
        }
        return rows
    }

    /// The kind of an exchange may hang on its answer, so equal requests ask the same whatever they were taken for.
    private static func asksTheSame(_ left: Exchange, _ right: Exchange) -> Bool {
        (left.kind == right.kind || left.request == right.request) && left.sender == right.sender
            && left.receiver == right.receiver
            && left.request.method == right.request.method && left.request.path == right.request.path
    }
}

extension Exchange {
    /// Whether two exchanges say the same, at whatever time and place in the run.
    fileprivate func isLike(_ other: Exchange) -> Bool {
        request == other.request && outcome == other.outcome && origin == other.origin
    }
}
