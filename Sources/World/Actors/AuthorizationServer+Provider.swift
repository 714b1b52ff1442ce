import OAuth
import Specs
import Traces
import Wire

/// The identity provider behind an authorization server. All clients of that server are one client there.
struct IdentityProvider: Sendable {
    var issuer: String
    var clientID: String
    var secret: String

    /// What this server asks for there, for every client of its own.
    static let scopes = ["openid", "calendar"]

    /// Everything of the demo is published, this secret too.
    init(issuer: String) {
        self.issuer = issuer
        clientID = "calendar-proxy"
        secret = "demo-proxy-secret"
    }

    func endpoint(_ name: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/" + name
    }
}

/// Login by another provider: its own consent page first, then the provider's flow inside this server's flow, then its
/// own code (the confused deputy problem of MCP's security best practices).
extension AuthorizationServer {
    /// A login that the browser was sent to the provider for.
    struct PendingLogin: Sendable {
        var transaction: Transaction
        var verifier: String
        var expires: Int
    }

    /// How long the person may take at the provider, in seconds.
    private static let patience = 600

    /// The answer to an authorization request: the question about this client, or the way to the provider where this
    /// browser has answered it before.
    func loginElsewhere(
        _ transaction: Transaction, _ client: RegisteredClient, _ provider: IdentityProvider
    ) -> Response {
        let check = "proxy-per-client-consent"
        let approved = approvals.contains(Approval(by: transaction.browser ?? "", client: client.id))
        let host = WebURL(transaction.redirectURI)?.host ?? transaction.redirectURI
        let inputs: [Finding.Input] = [.init("client_id", client.id), .init("redirect host", host)]
        // A client nobody has allowed is no failure: it leads to the question. Unless nobody asks it.
        if approved || context.run.ignores(check, party: context.name) {
            _ = context.check(
                Finding(
                    check, "The person has allowed this client here", inputs: inputs, expected: "allowed here",
                    actual: approved ? "allowed here" : "nobody was asked", holds: approved))
            return forward(transaction, to: provider)
        }
        context.choose(
            "Asks about this client itself, before the provider sees the person", client.name, clause: check,
            inputs: inputs)
        return consentPage(transaction, client, person: nil)
    }

    /// The person has decided on this server's own page.
    func answerHere(_ decision: String?, _ transaction: Transaction, _ provider: IdentityProvider) -> Response {
        guard context.check(consentFinding("proxy-per-client-consent", decision, transaction)) else {
            return deny(transaction)
        }
        approvals.insert(Approval(by: transaction.browser ?? "", client: transaction.clientID))
        return forward(transaction, to: provider)
    }

    /// Sends the browser on. The state comes into being here, after consent, and belongs to this browser.
    private func forward(_ transaction: Transaction, to provider: IdentityProvider) -> Response {
        let state = context.random("provider state", bytes: 16)
        let verifier = context.random("provider verifier")
        let challenge = PKCE.challenge(for: verifier)
        context.create(.state, state, "Makes a state for the provider", clause: "proxy-state-after-consent")
        context.create(.codeVerifier, verifier, "Makes a verifier for the provider", clause: "pkce-fresh-per-request")
        pendingLogins[state] = PendingLogin(
            transaction: transaction, verifier: verifier, expires: context.now + AuthorizationServer.patience)
        let query: Form = [
            "response_type": "code", "client_id": provider.clientID, "redirect_uri": endpoint("callback"),
            "scope": IdentityProvider.scopes.joined(separator: " "), "state": state, "code_challenge": challenge,
            "code_challenge_method": "S256",
        ]
        let location = WebURL(provider.endpoint("authorize"))?.adding(query).headerValue ?? ""
        return answers.empty(
            303, headers: ["Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"])
    }

    /// The browser returns from the provider. Only the browser that was sent there may finish the login.
    func comeBack(_ request: Request) async -> Response {
        let query = request.query
        let browser = AuthorizationServer.cookies(request)["browser"]
        let pending = pendingLogins.removeValue(forKey: query["state"] ?? "")
        let holds = pending.map { $0.transaction.browser == browser && $0.expires > context.now } ?? false
        let finding = Finding(
            "proxy-state-after-consent", "The answer belongs to a login that this browser was sent to",
            inputs: [.init("state", query["state"] ?? "(none)"), .init("browser", browser ?? "(no cookie)")],
            expected: "a login of this browser", actual: holds ? "a login of this browser" : "none", holds: holds)
        guard context.check(finding), let provider, let pending else { return expiredPage }
        guard let code = query["code"] else { return deny(pending.transaction) }
        guard let person = await redeem(code, pending, at: provider) else {
            return redirect(
                pending.transaction, error: "server_error", description: "The login at the provider did not succeed")
        }
        return issueCode(pending.transaction, person: person)
    }

    /// Trades the provider's code for its tokens. Returns who logged in, or nil.
    private func redeem(_ code: String, _ pending: PendingLogin, at provider: IdentityProvider) async -> String? {
        guard let url = WebURL(provider.endpoint("token")) else { return nil }
        let form: Form = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": endpoint("callback"),
            "code_verifier": pending.verifier,
        ]
        let body = Array(form.encoded.utf8)
        let request = Request(
            method: "POST", target: url.target,
            headers: [
                "Host": url.authority, "Accept": "application/json", "User-Agent": userAgent,
                "Authorization": BasicCredentials(user: provider.clientID, password: provider.secret).header,
                "Content-Type": "application/x-www-form-urlencoded", "Content-Length": String(body.count),
            ], body: body)
        guard case .response(let response) = await context.send(request, to: url), response.status == 200,
            let answer = try? JSON(parsing: response.body), let text = answer["id_token"]?.string,
            let claims = CompactJWT(text)?.claims, context.check(idTokenFinding(claims, provider))
        else { return nil }
        if let token = answer["access_token"]?.string {
            context.note(
                .store, "Keeps the provider's token for this person, and hands it to nobody",
                clause: "rs-no-passthrough", values: [TypedValue(.accessToken, token)])
        }
        return claims["sub"]?.string
    }

    /// The checks on an ID token that came straight from the provider over TLS, where the signature may be left alone
    /// (OpenID Connect Core section 3.1.3.7).
    private func idTokenFinding(_ claims: JSON, _ provider: IdentityProvider) -> Finding {
        let isOurs = claims["iss"]?.string == provider.issuer && claims["aud"]?.string == provider.clientID
        let isFresh = (claims["exp"]?.int ?? 0) > context.now
        return Finding(
            "proxy-id-token", "The ID token comes from the provider, is for this server, and has not expired",
            inputs: [
                .init("iss", claims["iss"]?.string ?? "(none)"), .init("aud", claims["aud"]?.string ?? "(none)"),
                .init("exp", claims["exp"]?.plain ?? "(none)"),
            ],
            expected: isOurs && !isFresh
                ? "later than \(context.now)" : provider.issuer + " for " + provider.clientID,
            actual: isOurs && !isFresh
                ? claims["exp"]?.plain ?? "(none)"
                : (claims["iss"]?.string ?? "(none)") + " for " + (claims["aud"]?.string ?? "(none)"),
            holds: isOurs && isFresh)
    }

    /// What this server says about a person to one of its clients (OpenID Connect Core section 2).
    func idToken(for client: String, subject: String) throws -> String {
        let claims: JSON = [
            "iss": .string(knobs.issuer), "sub": .string(subject), "aud": .string(client), "iat": JSON(context.now),
            "exp": JSON(context.now + 300),
        ]
        let token = try key.sign(type: "JWT", claims: claims)
        context.create(
            .identityToken, token, "Says in an ID token who logged in",
            inputs: [.init("aud", client), .init("sub", subject)])
        return token
    }
}
