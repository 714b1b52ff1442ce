import Specs
import Traces
import Wire

/// Builds small traces in code, one exchange at a time.
struct TraceBuilder {
    var revision: Revision
    var parties: [Party]
    var exchanges: [Exchange] = []
    var decisions: [Decision] = []
    private var numbering = ExchangeNumbering()

    init(_ revision: Revision = .july2026, _ parties: [Party]) {
        self.revision = revision
        self.parties = parties
    }

    func trace(_ title: String = "A recorded run", outcome: Trace.Outcome = .success) -> Trace {
        Trace(
            run: RunID(scenario: "A01", revision: revision), title: title, epoch: 1_800_000_000, parties: parties,
            exchanges: exchanges, decisions: decisions, outcome: outcome)
    }

    private func origin(of party: String) -> String {
        parties.first { $0.name == party }?.origin ?? "https://\(party).example"
    }

    @discardableResult
    mutating func send(
        _ kind: ExchangeKind, _ sender: String, _ receiver: String, _ request: Request, _ response: Response?,
        failure: Exchange.Failure = .silent, parent: String? = nil, origin: String? = nil
    ) -> String {
        let id = numbering.id(for: kind)
        exchanges.append(
            Exchange(
                id: id, kind: kind, sender: sender, receiver: receiver, origin: origin ?? self.origin(of: receiver),
                parent: parent, started: exchanges.count * 20, ended: exchanges.count * 20 + 10, request: request,
                outcome: response.map(Exchange.Outcome.response) ?? .failure(failure)))
        return id
    }

    @discardableResult
    mutating func decide(
        _ action: Decision.Action, _ party: String, _ values: [TypedValue] = [], during: String? = nil,
        summary: String = "", check: String = "", holds: Bool = true, enforced: Bool = true
    ) -> String {
        let id = "d\(decisions.count + 1)"
        decisions.append(
            Decision(
                id: id, party: party, action: action, during: during, position: exchanges.count,
                time: exchanges.count * 20,
                finding: Finding(check, summary, holds: holds), enforced: enforced, values: values))
        return id
    }
}

/// Messages as parties write them.
enum Make {
    static func get(_ target: String, _ headers: Headers = [:]) -> Request {
        Request(method: "GET", target: target, headers: headers)
    }

    static func form(_ target: String, _ fields: Form, _ headers: Headers = [:]) -> Request {
        var all = headers
        all.add("Content-Type", "application/x-www-form-urlencoded")
        return Request(method: "POST", target: target, headers: all, body: Array(fields.encoded.utf8))
    }

    static func json(_ target: String, _ body: JSON, token: String? = nil) -> Request {
        var headers: Headers = ["Content-Type": "application/json"]
        headers.add("Authorization", token.map { "Bearer " + $0 })
        return Request(method: "POST", target: target, headers: headers, body: body.bytes)
    }

    static func rpc(_ method: String, token: String? = nil, _ params: JSON = [:]) -> Request {
        json("/mcp", ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params], token: token)
    }

    static func reply(_ body: JSON, status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: body.bytes)
    }

    static func page(_ status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "text/html"], body: Array("<h1>Sign in</h1>".utf8))
    }

    static func redirect(_ location: String, status: Int = 302) -> Response {
        Response(status: status, headers: ["Location": location])
    }

    static func challenge(_ status: Int, _ value: String) -> Response {
        Response(status: status, headers: ["WWW-Authenticate": value])
    }
}

enum Cast {
    static let browser = Party(name: "browser", role: .browser, label: "User’s browser", origin: nil)
    static let client = Party(name: "client", role: .client, label: "MCP client", origin: "http://127.0.0.1:7777")
    static let server = Party(name: "server", role: .server, label: "MCP server", origin: "https://mcp.example.com")
    static let authorization = Party(
        name: "as", role: .authorization, label: "Authorization server", origin: "https://auth.example.com")
    static let metadata = Party(
        name: "metadata", role: .metadataHost, label: "Client metadata host", origin: "https://app.example.net")
    static let attacker = Party(name: "attacker", role: .attacker, label: "Attacker", origin: "https://evil.example")
    static let four = [browser, client, server, authorization]
    static let five = [browser, client, server, authorization, metadata]
}

enum Fixture {
    static let verifier = TypedValue(.codeVerifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    static let challenge = TypedValue(.codeChallenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    static let state = TypedValue(.state, "af0ifjsldkj")
    static let code = "SplxlOBeZQQYbYS6WxSbIA"
    static let callback = "http://127.0.0.1:7777/callback"

    /// Discovery as every flow begins.
    static func discover(_ run: inout TraceBuilder) {
        run.send(
            .mcpUnauthenticated, "client", "server", Make.rpc("server/discover"),
            Make.challenge(
                401, #"Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp""#))
        run.send(
            .prm, "client", "server", Make.get("/.well-known/oauth-protected-resource/mcp"),
            Make.reply([
                "resource": "https://mcp.example.com/mcp", "authorization_servers": ["https://auth.example.com"],
                "scopes_supported": ["tools:read"],
            ]))
        run.send(
            .asMetadata, "client", "as", Make.get("/.well-known/oauth-authorization-server"),
            Make.reply([
                "issuer": "https://auth.example.com", "authorization_endpoint": "https://auth.example.com/authorize",
                "token_endpoint": "https://auth.example.com/token", "code_challenge_methods_supported": ["S256"],
            ]))
    }

    static func query(clientID: String, withResource: Bool) -> Form {
        var form: Form = [
            "response_type": "code", "client_id": clientID, "redirect_uri": callback, "code_challenge": challenge.text,
            "code_challenge_method": "S256", "state": state.text,
        ]
        if withResource { form.add("resource", "https://mcp.example.com/mcp") }
        form.add("scope", "tools:read")
        return form
    }

    /// From the verifier to the code in the client's hands.
    static func authorize(
        _ run: inout TraceBuilder, clientID: String, hasDocument: Bool, code: String = code,
        verifier: TypedValue = verifier, withResource: Bool = true
    ) {
        run.decide(.create, "client", [verifier], summary: "A code verifier")
        run.decide(.create, "client", [challenge], summary: "Its challenge")
        run.decide(.create, "client", [state], summary: "A state")
        let request = run.send(
            .authorizationRequest, "browser", "as",
            Make.get("/authorize?" + query(clientID: clientID, withResource: withResource).encoded),
            Make.redirect("/login?ticket=7"))
        if hasDocument {
            run.send(
                .cimdFetch, "as", "metadata", Make.get("/oauth/client.json"),
                Make.reply([
                    "client_id": .string(clientID), "client_name": "Example Notes",
                    "redirect_uris": [.string(callback)],
                ]), parent: request)
        }
        run.send(.login, "browser", "as", Make.get("/login?ticket=7"), Make.page())
        run.send(
            .login, "browser", "as",
            Make.form("/login", ["username": "ada", "password": "correct horse", "form_token": "ft1"]),
            Response(status: 200, headers: ["Content-Type": "text/html", "Set-Cookie": "sid=c1; HttpOnly"], body: []))
        let consent = run.send(
            .consent, "browser", "as", Make.form("/consent", ["decision": "allow"], ["Cookie": "sid=c1"]),
            Make.redirect("\(callback)?code=\(code)&state=\(state.text)&iss=https%3A%2F%2Fauth.example.com"))
        run.decide(.create, "as", [TypedValue(.code, code)], during: consent, summary: "An authorization code")
        run.send(
            .authorizationResponse, "browser", "client",
            Make.get("/callback?code=\(code)&state=\(state.text)&iss=https%3A%2F%2Fauth.example.com"), Make.page())
    }

    static func tokens(
        _ run: inout TraceBuilder, access: String = "at-1", refresh: String? = "rt-1", clientID: String,
        code: String = code, verifier: TypedValue = verifier
    ) {
        var body: JSON = [
            "access_token": .string(access), "token_type": "Bearer", "expires_in": 3600, "scope": "tools:read",
        ]
        if let refresh { body["refresh_token"] = .string(refresh) }
        let id = run.send(
            .tokenRequest, "client", "as",
            Make.form(
                "/token",
                [
                    "grant_type": "authorization_code", "code": code, "code_verifier": verifier.text,
                    "client_id": clientID,
                    "redirect_uri": callback, "resource": "https://mcp.example.com/mcp",
                ]), Make.reply(body))
        run.decide(
            .check, "as", during: id, summary: "The verifier hashes to the challenge", check: "as-pkce-verify")
    }

    /// Fourteen exchanges of the newest revision, with a client ID metadata document.
    static var documentFlow: Trace {
        let id = "https://app.example.net/oauth/client.json"
        var run = TraceBuilder(.july2026, Cast.five)
        discover(&run)
        authorize(&run, clientID: id, hasDocument: true)
        tokens(&run, clientID: id)
        let call = run.send(
            .mcpDiscover, "client", "server", Make.rpc("server/discover", token: "at-1"),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": [:]]))
        run.send(
            .jwks, "server", "as", Make.get("/jwks"), Make.reply(["keys": [["kty": "RSA", "kid": "k1"]]]), parent: call)
        run.decide(.check, "server", during: call, summary: "The signature is good", check: "rs-signature")
        run.decide(.check, "server", during: call, summary: "The audience is this server", check: "rs-audience")
        run.send(
            .mcpToolsList, "client", "server", Make.rpc("tools/list", token: "at-1"),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["tools": [["name": "a"], ["name": "b"]]]]))
        run.send(
            .mcpToolsCall, "client", "server", Make.rpc("tools/call", token: "at-1", ["name": "list_events"]),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["content": []]]))
        return run.trace("A client known by its own document")
    }

    /// Dynamic registration, a session, a step-up and a refresh.
    static var registrationFlow: Trace {
        var run = TraceBuilder(.june2025, Cast.four)
        discover(&run)
        run.send(
            .registration, "client", "as",
            Make.json(
                "/register",
                [
                    "redirect_uris": [.string(callback)], "client_name": "Example Notes",
                    "grant_types": ["authorization_code"],
                ]),
            Make.reply(["client_id": "s6BhdRkqt3", "redirect_uris": [.string(callback)]], status: 201))
        authorize(&run, clientID: "s6BhdRkqt3", hasDocument: false)
        tokens(&run, clientID: "s6BhdRkqt3")
        var opened = Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["protocolVersion": "2025-06-18"]])
        opened.headers.add("Mcp-Session-Id", "session-9")
        run.send(.mcpInitialize, "client", "server", Make.rpc("initialize", token: "at-1"), opened)
        var call = Make.rpc("tools/call", token: "at-1", ["name": "create_event"])
        call.headers.add("Mcp-Session-Id", "session-9")
        run.send(
            .mcpStepUp, "client", "server", call,
            Make.challenge(403, #"Bearer error="insufficient_scope", scope="tools:write""#))
        let second = TypedValue(.codeVerifier, "another-verifier-of-the-second-round")
        authorize(&run, clientID: "s6BhdRkqt3", hasDocument: false, code: "second-code", verifier: second)
        tokens(&run, access: "at-2", refresh: "rt-2", clientID: "s6BhdRkqt3", code: "second-code", verifier: second)
        run.send(
            .mcpInvalidToken, "client", "server", Make.rpc("tools/list", token: "at-2"),
            Make.challenge(401, #"Bearer error="invalid_token""#))
        run.send(
            .tokenRefresh, "client", "as",
            Make.form("/token", ["grant_type": "refresh_token", "refresh_token": "rt-2", "client_id": "s6BhdRkqt3"]),
            Make.reply(["access_token": "at-3", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "rt-3"]))
        run.send(
            .mcpToolsList, "client", "server", Make.rpc("tools/list", token: "at-3"),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["tools": [["name": "a"]]]]))
        run.send(
            .revocation, "client", "as", Make.form("/revoke", ["token": "rt-3", "client_id": "s6BhdRkqt3"]),
            Response(status: 200))
        return run.trace("Registration, step-up, refresh, revocation")
    }

    /// A stolen code is redeemed by an attacker and refused for want of the verifier.
    static var stoppedAttack: Trace {
        var run = TraceBuilder(.july2026, Cast.four + [Cast.attacker])
        discover(&run)
        authorize(&run, clientID: "s6BhdRkqt3", hasDocument: false)
        run.decide(.assume, "attacker", [TypedValue(.code, code)], summary: "The attacker read the history")
        let id = run.send(
            .tokenRequest, "attacker", "as",
            Make.form(
                "/token",
                ["grant_type": "authorization_code", "code": code, "code_verifier": "guess", "client_id": "s6BhdRkqt3"]),
            Make.reply(["error": "invalid_grant"], status: 400))
        run.decide(
            .check, "as", during: id, summary: "The verifier hashes to the challenge of the authorization request",
            check: "as-pkce-verify", holds: false)
        return run.trace("A stolen code is worthless", outcome: .stopped)
    }

    /// The client sends another verifier; the connection breaks at the second try; the server is silent at the third.
    static var failedFlow: Trace {
        var run = TraceBuilder(.november2025, Cast.four)
        discover(&run)
        authorize(&run, clientID: "s6BhdRkqt3", hasDocument: false)
        let form: Form = [
            "grant_type": "authorization_code", "code": code, "code_verifier": "wrong", "client_id": "s6BhdRkqt3",
        ]
        let id = run.send(
            .tokenRequest, "client", "as", Make.form("/token", form),
            Make.reply(["error": "invalid_grant"], status: 400))
        run.decide(
            .check, "as", during: id, summary: "The verifier hashes to the challenge", check: "as-pkce-verify",
            holds: false)
        run.send(.tokenRequest, "client", "as", Make.form("/token", form), nil, failure: .lost)
        run.send(.mcpToolsList, "client", "server", Make.rpc("tools/list"), nil, failure: .refused)
        run.send(.mcpToolsList, "client", "server", Make.rpc("tools/list"), nil, failure: .silent)
        return run.trace("Everything goes wrong", outcome: .gaveUp)
    }
}
