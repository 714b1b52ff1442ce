import OAuth
import Specs
import Traces
import Wire

/// The grants that need no browser: client credentials (RFC 6749 section 4.4) and assertions (RFC 7523 section 2.1).
extension AuthorizationServer {
    /// A token for the client itself. No refresh token comes with it (section 4.4.3).
    func clientCredentials(_ form: Form, _ client: RegisteredClient, key: String?) throws -> Response {
        try demand(
            ClientCredentials.confidentialFinding(client.authentication),
            or: TokenError(code: "unauthorized_client", description: "Only for clients with credentials"))
        try demandGrant(GrantType.clientCredentials, client)
        let scopes = try scopes(form)
        let target = try target(form, granted: nil)
        return try issue(
            client, subject: client.id, scopes: scopes, resource: target,
            family: context.random("token family", bytes: 9), refresh: false, key: key)
    }

    /// A token for whom the assertion names, if somebody trusted has signed it for this server and this client.
    func jwtBearer(_ form: Form, _ client: RegisteredClient, key: String?) async throws -> Response {
        try demandGrant(GrantType.jwtBearer, client)
        let assertion = CompactJWT(try required("assertion", form))
        let refusal = TokenError(code: "invalid_grant", description: "The assertion cannot be used")
        let trusted = knobs.trustedIssuers
        try demand(AssertionGrant.issuerFinding(assertion, trusted: trusted.map(\.issuer)), or: refusal)
        guard let assertion, let issuer = trusted.first(where: { $0.issuer == assertion.claims["iss"]?.string }) else {
            throw refusal
        }
        let keys = await keys(of: issuer, for: assertion)
        let expectation = AssertionGrant.Expectation(
            profile: issuer.profile, audience: knobs.issuer, clientID: client.id, subject: client.subject,
            now: context.now)
        for finding in AssertionGrant.findings(assertion, keys: keys, expectation) {
            try demand(finding, or: refusal)
        }
        let granted = assertion.claims["scope"]?.string.map(ScopeStrategy.list)
        let scopes = try scopes(form, granted: granted)
        let target = try target(form, granted: assertion.claims["resource"]?.string)
        return try issue(
            client, subject: assertion.claims["sub"]?.string ?? client.id, scopes: scopes, resource: target,
            family: context.random("token family", bytes: 9), refresh: false, key: key)
    }

    /// The keys of a trusted issuer, fetched on first use and again when an assertion names a key that is not among them.
    private func keys(of issuer: TrustedIssuer, for jwt: CompactJWT) async -> JWKSet {
        if let known = assertionKeys[issuer.issuer], known.contains(jwt.header["kid"]?.string) { return known }
        guard let fetched = await fetchKeys(issuer.jwksURI) else { return assertionKeys[issuer.issuer] ?? JWKSet() }
        assertionKeys[issuer.issuer] = fetched
        return fetched
    }

    /// The client may use this grant at all (section 5.2, `unauthorized_client`).
    func demandGrant(_ grant: String, _ client: RegisteredClient) throws {
        try demand(
            ClientCredentials.allowedFinding(grant, allowed: client.grantTypes),
            or: TokenError(code: "unauthorized_client", description: "The client was not registered for this grant"))
    }

    /// The same for grants that nearly every client may use: noted only where this one may not.
    func allowGrant(_ grant: String, _ client: RegisteredClient) throws {
        if !client.grantTypes.contains(grant) { try demandGrant(grant, client) }
    }

    /// The scopes asked for, where an administrator has decided beforehand which ones there are to have.
    ///
    /// - Parameter granted: what an assertion allows at most; it is also what is given where nothing is asked for.
    func scopes(_ form: Form, granted: [String]? = nil) throws -> [String] {
        let known = knobs.grants ?? knobs.scopes
        let allowed = granted.map { granted in known.filter(granted.contains) } ?? known
        guard let asked = form["scope"].map(ScopeStrategy.list) ?? granted else { return Array(allowed.prefix(1)) }
        try demand(
            ClientCredentials.scopeFinding(asked: asked, allowed: allowed),
            or: TokenError(code: "invalid_scope", description: "The client may not have this scope"))
        return asked
    }
}
