import OAuth
import Specs
import Testing
import Wire

@Suite struct AuthorizationResponseTests {
    static let issuer = "https://auth.example.com"

    @Test func theParametersAreRead() {
        let form = Form(parsing: "code=abc&state=x%20y&iss=https%3A%2F%2Fauth.example.com")
        let response = AuthorizationResponse(form)
        #expect(response.code == "abc")
        #expect(response.state == "x y")
        #expect(response.issuer == Self.issuer)
        #expect(response.error == nil)
        let refusal = AuthorizationResponse(["error": "access_denied", "error_description": "No.", "state": "s"])
        #expect(refusal.code == nil)
        #expect(refusal.error == "access_denied")
        #expect(refusal.errorDescription == "No.")
    }

    @Test(arguments: [("s1", true), ("s2", false), ("S1", false), ("", false), (nil, false)] as [(String?, Bool)])
    func stateVerified(state: String?, holds: Bool) {
        var form: Form = ["code": "c"]
        form.add("state", state)
        let finding = AuthorizationResponse(form).stateFinding(sent: "s1")
        #expect(finding.holds == holds)
        #expect(finding.check == "state-verified")
        #expect(Clause.named(finding.check) != nil)
    }

    // The four rows of the table of 2026-07-28.

    @Test func advertisedAndPresentIsCompared() throws {
        let right = AuthorizationResponse(["iss": Self.issuer]).issuerFinding(recorded: Self.issuer, advertised: true)
        #expect(try #require(right).holds)
        let wrong = AuthorizationResponse(["iss": "https://evil.example"])
            .issuerFinding(recorded: Self.issuer, advertised: true)
        #expect(try #require(wrong).holds == false)
    }

    @Test func advertisedAndAbsentIsRejected() throws {
        let finding = AuthorizationResponse(["code": "c"]).issuerFinding(recorded: Self.issuer, advertised: true)
        #expect(try #require(finding).holds == false)
        #expect(finding?.check == "client-iss-required-when-advertised")
        #expect(Clause.named("client-iss-required-when-advertised")?.level == .must)
    }

    @Test func notAdvertisedAndPresentIsComparedAllTheSame() throws {
        let wrong = AuthorizationResponse(["iss": "https://evil.example"])
            .issuerFinding(recorded: Self.issuer, advertised: false)
        #expect(try #require(wrong).holds == false)
        #expect(wrong?.check == "client-iss-match")
        #expect(Clause.named("client-iss-match")?.level == .must)
        let right = AuthorizationResponse(["iss": Self.issuer]).issuerFinding(recorded: Self.issuer, advertised: false)
        #expect(try #require(right).holds)
    }

    @Test func notAdvertisedAndAbsentProceeds() {
        #expect(AuthorizationResponse(["code": "c"]).issuerFinding(recorded: Self.issuer, advertised: false) == nil)
    }

    /// Decoded once, then no normalization of any kind.
    @Test(arguments: [
        "https://auth.example.com/", "https://AUTH.example.com", "https://auth.example.com:443",
        "https://auth.example.com/%2e", "https%3A%2F%2Fauth.example.com", "http://auth.example.com", "",
    ])
    func anIssuerThatOnlyResemblesTheRecordedOneDoesNotMatch(issuer: String) throws {
        let finding = AuthorizationResponse(["iss": issuer]).issuerFinding(recorded: Self.issuer, advertised: true)
        #expect(try #require(finding).holds == false)
    }

    /// The check is made on errors too, before anything of them is shown.
    @Test func anErrorResponseIsCheckedAsWell() throws {
        let finding = AuthorizationResponse(["error": "access_denied", "iss": "https://evil.example"])
            .issuerFinding(recorded: Self.issuer, advertised: true)
        #expect(try #require(finding).holds == false)
    }

    @Test func methodsOfClientAuthenticationHaveTheirRegisteredNames() {
        #expect(
            ClientAuthentication.allCases.map(\.rawValue)
                == ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"])
        #expect(ClientAuthentication.assertionType == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
    }
}

/// OAuth 2.1 section 8.4.2, RFC 8252 section 7.3.
@Suite struct RedirectURITests {
    @Test(arguments: [
        ("https://app.example.com/cb", "https://app.example.com/cb"), ("com.example.app:/cb", "com.example.app:/cb"),
        ("http://127.0.0.1:51004/callback", "http://127.0.0.1/callback"),
        ("http://127.0.0.1:51004/callback", "http://127.0.0.1:3000/callback"),
        ("http://localhost:51004/callback", "http://localhost:3000/callback"),
        ("http://[::1]:51004/callback", "http://[::1]/callback"),
        ("http://127.0.0.1:51004/callback?x=1", "http://127.0.0.1/callback?x=1"),
    ])
    func identicalOrLoopbackWithAnotherPortMatches(presented: String, registered: String) {
        #expect(RedirectURI.matches(presented, registered: registered))
    }

    @Test(arguments: [
        ("https://app.example.com/cb/", "https://app.example.com/cb"),
        ("https://app.example.com:443/cb", "https://app.example.com/cb"),
        ("https://APP.example.com/cb", "https://app.example.com/cb"),
        ("https://app.example.com/cb?x=1", "https://app.example.com/cb"),
        ("https://app.example.com.evil.example/cb", "https://app.example.com/cb"),
        ("https://app.example.com/cb/../evil", "https://app.example.com/cb"),
        ("http://app.example.com/cb", "https://app.example.com/cb"),
        ("http://app.example.com:81/cb", "http://app.example.com/cb"),
        ("https://localhost:1/cb", "https://localhost:2/cb"), ("https://127.0.0.1:1/cb", "http://127.0.0.1:1/cb"),
    ])
    func everythingElseIsComparedExactly(presented: String, registered: String) {
        #expect(!RedirectURI.matches(presented, registered: registered))
    }

    @Test(arguments: [
        ("http://127.0.0.1:51004/callback", "http://localhost:51004/callback"),
        ("http://localhost:51004/callback", "http://127.0.0.1:51004/callback"),
        ("http://[::1]:1/callback", "http://127.0.0.1:1/callback"), ("http://127.0.0.2:1/cb", "http://127.0.0.1:1/cb"),
    ])
    func loopbackHostsAreNotInterchangeable(presented: String, registered: String) {
        #expect(!RedirectURI.matches(presented, registered: registered))
    }

    @Test(arguments: [
        ("http://127.0.0.1:51004/other", "http://127.0.0.1/callback"),
        ("http://127.0.0.1:51004/callback/", "http://127.0.0.1/callback"),
        ("http://127.0.0.1:51004/callback?x=1", "http://127.0.0.1/callback"),
        ("http://127.0.0.1:51004/callback#f", "http://127.0.0.1/callback"),
        ("http://127.0.0.1:51004/callback#f", "http://127.0.0.1/callback#f"),
        ("http://user@127.0.0.1:51004/callback", "http://127.0.0.1/callback"),
        ("http://127.0.0.1.evil.example:80/callback", "http://127.0.0.1/callback"),
    ])
    func onlyThePortOfALoopbackRedirectIsFree(presented: String, registered: String) {
        #expect(!RedirectURI.matches(presented, registered: registered))
    }

    @Test func textsThatOnlyLookAlikeDoNotMatch() {
        #expect(!RedirectURI.matches("https://a.example/caf\u{E9}", registered: "https://a.example/cafe\u{301}"))
        #expect(!RedirectURI.matches("http://127.0.0.1:2/caf\u{E9}", registered: "http://127.0.0.1:1/cafe\u{301}"))
    }

    @Test(arguments: [
        ("https://app.example.com/cb", true), ("http://localhost:3000/cb", true), ("http://127.0.0.1/cb", true),
        ("http://[::1]/cb", true), ("http://app.example.com/cb", false), ("https://app.example.com/cb#", false),
        ("https://app.example.com/cb#x", false), ("http://localhost/cb#x", false), ("com.example.app:/cb", false),
        ("javascript:alert(1)", false), ("https://user@app.example.com/cb", false), ("", false),
        ("http://localhost.evil.example/cb", false),
    ])
    func onlyHTTPSAndLoopbackMayBeRegistered(uri: String, isAllowed: Bool) {
        #expect((RedirectURI.fault(uri) == nil) == isAllowed)
    }
}
