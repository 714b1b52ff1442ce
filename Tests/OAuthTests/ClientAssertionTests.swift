import Specs
import Testing
import Wire

@testable import OAuth

/// The statement with which a client proves who it is, and what it may have in its own name.
@Suite struct ClientAssertionTests {
    private static let now = 1_785_000_000
    private static let issuer = "https://auth.example.com"

    private func finding(_ change: (inout JSON) -> Void = { _ in }) throws -> Bool { try whole(change).holds }

    private func whole(_ change: (inout JSON) -> Void) throws -> Finding {
        var claims = ClientAssertion.claims(clientID: "job", audience: Self.issuer, now: Self.now, id: "a1")
        change(&claims)
        let jwt = try #require(CompactJWT(try DemoKeys.client.get().sign(type: "JWT", claims: claims)))
        return ClientAssertion.finding(
            jwt, clientID: "job", audiences: [Self.issuer, Self.issuer + "/token"], now: Self.now + 5)
    }

    @Test func anAssertionAboutTheClientItselfForThisServerHolds() throws {
        #expect(try finding())
        #expect(try finding { $0["aud"] = .string(Self.issuer + "/token") })
    }

    @Test(arguments: [
        ("iss", "another"), ("sub", "another"), ("aud", "https://mcp.example.com/mcp"),
        ("aud", "https://auth.example.com/"), ("aud", ""),
    ])
    func anAssertionThatNamesAnybodyElseDoesNot(_ claim: String, _ value: String) throws {
        #expect(try !finding { $0[claim] = .string(value) })
    }

    @Test func anAssertionEndsWithItsTime() throws {
        #expect(try !finding { $0["exp"] = JSON(Self.now + 5) })
        #expect(try !finding { $0["exp"] = nil })
    }

    /// Two equal values never stand beside “does not hold”, and two different ones not beside “holds”.
    @Test(arguments: [
        ("iss", "another", "job", "another"), ("sub", "another", "job", "another"),
        ("aud", "https://else.example", "https://auth.example.com", "https://else.example"),
        ("exp", "1785000005", "later than 1785000005", "1785000005"),
        (
            "aud", "https://auth.example.com/token", "https://auth.example.com/token",
            "https://auth.example.com/token"
        ),
    ])
    func theComparisonShownIsTheOneThatDecided(
        _ claim: String, _ value: String, _ expected: String, _ actual: String
    ) throws {
        let finding = try whole { $0[claim] = Int(value).map { JSON($0) } ?? .string(value) }
        #expect(finding.expected == expected)
        #expect(finding.actual == actual)
        #expect(finding.holds == (expected == actual))
    }

    @Test func onlyAClientWithCredentialsActsInItsOwnName() {
        #expect(!ClientCredentials.confidentialFinding(.none).holds)
        for method in ClientAuthentication.allCases where method != .none {
            #expect(ClientCredentials.confidentialFinding(method).holds)
        }
    }

    @Test func aScopeOutsideTheListIsNotAllowed() {
        #expect(ClientCredentials.scopeFinding(asked: ["a", "b"], allowed: ["a", "b", "c"]).holds)
        #expect(!ClientCredentials.scopeFinding(asked: ["a", "d"], allowed: ["a", "b", "c"]).holds)
    }

    @Test func theMetadataHasToListTheMethod() {
        #expect(ClientCredentials.metadataFinding(.basic, offered: ["none", "client_secret_basic"]).holds)
        #expect(!ClientCredentials.metadataFinding(.privateKeyJWT, offered: ["none", "client_secret_basic"]).holds)
    }
}
