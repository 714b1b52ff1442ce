import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// An authorization server that lets another provider log people in, and what it refuses on the way.
@Suite struct ProviderTests {
    static func cast(_ answers: [PersonKnobs.Answer] = [.approve]) -> Cast {
        var cast = WorldTests.cast(.july2026)
        cast.idp = .identityProvider
        cast.authorization.loginBy = "idp"
        cast.person.consent = answers
        return cast
    }

    @Test(arguments: [Revision.june2025, .november2025, .july2026])
    func theQuestionComesBeforeTheDetour(_ revision: Revision) async throws {
        let trace = try await play(revision, Self.cast()) { try await $0.connect() }
        let kinds = trace.exchanges.map(\.kind).filter { $0 != .cimdFetch && $0 != .registration }
        let start = try #require(kinds.firstIndex(of: .authorizationRequest))
        #expect(
            Array(kinds[start...].prefix(9)) == [
                .authorizationRequest, .consent, .upstreamAuthorizationRequest, .idpLogin, .idpConsent,
                .upstreamAuthorizationResponse, .upstreamTokenRequest, .authorizationResponse, .tokenRequest,
            ])
        #expect(trace.outcome == .success)
        #expect(trace.party("idp")?.role == .idp)
        #expect(trace.decisions.filter(\.isNegative).isEmpty)
        let state = try #require(trace.exchange("upstream-authorization-request")?.request.query["state"])
        let created = try #require(trace.decisions.first { $0.values.contains { $0.text == state } })
        #expect(created.during == "consent", "the state for the provider is made after consent")
    }

    @Test func aNoOnTheOwnPageLeadsBackWithoutADetour() async throws {
        let trace = try await play(.july2026, Self.cast([.deny])) { try await $0.connect() }
        #expect(trace.negative("proxy-per-client-consent", by: "authorization"))
        #expect(!trace.exchanges.contains { $0.kind == .upstreamAuthorizationRequest })
        #expect(trace.exchange("authorization-response")?.request.query["error"] == "access_denied")
        #expect(trace.outcome == .denied)
    }

    @Test func aClientAllowedOnceIsNotAskedAboutAgain() async throws {
        let trace = try await play(.july2026, Self.cast()) { stage in
            try await stage.connect()
            try await stage.connect()
        }
        #expect(trace.exchanges.filter { $0.kind == .consent }.count == 1)
        #expect(trace.exchanges.filter { $0.kind == .idpConsent }.count == 1)
        #expect(trace.exchanges.filter { $0.kind == .upstreamAuthorizationRequest }.count == 2)
    }

    @Test func aMadeUpStateIsRefused() async throws {
        var response: Response?
        let trace = try await play(.july2026, Self.cast()) { stage in
            try await stage.connect()
            response = await stage.get("https://auth.example.com/callback?code=c&state=made-up")
        }
        #expect(response?.status == 400)
        #expect(trace.negative("proxy-state-after-consent", by: "authorization"))
    }

    @Test func anotherBrowserCannotFinishTheLogin() async throws {
        var response: Response?
        let trace = try await play(.july2026, Self.cast()) { stage in
            try await stage.connect(until: [.upstreamAuthorizationRequest])
            let record = try stage.run.recorder.record()
            let state = try #require(record.exchanges.last?.request.query["state"])
            response = await stage.get("https://auth.example.com/callback?code=c&state=" + state)
        }
        #expect(response?.status == 400)
        #expect(trace.negative("proxy-state-after-consent", by: "authorization"))
        #expect(!trace.exchanges.contains { $0.kind == .upstreamTokenRequest })
    }

    @Test(arguments: ["iss", "aud", "exp"]) func anIDTokenForSomebodyElseIsRefused(claim: String) async throws {
        var claims: JSON = [
            "iss": "https://accounts.example.net", "sub": "person", "aud": "calendar-proxy", "exp": 4_000_000_000,
        ]
        claims[claim] = claim == "exp" ? 1 : "https://other.example"
        let token = try DemoKeys.authorization.get().sign(type: "JWT", claims: claims)
        let trace = try await play(
            .july2026, Self.cast(),
            fault: { $0["idp"] = .answering("upstream-token-request", set: "id_token", to: token) }
        ) { try await $0.connect() }
        #expect(trace.negative("proxy-id-token", by: "authorization"))
        #expect(trace.exchange("authorization-response")?.request.query["error"] == "server_error")
        #expect(trace.exchange("token-request") == nil)
    }

    @Test func aWrongSecretIsRefusedByTheProvider() async throws {
        var response: Response?
        _ = try await play(.july2026, Self.cast()) { stage in
            try await stage.connect()
            let record = try stage.run.recorder.record()
            let request = try #require(record.exchanges.first { $0.kind == .upstreamTokenRequest }?.request)
            let form = Form(parsing: String(decoding: request.body, as: UTF8.self))
            response = await stage.form(
                form, to: "https://accounts.example.net/token",
                headers: ["Authorization": BasicCredentials(user: "calendar-proxy", password: "guessed").header])
        }
        #expect(response?.status == 401)
    }
}

extension Stage {
    func get(_ address: String) async -> Response? {
        guard let url = WebURL(address) else { return nil }
        return await send(Request(method: "GET", target: url.target, headers: ["Host": url.authority]), to: url)
    }
}
