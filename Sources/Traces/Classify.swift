import Specs
import Wire

/// What earlier messages of a run have taught about addresses, so that the next one can be classified.
public struct KnownEndpoints: Hashable, Sendable {
    var mcp: Set<String> = []
    var metadataDocuments: Set<String> = []
    var kinds: [String: ExchangeKind] = [:]
    var redirectURIs: Set<String> = []
    /// Authorization endpoints of other origins to which a server has sent a browser on, and what their flows taught.
    var upstreamEndpoints: Set<String> = []
    var upstreamRedirects: Set<String> = []
    /// Where clients log people in before they ask anybody for access.
    var loginOrigins: Set<String> = []

    public init() {}

    /// Learns from a message: endpoints in metadata documents, URLs in challenges, client ids that are URLs, redirect URIs.
    public mutating func learn(from exchange: Exchange) {
        if exchange.kind.isMCP { mcp.insert(exchange.origin + exchange.request.path) }
        // A server that redirects to another server's authorization endpoint is itself a client there.
        if let next = exchange.response?.headers["Location"].flatMap(WebURL.init), next.origin != exchange.origin,
            next.form["response_type"] != nil
        {
            upstreamEndpoints.insert(next.origin + next.path)
        }
        if exchange.kind == .idpLogin { loginOrigins.insert(exchange.origin) }
        if exchange.kind == .upstreamAuthorizationRequest {
            if let back = exchange.request.query["redirect_uri"] { upstreamRedirects.insert(back) }
            return
        }
        for field in exchange.fields {
            switch (field.place, field.name) {
            case (.challenge, "resource_metadata"): kinds[field.value] = .prm
            case (.json, "authorization_endpoint"): kinds[field.value] = .authorizationRequest
            case (.json, "token_endpoint"): kinds[field.value] = .tokenRequest
            case (.json, "registration_endpoint"): kinds[field.value] = .registration
            case (.json, "revocation_endpoint"): kinds[field.value] = .revocation
            case (.json, "introspection_endpoint"): kinds[field.value] = .introspection
            case (.json, "jwks_uri"): kinds[field.value] = .jwks
            case (.query, "client_id"): if field.value.hasPrefix("https://") { metadataDocuments.insert(field.value) }
            case (.query, "redirect_uri"): redirectURIs.insert(field.value)
            default: break
            }
        }
    }
}

/// Decides what an exchange is for, from the wire alone and what earlier exchanges taught. The same function serves
/// recorded runs, live recordings and HAR files.
public func classify(_ request: Request, origin: String, response: Response?, known: KnownEndpoints) -> ExchangeKind {
    let address = origin + request.path
    if known.kinds[origin + request.target] == .prm { return .prm }
    if request.path.contains("/.well-known/oauth-protected-resource") { return .prm }
    if request.path.contains("/.well-known/oauth-authorization-server")
        || request.path.contains("/.well-known/openid-configuration")
    {
        return .asMetadata
    }
    let isForm = request.headers.mediaType == "application/x-www-form-urlencoded"
    let form = isForm ? Form(parsing: String(decoding: request.body, as: UTF8.self)) : Form()
    if let grant = form["grant_type"] {
        let isUpstream =
            grant == "authorization_code" && form["redirect_uri"].map(known.upstreamRedirects.contains) == true
        return isUpstream ? .upstreamTokenRequest : tokenKind(grant)
    }
    if known.upstreamRedirects.contains(address) { return .upstreamAuthorizationResponse }
    if known.redirectURIs.contains(address) || request.query["code"] != nil && request.query["state"] != nil {
        return .authorizationResponse
    }
    if request.method == "GET", request.query["response_type"] != nil {
        if known.upstreamEndpoints.contains(address) { return .upstreamAuthorizationRequest }
        // A client that asks who the person is (OpenID Connect) logs them in and asks for no access.
        let scopes = request.query["scope"]?.split(separator: " ") ?? []
        return scopes.contains("openid") ? .idpLogin : .authorizationRequest
    }
    let isUpstream =
        known.upstreamEndpoints.contains { $0.hasPrefix(origin + "/") } || known.loginOrigins.contains(origin)
    if isForm, form["password"] != nil { return isUpstream ? .idpLogin : .login }
    if isForm, form["decision"] != nil { return isUpstream ? .idpConsent : .consent }
    if let learned = known.kinds[address] { return learned == .tokenRequest ? .other : learned }
    if known.metadataDocuments.contains(address) { return .cimdFetch }
    if request.headers.mediaType == "application/json", let body = try? JSON(parsing: request.body) {
        if body["redirect_uris"] != nil { return .registration }
        if body["jsonrpc"] != nil || body.array != nil { return mcpKind(request, body, response) }
    }
    if known.mcp.contains(address) {
        switch request.method {
        case "GET": return refusal(request, response) ?? .mcpSSEGet
        case "DELETE": return refusal(request, response) ?? .mcpSessionDelete
        default: return refusal(request, response) ?? .mcpOther
        }
    }
    if request.path.hasSuffix("/jwks") || request.path.hasSuffix("/jwks.json") { return .jwks }
    // A token outside MCP and OAuth: a server calls the API behind it.
    let scheme = request.headers["Authorization"]?.prefix { $0 != " " }.lowercased()
    if scheme == "bearer" || scheme == "dpop" { return .upstreamCall }
    return .other
}

private func tokenKind(_ grant: String) -> ExchangeKind {
    switch grant {
    case "authorization_code": .tokenRequest
    case "refresh_token": .tokenRefresh
    case "client_credentials": .tokenClientCredentials
    case "urn:ietf:params:oauth:grant-type:token-exchange": .tokenExchange
    case "urn:ietf:params:oauth:grant-type:jwt-bearer": .tokenJWTBearer
    default: .tokenRequest
    }
}

/// The kind of an MCP request that authorization turned away, or nil when it got through to the protocol.
private func refusal(_ request: Request, _ response: Response?) -> ExchangeKind? {
    guard let response else { return nil }
    let challenges = response.headers.all("WWW-Authenticate").flatMap(Challenge.parse)
    if response.status == 401 {
        return request.headers["Authorization"] == nil ? .mcpUnauthenticated : .mcpInvalidToken
    }
    if response.status == 403, challenges.contains(where: { $0["error"] == "insufficient_scope" }) { return .mcpStepUp }
    return nil
}

private func mcpKind(_ request: Request, _ body: JSON, _ response: Response?) -> ExchangeKind {
    if let refused = refusal(request, response) { return refused }
    switch body["method"]?.string {
    case "initialize": return .mcpInitialize
    case "notifications/initialized": return .mcpInitialized
    case "server/discover": return .mcpDiscover
    case "tools/list": return .mcpToolsList
    case "tools/call": return .mcpToolsCall
    default: return .mcpOther
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
