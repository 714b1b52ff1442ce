import OAuth
import Specs
import Traces
import Wire

/// An MCP client: discovery, registration, authorization with PKCE, tokens, then MCP calls.
///
/// A step that cannot go on throws ``ClientStop``; the run's outcome follows from it.
actor Client: Responder {
    let context: PartyContext
    let knobs: ClientKnobs
    let browser: Browser
    let answers: Answers
    let redirectURI: String

    /// Credentials by issuer: they never cross from one authorization server to another.
    var credentials: [String: Credentials] = [:]
    /// What is kept for each MCP server, by its URL.
    var connections: [String: Connection] = [:]
    /// What the loopback listener received last.
    var callback: Form?
    /// The nonces that servers have given out for proofs, by origin.
    var nonces: [String: String] = [:]
    /// What the company's identity provider said about the person, and where it exchanges that.
    var identityToken: String?
    var exchangeEndpoint: String?
    /// The platform that runs this program, and what it said last.
    private(set) var platform: AssertionIssuer?
    var workloadToken: String?
    private var nextID = 0
    /// Results kept for as long as their servers allow, by server and method.
    var keptResults: [String: KeptResult] = [:]
    /// The client id that the person would type if asked.
    var entered: String?

    /// Who the client is at one issuer.
    struct Credentials: Sendable {
        var clientID: String
        var secret: String?
        var authentication: ClientAuthentication
        /// Whether it came from dynamic registration, and so can be had anew.
        var isRegistered = false
    }

    /// The state of one MCP server.
    struct Connection: Sendable {
        var url: WebURL
        var revision: Revision
        var discovered: Discovery?
        var tokens: Tokens?
        var session: String?
        var requested: [String] = []
    }

    struct Tokens: Sendable {
        var access: String
        var refresh: String?
        var scope: [String]
        var issuer: String
    }

    /// What discovery found out: who protects the server and how to get there.
    struct Discovery: Sendable {
        var resource: String?
        var scopesSupported: [String]?
        var challengeScope: String?
        var metadata: AuthorizationServerMetadata
    }

    init(context: PartyContext, knobs: ClientKnobs, browser: Browser) {
        self.context = context
        self.knobs = knobs
        self.browser = browser
        answers = Answers(context: context)
        let port = 49152 + Int(context.run.randomness.bytes(2, party: context.name, purpose: "port")[0]) * 60 + 7
        redirectURI = "http://\(knobs.redirectHost):\(port)/callback"
        for stored in knobs.stored {
            credentials[stored.issuer] = Credentials(
                clientID: stored.clientID, secret: stored.secret,
                authentication: knobs.authentication == .privateKeyJWT
                    ? .privateKeyJWT
                    : stored.secret == nil ? .none : knobs.authentication == .none ? .basic : knobs.authentication)
        }
    }

    func prepare(entered: String?, platform: AssertionIssuer?) {
        self.entered = entered
        self.platform = platform
    }

    /// The time as this client has it.
    var now: Int { knobs.clockStopped.map { context.run.clock.epoch - $0 } ?? context.now }

    var userAgent: String { knobs.software + "/" + knobs.version }

    /// The revisions that it speaks, best first.
    var speaks: [Revision] { knobs.speaks.isEmpty ? [context.revision] : knobs.speaks }

    /// The loopback listener: keeps the parameters and tells the person to go back to the application.
    func respond(to request: Request) async -> Response {
        guard request.method == "GET", request.path == "/callback" else { return answers.notFound() }
        // The first answer counts: what comes later was not waited for.
        if callback == nil { callback = request.query }
        return answers.html(
            200,
            HTMLPage.page(
                title: "You can close this window", body: "<p>Go back to \(HTMLPage.escape(knobs.name)).</p>"),
            // The address of this page holds the code, so nothing of it may leave by a link.
            headers: [
                "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ])
    }

    func nextRequestID() -> Int {
        nextID += 1
        return nextID
    }

    /// One plain GET for a document that somebody else named.
    func fetch(_ address: String, headers: Headers = [:]) async throws -> Response {
        guard let url = WebURL(address) else { throw ClientStop.refused("\(address) is not an address") }
        if AddressGuard.isInternal(url) {
            guard context.check(AddressGuard.finding("client-ssrf-guard", url)) else {
                throw ClientStop.refused("\(url.host) is not a public address")
            }
        }
        var all: Headers = ["Host": url.authority, "Accept": "application/json", "User-Agent": userAgent]
        all.list += headers.list
        return try await send(Request(method: "GET", target: url.target, headers: all), to: url)
    }

    /// Sends and expects an answer. Throws ``ClientStop/unreachable(_:)`` when none comes.
    func send(_ request: Request, to url: WebURL) async throws -> Response {
        switch await context.send(request, to: url) {
        case .response(let response): return response
        case .failure(let failure): throw ClientStop.unreachable("\(url.host): \(failure.rawValue)")
        }
    }

    func form(_ form: Form, to address: String, headers: Headers = [:]) async throws -> Response {
        guard let url = WebURL(address) else { throw ClientStop.refused("\(address) is not an address") }
        let body = Array(form.encoded.utf8)
        var all: Headers = ["Host": url.authority, "Accept": "application/json", "User-Agent": userAgent]
        all.list += headers.list
        all.add("Content-Type", "application/x-www-form-urlencoded")
        all.add("Content-Length", String(body.count))
        return try await send(Request(method: "POST", target: url.target, headers: all, body: body), to: url)
    }
}

/// Why a client did not reach what it wanted.
public enum ClientStop: Error, Hashable, Sendable, CustomStringConvertible {
    /// A check of the client, or an answer of a server, ended it.
    case refused(String)
    /// The authorization server no longer accepts the client itself.
    case invalidClient(String)
    /// The person said no.
    case denied(String)
    /// Nothing came back.
    case unreachable(String)
    /// A bounded effort ended.
    case gaveUp(String)

    /// What the client says when it stops, to the person if there is one.
    public var description: String {
        switch self {
        case .refused(let text), .invalidClient(let text), .denied(let text), .unreachable(let text), .gaveUp(let text):
            text
        }
    }

    public var outcome: Trace.Outcome {
        switch self {
        case .refused, .invalidClient, .unreachable: .refused
        case .denied: .denied
        case .gaveUp: .gaveUp
        }
    }
}
