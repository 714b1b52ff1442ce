import Testing
import Traces

@testable import Scenarios

/// Runs depend on their own page alone: not on what else a site tells, nor on what is recorded at the same time.
@Suite struct IndependenceTests {
    /// A page that nobody has, with parties, faults and randomness of its own.
    private static let newcomer = """
        ---
        id: A00
        title: A newcomer
        summary: A story that comes first and does much.
        weight: 1
        scenario:
          cast:
            client: { registration: dynamic, auth: basic }
            authorization: { token: { lifetime: 5m } }
          steps: [connect, call: list_events, wait: 10m, call: list_events]
          expect: { outcome: success, fails: [{ by: server, check: rs-invalid-token-401/expiry }] }
        ---
        Body.
        """

    @Test func addingAScenarioChangesNoByteOfAnother() async throws {
        let known = RepositoryPages.all.filter { ["A04", "B03", "C03", "D14", "D20"].contains($0.page.id) }
        #expect(known.count == 5)
        let plans = known.flatMap(\.plans)
        let alone = try await Engine.record(plans, parallel: 1)
        let more = try Scenario(
            parsing: IndependenceTests.newcomer, file: "content/scenarios/newcomer.md", slug: "newcomer")
        #expect(more.plans.count == 4)
        let together = try await Engine.record(more.plans + plans + more.plans, parallel: 6)
        let same = together.filter { $0.run.scenario != "A00" }
        #expect(together.count - same.count == 8)
        #expect(same.map(\.run) == alone.map(\.run))
        for (first, second) in zip(alone, same) {
            #expect(first.json.bytes == second.json.bytes, "\(first.run) is no longer the same")
        }
    }
}
