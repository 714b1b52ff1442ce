extension Clause {
    /// Streamable HTTP around the authorization.
    static let transport: [Clause] = [
        Clause(
            "mcp-accept-header", .client, .must, every, at: ["mcp-unauthenticated", "mcp-authenticated"],
            "Every POST to the MCP endpoint has Accept with application/json and text/event-stream.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#sending-messages
                """,
            tier: .optional),
        Clause(
            "mcp-single-message", .client, .must, since(.june2025), at: ["mcp-authenticated"],
            "Each POST body is one JSON-RPC object, not an array.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#sending-messages
                """,
            tier: .optional),
        Clause(
            "mcp-initialize-first", .client, .must, [.march2025, .june2025, .november2025], at: ["mcp-initialize"],
            "The first JSON-RPC request accepted by the server is initialize.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/lifecycle#initialization; \
                modelcontextprotocol.io/specification/2025-06-18/basic/lifecycle#initialization; \
                modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization
                """,
            tier: .optional),
        Clause(
            "mcp-initialized-notification", .client, .must, [.march2025, .june2025, .november2025],
            at: ["mcp-initialized"],
            "After the initialize result the client posts notifications/initialized without id.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/lifecycle#initialization; \
                modelcontextprotocol.io/specification/2025-06-18/basic/lifecycle#initialization; \
                modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization
                """,
            tier: .optional),
        Clause(
            "mcp-notification-202", .server, .must, [.march2025, .june2025, .november2025], at: ["mcp-initialized"],
            "An accepted notification gets 202 with empty body.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#sending-messages-to-the-server; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server
                """,
            tier: .optional),
        Clause(
            "mcp-session-id-echoed", .client, .must, [.march2025, .june2025, .november2025], at: ["mcp-authenticated"],
            "If initialize returned a session id, every later MCP request carries it.",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/transports#session-management; \
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
                """,
            tier: .optional),
        Clause(
            "mcp-session-not-auth", .server, .must, [.march2025, .june2025, .november2025], at: ["mcp-unauthenticated"],
            "A request with a valid session id but no token still gets 401.",
            source: """
                modelcontextprotocol.io/docs/2025-03-26/tutorials/security/security_best_practices#session-hijacking; \
                modelcontextprotocol.io/docs/2025-06-18/tutorials/security/security_best_practices#session-hijacking; \
                modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#session-hijacking
                """,
            tier: .optional),
        Clause(
            "mcp-version-header-legacy", .client, .must, [.june2025, .november2025], at: ["mcp-authenticated"],
            "Every MCP request after initialization has MCP-Protocol-Version.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#protocol-version-header; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#protocol-version-header
                """,
            tier: .optional),
        Clause(
            "mcp-version-header-value", .client, .should, [.june2025, .november2025], at: ["mcp-authenticated"],
            "MCP-Protocol-Version names the revision that initialize agreed on.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#protocol-version-header; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#protocol-version-header
                """,
            tier: .optional),
        Clause(
            "mcp-version-unsupported-400", .server, .must, since(.june2025), at: ["mcp-authenticated"],
            "An unsupported MCP-Protocol-Version gets 400.",
            source: """
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#protocol-version-header; \
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#protocol-version-header; \
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#protocol-version-header
                """,
            tier: .optional),
        Clause(
            "mcp-version-header-modern", .client, .must, since(.july2026),
            at: ["mcp-unauthenticated", "mcp-authenticated"],
            "Every POST has MCP-Protocol-Version equal to _meta io.modelcontextprotocol/protocolVersion.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#protocol-version-header
                """,
            tier: .optional, conformance: ["request-metadata"]),
        Clause(
            "mcp-meta-required", .client, .must, since(.july2026), at: ["mcp-unauthenticated", "mcp-authenticated"],
            "params._meta has io.modelcontextprotocol/protocolVersion and io.modelcontextprotocol/clientCapabilities.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta",
            tier: .optional, conformance: ["request-metadata"]),
        Clause(
            "mcp-meta-client-info", .client, .should, since(.july2026), at: ["mcp-authenticated"],
            "params._meta has io.modelcontextprotocol/clientInfo.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta",
            tier: .optional, conformance: ["request-metadata"]),
        Clause(
            "mcp-method-header", .client, .must, since(.july2026), at: ["mcp-unauthenticated", "mcp-authenticated"],
            "Mcp-Method equals the JSON-RPC method.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#standard-request-headers
                """,
            tier: .optional, conformance: ["http-standard-headers"]),
        Clause(
            "mcp-name-header", .client, .must, since(.july2026), at: ["mcp-tools-call"],
            "For tools/call, prompts/get and resources/read Mcp-Name equals params.name or params.uri after decoding.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#standard-request-headers
                """,
            tier: .optional, conformance: ["http-standard-headers"]),
        Clause(
            "mcp-param-headers", .client, .must, since(.july2026), at: ["mcp-tools-call"],
            "Each argument annotated with x-mcp-header and present is mirrored in Mcp-Param-{name}.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
                """,
            tier: .optional, conformance: ["http-custom-headers"]),
        Clause(
            "mcp-no-session-header", .server, .should, since(.july2026), at: ["mcp-authenticated"],
            "No MCP response sets Mcp-Session-Id.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions
                """,
            tier: .optional),
        Clause(
            "mcp-no-initialize", .client, .plain, since(.july2026), at: ["trace"],
            "A modern-only exchange has no initialize or notifications/initialized message.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/versioning#terminology; \
                modelcontextprotocol.io/specification/2026-07-28/changelog
                """,
            tier: .optional),
        Clause(
            "mcp-header-mismatch-400", .server, .must, since(.july2026), at: ["mcp-authenticated"],
            """
            A header/body mismatch, a missing required header or a header with invalid characters gets 400 \
            with error code -32020 (a server that also serves pre-2025-06-18 clients may instead read a \
            missing MCP-Protocol-Version as 2025-03-26).
            """,
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation; \
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#protocol-version-header
                """,
            tier: .optional, conformance: ["http-header-validation"]),
        Clause(
            "mcp-meta-missing-400", .server, .must, since(.july2026), at: ["mcp-authenticated"],
            "Missing required _meta gets 400 with -32602.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta",
            tier: .optional, conformance: ["server-stateless"]),
        Clause(
            "mcp-version-error-data", .server, .must, since(.july2026), at: ["mcp-authenticated"],
            "An unsupported version gets 400 with -32022, data.supported and data.requested.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/versioning#protocol-version-negotiation; \
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#protocol-version-header
                """,
            tier: .optional, conformance: ["server-stateless"]),
        Clause(
            "mcp-method-not-found-404", .server, .must, since(.july2026), at: ["mcp-authenticated"],
            "An unknown method gets 404 with -32601.",
            source: """
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#protocol-version-header
                """,
            tier: .optional, conformance: ["server-stateless"]),
        Clause(
            "mcp-result-type", .server, .must, since(.july2026),
            at: ["mcp-tools-list", "mcp-tools-call", "mcp-discover"],
            "Each result has resultType.",
            source: "modelcontextprotocol.io/specification/2026-07-28/basic/index#resulttype",
            tier: .optional),
        Clause(
            "mcp-cache-hints", .server, .must, since(.july2026), at: ["mcp-tools-list", "mcp-discover"],
            "tools/list and server/discover results have ttlMs >= 0 and cacheScope public or private.",
            source: "modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching#cacheable-results",
            tier: .optional, conformance: ["caching"]),
        Clause(
            "mcp-discover-implemented", .server, .must, since(.july2026), at: ["mcp-discover"],
            "server/discover returns supportedVersions and capabilities.",
            source: "modelcontextprotocol.io/specification/2026-07-28/server/discover",
            tier: .optional, conformance: ["server-stateless"]),
        Clause(
            "mcp-origin-validated", .server, .must, since(.november2025),
            at: ["mcp-unauthenticated", "mcp-authenticated"],
            "A request with an Origin that is not allowed gets 403.",
            source: """
                modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning; \
                modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-endpoint
                """,
            tier: .optional, conformance: ["dns-rebinding-protection"]),
        Clause(
            "mcp-origin-validated-legacy", .server, .must, [.march2025, .june2025],
            at: ["mcp-unauthenticated", "mcp-authenticated"],
            "A request with an Origin that is not allowed is refused (status not fixed in these revisions).",
            source: """
                modelcontextprotocol.io/specification/2025-03-26/basic/transports#security-warning; \
                modelcontextprotocol.io/specification/2025-06-18/basic/transports#security-warning
                """,
            tier: .optional),
    ]
}
