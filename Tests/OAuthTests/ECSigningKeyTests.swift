import Foundation
import Testing
import Wire

@testable import OAuth

/// ES256 with the nonces of RFC 6979.
@Suite struct ECSigningKeyTests {
    private static let sample = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"

    /// RFC 6979 appendix A.2.5, with SHA-256.
    @Test(arguments: [
        (
            "sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        ),
        (
            "test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
        ),
    ])
    func signsAsTheStandardDoes(_ message: String, _ expected: String) throws {
        let signature = try ECSigningKey(hex: Self.sample).signature(of: Data(message.utf8))
        #expect(signature.map { String(format: "%02X", $0) }.joined() == expected)
    }

    @Test func verifiesItsOwnAndNoOther() throws {
        let key = try ECSigningKey(hex: Self.sample)
        let own = try #require(ECPublicKey(jwk: key.jwk))
        let other = try #require(ECPublicKey(jwk: try DemoKeys.proof.get().jwk))
        for index in 0..<50 {
            let text = try key.sign(header: ["alg": "ES256"], claims: ["n": JSON(index)])
            var token = try #require(CompactJWT(text))
            #expect(own.verifies(token))
            #expect(!other.verifies(token))
            token.claims["n"] = "x"
            let claims = Base64URL.encode(token.claims.bytes)
            let parts = text.split(separator: ".")
            #expect(!own.verifies(try #require(CompactJWT("\(parts[0]).\(claims).\(parts[2])"))))
        }
        for algorithm in ["none", "RS256", "HS256"] {
            let token = try key.sign(header: ["alg": .string(algorithm)], claims: [:])
            #expect(!own.verifies(try #require(CompactJWT(token))))
        }
    }

    @Test func refusesWhatIsNoKey() throws {
        for hex in ["", "xyz", "00", String(repeating: "F", count: 64), String(repeating: "1", count: 80)] {
            #expect(throws: KeyError.malformedKey) { try ECSigningKey(hex: hex) }
        }
        let good = try ECSigningKey(hex: Self.sample).jwk
        let changes: [(String, JSON)] = [
            ("kty", "RSA"), ("crv", "P-384"), ("x", "AQAB"), ("y", good["x"] ?? ""), ("d", "AQAB"),
        ]
        for (name, value) in changes {
            var jwk = good
            jwk[name] = value
            #expect(ECPublicKey(jwk: jwk) == nil, "\(name)")
        }
    }
}
