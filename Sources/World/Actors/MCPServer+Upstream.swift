import OAuth
import Specs
import Traces
import Wire

/// How an MCP server comes to the API behind it: as a client of the API's authorization server, in its own name.
struct UpstreamAccess: Sendable {
    /// The address of the API, which is also its resource identifier.
    var url: WebURL
    var tokenEndpoint: String
    var credentials: BasicCredentials

    /// The server's name and secret at the API's authorization server, published like everything of the demo.
    static func credentials(of server: ServerKnobs) -> BasicCredentials {
        BasicCredentials(user: server.software.name + "-backend", password: "demo-backend-secret")
    }
}

/// Calls to the API behind the server. They carry a token that was issued to this server for that API, never the
/// caller's (MCP 2025-06-18 and later, access token privilege restriction).
extension MCPServer {
    func askUpstream(_ arguments: JSON, _ caller: Caller) async -> ToolOutput {
        guard let upstream else { return ToolOutput(text: "There is nothing behind this server", isError: true) }
        guard let token = await tokenForUpstream(upstream, caller) else {
            return ToolOutput(text: "The calendar service gave this server no token", isError: true)
        }
        var url = upstream.url
        url.path += "/events"
        let request = Request(
            method: "GET", target: url.adding(["day": arguments["day"]?.string ?? "2026-08-03"]).target,
            headers: [
                "Host": url.authority, "Accept": "application/json", "User-Agent": userAgent,
                "Authorization": "Bearer " + token,
            ])
        guard case .response(let response) = await context.send(request, to: url), response.status == 200,
            let events = (try? JSON(parsing: response.body))?["events"]?.array
        else { return ToolOutput(text: "The calendar service did not answer this server's request", isError: true) }
        return ToolOutput(
            text: events.map { ($0["start"]?.string ?? "") + " " + ($0["title"]?.string ?? "") }
                .joined(separator: "\n"))
    }

    /// The token for the API: the server's own. Only where the rule is switched off, the one that the caller sent.
    private func tokenForUpstream(_ upstream: UpstreamAccess, _ caller: Caller) async -> String? {
        let check = "rs-no-passthrough"
        let passesOn = context.run.ignores(check, party: context.name)
        _ = context.check(
            Finding(
                check, "The token for the API was issued to this server",
                inputs: [.init("API", upstream.url.description)], expected: "this server's own token",
                actual: passesOn ? "the token of the caller" : "this server's own token", holds: !passesOn))
        return passesOn ? caller.token : await ownToken(upstream)
    }

    /// Client credentials at the API's authorization server (RFC 6749 section 4.4), kept until shortly before their end.
    private func ownToken(_ upstream: UpstreamAccess) async -> String? {
        if let kept = upstreamToken, kept.expires > context.now { return kept.text }
        guard let url = WebURL(upstream.tokenEndpoint) else { return nil }
        let form: Form = ["grant_type": "client_credentials", "resource": upstream.url.description]
        let body = Array(form.encoded.utf8)
        let request = Request(
            method: "POST", target: url.target,
            headers: [
                "Host": url.authority, "Accept": "application/json", "User-Agent": userAgent,
                "Authorization": upstream.credentials.header, "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": String(body.count),
            ], body: body)
        guard case .response(let response) = await context.send(request, to: url), response.status == 200,
            let answer = try? JSON(parsing: response.body), let token = answer["access_token"]?.string
        else { return nil }
        upstreamToken = (token, context.now + (answer["expires_in"]?.int ?? 60) - 30)
        return token
    }
}
