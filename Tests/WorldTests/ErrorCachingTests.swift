import Specs
import Testing
import Traces
import Wire

@testable import World

/// No error of any party may be kept by a cache, and none says what belongs to another answer.
@Suite struct ErrorCachingTests {
    /// One address of every host of the cast that answers with an error.
    static let errors = [
        "https://auth.example.com/nothing", "https://auth.example.com/.well-known/openid-configuration",
        "https://auth.example.com/token", "https://auth.example.com/authorize",
        "https://mcp.calendar.example/.well-known/nothing", "https://mcp.calendar.example/mcp",
        "https://client.example.com/nothing", "https://accounts.example.net/nothing",
        "https://api.scheduler.example/v1/nothing", "https://api.scheduler.example/v1/events",
        "http://169.254.169.254/nothing",
    ]

    private static var cast: Cast {
        var cast = WorldTests.cast(.july2026)
        cast.idp = .identityProvider
        cast.upstream = UpstreamKnobs()
        cast.services = [("internal", ServiceKnobs(url: "http://169.254.169.254/latest", text: "kept"))]
        return cast
    }

    @Test(arguments: errors)
    func everyErrorIsNoStore(_ address: String) async throws {
        let url = try #require(WebURL(address))
        var response: Response?
        _ = try await play(.july2026, Self.cast) { stage in
            response = await stage.send(
                Request(method: "GET", target: url.target, headers: ["Host": url.authority]), to: url)
        }
        let answer = try #require(response)
        #expect(answer.status >= 400)
        #expect(answer.headers.all("Cache-Control") == ["no-store"])
        if answer.status == 404 { #expect(answer.body == Answers.notFound.bytes) }
    }

    /// What a page says about a status changes the whole answer, for every kind and error.
    @Test(arguments: [403, 404, 429, 500, 503], ["as-metadata", "prm", "token-request", "registration"])
    func anAnswerThatIsBentIntoAnErrorKeepsNothingOfTheOther(_ status: Int, _ kind: String) async throws {
        var cast = WorldTests.cast(.july2026)
        cast.client.registration = .dynamic
        let party = kind == "prm" ? "server" : "authorization"
        let trace = try await play(
            .july2026, cast,
            fault: { faults in
                var change = Faults.Change()
                change.status = status
                var bent = Faults()
                bent.answers[kind] = change
                faults[party] = bent
            }
        ) { try await $0.connect() }
        let response = try #require(trace.exchanges.first { $0.kind.rawValue == kind }?.response)
        #expect(response.status == status)
        #expect(response.headers.all("Cache-Control") == ["no-store"])
        for name in ["WWW-Authenticate", "Location", "Set-Cookie", "Pragma"] { #expect(response.headers[name] == nil) }
        #expect(response.body == (status == 404 ? Answers.notFound.bytes : []))
    }

    @Test func aServiceAnswersWhoeverReachesIt() async throws {
        let url = try #require(WebURL("http://169.254.169.254/latest"))
        var response: Response?
        _ = try await play(.july2026, Self.cast) { stage in
            response = await stage.send(
                Request(method: "GET", target: url.target, headers: ["Host": url.authority]), to: url)
        }
        #expect(response?.status == 200)
        #expect(response?.headers["Content-Type"] == "text/plain")
        #expect(response.map { String(decoding: $0.body, as: UTF8.self) } == "kept\n")
    }

    /// RFC 7591 has no code for a registration that is not allowed.
    @Test func aClosedRegistrationSaysNoOAuthError() async throws {
        var cast = WorldTests.cast(.july2026)
        cast.client.registration = .dynamic
        cast.authorization.refusesDynamic = true
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        let response = try #require(trace.exchange("registration")?.response)
        #expect(response.status == 403)
        #expect(response.body.isEmpty)
    }
}
