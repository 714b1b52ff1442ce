import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// What the MCP endpoint takes: media types, copies of the body in headers, and methods of other revisions.
@Suite(.serialized) struct MCPMessageTests {
    private static let modern = "io.modelcontextprotocol/"

    private struct Sent {
        var response: Response
        var body: JSON?
        var trace: Trace

        var code: Int? { body?["error"]?["code"]?.int }
    }

    /// One request of an authorized client, in which headers are replaced; nil takes a header away.
    private func send(
        _ revision: Revision = .july2026, _ message: JSON? = nil, method: String = "tools/list",
        text: String? = nil, _ change: (inout Headers) -> Void = { _ in }
    ) async throws -> Sent {
        var response: Response?
        let cast = cast(revision)
        let trace = try await play(revision, cast) { stage in
            try await stage.connect()
            let url = try #require(WebURL(cast.server.url))
            let body = text.map { Array($0.utf8) } ?? (message ?? Self.message(method, [:])).bytes
            let session = try stage.newest(.sessionID)
            var headers: Headers = [
                "Host": url.authority, "Accept": "application/json, text/event-stream",
                "Content-Type": "application/json",
                "Authorization": "Bearer " + (try stage.newest(.accessToken) ?? ""),
            ]
            headers.add("Mcp-Session-Id", session)
            if revision.isStateless {
                headers.add("MCP-Protocol-Version", revision.rawValue)
                headers.add("Mcp-Method", method)
            }
            change(&headers)
            headers.add("Content-Length", String(body.count))
            response = await stage.send(
                Request(method: "POST", target: url.target, headers: headers, body: body), to: url)
        }
        let answer = try #require(response)
        return Sent(response: answer, body: try? JSON(parsing: answer.body), trace: trace)
    }

    private static func message(_ method: String, _ params: JSON, version: String = "2026-07-28") -> JSON {
        let meta: JSON = [
            modern + "protocolVersion": .string(version), modern + "clientCapabilities": [:],
        ]
        return [
            "jsonrpc": "2.0", "id": 9, "method": .string(method),
            "params": .object((params.members ?? []) + [.init("_meta", meta)]),
        ]
    }

    private static let call = message("tools/call", ["name": "list_events", "arguments": [:]])

    // MARK: Media types

    @Test(
        arguments: Revision.allCases,
        ["text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", nil])
    func aBodyOfAnotherMediaTypeIs415(revision: Revision, type: String?) async throws {
        let sent = try await send(revision) { $0.set("Content-Type", type) }
        #expect(sent.response.status == 415)
        #expect(sent.trace.negative("mcp-content-type", by: "server"))
    }

    @Test(arguments: ["text/html", "application/json;q=0, text/event-stream", "image/*", "*/*;q=0"])
    func anAcceptWithoutJSONIs406(accept: String) async throws {
        let sent = try await send { $0.set("Accept", accept) }
        #expect(sent.response.status == 406)
        #expect(sent.trace.negative("mcp-accept-header", by: "server"))
    }

    @Test(arguments: ["*/*", "application/*", "application/json", "text/event-stream, APPLICATION/JSON;q=0.1", nil])
    func anAcceptThatCoversJSONIsTaken(accept: String?) async throws {
        #expect(try await send { $0.set("Accept", accept) }.response.status == 200)
    }

    @Test func aCharsetMakesNoDifference() async throws {
        #expect(try await send { $0.set("Content-Type", "application/json; charset=utf-8") }.response.status == 200)
    }

    @Test(arguments: [
        "{\"method\":\"tools/list\",\"method\":\"tools/call\",\"id\":1}", "[]", "{}", "", "{\"method\":1}",
    ])
    func whatIsNoRequestIs400(text: String) async throws {
        #expect(try await send(text: text).response.status == 400)
    }

    /// JSON-RPC 2.0 sections 4 and 5.1; the id comes back where it could be read and is left out elsewhere.
    @Test(
        arguments: Revision.allCases,
        [
            ("{", -32700, nil), ("", -32700, nil), ("{}", -32600, nil), ("1", -32600, nil), ("null", -32600, nil),
            (#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#, -32600, nil),
            (#"{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}"#, -32600, nil),
            (#"{"jsonrpc":"2.0","id":{},"method":"tools/list"}"#, -32600, nil),
            (#"{"jsonrpc":"1.0","id":"a","method":"tools/list"}"#, -32600, "a"),
            (#"{"id":"a","method":"tools/list"}"#, -32600, "a"),
            (#"{"jsonrpc":"2.0","id":"a","method":7}"#, -32600, "a"),
            (#"{"jsonrpc":"2.0","id":"a"}"#, -32600, "a"),
            (#"{"jsonrpc":"2.0","id":"a","result":{},"error":{}}"#, -32600, "a"),
            (#"{"jsonrpc":"2.0","id":"a","method":"tools/list","params":[]}"#, -32602, "a"),
            (#"{"jsonrpc":"2.0","id":"a","method":"tools/list","params":"b"}"#, -32600, "a"),
            ("[]", -32600, nil),
        ] as [(String, Int, String?)])
    func whatIsNoMessageHasTheCodeOfJSONRPC(revision: Revision, row: (String, Int, String?)) async throws {
        let sent = try await send(revision, text: row.0)
        #expect(sent.response.status == 400)
        #expect(sent.body?["error"]?["code"]?.int == row.1)
        #expect(sent.body?["id"]?.string == row.2)
        #expect(row.2 != nil || sent.body?["id"] == nil)
    }

    /// Nothing is answered to a notification or a response; a client of 2026-07-28 sends no responses.
    @Test(arguments: Revision.allCases)
    func notificationsAndResponsesAreTakenWithoutAnAnswer(revision: Revision) async throws {
        let notification = try await send(revision, text: #"{"jsonrpc":"2.0","method":"notifications/x"}"#)
        #expect(notification.response.status == 202)
        #expect(notification.response.body.isEmpty)
        let response = try await send(revision, text: #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
        #expect(response.response.status == (revision.isStateless ? 400 : 202))
    }

    /// 2025-03-26, transports: servers take batches. Later revisions have none.
    @Test(arguments: Revision.allCases)
    func batchesAreTakenWhereTheRevisionHasThem(revision: Revision) async throws {
        let sent = try await send(
            revision,
            text: """
                [{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},{"id":2},
                 {"jsonrpc":"2.0","id":"c","method":"none"},{"jsonrpc":"2.0","id":4,"method":"initialize","params":{}}]
                """)
        guard revision == .march2025 else {
            #expect(sent.response.status == 400)
            return #expect(sent.body?["error"]?["code"]?.int == -32600)
        }
        #expect(sent.response.status == 200)
        #expect(sent.body?.array?.map { $0["id"]?.plain } == ["1", "2", "c", "4"])
        #expect(sent.body?.array?.map { $0["error"]?["code"]?.int } == [nil, -32600, -32601, -32600])
        let silent = try await send(revision, text: #"[{"jsonrpc":"2.0","method":"notifications/x"}]"#)
        #expect(silent.response.status == 202)
    }

    @Test func twoTokensAreRefused() async throws {
        let sent = try await send { $0.add("Authorization", "Bearer other") }
        #expect(sent.response.status == 400)
        #expect(sent.trace.negative("http-header-once", by: "server"))
    }

    // MARK: Copies of the body (2026-07-28)

    @Test(
        arguments: [
            ("list_events", 200), ("=?base64?bGlzdF9ldmVudHM=?=", 200), ("=?base64?Y3JlYXRlX2V2ZW50?=", 400),
            ("=?base64?bGlzdF9ldmVudHM?=", 400), ("=?base64?%%%?=", 400), ("=?base64?//79?=", 400),
            ("=?base64??=", 400),
            ("=?BASE64?bGlzdF9ldmVudHM=?=", 400), ("List_Events", 400), ("", 400), (nil, 400),
        ] as [(String?, Int)])
    func theNameIsDecodedBeforeItIsCompared(name: String?, status: Int) async throws {
        let sent = try await send(.july2026, Self.call, method: "tools/call") { $0.set("Mcp-Name", name) }
        #expect(sent.response.status == status)
        #expect(sent.code == (status == 200 ? nil : -32020))
        #expect(sent.trace.negative("mcp-header-mismatch-400", by: "server") == (status == 400))
    }

    @Test(arguments: ["Mcp-Name", "Mcp-Method", "MCP-Protocol-Version"])
    func aCopyThatStandsTwiceIsAMismatch(header: String) async throws {
        let sent = try await send(.july2026, Self.call, method: "tools/call") { headers in
            headers.add("Mcp-Name", "list_events")
            headers.add(header, headers[header])
        }
        #expect(sent.response.status == 400)
        #expect(sent.code == -32020)
    }

    @Test(arguments: [("resources/read", "uri"), ("prompts/get", "name")])
    func everyMethodWithANameHasItsCopyChecked(method: String, member: String) async throws {
        let message = Self.message(method, .object([.init(member, "x:1")]))
        let wrong = try await send(.july2026, message, method: method) { $0.add("Mcp-Name", "x:2") }
        #expect(wrong.code == -32020)
        let right = try await send(.july2026, message, method: method) { $0.add("Mcp-Name", "x:1") }
        #expect(right.response.status == 404)
        #expect(right.code == -32601)
    }

    // MARK: Methods of other revisions

    @Test func initializeInAnEnvelopeIsAnUnknownMethod() async throws {
        let sent = try await send(.july2026, Self.message("initialize", [:]), method: "initialize")
        #expect(sent.response.status == 404)
        #expect(sent.code == -32601)
        #expect(sent.body?["error"]?["data"]?["supported"]?.strings == ["2026-07-28"])
    }

    @Test func initializeWithoutAnEnvelopeIsAnotherRevision() async throws {
        let message: JSON = [
            "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": ["protocolVersion": "2025-06-18"],
        ]
        let sent = try await send(.july2026, message, method: "initialize")
        #expect(sent.response.status == 400)
        #expect(sent.code == -32022)
        #expect(sent.body?["error"]?["data"]?["requested"]?.string == "2025-06-18")
    }

    @Test(arguments: [Revision.march2025, .june2025, .november2025])
    func aNotificationIsNeverAnswered(revision: Revision) async throws {
        let sent = try await send(revision, ["jsonrpc": "2.0", "method": "notifications/cancelled"])
        #expect(sent.response.status == 202)
        #expect(sent.response.body.isEmpty)
    }
}
