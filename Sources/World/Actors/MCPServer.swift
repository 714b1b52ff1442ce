import OAuth
import Specs
import Traces
import Wire

/// An MCP server over Streamable HTTP, protected by bearer tokens: a calendar with two tools, unless its knobs say otherwise.
///
/// The order of its checks is `Origin`, then authorization, then headers and body, then the tool.
actor MCPServer: ResourceServer {
    let context: PartyContext
    var knobs: ServerKnobs
    let answers: Answers
    let url: WebURL
    /// The issuers it trusts with the address of their keys, in the order of its metadata.
    var issuers: [(issuer: String, jwksURI: String)]

    var keys: [String: JWKSet] = [:]
    var sessions: [String: Session] = [:]
    var created: [String] = []
    var proofs = ProofKeeper()
    /// What tools keep from one call to the next, by handle.
    var kept: [String: Kept] = [:]
    /// The API behind this server, and the server's own token for it.
    let upstream: UpstreamAccess?
    /// Whether the authorization server has ended the token with this id, where both are one process and it can know.
    let isRevoked: (@Sendable (String) async -> Bool)?
    let parameters: ParameterReader
    var upstreamToken: (text: String, expires: Int)?

    /// Who asks, as the token says; nobody in particular on a server without authorization.
    struct Caller: Sendable {
        var scopes: [String]?
        var subject: String?
        /// The token itself. It was made for this server and goes no further.
        var token: String?
    }

    /// A session of the revisions up to 2025-11-25.
    struct Session: Sendable {
        var started: Int
        /// Who opened it; of use only where somebody takes a session for a proof.
        var caller: Caller
    }

    init(
        context: PartyContext, knobs: ServerKnobs, issuers: [(issuer: String, jwksURI: String)],
        upstream: UpstreamAccess? = nil, isRevoked: (@Sendable (String) async -> Bool)? = nil
    ) throws {
        self.context = context
        self.knobs = knobs
        self.issuers = issuers
        self.upstream = upstream
        self.isRevoked = isRevoked
        parameters = ParameterReader(context: context)
        answers = Answers(context: context)
        guard let url = WebURL(knobs.url) else { throw WorldError.notAnAddress(knobs.url) }
        self.url = url
    }

    /// New knobs from here on.
    func change(to knobs: ServerKnobs, issuers: [(issuer: String, jwksURI: String)]) {
        self.knobs = knobs
        self.issuers = issuers
    }

    var userAgent: String { knobs.software.agent }

    /// The revision that this server speaks: the first of its list, or the run's.
    var revision: Revision { knobs.speaks.first ?? context.revision }

    func respond(to request: Request) async -> Response {
        guard let resource = resource(at: request.path) else { return answers.notFound() }
        guard request.path == url.path else {
            return request.method == "GET" ? metadataAnswer() : answers.empty(405, headers: ["Allow": resource.allow])
        }
        if let refusal = originRefusal(request) { return refusal }
        // Who asks with a method of MCP is asked for a token first.
        guard ["GET", "POST", "DELETE"].contains(request.method) else {
            return answers.empty(405, headers: ["Allow": resource.allow])
        }
        do {
            // From 2026-07-28 on the copies of what the body says have a rule and an error of their own.
            try parameters.demandSingleHeaders(
                request, also: revision.isStateless ? [] : ["MCP-Protocol-Version", "Mcp-Session-Id"])
        } catch {
            return answers.json(400, MCPServer.error(nil, -32600, error.description))
        }
        if knobs.isProtected {
            switch await authorize(request) {
            case .refused(let response): return response
            case .granted(let caller): return await protocolAnswer(request, caller)
            }
        }
        return await protocolAnswer(request, Caller())
    }

    func resource(at path: String) -> Resource? {
        if path == url.path {
            return Resource(
                methods: revision.isStateless ? ["POST"] : ["POST", "DELETE"],
                exposedHeaders: ["WWW-Authenticate", "Mcp-Session-Id"])
        }
        let hasMetadata = knobs.isProtected && context.revision.hasProtectedResourceMetadata
        return hasMetadata && metadataPaths.contains(path) ? Resource(methods: ["GET"]) : nil
    }

    private func originRefusal(_ request: Request) -> Response? {
        guard let origin = request.headers["Origin"] else { return nil }
        let check = revision >= .november2025 ? "mcp-origin-validated" : "mcp-origin-validated-legacy"
        let finding = Finding(
            check, "The origin of the page that asks is allowed", inputs: [.init("Origin", origin)],
            expected: knobs.admittedOrigins, actual: origin, holds: knobs.admits(origin: origin))
        return context.check(finding) ? nil : answers.json(403, MCPServer.error(nil, -32600, "Origin not allowed"))
    }

    // MARK: Protected resource metadata (RFC 9728)

    private func metadataAnswer() -> Response {
        var document: JSON = [
            "resource": .string(knobs.resourceIdentifier),
            "authorization_servers": JSON(issuers.map(\.issuer)),
        ]
        if knobs.listsScopes { document["scopes_supported"] = JSON(knobs.scopes) }
        document["bearer_methods_supported"] = ["header"]
        if knobs.requiresProof {
            document["dpop_signing_alg_values_supported"] = JSON(DPoP.algorithms)
            document["dpop_bound_access_tokens_required"] = true
        }
        document["resource_name"] = .string(knobs.resourceName)
        return answers.json(200, document, headers: ["Cache-Control": "public, max-age=600"])
    }

    private var metadataPaths: [String] {
        let byPath = WebURL(url.inserting(wellKnown: "oauth-protected-resource"))?.path ?? ""
        let root = "/.well-known/oauth-protected-resource"
        switch knobs.metadata {
        case .path: return [byPath]
        case .root: return [root]
        case .both: return [byPath, root]
        case .none: return []
        case .url(let address): return [WebURL(address)?.path ?? ""]
        }
    }

    /// The address that the challenge names.
    private var metadataURL: String {
        switch knobs.metadata {
        case .url(let address): address
        case .root: url.origin + "/.well-known/oauth-protected-resource"
        case .path, .both, .none: url.inserting(wellKnown: "oauth-protected-resource")
        }
    }

    // MARK: Authorization (RFC 6750, RFC 9068)

    private enum Verdict {
        case granted(Caller)
        case refused(Response)
    }

    private func authorize(_ request: Request) async -> Verdict {
        let credentials = request.headers["Authorization"]
        if let query = request.query["access_token"] {
            let finding = Finding(
                "token-not-in-query-accepted", "The token does not stand in the address",
                inputs: [.init("access_token", query)], expected: "no access_token in the query", actual: "one",
                holds: false)
            // A token that stands there counts as none.
            if context.check(finding) { return await validate(query, "Bearer", request) }
            // Beside another one it is one token too many (RFC 6750 section 3.1).
            return .refused(
                presented(credentials) == nil
                    ? challenge(401, error: nil)
                    : challenge(400, error: "invalid_request", description: "More than one token"))
        }
        guard let presented = presented(credentials) else {
            if !revision.isStateless, let id = request.headers["Mcp-Session-Id"] {
                let finding = Finding(
                    "mcp-session-not-auth", "Something better than a session id says who asks",
                    inputs: [.init("session", id), .init("Authorization", "(none)")], expected: "a token",
                    actual: "a session id", holds: false)
                if context.check(finding), let session = sessions[id] { return .granted(session.caller) }
                return .refused(challenge(401, error: nil))
            }
            context.choose(
                "Refuses a call without a token", "401 with a challenge", clause: "rs-401-without-token")
            return .refused(challenge(401, error: nil))
        }
        return await validate(presented.token, presented.scheme, request)
    }

    private func validate(_ token: String, _ scheme: String, _ request: Request) async -> Verdict {
        guard let jwt = CompactJWT(token) else {
            _ = context.check(
                Finding(
                    "rs-invalid-token-401/format", "The token is a JWT of this server's issuer", expected: "a JWT",
                    actual: "something else", holds: false))
            return .refused(challenge(401, error: "invalid_token", description: "The token is malformed"))
        }
        let issuer = jwt.claims["iss"]?.string ?? ""
        let keys = await keys(of: issuer, for: jwt)
        let expectation = AccessToken.Expectation(
            issuers: issuers.map(\.issuer), audience: knobs.resourceIdentifier, now: context.now)
        let messages = [
            "signature": "The signature does not verify", "issuer": "The issuer is not trusted here",
            "expiry": "The token has expired",
        ]
        for finding in AccessToken.findings(jwt, keys: keys, expectation: expectation) where !context.check(finding) {
            let part = finding.check.split(separator: "/").last.map(String.init) ?? ""
            return .refused(
                challenge(
                    401, error: "invalid_token",
                    description: messages[part] ?? "The token was issued for another resource"))
        }
        if let refusal = proofRefusal(request, scheme: scheme, token: token, jwt: jwt) { return .refused(refusal) }
        if let isRevoked, let id = jwt.claims["jti"]?.string {
            let ended = await isRevoked(id)
            let finding = Finding(
                "rs-invalid-token-401/active", "The issuer still honours the token", inputs: [.init("jti", id)],
                expected: "a standing token", actual: ended ? "a token that was given back" : "a standing token",
                holds: !ended)
            if ended, !context.check(finding) {
                return .refused(challenge(401, error: "invalid_token", description: "The token was revoked"))
            }
        }
        if knobs.introspects, let refusal = await introspectionRefusal(token, issuer: issuer) {
            return .refused(refusal)
        }
        return .granted(Caller(scopes: AccessToken.scopes(jwt), subject: jwt.claims["sub"]?.string, token: token))
    }

    /// The credentials of a resource server at the introspection endpoint, published like everything of the demo.
    static func introspectionCredentials(_ name: String) -> BasicCredentials {
        BasicCredentials(user: name, password: "demo-server-secret")
    }

    /// Asks the issuer whether the token still counts (RFC 7662); a signature alone cannot tell.
    private func introspectionRefusal(_ token: String, issuer: String) async -> Response? {
        let address = (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/introspect"
        guard let url = WebURL(address) else { return nil }
        let body = Array(Form([.init("token", token)]).encoded.utf8)
        let request = Request(
            method: "POST", target: url.target,
            headers: [
                "Host": url.authority, "Accept": "application/json", "User-Agent": userAgent,
                "Authorization": MCPServer.introspectionCredentials(knobs.introspectionClient).header,
                "Content-Type": "application/x-www-form-urlencoded", "Content-Length": String(body.count),
            ], body: body)
        var active = false
        if case .response(let response) = await context.send(request, to: url) {
            active = (try? JSON(parsing: response.body))?["active"]?.bool ?? false
        }
        let finding = Finding(
            "rs-invalid-token-401/active", "The issuer still honours the token",
            inputs: [.init("active", String(active))],
            expected: "true", actual: String(active), holds: active)
        return context.check(finding)
            ? nil : challenge(401, error: "invalid_token", description: "The token was revoked")
    }

    /// The keys of an issuer, fetched on first use and again when a token names a key that is not among them.
    private func keys(of issuer: String, for jwt: CompactJWT) async -> JWKSet {
        guard let trusted = issuers.first(where: { $0.issuer == issuer }), let address = WebURL(trusted.jwksURI) else {
            return JWKSet()
        }
        if let known = keys[issuer], known.contains(jwt.header["kid"]?.string) { return known }
        let request = Request(
            method: "GET", target: address.target,
            headers: ["Host": address.authority, "Accept": "application/json", "User-Agent": userAgent])
        if case .response(let response) = await context.send(request, to: address),
            let set = JWKSet(parsing: response.body)
        {
            keys[issuer] = set
            return set
        }
        return keys[issuer] ?? JWKSet()
    }

    /// A 401 or 403 with its challenge (RFC 6750 section 3, RFC 9728 section 5.1). No `error` where no token came.
    func challenge(_ status: Int, error: String?, description: String? = nil, scope: String? = nil) -> Response {
        var parameters = Form()
        parameters.add("error", error)
        parameters.add("error_description", description)
        if context.revision.hasProtectedResourceMetadata, knobs.announcesResourceMetadata {
            parameters.add("resource_metadata", metadataURL)
        }
        if context.revision.hasScopeStrategy {
            let needed = knobs.announcesScope == .needed ? knobs.scopes.first : nil
            parameters.add("scope", scope ?? needed)
        }
        if parameters.fields.isEmpty { parameters.add("realm", url.host) }
        if knobs.requiresProof { parameters.add("algs", DPoP.algorithms.joined(separator: " ")) }
        let challenge = Challenge(scheme: knobs.requiresProof ? "DPoP" : "Bearer", parameters)
        return answers.empty(status, headers: ["WWW-Authenticate": challenge.headerValue])
    }

    // MARK: JSON-RPC

    /// An error response. It has no id where that of the request could not be read, or where there was no request.
    static func error(_ id: JSON?, _ code: Int, _ message: String, data: JSON? = nil) -> JSON {
        var error: JSON = ["code": JSON(code), "message": .string(message)]
        if let data { error["data"] = data }
        var out: JSON = ["jsonrpc": "2.0"]
        out["id"] = id
        out["error"] = error
        return out
    }
}
