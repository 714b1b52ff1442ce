import OAuth
import Specs
import Testing
import Wire

/// RFC 9068 section 4 and RFC 8707 section 3: every check refuses on its own.
@Suite struct AccessTokenTests {
    static let expectation = AccessToken.Expectation(
        issuers: ["https://auth.example.com", "https://login.example.net"], audience: "https://mcp.example.com/mcp",
        now: 1000)
    static let claims: JSON = [
        "iss": "https://auth.example.com", "aud": "https://mcp.example.com/mcp", "exp": 1001, "scope": "read write",
    ]

    func findings(_ claims: JSON, signedBy key: SigningKey? = nil) throws -> [Finding] {
        let own = try DemoKeys.authorization.get()
        let keys = try #require(JWKSet(parsing: (["keys": .array([own.jwk])] as JSON).bytes))
        let text = try (key ?? own).sign(type: "at+jwt", claims: claims)
        return AccessToken.findings(try #require(CompactJWT(text)), keys: keys, expectation: Self.expectation)
    }

    func failures(_ claims: JSON, signedBy key: SigningKey? = nil) throws -> [String] {
        try findings(claims, signedBy: key).filter { !$0.holds }.map(\.check)
    }

    func jwt(_ text: String) throws -> CompactJWT { try #require(CompactJWT(text)) }

    /// The issuer comes first, because it decides whose keys are asked.
    @Test func aGoodTokenPassesEveryCheckInOrder() throws {
        let findings = try findings(Self.claims)
        #expect(
            findings.map(\.check) == [
                "rs-invalid-token-401/issuer", "rs-invalid-token-401/signature", "rs-audience-validated",
                "rs-invalid-token-401/expiry",
            ])
        #expect(findings.allSatisfy { $0.holds })
        #expect(findings.allSatisfy { Clause.named($0.check)?.role == .server })
    }

    @Test func aWrongSignatureFailsAlone() throws {
        #expect(try failures(Self.claims, signedBy: DemoKeys.second.get()) == ["rs-invalid-token-401/signature"])
    }

    @Test func anotherIssuerFailsAlone() throws {
        for issuer in ["https://auth.example.com/", "https://evil.example", nil, 1] as [JSON?] {
            var claims = Self.claims
            claims["iss"] = issuer
            #expect(try failures(claims) == ["rs-invalid-token-401/issuer"])
        }
    }

    @Test func everyNamedIssuerIsAccepted() throws {
        var claims = Self.claims
        claims["iss"] = "https://login.example.net"
        #expect(try failures(claims).isEmpty)
    }

    @Test func anotherAudienceFailsAlone() throws {
        let others: [JSON?] = [
            "https://mcp.example.com", "https://mcp.example.com/mcp/", "https://other.example/mcp", nil, .array([]),
            ["https://other.example"], ["https://mcp.example.com/mcp", 1],
        ]
        for audience in others {
            var claims = Self.claims
            claims["aud"] = audience
            #expect(try failures(claims) == ["rs-audience-validated"], "\(audience?.text() ?? "absent")")
        }
    }

    @Test func oneOfSeveralAudiencesIsEnough() throws {
        var claims = Self.claims
        claims["aud"] = ["https://other.example", "https://mcp.example.com/mcp"]
        #expect(try failures(claims).isEmpty)
    }

    /// RFC 7519 section 4.1.4: on or after `exp` the token must not be accepted.
    @Test func anExpiredTokenFailsAlone() throws {
        for expiry in [1000, 999, 0, -1, nil, "1001", .number("1e9")] as [JSON?] {
            var claims = Self.claims
            claims["exp"] = expiry
            #expect(try failures(claims) == ["rs-invalid-token-401/expiry"], "\(expiry?.text() ?? "absent")")
        }
    }

    @Test func scopesAreReadFromTheClaim() throws {
        let text = try DemoKeys.authorization.get().sign(type: "at+jwt", claims: Self.claims)
        #expect(try AccessToken.scopes(jwt(text)) == ["read", "write"])
        let none = try DemoKeys.authorization.get().sign(type: "at+jwt", claims: [:])
        #expect(try AccessToken.scopes(jwt(none)).isEmpty)
    }

    @Test(
        arguments: [
            (["read", "write"], ["read"], true), (["read"], ["read"], true), (["read"], [], true),
            ([], ["read"], false),
            (["read"], ["read", "write"], false), (["READ"], ["read"], false), (["rea"], ["read"], false),
        ] as [([String], [String], Bool)])
    func scopesCoverTheOperation(granted: [String], needed: [String], holds: Bool) {
        let finding = AccessToken.scopeFinding(granted: granted, needed: needed, hierarchy: [:])
        #expect(finding.holds == holds)
        #expect(finding.check == "rs-insufficient-scope-403")
        #expect(Clause.named(finding.check) != nil)
    }

    /// 2026-07-28: a server must honour that one scope implies others.
    @Test func aWiderScopeImpliesNarrowerOnesAndNotTheOtherWayRound() {
        let hierarchy = ["admin": ["read", "write"]]
        #expect(AccessToken.scopeFinding(granted: ["admin"], needed: ["read", "write"], hierarchy: hierarchy).holds)
        #expect(AccessToken.scopeFinding(granted: ["admin"], needed: ["admin"], hierarchy: hierarchy).holds)
        #expect(!AccessToken.scopeFinding(granted: ["admin"], needed: ["delete"], hierarchy: hierarchy).holds)
        #expect(!AccessToken.scopeFinding(granted: ["read", "write"], needed: ["admin"], hierarchy: hierarchy).holds)
        #expect(!AccessToken.scopeFinding(granted: ["admin"], needed: ["read"], hierarchy: [:]).holds)
    }
}
