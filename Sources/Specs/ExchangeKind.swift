/// What an exchange is for. A pure function of what is on the wire decides it (`Traces.classify`).
public enum ExchangeKind: String, CaseIterable, Codable, Hashable, Sendable {
    case mcpUnauthenticated = "mcp-unauthenticated"
    case prm
    case asMetadata = "as-metadata"
    case registration
    case authorizationRequest = "authorization-request"
    case cimdFetch = "cimd-fetch"
    case login
    case consent
    case authorizationResponse = "authorization-response"
    case tokenRequest = "token-request"
    case tokenRefresh = "token-refresh"
    case tokenClientCredentials = "token-client-credentials"
    case tokenExchange = "token-exchange"
    case tokenJWTBearer = "token-jwt-bearer"
    case revocation
    case introspection
    case jwks
    case mcpInitialize = "mcp-initialize"
    case mcpInitialized = "mcp-initialized"
    case mcpDiscover = "mcp-discover"
    case mcpToolsList = "mcp-tools-list"
    case mcpToolsCall = "mcp-tools-call"
    case mcpInvalidToken = "mcp-invalid-token"
    case mcpStepUp = "mcp-step-up"
    case mcpSSEGet = "mcp-sse-get"
    case mcpSessionDelete = "mcp-session-delete"
    case upstreamCall = "upstream-call"
    case upstreamAuthorizationRequest = "upstream-authorization-request"
    case upstreamAuthorizationResponse = "upstream-authorization-response"
    case upstreamTokenRequest = "upstream-token-request"
    case idpLogin = "idp-login"
    case idpConsent = "idp-consent"
    /// A browser asks whether a page of another origin may send a request.
    case preflight
    /// An MCP request that is none of the above (another method, a malformed body).
    case mcpOther = "mcp-other"
    /// Anything else, such as a page the browser loads.
    case other

    /// A short name for lists, in sentence case.
    public var title: String {
        switch self {
        case .mcpUnauthenticated: "MCP request without a token"
        case .prm: "Protected resource metadata"
        case .asMetadata: "Authorization server metadata"
        case .registration: "Dynamic client registration"
        case .authorizationRequest: "Authorization request"
        case .cimdFetch: "Client ID metadata document"
        case .login: "Login"
        case .consent: "Consent"
        case .authorizationResponse: "Authorization response"
        case .tokenRequest: "Token request"
        case .tokenRefresh: "Refresh request"
        case .tokenClientCredentials: "Client credentials request"
        case .tokenExchange: "Token exchange"
        case .tokenJWTBearer: "JWT bearer grant"
        case .revocation: "Revocation"
        case .introspection: "Introspection"
        case .jwks: "Signing keys"
        case .mcpInitialize: "initialize"
        case .mcpInitialized: "notifications/initialized"
        case .mcpDiscover: "server/discover"
        case .mcpToolsList: "tools/list"
        case .mcpToolsCall: "tools/call"
        case .mcpInvalidToken: "MCP request with a refused token"
        case .mcpStepUp: "MCP request with too little scope"
        case .mcpSSEGet: "Event stream"
        case .mcpSessionDelete: "End of session"
        case .upstreamCall: "Upstream API call"
        case .upstreamAuthorizationRequest: "Upstream authorization request"
        case .upstreamAuthorizationResponse: "Upstream authorization response"
        case .upstreamTokenRequest: "Upstream token request"
        case .idpLogin: "Identity provider login"
        case .idpConsent: "Identity provider consent"
        case .preflight: "CORS preflight"
        case .mcpOther: "Other MCP request"
        case .other: "Other request"
        }
    }

    /// The part of the flow in which the kind usually stands. An exchange inside a step-up keeps its own phase here;
    /// `Traces` decides by position.
    public var phase: Phase {
        switch self {
        case .mcpUnauthenticated, .prm, .asMetadata: .discovery
        case .registration: .registration
        case .authorizationRequest, .cimdFetch, .login, .consent, .authorizationResponse,
            .upstreamAuthorizationRequest, .upstreamAuthorizationResponse, .upstreamTokenRequest, .idpLogin,
            .idpConsent:
            .authorization
        case .tokenRequest, .tokenClientCredentials, .tokenExchange, .tokenJWTBearer: .token
        case .tokenRefresh: .refresh
        case .revocation: .revocation
        case .mcpStepUp: .stepUp
        case .introspection, .jwks, .mcpInitialize, .mcpInitialized, .mcpDiscover, .mcpToolsList, .mcpToolsCall,
            .mcpInvalidToken, .mcpSSEGet, .mcpSessionDelete, .upstreamCall, .preflight, .mcpOther,
            .other:
            .access
        }
    }

    /// The roles that send it in a flow in which every party does what is its own. What is said about the kind in general
    /// is said of them.
    public var senders: Set<Role> {
        switch self {
        case .authorizationRequest, .login, .consent, .authorizationResponse, .upstreamAuthorizationRequest,
            .upstreamAuthorizationResponse, .idpLogin, .idpConsent, .preflight:
            [.browser]
        case .cimdFetch: [.authorization, .idp]
        case .introspection, .upstreamCall: [.server]
        case .upstreamTokenRequest: [.authorization, .server]
        case .jwks: [.server, .authorization, .upstream, .idp, .client]
        case .other: Set(Role.allCases)
        default: [.client]
        }
    }

    /// The requests to the MCP endpoint that carry a token.
    public static let authenticated: Set<ExchangeKind> = Set(
        allCases.filter { $0.isMCP && $0 != .mcpUnauthenticated })

    /// Whether the exchange is a request to the MCP endpoint.
    public var isMCP: Bool { rawValue.hasPrefix("mcp-") }
}

/// A part of the flow, with the question it answers.
public enum Phase: String, CaseIterable, Codable, Hashable, Sendable {
    case discovery, registration, authorization, token, access, refresh, stepUp = "step-up", revocation

    public var title: String {
        switch self {
        case .discovery: "Discovery"
        case .registration: "Registration"
        case .authorization: "Authorization"
        case .token: "Token"
        case .access: "Access"
        case .refresh: "Refresh"
        case .stepUp: "Step-up"
        case .revocation: "Revocation"
        }
    }

    public var question: String {
        switch self {
        case .discovery: "Who protects this server, and where do I log in?"
        case .registration: "How does the authorization server know this client?"
        case .authorization: "Does the person agree, and to what?"
        case .token: "How does a code become a token?"
        case .access: "Does the server accept the token?"
        case .refresh: "How does the client go on when the token has expired?"
        case .stepUp: "What happens when a token may not do this?"
        case .revocation: "How is access taken back?"
        }
    }
}
