import Specs
import Testing
import Traces
import Wire

@testable import World

/// Registration confirms what holds, and refuses the rest by name (RFC 7591 sections 2 and 3.2).
@Suite(.serialized) struct RegistrationTests {
    private static let uri = "http://127.0.0.1:5000/cb"

    private func register(
        _ body: JSON, type: String? = "application/json", _ change: (inout Cast) -> Void = { _ in }
    ) async throws -> (response: Response, body: JSON, trace: Trace) {
        try await register(text: body.text(), type: type, change)
    }

    private func register(
        text: String, type: String? = "application/json", _ change: (inout Cast) -> Void = { _ in }
    ) async throws -> (response: Response, body: JSON, trace: Trace) {
        var cast = ParameterTests.cast
        change(&cast)
        let (response, trace) = try await ParameterTests.answer(cast) { stage in
            try await ParameterTests.post("/register", text, type: type, on: stage)
        }
        return (response, try JSON(parsing: response.body), trace)
    }

    @Test func everyDefaultIsStated() async throws {
        let (response, body, _) = try await register(["redirect_uris": [.string(Self.uri)]])
        #expect(response.status == 201)
        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(body["grant_types"]?.strings == ["authorization_code"])
        #expect(body["response_types"]?.strings == ["code"])
        #expect(body["token_endpoint_auth_method"]?.string == "client_secret_basic")
        #expect(body["application_type"]?.string == "web")
        #expect(body["client_secret"] != nil && body["client_secret_expires_at"]?.int == 0)
    }

    @Test func onlyWhatHoldsIsConfirmed() async throws {
        let (response, body, _) = try await register([
            "redirect_uris": [.string(Self.uri)], "scope": "events.read admin",
            "grant_types": ["authorization_code", "refresh_token", "password", "implicit"],
            "response_types": ["code", "token"], "token_endpoint_auth_method": "none", "something": "else",
        ])
        #expect(response.status == 201)
        #expect(body["grant_types"]?.strings == ["authorization_code", "refresh_token"])
        #expect(body["response_types"]?.strings == ["code"])
        #expect(body["scope"]?.string == "events.read")
        #expect(body["something"] == nil && body["client_secret"] == nil)
    }

    @Test func aClientThatActsForItselfHasNoResponseTypes() async throws {
        let (response, body, _) = try await register(["grant_types": ["client_credentials"]])
        #expect(response.status == 201)
        #expect(body["response_types"]?.strings == [])
        #expect(body["redirect_uris"] == nil)
    }

    @Test(
        arguments: [
            (["grant_types": ["password"]], "grant_types"), (["grant_types": ["refresh_token"]], "grant_types"),
            (["grant_types": []], "grant_types"), (["grant_types": "authorization_code"], "grant_types"),
            (["grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"], "grant_types"),
            (["response_types": ["token"]], "response_types"), (["response_types": []], "response_types"),
            (["grant_types": ["client_credentials"], "response_types": ["code"]], "response_types"),
            (["token_endpoint_auth_method": "tls_client_auth"], "token_endpoint_auth_method"),
            (["token_endpoint_auth_method": 1], "token_endpoint_auth_method"),
            (["token_endpoint_auth_method": "private_key_jwt"], "private_key_jwt needs jwks or jwks_uri"),
            (["jwks": ["keys": []], "jwks_uri": "https://app.example/jwks"], "must not both be present"),
            (["jwks": "none"], "jwks"), (["jwks_uri": "http://app.example/jwks"], "jwks_uri"),
            (["scope": "admin"], "scope"), (["scope": ["events.read"]], "scope"),
            (["application_type": "desktop"], "application_type"), (["client_name": 7], "client_name"),
            (["client_uri": "javascript:alert(1)"], "client_uri"),
        ] as [(JSON, String)])
    func whatCannotBeHonouredIsInvalidClientMetadata(members: JSON, reason: String) async throws {
        let given = JSON.object([.init("redirect_uris", [.string(Self.uri)])] + (members.members ?? []))
        let (response, body, trace) = try await register(given)
        #expect(response.status == 400)
        #expect(body["error"]?.string == "invalid_client_metadata")
        #expect(body["error_description"]?.string?.contains(reason) == true)
        #expect(trace.negative("dcr-metadata-valid", by: "authorization"))
    }

    @Test(arguments: [
        ("https://app.example/<cb>", "a character"), ("https://app.example/\"", "a character"),
        ("https://app.example/a b", "a character"), ("https://app.example/ü", "a character"),
        ("https://app.example/\\x", "a character"), ("https://app.example/%zz", "percent"),
        ("https://app.example/cb#frag", "fragment"), ("https://app.example/cb#", "fragment"),
        ("javascript:alert(1)", "javascript"), ("data:text/html,x", "data"), ("com.example.app:/cb", "com.example.app"),
        ("/cb", "absolute"), ("cb", "absolute"), ("", "absolute"), ("http://app.example/cb", "http"),
        ("https://", "host"), ("https://:443/cb", "host"), ("https://user@app.example/cb", "host"),
        ("https://app.example:99999/cb", "host"),
    ])
    func aRedirectThatMayNotBeIsNamedWithItsReason(uri: String, reason: String) async throws {
        let (response, body, trace) = try await register(["redirect_uris": [.string(Self.uri), .string(uri)]])
        #expect(response.status == 400)
        #expect(body["error"]?.string == "invalid_redirect_uri")
        let description = body["error_description"]?.string ?? ""
        #expect(description.hasPrefix(uri))
        #expect(description.contains(reason))
        #expect(!description.contains(Self.uri))
        #expect(trace.negative("dcr-redirect-allowed", by: "authorization"))
    }

    @Test(
        arguments: [[:], ["redirect_uris": []], ["redirect_uris": "http://127.0.0.1/cb"], ["redirect_uris": [1]]]
            as [JSON])
    func redirectsMustBeThere(body given: JSON) async throws {
        let (response, body, _) = try await register(given)
        #expect(response.status == 400)
        #expect(body["error"]?.string == "invalid_redirect_uri")
    }

    @Test func aWebApplicationOnLoopbackIsRefusedWhereTheTypeCounts() async throws {
        let (response, body, _) = try await register(["redirect_uris": [.string(Self.uri)]]) {
            $0.authorization.loopback = .native
        }
        #expect(response.status == 400)
        #expect(body["error_description"]?.string?.contains("native") == true)
    }

    @Test(
        arguments: [
            (
                "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"redirect_uris\":[\"https://evil.example/\"]}",
                "application/json"
            ),
            ("{\"redirect_uris\":[\"http://127.0.0.1/cb\"]}", "text/plain"),
            ("{\"redirect_uris\":[\"http://127.0.0.1/cb\"]}", nil),
            ("redirect_uris=http%3A%2F%2F127.0.0.1%2Fcb", "application/x-www-form-urlencoded"),
            ("[]", "application/json"),
            ("{", "application/json"), ("", "application/json"),
        ] as [(String, String?)])
    func whatIsNoJSONObjectIsRefused(text: String, type: String?) async throws {
        let (response, body, trace) = try await register(text: text, type: type)
        #expect(response.status == 400)
        #expect(body["error"]?.string == "invalid_client_metadata")
        #expect(trace.negative("dcr-request-format", by: "authorization"))
    }

    @Test func aCharsetMakesNoDifference() async throws {
        let (response, _, _) = try await register(
            ["redirect_uris": [.string(Self.uri)]], type: "application/json; charset=utf-8")
        #expect(response.status == 201)
    }

    /// Secrets go through Basic as they are, unless a server is made to issue others.
    @Test(arguments: [false, true]) func secretsNeedEncodingOnlyWhereAsked(plus: Bool) async throws {
        let (_, body, _) = try await register(["redirect_uris": [.string(Self.uri)]]) {
            $0.authorization.issuesPlusSecrets = plus
        }
        let secret = try #require(body["client_secret"]?.string)
        #expect((Percent.encode(secret, spaceAsPlus: true) == secret) == !plus)
        #expect(secret.contains("+") == plus)
    }
}
