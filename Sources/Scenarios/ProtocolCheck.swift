import Authoring
import Specs
import Traces
import Wire
import World

/// Holds what a page expects, and what was recorded, to the tables of the protocol: which endpoint may send which error
/// code and status, and in which revisions a clause holds.
///
/// What a page bends on purpose (`answers:`) and what an attacker answers is left alone.
enum ProtocolCheck {
    /// A status that a page expects of a kind of exchange.
    static func check(status: Int, of kind: ExchangeKind, _ place: YAMLValue) throws(Problem) {
        guard let objection = StatusTable.objection(to: status, of: kind) else { return }
        throw place.problem(objection + ".", remedy: "Expect one of these statuses.")
    }

    /// An error that a page expects, in an exchange by its id.
    static func check(code: String, status: Int?, in exchange: String, _ place: YAMLValue) throws(Problem) {
        guard let kind = kind(of: exchange), let errorPlace = ErrorPlace(kind),
            status.map({ errorPlace == .authorization || ErrorCode.statuses.contains($0) }) ?? true,
            let objection = ErrorCode.objection(to: code, at: errorPlace, status: status)
        else { return }
        throw place.problem(objection + ".", remedy: "Expect an error that this endpoint may send.")
    }

    /// The kind that an exchange id names: `token-request-2` is a token request.
    private static func kind(of exchange: String) -> ExchangeKind? {
        if let kind = ExchangeKind(rawValue: exchange) { return kind }
        guard let dash = exchange.lastIndex(of: "-"), Int(exchange[exchange.index(after: dash)...]) != nil else {
            return nil
        }
        return ExchangeKind(rawValue: String(exchange[..<dash]))
    }

    /// What of a recording does not fit the tables.
    static func problems(in trace: Trace, of plan: RunPlan) -> [Problem] {
        let answers = trace.exchanges.filter { !plan.bends($0, in: trace) }.flatMap(objections)
        // What a party does beyond its revision is its own affair; what goes wrong there has to be against a rule of it.
        let clauses = trace.decisions.filter(\.isNegative).compactMap { decision -> String? in
            guard let clause = Clause.named(decision.finding.check), !clause.revisions.contains(trace.run.revision)
            else {
                return nil
            }
            return "\(decision.party) fails “\(clause.id)”, which is no clause of \(trace.run.revision.rawValue)"
        }
        return Set(answers + clauses).sorted().map { objection in
            plan.place.problem(
                "\(trace.run): \(objection).", remedy: "Mend the actor, or the range of the clause.")
        }
    }

    private static func objections(to exchange: Exchange) -> [String] {
        guard let response = exchange.response else { return [] }
        var found = StatusTable.objection(to: response.status, of: exchange.kind).map { [$0] } ?? []
        guard let place = ErrorPlace(exchange.kind) else { return found }
        for field in exchange.fields where field.path == ["error"] {
            let isAnswer = field.side == .response
            switch field.place {
            case .json where isAnswer && place != .resource && ErrorCode.statuses.contains(response.status),
                .challenge where isAnswer:
                found += ErrorCode.objection(to: field.value, at: place, status: response.status).map { [$0] } ?? []
            case .location where isAnswer, .query where !isAnswer && place == .authorization:
                found += ErrorCode.objection(to: field.value, at: .authorization, status: nil).map { [$0] } ?? []
            default: break
            }
        }
        return found
    }
}

extension RunPlan {
    /// Whether the page, or an attacker, has a hand in the answer to an exchange.
    fileprivate func bends(_ exchange: Exchange, in trace: Trace) -> Bool {
        if trace.party(exchange.receiver)?.role == .attacker || exchange.receiver == "attacker" { return true }
        let casts = [cast] + steps.compactMap { if case .change(let cast) = $0 { cast } else { nil } }
        return casts.contains { cast in
            guard let answers = cast.faults[exchange.receiver]?.answers else { return false }
            return answers[exchange.kind.rawValue] != nil || answers["*"] != nil
        }
    }
}
