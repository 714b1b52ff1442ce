import Specs
import Testing
import Wire

@testable import OAuth

/// RFC 9449 section 4.3: every check on a proof refuses on its own.
@Suite struct DPoPTests {
    private static let now = 1_785_000_000
    private static let token = "a.b.c"
    private static let url = WebURL("https://mcp.example.com/mcp?x=1")!
    private static let check = "ext-dpop-rs-rejects"

    private func proof(
        method: String = "POST", url: WebURL = DPoPTests.url, token: String? = DPoPTests.token, nonce: String? = nil,
        now: Int = DPoPTests.now, key: ECSigningKey? = nil
    ) throws -> String {
        try DPoP.proof(
            .init(method: method, url: url, token: token, nonce: nonce), now: now, id: "p1",
            key: key ?? DemoKeys.proof.get())
    }

    private func failures(_ text: String, now: Int = DPoPTests.now) throws -> [String] {
        let proof = try #require(DPoP.Proof(text))
        let bound = try #require(ECPublicKey(jwk: try DemoKeys.proof.get().jwk)).thumbprint
        let expectation = DPoP.Expectation(
            method: "POST", url: Self.url, now: now, token: Self.token, boundKey: bound)
        let findings = DPoP.findings(proof, expectation, check: Self.check)
        #expect(findings.count == 6)
        #expect(findings.allSatisfy { Clause.named($0.check)?.id == Self.check })
        return findings.filter { !$0.holds }.map { String($0.check.dropFirst(Self.check.count + 1)) }
    }

    /// The same bytes with another header or other claims and the old signature.
    private func altered(header: (inout JSON) -> Void = { _ in }, claims: (inout JSON) -> Void = { _ in }) throws
        -> String
    {
        let text = try proof()
        var jwt = try #require(CompactJWT(text))
        header(&jwt.header)
        claims(&jwt.claims)
        return Base64URL.encode(jwt.header.bytes) + "." + Base64URL.encode(jwt.claims.bytes) + "."
            + text.split(separator: ".")[2]
    }

    @Test func aProofForThisRequestPasses() throws {
        #expect(try failures(proof()).isEmpty)
    }

    /// `htu` is the address without query and fragment (section 4.2).
    @Test func theAddressLosesItsQuery() throws {
        let claims = try #require(CompactJWT(try proof())).claims
        #expect(claims["htu"]?.string == "https://mcp.example.com/mcp")
        #expect(claims["ath"]?.string == DPoP.hash(ofToken: Self.token))
    }

    @Test func eachClaimIsCompared() throws {
        #expect(try failures(proof(method: "GET")) == ["method"])
        #expect(try failures(proof(url: WebURL("https://mcp.example.com/other")!)) == ["address"])
        #expect(try failures(proof(url: WebURL("http://mcp.example.com/mcp")!)) == ["address"])
        #expect(try failures(proof(token: "another")) == ["token"])
        #expect(try failures(proof(token: nil)) == ["token"])
        #expect(try failures(proof(key: DemoKeys.otherProof.get())) == ["key"])
    }

    @Test(arguments: [(-301, true), (-300, false), (0, false), (300, false), (301, true)])
    func theWindowIsFiveMinutesToBothSides(_ difference: Int, _ fails: Bool) throws {
        #expect(try failures(proof(), now: Self.now + difference) == (fails ? ["time"] : []))
    }

    @Test func aChangedProofIsNotSigned() throws {
        #expect(try failures(altered { $0["kid"] = "another" }) == ["signature"])
        #expect(try failures(altered(claims: { $0["jti"] = "p2" })) == ["signature"])
    }

    @Test func whatIsNoProofIsNotReadAsOne() throws {
        let forms: [String] = [
            "", "not a proof",
            try altered(header: { $0["typ"] = "JWT" }), try altered(header: { $0["alg"] = "none" }),
            try altered(header: { $0["alg"] = "HS256" }), try altered(header: { $0["jwk"] = nil }),
            try altered(header: { header in
                var key = header["jwk"] ?? [:]
                key["d"] = "secret"
                header["jwk"] = key
            }),
            try altered(claims: { $0["jti"] = nil }), try altered(claims: { $0["htm"] = nil }),
            try altered(claims: { $0["htu"] = nil }), try altered(claims: { $0["iat"] = "now" }),
        ]
        for form in forms {
            #expect(DPoP.Proof(form) == nil, "\(form)")
            #expect(!DPoP.formFinding([form], check: Self.check).holds)
        }
    }

    @Test func thereIsExactlyOneHeader() throws {
        let proof = try proof()
        #expect(DPoP.formFinding([proof], check: Self.check).holds)
        #expect(!DPoP.formFinding([], check: Self.check).holds)
        #expect(!DPoP.formFinding([proof, proof], check: Self.check).holds)
    }

    @Test func aNonceAndAMemoryAreCompared() throws {
        let proof = try #require(DPoP.Proof(try proof(nonce: "n1")))
        #expect(DPoP.nonceFinding(proof, current: "n1", check: "rs-dpop-nonce").holds)
        #expect(!DPoP.nonceFinding(proof, current: "n2", check: "rs-dpop-nonce").holds)
        #expect(DPoP.onceFinding(proof, seen: ["p0"], check: "rs-dpop-once").holds)
        #expect(!DPoP.onceFinding(proof, seen: ["p0", "p1"], check: "rs-dpop-once").holds)
    }

    /// The key and the thumbprint of the examples in RFC 9449 sections 4.1 and 6.1.
    @Test func theThumbprintIsThatOfTheStandard() throws {
        let jwk: JSON = [
            "kty": "EC", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA", "crv": "P-256",
        ]
        #expect(try #require(ECPublicKey(jwk: jwk)).thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    }
}
