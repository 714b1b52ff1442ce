import OAuth
import Testing
import Wire

/// RS256 (RFC 7518 section 3.3), JWK sets (RFC 7517).
@Suite struct SigningTests {
    let key: SigningKey
    let keys: JWKSet
    let text: String

    init() throws {
        key = try DemoKeys.authorization.get()
        keys = try #require(JWKSet(parsing: (["keys": .array([key.jwk])] as JSON).bytes))
        text = try key.sign(type: "at+jwt", claims: ["sub": "ana", "exp": 10, "aud": "https://mcp.example.com"])
    }

    func jwt(_ text: String) throws -> CompactJWT { try #require(CompactJWT(text)) }

    @Test func signingIsDeterministic() throws {
        let claims: JSON = ["sub": "ana", "exp": 10, "aud": "https://mcp.example.com"]
        #expect(try key.sign(type: "at+jwt", claims: claims) == text)
        #expect(try key.sign(type: "at+jwt", claims: ["exp": 10, "sub": "ana"]) != text)
    }

    @Test func theHeaderNamesAlgorithmKeyAndType() throws {
        let jwt = try #require(CompactJWT(text))
        #expect(jwt.header == ["alg": "RS256", "kid": "demo-2026-1", "typ": "at+jwt"])
        #expect(jwt.claims.text() == #"{"sub":"ana","exp":10,"aud":"https://mcp.example.com"}"#)
        #expect(jwt.signature.count == 256)
    }

    @Test func aSignedTokenVerifies() throws {
        #expect(try keys.verifies(jwt(text)))
    }

    @Test func aTamperedTokenDoesNot() throws {
        let genuine = try #require(CompactJWT(text))
        let parts = text.split(separator: ".").map(String.init)
        let other = Base64URL.encode((["sub": "eve", "exp": 10] as JSON).bytes)
        #expect(try !keys.verifies(jwt([parts[0], other, parts[2]].joined(separator: "."))))
        for index in [0, 128, 255] {
            var jwt = genuine
            jwt.signature[index] ^= 1
            #expect(!keys.verifies(jwt))
        }
        var short = genuine
        short.signature.removeLast()
        #expect(!keys.verifies(short))
    }

    /// RFC 8725 section 3.1: the algorithm is the verifier's choice.
    @Test func everyOtherAlgorithmIsRefused() throws {
        for algorithm in ["none", "None", "HS256", "RS384", "PS256", "ES256", "rs256", ""] {
            var jwt = try #require(CompactJWT(text))
            jwt.header["alg"] = .string(algorithm)
            #expect(!keys.verifies(jwt), "\(algorithm)")
        }
        let header = Base64URL.encode((["alg": "none", "kid": "demo-2026-1"] as JSON).bytes)
        let claims = text.split(separator: ".")[1]
        #expect(try !keys.verifies(jwt(header + "." + claims + ".")))
    }

    @Test func anUnknownOrMissingKeyIdIsRefused() throws {
        for id in ["demo-2026-2", nil] as [JSON?] {
            var jwt = try #require(CompactJWT(text))
            jwt.header["kid"] = id
            #expect(!keys.verifies(jwt))
        }
        #expect(try !JWKSet().verifies(jwt(text)))
        #expect(keys.contains("demo-2026-1"))
        #expect(!keys.contains("demo-2026-2"))
        #expect(!keys.contains(nil))
    }

    @Test func aSignatureOfAnotherKeyUnderTheSameIdIsRefused() throws {
        var jwk = try DemoKeys.second.get().jwk
        jwk["kid"] = "demo-2026-1"
        let wrong = try #require(JWKSet(parsing: (["keys": .array([jwk])] as JSON).bytes))
        #expect(wrong.ids == ["demo-2026-1"])
        #expect(try !wrong.verifies(jwt(text)))
    }

    /// RFC 7518 section 6.3.1, and nothing of section 6.3.2.
    @Test func aJWKHoldsThePublicParametersOnly() throws {
        let jwk = key.jwk
        #expect(jwk.members?.map(\.name) == ["kty", "use", "alg", "kid", "n", "e"])
        #expect(jwk["kty"] == "RSA")
        #expect(jwk["alg"] == "RS256")
        #expect(jwk["e"] == "AQAB")
        let modulus = try #require(Base64URL.decode(jwk["n"]?.string ?? ""))
        #expect(modulus.count == 256)
        #expect(modulus.first != 0)
    }

    @Test func theDemoKeysDiffer() throws {
        let all = [try DemoKeys.authorization.get(), try DemoKeys.client.get(), try DemoKeys.second.get()]
        #expect(Set(all.map(\.id)).count == 3)
        #expect(Set(all.map { $0.jwk["n"]?.string ?? "" }).count == 3)
    }

    @Test func otherEntriesOfASetAreSkipped() throws {
        let set: JSON = [
            "keys": .array([
                ["kty": "EC", "kid": "ec", "crv": "P-256", "x": "AA", "y": "AA"], ["kty": "RSA", "kid": "no-numbers"],
                ["kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"], "no object", key.jwk,
            ])
        ]
        #expect(JWKSet(parsing: set.bytes)?.ids == ["demo-2026-1"])
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, "null"]) func whatIsNoSetIsRefused(text: String) {
        #expect(JWKSet(parsing: Array(text.utf8)) == nil)
    }

    @Test func aSetWithoutKeysIsASet() {
        #expect(JWKSet(parsing: Array(#"{"keys":[]}"#.utf8))?.ids.isEmpty == true)
    }

    @Test(arguments: ["", "no base64!", "AAAA"]) func malformedKeyMaterialIsRefused(material: String) {
        #expect(throws: KeyError.malformedKey) { try SigningKey(id: "x", base64DER: material) }
    }
}
