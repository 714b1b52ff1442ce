import OAuth
import Specs
import Traces
import Wire

/// The token endpoint (RFC 6749 section 3.2, 4.1.3, 5 and 6).
extension AuthorizationServer {
    /// An error answer of the token endpoint; thrown so that each rule stands alone.
    struct TokenError: Error {
        var code: String
        var description: String
        var status = 400
        var headers = Headers()
    }

    func token(_ request: Request) async -> Response {
        do {
            let form = try parameters.form(request)
            guard let grant = form["grant_type"] else {
                throw TokenError(code: "invalid_request", description: "grant_type is missing")
            }
            guard
                context.check(
                    Finding(
                        "token-grant-type-supported", "The grant type is offered",
                        inputs: [.init("grant_type", grant)],
                        expected: knobs.flows.joined(separator: " or "),
                        actual: grant, holds: knobs.flows.contains(grant)))
            else { throw TokenError(code: "unsupported_grant_type", description: "grant_type is not supported") }
            let client = try await authenticate(request, form)
            let key = try provedKey(request)
            return switch grant {
            case "refresh_token": try refresh(form, client, key: key)
            case GrantType.jwtBearer: try await jwtBearer(form, client, key: key)
            case GrantType.clientCredentials: try clientCredentials(form, client, key: key)
            default: try redeem(form, client, key: key)
            }
        } catch {
            return failure(error, request)
        }
    }

    /// The answer to a request that one of the endpoints without a page has turned down.
    func failure(_ error: any Error, _ request: Request) -> Response {
        switch error {
        case let error as TokenError: tokenError(error, request)
        case let error as ParameterReader.Refusal:
            tokenError(TokenError(code: "invalid_request", description: error.description), request)
        default: answers.json(500, ["error": "server_error"], headers: AuthorizationServer.noStore)
        }
    }

    /// The value of a parameter that the request cannot do without.
    func required(_ name: String, _ form: Form) throws -> String {
        guard let value = form[name] else {
            throw TokenError(code: "invalid_request", description: "\(name) is missing")
        }
        return value
    }

    static let noStore: Headers = ["Cache-Control": "no-store", "Pragma": "no-cache"]

    func tokenError(_ error: TokenError, _ request: Request) -> Response {
        var headers = AuthorizationServer.noStore
        headers.list += error.headers.list
        // Every 401 says how one proves who one is (RFC 9110 section 15.5.2), however that was tried.
        if error.status == 401 {
            headers.add("WWW-Authenticate", Challenge(scheme: "Basic", ["realm": issuer.host]).headerValue)
        }
        return answers.json(
            error.status, ["error": .string(error.code), "error_description": .string(error.description)],
            headers: headers)
    }

    /// Throws unless the finding holds or is switched off.
    func demand(_ finding: Finding, or error: TokenError) throws {
        if !context.check(finding) { throw error }
    }

    func invalidGrant(_ description: String) -> TokenError {
        TokenError(code: "invalid_grant", description: description)
    }

    // MARK: Code (RFC 6749 section 4.1.3, RFC 7636 section 4.6)

    private func redeem(_ form: Form, _ client: RegisteredClient, key: String?) throws -> Response {
        try allowGrant("authorization_code", client)
        let code = try required("code", form)
        try demand(
            Finding(
                "token-code-known", "The code was issued here", inputs: [.init("code", code)],
                expected: "a code of this server",
                actual: codes[code] == nil ? "an unknown code" : "a code of this server", holds: codes[code] != nil),
            or: invalidGrant("Unknown code"))
        guard var issued = codes[code] else { throw invalidGrant("Unknown code") }
        let transaction = issued.transaction
        try demand(
            Finding(
                "token-code-lifetime", "The code has not expired",
                inputs: [.init("expires", String(issued.expires)), .init("now", String(context.now))],
                expected: "before \(issued.expires)", actual: String(context.now), holds: context.now < issued.expires),
            or: invalidGrant("The code has expired"))
        try demand(
            Finding(
                "token-code-bound-to-client", "The code was issued to this client",
                inputs: [.init("client_id", client.id)], expected: transaction.clientID, equals: client.id),
            or: invalidGrant("The code was issued to another client"))
        if let presented = form["redirect_uri"] {
            try demand(
                Finding(
                    "token-redirect-uri-same", "The redirect URI is that of the authorization request",
                    inputs: [.init("redirect_uri", presented)], expected: transaction.redirectURI, equals: presented),
                or: invalidGrant("redirect_uri differs from the authorization request"))
        }
        try checkVerifier(form["code_verifier"], transaction)
        // Only an otherwise valid replay counts as one, so that a thief without the verifier can end nothing.
        let isFirst = !issued.isSpent
        let singleUse = Finding(
            "token-code-single-use", "The code has not been used before", inputs: [.init("code", code)],
            expected: "the first use", actual: isFirst ? "the first use" : "another use", holds: isFirst)
        if !context.check(singleUse) {
            revoke(family: issued.family, because: .replay)
            throw invalidGrant("The code was already used")
        }
        let target = try target(form, granted: transaction.resource)
        issued.isSpent = true
        issued.family = context.random("token family", bytes: 9)
        codes[code] = issued
        return try issue(
            client, subject: issued.subject, scopes: transaction.scopes, resource: target, family: issued.family ?? "",
            refresh: issuesRefreshTokens(to: client), key: key)
    }

    private func checkVerifier(_ verifier: String?, _ transaction: Transaction) throws {
        if let challenge = transaction.challenge {
            try demand(
                PKCE.finding(verifier: verifier, challenge: challenge, method: transaction.challengeMethod),
                or: invalidGrant("code_verifier does not match the challenge"))
        } else {
            try demand(
                Finding(
                    "token-pkce-downgrade", "A verifier comes only with a code that was asked for with a challenge",
                    inputs: [.init("code_verifier", verifier ?? "(none)")], expected: "no code_verifier",
                    actual: verifier == nil ? "no code_verifier" : "a code_verifier", holds: verifier == nil),
                or: invalidGrant("code_verifier without a code_challenge"))
        }
    }

    /// The resource of the token: the one asked for now, which must be the one granted (RFC 8707 section 2.2).
    func target(_ form: Form, granted: String?) throws -> String? {
        guard context.revision.hasProtectedResourceMetadata else { return granted }
        if let (error, description) = targetObjection(form.all("resource")) {
            throw TokenError(code: error, description: description)
        }
        guard let asked = form["resource"], let granted else { return form["resource"] ?? granted }
        try demand(
            Finding(
                "token-resource-granted", "The resource is that of the grant",
                inputs: [.init("resource", asked)],
                expected: granted, equals: asked),
            or: TokenError(code: "invalid_target", description: "resource differs from the authorization request"))
        return asked
    }

    // MARK: Refresh (RFC 6749 section 6, OAuth 2.1 section 4.3)

    /// A server that does not redeem refresh tokens cannot register clients for the grant; one that issues them all the same
    /// issues them to everybody.
    private func issuesRefreshTokens(to client: RegisteredClient) -> Bool {
        guard knobs.issuesRefreshTokens else { return false }
        return client.grantTypes.contains("refresh_token") || !knobs.flows.contains("refresh_token")
    }

    private func refresh(_ form: Form, _ client: RegisteredClient, key: String?) throws -> Response {
        let token = try required("refresh_token", form)
        let issued = refreshTokens[token]
        try demand(
            Finding(
                "refresh-token-known", "The refresh token was issued here and is honoured",
                inputs: [.init("refresh_token", token)], expected: "a refresh token of this server",
                actual: issued == nil ? "an unknown one" : "a refresh token of this server", holds: issued != nil),
            or: invalidGrant("Unknown refresh token"))
        guard var issued else { throw invalidGrant("Unknown refresh token") }
        try demand(
            Finding(
                "refresh-bound-to-client", "The refresh token belongs to this client",
                inputs: [.init("client_id", client.id)],
                expected: issued.clientID, equals: client.id),
            or: invalidGrant("The refresh token belongs to another client"))
        try demandKey(key, of: issued)
        if issued.isSpent {
            let unused = Finding(
                "refresh-rotation/unused", "The refresh token has not been used before",
                inputs: [.init("refresh_token", token)],
                expected: "the first use", actual: "another use", holds: false)
            if !context.check(unused) {
                if knobs.reuse == .family { revoke(family: issued.family, because: .reuse) }
                throw invalidGrant("The refresh token was already used")
            }
        }
        let ended = issued.revoked
        try demand(
            Finding(
                (ended ?? .reuse).check, "The grant behind the refresh token stands",
                inputs: [.init("refresh_token", token)],
                expected: "a standing grant",
                actual: ended.map { "a grant ended by \($0.rawValue)" } ?? "a standing grant",
                holds: ended == nil),
            or: invalidGrant("The grant was revoked"))
        try demand(
            Finding(
                "refresh-token-known/lifetime", "The refresh token has not expired",
                inputs: [.init("expires", String(issued.expires)), .init("now", String(context.now))],
                expected: "before \(issued.expires)", actual: String(context.now), holds: context.now < issued.expires),
            or: invalidGrant("The refresh token has expired"))
        let asked = form["scope"].map(ScopeStrategy.list) ?? issued.scopes
        try demand(
            Finding(
                "refresh-scope-not-wider", "The scope is not wider than what was granted",
                inputs: [.init("scope", asked.joined(separator: " "))], expected: issued.scopes.joined(separator: " "),
                actual: asked.joined(separator: " "), holds: asked.allSatisfy(issued.scopes.contains)),
            or: TokenError(code: "invalid_scope", description: "The scope is wider than the grant"))
        let target = try target(form, granted: issued.resource)
        issued.isSpent = knobs.rotates
        refreshTokens[token] = issued
        return try issue(
            client, subject: issued.subject, scopes: asked, resource: target, family: issued.family,
            refresh: knobs.rotates, key: key)
    }

    private func revoke(family: String?, because reason: Revocation) {
        guard let family else { return }
        revokedGrants.insert(family)
        for (token, issued) in refreshTokens.sorted(by: { $0.key < $1.key }) where issued.family == family {
            refreshTokens[token]?.revoked = reason
            context.note(
                .forget, "Revokes a refresh token of this grant", clause: reason.check,
                values: [TypedValue(.refreshToken, token)])
        }
    }

    // MARK: Issuing (RFC 6749 section 5.1, RFC 9068)

    /// An access token, and perhaps a refresh token.
    ///
    /// - Parameter key: the thumbprint of the key that both are bound to; nil for bearer tokens.
    func issue(
        _ client: RegisteredClient, subject: String, scopes: [String], resource: String?, family: String, refresh: Bool,
        key bound: String? = nil
    ) throws -> Response {
        let audience = resource ?? knobs.resources?.first ?? knobs.issuer
        let tokenID = context.random("token id", bytes: 12)
        grants[tokenID] = family
        // offline_access is between client and authorization server; the resource server has no use for it.
        let resourceScopes = scopes.filter { $0 != "offline_access" }
        var claims: JSON = [
            "iss": .string(knobs.issuer), "sub": .string(subject), "aud": .string(audience),
            "client_id": .string(client.id),
            "scope": .string(resourceScopes.joined(separator: " ")), "iat": JSON(context.now),
            "exp": JSON(context.now + knobs.tokenLifetime), "jti": .string(tokenID),
        ]
        if let bound { claims["cnf"] = ["jkt": .string(bound)] }
        let token = try key.sign(type: "at+jwt", claims: claims)
        accessTokens[token] = client.id
        context.create(
            .accessToken, token,
            bound == nil
                ? "Issues an access token for one resource" : "Issues an access token for one resource and one key",
            clause: bound != nil
                ? "ext-dpop-binding"
                : context.revision.hasProtectedResourceMetadata ? "token-audience-restricted" : "token-response-body",
            inputs: [.init("aud", audience), .init("scope", resourceScopes.joined(separator: " "))])
        var body: JSON = [
            "access_token": .string(token), "token_type": bound == nil ? "Bearer" : "DPoP",
            "expires_in": JSON(knobs.tokenLifetime),
        ]
        if refresh {
            let refreshToken = context.random("refresh token")
            let isRotating = refreshTokens.values.contains { $0.family == family }
            // What the revisions demand of rotation speaks of public clients.
            let rotation =
                context.revision.hasProtectedResourceMetadata ? "refresh-rotation" : "refresh-rotation-should"
            refreshTokens[refreshToken] = IssuedRefreshToken(
                clientID: client.id, subject: subject, scopes: scopes, resource: resource, family: family,
                expires: context.now + knobs.refreshLifetime, key: client.authentication == .none ? bound : nil)
            context.create(
                .refreshToken, refreshToken, isRotating ? "Issues a new refresh token" : "Issues a refresh token",
                clause: isRotating && client.authentication == .none ? rotation : "")
            body["refresh_token"] = .string(refreshToken)
        }
        body["scope"] = .string(scopes.joined(separator: " "))
        if scopes.contains("openid") { body["id_token"] = .string(try idToken(for: client.id, subject: subject)) }
        return answers.json(200, body, headers: AuthorizationServer.noStore)
    }
}
