import Specs
import Wire

/// Decides what an exchange is for, from the wire alone and what earlier exchanges taught. The same function serves
/// recorded runs, live recordings and HAR files.
///
/// Who answers comes first: an address that is known for something is that, whatever a client sends to it. Only at an
/// address that nobody has told anything about the message itself decides.
public func classify(_ request: Request, origin: String, response: Response?, known: KnownEndpoints) -> ExchangeKind {
    let message = ClassifiedMessage(request: request, response: response, origin: origin, known: known)
    return message.kindByAddress ?? message.kindByContent
}

private struct ClassifiedMessage {
    let request: Request
    let response: Response?
    let origin: String
    let known: KnownEndpoints
    let address: String
    let form: Form

    init(request: Request, response: Response?, origin: String, known: KnownEndpoints) {
        self.request = request
        self.response = response
        self.origin = origin
        self.known = known
        address = origin + request.path
        form =
            request.headers.mediaType == "application/x-www-form-urlencoded"
            ? Form(parsing: request.body) : Form()
    }

    private var reads: Bool { request.method == "GET" || request.method == "HEAD" }

    /// What the one who answers at the address is known for.
    var kindByAddress: ExchangeKind? {
        // A browser that asks what it may send has sent nothing yet.
        if request.isPreflight { return .preflight }
        if request.method == "OPTIONS", response?.status != 401 { return .other }
        if reads, known.kinds[origin + request.pathAndQuery] == .prm { return .prm }
        if reads, request.path.contains("/.well-known/oauth-protected-resource") { return .prm }
        if reads,
            request.path.contains("/.well-known/oauth-authorization-server")
                || request.path.contains("/.well-known/openid-configuration")
        {
            return .asMetadata
        }
        if known.upstreamRedirects.contains(address) { return .upstreamAuthorizationResponse }
        switch known.kinds[address] {
        case .tokenRequest: return request.method == "POST" ? tokenKind : .other
        case .authorizationRequest: return authorizationKind
        case .prm, nil: break
        case let kind?: return kind
        }
        if known.mcp.contains(address) { return refusal ?? mcpKind }
        if let refusal, response?.namesResourceMetadata == true { return refusal }
        return nil
    }

    // MARK: MCP

    /// The kind of an MCP request that authorization turned away, or nil when it got through to the protocol.
    private var refusal: ExchangeKind? {
        guard let response else { return nil }
        if response.status == 401 { return carriesToken ? .mcpInvalidToken : .mcpUnauthenticated }
        let challenges = response.headers.all("WWW-Authenticate").flatMap(Challenge.parse)
        if response.status == 403, challenges.contains(where: { $0["error"] == "insufficient_scope" }) {
            return .mcpStepUp
        }
        return nil
    }

    private var carriesToken: Bool {
        let scheme = request.headers["Authorization"]?.prefix { $0 != " " }.lowercased()
        return scheme == "bearer" || scheme == "dpop"
    }

    private var json: JSON? {
        request.headers.mediaType == "application/json" ? try? JSON(parsing: request.body) : nil
    }

    private var mcpKind: ExchangeKind {
        switch request.method {
        case "GET": return .mcpSSEGet
        case "DELETE": return .mcpSessionDelete
        case "POST": break
        default: return .mcpOther
        }
        return switch json?["method"]?.string {
        case "initialize": .mcpInitialize
        case "notifications/initialized": .mcpInitialized
        case "server/discover": .mcpDiscover
        case "tools/list": .mcpToolsList
        case "tools/call": .mcpToolsCall
        default: .mcpOther
        }
    }

    // MARK: OAuth

    private var tokenKind: ExchangeKind {
        switch form["grant_type"] {
        case "authorization_code" where form["redirect_uri"].map(known.upstreamRedirects.contains) == true:
            .upstreamTokenRequest
        case "refresh_token": .tokenRefresh
        case "client_credentials": .tokenClientCredentials
        case "urn:ietf:params:oauth:grant-type:token-exchange": .tokenExchange
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": .tokenJWTBearer
        default: .tokenRequest
        }
    }

    /// A server that is a client elsewhere asks there; a client logs a person in where somebody says who people are, which
    /// no authorization server of an MCP server is asked for.
    private var authorizationKind: ExchangeKind {
        let query = request.query
        if known.isUpstream(address, client: query["client_id"]) { return .upstreamAuthorizationRequest }
        let scopes = query["scope"]?.split(separator: " ") ?? []
        let isProvider = known.openIDEndpoints.contains(address) && !known.servers.contains(origin)
        return isProvider && scopes.contains("openid") ? .idpLogin : .authorizationRequest
    }

    // MARK: Where the address tells nothing

    var kindByContent: ExchangeKind {
        if request.method == "POST", form["grant_type"] != nil { return tokenKind }
        if isCallback { return .authorizationResponse }
        if request.method == "GET", request.query["response_type"] != nil { return authorizationKind }
        let isProvider = known.isProvidersForm(form, at: origin)
        if form["password"] != nil { return isProvider ? .idpLogin : .login }
        if form["decision"] != nil { return isProvider ? .idpConsent : .consent }
        if reads, known.metadataDocuments.contains(address) { return .cimdFetch }
        if let json {
            if json["jsonrpc"] != nil || json.array != nil { return refusal ?? mcpKind }
            if json["redirect_uris"] != nil { return .registration }
        }
        if request.path.hasSuffix("/jwks") || request.path.hasSuffix("/jwks.json") { return .jwks }
        // A token outside MCP and OAuth: a server calls the API behind it.
        if carriesToken, !known.isServer(origin) { return .upstreamCall }
        return .other
    }

    /// The browser comes back to a client: at the address that a server was told, or with what a server sends along.
    private var isCallback: Bool {
        if known.redirectURIs.contains(address) { return true }
        return request.query["code"] != nil && request.query["state"] != nil && !known.servers.contains(origin)
    }
}

extension Response {
    /// Whether a challenge says where the metadata of a protected resource is (RFC 9728 section 5.1).
    fileprivate var namesResourceMetadata: Bool {
        headers.all("WWW-Authenticate").flatMap(Challenge.parse).contains { $0["resource_metadata"] != nil }
    }
}

/// Gives exchange ids in order: the kind, with `-2`, `-3` … for repeats.
public struct ExchangeNumbering: Sendable {
    private var counts: [ExchangeKind: Int] = [:]

    public init() {}

    public mutating func id(for kind: ExchangeKind) -> String {
        counts[kind, default: 0] += 1
        let count = counts[kind]!
        return kind.rawValue + (count == 1 ? "" : "-\(count)")
    }
}
