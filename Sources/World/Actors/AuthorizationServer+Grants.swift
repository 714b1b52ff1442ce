import OAuth
import Specs
import Traces
import Wire

/// The grants that need no browser: client credentials (RFC 6749 section 4.4).
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

    /// The client may use this grant at all (section 5.2, `unauthorized_client`).
    func demandGrant(_ grant: String, _ client: RegisteredClient) throws {
        try demand(
            ClientCredentials.allowedFinding(grant, allowed: client.grantTypes),
            or: TokenError(code: "unauthorized_client", description: "The client was not registered for this grant"))
    }

    /// The scopes asked for, where an administrator has decided beforehand which ones there are to have.
    func scopes(_ form: Form) throws -> [String] {
        let allowed = knobs.grants ?? knobs.scopes
        guard let asked = form["scope"].map(ScopeStrategy.list) else { return Array(allowed.prefix(1)) }
        try demand(
            ClientCredentials.scopeFinding(asked: asked, allowed: allowed),
            or: TokenError(code: "invalid_scope", description: "The client may not have this scope"))
        return asked
    }
}
