import OAuth
import Specs
import Traces
import Wire

/// Client authentication at the token endpoint (RFC 6749 section 2.3.1, RFC 7523 section 2.2).
extension AuthorizationServer {
    /// The client that sends this request. Throws ``TokenError`` unless it proves who it is.
    func authenticate(_ request: Request, _ form: Form) async throws -> RegisteredClient {
        let presented = try credentials(request, form)
        let id = presented.clientID ?? ""
        let failure = TokenError(code: "invalid_client", description: "Client authentication failed", status: 401)
        guard let client = knownClient(id) else {
            if let raw = presented.raw, raw.user != id, knownClient(raw.user) != nil {
                throw notEncoded(raw.user, "client id")
            }
            _ = context.check(
                Finding(
                    "as-client-known", "The client id is known here", inputs: [.init("client_id", id)],
                    expected: "a registered client", actual: "an unknown one", holds: false))
            throw TokenError(code: "invalid_client", description: "Unknown client", status: 401)
        }
        if client.authentication == .privateKeyJWT {
            try await checkAssertion(presented.secret, client, or: failure)
            return client
        }
        if presented.method == client.authentication, let secret = client.secret, secret != presented.secret,
            presented.raw?.password == secret
        {
            throw notEncoded(secret, "secret")
        }
        let expired = client.secretExpires.map { $0 <= context.now } ?? false
        let holds = presented.method == client.authentication && presented.secret == client.secret && !expired
        try demand(
            Finding(
                "token-client-authenticated",
                client.authentication == .none
                    ? "The client comes as it \(client.isDocument ? "describes itself" : "registered"): public, without a proof"
                    : "The client proves who it is in the way it registered",
                inputs: [.init("client_id", id), .init("method", presented.method.rawValue)]
                    + (presented.secret.map { [.init("client_secret", $0)] } ?? []),
                expected: client.authentication.rawValue + (client.secret == nil ? "" : " with the secret issued"),
                actual: expired
                    ? "an expired secret"
                    : presented.method.rawValue
                        + (client.secret == nil ? "" : holds ? " with the secret issued" : " with another secret"),
                holds: holds), or: failure)
        return client
    }

    private struct Credentials {
        var method = ClientAuthentication.none
        var clientID: String?
        var secret: String?
        /// What stands in a Basic header before any decoding.
        var raw: BasicCredentials?
    }

    /// What the request proves its sender with: one way, and one only (RFC 6749 section 2.3).
    private func credentials(_ request: Request, _ form: Form) throws -> Credentials {
        try demandOneMethod(request, form)
        if let header = request.headers["Authorization"] {
            let basic = BasicCredentials(header)
            guard let basic else {
                _ = context.check(
                    Finding(
                        "token-client-authenticated", "The Authorization header holds credentials of this endpoint",
                        expected: "Basic with an id and a secret", actual: "something else", holds: false))
                throw TokenError(
                    code: "invalid_client",
                    description: "The Authorization header is not Basic with an id and a secret",
                    status: 401)
            }
            if let named = form["client_id"], named != basic.user {
                throw TokenError(
                    code: "invalid_request", description: "client_id is not the one in the Authorization header")
            }
            return Credentials(
                method: .basic, clientID: basic.user, secret: basic.password, raw: BasicCredentials(unencoded: header))
        }
        if let assertion = form["client_assertion"] {
            let subject = CompactJWT(assertion)?.claims["sub"]?.string
            return Credentials(method: .privateKeyJWT, clientID: form["client_id"] ?? subject, secret: assertion)
        }
        if let secret = form["client_secret"] {
            return Credentials(method: .post, clientID: form["client_id"], secret: secret)
        }
        return Credentials(clientID: form["client_id"])
    }

    private func demandOneMethod(_ request: Request, _ form: Form) throws {
        let ways = [
            request.headers["Authorization"].map { _ in "an Authorization header" },
            form["client_secret"].map { _ in "client_secret" },
            form["client_assertion"].map { _ in "client_assertion" },
        ].compactMap { $0 }
        if ways.count > 1 {
            try demand(
                Finding(
                    "token-single-auth-method", "The client proves who it is in one way",
                    expected: "one way", actual: ways.joined(separator: " and "), holds: false),
                or: TokenError(
                    code: "invalid_request",
                    description: "More than one way of client authentication: " + ways.joined(separator: " and ")))
        }
        guard form["client_assertion"] != nil, form["client_assertion_type"] != ClientAuthentication.assertionType
        else {
            return
        }
        throw TokenError(
            code: "invalid_request",
            description: "client_assertion_type must be " + ClientAuthentication.assertionType)
    }

    /// What was issued, but put into the Basic header as it is: a form reader gets something else out of it.
    private func notEncoded(_ issued: String, _ what: String) -> TokenError {
        let encoded = Percent.encode(issued, spaceAsPlus: true)
        _ = context.check(
            Finding(
                "token-basic-encoding", "The \(what) is form-encoded before it goes into the Basic header",
                inputs: [.init(what, issued)], expected: encoded,
                actual: "\(issued): the \(what) issued, but not form-encoded",
                holds: false))
        return TokenError(
            code: "invalid_client",
            description: "The \(what) issued, but not form-encoded (RFC 6749 section 2.3.1)", status: 401)
    }

    /// A client assertion: signed by a key of the client, for this server, not expired (RFC 7523 section 3).
    private func checkAssertion(_ assertion: String?, _ client: RegisteredClient, or failure: TokenError) async throws {
        guard let jwt = assertion.flatMap({ CompactJWT($0) }) else {
            return try demand(
                Finding(
                    "token-client-authenticated", "The client sends a signed assertion", expected: "private_key_jwt",
                    actual: "no assertion", holds: false), or: failure)
        }
        let verified = await keys(of: client)?.verifies(jwt) ?? false
        try demand(
            Finding(
                client.keys == nil ? "cimd-private-key-jwt-keys" : "token-client-authenticated/signature",
                client.keys == nil
                    ? "The assertion is signed by a key that the client published"
                    : "The assertion is signed by the key that was registered with the client",
                inputs: [
                    .init("kid", jwt.header["kid"]?.string ?? "(none)"),
                    client.jwksURI.map { .init("jwks_uri", $0) }
                        ?? .init("known keys", client.keys?.ids.joined(separator: " ") ?? "(none)"),
                ],
                expected: "RS256 over header and claims, by this key",
                actual: verified ? "RS256 over header and claims, by this key" : "no valid signature",
                holds: verified), or: failure)
        try demand(
            ClientAssertion.finding(
                jwt, clientID: client.id, audiences: [knobs.issuer, endpoint("token")], now: context.now), or: failure)
    }

    /// The keys of a client: those that were registered by hand, or those at the address it published.
    private func keys(of client: RegisteredClient) async -> JWKSet? {
        if let keys = client.keys { return keys }
        return await fetchKeys(client.jwksURI)
    }

    /// Fetches a key set. Nil when there is none at the address.
    func fetchKeys(_ address: String?) async -> JWKSet? {
        guard let url = address.flatMap(WebURL.init) else { return nil }
        let request = Request(
            method: "GET", target: url.target,
            headers: ["Host": url.authority, "Accept": "application/json", "User-Agent": userAgent])
        guard case .response(let response) = await context.send(request, to: url), response.status == 200 else {
            return nil
        }
        return JWKSet(parsing: response.body)
    }
}
