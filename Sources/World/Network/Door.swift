import Wire

/// An address of a server, for those who ask about it instead of using it.
struct Resource: Sendable {
    /// What its server does there, without `HEAD`, which goes with `GET`, and without `OPTIONS`.
    var methods: [String]
    /// Whether scripts of web pages may use it. People use the others: where somebody logs in or agrees, no page of
    /// another origin may read along (RFC 9700 section 2.6).
    var isForScripts = true
    /// Headers of its answers that a script has to read.
    var exposedHeaders: [String] = []

    /// The value of `Allow` (RFC 9110 section 10.2.1).
    var allow: String { methods.flatMap { $0 == "GET" ? ["GET", "HEAD"] : [$0] }.joined(separator: ", ") }
}

/// A party that can tell what its addresses are for.
protocol ResourceServer: Responder {
    /// What is at a path; nil where nothing is.
    func resource(at path: String) async -> Resource?
}

/// Which web pages a server on a person's own machine lets in.
enum LoopbackOrigin {
    /// The names that no other machine can have.
    static let names = ["127.0.0.1", "localhost", "[::1]"]

    /// Whether an `Origin` is that of a page on this machine, on any port.
    static func matches(_ origin: String) -> Bool {
        guard let url = WebURL(origin), url.origin == origin, names.contains(url.host.lowercased()) else {
            return false
        }
        let port = origin.dropFirst(url.scheme.count + 3 + url.host.count)
        return port.isEmpty
            || port.dropFirst().allSatisfy { $0.isASCII && $0.isNumber } && (1...65535).contains(url.port)
                && port.count > 1
    }
}

/// What stands before the servers of `mock`, because real clients and browsers come to them: which names they answer
/// to, what `OPTIONS` tells, and what scripts of web pages may read (Fetch standard, CORS protocol).
struct Door: Sendable {
    /// Origins of web pages that are let in besides those on this machine.
    var origins: [String] = []
    /// Names under which the servers answer besides those of this machine.
    var hosts: [String] = []

    /// The methods that HTTP itself knows and a server can have (RFC 9110 section 9.3, RFC 5789).
    private static let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"]
    /// What scripts may send, wherever they may send anything; an answer of 405 is one that they should read.
    private static let scriptMethods = "GET, POST, DELETE"
    /// The headers of MCP and OAuth that a script has to ask for; besides them any that begins with `Mcp-`.
    private static let scriptHeaders = [
        "Authorization", "Content-Type", "DPoP", "Last-Event-ID", "Mcp-Method", "Mcp-Name", "MCP-Protocol-Version",
        "Mcp-Session-Id",
    ]

    func admits(origin: String) -> Bool { LoopbackOrigin.matches(origin) || origins.contains(origin) }

    /// The answer to a request: the door's own, or the server's with what the door has to add.
    func answer(_ request: Request, _ run: Run, authority: String, slot: Int) async -> Handling {
        let own = { (response: Response) in Handling.answer(response, slot: slot) }
        let date = run.clock.httpDate
        if !Door.methods.contains(request.method) {
            return own(
                RequestRefusal(501, "This server knows no method of that name.", "RFC 9110 section 15.6.2")
                    .response(date: date))
        }
        if let host = host(of: request), !answers(to: host) {
            return own(
                RequestRefusal(
                    421, "This server is not \(host): it answers to \(names.joined(separator: ", ")).",
                    "RFC 9110 section 15.5.20"
                ).response(date: date))
        }
        if request.target == "*" { return own(Door.empty(date, ["Allow": "GET, HEAD, POST, DELETE, OPTIONS"])) }
        let resource = await run.resource(authority: authority, path: request.path)
        if request.method == "OPTIONS", let answer = options(request, resource, date: date) { return own(answer) }
        let handling = await run.answer(request, authority: authority, slot: slot)
        guard case .answer(let response, _) = handling else { return handling }
        return own(completed(response, request, resource))
    }

    // MARK: Names (DNS rebinding)

    private var names: [String] { LoopbackOrigin.names + hosts }

    /// An absolute target counts before `Host` (RFC 9112 section 3.2.2). HTTP/1.0 may name no host.
    private func host(of request: Request) -> String? {
        request.target.hasPrefix("/") || request.target == "*"
            ? request.headers["Host"] : WebURL(request.target)?.authority
    }

    private func answers(to authority: String) -> Bool {
        let host = WebURL("http://" + authority)?.host.lowercased() ?? ""
        return names.contains { $0.lowercased() == host }
    }

    /// Whose page asks. Two headers are no origin (RFC 6454 section 7.3), so nobody is let in for one of them.
    private static func origin(of request: Request) -> String? {
        let origins = request.headers.all("Origin")
        return origins.isEmpty ? nil : origins.joined(separator: ", ")
    }

    // MARK: OPTIONS (RFC 9110 section 9.3.7) and preflights

    /// Nil where the server has to refuse by itself: nothing is there, or the page that asks is not let in.
    private func options(_ request: Request, _ resource: Resource?, date: String) -> Response? {
        if let resource, !resource.isForScripts {
            return Door.empty(date, ["Allow": resource.allow + ", OPTIONS"])
        }
        guard let origin = Door.origin(of: request) else {
            return resource.map { Door.empty(date, ["Allow": $0.allow + ", OPTIONS", "Vary": "Origin"]) }
        }
        // A client looks for metadata at several addresses; the page has to see that there is none.
        let isProbe = request.path.hasPrefix("/.well-known/")
        guard resource != nil || isProbe else { return nil }
        guard admits(origin: origin) else {
            // The MCP server refuses by a rule of its own, which it records.
            if resource?.exposedHeaders.isEmpty == false { return nil }
            var refusal = RequestRefusal(
                403, "Pages of \(origin) are not let in here, those on this machine are.", "Fetch, CORS protocol"
            ).response(date: date)
            refusal.headers.add("Vary", "Origin")
            return refusal
        }
        var headers: Headers = ["Allow": (resource?.allow ?? "GET, HEAD") + ", OPTIONS"]
        guard request.isPreflight else {
            headers.list += [.init("Access-Control-Allow-Origin", origin), .init("Vary", "Origin")]
            return Door.empty(date, headers)
        }
        headers = [
            "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": Door.scriptMethods,
            "Access-Control-Allow-Headers": Door.allowedHeaders(request).joined(separator: ", "),
            "Access-Control-Max-Age": "600",
        ]
        if request.headers["Access-Control-Request-Private-Network"] == "true" {
            headers.add("Access-Control-Allow-Private-Network", "true")
        }
        headers.add("Vary", "Origin, Access-Control-Request-Headers")
        return Door.empty(date, headers)
    }

    private static func allowedHeaders(_ request: Request) -> [String] {
        let asked = request.headers.all("Access-Control-Request-Headers").flatMap { $0.split(separator: ",") }
            .map { $0.trimmed.lowercased() }
        let known = Set(scriptHeaders.map { $0.lowercased() })
        return scriptHeaders
            + asked.filter { name in
                name.hasPrefix("mcp-") && !known.contains(name)
                    && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            }
    }

    /// The server's answer with what a browser needs to let a page read it, and with `OPTIONS` where methods are listed.
    private func completed(_ response: Response, _ request: Request, _ resource: Resource?) -> Response {
        var response = response
        if let allow = response.headers["Allow"] { response.headers.set("Allow", allow + ", OPTIONS") }
        if let resource, !resource.isForScripts { return response }
        let place = response.headers.list.firstIndex { $0.name == "Content-Length" } ?? response.headers.list.count
        var added: [Headers.Header] = []
        if let origin = Door.origin(of: request), admits(origin: origin) {
            added.append(.init("Access-Control-Allow-Origin", origin))
            let exposed = resource?.exposedHeaders ?? []
            if !exposed.isEmpty {
                added.append(.init("Access-Control-Expose-Headers", exposed.joined(separator: ", ")))
            }
        }
        added.append(.init("Vary", "Origin"))
        response.headers.list.insert(contentsOf: added, at: place)
        return response
    }

    private static func empty(_ date: String, _ headers: Headers) -> Response {
        Response(status: 204, headers: Headers([.init("Date", date)] + headers.list))
    }
}
