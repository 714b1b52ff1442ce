extension Clause {
    /// Token requests, refresh, revocation.
    static let tokens: [Clause] = [
        Clause(
            "pkce-verifier-sent", .client, .must, every, at: ["token-request"],
            "code_verifier is present with 43 to 128 unreserved characters.",
            source: "RFC 7636 §4.1, §4.5",
            tier: .inherited, conformance: ["pkce-code-verifier-sent"]),
        Clause(
            "pkce-verifier-matches", .client, .must, every, at: ["token-request"],
            """
            BASE64URL(SHA256(code_verifier)) equals the challenge of the authorization request that produced \
            the code.
            """,
            source: "RFC 7636 §4.6",
            tier: .inherited, conformance: ["pkce-verifier-matches-challenge"]),
        Clause(
            "token-request-format", .client, .must, every,
            at: tokenEndpoint,
            "The request is a POST; no credentials or code stand in the URL.",
            source: "RFC 6749 §3.2, §2.3.1",
            tier: .inherited),
        Clause(
            "token-redirect-uri-same", .client, .must, every, at: ["token-request"],
            """
            If redirect_uri is sent it equals the authorization request value (RFC 6749 requires sending it \
            whenever the authorization request had it; OAuth 2.1 removed it but lets servers that also serve \
            2.0 clients require it).
            """,
            source: "RFC 6749 §4.1.3; OAuth 2.1 draft-13 §10.2",
            tier: .inherited),
        Clause(
            "token-auth-method-supported", .client, .must, every, at: ["token-request"],
            """
            The client authentication used is in token_endpoint_auth_methods_supported (default \
            client_secret_basic) and equals the registered method.
            """,
            source: "RFC 6749 §3.2.1; RFC 8414 §2; RFC 7591 §2",
            tier: .inherited,
            conformance: [
                "auth/token-endpoint-auth-basic", "auth/token-endpoint-auth-post", "auth/token-endpoint-auth-none",
            ]),
        Clause(
            "token-single-auth-method", .client, .must, every,
            at: tokenEndpoint + ["revocation", "introspection"],
            "Only one client authentication mechanism is used per request.",
            source: "RFC 6749 §2.3",
            tier: .inherited),
        Clause(
            "token-basic-encoding", .client, .plain, every, at: ["token-request"],
            "For Basic, id and secret are form-encoded before base64, as part of what the method is.",
            source: "RFC 6749 §2.3.1",
            tier: .inherited),
        Clause(
            "token-response-no-store", .authorization, .must, every,
            at: tokenEndpoint,
            "Token responses have Cache-Control: no-store.",
            source: "RFC 6749 §5.1",
            tier: .inherited, conformance: ["authorization-code-grant"]),
        Clause(
            "token-response-body", .authorization, .must, every,
            at: tokenEndpoint,
            "A successful answer contains access_token and token_type.",
            source: "RFC 6749 §5.1",
            tier: .inherited, conformance: ["authorization-code-grant"]),
        Clause(
            "token-response-expires-in", .authorization, .should, every, at: ["token-request"],
            "expires_in is present and short.",
            source: """
                RFC 6749 §5.1; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#token-theft
                """,
            tier: .stated),
        Clause(
            "token-response-scope", .authorization, .must, every, at: ["token-request", "token-refresh"],
            "scope is present when the grant differs from the request.",
            source: "RFC 6749 §3.3, §5.1",
            tier: .inherited),
        Clause(
            "token-error-format", .authorization, .must, every,
            at: tokenEndpoint + ["introspection"],
            "Failures are 400 (or 401 for invalid_client) with a JSON error code from the registered set.",
            source: "RFC 6749 §5.2",
            tier: .inherited),
        Clause(
            "token-invalid-client-401", .authorization, .must, every,
            at: [
                "token-request", "token-refresh", "token-client-credentials", "token-exchange", "token-jwt-bearer",
                "revocation", "introspection",
            ],
            "If Basic authentication fails the status is 401 with a WWW-Authenticate header matching the scheme.",
            source: "RFC 6749 §5.2",
            tier: .inherited),
        Clause(
            "token-code-single-use", .authorization, .must, every, at: ["token-request"],
            "A second redemption of the same code returns invalid_grant.",
            source: "RFC 6749 §4.1.2; OAuth 2.1 draft-13 §4.1.3",
            tier: .inherited),
        Clause(
            "token-code-replay-revokes", .authorization, .should, every, at: ["token-request", "mcp-authenticated"],
            """
            After a replay that is otherwise valid (right client and code_verifier), tokens already issued \
            for that code are rejected; OAuth 2.1 advises against revoking on an invalid replay.
            """,
            source: "RFC 6749 §4.1.2; OAuth 2.1 draft-13 §4.1.3, §7.5.3",
            tier: .inherited),
        Clause(
            "token-code-bound-to-client", .authorization, .must, every, at: ["token-request"],
            "A code redeemed with another client_id returns invalid_grant.",
            source: "RFC 6749 §4.1.3, §5.2",
            tier: .inherited),
        Clause(
            "token-pkce-enforced", .authorization, .must, every, at: ["token-request"],
            "Missing or wrong code_verifier returns invalid_grant (missing may be invalid_request).",
            source: "RFC 7636 §4.6; OAuth 2.1 draft-13 §4.1.3",
            tier: .inherited),
        Clause(
            "token-pkce-downgrade", .authorization, .must, every, at: ["token-request"],
            "A code_verifier for a code issued without code_challenge is refused.",
            source: "RFC 9700 §2.1.1, §4.8.2; OAuth 2.1 draft-13 §4.1.3",
            tier: .inherited),
        Clause(
            "token-invalid-target", .authorization, .plain, since(.june2025),
            at: ["authorization-request", "token-request"],
            "An unknown or unacceptable resource is refused with invalid_target.",
            source: "RFC 8707 §2, §2.1",
            tier: .inherited),
        Clause(
            "token-audience-restricted", .authorization, .should, since(.june2025), at: ["token-request"],
            "The issued token is audience-restricted to the requested resource.",
            source: "RFC 8707 §2", tier: .inherited),
        Clause(
            "refresh-rotation-should", .authorization, .should, [.march2025], at: ["token-refresh"],
            "A refresh response returns a new refresh_token.",
            source: "modelcontextprotocol.io/specification/2025-03-26/basic/authorization#implementation-requirements",
            tier: .stated),
        Clause(
            "refresh-rotation", .authorization, .must, since(.june2025), at: ["token-refresh"],
            """
            For a public client each refresh response returns a new refresh_token and the used one is \
            rejected with invalid_grant afterwards.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-theft; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-theft; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#token-theft; \
                OAuth 2.1 draft-13 §4.3.1
                """,
            tier: .stated),
        Clause(
            "refresh-reuse-revokes-family", .authorization, .plain, since(.june2025), at: ["token-refresh"],
            "After reuse of an old refresh token the current one is rejected too.",
            source: "OAuth 2.1 draft-13 §4.3.1; RFC 9700 §4.14.2",
            tier: .inherited),
        Clause(
            "refresh-uses-latest", .client, .must, every, at: ["token-refresh"],
            "Each refresh request uses the most recent refresh_token received.",
            source: "RFC 6749 §6; OAuth 2.1 draft-13 §4.3.2",
            tier: .inherited),
        Clause(
            "refresh-scope-not-wider", .client, .must, every, at: ["token-refresh"],
            "scope in a refresh request is not wider than the granted scope.",
            source: "RFC 6749 §6; OAuth 2.1 draft-13 §4.3.1",
            tier: .inherited),
        Clause(
            "refresh-bound-to-client", .authorization, .must, every, at: ["token-refresh"],
            "A refresh token presented by another client is refused with invalid_grant.",
            source: "RFC 6749 §6, §10.4",
            tier: .inherited),
        Clause(
            "refresh-not-assumed", .client, .must, since(.july2026), at: ["token-request", "token-refresh"],
            """
            When no refresh_token was returned, the client starts a new authorization instead of sending \
            grant_type=refresh_token.
            """,
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens",
            tier: .stated),
        Clause(
            "refresh-token-not-to-rs", .client, .must, every, at: ["mcp-authenticated"],
            "No refresh token value appears in any request to the MCP server.",
            source: """
                RFC 6749 §1.5, §10.4; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens; OAuth 2.1 \
                draft-14 §4.3
                """,
            tier: .stated),
        Clause(
            "revocation-200", .authorization, .plain, every, at: ["revocation"],
            "A revocation request for a valid or unknown token returns 200 (not required by MCP).",
            source: "RFC 7009 §2.2",
            tier: .optional),
        Clause(
            "revocation-effective", .authorization, .plain, every, at: ["revocation", "token-refresh"],
            "A revoked refresh token is refused with invalid_grant.",
            source: "RFC 7009 §2.1",
            tier: .optional),
    ]
}
