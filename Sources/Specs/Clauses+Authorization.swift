extension Clause {
    /// Authorization request and response, PKCE, `state`, `resource`, `scope`, `iss`.
    static let authorization: [Clause] = [
        Clause(
            "client-authz-url-scheme", .client, .must, every, at: ["authorization-request"],
            """
            The opened authorization URL uses https, or http only for a loopback host; javascript, data, \
            file and similar schemes never appear.
            """,
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#oauth-authorization-url-validation; \
                modelcontextprotocol.io/docs/2025-06-18/tutorials/security/security_best_practices#oauth-authorization-url-validation; \
                modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#oauth-authorization-url-validation; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#oauth-authorization-url-validation
                """,
            tier: .inherited),
        Clause(
            "client-redirect-uri-registered", .client, .must, since(.june2025), at: ["authorization-request"],
            """
            redirect_uri in the request equals a value registered by DCR, CIMD or pre-registration (loopback \
            port may differ under RFC 8252 §7.3).
            """,
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#open-redirection; \
                OAuth 2.1 draft-13 §2.3.1, §4.1.1, §8.4.2
                """,
            tier: .stated),
        Clause(
            "authz-response-type-code", .client, .must, every, at: ["authorization-request"],
            "response_type is code.",
            source: "OAuth 2.1 draft-13 §4.1.1",
            tier: .inherited),
        Clause(
            "authz-client-id", .client, .must, every, at: ["authorization-request"],
            "client_id is present, once.",
            source: "OAuth 2.1 draft-13 §4.1.1",
            tier: .inherited),
        Clause(
            "authz-no-duplicate-params", .client, .must, every, at: ["authorization-request"],
            "No parameter other than resource occurs more than once.",
            source: "RFC 6749 §3.1; RFC 8707 §2",
            tier: .inherited),
        Clause(
            "pkce-challenge-sent", .client, .must, every, at: ["authorization-request"],
            "code_challenge is present and is 43 base64url characters for S256.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#implementation-requirements; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#authorization-code-protection; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-code-protection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#authorization-code-protection; \
                RFC 7636 §4.2
                """,
            tier: .stated, conformance: ["pkce-code-challenge-sent"]),
        Clause(
            "pkce-s256", .client, .must, since(.november2025), at: ["authorization-request"],
            "code_challenge_method is S256.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-code-protection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#authorization-code-protection; \
                OAuth 2.1 draft-13 §4.1.1
                """,
            tier: .stated, conformance: ["pkce-s256-method-used"]),
        Clause(
            "pkce-fresh-per-request", .client, .must, every, at: ["trace"],
            "No code_challenge value occurs in two different authorization requests.",
            source: "RFC 7636 §4.1; OAuth 2.1 draft-13 §4.1.1, §7.5.2; RFC 9700 §2.1.1",
            tier: .inherited),
        Clause(
            "state-present", .client, .should, every, at: ["authorization-request"],
            "state is present, unguessable and different for each request.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#open-redirection; \
                RFC 6749 §4.1.1, §10.12
                """,
            tier: .stated),
        Clause(
            "state-verified", .client, .should, every, at: ["authorization-response", "token-request"],
            "If state in the callback is absent or differs from the sent value, no token request follows.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#open-redirection; \
                RFC 6749 §10.12
                """,
            tier: .stated),
        Clause(
            "state-echoed", .authorization, .must, every, at: ["authorization-response"],
            "The response has the identical state whenever the request had one, on success and error.",
            source: "RFC 6749 §4.1.2, §4.1.2.1",
            tier: .inherited, conformance: ["authorization-code-grant"]),
        Clause(
            "resource-in-authorization-request", .client, .must, since(.june2025), at: ["authorization-request"],
            "resource is present.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#resource-parameter-implementation; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#resource-parameter-implementation; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#resource-parameter-implementation
                """,
            tier: .stated, conformance: ["resource-parameter-in-authorization"]),
        Clause(
            "resource-in-token-request", .client, .must, since(.june2025),
            at: ["token-request", "token-refresh", "token-client-credentials", "token-jwt-bearer"],
            "resource is present in the token request body.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#resource-parameter-implementation; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#resource-parameter-implementation; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#resource-parameter-implementation; \
                RFC 8707 §2.2
                """,
            tier: .stated, conformance: ["resource-parameter-in-token"]),
        Clause(
            "resource-canonical-form", .client, .must, since(.june2025),
            at: ["authorization-request", "token-request"],
            "resource is an absolute URI with scheme and host and without fragment.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#canonical-server-uri; RFC \
                8707 §2
                """,
            tier: .stated, conformance: ["resource-parameter-valid-uri"]),
        Clause(
            "resource-identifies-server", .client, .must, since(.june2025),
            at: ["authorization-request", "token-request"],
            "resource equals that of the protected resource metadata, or the MCP URL when there is none.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#resource-parameter-implementation; \
                RFC 9728 §7.4
                """,
            tier: .stated),
        Clause(
            "resource-consistent", .client, .must, since(.june2025), at: ["trace"],
            "resource is the same string in the authorization request and the token requests of one flow.",
            source: """
                RFC 8707 §2.2; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#resource-parameter-implementation
                """,
            tier: .stated, conformance: ["resource-parameter-consistency"]),
        Clause(
            "resource-no-trailing-slash", .client, .should, since(.june2025), at: ["authorization-request"],
            "resource for a root server has no trailing slash.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#canonical-server-uri; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#canonical-server-uri; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#canonical-server-uri
                """,
            tier: .stated),
        Clause(
            "resource-lowercase-host", .client, .plain, since(.june2025), at: ["authorization-request"],
            "Scheme and host of resource are lower-case.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#canonical-server-uri; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#canonical-server-uri; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#canonical-server-uri
                """,
            tier: .stated),
        Clause(
            "scope-from-challenge", .client, .should, since(.november2025), at: ["authorization-request"],
            """
            If the 401 had scope, the initial request asks for all of those scopes and, apart from \
            offline_access, no others.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#scope-selection-strategy; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#scope-selection-strategy
                """,
            tier: .stated, conformance: ["auth/scope-from-www-authenticate"]),
        Clause(
            "scope-from-prm", .client, .should, since(.november2025), at: ["authorization-request"],
            "If the 401 had no scope and the resource metadata has scopes_supported, all of those are requested.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#scope-selection-strategy; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#scope-selection-strategy
                """,
            tier: .stated, conformance: ["auth/scope-from-scopes-supported"]),
        Clause(
            "scope-omitted", .client, .should, since(.november2025), at: ["authorization-request"],
            "If neither source exists, scope is absent.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#scope-selection-strategy; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#scope-selection-strategy
                """,
            tier: .stated, conformance: ["auth/scope-omitted-when-undefined"]),
        Clause(
            "scope-challenge-authoritative", .client, .must, since(.november2025), at: ["authorization-request"],
            "No scope from the challenge is dropped merely because scopes_supported does not list it.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#protected-resource-metadata-discovery-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#scope-selection-strategy
                """,
            tier: .stated),
        Clause(
            "scope-offline-access-only-if-listed", .client, .may, since(.july2026), at: ["authorization-request"],
            "offline_access is requested only if A metadata scopes_supported contains it.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens",
            tier: .stated, conformance: ["auth/offline-access-scope", "auth/offline-access-not-supported"]),
        Clause(
            "as-redirect-exact", .authorization, .must, since(.june2025),
            at: [
                "authorization-request", "login", "consent", "upstream-authorization-response",
                "authorization-response",
            ],
            """
            The Location without its added query equals a registered redirect URI exactly (loopback port may \
            vary per RFC 8252 §7.3).
            """,
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#open-redirection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#open-redirection; \
                OAuth 2.1 draft-13 §2.3.1, §4.1.1; RFC 9700 §2.1, §4.1.3
                """,
            tier: .stated, conformance: ["authorization-code-grant"]),
        Clause(
            "as-0326-redirect-validated", .authorization, .must, [.march2025],
            at: [
                "authorization-request", "login", "consent", "upstream-authorization-response",
                "authorization-response",
            ],
            "A request with an unregistered redirect_uri is not redirected there.",
            source: "modelcontextprotocol.io/specification/2025-03-26/basic/authorization#security-considerations",
            tier: .stated),
        Clause(
            "as-no-redirect-on-bad-client", .authorization, .must, every, at: ["authorization-response"],
            "Unknown client_id or invalid redirect_uri yields an error page (no 3xx to the supplied URI).",
            source: """
                RFC 6749 §4.1.2.1; RFC 9700 §4.11.2; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#open-redirection
                """,
            tier: .stated),
        Clause(
            "as-code-present-once", .authorization, .must, every, at: ["authorization-response"],
            "A success redirect has exactly one non-empty code and no error.",
            source: "RFC 6749 §4.1.2",
            tier: .inherited, conformance: ["authorization-code-grant"]),
        Clause(
            "as-error-access-denied", .authorization, .must, every, at: ["authorization-response"],
            "When the user refuses, the redirect has error=access_denied and no code.",
            source: "RFC 6749 §4.1.2.1",
            tier: .inherited),
        Clause(
            "as-no-307", .authorization, .must, every, at: ["login", "consent", "authorization-response"],
            """
            A redirect that answers a request carrying user credentials does not use status 307 (303 is the \
            recommended status).
            """,
            source: "OAuth 2.1 draft-13 §7.5.4; RFC 9700 §2.1, §4.12",
            tier: .inherited),
        Clause(
            "as-pkce-required", .authorization, .must, every, at: ["authorization-request"],
            "A public-client request without code_challenge is refused with invalid_request.",
            source: "OAuth 2.1 draft-13 §4.1.1, §7.5.2; RFC 7636 §4.4.1",
            tier: .inherited),
        Clause(
            "as-iss-included", .authorization, .should, since(.july2026), at: ["authorization-response"],
            "Success and error redirects contain iss.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation; \
                RFC 9207 §2
                """,
            tier: .stated),
        Clause(
            "as-iss-equals-issuer", .authorization, .must, since(.july2026), at: ["authorization-response"],
            "iss, decoded, equals metadata issuer exactly and occurs once.",
            source: "RFC 9207 §2, §2.3; RFC 6749 §3.1",
            tier: .inherited, conformance: ["authorization-code-grant"]),
        Clause(
            "client-iss-match", .client, .must, since(.july2026), at: ["authorization-response", "token-request"],
            """
            If iss is present and differs from the recorded issuer, no token request follows, whether or not \
            support was advertised.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation; \
                RFC 9207 §2.4
                """,
            tier: .stated, conformance: ["auth/iss-wrong-issuer", "auth/iss-unexpected", "auth/iss-supported"]),
        Clause(
            "client-iss-required-when-advertised", .client, .must, since(.july2026),
            at: ["authorization-response", "token-request"],
            "If the metadata promises iss and the response has none, no token request follows.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation
                """,
            tier: .stated, conformance: ["auth/iss-supported-missing"]),
        Clause(
            "client-iss-absent-not-advertised", .client, .must, since(.july2026),
            at: ["authorization-response", "token-request"],
            "If the metadata does not promise iss and the response has none, the client continues.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation
                """,
            tier: .stated, conformance: ["auth/iss-not-advertised"]),
        Clause(
            "client-iss-no-normalization", .client, .must, since(.july2026),
            at: ["authorization-response", "token-request"],
            """
            An iss that only matches after normalization (trailing slash, case, default port, \
            percent-encoding) ends the flow.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation; \
                RFC 3986 §6.2.1
                """,
            tier: .stated, conformance: ["auth/iss-normalized"]),
        Clause(
            "client-iss-on-errors", .client, .must, since(.july2026), at: ["authorization-response"],
            """
            On an error response with wrong iss the client neither acts on nor shows error, \
            error_description or error_uri.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation
                """,
            tier: .stated),
        Clause(
            "client-records-issuer", .client, .must, since(.july2026), at: ["authorization-request"],
            "The client state saved with the verifier contains the validated issuer before the browser is sent away.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation; \
                OAuth 2.1 draft-13 §7.14
                """,
            tier: .stated),
        Clause(
            "client-token-endpoint-of-recorded-issuer", .client, .must, since(.july2026),
            at: ["authorization-response", "token-request"],
            "The code is posted only to the token_endpoint of the metadata whose issuer was recorded for that request.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation; \
                OAuth 2.1 draft-13 §7.14; RFC 9700 §4.4.2
                """,
            tier: .stated),
        Clause(
            "proxy-per-client-consent", .authorization, .must, every,
            at: ["consent", "upstream-authorization-request"],
            """
            A proxying MCP server with a static upstream client id shows its own consent for a new client_id \
            before redirecting to the upstream server, even if an upstream consent cookie exists.
            """,
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#confused-deputy-problem; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#confused-deputy-problem; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#confused-deputy-problem; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#confused-deputy-problem; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#confused-deputy-problem
                """,
            tier: .optional),
        Clause(
            "proxy-state-after-consent", .authorization, .must, every,
            at: ["consent", "upstream-authorization-response"],
            "The proxy sets its upstream state cookie/session only after consent was approved.",
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#confused-deputy-problem; \
                modelcontextprotocol.io/docs/2025-06-18/tutorials/security/security_best_practices#confused-deputy-problem; \
                modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#confused-deputy-problem; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#confused-deputy-problem
                """,
            tier: .optional),
        Clause(
            "consent-no-framing", .authorization, .must, every, at: ["authorization-request", "login", "consent"],
            "A page on which a person logs in or consents forbids other sites to frame it.",
            source: """
                RFC 9700 §4.16; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#confused-deputy-problem
                """,
            tier: .inherited),
    ]
}
