extension Clause {
    /// How a client gets its identity.
    static let registration: [Clause] = [
        Clause(
            "client-registration-priority", .client, .should, since(.november2025),
            at: ["registration", "authorization-request"],
            """
            The identity used follows the order: stored pre-registered id, CIMD URL if advertised, DCR if \
            registration_endpoint exists, user entry.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#client-registration-approaches; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration
                """,
            tier: .stated, conformance: ["auth/basic-cimd", "auth/pre-registration"]),
        Clause(
            "client-cimd-when-advertised", .client, .should, since(.november2025),
            at: ["registration", "authorization-request"],
            """
            When client_id_metadata_document_supported is true and no pre-registered id exists, client_id is \
            an https URL and no registration request is sent.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#client-registration-approaches; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#advertising-cimd-support
                """,
            tier: .stated, conformance: ["auth/basic-cimd"]),
        Clause(
            "client-no-dcr-when-preregistered", .client, .should, since(.november2025), at: ["registration"],
            "No registration request is sent when the client holds pre-registered credentials for this issuer.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#client-registration-approaches; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration
                """,
            tier: .stated, conformance: ["auth/pre-registration"]),
        Clause(
            "client-no-dcr-without-endpoint", .client, .reading, since(.june2025), at: ["registration"],
            """
            No registration request is sent if metadata has no registration_endpoint: nothing forbids it, the endpoint \
            is not offered.
            """,
            source: """
                RFC 7591 §3; RFC 8414 §2; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#client-registration-approaches; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration
                """,
            tier: .inherited, conformance: ["auth/pre-registration"]),
        Clause(
            "client-dcr-supported", .client, .should, [.march2025, .june2025], at: ["registration"],
            "With a registration endpoint and no stored id, the client registers dynamically.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#dynamic-client-registration; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#dynamic-client-registration
                """,
            tier: .stated),
        Clause(
            "dcr-request-format", .client, .plain, every, at: ["registration"],
            "The registration is a POST with Content-Type application/json and a JSON object body.",
            source: "RFC 7591 §3.1",
            tier: .inherited),
        Clause(
            "dcr-redirect-uris", .client, .must, every, at: ["registration"],
            "The body contains a non-empty redirect_uris array that includes the redirect_uri used later.",
            source: """
                RFC 7591 §2, §5; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#open-redirection
                """,
            tier: .stated),
        Clause(
            "dcr-application-type", .client, .must, since(.july2026), at: ["registration"],
            "The body says an appropriate application_type, native or web (omission means web at an OIDC server).",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#application-type-and-redirect-uri-constraints
                """,
            tier: .stated, conformance: ["auth/metadata-default (sep-837-application-type-present)"]),
        Clause(
            "dcr-application-type-native", .client, .should, since(.july2026), at: ["registration"],
            """
            A client whose redirect URIs are loopback uses application_type native; one with only remote \
            https redirects uses web.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#application-type-and-redirect-uri-constraints
                """,
            tier: .stated),
        Clause(
            "dcr-grant-types-refresh", .client, .should, since(.july2026), at: ["registration", "cimd-fetch"],
            """
            A client that later uses refresh tokens lists refresh_token in grant_types of its registration \
            body or metadata document.
            """,
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens",
            tier: .stated, conformance: ["auth/offline-access-scope"]),
        Clause(
            "dcr-deprecated", .client, .should, since(.july2026), at: ["registration"],
            """
            A new implementation does not rely on DCR when the server advertises CIMD (flag a deprecation \
            notice whenever DCR is seen).
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#dynamic-client-registration; \
                modelcontextprotocol.io/specification/2026-07-28/deprecated
                """,
            tier: .stated),
        Clause(
            "dcr-response-201", .authorization, .plain, every, at: ["registration"],
            "A successful registration is answered with 201 and a JSON object.",
            source: "RFC 7591 §3.2.1",
            tier: .inherited),
        Clause(
            "dcr-response-no-store", .authorization, .must, every, at: ["registration"],
            """
            A registration response that carries a client_secret has Cache-Control: no-store (RFC 7591 shows \
            the header only in its examples; the MUST is the general rule for responses with credentials in \
            RFC 6749).
            """,
            source: "RFC 6749 §5.1; RFC 7591 §3.2.1",
            tier: .inherited),
        Clause(
            "dcr-secret-expiry", .authorization, .must, every, at: ["registration"],
            "If client_secret is returned, client_secret_expires_at is present.",
            source: "RFC 7591 §3.2.1",
            tier: .inherited),
        Clause(
            "dcr-error-format", .authorization, .must, every, at: ["registration"],
            """
            A refused registration is 400 with a JSON error of invalid_redirect_uri, \
            invalid_client_metadata, invalid_software_statement or unapproved_software_statement (a bad \
            initial access token is answered as a bearer token error instead).
            """,
            source: "RFC 7591 §3.2.2",
            tier: .inherited),
        Clause(
            "client-handles-dcr-rejection", .client, .must, since(.july2026), at: ["registration"],
            """
            After a registration error about redirect URIs the flow ends cleanly or is retried with a \
            changed application_type or redirect_uris; the identical body is not resent.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#application-type-and-redirect-uri-constraints
                """,
            tier: .stated),
        Clause(
            "redirect-uri-localhost-or-https", .client, .must, every,
            at: ["registration", "cimd-fetch", "authorization-request"],
            "Each redirect URI is https or has a localhost/loopback host.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/authorization#security-considerations; \
                modelcontextprotocol.io/specification/2025-06-18/basic/authorization#communication-security; \
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#communication-security; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#communication-security
                """,
            tier: .stated),
        Clause(
            "client-credentials-bound-to-issuer", .client, .must, since(.july2026),
            at: ["authorization-request", "token-request"],
            "A client_id issued by issuer X appears only in exchanges with issuer X (CIMD URLs exempt).",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-location
                """,
            tier: .stated, conformance: ["auth/authorization-server-migration"]),
        Clause(
            "client-reregisters-on-as-change", .client, .must, since(.july2026), at: ["registration"],
            """
            When the metadata names an issuer with no stored registration and DCR is used, a new registration at that \
            issuer precedes its authorization request.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding
                """,
            tier: .stated, conformance: ["auth/authorization-server-migration"]),
        Clause(
            "client-secret-not-crossing-issuers", .client, .must, since(.july2026),
            at: ["token-request", "token-refresh"],
            "Secrets, refresh tokens and access tokens from issuer X never reach an endpoint of issuer Y.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-location; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding
                """,
            tier: .stated, conformance: ["auth/authorization-server-migration"]),
        Clause(
            "client-preregistered-mismatch-error", .client, .should, since(.july2026),
            at: ["prm", "authorization-request"],
            """
            If the metadata no longer lists the issuer of pre-registered credentials, no authorization request with \
            that client_id is sent.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding
                """,
            tier: .stated),
        Clause(
            "client-cimd-no-reregistration", .client, .plain, since(.july2026), at: ["registration"],
            "A CIMD client uses the same client_id URL at a new issuer without any registration exchange.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding
                """,
            tier: .stated),
        Clause(
            "cimd-client-id-https-path", .client, .must, since(.november2025), at: ["authorization-request"],
            "A URL client_id has scheme https and a non-empty path, with no fragment, userinfo or dot segments.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#implementation-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements; \
                CIMD §3
                """,
            tier: .stated, conformance: ["auth/basic-cimd"]),
        Clause(
            "cimd-document-client-id-match", .client, .must, since(.november2025), at: ["cimd-fetch"],
            "client_id inside the document is character-identical to its URL.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#client-id-metadata-documents; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements; \
                CIMD §4.1
                """,
            tier: .stated),
        Clause(
            "cimd-document-required-fields", .client, .must, since(.november2025), at: ["cimd-fetch"],
            "The document is a JSON object with client_id, client_name and non-empty redirect_uris.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#client-id-metadata-documents; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements
                """,
            tier: .stated),
        Clause(
            "cimd-no-shared-secret", .client, .must, since(.november2025), at: ["cimd-fetch"],
            "The document has no client_secret and token_endpoint_auth_method is not a shared-secret method.",
            source: "CIMD §4.1",
            tier: .inherited),
        Clause(
            "cimd-private-key-jwt-keys", .client, .plain, since(.november2025), at: ["cimd-fetch"],
            """
            If token_endpoint_auth_method is private_key_jwt, the document has jwks or jwks_uri; without a key the \
            assertion cannot be verified.
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements; \
                CIMD §6.2
                """,
            tier: .stated),
        Clause(
            "cimd-as-fetches", .authorization, .should, since(.november2025), at: ["cimd-fetch"],
            """
            On an authorization request with a URL client_id the server GETs that URL unless a fresh cached \
            copy exists.
            """,
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#implementation-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements
                """,
            tier: .stated),
        Clause(
            "cimd-as-validates-client-id", .authorization, .must, since(.november2025),
            at: ["cimd-fetch", "authorization-response"],
            "If the document client_id differs from the URL, the server issues no code.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#implementation-requirements; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements
                """,
            tier: .stated),
        Clause(
            "cimd-as-validates-document", .authorization, .must, since(.november2025),
            at: ["cimd-fetch", "authorization-response"],
            "If the document is not valid JSON or lacks required fields, the server issues no code.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements; \
                CIMD §4.3
                """,
            tier: .stated),
        Clause(
            "cimd-as-validates-redirect", .authorization, .must, since(.november2025),
            at: ["cimd-fetch", "authorization-response"],
            "If redirect_uri is not in the document, the server shows an error and does not redirect to it.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements; \
                CIMD §4.5
                """,
            tier: .stated),
        Clause(
            "cimd-as-caches", .authorization, .should, since(.november2025), at: ["cimd-fetch"],
            "Two authorization requests within the Cache-Control lifetime of the document cause one fetch.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#implementation-requirements; \
                CIMD §4.4
                """,
            tier: .stated),
        Clause(
            "cimd-as-ssrf", .authorization, .should, since(.november2025), at: ["cimd-fetch"],
            """
            The server does not fetch client_id URLs that resolve to private or loopback addresses \
            (link-local added by us).
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#authorization-server-abuse-protection; \
                CIMD §6.5
                """,
            tier: .stated),
        Clause(
            "cimd-as-no-redirect-following", .authorization, .should, since(.november2025), at: ["cimd-fetch"],
            """
            A 3xx from the metadata host is not followed automatically, and any non-200 status counts as \
            failure. Under draft -00, which MCP pins, giving up after a failed fetch is a SHOULD; the MUST appears in \
            draft -01 §4.
            """,
            source: "CIMD §4.3; draft-ietf-oauth-client-id-metadata-document-01 §4",
            tier: .inherited),
        Clause(
            "cimd-as-size-limit", .authorization, .should, since(.november2025), at: ["cimd-fetch"],
            "The server stops reading an oversized document (5 kilobytes is the suggested maximum).",
            source: "CIMD §6.6",
            tier: .inherited),
        Clause(
            "cimd-consent-shows-redirect-host", .authorization, .must, since(.november2025), at: ["login", "consent"],
            "The consent page shows the host of the redirect URI.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#localhost-redirect-uri-risks; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#localhost-redirect-uri-risks
                """,
            tier: .stated),
        Clause(
            "cimd-consent-localhost-warning", .authorization, .should, since(.november2025), at: ["login", "consent"],
            "If all redirect URIs are localhost, the consent page shows an extra warning.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/authorization#localhost-redirect-uri-risks; \
                modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations#localhost-redirect-uri-risks
                """,
            tier: .stated),
    ]
}
