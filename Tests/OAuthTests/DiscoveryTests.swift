import OAuth
import Specs
import Testing
import Wire

@Suite struct DiscoveryLadderTests {
    /// The path form, then the root, without asking one place twice.
    @Test(arguments: [
        (
            "https://example.com/public/mcp",
            [
                "https://example.com/.well-known/oauth-protected-resource/public/mcp",
                "https://example.com/.well-known/oauth-protected-resource",
            ]
        ),
        ("https://example.com", ["https://example.com/.well-known/oauth-protected-resource"]),
        ("https://example.com/", ["https://example.com/.well-known/oauth-protected-resource"]),
        (
            "https://example.com:8443/mcp",
            [
                "https://example.com:8443/.well-known/oauth-protected-resource/mcp",
                "https://example.com:8443/.well-known/oauth-protected-resource",
            ]
        ),
    ])
    func placesOfProtectedResourceMetadata(mcpURL: String, ladder: [String]) throws {
        let url = try #require(WebURL(mcpURL))
        #expect(DiscoveryLadder.protectedResource(mcpURL: url) == ladder)
    }

    /// 2025-06-18 section 2 step 3: the address of RFC 8414 and nothing else. 2025-03-26 has a root to ask.
    @Test(arguments: [Revision.march2025, .june2025])
    func beforeNovember2025OnlyRFC8414IsAsked(revision: Revision) throws {
        let root = try #require(WebURL("https://auth.example.com"))
        let tenant = try #require(WebURL("https://auth.example.com/tenant1"))
        #expect(
            DiscoveryLadder.authorizationServer(issuer: root, revision: revision)
                == ["https://auth.example.com/.well-known/oauth-authorization-server"])
        #expect(
            DiscoveryLadder.authorizationServer(issuer: tenant, revision: revision)
                == ["https://auth.example.com/.well-known/oauth-authorization-server/tenant1"])
    }

    @Test(arguments: [Revision.november2025, .july2026])
    func anIssuerWithAPathHasThreePlaces(revision: Revision) throws {
        let issuer = try #require(WebURL("https://auth.example.com/tenant1"))
        #expect(
            DiscoveryLadder.authorizationServer(issuer: issuer, revision: revision) == [
                "https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
                "https://auth.example.com/.well-known/openid-configuration/tenant1",
                "https://auth.example.com/tenant1/.well-known/openid-configuration",
            ])
    }

    @Test(arguments: [Revision.november2025, .july2026], ["https://auth.example.com", "https://auth.example.com/"])
    func anIssuerWithoutAPathHasTwoPlaces(revision: Revision, issuer: String) throws {
        let issuer = try #require(WebURL(issuer))
        #expect(
            DiscoveryLadder.authorizationServer(issuer: issuer, revision: revision) == [
                "https://auth.example.com/.well-known/oauth-authorization-server",
                "https://auth.example.com/.well-known/openid-configuration",
            ])
    }

    /// RFC 8414 section 3.1: a terminating slash is removed before the suffix is inserted.
    @Test func aTerminatingSlashOfTheIssuerIsNotAskedFor() throws {
        let issuer = try #require(WebURL("https://auth.example.com/tenant1/"))
        #expect(
            DiscoveryLadder.authorizationServer(issuer: issuer, revision: .latest) == [
                "https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
                "https://auth.example.com/.well-known/openid-configuration/tenant1",
                "https://auth.example.com/tenant1/.well-known/openid-configuration",
            ])
    }
}

/// The scope strategy of 2025-11-25 and later.
@Suite struct ScopeStrategyTests {
    @Test func theChallengeComesFirst() {
        let choice = ScopeStrategy.select(challenge: "b a", supported: ["a", "b", "c"])
        #expect(choice.scopes == ["b", "a"])
        #expect(choice.source == "the challenge")
    }

    @Test func theChallengeNeedNotBeASubsetOfTheMetadata() {
        #expect(ScopeStrategy.select(challenge: "other", supported: ["a"]).scopes == ["other"])
    }

    @Test func thenEverythingInTheMetadata() {
        let choice = ScopeStrategy.select(challenge: nil, supported: ["a", "b"])
        #expect(choice.scopes == ["a", "b"])
        #expect(choice.source == "scopes_supported of the metadata")
    }

    @Test func elseTheParameterIsLeftOut() {
        #expect(ScopeStrategy.select(challenge: nil, supported: nil).scopes == nil)
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), (" a  b ", ["a", "b"]), ("a:read https://x/y", ["a:read", "https://x/y"]),
    ])
    func scopesAreSeparatedBySpaces(text: String, scopes: [String]) {
        #expect(ScopeStrategy.list(text) == scopes)
    }

    /// 2026-07-28: what was asked before and what is challenged now.
    @Test func theUnionKeepsOrderAndHasNoRepeats() {
        #expect(ScopeStrategy.union(["a", "b"], ["c", "a"]) == ["a", "b", "c"])
        #expect(ScopeStrategy.union(["a", "a"], ["b", "b"]) == ["a", "b"])
        #expect(ScopeStrategy.union([], ["a"]) == ["a"])
        #expect(ScopeStrategy.union(["a"], []) == ["a"])
    }
}
