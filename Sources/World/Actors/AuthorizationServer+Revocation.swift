import OAuth
import Specs
import Traces
import Wire

/// Tokens taken back (RFC 7009), and what a resource server is told about them (RFC 7662).
extension AuthorizationServer {
    func revoke(_ request: Request) async -> Response {
        let form = Form(parsing: String(decoding: request.body, as: UTF8.self))
        do {
            let client = try await authenticate(request, form)
            let token = form["token"] ?? ""
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
                // Whoever asks about it learns it at once; whoever judges the JWT alone goes on until its `exp`.
                revokedTokens.insert(id)
                context.note(
                    .forget, "Honours the access token no longer, and says so to whoever asks",
                    clause: "revocation-effective", values: [TypedValue(.accessToken, token)])
            }
            // An unknown token is answered the same way (section 2.2).
            return answers.empty(200, headers: ["Cache-Control": "no-store"])
        } catch let error as TokenError {
            return tokenError(error, request)
        } catch {
            return answers.json(500, ["error": "server_error"])
        }
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
        let token = Form(parsing: String(decoding: request.body, as: UTF8.self))["token"] ?? ""
        guard let claims = CompactJWT(token)?.claims, let id = claims["jti"]?.string, let grant = grants[id],
            !revokedGrants.contains(grant), !revokedTokens.contains(id), (claims["exp"]?.int ?? 0) > context.now
        else { return answers.json(200, ["active": false], headers: AuthorizationServer.noStore) }
        return answers.json(
            200, .object([.init("active", true)] + (claims.members ?? [])), headers: AuthorizationServer.noStore)
    }
}
