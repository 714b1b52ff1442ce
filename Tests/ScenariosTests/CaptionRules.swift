import Specs
import Traces
import Wire

/// When words of a diagram about an exchange are true.
struct CaptionRule: Sendable {
    var words: String
    var isTrue: @Sendable (Exchange, Trace) -> Bool

    init(_ words: String, _ isTrue: @escaping @Sendable (Exchange, Trace) -> Bool) {
        self.words = words
        self.isTrue = isTrue
    }

    static let all = titles + captions + remarks

    private static func status(_ words: String, _ statuses: Int...) -> CaptionRule {
        CaptionRule(words) { exchange, _ in exchange.status.map(statuses.contains) ?? false }
    }

    private static let titles = [
        CaptionRule("The server asks for a token") { exchange, _ in
            exchange.kind != .mcpUnauthenticated || exchange.status == 401
        },
        status("The server refuses the token", 401),
        status("The server refuses the proof", 401), status("The server asks for more scope", 403),
        CaptionRule("The server refuses the token") { exchange, _ in
            exchange.value("error", .response).map { !$0.contains("dpop") } ?? true
        },
        CaptionRule("The server asks for more scope") { exchange, _ in
            exchange.value("error", .response) == "insufficient_scope"
        },
        CaptionRule("A code comes back") { exchange, _ in exchange.value("code", .request) != nil },
        CaptionRule("An error comes back") { exchange, _ in exchange.value("code", .request) == nil },
        CaptionRule("The person ") { exchange, trace in trace.party(exchange.sender)?.role == .browser },
        CaptionRule("The attacker ") { exchange, trace in trace.party(exchange.sender)?.role == .attacker },
        CaptionRule("The client ") { exchange, trace in trace.party(exchange.sender)?.role == .client },
        CaptionRule("The browser ") { exchange, trace in trace.party(exchange.sender)?.role == .browser },
        CaptionRule("in its own name") { exchange, _ in
            exchange.value("grant_type", .request) == "client_credentials"
        },
        CaptionRule("hands in the code") { exchange, _ in
            exchange.value("grant_type", .request) == "authorization_code"
        },
        CaptionRule("hands in a refresh token") { exchange, _ in exchange.value("refresh_token", .request) != nil },
        CaptionRule("hands in an assertion") { exchange, _ in exchange.value("assertion", .request) != nil },
    ]

    private static let captions = [
        CaptionRule("no token") { exchange, _ in
            exchange.value("Authorization", .request) == nil && exchange.value("access_token", .request) == nil
        },
        CaptionRule("the token in the address") { exchange, _ in exchange.request.query["access_token"] != nil },
        CaptionRule("public client") { exchange, _ in
            exchange.value("token_endpoint_auth_method", .response) == "none"
        },
        CaptionRule("no secret") { exchange, _ in exchange.value("client_secret", .response) == nil },
        CaptionRule("client with a secret") { exchange, _ in exchange.value("client_secret", .response) != nil },
        CaptionRule("no PKCE methods listed") { exchange, _ in
            exchange.status == 200 && exchange.value("code_challenge_methods_supported", .response) == nil
                && exchange.value("issuer", .response) != nil
        },
        CaptionRule("no S256") { exchange, _ in
            !exchange.values("code_challenge_methods_supported", .response).contains("S256")
        },
        CaptionRule("S256 supported") { exchange, _ in
            exchange.values("code_challenge_methods_supported", .response).contains("S256")
        },
        CaptionRule("an error page") { exchange, _ in (exchange.status ?? 0) >= 400 },
        CaptionRule("a page for the person") { exchange, _ in exchange.status == 200 },
        CaptionRule("says yes") { exchange, _ in exchange.value("decision", .request) == "approve" },
        CaptionRule("says no") { exchange, _ in exchange.value("decision", .request) == "deny" },
        CaptionRule("while answering ") { exchange, _ in exchange.parent != nil },
        CaptionRule("tool error") { exchange, _ in exchange.value("isError", .response) == "true" },
    ]

    private static let remarks = [
        CaptionRule("its header names the metadata") { exchange, _ in
            exchange.status == 401 && exchange.value("resource_metadata", .response) != nil
        },
        CaptionRule("client’s id is the address of this document") { exchange, trace in
            exchange.parent.flatMap(trace.exchange)?.value("client_id", .request) == exchange.url
        },
        CaptionRule("all passed") { exchange, trace in
            trace.decisions.allSatisfy { $0.during != exchange.id || $0.party != exchange.receiver || !$0.isNegative }
        },
        CaptionRule("Code and verifier meet here") { exchange, _ in
            exchange.value("code", .request) != nil && exchange.value("code_verifier", .request) != nil
        },
        CaptionRule("The browser has now seen the code") { exchange, _ in exchange.value("code", .request) != nil },
    ]
}
