import Testing
import Wire

/// RFC 4648 section 5 without padding, and the compact JWS of RFC 7515.
@Suite struct Base64URLTests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func rfc4648Vectors(text: String, encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    /// RFC 7515 appendix C.
    @Test func rfc7515AppendixC() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == "A-z_4ME")
        #expect(Base64URL.decode("A-z_4ME") == [3, 236, 255, 224, 193])
    }

    @Test(arguments: ["A+z", "A/z", "Zg==", "Zm9v\n", " Zm9v", "Zm9v!", "Zmé", "A", "Zm9vY"])
    func anythingOutsideTheAlphabetIsRefused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    /// The example of RFC 7515 appendix A.1, whose JSON has line breaks inside.
    @Test func compactJWTOfRFC7515() throws {
        let head = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        let body = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let jwt = try #require(CompactJWT(head + "." + body + "." + signature))
        #expect(jwt.header == ["typ": "JWT", "alg": "HS256"])
        #expect(jwt.claims == ["iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true])
        #expect(jwt.signingInput == head + "." + body)
        #expect(jwt.signature.count == 32)
    }

    @Test func aMissingSignatureIsStillThreeParts() throws {
        #expect(try #require(CompactJWT("e30.e30.")).signature.isEmpty)
    }

    @Test(arguments: [
        "", "e30", "e30.e30", "e30.e30.AA.AA", ".e30.AA", "e30..AA", "W10.e30.AA", "e30.MQ.AA", "e30=.e30.AA",
        "e30.e30.A",
        "bm8.e30.AA", "opaque-token",
    ])
    func everythingElseIsNoJWT(text: String) {
        #expect(CompactJWT(text) == nil)
    }
}
