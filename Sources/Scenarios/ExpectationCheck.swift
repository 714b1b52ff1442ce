import Authoring
import Foundation
import Specs
import Traces
import World

extension Expectation {
    /// Everything in which a trace differs from what was expected, each with file, line and the way out.
    func problems(in trace: Trace) -> [Problem] {
        let found =
            outcomeProblems(trace) + exchangeProblems(trace) + decisionProblems(trace) + errorProblems(trace)
            + fieldProblems(trace) + holdingProblems(trace)
        return found.map { problem in
            var problem = problem
            problem.message = "\(trace.run): " + problem.message
            return problem
        }
    }

    private func outcomeProblems(_ trace: Trace) -> [Problem] {
        guard let outcome, outcome.value != trace.outcome else { return [] }
        return [
            outcome.place.problem(
                "expected outcome \(outcome.value.rawValue), the run ended as \(trace.outcome.rawValue).")
        ]
    }

    private func exchangeProblems(_ trace: Trace) -> [Problem] {
        var problems: [Problem] = []
        for kind in never where trace.exchanges.contains(where: { $0.kind == kind.value }) {
            problems.append(kind.place.problem("\(kind.value.rawValue) must not occur, and it does."))
        }
        guard let exchanges else { return problems }
        let actual = trace.exchanges
        for index in 0..<max(exchanges.value.count, actual.count) {
            let expected = index < exchanges.value.count ? exchanges.value[index] : nil
            let got = index < actual.count ? actual[index] : nil
            if let expected, let got, expected.matches(got) { continue }
            problems.append(
                exchanges.place.problem(
                    "exchange \(index + 1) should be \(expected.map(\.text) ?? "none") and is \(got.map(Expectation.text) ?? "none").",
                    remedy: "Recorded were: " + actual.map(Expectation.text).joined(separator: ", ") + "."))
            break
        }
        return problems
    }

    private static func text(_ exchange: Exchange) -> String {
        switch exchange.outcome {
        case .failure(let failure): exchange.kind.rawValue + " " + failure.rawValue
        case .response(let response):
            exchange.kind.rawValue + (ExpectedExchange.isUsual(response.status) ? "" : " \(response.status)")
        }
    }

    /// Every negative decision must be listed: a run that ends as expected for another reason is wrong.
    private func decisionProblems(_ trace: Trace) -> [Problem] {
        var remaining = trace.decisions.filter(\.isNegative)
        var problems: [Problem] = []
        let stopping = stopped.map { [(entry: $0, mustStop: outcome?.value == .stopped)] } ?? []
        for (expected, mustStop) in stopping + fails.map({ (entry: $0, mustStop: false) }) {
            let match = remaining.firstIndex {
                $0.party == expected.value.by && $0.finding.check == expected.value.check
                    && (expected.value.at == nil || $0.during == expected.value.at)
            }
            if let match {
                let decision = remaining.remove(at: match)
                if mustStop, !decision.enforced {
                    problems.append(
                        expected.place.problem(
                            "\(expected.value.check) should stop the attack, and is switched off.",
                            remedy: "Take it off ignores, or expect the outcome harmed."))
                }
            } else {
                let place = expected.value.at.map { " at \($0)" } ?? ""
                problems.append(
                    expected.place.problem(
                        "\(expected.value.by) should fail the check \(expected.value.check)\(place), and does not."))
            }
        }
        guard let place = (fails.first?.place ?? stopped?.place ?? exchanges?.place ?? outcome?.place) else {
            return problems
        }
        for decision in remaining where decision.enforced {
            problems.append(
                place.problem(
                    "\(decision.party) fails the check \(decision.finding.check) at \(decision.during ?? "the start"), which is not expected.",
                    remedy: "List it under fails, or find out why it failed: \(decision.finding.summary)."))
        }
        return problems
    }

    /// Who holds which secret in the end, and what the person reads last.
    private func holdingProblems(_ trace: Trace) -> [Problem] {
        var problems: [Problem] = []
        let ledger = trace.ledger
        for expected in holds {
            let holdings = ledger.holdings.filter {
                $0.party == expected.value.party && !Expectation.isEveryday($0, trace)
            }
            // What an attacker has learned it keeps, spent or not.
            let counts = expected.value.party == "attacker" ? holdings : holdings.filter { $0.until == nil }
            let held = Set(counts.map(\.value.kind))
            let wanted = Set(expected.value.kinds)
            if held != wanted {
                let list = { (kinds: Set<ValueKind>) in
                    kinds.isEmpty ? "none" : kinds.map(\.rawValue).sorted().joined(separator: ", ")
                }
                problems.append(
                    expected.place.problem(
                        "\(expected.value.party) should hold \(list(wanted)) and holds \(list(held))."))
            }
        }
        if let shows {
            let pages = trace.exchanges.filter { $0.sender == "browser" }.compactMap(\.response)
            let told = trace.decisions.compactMap(\.stopReason)
            let text =
                (pages.last.map { [String(decoding: $0.body, as: UTF8.self)] } ?? []).joined()
                + told.joined(separator: " ")
            if !text.localizedCaseInsensitiveContains(shows.value) {
                problems.append(
                    shows.place.problem("the person should read “\(shows.value)” at the end, and does not."))
            }
        }
        return problems
    }

    /// Passwords, cookies and form tokens belong to every login and say nothing about who got what. Except a password
    /// that the attacker was sent by somebody else.
    private static func isEveryday(_ holding: Ledger.Holding, _ trace: Trace) -> Bool {
        switch holding.value.kind {
        case .cookie, .formToken: return true
        case .password:
            guard holding.party == "attacker", case .exchange(let id, _) = holding.since else { return true }
            return trace.exchange(id)?.sender == "attacker"
        default: return false
        }
    }

    private func errorProblems(_ trace: Trace) -> [Problem] {
        error.map { Expectation.problems(of: $0.value, at: $0.place, in: trace) } ?? []
    }

    private static func problems(of expected: ExpectedError, at place: YAMLValue, in trace: Trace) -> [Problem] {
        guard let exchange = trace.exchange(expected.exchange) else {
            let remedy = Nearest.remedy(for: expected.exchange, among: trace.exchanges.map(\.id))
            return [place.problem("there is no exchange \(expected.exchange).", remedy: remedy)]
        }
        return statusProblem(expected.status, got: exchange.status, place)
            + codeProblem(expected.code, exchange.fields, place)
    }

    private static func statusProblem(_ expected: Int?, got: Int?, _ place: YAMLValue) -> [Problem] {
        guard let expected, expected != got else { return [] }
        return [place.problem("expected status \(expected), got \(got.map { String($0) } ?? "no answer").")]
    }

    private static func codeProblem(_ expected: String?, _ fields: [Field], _ place: YAMLValue) -> [Problem] {
        let codes = fields.filter { $0.name == "error" }.map { $0.value }
        guard let expected, !codes.contains(expected) else { return [] }
        return [place.problem("expected the error \(expected), got \(codes.first ?? "none").")]
    }

    private func fieldProblems(_ trace: Trace) -> [Problem] {
        var problems: [Problem] = []
        for group in equal {
            let values = group.value.map { ($0.text, $0.value(in: trace)) }
            if let missing = values.first(where: { $0.1 == nil }) {
                problems.append(group.place.problem("\(missing.0) is not on the wire."))
            } else if Set(values.map(\.1)).count > 1 {
                let list = values.map { "\($0.0) = \($0.1 ?? "")" }.joined(separator: ", ")
                problems.append(group.place.problem("these should be one value: \(list)."))
            }
        }
        for field in absent {
            if let value = field.value.value(in: trace) {
                problems.append(field.place.problem("\(field.value.text) should be absent and is “\(value)”."))
            }
        }
        for expected in values {
            let actual = expected.value.field.value(in: trace)
            if actual != expected.value.text {
                problems.append(
                    expected.place.problem(
                        "\(expected.value.field.text) should be “\(expected.value.text)” and is \(actual.map { "“\($0)”" } ?? "absent")."
                    ))
            }
        }
        return problems
    }
}

extension Expectation.ExpectedExchange {
    static func isUsual(_ status: Int) -> Bool { (200..<400).contains(status) }

    func matches(_ exchange: Exchange) -> Bool {
        guard exchange.kind == kind else { return false }
        switch exchange.outcome {
        case .failure(let actual): return failure == actual
        case .response(let response):
            guard failure == nil else { return false }
            return status.map { $0 == response.status } ?? Expectation.ExpectedExchange.isUsual(response.status)
        }
    }
}
