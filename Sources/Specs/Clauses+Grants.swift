extension Clause {
    // Checks of extensions and proposals that no listed requirement names.

    /// Of the grant of a client that acts in its own name.
    static let clientCredentialsGrant: [Clause] = [
        Clause(
            "token-grant-allowed", .authorization, .must, since(.november2025),
            at: ["token-client-credentials", "token-jwt-bearer"],
            "A client that was not registered for the grant is answered with unauthorized_client.",
            source: "RFC 6749 §5.2", tier: .inherited),
        Clause(
            "token-scope-allowed", .authorization, .may, since(.november2025),
            at: ["token-client-credentials", "token-jwt-bearer"],
            """
            A scope that the client may not have is answered with invalid_scope, or left out of the token, which then \
            says so.
            """,
            source: "RFC 6749 §3.3, §5.2", tier: .inherited),
    ]

    /// Of grants that are an assertion.
    static let assertionGrant: [Clause] = [
        Clause(
            "as-assertion-issuer", .authorization, .must, since(.november2025), at: ["token-jwt-bearer"],
            "An assertion of an issuer that the server does not trust, or of none, is answered with invalid_grant.",
            source: "RFC 7523 §3, §3.1", tier: .inherited),
        Clause(
            "as-assertion-signature", .authorization, .must, since(.november2025), at: ["token-jwt-bearer"],
            "An assertion whose signature does not verify with a key of its issuer is answered with invalid_grant.",
            source: "RFC 7523 §3, §3.1", tier: .inherited, conformance: ["auth/wif-jwt-bearer"]),
        Clause(
            "as-assertion-audience", .authorization, .must, since(.november2025), at: ["token-jwt-bearer"],
            "An assertion whose aud does not name this authorization server is answered with invalid_grant.",
            source: "RFC 7523 §3, §3.1", tier: .inherited, conformance: ["auth/wif-jwt-bearer"]),
        Clause(
            "as-assertion-expiry", .authorization, .must, since(.november2025), at: ["token-jwt-bearer"],
            "An assertion whose exp has passed is answered with invalid_grant.",
            source: "RFC 7523 §3, §3.1", tier: .inherited, conformance: ["auth/wif-jwt-bearer"]),
    ]

    /// Of the grant of a workload.
    static let workloadGrant: [Clause] = [
        Clause(
            "as-workload-known", .authorization, .may, since(.november2025), at: ["token-jwt-bearer"],
            "The server may take a workload's assertion only for the client that this workload was registered for.",
            source: "RFC 7523 §3", tier: .optional)
    ]

    /// Of the identity provider of a company.
    static let identityProvider: [Clause] = [
        Clause(
            "idp-subject-token-valid", .idp, .must, since(.november2025), at: ["token-exchange"],
            "The identity provider validates the subject token before it exchanges it.",
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §4.1; RFC 8693 §2.1",
            tier: .optional),
        Clause(
            "idp-subject-token-audience", .idp, .must, since(.november2025), at: ["token-exchange"],
            "A subject token that was issued to another client than the one that asks is refused.",
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §4.1",
            tier: .optional),
        Clause(
            "idp-policy", .idp, .should, since(.november2025), at: ["token-exchange"],
            """
            A target for which the identity provider is unwilling to issue anything, for example by an administrator's \
            policy, is answered with invalid_target.
            """,
            source: "RFC 8693 §2.2.2; github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §4.1",
            tier: .optional),
        Clause(
            "client-id-token-validated", .client, .must, since(.november2025), at: ["token-request"],
            "A client that logs a person in checks iss, aud and exp of the ID token.",
            source: "openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation", tier: .optional),
    ]

    /// Of proofs of a key.
    static let proofsOfKeys: [Clause] = [
        Clause(
            "as-dpop-proof", .authorization, .must, since(.november2025),
            at: ["token-request", "token-refresh", "token-client-credentials"],
            """
            A token request whose DPoP proof is malformed, does not verify, or was made for another method, address or \
            time is answered with invalid_dpop_proof.
            """,
            source: "RFC 9449 §4.3, §5", tier: .optional),
        Clause(
            "as-dpop-once", .authorization, .may, since(.november2025),
            at: ["token-request", "token-refresh", "token-client-credentials"],
            "The authorization server may decline a proof whose jti it has seen before.",
            source: "RFC 9449 §11.1", tier: .optional),
        Clause(
            "as-dpop-nonce", .authorization, .may, since(.november2025),
            at: tokenEndpoint,
            """
            The authorization server may ask for a nonce of its own in the proof; a proof without it is answered with \
            use_dpop_nonce and the nonce in DPoP-Nonce.
            """,
            source: "RFC 9449 §8", tier: .optional, conformance: ["auth/dpop-nonce"]),
        Clause(
            "as-dpop-refresh-bound", .authorization, .must, since(.november2025), at: ["token-refresh"],
            "A refresh token that was bound to a key of a public client is honoured with a proof of that key only.",
            source: "RFC 9449 §5", tier: .optional),
        Clause(
            "client-dpop-token-type", .client, .must, since(.november2025), at: ["token-request"],
            "A client for which the binding matters discards a response whose token_type is not DPoP.",
            source: "RFC 9449 §5", tier: .optional),
        Clause(
            "rs-dpop-once", .server, .may, since(.november2025), at: ["mcp-invalid-token", "mcp-authenticated"],
            "The MCP server may decline a proof whose jti it has seen before at this address.",
            source: "RFC 9449 §11.1", tier: .optional),
        Clause(
            "rs-dpop-nonce", .server, .may, since(.november2025), at: ["mcp-invalid-token", "mcp-authenticated"],
            """
            The MCP server may ask for a nonce of its own in the proof; a proof without it is answered with 401, \
            use_dpop_nonce and the nonce in DPoP-Nonce.
            """,
            source: "RFC 9449 §9", tier: .optional, conformance: ["auth/dpop-nonce"]),
    ]
}
