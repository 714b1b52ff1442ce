import Testing
import Wire

@testable import OAuth

/// The statement with which a client proves who it is, and what it may have in its own name.
@Suite struct ClientAssertionTests {
    private static let now = 1_785_000_000
    private static let issuer = "https://auth.example.com"

    private func finding(_ change: (inout JSON) -> Void = { _ in }) throws -> Bool {
        var claims = ClientAssertion.claims(clientID: "job", audience: Self.issuer, now: Self.now, id: "a1")
        change(&claims)
        let jwt = try #require(CompactJWT(try DemoKeys.client.get().sign(type: "JWT", claims: claims)))
        return ClientAssertion.finding(
            jwt, clientID: "job", audiences: [Self.issuer, Self.issuer + "/token"], now: Self.now + 5
        ).holds
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
