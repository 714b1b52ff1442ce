import Docs
import Specs
import Traces
import Wire

@testable import Site

/// A whole run written by hand: fourteen exchanges, local decisions, checks, a signed token.
enum PagesFixture {
    static let resource = "https://mcp.example.com/mcp"
    static let issuer = "https://auth.example.com"
    static let redirect = "http://127.0.0.1:7777/callback"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let code = "SplxlOBeZQQYbYS6WxSbIA"
    static let state = "af0ifjsldkjXbq"
    static let clientID = "s6BhdRkqt3"
    static let session = "1868a90c-7f2e-4c2b"

    static let token: String = {
        let header: JSON = ["alg": "RS256", "kid": "demo-1", "typ": "at+jwt"]
        let claims: JSON = [
            "aud": .string(resource), "client_id": .string(clientID), "exp": 1_785_243_600, "iat": 1_785_240_000,
            "iss": .string(issuer), "jti": "tok-0001", "scope": "events:read", "sub": "sam",
        ]
        let signature = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 31) }
        return [Base64URL.encode(header.bytes), Base64URL.encode(claims.bytes), Base64URL.encode(signature)]
            .joined(separator: ".")
    }()

    static let parties = [
        Party(name: "browser", role: .browser, label: "Browser", origin: nil),
        Party(name: "client", role: .client, label: "MCP client", origin: "http://127.0.0.1:7777"),
        Party(name: "server", role: .server, label: "MCP server", origin: "https://mcp.example.com"),
        Party(name: "authorization", role: .authorization, label: "Authorization server", origin: issuer),
    ]

    static func trace() -> Trace {
        var builder = TraceBuilder()
        addDiscovery(to: &builder)
        addAuthorization(to: &builder)
        addToken(to: &builder)
        addAccess(to: &builder)
        return Trace(
            run: RunID(scenario: "A06", revision: .november2025), title: "The client introduces itself",
            epoch: 1_785_240_000,
            parties: parties, exchanges: builder.exchanges, decisions: builder.decisions, outcome: .success)
    }

    static func page(_ trace: Trace = trace()) -> FlowPage {
        FlowPage(
            frame: frame(trace.title), trace: trace,
            bodyHTML: """
                <p>An authorization server talks only to clients it knows. An MCP client is pointed at servers its authors never \
                saw. Dynamic registration bridges that with one request: the client posts what it is and gets a name.</p>
                <p>Nobody was authenticated in that exchange. Anyone may post any name, which is why a consent page should show \
                the redirect\u{2019}s host and not trust the name alone. The real protection comes later: the redirect URI must \
                match what was registered, and the code must meet its <a href="#s-token-request">PKCE verifier</a>.</p>
                """,
            siblings: [
                .init(title: "2025-03-26", href: "../2025-03-26/index.html"),
                .init(title: "2025-06-18", href: "../2025-06-18/index.html"),
                .init(title: "2025-11-25", href: "index.html", isCurrent: true),
                .init(title: "2026-07-28", href: "../2026-07-28/index.html"),
            ],
            downloads: [
                .init(title: "trace.json", href: "trace.json")
            ],
            conformance: ["auth/token-endpoint-auth-none", "auth/metadata-default"])
    }

    static func frame(_ title: String, root: String = "../../../") -> PageFrame {
        PageFrame(
            siteName: "Wirescribe", title: title,
            summary: """
                Dynamic registration gives an unknown client an identifier on the spot. What it proves, what it costs, and why it \
                is now the fallback.
                """,
            root: root,
            navigation: [
                .init(title: "Course", href: root + "course/index.html"),
                .init(title: "Stories", href: root + "scenarios/index.html", isCurrent: true),
                .init(title: "Attacks", href: root + "attacks/index.html"),
                .init(title: "Fields", href: root + "fields/index.html"),
                .init(title: "Symptoms", href: root + "symptoms/index.html"),
                .init(title: "Revisions", href: root + "revisions/index.html"),
            ],
            breadcrumbs: [
                .init(title: "Home", href: root + "index.html"),
                .init(title: "Stories", href: root + "scenarios/index.html"),
                .init(title: title, href: "index.html", isCurrent: true),
            ],
            previous: .init(title: "A pre-registered client", href: "../../a05/index.html"),
            next: .init(title: "A client that is a web address", href: "../../a07/index.html"))
    }
}

/// Collects exchanges and decisions with ids, times and positions as a run would give them.
struct TraceBuilder {
    var exchanges: [Exchange] = []
    var decisions: [Decision] = []
    private var numbering = ExchangeNumbering()
    private var clock = 0

    @discardableResult
    mutating func send(
        _ kind: ExchangeKind, _ sender: String, _ receiver: String, _ origin: String, _ request: Request,
        _ response: Response, parent: String? = nil
    ) -> String {
        send(kind, sender, receiver, origin, request, outcome: .response(response), parent: parent)
    }

    @discardableResult
    mutating func send(
        _ kind: ExchangeKind, _ sender: String, _ receiver: String, _ origin: String, _ request: Request,
        outcome: Exchange.Outcome, answered: Response? = nil, parent: String? = nil
    ) -> String {
        let id = numbering.id(for: kind)
        var request = request
        if !request.body.isEmpty { request.headers.add("Content-Length", String(request.body.count)) }
        exchanges.append(
            Exchange(
                id: id, kind: kind, sender: sender, receiver: receiver, origin: origin, parent: parent, started: clock,
                ended: clock + 40, request: request, outcome: outcome, answered: answered))
        clock += 50
        return id
    }

    mutating func decide(
        _ action: Decision.Action, _ party: String, _ finding: Finding, during: String? = nil, enforced: Bool = true,
        values: [TypedValue] = []
    ) {
        decisions.append(
            Decision(
                id: "d\(decisions.count + 1)", party: party, action: action, during: during, position: exchanges.count,
                time: clock, finding: finding, enforced: enforced, values: values))
    }
}
