import Specs
import Wire

/// What earlier messages of a run have taught about addresses, so that the next one can be classified.
///
/// It learns from those who answer: metadata, challenges, redirects, pages. What a client merely writes teaches nothing that
/// outlasts its message.
public struct KnownEndpoints: Hashable, Sendable {
    /// Addresses that have answered as MCP endpoints do, or that a server names as its resource.
    var mcp: Set<String> = []
    var metadataDocuments: Set<String> = []
    /// What metadata and challenges say that an address is for.
    var kinds: [String: ExchangeKind] = [:]
    var redirectURIs: Set<String> = []
    /// Where a server that is itself a client has sent a browser on to: the authorization endpoint, and the client there.
    var upstreamClients: [String: Set<String>] = [:]
    var upstreamRedirects: Set<String> = []
    /// Origins of MCP servers and of their authorization servers.
    var servers: Set<String> = []
    /// Authorization endpoints whose metadata promises to say who a person is (OpenID Connect).
    var openIDEndpoints: Set<String> = []
    /// What pages carry hidden, with whether the page is one of an identity provider.
    var pages: [String: Bool] = [:]
    /// Whether the last authorization request at an origin went to it as an identity provider.
    var lastLogin: [String: Bool] = [:]

    public init() {}

    /// Learns from a message and its answer.
    public mutating func learn(from exchange: Exchange) {
        learnDetour(exchange)
        learnPage(exchange)
        let answer = exchange.fields.filter { $0.side == .response }
        for field in answer where field.place == .challenge && field.name == "resource_metadata" {
            kinds[field.value] = .prm
        }
        let members = answer.filter { $0.place == .json && ($0.path.count == 1 || Int($0.path[1]) != nil) }
        let isSuccess = exchange.response?.isSuccess ?? false
        switch exchange.kind {
        case _ where exchange.kind.isMCP:
            if answersAsMCP(exchange.response) { add(mcpEndpoint: exchange.origin + exchange.request.path) }
        case .asMetadata where isSuccess: learn(metadata: members.map { ($0.name, $0.value) })
        case .prm where isSuccess:
            for member in members where member.name == "resource" { addResource(member.value, at: exchange.origin) }
            for member in members where member.name == "authorization_servers" { addServer(member.value) }
        case .cimdFetch where isSuccess, .registration where isSuccess:
            for member in members where member.name == "jwks_uri" { kinds[member.value] = .jwks }
        case .authorizationRequest, .idpLogin: learnRequest(exchange)
        case .upstreamAuthorizationRequest:
            if let back = exchange.request.query["redirect_uri"] { upstreamRedirects.insert(back) }
        default: break
        }
    }

    /// Learns what an authorization server says about itself.
    ///
    /// - Parameter metadata: the members of its metadata in order, those of arrays one by one.
    public mutating func learn(metadata members: [(name: String, value: String)]) {
        let endpoints: [String: ExchangeKind] = [
            "authorization_endpoint": .authorizationRequest, "token_endpoint": .tokenRequest,
            "registration_endpoint": .registration, "revocation_endpoint": .revocation,
            "introspection_endpoint": .introspection, "jwks_uri": .jwks,
        ]
        for (name, value) in members { if let kind = endpoints[name] { kinds[value] = kind } }
        let speaksOpenID = members.contains { $0.name == "scopes_supported" && $0.value == "openid" }
        for member in members where member.name == "authorization_endpoint" && speaksOpenID {
            openIDEndpoints.insert(member.value)
        }
    }

    /// Notes that MCP is spoken at an address.
    public mutating func add(mcpEndpoint address: String) {
        mcp.insert(address)
        addServer(address)
    }

    /// Notes that an origin is that of an MCP server's authorization server.
    public mutating func add(authorizationServer issuer: String) { addServer(issuer) }

    private mutating func addServer(_ address: String) {
        if let origin = WebURL(address)?.origin { servers.insert(origin) }
    }

    /// A resource identifier that is an address of the server which publishes it. An origin alone is no endpoint.
    private mutating func addResource(_ resource: String, at origin: String) {
        if let url = WebURL(resource), url.origin == origin, url.path.count > 1 {
            add(mcpEndpoint: url.origin + url.path)
        }
    }

    /// A server that redirects to another server's authorization endpoint is itself a client there.
    private mutating func learnDetour(_ exchange: Exchange) {
        guard let next = exchange.response?.headers["Location"].flatMap(WebURL.init), next.origin != exchange.origin,
            next.form["response_type"] != nil
        else { return }
        upstreamClients[next.origin + next.path, default: []].insert(next.form["client_id"] ?? "")
    }

    /// Forms come back with what their page carried.
    private mutating func learnPage(_ exchange: Exchange) {
        let isProvider = [.idpLogin, .idpConsent, .upstreamAuthorizationRequest].contains(exchange.kind)
        guard isProvider || [.authorizationRequest, .login, .consent].contains(exchange.kind) else { return }
        if ![.login, .consent, .idpConsent].contains(exchange.kind) { lastLogin[exchange.origin] = isProvider }
        for field in exchange.fields where field.place == .html && !field.value.isEmpty {
            pages[field.value] = isProvider
        }
    }

    /// What an authorization request says about its client: where a server may fetch its document, even if it then turns
    /// the request away, and where the browser is to come back to, if it does not.
    private mutating func learnRequest(_ exchange: Exchange) {
        let query = exchange.request.query
        if let id = query["client_id"], WebURL(id) != nil { metadataDocuments.insert(id) }
        if let response = exchange.response, response.status >= 400 { return }
        if let back = query["redirect_uri"] { redirectURIs.insert(back) }
    }

    private func answersAsMCP(_ response: Response?) -> Bool {
        guard let response else { return true }
        if [401, 403].contains(response.status), response.hasTokenChallenge { return true }
        if response.status == 202 || response.status == 204 { return true }
        switch response.headers.mediaType {
        case "text/event-stream": return true
        case "application/json":
            let body = try? JSON(parsing: response.body)
            return body?["jsonrpc"] != nil || body?.array?.first?["jsonrpc"] != nil
        default: return false
        }
    }

    // MARK: Asking

    /// Whether an origin is that of an MCP server, or gives out tokens.
    func isServer(_ origin: String) -> Bool {
        servers.contains(origin) || kinds.contains { $0.value == .tokenRequest && WebURL($0.key)?.origin == origin }
    }

    /// Whether the authorization request at an address is one of a server that is itself a client there.
    func isUpstream(_ address: String, client: String?) -> Bool {
        upstreamClients[address]?.contains(client ?? "") ?? false
    }

    /// Whether a form that comes back belongs to a page of an identity provider.
    func isProvidersForm(_ form: Form, at origin: String) -> Bool {
        for field in form.fields { if let known = pages[field.value] { return known } }
        return lastLogin[origin] ?? upstreamClients.keys.contains { $0.hasPrefix(origin + "/") }
    }
}

extension Response {
    /// Whether it asks for a token (RFC 6750 section 3, RFC 9449 section 7.1).
    var hasTokenChallenge: Bool {
        headers.all("WWW-Authenticate").flatMap(Challenge.parse)
            .contains { ["bearer", "dpop"].contains($0.scheme.lowercased()) }
    }
}
