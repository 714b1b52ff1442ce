import Specs
import Testing
import Traces

@testable import Scenarios

/// Every check that is said to stop an attack does: without it, the same run ends otherwise.
@Suite struct SwitchOffTests {
    /// A run that a check is said to stop, and that check.
    private struct Case: Sendable {
        var plan: RunPlan
        var check: String
        var party: String
        var name: String { "\(plan.id): \(check) of \(party)" }
    }

    /// What came of a run with the check switched off.
    private struct Answer: Sendable {
        var name: String
        /// Whether the run came to the check, and went on.
        var wentOn: Bool
        /// What differs from the page's claims, but for the remark that the check was off.
        var problems: [String]
    }

    /// The check that stops each attack, and what else the defenders of the same run refuse.
    private static let cases = RepositoryPages.all.flatMap(\.plans).flatMap { plan -> [Case] in
        guard let stopped = plan.expectation.stopped?.value, plan.expectation.outcome?.value != .harmed else {
            return []
        }
        let others = plan.expectation.fails.map(\.value).filter { $0.by != "attacker" }
        var seen: Set<String> = []
        return ([stopped] + others).filter { seen.insert($0.by + " " + $0.check).inserted }.map {
            Case(plan: plan, check: $0.check, party: $0.by)
        }
    }

    @Test func withoutItsCheckNoAttackIsStopped() async throws {
        #expect(SwitchOffTests.cases.count > 80)
        let answers = await concurrently(SwitchOffTests.cases) { await SwitchOffTests.answer($0) }
        for answer in answers {
            #expect(answer.wentOn, "\(answer.name): the run never came to the check, or it was enforced all the same")
            #expect(!answer.problems.isEmpty, "\(answer.name): switched off, and nothing that the page claims changes")
        }
    }

    private static func answer(_ tried: Case) async -> Answer {
        do {
            let trace = try await Engine.run(tried.plan.ignoring(tried.check, by: tried.party))
            let wentOn = trace.decisions.contains {
                $0.isNegative && !$0.enforced && $0.finding.check == tried.check && $0.party == tried.party
            }
            let problems = tried.plan.expectation.problems(in: trace).map(\.message)
            return Answer(
                name: tried.name, wentOn: wentOn, problems: problems.filter { !$0.contains("is switched off") })
        } catch {
            return Answer(name: tried.name, wentOn: true, problems: ["\(error)"])
        }
    }

    /// Each page about an attack says which check of whom stops it, by which clause, or reads a run that does.
    @Test func everyAttackIsStoppedByACheckWithAClause() {
        for scenario in RepositoryPages.attacks where scenario.page.excluded == nil && scenario.page.compare.isEmpty {
            let main = scenario.plans.filter { $0.id.variant == nil }
            for plan in main {
                guard let outcome = plan.expectation.outcome?.value else {
                    Issue.record("\(plan.id) expects no outcome")
                    continue
                }
                guard outcome == .stopped || outcome == .refused else { continue }
                let check = plan.expectation.stopped?.value.check
                #expect(check.flatMap(Clause.named) != nil, "\(plan.id): no clause stops it")
            }
            #expect(
                main.contains { [.stopped, .refused].contains($0.expectation.outcome?.value) }
                    || scenario.page.id == "D36",
                "\(scenario.page.id): no run in which a check stops the attack")
        }
    }

    /// Where the page has a run without the defence, that run leaves out the check which stops the main one, and nothing
    /// else; and harm is what comes of it.
    @Test func everyUndefendedRunLeavesOutTheCheckThatStopsTheMainOne() {
        for scenario in RepositoryPages.all {
            for plan in scenario.plans where plan.id.variant == "undefended" {
                #expect(plan.expectation.outcome?.value == .harmed, "\(plan.id)")
                let main = scenario.plans.first { $0.id.variant == nil && $0.id.revision == plan.id.revision }
                let stopping = main?.expectation.stopped?.value
                let left = plan.cast.faults.flatMap { party, faults in faults.ignored.map { [party, $0] } }
                #expect(left.count == 1, "\(plan.id): \(left)")
                #expect(left.first == stopping.map { [$0.by, $0.check] }, "\(plan.id)")
            }
        }
    }
}
