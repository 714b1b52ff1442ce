import Authoring
import Specs
import Traces

/// What must come of a run; whatever differs fails the build.
public struct Expectation: Sendable {
    /// A line of `expect` with the place where it is written.
    struct Placed<Value: Sendable>: Sendable {
        var value: Value
        var place: YAMLValue
    }

    /// `KIND`, `KIND STATUS`, `KIND lost`.
    struct ExpectedExchange: Sendable {
        var kind: ExchangeKind
        var status: Int?
        var failure: Exchange.Failure?

        var text: String {
            kind.rawValue + (status.map { " \($0)" } ?? "") + (failure.map { " " + $0.rawValue } ?? "")
        }
    }

    struct ExpectedDecision: Sendable {
        var by: String
        var check: String
        var at: String?
    }

    struct ExpectedError: Sendable {
        var exchange: String
        var status: Int?
        var code: String?
    }

    var outcome: Placed<Trace.Outcome>?
    var exchanges: Placed<[ExpectedExchange]>?
    var never: [Placed<ExchangeKind>] = []
    var stopped: Placed<ExpectedDecision>?
    var fails: [Placed<ExpectedDecision>] = []
    var error: Placed<ExpectedError>?
    var equal: [Placed<[FieldReference]>] = []
    var absent: [Placed<FieldReference>] = []
    var values: [Placed<(field: FieldReference, text: String)>] = []
    var holds: [Placed<(party: String, kinds: [ValueKind])>] = []
    var shows: Placed<String>?

    static let keys = [
        "outcome", "exchanges", "never", "stopped", "fails", "error", "equal", "absent", "values", "holds", "shows",
    ]

    /// Reads `expect:` for one revision.
    init(_ value: YAMLValue, revision: Revision) throws(Problem) {
        for (key, member) in try value.pairs() {
            switch try key.text() {
            case "outcome": outcome = Placed(value: try member.choice(Expectation.outcomes), place: member)
            case "exchanges": exchanges = Placed(value: try Expectation.exchanges(member, revision), place: member)
            case "never":
                for item in try member.list() { never.append(Placed(value: try FaultReader.kind(item), place: item)) }
            case "stopped":
                if let one = try Expectation.chosen(member, revision), one.scalar != "none" {
                    stopped = Placed(value: try Expectation.decision(one), place: one)
                }
            case "fails":
                for item in try member.list() {
                    guard let one = try Expectation.chosen(item, revision) else { continue }
                    for entry in try one.list() {
                        fails.append(Placed(value: try Expectation.decision(entry), place: entry))
                    }
                }
            case "error" where member.scalar == "none": error = nil
            case "error": error = Placed(value: try Expectation.error(member), place: member)
            case "equal": try readEqual(member, revision)
            case "absent":
                for item in try member.list() { absent.append(Placed(value: try FieldReference(item), place: item)) }
            case "values": try readValues(member, revision)
            case "holds":
                if let one = try Expectation.chosen(member, revision) { try readHolds(one) }
            case "shows": shows = Placed(value: try member.text(), place: member)
            case let name:
                throw key.problem(
                    "“\(name)” cannot be expected.", remedy: Nearest.remedy(for: name, among: Expectation.keys))
            }
        }
        if let problem = unprovenOutcome { throw problem }
    }

    /// An outcome that only the page claims has to be proved by what was recorded: a stopped attack by the check that
    /// stopped it, harm by what the attacker holds or the person reads in the end, or by the exchanges that should not be.
    private var unprovenOutcome: Problem? {
        guard let outcome else { return nil }
        switch outcome.value {
        case .stopped where stopped == nil:
            return outcome.place.problem(
                "the attack is said to be stopped, and no check is named that stopped it.",
                remedy: "Add stopped: { by: …, check: …, at: … }.")
        case .harmed where holds.isEmpty && shows == nil && exchanges == nil:
            return outcome.place.problem(
                "the attack is said to succeed, and nothing is named that proves the harm.",
                remedy: "Add holds: { attacker: […] }, or else exchanges or shows.")
        default: return nil
        }
    }

    /// The outcome of a run as a page may claim it: an attack that a check ended is `stopped`, one that went through is
    /// `harmed`; which of the two it was is proved by the decisions and by what the attacker holds in the end.
    func judged(_ outcome: Trace.Outcome) -> Trace.Outcome {
        guard let claimed = self.outcome?.value, claimed == .stopped || claimed == .harmed else { return outcome }
        return claimed
    }

    private static let outcomes: KeyValuePairs<String, Trace.Outcome> = [
        "success": .success, "denied": .denied, "refused": .refused, "stopped": .stopped, "gave-up": .gaveUp,
        "harmed": .harmed,
    ]

    private static func exchanges(_ value: YAMLValue, _ revision: Revision) throws(Problem) -> [ExpectedExchange] {
        var out: [ExpectedExchange] = []
        for item in try value.list() {
            if item.isMap {
                for (key, list) in try item.pairs() where try key.revision() == revision {
                    out += try exchanges(list, revision)
                }
            } else if let group = ExchangeGroup(rawValue: try item.text()) {
                for step in group.expansion(in: revision) { out.append(try exchange(step, item)) }
            } else {
                out.append(try exchange(try item.text(), item))
            }
        }
        return out
    }

    private static func exchange(_ text: String, _ place: YAMLValue) throws(Problem) -> ExpectedExchange {
        let words = text.split(separator: " ").map(String.init)
        guard let name = words.first, words.count <= 2, let kind = ExchangeKind(rawValue: name) else {
            throw place.problem(
                "no exchange is named “\(words.first ?? text)”.",
                remedy: Nearest.remedy(
                    for: words.first ?? text,
                    among: ExchangeKind.allCases.map(\.rawValue) + ExchangeGroup.allCases.map(\.rawValue)))
        }
        var expected = ExpectedExchange(kind: kind)
        if words.count == 2 {
            expected.status = Int(words[1])
            expected.failure = Exchange.Failure(rawValue: words[1])
            if expected.status == nil, expected.failure == nil {
                throw place.problem("“\(words[1])” is neither a status nor lost, refused, reset or silent.")
            }
            if let status = expected.status { try ProtocolCheck.check(status: status, of: kind, place) }
        }
        return expected
    }

    /// A value that may be given by revision: `"2025-03-26": …` chooses; without such keys it is the value itself.
    private static func chosen(_ value: YAMLValue, _ revision: Revision) throws(Problem) -> YAMLValue? {
        guard value.isMap, let first = try value.pairs().first, Revision(named: first.key.scalar ?? "") != nil else {
            return value
        }
        for (key, member) in try value.pairs() where try key.revision() == revision { return member }
        return nil
    }

    private static func decision(_ value: YAMLValue) throws(Problem) -> ExpectedDecision {
        var decision = ExpectedDecision(by: "", check: "")
        try value.read([
            "by": { decision.by = try $0.text() }, "check": { decision.check = try FaultReader.check($0) },
            "at": { decision.at = try $0.text() },
        ])
        return decision
    }

    private static func error(_ value: YAMLValue) throws(Problem) -> ExpectedError {
        var error = ExpectedError(exchange: "")
        try value.read([
            "in": { error.exchange = try $0.text() }, "status": { error.status = try $0.int() },
            "code": { error.code = try $0.text() },
        ])
        if let code = error.code {
            try ProtocolCheck.check(code: code, status: error.status, in: error.exchange, value)
        }
        return error
    }

    private mutating func readHolds(_ value: YAMLValue) throws(Problem) {
        for (key, list) in try value.pairs() {
            var kinds: [ValueKind] = []
            for item in list.scalar == "none" ? [] : try list.list() {
                let name = try item.text()
                guard let kind = ValueKind(rawValue: name) else {
                    throw item.problem(
                        "no kind of value is named “\(name)”.",
                        remedy: Nearest.remedy(for: name, among: ValueKind.allCases.map(\.rawValue)))
                }
                kinds.append(kind)
            }
            holds.append(Placed(value: (try key.text(), kinds), place: list))
        }
    }

    private mutating func readEqual(_ value: YAMLValue, _ revision: Revision) throws(Problem) {
        for item in try value.list() {
            if item.isMap {
                for (key, list) in try item.pairs() where try key.revision() == revision {
                    equal.append(Placed(value: try FieldReference.list(list), place: list))
                }
            } else {
                equal.append(Placed(value: try FieldReference.list(item), place: item))
            }
        }
    }

    private mutating func readValues(_ value: YAMLValue, _ revision: Revision) throws(Problem) {
        for (key, member) in try value.pairs() {
            if let named = Revision(named: try key.text()) {
                if named == revision { try readValues(member, revision) }
            } else {
                values.append(Placed(value: (try FieldReference(key), try member.text()), place: member))
            }
        }
    }
}

/// A field of an exchange, written `KIND.FIELD` or `KIND-2.FIELD`; `url`, `path`, `status` and `method` name the message.
struct FieldReference: Hashable, Sendable {
    var exchange: String
    var field: String

    var text: String { exchange + "." + field }

    init(_ value: YAMLValue) throws(Problem) {
        let text = try value.text()
        guard let dot = text.firstIndex(of: ".") else {
            throw value.problem(
                "“\(text)” is not a field.", remedy: "Write KIND.FIELD, such as token-request.resource.")
        }
        exchange = String(text[..<dot])
        field = String(text[text.index(after: dot)...])
        let kinds = ExchangeKind.allCases.map(\.rawValue)
        guard kinds.contains(FieldReference.kind(of: exchange)) else {
            throw value.problem(
                "no exchange is named “\(exchange)”.", remedy: Nearest.remedy(for: exchange, among: kinds))
        }
    }

    static func list(_ value: YAMLValue) throws(Problem) -> [FieldReference] {
        var out: [FieldReference] = []
        for item in try value.list() { out.append(try FieldReference(item)) }
        return out
    }

    /// The kind of an exchange id: without the `-2` of a repeat.
    static func kind(of id: String) -> String {
        guard let dash = id.lastIndex(of: "-"), Int(id[id.index(after: dash)...]) != nil else { return id }
        return String(id[..<dash])
    }

    /// The field's text in a trace. An id without a number means the first exchange of the kind that has the field.
    func value(in trace: Trace) -> String? {
        let isNumbered = FieldReference.kind(of: exchange) != exchange
        for candidate in trace.exchanges
        where isNumbered ? candidate.id == exchange : candidate.kind.rawValue == exchange {
            if let value = value(in: candidate) { return value }
        }
        return nil
    }

    private func value(in exchange: Exchange) -> String? {
        switch field {
        case "url": return exchange.url
        case "path": return exchange.request.path
        case "method": return exchange.request.method
        case "status": return exchange.status.map(String.init)
        default: break
        }
        let lower = field.lowercased()
        return exchange.fields.first { candidate in
            guard ![.claim, .joseHeader, .authorization].contains(candidate.place) else { return false }
            if candidate.place == .header { return candidate.dotted.lowercased() == lower }
            return candidate.dotted == field || candidate.dotted == field + ".0"
        }?.value
    }
}
