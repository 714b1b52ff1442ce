import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// RFC 9700 section 4.11.2: the person is authenticated before an error sends the browser anywhere.
@Suite struct LoginBeforeErrorTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var error: String
        var change: [(name: String, value: String?)]
        var testDescription: String { error + " " + change.map(\.name).joined() }
    }

    /// Every request that is wrong in something else than its client or its redirect URI.
    static let wrongs = [
        Wrong(error: "unsupported_response_type", change: [("response_type", "token")]),
        Wrong(error: "unsupported_response_type", change: [("response_type", "token")]),
        Wrong(error: "invalid_request", change: [("response_type", nil)]),
        Wrong(error: "invalid_request", change: [("code_challenge", nil)]),
        Wrong(error: "invalid_request", change: [("code_challenge_method", "plain")]),
        Wrong(error: "invalid_scope", change: [("scope", "no.such.scope")]),
        Wrong(error: "invalid_target", change: [("resource", "https://other.example/mcp")]),
    ]

    private static let redirect = "http://127.0.0.1/callback"

    private static func cast(_ ignored: Set<String> = []) -> Cast {
        var cast = WorldTests.cast(.july2026)
        cast.authorization.preregistered = [PreregisteredClient(id: "app")]
        var faults = Faults()
        faults.ignored = ignored
        cast.faults["authorization"] = faults
        return cast
    }

    private static func request(_ changes: [(name: String, value: String?)]) -> Request {
        var query: Form = [
            "response_type": "code", "client_id": "app", "redirect_uri": redirect, "state": "s1",
            "scope": "events.read", "code_challenge": PKCE.challenge(for: String(repeating: "v", count: 43)),
            "code_challenge_method": "S256", "resource": "https://mcp.calendar.example/mcp",
        ]
        for change in changes { query.set(change.name, change.value) }
        return Request(
            method: "GET", target: "/authorize?" + query.encoded, headers: ["Host": "auth.example.com"])
    }

    private func answer(_ changes: [(name: String, value: String?)], _ cast: Cast = cast()) async throws -> Response {
        var found: Response?
        let url = try #require(WebURL("https://auth.example.com/authorize"))
        _ = try await play(.july2026, cast) { found = await $0.send(LoginBeforeErrorTests.request(changes), to: url) }
        return try #require(found)
    }

    @Test(arguments: wrongs)
    func aWrongRequestGetsALoginPageAndNoRedirect(_ wrong: Wrong) async throws {
        let response = try await answer(wrong.change)
        #expect(response.status == 200)
        #expect(response.headers["Location"] == nil)
        #expect(String(decoding: response.body, as: UTF8.self).contains("type=\"password\""))
        #expect(String(decoding: response.body, as: UTF8.self).contains("cannot be granted"))
    }

    @Test(arguments: wrongs)
    func afterTheLoginTheErrorGoesBackWithTheState(_ wrong: Wrong) async throws {
        var answers: [Response] = []
        let base = try #require(WebURL("https://auth.example.com/"))
        let trace = try await play(.july2026, Self.cast()) { stage in
            guard let page = await stage.send(Self.request(wrong.change), to: base) else { return }
            let text = String(decoding: page.body, as: UTF8.self)
            let hidden = HTMLForm.all(in: text).first?.hidden.first { $0.name == "form_token" }?.value
            let cookie = page.headers["Set-Cookie"].map { String($0.prefix { $0 != ";" }) }
            let form: Form = ["form_token": hidden ?? "", "username": "person", "password": "demo-password-1"]
            if let back = await stage.form(
                form, to: "https://auth.example.com/login", headers: ["Cookie": cookie ?? ""])
            {
                answers.append(back)
            }
        }
        let back = try #require(answers.first)
        #expect(back.status == 303)
        let location = try #require(back.headers["Location"].flatMap(WebURL.init))
        #expect(location.form["error"] == wrong.error)
        #expect(location.form["state"] == "s1")
        #expect(location.form["code"] == nil)
        #expect(location.form["iss"] == "https://auth.example.com")
        #expect(trace.negative("as-login-before-redirect", by: "authorization"))
    }

    @Test(arguments: wrongs)
    func withTheCheckSwitchedOffTheErrorGoesBackAtOnce(_ wrong: Wrong) async throws {
        let response = try await answer(wrong.change, Self.cast(["as-login-before-redirect"]))
        #expect(response.status == 303)
        #expect(response.headers["Location"].flatMap(WebURL.init)?.form["error"] == wrong.error)
    }

    /// Client and redirect URI: such an error never goes back, whether or not somebody is logged in (RFC 6749 section
    /// 4.1.2.1).
    @Test(
        arguments: [
            [("client_id", "nobody")], [("client_id", nil)], [("redirect_uri", "https://elsewhere.example/")],
            [("redirect_uri", "no address")], [("client_id", "nobody"), ("scope", "no.such.scope")],
            [("redirect_uri", "https://elsewhere.example/"), ("response_type", "token")],
        ] as [[(name: String, value: String?)]])
    func errorsOfClientAndRedirectURINeverRedirect(_ changes: [(name: String, value: String?)]) async throws {
        for ignored in [[], ["as-login-before-redirect"]] as [Set<String>] {
            let response = try await answer(changes, Self.cast(ignored))
            #expect(response.status == 400)
            #expect(response.headers["Location"] == nil)
            #expect(response.headers["Cache-Control"] == "no-store")
        }
    }

    /// Who logs people in at a provider knows nobody, and does not send them there with a request that is wrong.
    @Test(arguments: wrongs)
    func aProxyShowsAnErrorPage(_ wrong: Wrong) async throws {
        var cast = Self.cast()
        cast.idp = .identityProvider
        cast.authorization.loginBy = "idp"
        let response = try await answer(wrong.change, cast)
        #expect(response.status == 400)
        #expect(response.headers["Location"] == nil)
    }
}
