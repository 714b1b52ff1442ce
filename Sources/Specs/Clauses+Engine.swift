extension Clause {
    static let every = Revision.allCases

    static func since(_ first: Revision) -> [Revision] { Revision.allCases.filter { $0 >= first } }

    /// The exchanges of the token endpoint.
    static let tokenEndpoint = [
        "token-request", "token-refresh", "token-client-credentials", "token-exchange", "token-jwt-bearer",
        "upstream-token-request",
    ]

    /// What the actors check, and what a field is there for, besides the list of requirements.
    static let engine: [Clause] =
        actors + clientCredentialsGrant + assertionGrant + workloadGrant + identityProvider + proofsOfKeys

    private static let actors: [Clause] = [
        Clause(
            "as-client-known", .authorization, .must, every, at: ["authorization-request", "token-request"],
            """
            A client_id that the authorization server does not know is refused: in an authorization request with an error \
            page and without a redirect, in a token request with invalid_client.
            """,
            source: "RFC 6749 §4.1.2.1, §5.2", tier: .inherited),
        Clause(
            "as-parameter-once", .client, .must, every,
            at: ["authorization-request", "token-request", "token-refresh", "revocation"],
            "No parameter is sent more than once, except resource; one without a value counts as left out.",
            source: "RFC 6749 §3.1, §3.2; RFC 8707 §2", tier: .inherited),
        Clause(
            "as-form-request", .client, .plain, every, at: ["revocation", "introspection"],
            "What is asked about a token comes by POST as application/x-www-form-urlencoded.",
            source: "RFC 7009 §2.1; RFC 7662 §2.1", tier: .inherited),
        Clause(
            "as-own-form", .authorization, .reading, every, at: ["login", "consent"],
            "A page takes its own form back as application/x-www-form-urlencoded, and nothing of another media type.",
            source: "RFC 9110 §15.5.16", tier: .inherited),
        Clause(
            "http-header-once", .client, .must, every,
            at: ["registration", "token-request", "revocation", "mcp-unauthenticated", "mcp-authenticated"],
            "A header field that is no list, such as Authorization or Content-Type, stands once in a request.",
            source: "RFC 9110 §5.3", tier: .inherited),
        Clause(
            "as-response-type", .authorization, .must, every, at: ["authorization-request"],
            "A response_type other than code is answered with unsupported_response_type.",
            source: "RFC 6749 §4.1.2.1", tier: .inherited),
        Clause(
            "as-scope-known", .authorization, .may, every, at: ["authorization-request", "token-refresh"],
            "A scope that the authorization server does not know may be answered with invalid_scope, or ignored.",
            source: "RFC 6749 §3.3, §4.1.2.1", tier: .inherited),
        Clause(
            "as-login-credentials", .authorization, .must, every, at: ["login", "idp-login"],
            "The person is authenticated before anything is granted in their name.",
            source: "RFC 6749 §3.1", tier: .inherited),
        Clause(
            "as-login-before-redirect", .authorization, .must, every, at: ["authorization-request", "login"],
            """
            The person is authenticated before the browser is sent back to the client, with an error as well as with a \
            code; asking without any page (silent authentication) is the one exception.
            """,
            source: "RFC 9700 §4.11.2", tier: .inherited),
        Clause(
            "as-consent-csrf", .authorization, .must, every, at: ["login", "consent"],
            "A form post of the authorization leg belongs to a page that this browser was shown.",
            source: "RFC 6749 §10.12", tier: .inherited),
        Clause(
            "as-consent-given", .authorization, .should, every, at: ["consent"],
            "A code is issued only after the person has decided about this client and these scopes.",
            source: "RFC 6749 §10.2", tier: .inherited),
        Clause(
            "proxy-consent-page", .authorization, .must, every, at: ["authorization-request", "consent"],
            """
            The consent page of a server that lets another provider log people in names the client, the scopes asked for \
            at the provider, and the registered redirect_uri.
            """,
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#required-protections; \
                modelcontextprotocol.io/docs/2025-06-18/tutorials/security/security_best_practices#required-protections; \
                modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#required-protections; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#required-protections
                """, tier: .optional),
        Clause(
            "proxy-id-token", .authorization, .must, every, at: ["upstream-token-request"],
            "A server that lets another provider log people in checks issuer, audience and expiry of the ID token.",
            source: "OpenID Connect Core 1.0 §3.1.3.7", tier: .inherited),
        Clause(
            "as-s256-only", .authorization, .must, every, at: ["authorization-request"],
            "A code_challenge_method that the server does not support is answered with invalid_request.",
            source: "RFC 7636 §4.4.1", tier: .inherited),
        Clause(
            "token-request-parameters", .client, .must, every,
            at: ["token-request", "token-refresh", "upstream-token-request"],
            "grant_type is present; so is client_id where a client redeems a code and does not authenticate.",
            source: "RFC 6749 §3.2.1, §4.1.3, §6", tier: .inherited),
        Clause(
            "token-request-form", .client, .plain, every,
            at: tokenEndpoint + ["revocation", "introspection"],
            "The parameters stand in the body as application/x-www-form-urlencoded.",
            source: "RFC 6749 §4.1.3, §6", tier: .inherited),
        Clause(
            "token-response-json", .authorization, .plain, every,
            at: tokenEndpoint,
            "A token is answered with 200, and success and error alike with application/json.",
            source: "RFC 6749 §5.1, §5.2", tier: .inherited),
        Clause(
            "token-assertion-claims", .client, .must, every,
            at: tokenEndpoint + ["revocation", "introspection"],
            """
            A client assertion names the client as iss and sub, the authorization server as aud, and has an exp that has \
            not passed.
            """,
            source: "RFC 7523 §3", tier: .inherited),
        Clause(
            "token-client-authenticated", .authorization, .must, every,
            at: ["token-request", "token-refresh", "token-client-credentials", "revocation"],
            "A confidential client authenticates with the method it registered; a wrong or missing credential is invalid_client.",
            source: "RFC 6749 §3.2.1", tier: .inherited),
        Clause(
            "token-grant-type-supported", .authorization, .must, every,
            at: ["token-request", "token-refresh", "token-client-credentials"],
            "A grant type that the server does not support is answered with unsupported_grant_type.",
            source: "RFC 6749 §5.2", tier: .inherited),
        Clause(
            "token-code-known", .authorization, .must, every, at: ["token-request"],
            "A code that the server did not issue is answered with invalid_grant.",
            source: "RFC 6749 §4.1.3, §5.2", tier: .inherited),
        Clause(
            "token-code-lifetime", .authorization, .must, every, at: ["token-request"],
            "A code expires shortly after it was issued (ten minutes at most are recommended) and is then invalid_grant.",
            source: "RFC 6749 §4.1.2", tier: .inherited),
        Clause(
            "refresh-token-known", .authorization, .must, every, at: ["token-refresh"],
            "A refresh token that the server did not issue, or no longer honours, is answered with invalid_grant.",
            source: "RFC 6749 §6, §5.2", tier: .inherited),
        Clause(
            "token-resource-granted", .authorization, .may, since(.june2025),
            at: ["token-request", "token-refresh", "token-jwt-bearer"],
            "A token for a resource that the grant is not about is refused with invalid_target.",
            source: "RFC 8707 §2.2", tier: .inherited),
        Clause(
            "tokens-kept-by-issuer", .client, .must, since(.july2026), at: ["token-request"],
            "Tokens are kept apart by the authorization server that issued them.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-location
                """, tier: .stated),
        Clause(
            "revocation-own-token", .authorization, .plain, every, at: ["revocation"],
            "A token that was issued to another client than the one that asks is not revoked; the client is told.",
            source: "RFC 7009 §2.1", tier: .inherited),
        Clause(
            "dcr-response-metadata", .authorization, .must, every, at: ["registration"],
            "The answer to a registration has the client_id and all metadata as registered, what the server put in included.",
            source: "RFC 7591 §3.2.1", tier: .inherited),
        Clause(
            "dcr-redirect-allowed", .authorization, .may, every, at: ["registration"],
            "A server may turn away a registration whose redirect URIs it does not accept, with invalid_redirect_uri.",
            source: "RFC 7591 §3.2.1; RFC 7591 §3.2.2", tier: .inherited),
        Clause(
            "dcr-allowed", .authorization, .may, every, at: ["registration"],
            "A server may ask for an arrangement before it registers a client, and turn everybody else away.",
            source: "RFC 7591 §3", tier: .inherited),
        Clause(
            "dcr-metadata-valid", .authorization, .may, every, at: ["registration"],
            "A server may turn away a registration with metadata it cannot honour, with invalid_client_metadata, or replace it.",
            source: "RFC 7591 §3.2.1; RFC 7591 §3.2.2", tier: .inherited),
        Clause(
            "rs-handle-bound", .server, .should, since(.july2026), at: ["mcp-tools-call"],
            "A state handle works only for the person to whom it was given, as the verified token names them.",
            source: """
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#state-handle-hijacking; \
                modelcontextprotocol.io/specification/2026-07-28/server/tools#stateful-tools
                """,
            tier: .inherited),
        Clause(
            "client-cache-per-authorization", .client, .must, since(.july2026), at: ["mcp-tools-list", "mcp-discover"],
            "A result whose cacheScope is private is reused only for the access token under which it was given.",
            source: "modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching#cache-scope-field",
            tier: .optional, conformance: ["caching"]),
        Clause(
            "mcp-content-type", .client, .should, every, at: ["mcp-unauthenticated", "mcp-authenticated"],
            "A POST to the MCP endpoint says in Content-Type that its body is application/json.",
            source: "RFC 9110 §8.3, §15.5.16", tier: .optional),
        Clause(
            "mcp-session-known", .server, .must, [.march2025, .june2025, .november2025], at: ["mcp-authenticated"],
            "A request that names a session which the server has ended is answered with 404.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/transports#session-management; \
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
                """, tier: .optional),
        Clause(
            "mcp-session-required", .server, .should, [.march2025, .june2025, .november2025], at: ["mcp-authenticated"],
            "A request without the session header, after initialize, is answered with 400 by a server that requires it.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/transports#session-management; \
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
                """, tier: .optional),
    ]
}
