import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// Grants that an identity provider or a platform has signed: what each party refuses.
@Suite struct IdentityTests {
    private func enterprise(_ change: (inout Cast) -> Void = { _ in }) -> Cast {
        var cast = WorldTests.cast(.july2026)
        cast.assertionIssuer = IdentityKnobs()
        cast.client.registration = .preregistered
        cast.client.authentication = .basic
        cast.client.flow = .idJAG
        cast.client.stored = [
            StoredCredential(issuer: cast.authorization.issuer, clientID: "desktop", secret: "demo-client-secret")
        ]
        cast.authorization.preregistered = [
            PreregisteredClient(
                id: "desktop", secret: "demo-client-secret", authentication: .basic, grants: [GrantType.jwtBearer])
        ]
        cast.authorization.flows.append(GrantType.jwtBearer)
        cast.authorization.trusts = ["idp"]
        change(&cast)
        return cast
    }

    private func workload(_ change: (inout Cast) -> Void = { _ in }) -> Cast {
        enterprise {
            $0.assertionIssuer?.plays = .workload
            $0.client.flow = .jwtBearer
            $0.client.authentication = .none
            $0.client.stored = [StoredCredential(issuer: $0.authorization.issuer, clientID: "job")]
            $0.authorization.preregistered = [
                PreregisteredClient(
                    id: "job", grants: [GrantType.jwtBearer], subject: IdentityKnobs().workload)
            ]
            change(&$0)
        }
    }

    private func error(_ trace: Trace, at id: String) -> String? {
        trace.exchange(id)?.response.flatMap { try? JSON(parsing: $0.body) }?["error"]?.string
    }

    @Test func theGrantBecomesATokenForThePersonAndTheServer() async throws {
        let trace = try await play(.july2026, enterprise()) { stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        #expect(trace.outcome == .success)
        #expect(!trace.exchanges.contains { $0.kind == .authorizationRequest || $0.kind == .consent })
        let body = trace.exchange("token-jwt-bearer")?.response.flatMap { try? JSON(parsing: $0.body) }
        let token = try #require(body?["access_token"]?.string.flatMap(CompactJWT.init))
        #expect(token.claims["sub"]?.string == "person")
        #expect(token.claims["aud"]?.string == "https://mcp.calendar.example/mcp")
        #expect(body?["refresh_token"] == nil)
        #expect(trace.party("idp")?.role == .idp)
    }

    @Test func thePolicyEndsItAtTheIdentityProvider() async throws {
        let trace = try await play(.july2026, enterprise { $0.assertionIssuer?.allows = false }) {
            try await $0.connect()
        }
        #expect(trace.outcome == .refused)
        #expect(error(trace, at: "token-exchange") == "invalid_target")
        #expect(trace.negative("idp-policy", by: "idp"))
        #expect(trace.exchange("token-jwt-bearer") == nil)
    }

    @Test func anUntrustedIssuerIsRefusedBeforeItsKeysAreFetched() async throws {
        let trace = try await play(.july2026, enterprise { $0.authorization.trusts = [] }) { try await $0.connect() }
        #expect(error(trace, at: "token-jwt-bearer") == "invalid_grant")
        #expect(trace.negative("as-assertion-issuer", by: "authorization"))
        #expect(trace.exchange("jwks") == nil)
    }

    @Test(arguments: [
        ("aud", "https://auth.tasks.example", "ext-ema-id-jag-aud"), ("client_id", "another", "ext-ema-id-jag-client"),
        ("typ", "JWT", "ext-ema-id-jag-typ"), ("resource", "https://mcp.tasks.example/mcp", "token-resource-granted"),
    ])
    func aGrantForSomebodyElseIsRefused(_ name: String, _ value: String, _ check: String) async throws {
        let cast = enterprise { $0.assertionIssuer?.assertion = [(name, .string(value))] }
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.outcome == .refused)
        #expect(trace.exchange("token-jwt-bearer")?.status == 400)
        #expect(trace.negative(check, by: "authorization"))
        #expect(trace.exchange("token-exchange-2") == nil)
    }

    @Test func aClientThatWasNotRegisteredForTheGrantIsUnauthorized() async throws {
        let cast = enterprise { $0.authorization.preregistered[0].grants = ["authorization_code"] }
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(error(trace, at: "token-jwt-bearer") == "unauthorized_client")
        #expect(trace.negative("token-grant-allowed", by: "authorization"))
    }

    @Test func anIdentityTokenOfAnotherClientIsNotExchanged() async throws {
        let cast = enterprise {
            let foreign = try? DemoKeys.identity.get().sign(
                type: "JWT",
                claims: [
                    "iss": "https://login.company.example", "sub": "person", "aud": "another", "exp": 1_900_000_000,
                ])
            $0.faults["client"] = .sending("token-exchange", set: "subject_token", to: foreign ?? "")
        }
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(error(trace, at: "token-exchange") == "invalid_grant")
        #expect(trace.negative("idp-subject-token-audience", by: "idp"))
    }

    @Test func aWrongSecretAtTheIdentityProviderIsInvalidClient() async throws {
        var change = Faults.Change()
        change.headers = [("Authorization", BasicCredentials(user: "calendar-sso", password: "wrong").header)]
        var faults = Faults()
        faults.sends["token-exchange"] = change
        let trace = try await play(.july2026, enterprise { $0.faults["client"] = faults }) { try await $0.connect() }
        #expect(trace.exchange("token-exchange")?.status == 401)
        #expect(error(trace, at: "token-exchange") == "invalid_client")
    }

    @Test func anAnswerThatIsNoGrantIsNotUsed() async throws {
        let cast = enterprise {
            $0.faults["idp"] = .answering(
                "token-exchange", set: "issued_token_type", to: "urn:ietf:params:oauth:token-type:access_token")
        }
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.negative("ext-ema-token-exchange-response", by: "client"))
        #expect(trace.exchange("token-jwt-bearer") == nil)
    }

    @Test func aProgramIsKnownByWhereItRuns() async throws {
        let trace = try await play(.july2026, workload()) { stage in
            try await stage.connect()
            try await stage.call("list_events")
        }
        #expect(trace.outcome == .success)
        #expect(
            trace.exchanges.allSatisfy {
                $0.sender != "browser" && $0.request.headers["Authorization"]?.hasPrefix("Basic ") != true
            })
    }

    @Test(arguments: [("aud", "https://a.example"), ("sub", "spiffe://company.example/other")])
    func aRefusedProgramAsksOnce(_ name: String, _ value: String) async throws {
        let cast = workload { $0.assertionIssuer?.assertion = [(name, .string(value))] }
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.outcome == .refused)
        #expect(error(trace, at: "token-jwt-bearer") == "invalid_grant")
        #expect(trace.exchanges.count { $0.origin == "https://auth.example.com" && $0.request.method == "POST" } == 1)
    }
}
