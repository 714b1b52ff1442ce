import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// Tools with a memory, tools with an API behind them, and results that a client keeps.
@Suite struct ToolTests {
    private static var drafts: Cast {
        var cast = WorldTests.cast(.july2026)
        var open = Tool(name: "open_draft", scope: "events.read", arguments: ["title": "Draft"])
        open.opens = "draft"
        var send = Tool(name: "send_draft", scope: "events.read", result: "Sent")
        send.takes = "draft"
        cast.server.tools = [open, send]
        return cast
    }

    private func result(_ exchange: Exchange?) -> JSON? {
        (exchange?.response).flatMap { try? JSON(parsing: $0.body) }?["result"]
    }

    /// Sends a draft with the newest token.
    private func sendDraft(_ handle: String, _ stage: Stage) async throws {
        try await stage.call("send_draft", arguments: ["draft_handle": .string(handle)])
    }

    @Test func aHandleWorksForItsOwner() async throws {
        let trace = try await play(.july2026, Self.drafts) { stage in
            try await stage.connect()
            try await stage.call("open_draft", arguments: ["title": "Review"])
            try await sendDraft(try #require(try stage.newest(.handle)), stage)
        }
        #expect(result(trace.exchange("mcp-tools-call-2"))?["isError"]?.bool == false)
        #expect(trace.values.contains { $0.kind == .handle && $0.occurrences.count > 1 })
    }

    @Test func somebodyElsesHandleAndAnUnknownOneGetTheSameAnswer() async throws {
        let trace = try await play(.july2026, Self.drafts) { stage in
            try await stage.connect()
            try await stage.call("open_draft", arguments: ["title": "Review"])
            let handle = try #require(try stage.newest(.handle))
            try await stage.connect(as: "second")
            try await sendDraft(handle, stage)
            try await sendDraft("draft_made_up", stage)
        }
        #expect(trace.negative("rs-handle-bound", by: "server"))
        let (stolen, unknown) = (
            result(trace.exchange("mcp-tools-call-2")), result(trace.exchange("mcp-tools-call-3"))
        )
        #expect(stolen?["isError"]?.bool == true)
        #expect(stolen == unknown)
    }

    private static func upstream(_ revision: Revision) -> Cast {
        var cast = WorldTests.cast(revision)
        cast.server.tools[0].usesUpstream = true
        cast.upstream = UpstreamKnobs()
        return cast
    }

    @Test(arguments: [Revision.june2025, .november2025, .july2026])
    func theAPIIsCalledWithATokenOfTheServersOwn(_ revision: Revision) async throws {
        let trace = try await play(revision, Self.upstream(revision)) { stage in
            try await stage.connect()
            try await stage.call("list_events")
            try await stage.call("list_events")
        }
        let calls = trace.exchanges.filter { $0.kind == .upstreamCall }
        #expect(calls.count == 2)
        #expect(trace.exchanges.filter { $0.kind == .tokenClientCredentials }.count == 1, "the token is kept")
        for call in calls {
            #expect(call.status == 200)
            #expect(call.sender == "server")
            let caller = trace.exchange("mcp-tools-call")?.request.headers["Authorization"]
            #expect(call.request.headers["Authorization"] != caller)
        }
        #expect(trace.party("upstream")?.role == .upstream)
        let text = result(trace.exchange("mcp-tools-call"))?["content"]?.array?.first?["text"]?.string
        #expect(text?.contains("Stand-up") == true)
    }

    @Test func theAPIRefusesATokenThatWasMadeForTheMCPServer() async throws {
        var faults = Faults()
        faults.ignored = ["rs-no-passthrough"]
        let trace = try await play(.july2026, Self.upstream(.july2026), fault: { [faults] in $0["server"] = faults }) {
            stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        #expect(trace.negative("rs-audience-validated", by: "upstream"))
        #expect(trace.exchange("upstream-call")?.status == 401)
        #expect(result(trace.exchange("mcp-tools-call"))?["isError"]?.bool == true)
    }

    @Test func theAPIRefusesACallWithoutAToken() async throws {
        var response: Response?
        _ = try await play(.july2026, Self.upstream(.july2026)) { stage in
            response = await stage.get("https://api.scheduler.example/v1/events?day=2026-08-03")
        }
        #expect(response?.status == 401)
        #expect(response?.headers["WWW-Authenticate"]?.contains("error") == false)
    }

    private static var keeping: Cast {
        var cast = WorldTests.cast(.july2026)
        cast.client.keepsResults = true
        cast.server.listsPersonal = true
        cast.server.cacheSeconds = 600
        cast.server.discoverScope = "public"
        return cast
    }

    @Test func aPrivateResultIsNotUsedForAnotherToken() async throws {
        let trace = try await play(.july2026, Self.keeping) { stage in
            try await stage.connect()
            try await stage.connect(as: "second")
        }
        #expect(trace.negative("client-cache-per-authorization", by: "client"))
        #expect(trace.exchanges.filter { $0.kind == .mcpToolsList }.count == 2)
        #expect(trace.exchanges.filter { $0.kind == .mcpDiscover }.count == 1, "what is public is kept")
        let lists = trace.exchanges.filter { $0.kind == .mcpToolsList }.map { result($0)?["tools"] }
        #expect(lists[0] != lists[1])
    }

    @Test func nothingIsUsedAfterItsTime() async throws {
        let trace = try await play(.july2026, Self.keeping) { stage in
            try await stage.connect()
            stage.wait(seconds: 601)
            try await stage.connect()
        }
        #expect(trace.exchanges.filter { $0.kind == .mcpDiscover }.count == 2)
    }

    @Test(arguments: [Revision.june2025, .november2025, .july2026])
    func aMoveMayComeWithASessionOfItsOwn(_ revision: Revision) async throws {
        let trace = try await play(revision) { stage in
            try await stage.connect()
            var call = Move(kind: .mcpToolsCall, by: "client", to: "server")
            call.opensSession = true
            call.with = [("access_token", .held(party: "client", kind: nil, age: .newest))]
            try await stage.send(call)
        }
        #expect(trace.exchange("mcp-tools-call")?.status == 200)
        #expect(trace.exchanges.filter { $0.kind == .mcpInitialize }.count == (revision.isStateless ? 0 : 2))
    }
}
