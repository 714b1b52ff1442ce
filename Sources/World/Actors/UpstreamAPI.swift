import OAuth
import Specs
import Traces
import Wire

/// The API behind an MCP server: a resource server of its own, with its own audience, that knows nothing of MCP.
actor UpstreamAPI: Responder {
    private let context: PartyContext
    private let url: WebURL
    private let issuer: String
    private let jwksURI: String
    private let answers: Answers
    private var keys = JWKSet()

    /// - Parameters:
    ///   - url: where it stands; a token for it has this as audience.
    ///   - issuer: whose tokens it accepts.
    init(context: PartyContext, url: WebURL, issuer: String, jwksURI: String) {
        self.context = context
        self.url = url
        self.issuer = issuer
        self.jwksURI = jwksURI
        answers = Answers(context: context)
    }

    func respond(to request: Request) async -> Response {
        guard request.method == "GET", request.path == url.path + "/events" else {
            return answers.notFound()
        }
        guard let header = request.headers["Authorization"], header.lowercased().hasPrefix("bearer "),
            let jwt = CompactJWT(String(header.dropFirst(7)))
        else { return refusal(nil) }
        if jwt.claims["iss"]?.string == issuer, !keys.contains(jwt.header["kid"]?.string) { await fetchKeys() }
        let expectation = AccessToken.Expectation(issuers: [issuer], audience: url.description, now: context.now)
        for finding in AccessToken.findings(jwt, keys: keys, expectation: expectation) where !context.check(finding) {
            return refusal("invalid_token")
        }
        return answers.json(
            200,
            [
                "events": [
                    ["start": "09:30", "title": "Stand-up"],
                    ["start": "13:00", "title": "Lunch with the platform team"],
                ]
            ], headers: ["Cache-Control": "no-store"])
    }

    private func refusal(_ error: String?) -> Response {
        var parameters: Form = ["realm": url.host]
        parameters.add("error", error)
        return answers.empty(401, headers: ["WWW-Authenticate": Challenge(parameters).headerValue])
    }

    private func fetchKeys() async {
        guard let address = WebURL(jwksURI) else { return }
        let request = Request(
            method: "GET", target: address.target,
            headers: ["Host": address.authority, "Accept": "application/json", "User-Agent": "SchedulerAPI/2.0"])
        if case .response(let response) = await context.send(request, to: address),
            let set = JWKSet(parsing: response.body)
        {
            keys = set
        }
    }
}
