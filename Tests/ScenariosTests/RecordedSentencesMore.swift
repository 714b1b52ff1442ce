import Specs
import Traces
import Wire

extension SentenceRule {
    static let tokens = [
        SentenceRule("The code has not been used before") {
            $0.wasTaken("code", as: .tokenRequest, .upstreamTokenRequest) != $0.decision.finding.holds
        },
        SentenceRule("The refresh token has not been used before") {
            !$0.decision.finding.holds == $0.wasTaken("refresh_token", as: .tokenRefresh)
        },
        SentenceRule("The proof is used for the first time") { here in
            guard let proof = here.exchange?.value("DPoP", .request) else { return false }
            let isOld = here.before.contains { $0.receiver == here.party && $0.value("DPoP", .request) == proof }
            return isOld != here.decision.finding.holds
        },
        SentenceRule("The token has not expired") { here in
            let request = here.exchange?.request
            let inAddress = request?.query["access_token"].flatMap { CompactJWT($0) }?.claims["exp"]?.int
            let inHeader = here.exchange?.fields.first { $0.side == .request && $0.dotted == "exp" }
            let now = here.trace.epoch + here.decision.time / 1000
            let exp = inAddress ?? inHeader.flatMap { Int($0.value) }
            return exp.map { ($0 > now) == here.decision.finding.holds } ?? false
        },
        SentenceRule("The state is the one the client sent") { here in
            guard here.decision.finding.holds else { return true }
            let state = here.exchange?.value("state", .request)
            return state != nil
                && here.before.contains { $0.sender == "browser" && $0.value("state", .request) == state }
        },
        SentenceRule("Issues a code for one redemption within") { here in
            let seconds = here.decision.finding.summary.split(separator: " ").compactMap { Int($0) }.first ?? 0
            let made = here.trace.epoch + here.decision.time / 1000
            let checks = here.trace.decisions.filter { check in
                check.finding.summary == "The code has not expired" && check.party == here.party
                    && check.during.flatMap(here.trace.exchange)?.value("code", .request)
                        == here.decision.values.first?.text
            }
            return checks.allSatisfy { check in
                check.finding.inputs.first { $0.name == "expires" }?.value == String(made + seconds)
            }
        },
        SentenceRule("Issues an access token for one resource") { here in
            let claims = here.decision.values.first.flatMap { CompactJWT($0.text) }?.claims
            return claims?["aud"]?.string == here.input("aud")
                && (claims?["cnf"] != nil) == here.decision.finding.summary.hasSuffix("one key")
        },
        SentenceRule("Issues a grant for one client at one authorization server") { here in
            let claims = here.decision.values.first.flatMap { CompactJWT($0.text) }?.claims
            return claims?["aud"]?.string == here.input("aud")
                && claims?["client_id"]?.string == here.input("client_id")
        },
        SentenceRule("Signs a proof for this one request") { here in
            guard let proof = here.decision.values.first?.text else { return false }
            return here.next?.value("DPoP", .request) == proof
                && here.later.count { $0.sender == here.party && $0.value("DPoP", .request) == proof } == 1
        },
        SentenceRule("Repeats the request with the server's nonce in a new proof") {
            let refused = $0.earlier.last { [400, 401].contains($0.status) }
            return refused?.value("DPoP-Nonce", .response) != nil
                && refused?.value("error", .response) == "use_dpop_nonce"
        },
        SentenceRule("Tries the refresh again, as no answer came") {
            let tried = $0.last(.tokenRefresh)
            return tried != nil && tried?.response == nil && $0.next?.kind == .tokenRefresh
        },
        SentenceRule("Fetches a new grant, as this one has expired") {
            $0.last(.tokenJWTBearer)?.status == 400 && $0.next?.kind == .tokenExchange
        },
    ]

    static let keeping = [
        SentenceRule("Keeps the client id for this issuer and no other") { here in
            guard let id = here.input("client_id"), let issuer = here.input("issuer").flatMap(WebURL.init) else {
                return false
            }
            let strangers = here.later.filter { $0.sender == here.party && $0.receiver != "server" }
                .filter { $0.value("client_id", .request) == id && WebURL($0.origin)?.authority != issuer.authority }
            return strangers.isEmpty
        },
        SentenceRule("Keeps the provider's token for this person, and hands it to nobody") { here in
            let token = here.decision.values.first?.text ?? ""
            return !here.trace.exchanges.contains { exchange in
                exchange.fields.contains { field in
                    field.value.contains(token)
                        && (field.side == .request ? exchange.sender : exchange.receiver) == here.party
                        && exchange.kind != .upstreamCall
                }
            }
        },
        SentenceRule("Gives up the old refresh token") { here in
            let old = here.decision.values.first?.text
            return !here.later.contains { $0.sender == here.party && $0.value("refresh_token", .request) == old }
        },
        SentenceRule("Honours the refresh token no longer") { here in
            let ended = here.decision.values.first?.text
            return !here.later.contains {
                $0.receiver == here.party && $0.value("refresh_token", .request) == ended && $0.status == 200
            }
        },
        SentenceRule("Honours the access token no longer, and says so to whoever asks") { here in
            let ended = here.decision.values.first?.text
            let asked = here.later.filter { $0.kind == .introspection && $0.value("token", .request) == ended }
            return asked.allSatisfy { $0.value("active", .response) == "false" }
        },
        SentenceRule("Does not ask again about a client that this person allowed before") { here in
            here.before.contains { $0.receiver == here.party && $0.value("decision", .request) == "approve" }
        },
        SentenceRule("Asks about this client itself, before the provider sees the person") { here in
            here.later.first { [.consent, .upstreamAuthorizationRequest].contains($0.kind) }?.kind
                != .upstreamAuthorizationRequest
        },
        SentenceRule("The person expected no login, and closes the window") { $0.next?.kind != .login },
        SentenceRule("Keeps the document's address as its client id") { here in
            let asked = here.later.first { $0.kind == .authorizationRequest && $0.sender == "browser" }
            return asked?.value("client_id", .request) == here.input("client_id") || asked == nil
        },
        SentenceRule("Tries again as a native application") {
            $0.last(.registration)?.value("error", .response) == "invalid_redirect_uri"
                && $0.next?.value("application_type", .request) == "native"
        },
        // What a party does with what is its own.
        SentenceRule("Notes the issuer before the browser opens") { $0.input("issuer") != nil },
        SentenceRule("Opens a session; it says nothing about who may use it") { here in
            here.decision.values.allSatisfy { CompactJWT($0.text) == nil }
        },
        SentenceRule("Puts a token about the program into a file") { $0.exchange == nil },
        SentenceRule("Shows the error and tries nothing else") { $0.next == nil },
        SentenceRule("Does not try another way around the company's decision") { $0.next == nil },
    ]
}
