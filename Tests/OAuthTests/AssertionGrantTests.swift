import Specs
import Testing
import Wire

@testable import OAuth

/// Signed grants of others (RFC 7523 section 3, SEP-990): every check refuses on its own.
@Suite struct AssertionGrantTests {
    private static let now = 1_785_000_000

    private func keys() throws -> JWKSet {
        try #require(JWKSet(parsing: (["keys": .array([try DemoKeys.identity.get().jwk])] as JSON).bytes))
    }

    private func failures(
        _ profile: AssertionGrant.Profile, type: String = AssertionGrant.grantType, key: SigningKey? = nil,
        _ change: (inout JSON) -> Void = { _ in }
    ) throws -> [String] {
        var claims: JSON = [
            "iss": "https://login.company.example", "sub": "person", "aud": "https://auth.example.com",
            "client_id": "desktop", "exp": JSON(Self.now + 300),
        ]
        change(&claims)
        let jwt = try #require(CompactJWT(try (key ?? DemoKeys.identity.get()).sign(type: type, claims: claims)))
        let expectation = AssertionGrant.Expectation(
            profile: profile, audience: "https://auth.example.com", clientID: "desktop",
            subject: profile == .workload ? "person" : nil, now: Self.now)
        let findings = AssertionGrant.findings(jwt, keys: try keys(), expectation)
        #expect(findings.allSatisfy { Clause.named($0.check)?.role == .authorization })
        return findings.filter { !$0.holds }.map(\.check)
    }

    @Test func aGrantForThisServerAndThisClientPasses() throws {
        #expect(try failures(.enterprise).isEmpty)
        #expect(try failures(.workload, type: "JWT").isEmpty)
    }

    @Test func eachDetailOfAGrantCounts() throws {
        #expect(try failures(.enterprise, type: "JWT") == ["ext-ema-id-jag-typ"])
        #expect(try failures(.enterprise) { $0["aud"] = "https://auth.example.com/" } == ["ext-ema-id-jag-aud"])
        #expect(try failures(.enterprise) { $0["aud"] = nil } == ["ext-ema-id-jag-aud"])
        #expect(try failures(.enterprise) { $0["client_id"] = "another" } == ["ext-ema-id-jag-client"])
        #expect(try failures(.enterprise) { $0["exp"] = JSON(Self.now) } == ["as-assertion-expiry"])
        #expect(try failures(.enterprise, key: DemoKeys.second.get()) == ["as-assertion-signature"])
    }

    @Test func eachDetailOfAWorkloadCounts() throws {
        #expect(try failures(.workload, type: "JWT") { $0["sub"] = "another" } == ["as-workload-known"])
        #expect(try failures(.workload, type: "JWT") { $0["aud"] = "https://a.example" } == ["as-assertion-audience"])
        #expect(try failures(.workload, type: "JWT") { $0["exp"] = nil } == ["as-assertion-expiry"])
    }

    @Test func onlyATrustedIssuerIsAsked() throws {
        let text = try DemoKeys.identity.get().sign(type: "JWT", claims: ["iss": "https://a.example"])
        let jwt = CompactJWT(text)
        #expect(AssertionGrant.issuerFinding(jwt, trusted: ["https://a.example"]).holds)
        #expect(!AssertionGrant.issuerFinding(jwt, trusted: ["https://b.example"]).holds)
        #expect(!AssertionGrant.issuerFinding(jwt, trusted: []).holds)
        #expect(!AssertionGrant.issuerFinding(nil, trusted: ["https://a.example"]).holds)
    }

    @Test(arguments: ["requested_token_type", "audience", "resource", "subject_token", "subject_token_type"])
    func anExchangeNamesEverything(_ missing: String) {
        var form: Form = [
            "requested_token_type": AssertionGrant.grantToken, "audience": "https://auth.example.com",
            "resource": "https://mcp.example.com", "subject_token": "t",
            "subject_token_type": AssertionGrant.identityToken,
        ]
        #expect(GrantExchange.parametersFinding(form).holds)
        form.set(missing, nil)
        #expect(!GrantExchange.parametersFinding(form).holds)
    }

    @Test func anIdentityTokenIsForOneClient() throws {
        func failures(_ claims: JSON, key: SigningKey) throws -> [String] {
            let jwt = CompactJWT(try key.sign(type: "JWT", claims: claims))
            return GrantExchange.subjectFindings(
                jwt, keys: try keys(), issuer: "https://i.example", clientID: "sso", now: Self.now
            ).filter { !$0.holds }.map(\.check)
        }
        let good: JSON = ["iss": "https://i.example", "aud": "sso", "exp": JSON(Self.now + 1)]
        let own = try DemoKeys.identity.get()
        #expect(try failures(good, key: own).isEmpty)
        #expect(try failures(good, key: DemoKeys.second.get()) == ["idp-subject-token-valid"])
        var other = good
        other["aud"] = "another"
        #expect(try failures(other, key: own) == ["idp-subject-token-audience"])
        other = good
        other["exp"] = JSON(Self.now)
        #expect(try failures(other, key: own) == ["idp-subject-token-valid/expiry"])
    }

    @Test func aClientChecksWhoHasLoggedIn() throws {
        let claims: JSON = ["iss": "https://i.example", "aud": "sso", "exp": JSON(Self.now + 1)]
        let jwt = CompactJWT(try DemoKeys.identity.get().sign(type: "JWT", claims: claims))
        func failures(_ issuer: String, _ client: String, _ now: Int) -> [String] {
            GrantExchange.identityFindings(jwt, issuer: issuer, clientID: client, now: now).filter { !$0.holds }
                .map(\.check)
        }
        #expect(failures("https://i.example", "sso", Self.now).isEmpty)
        #expect(failures("https://j.example", "sso", Self.now) == ["client-id-token-validated/issuer"])
        #expect(failures("https://i.example", "other", Self.now) == ["client-id-token-validated/audience"])
        #expect(failures("https://i.example", "sso", Self.now + 1) == ["client-id-token-validated/expiry"])
    }
}
