import Specs
import Traces
import Wire

extension PagesFixture {
    static func json(_ value: JSON, _ more: Headers = [:], status: Int = 200) -> Response {
        let headers: Headers = ["Content-Type": "application/json", "Cache-Control": "no-store"]
        return Response(status: status, headers: Headers(headers.list + more.list), body: value.bytes)
    }

    static func get(_ host: String, _ target: String) -> Request {
        Request(
            method: "GET", target: target,
            headers: ["Host": host, "Accept": "application/json", "User-Agent": "wirescribe-client/1.0"])
    }

    static func post(_ host: String, _ target: String, form: Form, cookie: String? = nil) -> Request {
        var headers: Headers = ["Host": host, "Content-Type": "application/x-www-form-urlencoded"]
        headers.add("Cookie", cookie)
        return Request(method: "POST", target: target, headers: headers, body: Array(form.encoded.utf8))
    }

    static func rpc(_ method: String, id: Int?, params: JSON = [:], token: String?, session: String? = nil) -> Request {
        var headers: Headers = [
            "Host": "mcp.example.com", "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        ]
        headers.add("Authorization", token.map { "Bearer " + $0 })
        headers.add("MCP-Session-Id", session)
        headers.add("MCP-Protocol-Version", session == nil ? nil : "2025-11-25")
        var body: JSON = ["jsonrpc": "2.0", "method": .string(method), "params": params]
        if let id { body = ["jsonrpc": "2.0", "id": JSON(id), "method": .string(method), "params": params] }
        return Request(method: "POST", target: "/mcp", headers: headers, body: body.bytes)
    }

    static let initialize: JSON = [
        "protocolVersion": "2025-11-25", "capabilities": [:],
        "clientInfo": ["name": "Wirescribe demo client", "version": "1.0.0"],
    ]

    static func page(_ title: String) -> Response {
        let fields = (1...14).map { "<p>Line \($0) of the page that the person sees.</p>" }.joined(separator: "\n")
        let html = "<!doctype html>\n<title>\(title)</title>\n<form method=\"post\">\n\(fields)\n</form>\n"
        return Response(
            status: 200,
            headers: [
                "Content-Type": "text/html; charset=utf-8",
                "Set-Cookie": "login=c4f1e0; HttpOnly; Secure; SameSite=Lax; Path=/",
            ],
            body: Array(html.utf8))
    }

    static func addDiscovery(to run: inout TraceBuilder) {
        run.send(
            .mcpUnauthenticated, "client", "server", "https://mcp.example.com",
            rpc("initialize", id: 1, params: initialize, token: nil),
            Response(
                status: 401,
                headers: [
                    "WWW-Authenticate":
                        "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\", scope=\"events:read\"",
                    "Content-Length": "0",
                ]))
        run.send(
            .prm, "client", "server", "https://mcp.example.com",
            get("mcp.example.com", "/.well-known/oauth-protected-resource/mcp"),
            json([
                "resource": .string(resource), "authorization_servers": [.string(issuer)],
                "scopes_supported": ["events:read", "events:write"], "bearer_methods_supported": ["header"],
            ]))
        run.decide(
            .check, "client",
            Finding(
                "client-rejects-prm-resource-mismatch", "The metadata speaks for the server being called",
                inputs: [.init("resource", resource), .init("MCP endpoint", resource)], expected: resource,
                equals: resource),
            during: "prm")
        run.decide(
            .choose, "client",
            Finding(
                "", "Takes the only authorization server of the list", inputs: [.init("issuer", issuer)], holds: true))
        run.send(
            .asMetadata, "client", "authorization", issuer,
            get("auth.example.com", "/.well-known/oauth-authorization-server"),
            json([
                "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
                "token_endpoint": .string(issuer + "/token"), "registration_endpoint": .string(issuer + "/register"),
                "revocation_endpoint": .string(issuer + "/revoke"), "jwks_uri": .string(issuer + "/jwks.json"),
                "scopes_supported": ["events:read", "events:write", "offline_access"],
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "private_key_jwt"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": true,
            ]))
        run.decide(
            .check, "client",
            Finding(
                "client-metadata-issuer-identical", "The document names the issuer that was looked up",
                inputs: [.init("issuer", issuer), .init("issuer looked up", issuer)], expected: issuer, equals: issuer),
            during: "as-metadata")
        run.decide(
            .check, "client",
            Finding(
                "client-stops-without-pkce-metadata", "The document lists the PKCE method S256",
                inputs: [.init("code_challenge_methods_supported", "S256")], expected: "S256", equals: "S256"),
            during: "as-metadata")
        let registration: JSON = [
            "client_name": "Wirescribe demo client", "redirect_uris": [.string(redirect)],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        ]
        var request = get("auth.example.com", "/register")
        request.method = "POST"
        request.headers.add("Content-Type", "application/json")
        request.body = registration.bytes
        run.send(
            .registration, "client", "authorization", issuer, request,
            json(
                [
                    "client_id": .string(clientID), "client_id_issued_at": 1_785_240_000,
                    "client_name": "Wirescribe demo client",
                    "redirect_uris": [.string(redirect)], "grant_types": ["authorization_code", "refresh_token"],
                    "response_types": ["code"], "token_endpoint_auth_method": "none",
                ], status: 201))
        run.decide(
            .create, "authorization",
            Finding("", "Gives the client an identifier", inputs: [.init("client_id", clientID)], holds: true),
            during: "registration", values: [TypedValue(.clientID, clientID)])
        run.decide(
            .store, "client",
            Finding("", "Keeps the identifier under its issuer", inputs: [.init("issuer", issuer)], holds: true))
    }

    static func addAuthorization(to run: inout TraceBuilder) {
        run.decide(
            .create, "client",
            Finding("", "Makes a verifier and hashes it", inputs: [.init("code_challenge", challenge)], holds: true),
            values: [TypedValue(.codeVerifier, verifier), TypedValue(.codeChallenge, challenge)])
        run.decide(
            .create, "client",
            Finding("", "Makes a state for this browser window", inputs: [.init("state", state)], holds: true),
            values: [TypedValue(.state, state)])
        let query: Form = [
            "response_type": "code", "client_id": clientID, "redirect_uri": redirect, "scope": "events:read",
            "state": state,
            "code_challenge": challenge, "code_challenge_method": "S256", "resource": resource,
        ]
        var open = get("auth.example.com", "/authorize?" + query.encoded)
        open.headers = ["Host": "auth.example.com", "Accept": "text/html", "User-Agent": "wirescribe-browser/1.0"]
        run.send(.authorizationRequest, "browser", "authorization", issuer, open, page("Sign in"))
        run.decide(
            .check, "authorization",
            Finding("as-client-known", "The client is known", inputs: [.init("client_id", clientID)], holds: true),
            during: "authorization-request")
        run.decide(
            .check, "authorization",
            Finding(
                "as-pkce-required", "The request carries a challenge", inputs: [.init("code_challenge", challenge)],
                holds: true),
            during: "authorization-request")
        run.send(
            .login, "browser", "authorization", issuer,
            post(
                "auth.example.com", "/login",
                form: ["form_token": "ft-81", "username": "sam", "password": "correct horse"],
                cookie: "login=c4f1e0"),
            page("Allow access"))
        let location = redirect + "?" + (["code": code, "state": state, "iss": issuer] as Form).encoded
        run.send(
            .consent, "browser", "authorization", issuer,
            post(
                "auth.example.com", "/consent", form: ["form_token": "ft-82", "decision": "allow"],
                cookie: "login=c4f1e0"),
            Response(status: 302, headers: ["Location": location, "Cache-Control": "no-store", "Content-Length": "0"]))
        run.decide(
            .create, "authorization",
            Finding("", "Issues a code for this client, user and resource", inputs: [.init("code", code)], holds: true),
            during: "consent", values: [TypedValue(.code, code)])
        let callback = (["code": code, "state": state, "iss": issuer] as Form).encoded
        run.send(
            .authorizationResponse, "browser", "client", "http://127.0.0.1:7777",
            get("127.0.0.1:7777", "/callback?" + callback),
            Response(
                status: 200, headers: ["Content-Type": "text/html"],
                body: Array("<p>You can close this window.</p>".utf8)))
        run.decide(
            .check, "client",
            Finding(
                "state-verified", "The state is the one the client sent",
                inputs: [.init("state", state), .init("state sent", state)],
                expected: state, equals: state), during: "authorization-response")
        run.decide(
            .check, "client",
            Finding(
                "client-iss-match", "The response comes from the issuer that the client asked",
                inputs: [.init("iss", issuer), .init("recorded issuer", issuer)], expected: issuer, equals: issuer),
            during: "authorization-response")
    }

    static func addToken(to run: inout TraceBuilder) {
        run.send(
            .tokenRequest, "client", "authorization", issuer,
            post(
                "auth.example.com", "/token",
                form: [
                    "grant_type": "authorization_code", "code": code, "code_verifier": verifier, "client_id": clientID,
                    "redirect_uri": redirect, "resource": resource,
                ]),
            json([
                "access_token": .string(token), "token_type": "Bearer", "expires_in": 3600,
                "refresh_token": "8xLOxBtZp8",
                "scope": "events:read",
            ]))
        run.decide(
            .check, "authorization",
            Finding(
                "token-pkce-enforced", "The verifier hashes to the challenge of the authorization request",
                inputs: [.init("code_verifier", verifier), .init("code_challenge", challenge)], expected: challenge,
                equals: challenge), during: "token-request")
        run.decide(
            .check, "authorization",
            Finding("token-code-known", "The code was issued here", inputs: [.init("code", code)], holds: true),
            during: "token-request")
        run.decide(
            .create, "authorization",
            Finding("", "Signs a token for one server", inputs: [.init("aud", resource)], holds: true),
            during: "token-request", values: [TypedValue(.accessToken, token), TypedValue(.refreshToken, "8xLOxBtZp8")])
        run.decide(
            .store, "client",
            Finding("", "Stores both tokens under the issuer", inputs: [.init("issuer", issuer)], holds: true))
    }

    static func addAccess(to run: inout TraceBuilder) {
        run.send(
            .mcpInitialize, "client", "server", "https://mcp.example.com",
            rpc("initialize", id: 1, params: initialize, token: token),
            json(
                [
                    "jsonrpc": "2.0", "id": 1,
                    "result": [
                        "protocolVersion": "2025-11-25", "capabilities": ["tools": [:]],
                        "serverInfo": ["name": "Calendar", "version": "1.0.0"],
                    ],
                ], ["MCP-Session-Id": session]))
        run.send(
            .jwks, "server", "authorization", issuer, get("auth.example.com", "/jwks.json"),
            json([
                "keys": [
                    [
                        "kty": "RSA", "use": "sig", "kid": "demo-1", "alg": "RS256", "e": "AQAB",
                        "n": .string(token.replacing(".", with: "x")),
                    ]
                ]
            ]),
            parent: "mcp-initialize")
        for (check, summary, expected) in [
            ("rs-invalid-token-401/signature", "The token is signed by a key of its issuer", "a valid RS256 signature"),
            ("rs-invalid-token-401/issuer", "The token comes from an authorization server of this MCP server", issuer),
            ("rs-audience-validated", "The token was issued for this MCP server", resource),
        ] {
            run.decide(
                .check, "server",
                Finding(check, summary, inputs: [.init("kid", "demo-1")], expected: expected, equals: expected),
                during: "mcp-initialize")
        }
        run.send(
            .mcpInitialized, "client", "server", "https://mcp.example.com",
            rpc("notifications/initialized", id: nil, token: token, session: session),
            Response(status: 202, headers: ["Content-Length": "0"]))
        let schema: JSON = [
            "type": "object", "properties": ["day": ["type": "string", "description": "A day, as in 2026-07-28"]],
            "required": ["day"],
        ]
        run.send(
            .mcpToolsList, "client", "server", "https://mcp.example.com",
            rpc("tools/list", id: 2, token: token, session: session),
            json([
                "jsonrpc": "2.0", "id": 2,
                "result": [
                    "tools": [
                        ["name": "list_events", "description": "The events of a day", "inputSchema": schema],
                        ["name": "create_event", "description": "Adds an event", "inputSchema": schema],
                    ]
                ],
            ]))
        let event: JSON = [
            "jsonrpc": "2.0", "id": 3,
            "result": ["content": [["type": "text", "text": "09:00 Stand-up\n11:30 Review"]], "isError": false],
        ]
        run.send(
            .mcpToolsCall, "client", "server", "https://mcp.example.com",
            rpc(
                "tools/call", id: 3, params: ["name": "list_events", "arguments": ["day": "2026-07-28"]], token: token,
                session: session),
            Response(
                status: 200, headers: ["Content-Type": "text/event-stream"],
                body: Array("event: message\ndata: \(event.text())\n\n".utf8)))
        run.decide(
            .check, "server",
            Finding(
                "rs-audience-validated", "The token was issued for this MCP server", inputs: [.init("aud", resource)],
                expected: resource, equals: resource), during: "mcp-tools-call")
    }
}
