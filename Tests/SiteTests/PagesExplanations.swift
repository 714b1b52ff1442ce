import Specs
import Traces

@testable import Site

/// A note of the allowed length for every field that has a name, so that sizes and layout are those of a full site.
struct SampleExplanations: Explanations {
    func note(for field: Field, in exchange: Exchange, revision: Revision) -> FieldNote? {
        guard let slug = SampleExplanations.slug(field) else { return nil }
        let clauses = SampleExplanations.clauses[field.name] ?? []
        return FieldNote(
            slug: slug, title: field.name,
            shortHTML: "<p>" + (SampleExplanations.notes[field.name] ?? general(field)) + "</p>",
            clauses: clauses.compactMap(Clause.named))
    }

    func note(for exchange: Exchange, in trace: Trace) -> ExchangeNote? {
        guard exchange.kind == .tokenRequest else { return nil }
        return ExchangeNote(
            title: "The client trades the code for a token",
            summary:
                "The only moment when code and verifier meet. The authorization server recomputes the challenge first.",
            happensHTML: "<p>The client posts the code it received with the verifier it never showed to anyone.</p>",
            whyHTML:
                "<p>The code travelled through the browser. The verifier did not. Only the party that started the flow has both.</p>",
            skippedHTML: "<p>Any app that can register the same callback could redeem the code first.</p>")
    }

    /// About 190 characters that differ from field to field, so that compressed sizes mean something.
    private func general(_ field: Field) -> String {
        let words = [
            "server", "keeps", "value", "without", "request", "answers", "client", "never", "issuer", "compares",
            "address",
            "whoever", "reads", "token", "before", "second", "browser", "carries", "proof", "must", "refuse", "because",
            "metadata", "names", "one", "resource", "attacker", "learns", "nothing", "session", "order", "expires",
        ]
        var seed: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in field.name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var text = "The <b>" + (SampleExplanations.slug(field) ?? "") + "</b>"
        while text.utf8.count < 190 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += " " + words[Int(seed >> 33) % words.count]
        }
        return text + "."
    }

    private static func slug(_ field: Field) -> String? {
        let name = field.name.lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
        }
        return name.isEmpty ? nil : name
    }

    private static let clauses = [
        "code": ["token-code-known"], "code_verifier": ["token-pkce-enforced"], "state": ["state-verified"],
        "code_challenge": ["pkce-challenge-sent"], "resource": ["resource-in-authorization-request"],
        "resource_metadata": ["rs-challenge-resource-metadata-absolute"], "iss": ["client-iss-match"],
        "authorization_servers": ["rs-prm-authorization-servers"], "aud": ["rs-audience-validated"],
        "scope": ["rs-challenge-scope-present"],
    ]

    private static let notes = [
        "code":
            "Single use, and short-lived: ten minutes at most is advised. A second use should revoke every token issued from it.",
        "code_verifier": """
        Kept in memory until this moment. Only its hash has been seen in public. This line is what makes a stolen <b>code</b> \
        useless.
        """,
        "redirect_uri": "Byte for byte the one sent before. RFC 6749 asks for it again here; OAuth 2.1 drops it.",
        "resource": "Names the one server this token is for. Without it, a token could be replayed at another server.",
        "grant_type":
            "\u{201C}I am redeeming a code.\u{201D} The refresh in a later run sends <b>refresh_token</b> here instead.",
        "client_id": "A public client has no secret to send, so it says who it is and lets PKCE carry the proof.",
        "Host": "The host of the endpoint from the metadata, never a host taken from the redirect.",
        "expires_in": "Seconds. Refresh before this, rather than after a failure.",
    ]
}
