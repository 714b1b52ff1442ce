import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// What the parties say of time, of the provider behind them, and of extensions.
@Suite struct ClientTimeTests {
    private static func cast(stopped: Int?) -> Cast {
        var cast = WorldTests.cast(.july2026)
        cast.client.flow = .clientCredentials
        cast.client.registration = .preregistered
        cast.client.authentication = .privateKeyJWT
        cast.client.clockStopped = stopped
        cast.client.stored = [StoredCredential(issuer: "https://auth.example.com", clientID: "job")]
        cast.authorization.flows.append(GrantType.clientCredentials)
        cast.authorization.preregistered = [
            PreregisteredClient(
                id: "job", authentication: .privateKeyJWT, grants: [GrantType.clientCredentials], redirectURIs: [])
        ]
        return cast
    }

    /// A clock that stopped writes `iat` and `exp` alike, a minute apart and both long past.
    @Test(arguments: [3600, 2 * 86400])
    func aStoppedClockIsPastInEveryClaim(_ ago: Int) async throws {
        let trace = try await play(.july2026, Self.cast(stopped: ago)) { try await $0.connect() }
        let exchange = try #require(trace.exchange("token-client-credentials"))
        #expect(exchange.status == 401)
        let form = Form(parsing: String(decoding: exchange.request.body, as: UTF8.self))
        let claims = try #require(form["client_assertion"].flatMap { CompactJWT($0) }?.claims)
        let issued = try #require(claims["iat"]?.int)
        let expires = try #require(claims["exp"]?.int)
        #expect(issued == trace.epoch - ago)
        #expect(expires == issued + 60)
        #expect(trace.negative("token-client-authenticated", by: "authorization"))
    }

    @Test func aClockThatGoesIsAccepted() async throws {
        let trace = try await play(.july2026, Self.cast(stopped: nil)) { try await $0.connect() }
        #expect(trace.outcome == .success)
    }

    /// The extension that the client uses is among the server's capabilities, under every revision that has it.
    @Test(arguments: [Revision.november2025, .july2026])
    func theServerNamesTheExtension(_ revision: Revision) async throws {
        let trace = try await play(revision, Self.cast(stopped: nil)) { try await $0.connect() }
        let kind: ExchangeKind = revision.isStateless ? .mcpDiscover : .mcpInitialize
        let answer = try #require(trace.exchanges.last { $0.kind == kind }?.response)
        let capabilities = try JSON(parsing: answer.body)["result"]?["capabilities"]
        #expect(capabilities?["extensions"]?["io.modelcontextprotocol/oauth-client-credentials"] != nil)
    }

    @Test func aServerWithoutTheExtensionNamesNone() async throws {
        let trace = try await play(.july2026) { try await $0.connect() }
        let answer = try #require(trace.exchanges.last { $0.kind == .mcpDiscover }?.response)
        #expect(try JSON(parsing: answer.body)["result"]?["capabilities"]?["extensions"] == nil)
    }

    /// The page of a server that lets a provider log people in: the client, what is asked for there, and the whole
    /// registered address (security best practices, Consent UI requirements).
    @Test func theConsentPageOfAProxySaysWhatItWillAskForAndWhereTheAnswerGoes() async throws {
        let trace = try await play(.july2026, ProviderTests.cast()) { try await $0.connect() }
        let request = try #require(trace.exchange("authorization-request"))
        let page = try #require(request.response.map { String(decoding: $0.body, as: UTF8.self) })
        let redirect = try #require(request.request.query["redirect_uri"])
        let asked = try #require(trace.exchange("upstream-authorization-request")?.request.query["scope"])
        #expect(page.contains("Calendar Desktop"))
        #expect(page.contains("<code>\(redirect)</code>"))
        for scope in asked.split(separator: " ") { #expect(page.contains("<li>\(scope)</li>")) }
        #expect(trace.decisions.contains { $0.finding.check == "proxy-consent-page" })
    }

    /// A demonstration takes no product's name.
    @Test func theBrowserNamesItself() async throws {
        let trace = try await play(.july2026) { try await $0.connect() }
        let agents = Set(
            trace.exchanges.filter { $0.sender == "browser" }.compactMap { $0.request.headers["User-Agent"] })
        #expect(agents == ["DemoBrowser/1.0"])
    }
}
