import Specs
import Traces
import Wire

/// The words for one exchange, by its kind, completed by what was recorded.
struct Words {
    let exchange: Exchange
    let fields: [Field]
    let sender: Role
    let receiver: Role
    /// The number of the exchange that was being answered.
    let parent: Int?

    /// One sentence for headings and link labels.
    var title: String {
        let who = noun(sender)
        switch exchange.kind {
        case .mcpUnauthenticated: return "The server asks for a token"
        case .prm: return "\(who) asks which issuers the server trusts"
        case .asMetadata: return "\(who) asks for the issuer’s endpoints"
        case .registration: return "\(who) introduces itself"
        case .authorizationRequest: return "\(who) carries the request"
        case .cimdFetch: return "\(who) asks who the client is"
        case .login, .idpLogin:
            return exchange.request.method == "GET" ? "\(who) asks for the sign-in page" : "\(person) signs in"
        case .consent where exchange.request.method == "GET", .idpConsent where exchange.request.method == "GET":
            return "\(who) asks for the consent page"
        case .consent, .idpConsent:
            return isDenied ? "\(person) says no" : isAllowed ? "\(person) says yes" : "\(person) decides"
        case .authorizationResponse, .upstreamAuthorizationResponse:
            return value("error", .request) == nil ? "A code comes back" : "An error comes back"
        case .tokenRequest: return "\(who) hands in the code"
        case .tokenRefresh: return "\(who) hands in a refresh token"
        case .tokenClientCredentials: return "\(who) asks for a token in its own name"
        case .tokenExchange: return "\(who) asks for another token in exchange"
        case .tokenJWTBearer: return "\(who) hands in an assertion"
        case .revocation: return "\(who) gives a token back"
        case .introspection: return "\(who) asks whether a token is good"
        case .jwks: return "\(who) fetches the signing keys"
        case .mcpInitialize: return "\(who) asks to begin"
        case .mcpInitialized: return "\(who) says that it is ready"
        case .mcpDiscover: return "\(who) asks what the server can do"
        case .mcpToolsList: return "\(who) asks for the tools"
        case .mcpToolsCall: return "\(who) calls a tool"
        case .mcpInvalidToken: return isAboutProof ? "The server refuses the proof" : "The server refuses the token"
        case .mcpStepUp: return "The server asks for more scope"
        case .mcpSSEGet: return "\(who) asks for the event stream"
        case .mcpSessionDelete: return "\(who) asks to end the session"
        case .upstreamCall: return "\(who) calls the API behind it"
        case .upstreamAuthorizationRequest: return "\(who) is sent on to the upstream service"
        case .upstreamTokenRequest: return "\(who) asks for a token of its own"
        case .preflight:
            let method = exchange.request.headers["Access-Control-Request-Method"] ?? ""
            return "\(who) asks whether a page may send \(VisibleText.label(method, limit: 20))"
        case .other where exchange.request.method.isEmpty: return "\(who) sends what is no request"
        case .mcpOther, .other: return "\(who) sends \(VisibleText.label(exchange.request.method, limit: 20))"
        }
    }

    /// Who sits before the browser; an attacker opens pages itself.
    private var person: String { sender == .attacker ? noun(.attacker) : "The person" }

    /// Whether it is the proof beside a token that was refused (RFC 9449 section 7.1, section 9).
    private var isAboutProof: Bool {
        ["invalid_dpop_proof", "use_dpop_nonce"].contains(value("error", .response) ?? "")
    }

    private func noun(_ role: Role) -> String {
        switch role {
        case .browser: "The browser"
        case .client: "The client"
        case .server: "The server"
        case .authorization: "The authorization server"
        case .idp: "The identity provider"
        case .upstream: "The upstream API"
        case .metadataHost: "The metadata host"
        case .attacker: "The attacker"
        }
    }

    /// A few words beside method and path.
    var caption: String {
        [requestCaption, parent.map { "while answering \($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private var requestCaption: String {
        switch exchange.kind {
        case .mcpUnauthenticated:
            let token = value("access_token", .request) == nil ? "no token" : "the token in the address"
            return rpcMethod.isEmpty ? token : rpcMethod + ", " + token
        case .registration: return names(.request)
        case .tokenRequest, .tokenRefresh, .tokenClientCredentials, .tokenExchange, .tokenJWTBearer,
            .upstreamTokenRequest:
            let grant = value("grant_type", .request) ?? ""
            return grant.isEmpty ? "" : short(String(grant.split(separator: ":").last ?? "")) + " grant"
        case .login, .idpLogin: return exchange.request.method == "POST" ? someone + " signs in" : ""
        case .consent, .idpConsent: return isDenied ? someone + " says no" : isAllowed ? someone + " says yes" : ""
        case .mcpSSEGet: return "event stream"
        case .authorizationResponse, .upstreamAuthorizationResponse:
            return value("error", .request).map { "error " + short($0) } ?? ""
        default: return rpcMethod
        }
    }

    /// A few words beside status and reason.
    func replyCaption(_ response: Response) -> String {
        if response.isRedirect, let location = response.headers["Location"] {
            return "Location: " + VisibleText.label(String(location.prefix { $0 != "?" && $0 != "#" }), limit: 90)
        }
        let isHTML = response.headers.mediaType == "text/html"
        if response.status >= 400 {
            if let error = value("error", .response) { return short(error) }
            if response.headers["WWW-Authenticate"] != nil { return "WWW-Authenticate" }
            return isHTML ? "an error page" : ""
        }
        switch exchange.kind {
        case .prm: return names(.response, limit: 2)
        case .asMetadata:
            let methods = fields.filter { $0.side == .response && $0.path.first == "code_challenge_methods_supported" }
            if methods.contains(where: { $0.value == "S256" }) { return "endpoints, S256 supported" }
            if !fields.contains(where: { $0.side == .response && $0.place == .json }) { return isHTML ? "a page" : "" }
            return methods.isEmpty ? "endpoints, no PKCE methods listed" : "endpoints, no S256"
        case .cimdFetch: return names(.response)
        case .registration:
            if value("client_secret", .response) != nil { return "client with a secret" }
            return value("token_endpoint_auth_method", .response) == "none" ? "public client, no secret" : "no secret"
        case .tokenRequest, .tokenRefresh, .tokenClientCredentials, .tokenExchange, .tokenJWTBearer,
            .upstreamTokenRequest:
            return value("expires_in", .response).map { "expires_in " + short($0) } ?? ""
        case .jwks: return counted(under: ["keys"], "key")
        case .introspection: return value("active", .response).map { "active " + short($0) } ?? ""
        case .authorizationRequest, .login, .consent, .authorizationResponse, .idpLogin, .idpConsent,
            .upstreamAuthorizationRequest, .upstreamAuthorizationResponse:
            return isHTML ? "a page for the person" : ""
        case .mcpToolsList: return counted(under: ["result", "tools"], "tool")
        default: return exchange.kind.isMCP ? rpcReply : ""
        }
    }

    /// A remark beside the band, said only where the recording shows it.
    ///
    /// - Parameters:
    ///   - passedChecks: how many checks the receiver made on the request that hold.
    ///   - isRefused: whether another one did not hold.
    func note(passedChecks: Int, isRefused: Bool) -> String {
        let status = exchange.status ?? 0
        func carries(_ kind: ValueKind, _ side: Field.Side) -> Bool {
            fields.contains { $0.side == side && $0.kind == kind }
        }
        switch exchange.kind {
        case .mcpUnauthenticated where status == 401 && carries(.resourceMetadata, .response):
            return "The 401 is an invitation: its header names the metadata."
        case .prm
        where status == 200 && fields.contains { $0.side == .response && $0.path.first == "authorization_servers" }:
            return "One server, and the issuers it is willing to trust."
        case .cimdFetch where status == 200:
            return "The client’s id is the address of this document."
        case .authorizationResponse where sender == .browser && carries(.code, .request):
            return "The browser has now seen the code: it may be in history and logs."
        case .tokenRequest where status == 200 && carries(.codeVerifier, .request):
            return "Code and verifier meet here, away from the browser."
        case .jwks where status == 200 && sender == .server:
            return "These keys verify what the issuer signed."
        case .mcpInitialize, .mcpDiscover:
            return passedChecks > 1 && !isRefused ? "\(passedChecks) checks on this request, all passed." : ""
        default: return ""
        }
    }

    // MARK: Pieces

    private var someone: String { sender == .attacker ? "the attacker" : "the person" }
    private var isDenied: Bool { ["deny", "denied", "no", "reject", "cancel"].contains(decision) }
    private var isAllowed: Bool { ["allow", "approve", "approved", "yes", "accept", "grant"].contains(decision) }
    private var decision: String { value("decision", .request)?.lowercased() ?? "" }

    private var rpcMethod: String {
        guard exchange.kind.isMCP,
            let method = fields.first(where: { $0.side == .request && $0.place == .json && $0.path == ["method"] })?
                .value
        else { return "" }
        let tool = fields.first { $0.side == .request && $0.place == .json && $0.path == ["params", "name"] }?.value
        return short(method) + (tool.map { " " + short($0) } ?? "")
    }

    private var rpcReply: String {
        let replies = fields.filter { $0.side == .response && $0.place == .json }
        if let code = replies.first(where: { $0.path == ["error", "code"] })?.value {
            return "JSON-RPC error " + short(code)
        }
        if replies.contains(where: { $0.path == ["result", "isError"] && $0.value == "true" }) { return "tool error" }
        if let version = replies.first(where: { $0.path == ["result", "protocolVersion"] })?.value {
            return "protocol " + short(version)
        }
        return replies.contains { $0.path.first == "result" } ? "result" : ""
    }

    private func short(_ text: String) -> String { VisibleText.label(text, limit: 40) }

    private func value(_ name: String, _ side: Field.Side) -> String? {
        fields.first { field in
            field.side == side && field.path == [name]
                && [.query, .form, .json, .challenge, .location].contains(field.place)
        }?.value
    }

    /// The first top-level member names of a JSON body that no chip shows.
    private func names(_ side: Field.Side, limit: Int = 3) -> String {
        var seen: [String] = []
        for field in fields where field.side == side && field.place == .json {
            guard let name = field.path.first, !seen.contains(name) else { continue }
            let isShown = field.kind.map { CargoOrder.rank($0) != nil } ?? false
            if !isShown { seen.append(name) }
        }
        let shown = seen.prefix(limit).map { VisibleText.label($0, limit: 32) }.joined(separator: ", ")
        return seen.count > limit ? shown + ", +\(seen.count - limit)" : shown
    }

    private func counted(under path: [String], _ noun: String) -> String {
        var items: Set<String> = []
        for field in fields where field.side == .response && field.place == .json {
            if field.path.count > path.count, Array(field.path.prefix(path.count)) == path {
                items.insert(field.path[path.count])
            }
        }
        return items.isEmpty ? "" : "\(items.count) \(noun)" + (items.count == 1 ? "" : "s")
    }
}
