import Specs
import Traces
import Wire

/// A decision with what had been recorded when it fell and what came after. What a sentence about it says has to be
/// there.
struct Sighting: Sendable {
    var trace: Trace
    var decision: Decision

    var party: String { decision.party }
    var said: String { decision.finding.actual ?? "" }
    var exchange: Exchange? { decision.during.flatMap(trace.exchange) }
    var earlier: ArraySlice<Exchange> { trace.exchanges.prefix(decision.position) }
    var later: ArraySlice<Exchange> { trace.exchanges.dropFirst(decision.position) }
    /// The exchanges before the one in which the decision fell.
    var before: ArraySlice<Exchange> { trace.exchanges.prefix { $0.id != decision.during } }

    func input(_ name: String) -> String? { decision.finding.inputs.first { $0.name == name }?.value }

    /// The last exchange of a kind that the party sent or answered.
    func last(_ kinds: ExchangeKind...) -> Exchange? {
        earlier.last { kinds.contains($0.kind) && ($0.sender == party || $0.receiver == party) }
    }

    /// The last answer with a challenge that the party got.
    var challenge: Exchange? {
        earlier.last { $0.sender == party && [401, 403].contains($0.status) && $0.kind.isMCP }
    }

    /// The next request of the party.
    var next: Exchange? { later.first { $0.sender == party } }

    /// Whether the party, or whoever shares its address, was sent a value by somebody before this exchange, and said yes.
    func wasTaken(_ name: String, as kinds: ExchangeKind...) -> Bool {
        guard let value = exchange?.value(name, .request) else { return false }
        return before.contains { other in
            kinds.contains(other.kind) && other.receiver == party && other.value(name, .request) == value
                && (other.response ?? other.answered)?.status == 200
        }
    }
}

extension Exchange {
    func values(_ name: String, _ side: Field.Side) -> [String] {
        fields.filter { $0.side == side && $0.name.lowercased() == name.lowercased() && $0.place != .claim }
            .map(\.value)
    }

    func value(_ name: String, _ side: Field.Side) -> String? { values(name, side).first }
}

/// When a sentence that the program writes about a recorded message is true. Only sentences that say more than their
/// own message shows are here: what did not happen, what came first, how many there are, what is the same.
struct SentenceRule: Sendable {
    /// How the sentence begins.
    var opening: String
    var isTrue: @Sendable (Sighting) -> Bool

    init(_ opening: String, _ isTrue: @escaping @Sendable (Sighting) -> Bool) {
        self.opening = opening
        self.isTrue = isTrue
    }

    /// Words that say something about other messages than the one at hand.
    static var farReaching: Regex<(Substring, Substring)> {
        /\b(again|another|as|before|first|neither|never|no|nobody|nothing|old|one|only|other|since)\b/
    }

    static let all = discovery + scopes + registration + tokens + keeping

    private static let discovery = [
        SentenceRule("Refuses a call without a token") {
            $0.exchange?.value("Authorization", .request) == nil && $0.exchange?.status == 401
        },
        SentenceRule("Follows the address in the challenge") { here in
            here.challenge?.value("resource_metadata", .response) == here.said
                && here.next.map { $0.kind != .prm || $0.url == here.said } ?? true
        },
        SentenceRule("Probes the well-known places, as nothing is announced") {
            $0.challenge?.value("resource_metadata", .response) == nil
        },
        SentenceRule("Takes the only authorization server") {
            $0.last(.prm)?.values("authorization_servers", .response) == [$0.said]
        },
        SentenceRule("Takes one of ") { here in
            let offered = here.last(.prm)?.values("authorization_servers", .response) ?? []
            return offered.contains(here.said)
                && here.decision.finding.summary == "Takes one of \(offered.count) authorization servers"
        },
        SentenceRule("Leaves the old authorization server, as the metadata names another one") { here in
            let offered = here.last(.prm)?.values("authorization_servers", .response) ?? []
            return here.input("issuer now").map(offered.contains) == true
                && here.input("issuer before").map(offered.contains) == false
        },
        SentenceRule("Takes the default endpoints, as there is no metadata") {
            ($0.last(.asMetadata)?.status ?? 0) >= 400
        },
        SentenceRule("Takes the server for an older one") {
            ($0.last(.mcpDiscover)?.status ?? 0) >= 400 && $0.next?.kind == .mcpInitialize
        },
        SentenceRule("Tries again with a revision that the server supports") { here in
            let supported = here.last(.mcpDiscover)?.values("supported", .response) ?? []
            return here.next?.value("MCP-Protocol-Version", .request).map(supported.contains) == true
        },
    ]

    private static let scopes = [
        SentenceRule("Takes its scope from the challenge") { $0.challenge?.value("scope", .response) == $0.said },
        SentenceRule("Takes its scope from scopes_supported of the metadata") { here in
            here.challenge?.value("scope", .response) == nil
                && here.last(.prm)?.values("scopes_supported", .response).joined(separator: " ") == here.said
        },
        SentenceRule("Takes its scope from neither challenge nor metadata") {
            $0.challenge?.value("scope", .response) == nil && $0.last(.prm)?.value("scopes_supported", .response) == nil
        },
        SentenceRule("Does not ask for offline_access, which the issuer does not list") {
            $0.last(.asMetadata)?.values("scopes_supported", .response).contains("offline_access") == false
        },
        SentenceRule("Asks for the scopes of the challenge") { $0.challenge?.value("scope", .response) == $0.said },
        SentenceRule("Asks for what it had and what is missing") { here in
            let asked = here.said.split(separator: " ")
            let missing = here.challenge?.value("scope", .response)?.split(separator: " ") ?? []
            return !missing.isEmpty && Set(missing).isSubset(of: asked)
        },
    ]

    private static let registration = [
        SentenceRule("Identifies itself by the address of its metadata document") {
            $0.last(.asMetadata)?.value("client_id_metadata_document_supported", .response) == "true"
        },
        SentenceRule("Asks the person for a client id, as registration is not allowed") {
            ($0.last(.registration)?.status ?? 0) >= 400
        },
        SentenceRule("Asks the person for a client id, as no other way is left") {
            $0.last(.asMetadata)?.value("registration_endpoint", .response) == nil
        },
        SentenceRule("Registers the client under a new id") { here in
            here.decision.values.allSatisfy { value in
                !here.before.contains { $0.values("client_id", .request).contains(value.text) }
            }
        },
        SentenceRule("Gives up the client id that is no longer accepted") {
            $0.earlier.last?.value("error", .response) == "invalid_client"
        },
        SentenceRule("Takes the client's document from its cache") { here in
            guard let id = here.exchange?.value("client_id", .request) else { return false }
            return here.before.contains { $0.kind == .cimdFetch && $0.sender == here.party && $0.url == id }
        },
        SentenceRule("Warns, since the client's document lists nothing but this computer") { here in
            let document = here.earlier.last { $0.kind == .cimdFetch && $0.sender == here.party && $0.status == 200 }
            let uris = document?.values("redirect_uris", .response) ?? []
            return !uris.isEmpty && uris.allSatisfy { ["127.0.0.1", "localhost"].contains(WebURL($0)?.host ?? "") }
        },
    ]
}
