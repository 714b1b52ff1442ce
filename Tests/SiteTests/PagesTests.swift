import Docs
import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Site

@Suite struct FlowPageTests {
    let trace = PagesFixture.trace()
    let templates: PageTemplates
    let bytes: [UInt8]
    let page: ParsedPage

    init() throws {
        templates = try standardTemplates()
        bytes = PagesFixture.page(trace).html(templates: templates, explanations: SampleExplanations())
        page = ParsedPage(bytes)
    }

    @Test func isWellFormed() {
        #expect(page.error == nil)
        #expect(page.repeatedIDs.isEmpty)
        #expect(page.deadFragments.isEmpty)
        #expect(page.elements["h1"] == 1)
        #expect(page.elements["main"] == 1)
    }

    @Test func everyExchangeIsAStep() {
        for exchange in trace.exchanges { #expect(page.names[Anchor.step(exchange.id)] == "section") }
    }

    @Test func everyDecisionHasItsPlace() {
        for decision in trace.decisions { #expect(page.ids.contains(Anchor.step(decision.id)), "\(decision.id)") }
    }

    @Test func everyFieldHasARow() {
        let ids = Set(page.ids)
        for (exchange, anchors) in zip(trace.exchanges, Anchor.fields(of: trace)) {
            for (field, anchor) in zip(exchange.fields, anchors) {
                #expect(ids.contains(anchor), "\(anchor) of \(exchange.id)")
                let isPlain = field.carrier == nil && field.value.utf8.count < 100 && !field.value.contains("\n")
                let isShown = !isPlain || page.text.contains(field.value)
                #expect(isShown, "\(anchor): \(field.value)")
            }
        }
    }

    @Test func everyDecisionIsTold() {
        for decision in trace.decisions {
            let isShown = page.text.contains(decision.finding.summary)
            #expect(isShown, "\(decision.id)")
        }
    }

    @Test func theSignsOfDecisionsAreExplainedOnce() {
        let legend = CheckWriter.legend(of: trace.decisions)
        #expect(page.text.contains(legend))
        let used = Set(trace.decisions.map(\.action))
        #expect(legend.contains("+ made") == used.contains(.create))
        #expect(legend.contains("= kept") == used.contains(.store))
        #expect(!CheckWriter.legend(of: trace.decisions.filter { $0.action == .check }).contains("made"))
        #expect(CheckWriter.legend(of: []).isEmpty)
    }

    /// A later step counts what held again; what is new, fails or stands alone keeps its row.
    @Test func checksThatHoldAgainShareARow() throws {
        var trace = trace
        let requests = trace.exchanges.filter { $0.kind.isMCP && $0.receiver == "server" }.suffix(2)
        let steps = [try #require(requests.first).id, try #require(requests.last).id]
        func decide(_ step: String, _ check: String, holds: Bool = true) {
            trace.decisions.append(
                Decision(
                    id: "e\(trace.decisions.count)", party: "server", action: .check, during: step,
                    position: trace.exchanges.count, time: 0,
                    finding: Finding("rule-" + check, "Compares " + check, holds: holds), enforced: true, values: []))
        }
        for check in ["one", "two", "three"] { decide(steps[0], check) }
        for check in ["one", "two", "three", "four"] { decide(steps[1], check) }
        let first = try #require(trace.decisions.dropLast(6).last)
        let bytes = PagesFixture.page(trace).html(templates: templates, explanations: SampleExplanations())
        let page = ParsedPage(bytes)
        #expect(page.text.contains("The same 3 checks as in step"))
        #expect(page.hrefs.contains("#" + Anchor.step(first.id)))
        #expect(page.text.ranges(of: "Compares two").count == 1)
        for decision in trace.decisions { #expect(page.ids.contains(Anchor.step(decision.id))) }

        // The second time, one of them fails: too few are left for a row of their own.
        let failing = trace.decisions.count - 3
        trace.decisions[failing].finding.holds = false
        let other = ParsedPage(PagesFixture.page(trace).html(templates: templates, explanations: SampleExplanations()))
        #expect(!other.text.contains("checks as in step"))
        #expect(other.text.ranges(of: "Compares one").count == 2)
    }

    /// The step with the most of them is named, also where some of them were made before it.
    @Test func checksThatHoldAgainAreCountedInOneStep() throws {
        var trace = trace
        let requests = trace.exchanges.filter { $0.kind.isMCP && $0.receiver == "server" }.suffix(3)
        for (number, step) in zip([1, 3, 3], requests) {
            for check in ["one", "two", "three"].prefix(number) {
                trace.decisions.append(
                    Decision(
                        id: "e\(trace.decisions.count)", party: "server", action: .check, during: step.id,
                        position: trace.exchanges.count, time: 0,
                        finding: Finding("rule-" + check, "Compares " + check, holds: true), enforced: true, values: [])
                )
            }
        }
        let first = trace.decisions[trace.decisions.count - 6]
        let page = ParsedPage(PagesFixture.page(trace).html(templates: templates, explanations: SampleExplanations()))
        #expect(page.text.contains("The same 3 checks as in step"))
        #expect(page.hrefs.contains("#" + Anchor.step(first.id)))
    }

    /// A request that was made while another one waited stands below that one's answer; both say what happened first.
    @Test func whatHappenedInBetweenIsSaidOnBothSides() throws {
        let html = String(decoding: bytes, as: UTF8.self)
        let parent = try #require(html.range(of: "id=\"s-mcp-initialize\""))
        let said = try #require(html.range(of: "<p class=\"jwt2\">Before it answered, "))
        let answer = try #require(html.range(of: "id=\"\(Anchor.startLine(.response, of: "mcp-initialize"))\""))
        #expect(parent.upperBound < said.lowerBound && said.upperBound < answer.lowerBound)
        let number = try #require(trace.exchanges.firstIndex { $0.id == "jwks" }) + 1
        #expect(
            html[said.upperBound...].hasPrefix(
                "the MCP server asked the authorization server (<a href=\"#s-jwks\">step \(number), "))
        #expect(html.contains(", before <a href=\"#s-mcp-initialize\">step \(number - 1)</a> was answered</span>"))
    }

    /// One name for one value, in the table and after the step, and only where something has changed.
    @Test func aStepSaysWhoHasLearnedWhat() throws {
        var run = TraceBuilder()
        let url = "https://auth.example.com"
        for token in ["one", "two"] {
            run.send(
                .tokenRefresh, "client", "authorization", url,
                PagesFixture.post("auth.example.com", "/token", form: ["grant_type": "refresh_token"]),
                PagesFixture.json(["access_token": .string(token)]))
        }
        run.send(
            .jwks, "client", "authorization", url, PagesFixture.get("auth.example.com", "/jwks"), PagesFixture.json([:])
        )
        run.decide(
            .forget, "client", Finding("", "Gives up", holds: true), during: "token-refresh",
            values: [TypedValue(.accessToken, "two")])
        var trace = PagesFixture.trace()
        (trace.exchanges, trace.decisions) = (run.exchanges, run.decisions)
        let html = String(
            decoding: PagesFixture.page(trace).html(templates: templates, explanations: SampleExplanations()),
            as: UTF8.self)
        let after = html.components(separatedBy: "<div class=\"after\">").dropFirst()
            .map { $0.components(separatedBy: "<h3>What an observer would see</h3>")[0] }
        try #require(after.count == 3)
        #expect(!after[0].contains("New public values") && after[0].contains("+ access_token</i>"))
        #expect(after[1].contains("+ access_token 2</i> access_token</dd>"))
        // It came back to the first exchange at the end, which belongs to the last step.
        #expect(!after[0].contains("given up") && after[2].contains("Spent or given up: access_token 2."))
        #expect(html.contains("access_token 2</span></th>"))
    }

    @Test func aBadgeSaysWhoMust() {
        let html = String(decoding: bytes, as: UTF8.self)
        #expect(html.contains("<b class=\"must\">Auth server MUST</b>"))
        #expect(html.contains("<b class=\"may\">Client SHOULD</b>"))
        #expect(!html.contains("<p><b class=\"must\">MUST</b>"))
        var out = HTMLWriter()
        for name in ["ext-cc-auth-method", "ext-dpop-token-proof", "ext-cc-grant"] {
            Clause.named(name).map { writeDuty($0, to: &out) }
        }
        #expect(
            String(decoding: out.bytes, as: UTF8.self)
                == "<b class=\"must\">Extension: Client MUST</b> <b class=\"must\">Proposal: Client MUST</b> "
                + "<b class=\"may\">Extension: Client, in plain words</b> ")
    }

    @Test func asksForNothingElse() {
        #expect(page.elements["style"] == nil)
        #expect(page.elements["script"] == 1)
        #expect(page.elements["img"] == nil)
        #expect(page.attributes.filter { $0.hasPrefix("on") }.isEmpty)
        #expect(!page.attributes.contains("style"))
        #expect(page.hrefs.allSatisfy { HTMLWriter.isSafe($0) })
    }

    /// What an attacker sends is not told as what a client does.
    @Test func aStepOfSomebodyElseIsNotToldAsTheClients() throws {
        var trace = PagesFixture.trace()
        trace.parties.append(Party(name: "attacker", role: .attacker, label: "Attacker", origin: nil))
        let index = try #require(trace.exchanges.firstIndex { $0.kind == .tokenRequest })
        trace.exchanges[index].sender = "attacker"
        let bytes = PagesFixture.page(trace).html(
            templates: try standardTemplates(), explanations: SampleExplanations())
        let page = String(decoding: bytes, as: UTF8.self)
        #expect(page.contains("The attacker hands in the code"))
        #expect(!page.contains("The client trades the code for a token"))
        #expect(!page.contains("The client posts the code it received"))
    }

    /// A comparison of the verifier itself, as with `plain`, hashes nothing.
    @Test func onlyAHashIsCalledOne() throws {
        func page(_ trace: Trace) throws -> String {
            let bytes = PagesFixture.page(trace).html(
                templates: try standardTemplates(), explanations: SampleExplanations())
            return String(decoding: bytes, as: UTF8.self)
        }
        var trace = PagesFixture.trace()
        #expect(try page(trace).contains("SHA-256 of the verifier"))
        let index = try #require(trace.decisions.firstIndex { $0.finding.check == "token-pkce-enforced" })
        let verifier = PagesFixture.verifier
        trace.decisions[index].finding.inputs = [.init("code_verifier", verifier), .init("code_challenge", verifier)]
        trace.decisions[index].finding.expected = verifier
        trace.decisions[index].finding.actual = verifier
        #expect(try !page(trace).contains("SHA-256 of the verifier"))
    }

    @Test func isTheSameEveryTime() {
        let again = PagesFixture.page(PagesFixture.trace()).html(
            templates: templates, explanations: SampleExplanations())
        let isSame = again == bytes
        #expect(isSame)
    }

    @Test func staysWithinTheWeightLimit() throws {
        #expect(bytes.count <= 350_000)
        if let size = try compressedSize(bytes) { #expect(size <= 45_000) }
    }

    @Test func namesWhereValuesComeFrom() {
        let html = String(decoding: bytes, as: UTF8.self)
        for expected in [
            "<a href=\"#s-authorization-response.q.query.code\">from step 8</a>", ">made before step 5</a>",
            ">created here</a>",
            "SHA-256 of the verifier",
        ] {
            let isThere = html.contains(expected)
            #expect(isThere, "\(expected)")
        }
    }

    @Test func stepsNameTheirNeighboursAndTheDiagram() {
        #expect(page.hrefs.contains("#d-token-request"))
        #expect(page.ids.contains("d-token-request"))
        #expect(page.hrefs.contains("#s-mcp-initialize"))
    }

    @Test func aTokenIsDecodedOnceAndReferredToAfterwards() {
        #expect(page.names["s-token-request.r.access_token.claim.aud"] == "li")
        #expect(page.names["s-mcp-tools-call.q.Authorization.claim.aud"] == "span")
    }
}

@Suite struct FailurePageTests {
    @Test(arguments: Exchange.Failure.allCases) func saysWhatHappened(_ failure: Exchange.Failure) throws {
        var builder = TraceBuilder()
        let answered = failure == .lost ? PagesFixture.json(["access_token": "at-1"]) : nil
        builder.send(
            .tokenRequest, "client", "authorization", PagesFixture.issuer,
            PagesFixture.post("auth.example.com", "/token", form: ["grant_type": "authorization_code", "code": "c-1"]),
            outcome: .failure(failure), answered: answered)
        builder.decide(
            .check, "authorization",
            Finding("token-pkce-enforced", "The verifier fits", expected: "left", equals: "right"),
            during: "token-request",
            enforced: false)
        let trace = Trace(
            run: RunID(scenario: "D01", revision: .july2026, variant: "undefended"), title: "A lost answer", epoch: 0,
            parties: PagesFixture.parties, exchanges: builder.exchanges, decisions: builder.decisions, outcome: .harmed)
        let page = ParsedPage(
            PagesFixture.page(trace).html(templates: try standardTemplates(), explanations: SampleExplanations()))
        #expect(page.error == nil)
        let shows = [failure.summary, "not enforced", "left", "right"].filter(page.text.contains)
        #expect(shows.count == 4)
        let tellsAnswer = page.text.contains("never seen by the sender")
        #expect(tellsAnswer == (failure == .lost))
    }

    @Test func moreLanesThanAPictureHasStillLead() throws {
        var builder = TraceBuilder()
        let parties = (1...9).map {
            Party(name: "p\($0)", role: .server, label: "Server \($0)", origin: "https://s\($0).example")
        }
        for number in 1...8 {
            builder.send(
                .upstreamCall, "p\(number)", "p\(number + 1)", "https://s\(number + 1).example",
                PagesFixture.get("s.example", "/"), PagesFixture.json(["ok": true]))
        }
        let trace = Trace(
            run: RunID(scenario: "Z02", revision: .june2025), title: "A chain", epoch: 0, parties: parties,
            exchanges: builder.exchanges, decisions: [], outcome: .success)
        var input = PagesFixture.page(trace)
        input.bodyHTML = ""
        let page = ParsedPage(input.html(templates: try standardTemplates(), explanations: NoExplanations()))
        #expect(page.error == nil)
        #expect(page.repeatedIDs.isEmpty)
        #expect(page.deadFragments.isEmpty)
    }

    @Test func aRunWithoutExchangesIsStillAPage() throws {
        let trace = Trace(
            run: RunID(scenario: "Z01", revision: .june2025), title: "Nothing", epoch: 0, parties: PagesFixture.parties,
            exchanges: [], decisions: [], outcome: .gaveUp)
        var input = PagesFixture.page(trace)
        input.bodyHTML = ""
        let page = ParsedPage(input.html(templates: try standardTemplates(), explanations: SampleExplanations()))
        #expect(page.error == nil)
        #expect(page.deadFragments.isEmpty)
    }
}
