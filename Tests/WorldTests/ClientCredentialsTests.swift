import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// Client credentials: who may have a token in its own name, each rule shown refusing.
@Suite struct ClientCredentialsTests {
    /// A job that an administrator registered with a way of authentication.
    private func job(_ authentication: ClientAuthentication = .basic) -> Cast {
        var cast = WorldTests.cast(.july2026)
        let secret = [.basic, .post].contains(authentication) ? "demo-client-secret" : nil
        cast.client.software = "report"
        cast.client.registration = .preregistered
        cast.client.authentication = authentication
        cast.client.flow = .clientCredentials
        cast.client.stored = [StoredCredential(issuer: cast.authorization.issuer, clientID: "report", secret: secret)]
        cast.authorization.flows += [GrantType.clientCredentials]
        cast.authorization.preregistered = [
            PreregisteredClient(
                id: "report", secret: secret, authentication: authentication, grants: [GrantType.clientCredentials])
        ]
        return cast
    }

    private func refusal(_ cast: Cast) async throws -> (status: Int?, error: String?, trace: Trace) {
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        let response = trace.exchange("token-client-credentials")?.response
        let body = response.flatMap { try? JSON(parsing: $0.body) }
        return (response?.status, body?["error"]?.string, trace)
    }

    @Test(arguments: [ClientAuthentication.basic, .post, .privateKeyJWT])
    func theTokenNamesTheClientAndComesAlone(_ authentication: ClientAuthentication) async throws {
        let trace = try await play(.july2026, job(authentication)) { stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        #expect(trace.outcome == .success)
        #expect(!trace.exchanges.contains { $0.sender == "browser" || $0.kind == .registration })
        let body = try #require(
            trace.exchange("token-client-credentials")?.response.flatMap { try? JSON(parsing: $0.body) })
        #expect(body["refresh_token"] == nil)
        let token = try #require(body["access_token"]?.string.flatMap(CompactJWT.init))
        #expect(token.claims["sub"]?.string == "report")
        #expect(token.claims["aud"]?.string == "https://mcp.calendar.example/mcp")
    }

    @Test func anExpiredTokenIsAskedForAgain() async throws {
        let trace = try await play(.july2026, job()) { stage in
            try await stage.connect()
            stage.wait(seconds: 3700)
            try await stage.call("list_events")
        }
        #expect(trace.outcome == .success)
        #expect(trace.exchange("token-client-credentials-2")?.status == 200)
    }

    @Test func aClientWithoutCredentialsIsUnauthorized() async throws {
        var cast = job(.none)
        cast.faults["client"] = Faults()
        cast.faults["client"]?.ignored = ["ext-cc-metadata"]
        let (status, error, trace) = try await refusal(cast)
        #expect(status == 400)
        #expect(error == "unauthorized_client")
        #expect(trace.negative("ext-cc-auth-method", by: "authorization"))
    }

    @Test func aClientThatWasNotRegisteredForTheGrantIsUnauthorized() async throws {
        var cast = job()
        cast.authorization.preregistered[0].grants = ["authorization_code"]
        let (status, error, trace) = try await refusal(cast)
        #expect(status == 400)
        #expect(error == "unauthorized_client")
        #expect(trace.negative("token-grant-allowed", by: "authorization"))
    }

    @Test func aServerWithoutTheGrantSaysSo() async throws {
        var cast = job()
        cast.authorization.flows = ["authorization_code", "refresh_token"]
        let (status, error, _) = try await refusal(cast)
        #expect(status == 400)
        #expect(error == "unsupported_grant_type")
    }

    @Test func aScopeThatTheClientMayNotHaveIsInvalid() async throws {
        var cast = job()
        cast.authorization.grants = ["events.write"]
        let (status, error, trace) = try await refusal(cast)
        #expect(status == 400)
        #expect(error == "invalid_scope")
        #expect(trace.negative("token-scope-allowed", by: "authorization"))
    }

    @Test(arguments: [
        ("aud", JSON.string("https://mcp.calendar.example/mcp")), ("iss", "somebody"), ("exp", 1_000_000_000),
    ])
    func anAssertionWithAWrongClaimIsInvalidClient(_ claim: String, _ value: JSON) async throws {
        var cast = job(.privateKeyJWT)
        cast.client.assertion = [(claim, value)]
        let (status, error, trace) = try await refusal(cast)
        #expect(status == 401)
        #expect(error == "invalid_client")
        #expect(trace.outcome == .refused)
        #expect(trace.negative("token-client-authenticated", by: "authorization"))
    }

    @Test func anAssertionOfAnotherKeyIsInvalidClient() async throws {
        var cast = job(.privateKeyJWT)
        let forged = try DemoKeys.second.get().sign(
            type: "JWT",
            claims: ClientAssertion.claims(
                clientID: "report", audience: cast.authorization.issuer, now: 1_900_000_000, id: "a"))
        cast.faults["client"] = .sending("token-client-credentials", set: "client_assertion", to: forged)
        let (status, error, trace) = try await refusal(cast)
        #expect(status == 401)
        #expect(error == "invalid_client")
        #expect(trace.negative("token-client-authenticated/signature", by: "authorization"))
    }

    @Test func aServerThatDoesNotListTheMethodIsNotAsked() async throws {
        var cast = job()
        cast.authorization.clientAuthentication = [.none, .privateKeyJWT]
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.outcome == .refused)
        #expect(trace.exchange("token-client-credentials") == nil)
        #expect(trace.negative("ext-cc-metadata", by: "client"))
    }
}
