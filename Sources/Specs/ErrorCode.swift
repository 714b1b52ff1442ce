/// Where an answer of OAuth may carry an error code.
public enum ErrorPlace: String, CaseIterable, Hashable, Sendable {
    /// The redirect from the authorization endpoint back to the client.
    case authorization
    /// The token endpoint.
    case token
    /// The registration endpoint.
    case registration
    /// The revocation endpoint.
    case revocation
    /// The introspection endpoint.
    case introspection
    /// The challenge of a resource server.
    case resource

    /// The place in exchanges of a kind; nil where OAuth defines no error.
    public init?(_ kind: ExchangeKind) {
        switch kind {
        case .authorizationRequest, .login, .consent, .authorizationResponse, .upstreamAuthorizationRequest,
            .upstreamAuthorizationResponse, .idpLogin, .idpConsent:
            self = .authorization
        case .tokenRequest, .tokenRefresh, .tokenClientCredentials, .tokenExchange, .tokenJWTBearer,
            .upstreamTokenRequest:
            self = .token
        case .registration: self = .registration
        case .revocation: self = .revocation
        case .introspection: self = .introspection
        case .upstreamCall: self = .resource
        case _ where kind.isMCP: self = .resource
        default: return nil
        }
    }

    /// What a reader is told.
    public var label: String {
        switch self {
        case .authorization: "the authorization response"
        case .token: "the token endpoint"
        case .registration: "the registration endpoint"
        case .revocation: "the revocation endpoint"
        case .introspection: "the introspection endpoint"
        case .resource: "a resource server"
        }
    }
}

/// An error code, one of the places that may send it, the statuses it comes with, and the text that says so. One code may
/// have several entries.
public struct ErrorCode: Hashable, Sendable {
    public var code: String
    public var place: ErrorPlace
    /// The statuses of the answer; empty where it is a redirect.
    public var statuses: [Int]
    public var source: String

    private static func entries(_ place: ErrorPlace, _ statuses: [Int], _ source: String, _ codes: [String])
        -> [ErrorCode]
    {
        codes.map { ErrorCode(code: $0, place: place, statuses: statuses, source: source) }
    }

    /// Every code that the endpoints of a flow may send.
    public static let all: [ErrorCode] =
        authorizationCodes + tokenCodes + registrationCodes + revocationCodes
        + entries(.introspection, [401], "RFC 7662 §2.3", ["invalid_client", "invalid_token"])
        + resourceCodes

    private static let authorizationCodes =
        entries(
            .authorization, [], "RFC 6749 §4.1.2.1",
            [
                "invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope",
                "server_error", "temporarily_unavailable",
            ])
        + entries(.authorization, [], "RFC 8707 §2", ["invalid_target"])
        + entries(
            .authorization, [], "OpenID Connect Core 1.0 §3.1.2.6",
            [
                "interaction_required", "login_required", "account_selection_required", "consent_required",
                "invalid_request_uri", "invalid_request_object", "request_not_supported", "request_uri_not_supported",
                "registration_not_supported",
            ])

    private static let tokenCodes =
        entries(
            .token, [400], "RFC 6749 §5.2",
            ["invalid_request", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"])
        + entries(.token, [400, 401], "RFC 6749 §5.2", ["invalid_client"])
        + entries(.token, [400], "RFC 8707 §2.2", ["invalid_target"])
        + entries(.token, [400], "RFC 9449 §5, §8", ["invalid_dpop_proof", "use_dpop_nonce"])

    private static let registrationCodes =
        entries(
            .registration, [400], "RFC 7591 §3.2.2",
            [
                "invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement",
                "unapproved_software_statement",
            ])
        // An initial access token is a bearer token (RFC 7591 section 3).
        + entries(.registration, [401], "RFC 6750 §3.1", ["invalid_token"])
        + entries(.registration, [403], "RFC 6750 §3.1", ["insufficient_scope"])

    private static let revocationCodes =
        entries(.revocation, [400], "RFC 7009 §2.2.1", ["unsupported_token_type"])
        + entries(.revocation, [400], "RFC 7009 §2.2.1, RFC 6749 §5.2", ["invalid_request", "unauthorized_client"])
        + entries(.revocation, [400, 401], "RFC 7009 §2.2.1, RFC 6749 §5.2", ["invalid_client"])
        // RFC 7009 section 2.1 refuses the token of another client and names no code; this is what servers send.
        + entries(.revocation, [400], "RFC 7009 §2.1, RFC 6749 §5.2", ["invalid_grant"])

    private static let resourceCodes =
        entries(.resource, [400], "RFC 6750 §3.1", ["invalid_request"])
        + entries(.resource, [401], "RFC 6750 §3.1", ["invalid_token"])
        + entries(.resource, [403], "RFC 6750 §3.1", ["insufficient_scope"])
        + entries(.resource, [401], "RFC 9449 §7.1, §9", ["invalid_dpop_proof", "use_dpop_nonce"])

    /// The statuses in which the error format of OAuth applies. A `404`, a `405` or a `5xx` is an answer of HTTP: what its
    /// body says is the product's own affair.
    public static let statuses = [400, 401, 403]

    /// What is wrong with a code at a place, with a status: who may send it, or with which status. Nil where nothing is.
    public static func objection(to code: String, at place: ErrorPlace, status: Int?) -> String? {
        let here = all.filter { $0.place == place }
        let found = here.filter { $0.code == code }
        guard let first = found.first else {
            let sources = here.map(\.source).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            return "“\(code)” is no error of \(place.label) (\(sources.joined(separator: "; ")))"
        }
        guard let status, !first.statuses.isEmpty, !found.contains(where: { $0.statuses.contains(status) }) else {
            return nil
        }
        let wanted = found.flatMap(\.statuses).map(String.init).joined(separator: " or ")
        return "“\(code)” of \(place.label) comes with status \(wanted), not \(status) (\(first.source))"
    }
}

/// The statuses that an endpoint may answer with, besides those that any HTTP server may.
public enum StatusTable {
    /// Whether any HTTP server may answer so: the address, the method, the type or the size is wrong, too much was asked,
    /// or the server is at fault (RFC 9110 sections 15.5 and 15.6, RFC 6585).
    public static func isGeneral(_ status: Int) -> Bool {
        [404, 405, 406, 408, 410, 411, 413, 414, 415, 417, 421, 429, 431].contains(status)
            || (500..<600).contains(status)
    }

    /// The statuses of a kind of exchange and the text that has them; nil where nothing fixes them.
    public static func row(_ kind: ExchangeKind) -> (statuses: [Int], source: String)? {
        switch kind {
        case .prm: ([200], "RFC 9728 §3.2")
        case .asMetadata: ([200], "RFC 8414 §3.2")
        case .jwks: ([200], "RFC 7517 §5")
        case .registration: ([201, 400, 401, 403], "RFC 7591 §3.2.1, §3.2.2")
        case .tokenRequest, .tokenRefresh, .tokenClientCredentials, .tokenExchange, .tokenJWTBearer,
            .upstreamTokenRequest:
            ([200, 400, 401], "RFC 6749 §5.1, §5.2")
        case .revocation: ([200, 400, 401], "RFC 7009 §2.2")
        case .introspection: ([200, 400, 401, 403], "RFC 7662 §2.2, §2.3")
        case .mcpUnauthenticated, .mcpInvalidToken: ([401], "RFC 6750 §3.1")
        case .mcpStepUp: ([403], "RFC 6750 §3.1")
        case .mcpInitialized: ([202, 400], "MCP 2025-11-25, sending messages to the server")
        case .mcpSSEGet: ([200, 400], "MCP 2025-11-25, listening for messages from the server")
        case .mcpSessionDelete: ([200, 202, 204, 400], "MCP 2025-11-25, session management")
        case .mcpInitialize, .mcpDiscover, .mcpToolsList, .mcpToolsCall:
            ([200, 400, 403], "MCP 2026-07-28, streamable HTTP")
        case .authorizationRequest, .login, .consent, .idpLogin, .idpConsent, .upstreamAuthorizationRequest,
            .upstreamAuthorizationResponse:
            ([200, 302, 303, 307, 400, 401, 403], "RFC 6749 §4.1.1, §4.1.2")
        case .preflight: ([200, 204, 403], "Fetch, CORS-preflight fetch: an ok status")
        case .cimdFetch, .authorizationResponse, .upstreamCall, .mcpOther, .other: nil
        }
    }

    /// What is wrong with a status of a kind of exchange; nil where nothing is.
    public static func objection(to status: Int, of kind: ExchangeKind) -> String? {
        guard let row = row(kind), !row.statuses.contains(status), !isGeneral(status) else { return nil }
        let wanted = row.statuses.map(String.init).joined(separator: ", ")
        return "\(kind.rawValue) is not answered with \(status), but with \(wanted) (\(row.source))"
    }
}
