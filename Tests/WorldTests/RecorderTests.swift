import Specs
import Testing
import Traces
import Wire

@testable import World

@Suite struct RecorderTests {
    /// `Stage.finish` throws where the two ends differ, so a finished run proves that they agree; this test makes sure
    /// that both ends were really recorded and that a difference would be noticed.
    @Test(arguments: Revision.allCases)
    func bothEndsAgreeByteByByte(_ revision: Revision) async throws {
        let stage = try await Stage(RunID(scenario: "ends", revision: revision), cast: cast(revision))
        try await stage.connect()
        try await stage.call("list_events")
        let slots = stage.run.recorder.snapshot
        #expect(slots.count >= 10)
        for slot in slots {
            #expect(!slot.sent.request.isEmpty && !slot.sent.response.isEmpty)
            #expect(slot.sent.request == slot.received.request)
            #expect(slot.sent.response == slot.received.response)
            #expect(slot.difference == nil)
            var changed = slot
            changed.received.response.append(0x20)
            #expect(changed.difference != nil)
        }
        _ = try await stage.finish(title: "ends", outcome: .success)
    }

    @Test func aLostAnswerKeepsBothViews() async throws {
        let trace = try await play(.july2026, fault: { $0["authorization"] = .dropping("token-request", .lost) }) {
            try await $0.connect()
        }
        let exchange = try #require(trace.exchange("token-request"))
        #expect(exchange.outcome == .failure(.lost))
        let answered = try #require(exchange.answered)
        #expect(answered.status == 200)
        #expect(String(decoding: answered.body, as: UTF8.self).contains("access_token"))
        #expect(trace.ledger.held(by: "authorization").contains(.accessToken))
        #expect(!trace.ledger.held(by: "client").contains(.accessToken))
        #expect(trace.outcome == .refused)
    }

    @Test func aRefusedConnectionCarriesNothing() async throws {
        let trace = try await play(.july2026, fault: { $0["authorization"] = .dropping("token-request", .refused) }) {
            try await $0.connect()
        }
        let exchange = try #require(trace.exchanges.last)
        #expect(exchange.kind == .tokenRequest)
        #expect(exchange.outcome == .failure(.refused))
        #expect(exchange.answered == nil)
        #expect(!trace.ledger.holdings.contains { $0.party == "authorization" && $0.value.kind == .codeVerifier })
    }

    @Test func aSilentPartyAnswersNothing() async throws {
        let trace = try await play(.july2026, fault: { $0["server"] = .dropping("prm", .silent) }) {
            try await $0.connect()
        }
        let exchange = try #require(trace.exchange("prm"))
        #expect(exchange.outcome == .failure(.silent))
        #expect(exchange.answered == nil)
    }

    @Test(arguments: Revision.allCases)
    func theSameSeedGivesTheSameBytes(_ revision: Revision) async throws {
        let first = try await play(revision, name: "seed") { try await $0.connect() }
        let second = try await play(revision, name: "seed") { try await $0.connect() }
        let other = try await play(revision, name: "other") { try await $0.connect() }
        #expect(first.json.text() == second.json.text())
        #expect(
            first.exchange("authorization-request")?.request.target
                != other.exchange("authorization-request")?.request.target)
    }

    @Test func headersKeepTheirOrderAndSpelling() async throws {
        let trace = try await play(.july2026) { try await $0.connect() }
        let request = try #require(trace.exchange("mcp-unauthenticated")?.request)
        #expect(
            request.headers.list.map(\.name) == [
                "Host", "User-Agent", "Accept", "MCP-Protocol-Version", "Mcp-Method", "Content-Type", "Content-Length",
            ])
        #expect(request.headers["X-Run"] == nil)
    }

    @Test func aWrittenTraceReadsBackTheSame() async throws {
        let trace = try await play(.november2025) { stage in
            try await stage.connect()
            try await stage.call("create_event")
        }
        let text = trace.json.text()
        let read = try Trace(parsing: Array(text.utf8))
        #expect(read == trace)
        #expect(read.json.text() == text)
    }

    @Test func childrenKnowTheirParent() async throws {
        let trace = try await play(.july2026) { try await $0.connect() }
        #expect(trace.exchange("cimd-fetch")?.parent == "authorization-request")
        #expect(trace.exchange("jwks")?.parent == "mcp-discover")
        #expect(trace.exchange("token-request")?.parent == nil)
    }
}
