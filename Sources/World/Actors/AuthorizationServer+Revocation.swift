import OAuth
import Specs
import Traces
import Wire

/// Tokens taken back (RFC 7009), and what a resource server is told about them (RFC 7662).
extension AuthorizationServer {
    func revoke(_ request: Request) async -> Response {
        do {
            let form = try parameters.form(request, check: "as-form-request")
            let client = try await authenticate(request, form)
            let token = try required("token", form)
            if let owner = refreshTokens[token]?.clientID ?? accessTokens[token] {
                try demand(
                    Finding(
                        "revocation-own-token", "The token was issued to this client",
                        inputs: [.init("client_id", client.id)], expected: owner, equals: client.id),
                    or: invalidGrant("The token was issued to another client"))
            }
            if let issued = refreshTokens[token] {
                refreshTokens[token]?.revoked = .revocation
                revokedGrants.insert(issued.family)
                context.note(
                    .forget, "Honours the refresh token no longer", clause: "revocation-effective",
                    values: [TypedValue(.refreshToken, token)])
            } else if accessTokens[token] != nil, let id = CompactJWT(token)?.claims["jti"]?.string {
                revokedTokens.insert(id)
                noteEnd(of: token)
            }
            // An unknown token is answered the same way (section 2.2).
            return answers.empty(200, headers: ["Cache-Control": "no-store"])
        } catch {
            return failure(error, request)
        }
    }

    /// What giving back an access token comes to: that depends on whether its resource server has a way to learn of it.
    private func noteEnd(of token: String) {
        let values = [TypedValue(.accessToken, token)]
        if knobs.sharesRevocations {
            context.note(
                .forget, "Honours the access token no longer, and the MCP server refuses it from now on",
                clause: "revocation-effective", values: values)
        } else if knobs.offersIntrospection {
            context.note(
                .forget, "Honours the access token no longer, and says so to whoever asks",
                clause: "revocation-effective", values: values)
        } else {
            context.note(
                .forget,
                "Notes that the access token was given back; whoever judges the JWT alone takes it until it expires",
                values: values)
        }
    }

    /// Whether a token of this server, or the grant behind it, has been given back, by its `jti`.
    func isRevoked(_ tokenID: String) -> Bool {
        revokedTokens.contains(tokenID) || grants[tokenID].map(revokedGrants.contains) ?? false
    }

    // MARK: Introspection (RFC 7662)

    /// Tells a resource server of this issuer whether a token still counts.
    func introspect(_ request: Request) -> Response {
        let credentials = request.headers["Authorization"].flatMap { BasicCredentials($0) }
        guard knobs.introspectionClients.contains(where: { credentials == MCPServer.introspectionCredentials($0) })
        else {
            return answers.json(
                401, ["error": "invalid_client"],
                headers: ["WWW-Authenticate": Challenge(scheme: "Basic", ["realm": issuer.host]).headerValue])
        }
        let token: String
        do {
            token = try required("token", try parameters.form(request, check: "as-form-request"))
        } catch {
            return failure(error, request)
        }
        guard let claims = CompactJWT(token)?.claims, let id = claims["jti"]?.string, grants[id] != nil, !isRevoked(id),
            (claims["exp"]?.int ?? 0) > context.now
        else { return answers.json(200, ["active": false], headers: AuthorizationServer.noStore) }
        return answers.json(
            200, .object([.init("active", true)] + (claims.members ?? [])), headers: AuthorizationServer.noStore)
    }
}
