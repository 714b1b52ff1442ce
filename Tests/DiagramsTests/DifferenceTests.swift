import Specs
import Testing
import Traces
import Wire

@testable import Diagrams

struct DifferenceTests {
    private let flow = Flow(Fixture.documentFlow, since: Fixture.earlierFlow)

    @Test func exchangesAreAlignedByTheirIDs() {
        let rows = flow.phases.flatMap(\.items).map { item -> String in
            switch item {
            case .exchange(let exchange): (exchange.change?.rawValue ?? "same") + " " + exchange.id
            case .same(let run): "\(run.exchanges.count) same"
            case .local, .launch: "unexpected"
            }
        }
        #expect(
            rows == [
                "3 same", "removed registration", "changed authorization-request", "added cimd-fetch", "4 same",
                "changed token-request", "changed mcp-discover", "added jwks",
                "same mcp-tools-list", "same mcp-tools-call",
            ])
    }

    @Test func countsAddUp() throws {
        let changes = try #require(flow.changes)
        #expect([changes.added, changes.removed, changes.changed, changes.same] == [2, 1, 3, 9])
        #expect(changes.added + changes.changed + changes.same == Fixture.documentFlow.exchanges.count)
        #expect(changes.removed + changes.changed + changes.same == Fixture.earlierFlow.exchanges.count)
        #expect(Flow(Fixture.documentFlow).changes == nil)
    }

    /// The same reading with a token and without: one exchange whose method is another.
    @Test func whatTookThePlaceOfTheHandshakeIsAChange() throws {
        let discover = try #require(flow.exchange("mcp-discover"))
        #expect(discover.change == .changed)
        #expect(discover.changes.first == "Before: initialize.")
        #expect(flow.exchange("mcp-initialize") == nil)
        // In a run that has both, each is compared with its own kind.
        var both = TraceBuilder(.july2026, Cast.four)
        both.send(.mcpInitialize, "client", "server", Make.rpc("initialize", token: "t"), Make.reply([:]))
        both.send(.mcpDiscover, "client", "server", Make.rpc("server/discover", token: "t"), Make.reply([:]))
        let beside = Flow(Fixture.documentFlow, since: both.trace())
        #expect(beside.exchange("mcp-initialize")?.change == .removed)
    }

    @Test func aRunBesideItselfIsOneRowAPhase() {
        let flow = Flow(Fixture.long(40), since: Fixture.long(40))
        #expect(flow.exchanges.allSatisfy { $0.change == nil })
        #expect(flow.changes?.same == 40)
    }

    @Test func aChangeIsNamed() throws {
        let token = try #require(flow.exchange("token-request"))
        #expect(
            token.changes == [
                "Request: +\u{A0}resource, −\u{A0}client_secret.", "Response: +\u{A0}refresh_token.",
            ])
        #expect(token.cargo.filter(\.isNew).map(\.label) == ["resource"])
        #expect(token.replyCargo.filter(\.isNew).map(\.label) == ["refresh_token"])
    }

    @Test func namesOfHeadersHaveNoCaseAndObjectsAreNamedOnce() throws {
        func call(_ session: String, _ params: JSON) -> Trace {
            var run = TraceBuilder(.july2026, Cast.four)
            var request = Make.rpc("tools/call", params)
            request.headers.add(session, "1")
            run.send(.mcpToolsCall, "client", "server", request, Make.reply([:]))
            return run.trace()
        }
        let earlier = call("Mcp-Session-Id", ["name": "a"])
        let same = Flow(call("MCP-Session-Id", ["name": "a"]), since: earlier)
        #expect(same.exchanges.map(\.change) == [nil])
        let meta: JSON = ["name": "a", "_meta": ["io.example/version": "1", "io.example/client": ["name": "x"]]]
        let flow = Flow(call("Mcp-Session-Id", meta), since: earlier)
        #expect(flow.exchanges.map(\.changes) == [["Request: +\u{A0}params._meta."]])
    }

    @Test func everyArrowLeadsToTheRunItCameFrom() throws {
        let renderer = DiagramRenderer(flow, links: StepLinks(run: "now.html", earlier: "before.html"))
        let elements = try #require(Elements.read(renderer.figure()))
        let before = Set(Fixture.earlierFlow.exchanges.map { "before.html#s-" + $0.id })
        let now = Set(Fixture.documentFlow.exchanges.map { "now.html#s-" + $0.id })
        let links = elements.list.filter { $0.name == "a" }
        #expect(!links.isEmpty)
        for link in links {
            let target = link.attributes["href"] ?? ""
            #expect(
                link.attributes["class"]?.contains("v-rem") == true ? before.contains(target) : now.contains(target))
            #expect(link.attributes["id"] != nil || link.attributes["data-x"] != nil)
        }
        let text = renderer.figure()
        for words in ["+ added", "− removed", "~ changed", "4 unchanged, steps 6–9, to be read in the run →"] {
            #expect(text.contains(words))
        }
        #expect(!text.contains("Held at the end"))
    }

    @Test func whatWasRemovedHasNoNumber() throws {
        let removed = try #require(flow.exchange("registration"))
        let renderer = DiagramRenderer(flow)
        let band = try #require(renderer.layout.phases.flatMap(\.bands).first { $0.exchange.id == removed.id })
        let drawn = renderer.drawing.band(band, phase: 1).serialized
        #expect(!drawn.contains("numt") && !drawn.contains("\"num\"") && drawn.contains("v-rem"))
        #expect(drawn.contains("aria-label=\"MCP client to Authorization server"))
    }

    @Test func aRunWithOtherPartiesKeepsBothCasts() {
        let flow = Flow(Fixture.small, since: Fixture.documentFlow)
        #expect(flow.lanes.map(\.name) == ["browser", "client", "server", "as", "metadata"])
        #expect(flow.exchanges.filter { $0.change == .removed }.contains { $0.id == "cimd-fetch" })
        let texts = [MermaidExport.text(flow), PlantUMLExport.text(flow)]
        for text in texts { #expect(text.contains("removed: GET")) }
    }
}
