import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// Tokens that are bound to a key: what servers and client refuse (RFC 9449).
@Suite struct ProofTests {
    private func bound(_ change: (inout Cast) -> Void = { _ in }) -> Cast {
        var cast = WorldTests.cast(.july2026)
        cast.client.usesProofs = true
        cast.server.requiresProof = true
        change(&cast)
        return cast
    }

    private func challenge(_ response: Response?) -> Challenge? {
        response?.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first
    }

    @Test(arguments: [Revision.november2025, .july2026])
    func everyRequestHasAProofOfItsOwn(_ revision: Revision) async throws {
        let trace = try await play(revision, bound()) { stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        #expect(trace.outcome == .success)
        let proofs = trace.exchanges.compactMap { $0.request.headers["DPoP"] }
        #expect(proofs.count >= 4)
        #expect(Set(proofs.compactMap { CompactJWT($0)?.claims["jti"]?.string }).count == proofs.count)
        #expect(trace.exchange("mcp-tools-call")?.request.headers["Authorization"]?.hasPrefix("DPoP ") == true)
        #expect(challenge(trace.exchange("mcp-unauthenticated")?.response)?.scheme == "DPoP")
    }

    /// The token of a client without proofs is refused by a server that asks for them.
    @Test func aBearerTokenIsRefused() async throws {
        let trace = try await play(.july2026, bound { $0.client.usesProofs = false }) { try await $0.connect() }
        #expect(trace.outcome != .success)
        #expect(trace.exchange("mcp-invalid-token")?.status == 401)
        #expect(trace.negative("ext-dpop-rs-rejects/scheme", by: "server"))
    }

    /// A token, perhaps a proof, at the MCP server after a login.
    private func send(_ headers: @escaping (String) throws -> Headers) async throws -> (Response?, Trace) {
        let cast = bound()
        var response: Response?
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            response = await stage.post(
                to: cast.server.url, token: nil, revision: .july2026, headers: try headers(token))
        }
        return (response, trace)
    }

    private func proof(_ token: String, method: String = "POST", key: ECSigningKey) throws -> String {
        let url = try #require(WebURL("https://mcp.calendar.example/mcp"))
        return try DPoP.proof(
            .init(method: method, url: url, token: token), now: VirtualClock().seconds, id: "fresh", key: key)
    }

    @Test func aBoundTokenWithoutAProofIsRefused() async throws {
        let (response, trace) = try await send { ["Authorization": "DPoP " + $0] }
        #expect(response?.status == 401)
        #expect(challenge(response)?["error"] == "invalid_dpop_proof")
        #expect(trace.negative("ext-dpop-rs-rejects/form", by: "server"))
    }

    @Test func aBoundTokenAsBearerIsRefused() async throws {
        let (response, trace) = try await send { ["Authorization": "Bearer " + $0] }
        #expect(response?.status == 401)
        #expect(challenge(response)?["error"] == "invalid_token")
        #expect(trace.negative("ext-dpop-rs-rejects/scheme", by: "server"))
    }

    @Test func aProofOfAnotherKeyIsRefused() async throws {
        let (response, trace) = try await send { token in
            ["Authorization": "DPoP " + token, "DPoP": try proof(token, key: DemoKeys.otherProof.get())]
        }
        #expect(response?.status == 401)
        #expect(challenge(response)?["error"] == "invalid_token")
        #expect(trace.negative("ext-dpop-rs-rejects/key", by: "server"))
    }

    @Test func aProofForAnotherMethodIsRefused() async throws {
        let (response, trace) = try await send { token in
            ["Authorization": "DPoP " + token, "DPoP": try proof(token, method: "GET", key: DemoKeys.proof.get())]
        }
        #expect(response?.status == 401)
        #expect(trace.negative("ext-dpop-rs-rejects/method", by: "server"))
    }

    @Test func aProofIsTakenOnce() async throws {
        let cast = bound()
        var responses: [Int?] = []
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            let headers: Headers = [
                "Authorization": "DPoP " + token, "DPoP": try proof(token, key: DemoKeys.proof.get()),
            ]
            for _ in 0..<2 {
                responses.append(
                    await stage.post(to: cast.server.url, token: nil, revision: .july2026, headers: headers)?.status)
            }
        }
        #expect(responses == [200, 401])
        #expect(trace.negative("rs-dpop-once", by: "server"))
    }

    @Test func bothServersHandOutANonce() async throws {
        let cast = bound {
            $0.authorization.wantsNonce = true
            $0.server.wantsNonce = true
        }
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        #expect(trace.outcome == .success)
        let nonces = trace.exchanges.compactMap { $0.response?.headers["DPoP-Nonce"] }
        #expect(nonces.count == 2 && Set(nonces).count == 2)
        #expect(trace.exchange("token-request")?.status == 400)
        #expect(trace.exchange("mcp-invalid-token")?.status == 401)
    }

    /// A server that hands out a nonce for ever is not asked for ever.
    @Test func theClientRepeatsOnce() async throws {
        let cast = bound { $0.authorization.wantsNonce = true }
        let trace = try await play(.july2026, cast) { stage in
            stage.run.setFaults { book in
                var change = Faults.Change()
                change.headers = [("DPoP", "no proof")]
                var faults = Faults()
                faults.sends["token-request"] = change
                book.update("client", faults)
            }
            try await stage.connect()
        }
        #expect(trace.outcome == .refused)
        #expect(trace.exchange("token-request")?.status == 400)
        #expect(trace.exchange("token-request-2") == nil)
        #expect(trace.negative("as-dpop-proof/form", by: "authorization"))
    }

    @Test func aBoundRefreshTokenNeedsTheKey() async throws {
        var response: Response?
        let trace = try await play(.july2026, bound()) { stage in
            try await stage.connect()
            let refresh = try #require(try stage.newest(.refreshToken))
            response = await stage.form(
                [
                    "grant_type": "refresh_token", "refresh_token": refresh,
                    "client_id": "https://client.example.com/oauth/client.json",
                ], to: "https://auth.example.com/token")
        }
        #expect(response?.status == 400)
        #expect(trace.negative("as-dpop-refresh-bound", by: "authorization"))
    }

    /// A client that needs the binding does not take a bearer token in its place.
    @Test func anUnboundTokenIsDiscarded() async throws {
        let cast = bound()
        let trace = try await play(
            .july2026, cast,
            fault: { $0["authorization"] = .answering("token-request", set: "token_type", to: "Bearer") }
        ) { try await $0.connect() }
        #expect(trace.outcome == .refused)
        #expect(trace.negative("client-dpop-token-type", by: "client"))
        #expect(trace.exchange("mcp-discover") == nil)
    }

    /// Without the knobs nothing of this is on the wire.
    @Test func nobodySpeaksOfProofsUnasked() async throws {
        let trace = try await play(.july2026) { try await $0.connect() }
        #expect(!trace.exchanges.contains { $0.request.headers["DPoP"] != nil })
        let metadata = trace.exchange("as-metadata")?.response.flatMap { try? JSON(parsing: $0.body) }
        #expect(metadata?["dpop_signing_alg_values_supported"] == nil)
    }
}
