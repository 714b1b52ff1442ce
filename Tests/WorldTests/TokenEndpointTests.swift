import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// The rules of the token endpoint, each shown refusing.
@Suite struct TokenEndpointTests {
    /// A flow up to its tokens, then one more form at the token endpoint; gives its error and the trace.
    private func after(
        _ revision: Revision = .july2026, _ given: Cast? = nil, _ change: (inout Form, Stage) async throws -> Void
    ) async throws -> (response: Response, trace: Trace) {
        var response: Response?
        let trace = try await play(revision, given) { stage in
            try await stage.connect()
            let record = try stage.run.recorder.record()
            let request = try #require(record.exchanges.first { $0.kind == .tokenRequest }?.request)
            var form = Form(parsing: String(decoding: request.body, as: UTF8.self))
            try await change(&form, stage)
            response = await stage.form(form, to: "https://auth.example.com/token")
        }
        return (try #require(response), trace)
    }

    private func error(_ response: Response) -> String? { (try? JSON(parsing: response.body))?["error"]?.string }

    @Test func aCodeIsSpentOnceAndTheFamilyDies() async throws {
        var refreshed: Response?
        let (response, trace) = try await after { form, stage in
            _ = await stage.form(form, to: "https://auth.example.com/token")
            let refresh = try #require(try stage.newest(.refreshToken))
            refreshed = await stage.form(
                ["grant_type": "refresh_token", "refresh_token": refresh, "client_id": form["client_id"] ?? ""],
                to: "https://auth.example.com/token")
        }
        #expect(response.status == 400)
        #expect(error(response) == "invalid_grant")
        #expect(trace.negative("token-code-single-use", by: "authorization"))
        #expect(refreshed.flatMap(error) == "invalid_grant")
        #expect(trace.negative("token-code-replay-revokes", by: "authorization"))
    }

    @Test func anUnknownCodeIsInvalidGrant() async throws {
        let (response, trace) = try await after { form, _ in form.set("code", "made-up") }
        #expect(response.status == 400)
        #expect(error(response) == "invalid_grant")
        #expect(trace.negative("token-code-known", by: "authorization"))
    }

    @Test func anUnknownGrantTypeIsUnsupported() async throws {
        let (response, trace) = try await after { form, _ in form.set("grant_type", "password") }
        #expect(response.status == 400)
        #expect(error(response) == "unsupported_grant_type")
        #expect(trace.negative("token-grant-type-supported", by: "authorization"))
    }

    @Test func aMissingGrantTypeIsAnInvalidRequest() async throws {
        let (response, _) = try await after { form, _ in form.fields.removeAll { $0.name == "grant_type" } }
        #expect(response.status == 400)
        #expect(error(response) == "invalid_request")
    }

    @Test func anUnknownClientIsInvalidClient() async throws {
        let (response, trace) = try await after { form, _ in form.set("client_id", "nobody") }
        #expect(response.status == 401)
        #expect(error(response) == "invalid_client")
        #expect(trace.negative("as-client-known", by: "authorization"))
    }

    @Test func aRotatedRefreshTokenIsInvalidGrant() async throws {
        let (response, trace) = try await after { form, stage in
            let first = try #require(try stage.newest(.refreshToken))
            form = ["grant_type": "refresh_token", "refresh_token": first, "client_id": form["client_id"] ?? ""]
            let rotated = await stage.form(form, to: "https://auth.example.com/token")
            #expect(rotated?.status == 200)
        }
        #expect(response.status == 400)
        #expect(error(response) == "invalid_grant")
        #expect(trace.negative("refresh-rotation/unused", by: "authorization"))
    }

    @Test func aWiderScopeAtRefreshIsInvalidScope() async throws {
        let (response, trace) = try await after { form, stage in
            form = [
                "grant_type": "refresh_token", "refresh_token": try #require(try stage.newest(.refreshToken)),
                "client_id": form["client_id"] ?? "", "scope": "events.read events.write",
            ]
        }
        #expect(response.status == 400)
        #expect(error(response) == "invalid_scope")
        #expect(trace.negative("refresh-scope-not-wider", by: "authorization"))
    }

    @Test func anotherResourceIsInvalidTarget() async throws {
        let (response, trace) = try await after { form, stage in
            form = [
                "grant_type": "refresh_token", "refresh_token": try #require(try stage.newest(.refreshToken)),
                "client_id": form["client_id"] ?? "", "resource": "https://mcp.other.example/mcp",
            ]
        }
        #expect(response.status == 400)
        #expect(error(response) == "invalid_target")
        #expect(trace.negative("token-invalid-target", by: "authorization"))
    }

    @Test(arguments: [ClientAuthentication.basic, .post])
    func aWrongSecretIsInvalidClientWithStatus401(_ method: ClientAuthentication) async throws {
        var cast = WorldTests.cast(.july2026)
        cast.client.registration = .dynamic
        cast.client.authentication = method
        if method == .post {
            cast.faults["client"] = .sending("token-request", set: "client_secret", to: "wrong")
        } else {
            var change = Faults.Change()
            change.headers = [("Authorization", BasicCredentials(user: "somebody", password: "wrong").header)]
            var faults = Faults()
            faults.sends["token-request"] = change
            cast.faults["client"] = faults
        }
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        let exchange = try #require(trace.exchange("token-request"))
        #expect(exchange.status == 401)
        #expect(exchange.response.flatMap(error) == "invalid_client")
        // Whichever way was tried: a 401 without a challenge is none (RFC 9110 section 15.5.2).
        #expect(exchange.response?.headers["WWW-Authenticate"]?.hasPrefix("Basic ") ?? false)
    }

    @Test func anAssertionSignedByAnotherKeyIsInvalidClient() async throws {
        var cast = WorldTests.cast(.july2026)
        cast.client.authentication = .privateKeyJWT
        let forged = try DemoKeys.second.get().sign(
            type: "JWT", claims: ["iss": "https://client.example.com/oauth/client.json", "exp": 1_900_000_000])
        cast.faults["client"] = .sending("token-request", set: "client_assertion", to: forged)
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.exchange("token-request")?.status == 401)
        #expect(trace.negative("cimd-private-key-jwt-keys", by: "authorization"))
    }

    @Test func aCodeThatWaitedTooLongIsInvalidGrant() async throws {
        var cast = WorldTests.cast(.july2026)
        cast.authorization.codeLifetime = 0
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.exchange("token-request")?.status == 400)
        #expect(trace.negative("token-code-lifetime", by: "authorization"))
    }

    @Test(arguments: [false, true]) func aRevokedAccessTokenEndsWhereTheServerAsks(asks: Bool) async throws {
        var cast = WorldTests.cast(.july2026)
        cast.server.introspects = asks
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            try await stage.revoke(refreshToken: false)
            try await stage.call("list_events")
        }
        #expect(trace.exchange("revocation")?.status == 200)
        #expect(trace.negative("rs-invalid-token-401/active", by: "server") == asks)
        #expect((trace.exchange("token-refresh")?.status == 200) == asks, "the grant stands")
        #expect(trace.exchange("mcp-tools-call")?.status == 200)
    }

    @Test(arguments: [ValueKind.accessToken, .refreshToken])
    func anotherClientCannotRevokeAToken(kind: ValueKind) async throws {
        var cast = WorldTests.cast(.july2026)
        cast.server.introspects = true
        cast.authorization.preregistered = [PreregisteredClient(id: "stranger")]
        let trace = try await play(.july2026, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(kind))
            let answer = await stage.form(
                ["token": token, "client_id": "stranger"], to: "https://auth.example.com/revoke")
            #expect(answer?.status == 400)
            try await stage.call("list_events")
            try await stage.refresh()
        }
        #expect(trace.negative("revocation-own-token", by: "authorization"))
        #expect(!trace.negative("rs-invalid-token-401/active", by: "server"))
        #expect(trace.exchange("token-refresh")?.status == 200)
    }

    @Test func revocationAnswers200EvenForUnknownTokens() async throws {
        var responses: [Int?] = []
        let (_, trace) = try await after { form, stage in
            let client = form["client_id"] ?? ""
            responses.append(
                await stage.form(["token": "unknown", "client_id": client], to: "https://auth.example.com/revoke")?
                    .status)
            let refresh = try #require(try stage.newest(.refreshToken))
            responses.append(
                await stage.form(["token": refresh, "client_id": client], to: "https://auth.example.com/revoke")?.status
            )
            form = ["grant_type": "refresh_token", "refresh_token": refresh, "client_id": client]
        }
        #expect(responses == [200, 200])
        #expect(trace.exchange("token-refresh")?.status == 400)
    }
}
