import Authoring
import Docs
import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Scenarios
@testable import Site

/// A run with a check beside the same run without it.
@Suite struct RunPairTests {
    /// Two exchanges that are equal, then a redemption that a check refuses or lets through, then, without the check, a
    /// call with what was won.
    private static func trace(defended: Bool) -> Trace {
        var trace = BuildFixture.trace("D99", .july2026, variant: defended ? nil : "undefended")
        trace.outcome = defended ? .stopped : .harmed
        trace.parties.append(Party(name: "attacker", role: .attacker, label: "Attacker", origin: nil))
        let body: JSON =
            defended
            ? ["error": "invalid_grant", "error_description": "The <b>code</b> was used"]
            : ["access_token": "AT2", "token_type": "Bearer"]
        var second = trace.exchanges[1]
        second.id = "token-request-2"
        second.sender = "attacker"
        second.started = 40
        second.ended = 50
        second.outcome = .response(
            Response(
                status: defended ? 400 : 200, headers: ["Content-Type": "application/json", "Date": "x\(defended)"],
                body: body.bytes))
        trace.exchanges.append(second)
        if !defended {
            var call = trace.exchanges[0]
            call.id = "mcp-tools-call"
            call.kind = .mcpToolsCall
            call.sender = "attacker"
            call.outcome = .response(Response(status: 200))
            trace.exchanges.append(call)
        }
        trace.decisions = [
            Decision(
                id: "d1", party: "authorization", action: .check, during: "token-request-2", position: 3, time: 45,
                finding: Finding(
                    "token-code-single-use", "The code has not been used before", expected: "the first use",
                    actual: "another use", holds: false), enforced: defended)
        ]
        return trace
    }

    private static func card(_ trace: Trace) -> RunCard {
        RunCard(href: trace.run.variant.map { "2026-07-28-\($0)/index.html" } ?? "2026-07-28/index.html", trace: trace)
    }

    private static var pair: RunPair {
        RunPair(defended: card(trace(defended: true)), undefended: card(trace(defended: false)))
    }

    @Test func theRunsPartAtTheFirstExchangeThatDiffers() {
        let pair = RunPairTests.pair
        #expect(pair.common == 2)
        #expect(
            pair.rows == [
                .init(defended: 2, undefended: 2, change: .changed),
                .init(defended: nil, undefended: 3, change: .added),
            ])
        #expect(pair.switchedOff.map(\.id) == ["d1"])
        #expect(pair.switchedOff.first.flatMap(pair.enforced)?.id == "d1")
        let differences = pair.differences(pair.rows[0])
        #expect(differences.defended.map(\.field.dotted) == ["error", "error_description"])
        #expect(differences.undefended.map(\.field.dotted) == ["access_token", "token_type"])
        #expect(differences.undefended.map(\.anchor).first == "s-token-request-2.r.json.access_token")
        #expect(pair.winners.map(\.name) == ["attacker"])
        #expect(RunPair.gains(of: "attacker", in: pair.defended.trace).map(\.value.kind) == [.code])
        #expect(RunPair.gains(of: "attacker", in: pair.undefended.trace).map(\.value.kind) == [.code, .accessToken])
    }

    @Test func aPairIsAMainRunAndAVariantThatDoesHarm() {
        let good = RunPairTests.card(RunPairTests.trace(defended: true))
        let bad = RunPairTests.card(RunPairTests.trace(defended: false))
        var other = RunPairTests.trace(defended: true)
        other.run.variant = "second-line"
        var older = RunPairTests.trace(defended: false)
        older.run.revision = .june2025
        let runs = [good, bad, RunPairTests.card(other), RunPairTests.card(older)]
        #expect(RunPair.all(in: runs).map(\.undefended.trace.run) == [bad.trace.run])
        #expect(RunPair.all(in: [good, RunPairTests.card(other)]).isEmpty)
    }

    /// Equal requests share a row, even where the answer made them exchanges of different kinds.
    @Test func anExchangeIsAlignedByWhatItAsks() {
        var left = RunPairTests.trace(defended: true)
        let right = RunPairTests.trace(defended: false)
        left.exchanges[2] = right.exchanges[3]
        left.exchanges[2].kind = .mcpInvalidToken
        left.exchanges[2].outcome = .response(Response(status: 401))
        let pair = RunPair(defended: RunPairTests.card(left), undefended: RunPairTests.card(right))
        #expect(
            pair.rows == [
                .init(defended: nil, undefended: 2, change: .added),
                .init(defended: 2, undefended: 3, change: .changed),
            ])
    }

    @Test func theTableNamesTheCheckItsClauseAndBothEnds() throws {
        let page = ScenarioOverviewPage(
            frame: PageFrame(siteName: "Test", title: "Story", summary: "", root: "../../"), id: "D99", bodyHTML: "",
            runs: [
                RunPairTests.card(RunPairTests.trace(defended: true)),
                RunPairTests.card(RunPairTests.trace(defended: false)),
            ], conformance: ["auth/dpop"])
        let bytes = page.html(templates: try standardTemplates())
        let parsed = ParsedPage(bytes)
        #expect(parsed.error == nil)
        #expect(parsed.repeatedIDs == [])
        let html = String(decoding: bytes, as: UTF8.self)
        for part in [
            "data-common=\"2\"", "data-runs=\"D99/2026-07-28 D99/2026-07-28/undefended\"",
            "The first 2 exchanges are the same in both runs, byte for byte",
            "href=\"../../revisions/2026-07-28/index.html#c-token-code-single-use\"",
            "<span data-d=\"d1\">", "href=\"2026-07-28/index.html#s-d1\">does not hold</a> in step 3, and ends it",
            "href=\"2026-07-28-undefended/index.html#s-d1\">would not hold</a> in step 3 <span class=\"off\">switched off",
            "<code>the first use</code>", "<tr class=\"r-changed\">", "<tr class=\"r-added\">",
            "data-x=\"token-request-2\"><a href=\"2026-07-28/index.html#s-token-request-2\">Step 3</a>",
            "data-x=\"mcp-tools-call\"", "<span class=\"none\">not sent</span>",
            "The &lt;b&gt;code&lt;/b&gt; was used", "The attacker holds in the end", "+ access_token",
            "client/auth/dpop.ts\"><code class=\"cf\">auth/dpop</code></a>",
        ] {
            #expect(html.contains(part), "\(part) is missing")
        }
    }

    /// A long stretch that both runs share after they parted is one row, with a link to its beginning in each.
    @Test func aStretchThatIsTheSameIsOneRow() throws {
        var left = RunPairTests.trace(defended: true)
        var right = RunPairTests.trace(defended: false)
        for number in 1...4 {
            var call = left.exchanges[0]
            call.id = "mcp-step-up-\(number + 1)"
            left.exchanges.append(call)
            right.exchanges.insert(call, at: right.exchanges.count - 1)
        }
        let page = ScenarioOverviewPage(
            frame: PageFrame(siteName: "Test", title: "Story", summary: "", root: "../../"), id: "D99", bodyHTML: "",
            runs: [RunPairTests.card(left), RunPairTests.card(right)], conformance: [])
        let html = String(decoding: page.html(templates: try standardTemplates()), as: UTF8.self)
        #expect(html.contains("4 exchanges that are the same</th>"))
        #expect(html.contains("href=\"2026-07-28/index.html#s-mcp-step-up-2\">Steps 4 to 7</a>"))
        #expect(!html.contains("s-mcp-step-up-3\">Step"))
    }

    /// Every recorded pair parts where its check falls: at the exchange in which a server makes it, or after the answer in
    /// which a client makes it. Up to there the runs are one.
    @Test func everyRecordedPairPartsWhereTheCheckFalls() async throws {
        let stories = try SiteContent(of: ReferenceFixture.root).scenarioFiles.map {
            try Scenario(parsing: $0.text, file: $0.path, slug: $0.slug)
        }
        // The newest revision stands for the others.
        let plans = stories.flatMap { story -> [RunPlan] in
            let harmed = story.plans.filter { $0.expectation.outcome?.value == .harmed }
            guard let newest = harmed.map(\.id.revision).max() else { return [] }
            return story.plans.filter { $0.id.revision == newest }
        }
        let traces = try await Engine.record(plans)
        let pairs = RunPair.all(in: traces.map(RunPairTests.card))
        #expect(pairs.count > 25)
        for pair in pairs {
            let run = pair.undefended.trace
            guard !pair.rows.isEmpty else {
                #expect(!pair.decisions.undefended.isEmpty, "\(run.run) is the same as the main run")
                continue
            }
            guard let check = pair.switchedOff.first else { continue }
            let place = check.during.flatMap { id in run.exchanges.firstIndex { $0.id == id } } ?? 0
            #expect(pair.enforced(check) != nil, "\(run.run): the main run does not come to the check")
            #expect(pair.common <= place + 1, "\(run.run) parts only after step \(pair.common)")
            // What is fetched for the sake of the answer starts before the check that uses it.
            let isNested = run.exchanges.dropFirst(pair.common).first?.parent != nil
            #expect(
                pair.common >= place || isNested, "\(run.run) parts at step \(pair.common + 1), before \(place + 1)")
        }
    }
}
