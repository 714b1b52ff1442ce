import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// How the authorization endpoint reads its parameters, and where its errors go.
@Suite(.serialized) struct AuthorizationParameterTests {
    private static let good: Form = [
        "response_type": "code", "client_id": "app", "redirect_uri": ParameterTests.redirectURI, "state": "s",
        "code_challenge": PKCE.challenge(for: String(repeating: "v", count: 43)), "code_challenge_method": "S256",
    ]

    private static func changed(_ name: String, _ value: String?) -> Form {
        var form = good
        form.set(name, value)
        return form
    }

    /// The answer to an authorization request, and where it leads once the person has logged in and agreed.
    private func ask(_ query: String) async throws -> (first: Response, end: Form?, trace: Trace) {
        var end: Form?
        let (first, trace) = try await ParameterTests.answer { stage in
            let url = try #require(WebURL(ParameterTests.issuer + "/authorize?" + query))
            let first = await stage.send(
                Request(method: "GET", target: url.target, headers: ["Host": url.authority]), to: url)
            end = try await follow(first, stage)
            return first
        }
        return (first, end, trace)
    }

    /// Fills in the forms until a redirect leads away.
    private func follow(_ first: Response?, _ stage: Stage) async throws -> Form? {
        var response = first
        var cookies: [String] = []
        for _ in 0..<4 {
            guard let answer = response else { return nil }
            if let location = answer.headers["Location"] { return WebURL(location)?.form }
            cookies += answer.headers.all("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
            guard let form = HTMLForm.all(in: String(decoding: answer.body, as: UTF8.self)).first,
                let token = form.hidden.first(where: { $0.name == "form_token" })?.value
            else { return nil }
            let isLogin = String(decoding: answer.body, as: UTF8.self).contains("name=\"password\"")
            let fields: Form =
                isLogin
                ? ["form_token": token, "username": "person", "password": "demo-password-1"]
                : ["form_token": token, "decision": "approve"]
            response = try await ParameterTests.post(
                isLogin ? "/login" : "/consent", fields.encoded, ["Cookie": cookies.joined(separator: "; ")], on: stage)
        }
        return nil
    }

    @Test(arguments: [
        good.encoded + "&client_id=app", good.encoded + "&redirect_uri=https%3A%2F%2Fevil.example%2F",
        changed("client_id", "").encoded, changed("client_id", nil).encoded, changed("client_id", "nobody").encoded,
        changed("redirect_uri", "https://evil.example/").encoded,
        changed("redirect_uri", "http://127.0.0.1/other").encoded,
        "response_type=code&client_id=two", "response_type=code&client_id=two&redirect_uri=",
    ])
    func errorsAboutClientAndRedirectLeadNowhere(query: String) async throws {
        let (first, end, trace) = try await ask(query)
        #expect(first.status == 400)
        #expect(first.headers.mediaType == "text/html")
        #expect(end == nil)
        #expect(trace.decisions.contains { $0.isNegative })
    }

    @Test(arguments: ["response_type", "scope", "code_challenge", "code_challenge_method", "unknown"])
    func aRepeatedParameterGoesBackAsInvalidRequest(name: String) async throws {
        let query = Self.good.encoded + "&\(name)=x&\(name)=y"
        let (_, end, trace) = try await ask(query)
        #expect(end?["error"] == "invalid_request")
        #expect(end?["error_description"]?.contains(name) == true)
        #expect(end?["state"] == "s")
        #expect(end?["code"] == nil)
        #expect(trace.negative("as-parameter-once", by: "authorization"))
    }

    @Test func ofTwoStatesNeitherGoesBack() async throws {
        let (_, end, _) = try await ask(Self.good.encoded + "&state=t")
        #expect(end?["error"] == "invalid_request")
        #expect(end?["state"] == nil)
    }

    @Test func parametersWithoutAValueAreLeftOut() async throws {
        var query = Self.good
        query.set("redirect_uri", "")
        query.set("state", "")
        query.fields += [.init("resource", ""), .init("scope", ""), .init("scope", ""), .init("nonce", "")]
        let (first, end, _) = try await ask(query.encoded)
        #expect(first.status == 200)
        #expect(end?["code"] != nil)
        #expect(end?["state"] == nil)
    }

    @Test(arguments: [
        ("response_type", nil, "invalid_request"), ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"), ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"), ("code_challenge_method", "S1", "invalid_request"),
        ("scope", "nonsense", "invalid_scope"), ("resource", "https://other.example/", "invalid_target"),
    ])
    func otherErrorsGoBack(name: String, value: String?, error: String) async throws {
        let (_, end, _) = try await ask(Self.changed(name, value).encoded)
        #expect(end?["error"] == error)
        #expect(end?["state"] == "s")
    }

    @Test func aClientWithoutTheCodeGrantIsUnauthorized() async throws {
        let (_, end, trace) = try await ask(
            Self.changed("client_id", "job").encoded)
        #expect(end?["error"] == "unauthorized_client")
        #expect(trace.negative("token-grant-allowed", by: "authorization"))
    }

    @Test(arguments: ["/login", "/consent"]) func pagesTakeNothingButTheirForm(path: String) async throws {
        for (type, body) in [
            ("text/plain", "form_token=x"), ("application/x-www-form-urlencoded", "form_token=x&form_token=y"),
        ] {
            let (response, trace) = try await ParameterTests.answer { stage in
                try await ParameterTests.post(path, body, type: type, on: stage)
            }
            #expect(response.status == 400)
            #expect(trace.negative(type == "text/plain" ? "as-own-form" : "as-parameter-once", by: "authorization"))
        }
    }
}
