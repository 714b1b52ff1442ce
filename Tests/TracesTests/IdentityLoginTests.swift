import Specs
import Testing
import Wire

@testable import Traces

/// What tells a login at an identity provider from a request for access, and where signed statements stand.
@Suite struct IdentityLoginTests {
    @Test(arguments: [
        ("openid", ExchangeKind.idpLogin), ("openid%20email", .idpLogin), ("events.read", .authorizationRequest),
        ("openidx", .authorizationRequest),
    ])
    func theScopeOpenIDMakesItALoginWhereSomebodySaysWhoPeopleAre(_ scope: String, _ kind: ExchangeKind) {
        let request = Request(method: "GET", target: "/authorize?response_type=code&client_id=c&scope=\(scope)")
        let origin = "https://login.example"
        var known = KnownEndpoints()
        #expect(classify(request, origin: origin, response: nil, known: known) == .authorizationRequest)
        known.learn(metadata: [
            ("authorization_endpoint", origin + "/authorize"), ("scopes_supported", "openid"),
            ("scopes_supported", "email"),
        ])
        #expect(classify(request, origin: origin, response: nil, known: known) == kind)
        known.add(authorizationServer: origin)
        #expect(classify(request, origin: origin, response: nil, known: known) == .authorizationRequest)
    }

    @Test func aProofIsReadWithItsKey() throws {
        let header = Base64URL.encode(Array(#"{"typ":"dpop+jwt","jwk":{"kty":"RSA","n":"AQ"}}"#.utf8))
        let claims = Base64URL.encode(Array(#"{"htm":"POST","jti":"1"}"#.utf8))
        let request = Request(method: "POST", target: "/mcp", headers: ["DPoP": "\(header).\(claims).AA"])
        let fields = FieldReader(kind: .mcpToolsCall).fields(of: request)
        #expect(fields.first { $0.dotted == "jwk.n" }?.place == .joseHeader)
        #expect(fields.first { $0.dotted == "htm" }?.carrier == "DPoP")
        #expect(fields.first { $0.name == "DPoP" }?.kind == .dpopProof)
    }

    @Test func anExchangeAnswersWithAnAssertion() {
        #expect(ValueKind.at("access_token", in: .json, of: .tokenExchange) == .assertion)
        #expect(ValueKind.at("access_token", in: .json, of: .tokenJWTBearer) == .accessToken)
        #expect(ValueKind.at("subject_token", in: .form, of: .tokenExchange) == .identityToken)
    }
}
