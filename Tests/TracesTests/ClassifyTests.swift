import Specs
import Testing
import Traces
import Wire

/// The kind of an exchange is decided by the wire and by what earlier messages taught.
@Suite struct ClassifyTests {
    struct Case: Sendable {
        var kind: ExchangeKind
        var origin: String
        var request: Request
        var response: Response?
    }

    static let server = "https://mcp.example.com"
    static let auth = "https://auth.example.com"
    static let refused = Response(
        status: 401, headers: ["WWW-Authenticate": #"Bearer resource_metadata="https://mcp.example.com/meta?v=1""#])
    static let stepUp = Response(
        status: 403,
        headers: [
            "WWW-Authenticate": "Basic realm=\"x\"",
            "www-authenticate": #"Bearer error="insufficient_scope", scope="w""#,
        ])
    static let metadata: JSON = [
        "issuer": "https://auth.example.com", "authorization_endpoint": "https://auth.example.com/go",
        "token_endpoint": "https://auth.example.com/token", "registration_endpoint": "https://auth.example.com/new",
        "revocation_endpoint": "https://auth.example.com/revoke",
        "introspection_endpoint": "https://auth.example.com/introspect", "jwks_uri": "https://auth.example.com/k",
    ]
    static let authorize = Request.get(
        "/go?"
            + ([
                "response_type": "code", "client_id": "https://app.example/id.json",
                "redirect_uri": "http://127.0.0.1:7/cb",
            ]
            as Form).encoded)

    /// The flow inside the flow: the authorization server lets another provider log people in.
    static let provider = "https://accounts.example.com"
    static let upstream: Form = [
        "response_type": "code", "client_id": "proxy", "redirect_uri": "https://auth.example.com/back", "state": "s",
    ]

    /// What a flow has taught by the time the later requests are sent.
    static let known: KnownEndpoints = {
        var story = Story()
        story.send(.mcpUnauthenticated, from: "client", to: "mcp", .mcp("initialize"), .response(refused))
        story.send(.asMetadata, from: "client", to: "auth", .get("/.well-known/x"), .response(.json(metadata)))
        story.send(.authorizationRequest, from: "browser", to: "auth", authorize)
        let next = "https://accounts.example.com/go?" + upstream.encoded
        story.send(
            .consent, from: "browser", to: "auth", .form("/ok", ["decision": "approve"]),
            .response(Response(status: 303, headers: ["Location": next])))
        story.send(.upstreamAuthorizationRequest, from: "browser", to: "accounts", .get("/go?" + upstream.encoded))
        var known = KnownEndpoints()
        for exchange in story.exchanges { known.learn(from: exchange) }
        return known
    }()

    static func token(_ grant: String) -> Request { .form("/token", ["grant_type": grant]) }

    static let cases: [Case] = [
        Case(kind: .mcpUnauthenticated, origin: server, request: .mcp("initialize"), response: refused),
        Case(kind: .mcpInvalidToken, origin: server, request: .mcp("initialize", token: "t"), response: refused),
        Case(kind: .mcpStepUp, origin: server, request: .mcp("tools/call", token: "t"), response: stepUp),
        Case(kind: .mcpInitialize, origin: server, request: .mcp("initialize", token: "t"), response: .ok),
        Case(kind: .mcpInitialized, origin: server, request: .mcp("notifications/initialized"), response: .ok),
        Case(kind: .mcpDiscover, origin: server, request: .mcp("server/discover"), response: .ok),
        Case(kind: .mcpToolsList, origin: server, request: .mcp("tools/list", token: "t"), response: .ok),
        Case(kind: .mcpToolsCall, origin: server, request: .mcp("tools/call", token: "t"), response: .ok),
        Case(kind: .mcpOther, origin: server, request: .mcp("resources/list", token: "t"), response: .ok),
        Case(kind: .mcpSSEGet, origin: server, request: .get("/mcp"), response: .ok),
        Case(
            kind: .mcpSessionDelete, origin: server, request: Request(method: "DELETE", target: "/mcp"), response: .ok),
        Case(kind: .prm, origin: server, request: .get("/.well-known/oauth-protected-resource/mcp"), response: nil),
        Case(kind: .asMetadata, origin: auth, request: .get("/.well-known/oauth-authorization-server"), response: nil),
        Case(
            kind: .registration, origin: auth,
            request: .json("/anywhere", ["redirect_uris": ["http://127.0.0.1/cb"], "client_name": "App"]), response: nil
        ),
        Case(kind: .authorizationRequest, origin: auth, request: authorize, response: .ok),
        Case(kind: .cimdFetch, origin: "https://app.example", request: .get("/id.json"), response: .ok),
        Case(kind: .login, origin: auth, request: .form("/in", ["username": "ana", "password": "x"]), response: .ok),
        Case(kind: .consent, origin: auth, request: .form("/ok", ["decision": "approve"]), response: .ok),
        Case(
            kind: .authorizationResponse, origin: "http://127.0.0.1:7",
            request: .get("/cb?error=access_denied&state=s"),
            response: .ok),
        Case(kind: .tokenRequest, origin: auth, request: token("authorization_code"), response: .ok),
        Case(kind: .tokenRefresh, origin: auth, request: token("refresh_token"), response: .ok),
        Case(kind: .tokenClientCredentials, origin: auth, request: token("client_credentials"), response: .ok),
        Case(
            kind: .tokenExchange, origin: auth, request: token("urn:ietf:params:oauth:grant-type:token-exchange"),
            response: .ok),
        Case(
            kind: .tokenJWTBearer, origin: auth, request: token("urn:ietf:params:oauth:grant-type:jwt-bearer"),
            response: .ok),
        Case(kind: .revocation, origin: auth, request: .form("/revoke", ["token": "t"]), response: .ok),
        Case(kind: .introspection, origin: auth, request: .form("/introspect", ["token": "t"]), response: .ok),
        Case(kind: .jwks, origin: auth, request: .get("/k"), response: .ok),
        Case(
            kind: .upstreamAuthorizationRequest, origin: provider, request: .get("/go?" + upstream.encoded),
            response: .ok),
        Case(kind: .idpLogin, origin: provider, request: .form("/in", ["username": "ana", "password": "x"])),
        Case(kind: .idpConsent, origin: provider, request: .form("/ok", ["decision": "approve"])),
        Case(kind: .upstreamAuthorizationResponse, origin: auth, request: .get("/back?code=c&state=s")),
        Case(
            kind: .upstreamTokenRequest, origin: provider,
            request: .form(
                "/token", ["grant_type": "authorization_code", "redirect_uri": "https://auth.example.com/back"])),
        Case(
            kind: .upstreamCall, origin: "https://api.example.com",
            request: .get("/v1/events?day=1", ["Authorization": "Bearer t"])),
        Case(
            kind: .preflight, origin: auth,
            request: Request(
                method: "OPTIONS", target: "/token",
                headers: ["Origin": "http://localhost:6274", "Access-Control-Request-Method": "POST"]), response: .ok),
        Case(kind: .other, origin: auth, request: Request(salvaging: [0x16, 3, 1]), response: .ok),
        Case(kind: .other, origin: auth, request: .get("/favicon.ico"), response: .ok),
    ]

    @Test(arguments: cases.indices) func oneRequestOfEachKind(index: Int) {
        let item = Self.cases[index]
        #expect(classify(item.request, origin: item.origin, response: item.response, known: Self.known) == item.kind)
    }

    @Test func everyKindIsCovered() {
        #expect(Set(Self.cases.map(\.kind)) == Set(ExchangeKind.allCases))
    }

    @Test func aRedirectWithinOneOriginIsNoDetour() {
        var story = Story()
        let next = "https://auth.example.com/next?" + Self.upstream.encoded
        story.send(
            .authorizationRequest, from: "browser", to: "auth", Self.authorize,
            .response(Response(status: 303, headers: ["Location": next])))
        var known = KnownEndpoints()
        known.learn(from: story.exchanges[0])
        let request = Request.get("/next?" + Self.upstream.encoded)
        #expect(classify(request, origin: Self.auth, response: .ok, known: known) == .authorizationRequest)
    }

    @Test func anAnnouncedAddressIsProtectedResourceMetadataWhateverItsPath() {
        let request = Request.get("/meta?v=1")
        #expect(classify(request, origin: Self.server, response: .ok, known: Self.known) == .prm)
        #expect(classify(request, origin: Self.server, response: .ok, known: KnownEndpoints()) == .other)
        #expect(classify(.get("/meta"), origin: Self.server, response: .ok, known: Self.known) == .other)
    }

    @Test func everyRungOfTheMetadataLadderIsMetadata() {
        for path in [
            "/.well-known/oauth-authorization-server/tenant1", "/.well-known/openid-configuration/tenant1",
            "/tenant1/.well-known/openid-configuration",
        ] {
            let missing = Response(status: 404)
            #expect(classify(.get(path), origin: Self.auth, response: missing, known: KnownEndpoints()) == .asMetadata)
        }
    }

    @Test func endpointsAreThoseOfTheSameOrigin() {
        let elsewhere = "https://other.example"
        for request in [Request.form("/revoke", ["token": "t"]), .get("/k"), .get("/mcp"), .get("/id.json")] {
            #expect(classify(request, origin: elsewhere, response: .ok, known: Self.known) == .other)
        }
    }

    @Test func withoutHistoryTheMessageItselfDecides() {
        let none = KnownEndpoints()
        let callback = Request.get("/cb?code=c&state=s")
        #expect(classify(callback, origin: "http://127.0.0.1:7", response: nil, known: none) == .authorizationResponse)
        #expect(classify(Self.authorize, origin: Self.auth, response: nil, known: none) == .authorizationRequest)
        #expect(classify(.get("/jwks.json"), origin: Self.auth, response: nil, known: none) == .jwks)
        #expect(classify(.get("/mcp"), origin: Self.server, response: nil, known: none) == .other)
        #expect(classify(Self.token("password"), origin: Self.auth, response: nil, known: none) == .tokenRequest)
    }

    @Test func aForbiddenAnswerIsAStepUpOnlyWithItsErrorCode() {
        let plain = Response(status: 403, headers: ["WWW-Authenticate": #"Bearer error="invalid_token""#])
        let request = Request.mcp("tools/call", token: "t")
        #expect(classify(request, origin: Self.server, response: plain, known: Self.known) == .mcpToolsCall)
        #expect(classify(request, origin: Self.server, response: nil, known: Self.known) == .mcpToolsCall)
    }

    @Test func turnedAwayStreamsAreClassifiedByTheRefusal() {
        let withToken = Request.get("/mcp", ["authorization": "Bearer t"])
        #expect(
            classify(.get("/mcp"), origin: Self.server, response: Self.refused, known: Self.known)
                == .mcpUnauthenticated)
        #expect(classify(withToken, origin: Self.server, response: Self.refused, known: Self.known) == .mcpInvalidToken)
    }

    /// Recorded runs, read as if nobody had named a kind: the same kinds come out.
    @Test(arguments: Fixture.allCases) func recordedRunsAreReadTheSameFromTheWireAlone(fixture: Fixture) throws {
        let trace = try fixture.trace()
        var known = KnownEndpoints()
        var numbering = ExchangeNumbering()
        var ids: [String] = []
        for exchange in trace.exchanges {
            var anonymous = exchange
            anonymous.sender = "a"
            anonymous.receiver = "b"
            anonymous.parent = nil
            anonymous.kind = classify(
                exchange.request, origin: exchange.origin, response: exchange.response, known: known)
            anonymous.id = numbering.id(for: anonymous.kind)
            known.learn(from: anonymous)
            ids.append(anonymous.id)
        }
        #expect(ids == trace.exchanges.map(\.id))
    }

    @Test func exchangesOfOneKindAreNumberedFromTheSecond() {
        var numbering = ExchangeNumbering()
        let kinds: [ExchangeKind] = [.prm, .asMetadata, .prm, .prm, .mcpInitialize, .mcpInitialized]
        #expect(
            kinds.map { numbering.id(for: $0) }
                == ["prm", "as-metadata", "prm-2", "prm-3", "mcp-initialize", "mcp-initialized"])
    }
}
