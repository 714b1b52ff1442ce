import Specs
import Testing
import Traces
import Wire

@testable import World

/// The rules of the MCP server, each shown refusing.
@Suite struct MCPServerTests {
    private func errorCode(_ response: Response?) -> Int? {
        response.flatMap { try? JSON(parsing: $0.body) }?["error"]?["code"]?.int
    }

    @Test(arguments: Revision.allCases)
    func anExpiredTokenIsAnsweredWith401AndRefreshed(_ revision: Revision) async throws {
        let trace = try await play(revision) { stage in
            try await stage.connect()
            stage.wait(seconds: 3700)
            try await stage.call("list_events")
        }
        let refused = try #require(trace.exchange("mcp-invalid-token"))
        #expect(refused.status == 401)
        #expect(refused.response?.headers["WWW-Authenticate"]?.contains("invalid_token") == true)
        #expect(trace.negative("rs-invalid-token-401/expiry", by: "server"))
        #expect(trace.exchange("token-refresh")?.status == 200)
        #expect(trace.exchange("mcp-tools-call")?.status == 200)
    }

    @Test(arguments: Revision.allCases)
    func aTokenWithABrokenSignatureIsAnsweredWith401(_ revision: Revision) async throws {
        let cast = cast(revision)
        let trace = try await play(revision, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            let flipped = token.dropLast(4) + (token.hasSuffix("AAAA") ? "BBBB" : "AAAA")
            _ = await stage.post(to: cast.server.url, token: String(flipped), revision: revision)
        }
        #expect(trace.exchange("mcp-invalid-token")?.status == 401)
        #expect(trace.negative("rs-invalid-token-401/signature", by: "server"))
    }

    @Test(arguments: [Revision.november2025, .july2026])
    func tooLittleScopeIsAnsweredWith403AndSteppedUp(_ revision: Revision) async throws {
        let trace = try await play(revision) { stage in
            try await stage.connect()
            try await stage.call("create_event")
        }
        let refused = try #require(trace.exchange("mcp-step-up"))
        #expect(refused.status == 403)
        let challenge = try #require(refused.response?.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first)
        #expect(challenge["error"] == "insufficient_scope")
        #expect(challenge["scope"] == (revision == .november2025 ? "events.read events.write" : "events.write"))
        #expect(trace.exchange("authorization-request-2")?.request.query["scope"] == "events.read events.write")
        #expect(trace.exchange("mcp-tools-call")?.status == 200)
    }

    @Test(arguments: Revision.allCases)
    func aForeignOriginIsAnsweredWith403(_ revision: Revision) async throws {
        let cast = cast(revision)
        var response: Response?
        let trace = try await play(revision, cast) { stage in
            response = await stage.post(
                to: cast.server.url, token: nil, revision: revision, headers: ["Origin": "https://evil.example"])
        }
        #expect(response?.status == 403)
        #expect(response.flatMap { try? JSON(parsing: $0.body) }?["id"] == nil)
        let check = revision >= .november2025 ? "mcp-origin-validated" : "mcp-origin-validated-legacy"
        #expect(trace.negative(check, by: "server"))
    }

    @Test func aTokenInTheAddressIsRefused() async throws {
        let cast = cast(.july2026)
        var response: Response?
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(to: cast.server.url + "?access_token=" + token, token: nil, revision: .july2026)
        }
        #expect(response?.status == 401)
        #expect(trace.negative("token-not-in-query-accepted", by: "server"))
    }

    // MARK: 2026-07-28

    @Test(arguments: [("Mcp-Method", "tools/call", -32020), ("MCP-Protocol-Version", "2025-11-25", -32020)])
    func aHeaderThatDiffersFromTheBodyIs400(_ header: String, _ value: String, _ code: Int) async throws {
        let cast = cast(.july2026)
        var response: Response?
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(
                to: cast.server.url, token: token, revision: .july2026, headers: Headers([.init(header, value)]))
        }
        #expect(response?.status == 400)
        #expect(errorCode(response) == code)
        #expect(trace.negative("mcp-header-mismatch-400", by: "server"))
    }

    @Test func aRequestWithoutMetaIs400() async throws {
        let cast = cast(.july2026)
        var response: Response?
        _ = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(
                to: cast.server.url, token: token, revision: .july2026,
                body: ["jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": [:]])
        }
        #expect(response?.status == 400)
        #expect(errorCode(response) == -32602)
    }

    @Test func anUnknownMethodIs404() async throws {
        let cast = cast(.july2026)
        var response: Response?
        _ = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(
                to: cast.server.url, token: token, revision: .july2026, method: "resources/guess")
        }
        #expect(response?.status == 404)
        #expect(errorCode(response) == -32601)
    }

    @Test func everyResultSaysThatItIsComplete() async throws {
        let trace = try await play(.july2026) { stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        for id in ["mcp-discover", "mcp-tools-list", "mcp-tools-call"] {
            let result = try #require(trace.exchange(id)?.response.flatMap { try? JSON(parsing: $0.body) }?["result"])
            #expect(result["resultType"]?.string == "complete")
            if id != "mcp-tools-call" { #expect(result["ttlMs"]?.int ?? -1 >= 0 && result["cacheScope"] != nil) }
        }
    }

    @Test(arguments: Revision.allCases)
    func aServerWithKnobsOfItsOwnSaysNothingOfTheCalendar(_ revision: Revision) async throws {
        var cast = Cast()
        cast.server.url = "https://mcp.acme.example/mcp"
        cast.server.resourceName = "Acme Tickets"
        cast.server.software = ("acme-tickets", "1.0.0", "AcmeTickets/1.0")
        cast.server.instructions = "Search tickets."
        cast.server.introspects = true
        cast.server.tools = [
            Tool(
                name: "search", scope: "tickets.read", result: "2 tickets", summary: "Search.",
                arguments: ["query": "printer", "limit": 2])
        ]
        cast.authorization.issuer =
            revision.hasBaseURLDiscovery ? "https://mcp.acme.example" : "https://login.acme.example"
        cast.authorization.agent = "AcmeLogin/1.0"
        cast.authorization.scopes = ["tickets.read"]
        cast.client.name = "Example Client"
        cast.client.software = "example-client"
        cast.client.metadataDocument = "https://client.acme.example/client.json"
        let trace = try await play(revision, cast) { stage in
            try await stage.connect()
            try await stage.call("search")
        }
        let text = trace.json.text().lowercased()
        let demo = ["calendar", "_event", "events.", "example.com", "exampleauth"].filter { text.contains($0) }
        #expect(demo.isEmpty)
        let list = try #require(trace.exchange("mcp-tools-list")?.response.flatMap { try? JSON(parsing: $0.body) })
        let tool = try #require(list["result"]?["tools"]?.array?.first)
        #expect(tool["inputSchema"]?["properties"]?["limit"]?["type"]?.string == "number")
        let call = try #require(trace.exchange("mcp-tools-call"))
        #expect(try JSON(parsing: call.request.body)["params"]?["arguments"]?["query"]?.string == "printer")
        #expect(trace.exchange("introspection")?.status == 200)
    }

    // MARK: Up to 2025-11-25

    @Test(arguments: [Revision.march2025, .june2025, .november2025])
    func anOldServerAnswersDiscoverWithAnError(_ revision: Revision) async throws {
        let cast = cast(revision)
        var response: Response?
        _ = try await play(revision, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(
                to: cast.server.url, token: token, revision: revision,
                body: ["jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": [:]])
        }
        #expect(response?.status == 400)
        #expect(errorCode(response) == -32000)
    }

    @Test(arguments: [Revision.march2025, .june2025, .november2025])
    func anEndedSessionIs404AndTheClientStartsAgain(_ revision: Revision) async throws {
        var cast = cast(revision)
        cast.server.sessionLifetime = 1800
        let trace = try await play(revision, cast) { stage in
            try await stage.connect()
            stage.wait(seconds: 1900)
            try await stage.call("list_events")
        }
        #expect(trace.exchange("mcp-tools-call")?.status == 404)
        #expect(trace.exchange("mcp-initialize-2")?.status == 200)
        #expect(trace.exchange("mcp-tools-call-2")?.status == 200)
        #expect(trace.exchange("token-request-2") == nil)
    }

    @Test(arguments: [Revision.june2025, .november2025])
    func anUnsupportedVersionHeaderIs400(_ revision: Revision) async throws {
        let cast = cast(revision)
        var response: Response?
        _ = try await play(revision, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(
                to: cast.server.url, token: token, revision: revision, headers: ["MCP-Protocol-Version": "2031-01-01"])
        }
        #expect(response?.status == 400)
    }

    @Test(arguments: [Revision.march2025, .june2025, .november2025])
    func aSessionIsNoAuthorization(_ revision: Revision) async throws {
        let cast = cast(revision)
        var response: Response?
        _ = try await play(revision, cast) { stage in
            try await stage.connect()
            let session = try #require(try stage.newest(.sessionID))
            response = await stage.post(
                to: cast.server.url, token: nil, revision: revision, headers: ["Mcp-Session-Id": session])
        }
        #expect(response?.status == 401)
    }
}
