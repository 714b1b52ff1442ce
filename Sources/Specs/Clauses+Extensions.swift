extension Clause {
    /// Of the extension for clients that act in their own name.
    static let clientCredentials: [Clause] = [
        Clause(
            "ext-cc-grant", .client, .plain, since(.november2025), at: ["token-client-credentials"],
            "grant_type is client_credentials and no authorization request appears.",
            source: "github.com/modelcontextprotocol/ext-auth oauth-client-credentials",
            tier: .optional, conformance: ["auth/client-credentials-jwt", "auth/client-credentials-basic"]),
        Clause(
            "ext-cc-auth-method", .client, .must, since(.november2025), at: ["token-client-credentials"],
            "The client authenticates with a signed JWT assertion or a client secret.",
            source: "github.com/modelcontextprotocol/ext-auth oauth-client-credentials; RFC 7523 §2.2",
            tier: .optional, conformance: ["auth/client-credentials-jwt", "auth/client-credentials-basic"]),
        Clause(
            "ext-cc-jwt-claims", .client, .must, since(.november2025), at: ["token-client-credentials"],
            """
            client_assertion has iss and sub equal to the client id, an aud naming the authorization server \
            and an unexpired exp.
            """,
            source: "RFC 7523 §3",
            tier: .optional, conformance: ["auth/client-credentials-jwt"]),
        Clause(
            "ext-cc-metadata", .authorization, .must, since(.november2025), at: ["as-metadata"],
            """
            token_endpoint_auth_methods_supported includes private_key_jwt or client_secret_basic; with JWT \
            also token_endpoint_auth_signing_alg_values_supported.
            """,
            source: "github.com/modelcontextprotocol/ext-auth oauth-client-credentials",
            tier: .optional),
        Clause(
            "ext-cc-no-dcr", .client, .plain, since(.november2025), at: ["registration"],
            "No registration request appears in a client credentials flow.",
            source: "github.com/modelcontextprotocol/ext-auth oauth-client-credentials",
            tier: .optional),
    ]

    /// Of the extension for enterprise-managed authorization.
    static let enterprise: [Clause] = [
        Clause(
            "ext-ema-token-exchange-params", .client, .must, since(.november2025), at: ["token-exchange"],
            """
            The request to the IdP has token-exchange grant, requested_token_type id-jag, audience, \
            resource, subject_token and subject_token_type.
            """,
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §4; RFC 8693 §2.1",
            tier: .optional, conformance: ["auth/enterprise-managed-authorization"]),
        Clause(
            "ext-ema-token-exchange-response", .authorization, .must, since(.november2025), at: ["token-exchange"],
            "The IdP response has issued_token_type id-jag, access_token and token_type N_A.",
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §4.2",
            tier: .optional),
        Clause(
            "ext-ema-id-jag-typ", .authorization, .must, since(.november2025),
            at: ["token-exchange", "token-jwt-bearer"],
            "An assertion whose JOSE typ is not oauth-id-jag+jwt is refused.",
            source: """
                github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §4.3, §5.1; RFC 8725 \
                §3.11
                """,
            tier: .optional, conformance: ["auth/enterprise-managed-authorization"]),
        Clause(
            "ext-ema-id-jag-aud", .authorization, .must, since(.november2025),
            at: ["token-exchange", "token-jwt-bearer"],
            "An ID-JAG whose aud is not this issuer is refused.",
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §5.1",
            tier: .optional),
        Clause(
            "ext-ema-id-jag-client", .authorization, .must, since(.november2025),
            at: ["token-exchange", "token-jwt-bearer"],
            "An ID-JAG whose client_id differs from the authenticated client is refused.",
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §5.1",
            tier: .optional, conformance: ["auth/enterprise-managed-authorization"]),
        Clause(
            "ext-ema-jwt-bearer-grant", .client, .must, since(.november2025), at: ["token-jwt-bearer"],
            "grant_type is the jwt-bearer URN and assertion is the ID-JAG received before.",
            source: "github.com/modelcontextprotocol/ext-auth enterprise-managed-authorization §5; RFC 7523 §2.1",
            tier: .optional, conformance: ["auth/enterprise-managed-authorization"]),
        Clause(
            "ext-ema-no-authorize", .client, .plain, since(.november2025), at: ["authorization-request"],
            "No browser request to the MCP authorization server authorization endpoint appears.",
            source: "modelcontextprotocol.io/extensions/auth/enterprise-managed-authorization",
            tier: .optional),
    ]

    /// Of the proposal for tokens bound to a key.
    static let boundTokens: [Clause] = [
        Clause(
            "ext-dpop-token-proof", .client, .must, since(.november2025), at: ["token-request"],
            "The token request has one valid DPoP proof for the token endpoint.",
            source: "RFC 9449 §5; SEP-1932",
            tier: .optional, conformance: ["auth/dpop"]),
        Clause(
            "ext-dpop-scheme", .client, .must, since(.november2025), at: ["mcp-authenticated"],
            "A bound token is sent with the DPoP scheme, never Bearer.",
            source: "RFC 9449 §7.1; SEP-1932",
            tier: .optional, conformance: ["auth/dpop"]),
        Clause(
            "ext-dpop-fresh-proof", .client, .must, since(.november2025), at: ["mcp-authenticated"],
            "Each MCP request has a proof with unique jti, matching htm, htu and ath.",
            source: "RFC 9449 §4.2, §4.3; SEP-1932",
            tier: .optional, conformance: ["auth/dpop"]),
        Clause(
            "ext-dpop-nonce-retry", .client, .must, since(.november2025), at: ["token-request", "mcp-authenticated"],
            "After use_dpop_nonce the request is repeated with the given nonce and a new jti.",
            source: "RFC 9449 §8, §9; SEP-1932",
            tier: .optional, conformance: ["auth/dpop-nonce"]),
        Clause(
            "ext-dpop-binding", .authorization, .must, since(.november2025), at: ["token-request"],
            "token_type is DPoP and the token is bound with cnf.jkt of the proof key.",
            source: "RFC 9449 §5, §6.1; SEP-1932",
            tier: .optional),
        Clause(
            "ext-dpop-rs-rejects", .server, .must, since(.november2025), at: ["mcp-invalid-token"],
            "A bound token without valid proof, or sent as Bearer, gets 401.",
            source: "RFC 9449 §7.1, §7.2; SEP-1932",
            tier: .optional),
        Clause(
            "ext-dpop-metadata", .authorization, .must, since(.november2025), at: ["as-metadata"],
            "dpop_signing_alg_values_supported is a non-empty list of asymmetric algorithms without none.",
            source: "RFC 9449 §5.1; SEP-1932",
            tier: .optional),
    ]

    /// Of the proposal for workload identity.
    static let workloads: [Clause] = [
        Clause(
            "ext-wif-grant", .client, .must, since(.november2025), at: ["token-jwt-bearer"],
            "grant_type is the jwt-bearer URN with a workload JWT as assertion whose aud is the authorization server.",
            source: "RFC 7523 §2.1, §3; SEP-1933",
            tier: .optional, conformance: ["auth/wif-jwt-bearer"]),
        Clause(
            "ext-wif-no-retry", .client, .should, since(.november2025), at: ["token-jwt-bearer"],
            "After a refused assertion no further token request follows.",
            source: "SEP-1933",
            tier: .optional, conformance: ["auth/wif-jwt-bearer"]),
    ]
}
