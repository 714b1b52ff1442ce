import OAuth
import Specs
import Testing
import Traces
import Wire

@testable import World

/// How the endpoints read what is sent to them: endpoint × parameter × fault → error.
@Suite(.serialized) struct ParameterTests {
    static let issuer = "https://auth.example.com"
    static let redirectURI = "http://127.0.0.1/callback"

    /// A server with a public client, a client with a secret, and an introspection endpoint.
    static var cast: Cast {
        var cast = WorldTests.cast(.july2026)
        cast.server.introspects = true
        cast.authorization.flows.append(GrantType.clientCredentials)
        cast.authorization.preregistered = [
            PreregisteredClient(id: "app", redirectURIs: [redirectURI]),
            PreregisteredClient(id: "two", redirectURIs: [redirectURI, "https://two.example/cb"]),
            PreregisteredClient(
                id: "job", secret: "s3cret+/=", authentication: .basic, grants: [GrantType.clientCredentials]),
        ]
        return cast
    }

    /// What a step sends to a running server, and what came of it.
    static func answer(
        _ cast: Cast? = nil, _ send: (Stage) async throws -> Response?
    ) async throws -> (response: Response, trace: Trace) {
        var response: Response?
        let trace = try await play(.july2026, cast ?? Self.cast) { response = try await send($0) }
        return (try #require(response), trace)
    }

    static func error(_ response: Response) -> String? { (try? JSON(parsing: response.body))?["error"]?.string }

    static func description(_ response: Response) -> String {
        (try? JSON(parsing: response.body))?["error_description"]?.string ?? ""
    }

    static func post(
        _ path: String, _ body: String, _ headers: Headers = [:],
        type: String? = "application/x-www-form-urlencoded", on stage: Stage
    ) async throws -> Response? {
        let url = try #require(WebURL(path.hasPrefix("https:") ? path : issuer + path))
        var all: Headers = ["Host": url.authority]
        all.add("Content-Type", type)
        all.list += headers.list
        all.add("Content-Length", String(body.utf8.count))
        return await stage.send(
            Request(method: "POST", target: url.target, headers: all, body: Array(body.utf8)), to: url)
    }

    static let basic: Headers = ["Authorization": BasicCredentials(user: "job", password: "s3cret+/=").header]
    static let introspection: Headers = [
        "Authorization": MCPServer.introspectionCredentials("calendar-server").header
    ]
    static let code = "grant_type=authorization_code&client_id=app&code=c&code_verifier=v&redirect_uri=http%3A%2F%2Fa"
    static let refresh = "grant_type=refresh_token&client_id=app&refresh_token=r&scope=events.read"

    // MARK: Repeated

    struct Repeat: Sendable, CustomTestStringConvertible {
        var path: String
        var body: String
        var name: String
        var testDescription: String { "\(path) \(name)" }
    }

    static let repeats =
        ["grant_type", "client_id", "code", "code_verifier", "redirect_uri"].map {
            Repeat(path: "/token", body: code, name: $0)
        }
        + ["refresh_token", "scope"].map { Repeat(path: "/token", body: refresh, name: $0) }
        + [
            Repeat(path: "/token", body: "grant_type=client_credentials&unknown=1", name: "unknown"),
            Repeat(path: "/revoke", body: "token=t&client_id=app", name: "token"),
            Repeat(path: "/revoke", body: "token=t&client_id=app&token_type_hint=x", name: "token_type_hint"),
            Repeat(path: "/introspect", body: "token=t", name: "token"),
        ]

    @Test(arguments: repeats) func aRepeatedParameterIsAnInvalidRequest(_ item: Repeat) async throws {
        let (response, trace) = try await Self.answer { stage in
            try await Self.post(
                item.path, item.body + "&\(item.name)=other", item.path == "/introspect" ? Self.introspection : [:],
                on: stage)
        }
        #expect(response.status == 400)
        #expect(Self.error(response) == "invalid_request")
        #expect(Self.description(response).contains(item.name))
        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(trace.negative("as-parameter-once", by: "authorization"))
    }

    @Test func aRepeatedResourceIsReadAsSeveral() async throws {
        let (response, _) = try await Self.answer { stage in
            let resource = "&resource=https%3A%2F%2Fmcp.calendar.example%2Fmcp"
            return try await Self.post(
                "/token", "grant_type=client_credentials" + resource + resource, Self.basic, on: stage)
        }
        #expect(response.status == 200)
    }

    // MARK: Without a value

    @Test(arguments: [
        ("/token", "grant_type=", "grant_type"),
        ("/token", "grant_type=authorization_code&client_id=app&code=", "code"),
        ("/token", "grant_type=refresh_token&client_id=app&refresh_token=", "refresh_token"),
        ("/revoke", "client_id=app&token=", "token"), ("/revoke", "client_id=app&token", "token"),
    ])
    func aParameterWithoutAValueIsMissing(path: String, body: String, name: String) async throws {
        let (response, _) = try await Self.answer { try await Self.post(path, body, on: $0) }
        #expect(response.status == 400)
        #expect(Self.error(response) == "invalid_request")
        #expect(Self.description(response) == "\(name) is missing")
    }

    @Test func optionalParametersWithoutAValueAreLeftOut() async throws {
        let (response, _) = try await Self.answer { stage in
            try await Self.post(
                "/token", "grant_type=client_credentials&resource=&scope=&client_secret=&client_assertion=&code=&code=",
                Self.basic, on: stage)
        }
        #expect(response.status == 200)
    }

    // MARK: Media types

    @Test(
        arguments: ["/token", "/revoke", "/introspect"], ["application/json", "text/plain", "multipart/form-data", nil])
    func formsUnderAnotherMediaTypeAreRefused(path: String, type: String?) async throws {
        let (response, trace) = try await Self.answer { stage in
            try await Self.post(
                path, Self.code + "&token=t", path == "/introspect" ? Self.introspection : [:], type: type, on: stage)
        }
        #expect(response.status == 400)
        #expect(Self.error(response) == "invalid_request")
        #expect(Self.description(response).contains("application/x-www-form-urlencoded"))
        #expect(trace.negative(path == "/token" ? "token-request-format" : "as-form-request", by: "authorization"))
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded; charset=utf-8", "Application/X-WWW-Form-Urlencoded",
        "application/x-www-form-urlencoded;charset=\"UTF-8\"",
    ])
    func parametersOfTheMediaTypeMakeNoDifference(type: String) async throws {
        let (response, _) = try await Self.answer { stage in
            try await Self.post("/token", "grant_type=client_credentials", Self.basic, type: type, on: stage)
        }
        #expect(response.status == 200)
    }

    @Test(arguments: ["client_secret", "code", "refresh_token", "client_assertion"])
    func secretsInTheAddressAreRefused(name: String) async throws {
        let (response, trace) = try await Self.answer { stage in
            try await Self.post("/token?\(name)=x", "grant_type=client_credentials", Self.basic, on: stage)
        }
        #expect(Self.error(response) == "invalid_request")
        #expect(trace.negative("token-request-format", by: "authorization"))
    }

    // MARK: Client authentication

    @Test(arguments: ["client_secret=s", "client_assertion=a.b.c"])
    func twoWaysOfAuthenticationAreAnInvalidRequest(more: String) async throws {
        let (response, trace) = try await Self.answer { stage in
            try await Self.post("/token", "grant_type=client_credentials&" + more, Self.basic, on: stage)
        }
        #expect(response.status == 400)
        #expect(Self.error(response) == "invalid_request")
        #expect(trace.negative("token-single-auth-method", by: "authorization"))
    }

    @Test func twoAuthorizationHeadersAreAnInvalidRequest() async throws {
        let (response, trace) = try await Self.answer { stage in
            try await Self.post(
                "/token", "grant_type=client_credentials", Headers(Self.basic.list + Self.basic.list), on: stage)
        }
        #expect(response.status == 400)
        #expect(Self.error(response) == "invalid_request")
        #expect(trace.negative("http-header-once", by: "authorization"))
    }

    @Test func theSameClientIDInBothPlacesIsNoSecondWay() async throws {
        for (id, status) in [("job", 200), ("app", 400)] {
            let (response, _) = try await Self.answer { stage in
                try await Self.post("/token", "grant_type=client_credentials&client_id=\(id)", Self.basic, on: stage)
            }
            #expect(response.status == status)
        }
    }

    @Test(arguments: ["Bearer abc", "Basic !!!", "Basic bm9jb2xvbg=="])
    func anotherAuthorizationHeaderIsInvalidClientWithAChallenge(header: String) async throws {
        let (response, _) = try await Self.answer { stage in
            try await Self.post("/token", "grant_type=client_credentials", ["Authorization": header], on: stage)
        }
        #expect(response.status == 401)
        #expect(Self.error(response) == "invalid_client")
        #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Basic ") == true)
        #expect(response.headers["Cache-Control"] == "no-store")
    }

    /// What most libraries send: the pair as it is, under the base64.
    @Test func theSecretIssuedButNotFormEncodedIsCalledThat() async throws {
        let raw = "Basic am9iOnMzY3JldCsvPQ=="
        let (response, trace) = try await Self.answer { stage in
            try await Self.post("/token", "grant_type=client_credentials", ["Authorization": raw], on: stage)
        }
        #expect(response.status == 401)
        #expect(Self.description(response).contains("The secret issued, but not form-encoded"))
        #expect(trace.negative("token-basic-encoding", by: "authorization"))
        #expect(!trace.negative("token-client-authenticated", by: "authorization"))
    }

    @Test func aClientWithoutTheGrantIsUnauthorized() async throws {
        let (response, trace) = try await Self.answer { stage in
            try await Self.post("/token", "grant_type=authorization_code&code=c", Self.basic, on: stage)
        }
        #expect(response.status == 400)
        #expect(Self.error(response) == "unauthorized_client")
        #expect(trace.negative("token-grant-allowed", by: "authorization"))
    }
}
