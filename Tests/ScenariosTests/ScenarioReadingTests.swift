import Authoring
import Scenarios
import Specs
import Testing
import Traces

/// A page that says something wrong: one problem, with file, line and the nearest right name.
@Suite struct ScenarioReadingTests {
    private func page(
        steps: String = "[connect]", cast: String = "{}", expect: String = "{ outcome: success }", extra: String = ""
    ) -> String {
        """
        ---
        id: X01
        title: A page
        summary: A page for a test.
        revisions: ["2026-07-28"]
        \(extra)
        scenario:
          cast: \(cast)
          steps: \(steps)
          expect: \(expect)
        ---
        Body.
        """
    }

    private func mistake(in source: String) -> Problem? {
        do throws(Problem) {
            _ = try Scenario(parsing: source, file: "content/scenarios/x.md", slug: "x")
            return nil
        } catch {
            return error
        }
    }

    @Test func aGoodPageHasNoProblem() throws {
        #expect(mistake(in: page()) == nil)
        let scenario = try Scenario(parsing: page(), file: "x.md", slug: "x")
        #expect(scenario.plans.map(\.id.description) == ["X01/2026-07-28"])
        #expect(scenario.page.bodyLine == 12)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var source: String
        var line: Int
        var says: String
        var nearest: String
        var testDescription: String { says }
    }

    static let mistakes: [Mistake] = {
        let it = ScenarioReadingTests()
        return [
            Mistake(source: it.page(extra: "titel: x"), line: 6, says: "“titel”", nearest: "title"),
            Mistake(source: it.page(steps: "[conect]"), line: 9, says: "“conect”", nearest: "connect"),
            Mistake(
                source: it.page(steps: "[connect, call: list_event]"), line: 9, says: "“list_event”",
                nearest: "list_events"),
            Mistake(source: it.page(cast: "{ servr: {} }"), line: 8, says: "“servr”", nearest: "server"),
            Mistake(
                source: it.page(cast: "{ server: { metdata: root } }"), line: 8, says: "“metdata”", nearest: "metadata"),
            Mistake(
                source: it.page(cast: "{ client: { registration: dinamic } }"), line: 8, says: "“dinamic”",
                nearest: "dynamic"),
            Mistake(
                source: it.page(cast: "{ server: { ignores: [rs-audience-valid] } }"), line: 8,
                says: "“rs-audience-valid”",
                nearest: "rs-audience-validated"),
            Mistake(
                source: it.page(expect: "{ exchanges: [token-requst] }"), line: 10, says: "“token-requst”",
                nearest: "token-request"),
            Mistake(source: it.page(expect: "{ outcom: success }"), line: 10, says: "“outcom”", nearest: "outcome"),
            Mistake(source: it.page(expect: "{ outcome: sucess }"), line: 10, says: "“sucess”", nearest: "success"),
            Mistake(
                source: it.page(expect: "{ never: [registraton] }"), line: 10, says: "“registraton”",
                nearest: "registration"),
            Mistake(
                source: it.page(expect: "{ absent: [token-reqest.code] }"), line: 10, says: "“token-reqest”",
                nearest: "token-request"),
            Mistake(source: it.page(extra: "revisons: all"), line: 6, says: "“revisons”", nearest: "revisions"),
        ]
    }()

    @Test(arguments: mistakes)
    func aMistakeIsReportedWithItsLineAndTheNearestName(_ expected: Mistake) throws {
        let problem = try #require(mistake(in: expected.source))
        #expect(problem.file == "content/scenarios/x.md")
        #expect(problem.line == expected.line)
        #expect(problem.message.contains(expected.says))
        #expect(problem.remedy == "Did you mean “\(expected.nearest)”?")
    }

    @Test func anOpenFrontMatterIsReported() throws {
        let problem = try #require(mistake(in: "---\nid: X01\ntitle: x\n"))
        #expect(problem.line == 1)
        #expect(problem.message.contains("never closed"))
    }

    @Test func brokenYAMLIsReportedWithItsLine() throws {
        let problem = try #require(mistake(in: "---\nid: X01\ntitle: [x\nsummary: y\n---\n"))
        #expect((problem.line ?? 0) >= 3)
        #expect(problem.message.contains("not YAML"))
    }

    // MARK: Outcomes that a page only claims

    @Test func aStoppedAttackNeedsTheCheckThatStoppedIt() throws {
        let problem = try #require(mistake(in: page(expect: "{ outcome: stopped }")))
        #expect(problem.line == 10)
        #expect(problem.message.contains("no check is named that stopped it"))
        #expect(problem.remedy?.contains("stopped:") == true)
        let none = page(expect: "{ outcome: stopped, stopped: none }")
        #expect(mistake(in: none)?.message == problem.message)
        let named = page(expect: "{ outcome: stopped, stopped: { by: server, check: rs-audience-validated } }")
        #expect(mistake(in: named) == nil)
    }

    @Test func harmNeedsAProof() throws {
        let problem = try #require(mistake(in: page(expect: "{ outcome: harmed }")))
        #expect(problem.line == 10)
        #expect(problem.message.contains("nothing is named that proves the harm"))
        #expect(problem.remedy?.contains("holds") == true)
        #expect(mistake(in: page(expect: "{ outcome: harmed, holds: { attacker: [code] } }")) == nil)
        #expect(mistake(in: page(expect: "{ outcome: harmed, exchanges: [mcp-tools-call] }")) == nil)
    }

    @Test func aMissingIDIsReported() throws {
        let problem = try #require(mistake(in: "---\ntitle: x\nsummary: y\nscenario: { steps: [connect] }\n---\n"))
        #expect(problem.message.contains("no id"))
    }

    @Test func aRevisionThatDoesNotExistIsReported() throws {
        let problem = try #require(mistake(in: page().replacing("2026-07-28", with: "2026-07-29")))
        #expect(problem.remedy == "Did you mean “2026-07-28”?")
    }

    @Test func variantsMergeOverTheMainRun() throws {
        let source = page(expect: "{ outcome: success }").replacing(
            "---\nBody.",
            with:
                "  variants:\n    denied:\n      cast: { person: { consent: deny } }\n      expect: { outcome: denied }\n---\nBody."
        )
        let scenario = try Scenario(parsing: source, file: "x.md", slug: "x")
        #expect(scenario.plans.map(\.id.description) == ["X01/2026-07-28", "X01/2026-07-28/denied"])
    }
}

/// A run that does not end as its page says: what differs, and where the page says it.
@Suite struct ExpectationTests {
    private func problems(_ expect: String, cast: String = "{}", steps: String = "[connect]") async throws -> [Problem]
    {
        let source = """
            ---
            id: X02
            title: A page
            summary: A page for a test.
            revisions: ["2026-07-28"]
            scenario:
              cast: \(cast)
              steps: \(steps)
              expect: \(expect)
            ---
            """
        let scenario = try Scenario(parsing: source, file: "x.md", slug: "x")
        do {
            _ = try await Engine.record(try #require(scenario.plans.first))
            return []
        } catch let problems as Problems {
            return problems.list
        }
    }

    private let flow = "[DISCOVERY, AUTHORIZE, token-request, SESSION]"

    @Test func whatHoldsIsNoProblem() async throws {
        #expect(try await problems("{ outcome: success, exchanges: \(flow), never: [registration] }") == [])
    }

    @Test(arguments: [
        ("{ outcome: denied }", "expected outcome denied"),
        (
            "{ exchanges: [DISCOVERY, registration, AUTHORIZE, token-request, SESSION] }",
            "exchange 4 should be registration"
        ),
        (
            "{ exchanges: [DISCOVERY, AUTHORIZE, token-request, SESSION, mcp-tools-call] }",
            "should be mcp-tools-call and is none"
        ),
        ("{ never: [token-request] }", "must not occur"),
        ("{ absent: [token-request.code] }", "should be absent"),
        ("{ equal: [[token-request.code, authorization-request.state]] }", "should be one value"),
        ("{ equal: [[token-request.code, prm.code]] }", "not on the wire"),
        ("{ values: { authorization-request.scope: all } }", "should be “all”"),
        ("{ error: { in: token-request, status: 400 } }", "expected status 400"),
        ("{ fails: [{ by: server, check: rs-audience-validated, at: mcp-discover }] }", "should fail the check"),
    ])
    func aFalseExpectationFails(_ expect: String, _ says: String) async throws {
        let found = try await problems(expect)
        #expect(found.contains { $0.message.contains(says) && $0.file == "x.md" && $0.line == 9 }, "\(found)")
    }

    @Test func aNegativeDecisionThatIsNotListedFails() async throws {
        let cast = "{ authorization: { answers: { consent: { set: { state: forged } } } } }"
        let found = try await problems("{ outcome: refused }", cast: cast)
        #expect(found.contains { $0.message.contains("fails the check state-verified") })
        let listed = try await problems(
            "{ outcome: refused, fails: [{ by: client, check: state-verified, at: authorization-response }] }",
            cast: cast)
        #expect(listed == [])
    }
}
