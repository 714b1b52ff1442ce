import Authoring
import Specs
import Testing
import Traces
import Wire

@testable import Scenarios

/// What a page expects and what was recorded, held to the tables of error codes, statuses and clauses.
@Suite struct ProtocolCheckTests {
    private static func page(_ expect: String, cast: String = "{}") -> String {
        """
        ---
        id: X01
        title: A page
        summary: A page for a test.
        revisions: ["2025-06-18"]
        scenario:
          cast: \(cast)
          steps: [connect]
          expect: \(expect)
        ---
        Body.
        """
    }

    private static func scenario(_ expect: String, cast: String = "{}") throws(Problem) -> Scenario {
        try Scenario(parsing: page(expect, cast: cast), file: "content/scenarios/x.md", slug: "x")
    }

    @Test(arguments: [
        (
            "{ error: { in: registration, status: 403, code: access_denied } }",
            "“access_denied” is no error of the registration"
        ),
        (
            "{ error: { in: token-request-2, code: access_denied } }",
            "“access_denied” is no error of the token endpoint"
        ),
        ("{ error: { in: token-request, status: 401, code: invalid_grant } }", "comes with status 400, not 401"),
        ("{ error: { in: authorization-response, code: invalid_grant } }", "no error of the authorization response"),
        ("{ error: { in: mcp-step-up, status: 401, code: insufficient_scope } }", "comes with status 403, not 401"),
        ("{ error: { in: revocation, status: 400, code: invalid_scope } }", "no error of the revocation endpoint"),
        ("{ exchanges: [registration 200] }", "registration is not answered with 200"),
        ("{ exchanges: [token-request 403] }", "token-request is not answered with 403"),
        ("{ exchanges: [DISCOVERY, revocation 204] }", "revocation is not answered with 204"),
    ])
    func aPageThatExpectsWhatNoEndpointMaySendDoesNotBuild(_ expect: String, _ says: String) throws {
        let problem = try #require(throws: Problem.self) { try ProtocolCheckTests.scenario(expect) }
        #expect(problem.file == "content/scenarios/x.md")
        #expect(problem.line == 9)
        #expect(problem.message.contains(says))
        #expect(problem.remedy != nil)
    }

    @Test(arguments: [
        "{ error: { in: token-request, status: 401, code: invalid_client } }",
        "{ error: { in: registration, status: 403 } }", "{ exchanges: [registration 201, token-request 503] }",
        "{ error: { in: authorization-response, code: access_denied } }",
        "{ error: { in: as-metadata, status: 404, code: not_found } }",
    ])
    func aPageThatExpectsWhatEndpointsSendIsRead(_ expect: String) throws {
        #expect(try ProtocolCheckTests.scenario(expect).plans.count == 1)
    }

    private static func recorded() async throws -> (trace: Trace, plan: RunPlan) {
        let plan = try #require(try scenario("{ outcome: success }").plans.first)
        return (try await Engine.run(plan), plan)
    }

    private static func answering(
        _ id: String, _ status: Int, _ body: String, in trace: Trace
    ) throws -> Trace {
        var trace = trace
        let index = try #require(trace.exchanges.firstIndex { $0.id == id })
        let old = trace.exchanges[index]
        trace.exchanges[index] = Exchange(
            id: old.id, kind: old.kind, sender: old.sender, receiver: old.receiver, origin: old.origin,
            started: old.started, ended: old.ended, request: old.request,
            outcome: .response(
                Response(status: status, headers: ["Content-Type": "application/json"], body: Array(body.utf8))))
        return trace
    }

    /// Each answer that no text allows is found in the recording, with the place of the page.
    @Test(arguments: [
        ("registration", 403, "{\"error\":\"access_denied\"}", "“access_denied” is no error of the registration"),
        ("registration", 200, "{}", "registration is not answered with 200"),
        ("token-request", 400, "{\"error\":\"access_denied\"}", "“access_denied” is no error of the token endpoint"),
        ("token-request", 401, "{\"error\":\"invalid_grant\"}", "comes with status 400, not 401"),
        ("token-request", 201, "{}", "token-request is not answered with 201"),
    ])
    func aRecordingThatNoTextAllowsIsRefused(_ id: String, _ status: Int, _ body: String, _ says: String) async throws {
        let (trace, plan) = try await ProtocolCheckTests.recorded()
        #expect(ProtocolCheck.problems(in: trace, of: plan).isEmpty)
        let bent = try ProtocolCheckTests.answering(id, status, body, in: trace)
        let problems = ProtocolCheck.problems(in: bent, of: plan)
        #expect(problems.contains { $0.message.contains(says) })
        #expect(problems.allSatisfy { $0.file == "content/scenarios/x.md" && $0.line != nil })
    }

    /// What the page bends itself is its own affair.
    @Test func aBentAnswerIsLeftAlone() async throws {
        let plan = try #require(
            try ProtocolCheckTests.scenario(
                "{ exchanges: [] }", cast: "{ authorization: { answers: { token-request: { status: 402 } } } }"
            ).plans.first)
        let trace = try await Engine.run(plan)
        #expect(trace.exchanges.contains { $0.status == 402 })
        #expect(ProtocolCheck.problems(in: trace, of: plan).isEmpty)
    }

    /// What goes wrong in a run is against a rule of its revision.
    @Test func aFailedCheckOfAnotherRevisionIsRefused() async throws {
        var (trace, plan) = try await ProtocolCheckTests.recorded()
        let clause = try #require(Clause.named("client-iss-match"))
        #expect(!clause.revisions.contains(trace.run.revision))
        let index = try #require(trace.decisions.firstIndex { $0.action == .check })
        trace.decisions[index].finding.check = clause.id
        #expect(ProtocolCheck.problems(in: trace, of: plan).isEmpty, "what a party does beyond its revision")
        trace.decisions[index].finding.holds = false
        let problem = try #require(ProtocolCheck.problems(in: trace, of: plan).first)
        #expect(problem.message.contains("“client-iss-match”, which is no clause of 2025-06-18"))
    }

    /// No page of this repository bends a recorded answer into something that it then expects of an honest endpoint.
    @Test func theDefaultStoriesExpectNothingThatNoTextAllows() {
        #expect(RepositoryPages.all.flatMap(\.plans).count > 400)
    }
}
