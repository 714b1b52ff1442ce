import OAuth
import Specs
import Testing
import Wire

/// RFC 7636 with S256.
@Suite struct PKCETests {
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func rfc7636AppendixB() {
        #expect(PKCE.challenge(for: Self.verifier) == Self.challenge)
        let octets: [UInt8] = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240,
            91, 88, 5, 88, 83, 132, 141, 121,
        ]
        #expect(Base64URL.encode(octets) == Self.verifier)
    }

    /// Section 4.1: 43 to 128 characters.
    @Test(arguments: [(42, false), (43, true), (128, true), (129, false), (0, false)])
    func lengthOfAVerifier(length: Int, isVerifier: Bool) {
        #expect(PKCE.isVerifier(String(repeating: "a", count: length)) == isVerifier)
    }

    /// Section 4.1: letters, digits, `-`, `.`, `_` and `~`.
    @Test func alphabetOfAVerifier() {
        #expect(PKCE.isVerifier("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"))
        for character in " +/=%é\n\0\"" {
            #expect(!PKCE.isVerifier(Self.verifier + String(character)), "\(character)")
        }
    }

    @Test func theRightVerifierHolds() {
        let finding = PKCE.finding(verifier: Self.verifier, challenge: Self.challenge)
        #expect(finding.holds)
        #expect(Clause.named(finding.check)?.level == .must)
        #expect(finding.expected == Self.challenge)
        #expect(finding.actual == Self.challenge)
    }

    @Test(arguments: [nil, "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", PKCETests.challenge] as [String?])
    func anyOtherVerifierDoesNot(verifier: String?) {
        #expect(!PKCE.finding(verifier: verifier, challenge: Self.challenge).holds)
    }

    /// What is no verifier is refused even where its hash fits.
    @Test func aShortVerifierDoesNotHoldThoughItsHashFits() {
        #expect(!PKCE.finding(verifier: "short", challenge: PKCE.challenge(for: "short")).holds)
    }

    @Test func plainIsNotS256() {
        #expect(!PKCE.finding(verifier: Self.verifier, challenge: Self.verifier).holds)
        #expect(PKCE.finding(verifier: Self.verifier, challenge: Self.verifier, method: "plain").holds)
        #expect(!PKCE.finding(verifier: Self.verifier, challenge: Self.challenge, method: "plain").holds)
        #expect(!PKCE.finding(verifier: nil, challenge: Self.verifier, method: "plain").holds)
        #expect(!PKCE.finding(verifier: "short", challenge: "short", method: "plain").holds)
    }
}
