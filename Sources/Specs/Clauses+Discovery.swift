extension Clause {
    /// Challenge, protected resource metadata, authorization server metadata.
    static let discovery: [Clause] = [
        Clause(
            "rs-401-without-token", .server, .must, every, at: ["mcp-unauthenticated"],
            "A request to a protected MCP endpoint that carries no Authorization header is answered with status 401.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#example-authorization-code-grant; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#error-handling; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#error-handling; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#error-handling
                """,
            tier: .stated),
        Clause(
            "rs-401-www-authenticate-resource-metadata", .server, .must, [.june2025], at: ["mcp-unauthenticated"],
            "Every 401 carries a WWW-Authenticate header with a resource_metadata parameter.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#authorization-server-location; \
                RFC 9728 §5.1
                """,
            tier: .stated),
        Clause(
            "rs-prm-discoverable", .server, .must, since(.november2025), at: ["mcp-unauthenticated", "prm"],
            """
            Either the 401 carries resource_metadata, or a GET of a well-known address for the MCP endpoint \
            (path form or root) returns 200.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#protected-resource-metadata-discovery-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#protected-resource-metadata-discovery-requirements
                """,
            tier: .stated),
        Clause(
            "rs-challenge-resource-metadata-absolute", .server, .must, since(.june2025),
            at: ["mcp-unauthenticated", "mcp-step-up", "prm"],
            "When present, resource_metadata is an absolute URL and a GET of it returns 200 with JSON.",
            source: "RFC 9728 §5.1, §3.2",
            tier: .inherited),
        Clause(
            "rs-challenge-scheme", .server, .must, every, at: ["mcp-unauthenticated", "mcp-invalid-token"],
            """
            The 401 includes a WWW-Authenticate header whose auth scheme is Bearer (or DPoP when the DPoP \
            extension is in force), followed by at least one auth-param.
            """,
            source: "RFC 6750 §3; OAuth 2.1 draft-13 §5.3.1; RFC 9110 §11.6.1; RFC 9449 §7.1",
            tier: .inherited),
        Clause(
            "rs-challenge-scope-present", .server, .should, since(.november2025), at: ["mcp-unauthenticated"],
            "The 401 challenge contains a scope parameter.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#protected-resource-metadata-discovery-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#scope-selection-strategy
                """,
            tier: .stated),
        Clause(
            "rs-challenge-no-error-when-no-credentials", .server, .should, every, at: ["mcp-unauthenticated"],
            "If the request had no credentials, the Bearer challenge has no error parameter.",
            source: "RFC 6750 §3.1",
            tier: .inherited),
        Clause(
            "rs-challenge-no-offline-access", .server, .should, since(.july2026),
            at: ["mcp-unauthenticated", "mcp-step-up"],
            "The scope parameter of a challenge does not contain offline_access.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens",
            tier: .stated),
        Clause(
            "client-parses-challenge", .client, .must, since(.june2025), at: ["mcp-unauthenticated", "prm"],
            "After a 401 with resource_metadata the next discovery request by the client is a GET of exactly that URL.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#authorization-server-location; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#protected-resource-metadata-discovery-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#protected-resource-metadata-discovery-requirements
                """,
            tier: .stated, conformance: ["auth/metadata-default", "auth/metadata-var3"]),
        Clause(
            "client-uses-prm", .client, .must, since(.june2025), at: ["prm"],
            """
            The trace contains a successful fetch of resource metadata before any request to the authorization server (unless \
            pre-configured values are declared).
            """,
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#overview; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#overview; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#overview
                """,
            tier: .stated),
        Clause(
            "client-prm-fallback-order", .client, .must, since(.november2025), at: ["prm"],
            """
            Without resource_metadata the client requests the address with the path first and that at the root \
            only after a failure of the first.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#protected-resource-metadata-discovery-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#protected-resource-metadata-discovery-requirements
                """,
            tier: .stated, conformance: ["auth/metadata-var1", "auth/metadata-var2"]),
        Clause(
            "client-no-root-prm-when-header-given", .client, .must, since(.november2025), at: ["prm"],
            "When the challenge named resource_metadata and it succeeded, the client asks nowhere else for that metadata.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#protected-resource-metadata-discovery-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#protected-resource-metadata-discovery-requirements
                """,
            tier: .stated, conformance: ["auth/metadata-default"]),
        Clause(
            "rs-prm-authorization-servers", .server, .must, since(.june2025), at: ["prm"],
            "The resource metadata has authorization_servers as an array with at least one URL string.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#authorization-server-location; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-location; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-location
                """,
            tier: .stated),
        Clause(
            "rs-prm-resource-present", .server, .must, since(.june2025), at: ["prm"],
            """
            The resource metadata has a string resource that is an https URL without fragment (loopback http \
            tolerated as a development exemption).
            """,
            source: "RFC 9728 §2, §1.2",
            tier: .inherited),
        Clause(
            "rs-prm-content-type", .server, .must, since(.june2025), at: ["prm"],
            "A successful answer with resource metadata has status 200 and Content-Type application/json.",
            source: "RFC 9728 §3.2",
            tier: .inherited),
        Clause(
            "rs-prm-resource-matches-url", .server, .must, since(.june2025), at: ["prm"],
            """
            PRM resource (when issued by an honest server) is identical to the resource identifier from \
            which the well-known URL was derived, or to the URL the client had called when the location came \
            from a challenge.
            """,
            source: "RFC 9728 §3.3",
            tier: .inherited),
        Clause(
            "client-rejects-prm-resource-mismatch", .client, .must, since(.june2025),
            at: ["prm", "authorization-request"],
            """
            If resource in the metadata does not match the MCP server (different origin, or not covering the MCP URL), \
            no authorization request follows. RFC 9728 asks for identity; a client that accepts a path \
            prefix is looser than the RFC.
            """,
            source: """
                RFC 9728 §3.3, §7.3; RFC 8707 §3
                """,
            tier: .inherited, conformance: ["auth/resource-mismatch"]),
        Clause(
            "rs-prm-no-offline-access", .server, .should, since(.july2026), at: ["prm"],
            "scopes_supported in the resource metadata does not contain offline_access.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens",
            tier: .stated),
        Clause(
            "rs-prm-scopes-supported", .server, .should, since(.june2025), at: ["prm"],
            "The resource metadata lists scopes_supported.",
            source: "RFC 9728 §2 (recommended)",
            tier: .inherited),
        Clause(
            "client-picks-listed-as", .client, .must, since(.june2025), at: ["as-metadata"],
            "The issuer used for authorization server discovery is one of the authorization_servers in the resource metadata.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#authorization-server-location; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-location; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-location
                """,
            tier: .stated),
        Clause(
            "client-0326-metadata-at-base-url", .client, .must, [.march2025], at: ["as-metadata"],
            """
            The metadata request goes to /.well-known/oauth-authorization-server on the MCP server origin \
            with the MCP path discarded.
            """,
            source: "modelcontextprotocol.io/specification/2025-03-26/basic/authorization#authorization-base-url",
            tier: .stated, conformance: ["auth/2025-03-26-oauth-metadata-backcompat"]),
        Clause(
            "client-0326-metadata-version-header", .client, .should, [.march2025], at: ["as-metadata"],
            "The metadata request carries an MCP-Protocol-Version header.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#server-metadata-discovery-headers
                """,
            tier: .stated),
        Clause(
            "client-0326-metadata-before-fallback", .client, .must, [.march2025], at: ["as-metadata"],
            "Default endpoint paths are used only after a metadata request failed.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#fallbacks-for-servers-without-metadata-discovery
                """,
            tier: .stated, conformance: ["auth/2025-03-26-oauth-endpoint-fallback"]),
        Clause(
            "as-0326-metadata-offered", .authorization, .should, [.march2025], at: ["as-metadata"],
            "The authorization base URL serves RFC 8414 metadata with status 200.",
            source: "modelcontextprotocol.io/specification/2025-03-26/basic/authorization#overview",
            tier: .stated),
        Clause(
            "as-metadata-rfc8414", .authorization, .must, [.june2025], at: ["as-metadata"],
            "The issuer serves an RFC 8414 document at the well-known URL.",
            source: "modelcontextprotocol.io/specification/2025-06-18/basic/authorization#overview",
            tier: .stated, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "as-metadata-one-of", .authorization, .must, since(.november2025), at: ["as-metadata"],
            "At least one URL of the discovery ladder (RFC 8414 or OIDC Discovery) returns 200 with JSON.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#overview; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#overview
                """,
            tier: .stated, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "client-discovery-order-path-issuer", .client, .must, since(.november2025), at: ["as-metadata"],
            """
            For an issuer with a path, requests follow the order: oauth-authorization-server path-inserted, \
            openid-configuration path-inserted, openid-configuration path-appended, stopping at the first \
            valid document.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-metadata-discovery; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery
                """,
            tier: .stated, conformance: ["auth/metadata-var2", "auth/metadata-var3"]),
        Clause(
            "client-discovery-order-root-issuer", .client, .must, since(.november2025), at: ["as-metadata"],
            "For an issuer without a path, the RFC 8414 URL is tried before the openid-configuration URL.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-metadata-discovery; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery
                """,
            tier: .stated, conformance: ["auth/metadata-default", "auth/metadata-var1"]),
        Clause(
            "client-discovery-no-root-for-path-issuer", .client, .reading, since(.november2025), at: ["as-metadata"],
            """
            For an issuer with a path the client does not request the well-known URL at the bare origin: its document \
            would name another issuer, and that makes it useless.
            """,
            source: """
                RFC 8414 §3.1, §3.3; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-metadata-discovery; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery
                """,
            tier: .stated, conformance: ["auth/metadata-var2", "auth/metadata-var3"]),
        Clause(
            "client-uses-rfc8414", .client, .must, [.june2025], at: ["as-metadata"],
            "The client requests the RFC 8414 well-known URL derived from the selected issuer.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#server-metadata-discovery; \
                RFC 8414 §3.1
                """,
            tier: .stated),
        Clause(
            "client-default-well-known-suffix", .client, .plain, since(.july2026), at: ["as-metadata"],
            "RFC 8414 requests use the registered oauth-authorization-server suffix and no application-specific one.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery; \
                RFC 8414 §3.1
                """,
            tier: .stated),
        Clause(
            "client-metadata-issuer-identical", .client, .must, every,
            at: ["as-metadata", "authorization-request"],
            """
            If issuer in the fetched document differs (string identity) from the issuer used to build the \
            URL, no later exchange uses an endpoint of that document.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery; \
                RFC 8414 §3.3; OIDC Discovery 1.0 §4.3
                """,
            tier: .stated, conformance: ["auth/metadata-issuer-mismatch"]),
        Clause(
            "as-metadata-issuer-identical", .authorization, .must, every, at: ["as-metadata"],
            "issuer in the document equals the URL obtained by removing the well-known part from the request URL.",
            source: "RFC 8414 §3.3",
            tier: .inherited, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "as-metadata-issuer-form", .authorization, .must, every, at: ["as-metadata"],
            "issuer is an https URL without query and fragment (loopback http tolerated as a development exemption).",
            source: "RFC 8414 §2",
            tier: .inherited),
        Clause(
            "as-metadata-required-fields", .authorization, .must, every, at: ["as-metadata"],
            """
            The document has issuer, authorization_endpoint, token_endpoint and response_types_supported \
            containing code (authorization_endpoint not needed for servers without browser grants).
            """,
            source: "RFC 8414 §2",
            tier: .inherited, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "as-metadata-content-type", .authorization, .must, every, at: ["as-metadata"],
            "A successful metadata response has status 200 and Content-Type application/json.",
            source: "RFC 8414 §3.2",
            tier: .inherited, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "as-metadata-code-challenge-methods", .authorization, .must, since(.november2025), at: ["as-metadata"],
            """
            An OIDC discovery document lists code_challenge_methods_supported (an RFC 8414 document needs it \
            too or clients stop).
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-code-protection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#authorization-code-protection
                """,
            tier: .stated, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "client-stops-without-pkce-metadata", .client, .must, since(.november2025),
            at: ["as-metadata", "authorization-request"],
            "If the selected metadata has no code_challenge_methods_supported, no authorization request follows.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-code-protection; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#authorization-code-protection
                """,
            tier: .stated),
        Clause(
            "as-metadata-cimd-flag", .authorization, .must, since(.november2025), at: ["as-metadata"],
            """
            A server that takes the address of a metadata document as client_id says so in its metadata: \
            client_id_metadata_document_supported is true.
            """,
            source: """
                CIMD §5; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#implementation-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements
                """,
            tier: .stated, conformance: ["authorization-server-metadata-endpoint"]),
        Clause(
            "as-metadata-iss-flag", .authorization, .must, since(.july2026),
            at: ["as-metadata", "authorization-response"],
            """
            If any authorization response contains iss, metadata has \
            authorization_response_iss_parameter_supported set to true.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation; \
                RFC 9207 §2.3
                """,
            tier: .stated),
        Clause(
            "as-endpoints-https", .authorization, .must, every, at: ["as-metadata"],
            "Every endpoint URL in the metadata uses https (loopback http tolerated as a development exemption).",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#security-considerations; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#communication-security; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#communication-security; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#communication-security; \
                OAuth 2.1 draft-13 §1.5
                """,
            tier: .stated),
        Clause(
            "client-ssrf-guard", .client, .should, every, at: ["prm", "as-metadata"],
            """
            The client sends no discovery request to private, link-local or metadata-service addresses, \
            including after redirects (loopback allowed in development).
            """,
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#server-side-request-forgery-ssrf; \
                modelcontextprotocol.io/docs/2025-06-18/tutorials/security/security_best_practices#server-side-request-forgery-ssrf; \
                modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#server-side-request-forgery-ssrf; \
                modelcontextprotocol.io/docs/2026-07-28/tutorials/security/security_best_practices#server-side-request-forgery-ssrf; \
                RFC 9728 §7.7
                """,
            tier: .inherited),
    ]
}
