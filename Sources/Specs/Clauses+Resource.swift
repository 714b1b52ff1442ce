extension Clause {
    /// Bearer tokens at the MCP server, step-up.
    static let resource: [Clause] = [
        Clause(
            "client-0326-default-endpoints", .client, .must, [.march2025],
            at: ["authorization-request", "token-request", "registration"],
            """
            After a failed metadata request the client uses /authorize, /token and /register on the \
            authorization base URL.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#fallbacks-for-servers-without-metadata-discovery
                """,
            tier: .stated, conformance: ["auth/2025-03-26-oauth-endpoint-fallback"]),
        Clause(
            "bearer-header", .client, .must, every, at: ["mcp-authenticated"],
            """
            The access token is sent as Authorization: Bearer, scheme name compared case-insensitively (DPoP \
            scheme under the DPoP extension).
            """,
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#access-token-usage; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#token-requirements; OAuth \
                2.1 draft-13 §5.1.1
                """,
            tier: .stated, conformance: ["valid-bearer-token"]),
        Clause(
            "bearer-every-request", .client, .must, every, at: ["mcp-authenticated"],
            "After authorization every HTTP request to the MCP endpoint, of any verb, has the Authorization header.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#token-requirements
                """,
            tier: .stated),
        Clause(
            "token-not-in-query", .client, .must, every, at: ["mcp-authenticated"],
            "No request URL contains an access token.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#token-requirements; OAuth \
                2.1 draft-13 §5.1
                """,
            tier: .stated),
        Clause(
            "token-not-in-query-accepted", .server, .must, every, at: ["mcp-authenticated"],
            "A request whose only token is in the query is treated as unauthenticated (401).",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#token-requirements; OAuth \
                2.1 draft-13 §5.1
                """,
            tier: .stated),
        Clause(
            "token-only-from-servers-as", .client, .must, since(.june2025), at: ["mcp-authenticated"],
            "The token sent was issued in this trace by an authorization server listed in that MCP server's metadata.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#token-handling
                """,
            tier: .stated),
        Clause(
            "rs-invalid-token-401", .server, .must, every, at: ["mcp-invalid-token"],
            "Expired, malformed, unknown or revoked tokens get 401.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#token-handling
                """,
            tier: .stated),
        Clause(
            "rs-invalid-token-error-code", .server, .should, every, at: ["mcp-invalid-token"],
            "The 401 for a bad token has error=\"invalid_token\".",
            source: "RFC 6750 §3, §3.1; OAuth 2.1 draft-13 §5.3.1, §5.3.2",
            tier: .inherited),
        Clause(
            "rs-audience-validated", .server, .must, every, at: ["mcp-invalid-token"],
            "A token whose audience is another resource gets 401 and no tool output.",
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#token-passthrough; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#token-handling; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#access-token-privilege-restriction
                """,
            tier: .stated),
        Clause(
            "rs-no-passthrough", .server, .must, since(.june2025), at: ["upstream-call"],
            "No request from the MCP server to another host contains the token received from the client.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#access-token-privilege-restriction; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#access-token-privilege-restriction; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#access-token-privilege-restriction; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#token-passthrough
                """,
            tier: .stated),
        Clause(
            "rs-no-data-before-validation", .server, .must, since(.june2025),
            at: ["mcp-unauthenticated", "mcp-invalid-token"],
            "A 401/403 response contains no tool or resource content.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#access-token-privilege-restriction; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#access-token-privilege-restriction; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#access-token-privilege-restriction
                """,
            tier: .stated),
        Clause(
            "client-new-token-after-401", .client, .reading, since(.june2025), at: ["mcp-invalid-token"],
            """
            After a 401 the same token is not resent; a refresh or new authorization comes first. MCP obliges clients to respond appropriately to 401, while the OAuth texts only say the \
            client MAY request a new token and retry.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#authorization-server-location; \
                RFC 6750 §3.1; OAuth 2.1 draft-13 §5.3.2
                """,
            tier: .stated, conformance: ["invalid-bearer-token"]),
        Clause(
            "rs-insufficient-scope-403", .server, .should, since(.november2025), at: ["mcp-step-up"],
            """
            A valid token lacking scope gets 403 with a Bearer challenge that has \
            error="insufficient_scope", scope and resource_metadata.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#runtime-insufficient-scope-errors; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#runtime-insufficient-scope-errors
                """,
            tier: .stated, conformance: ["auth/scope-step-up"]),
        Clause(
            "rs-403-status-table", .server, .must, every, at: ["mcp-step-up"],
            "Scope or permission failures use status 403, not 401.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#error-handling; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#error-handling; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#error-handling; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#error-handling
                """,
            tier: .stated),
        Clause(
            "rs-challenge-complete", .server, .should, since(.july2026), at: ["mcp-step-up"],
            "One operation never receives two successive 403 challenges that each name a different missing scope.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#runtime-insufficient-scope-errors
                """,
            tier: .stated),
        Clause(
            "rs-scope-hierarchy", .server, .must, since(.july2026), at: ["mcp-step-up"],
            "A token with a broader scope that implies the required one is accepted.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#step-up-authorization-flow",
            tier: .stated),
        Clause(
            "client-step-up-attempt", .client, .should, since(.november2025),
            at: ["mcp-step-up", "authorization-request"],
            """
            After a 403 insufficient_scope a user-acting client sends a new authorization request that \
            contains the challenged scopes.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#step-up-authorization-flow; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#step-up-authorization-flow
                """,
            tier: .stated, conformance: ["auth/scope-step-up"]),
        Clause(
            "client-step-up-union", .client, .should, since(.july2026), at: ["authorization-request"],
            "The step-up request contains previously requested scopes as well as the challenged ones.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#step-up-authorization-flow",
            tier: .stated, conformance: ["auth/scope-step-up (sep-2350-scope-union-on-reauth)"]),
        Clause(
            "client-step-up-retry-limit", .client, .should, since(.november2025), at: ["trace"],
            """
            At most three authorization requests happen for the same resource and operation (the text only \
            asks for a limit; three is the threshold of the official suite).
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#step-up-authorization-flow; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#step-up-authorization-flow
                """,
            tier: .stated, conformance: ["auth/scope-retry-limit"]),
        Clause(
            "client-step-up-retries-original", .client, .should, since(.november2025), at: ["mcp-tools-call"],
            "After a successful step-up the original operation is sent again with the new token.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#step-up-authorization-flow; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#step-up-authorization-flow
                """,
            tier: .stated),
    ]
}
