import Crypto
import Foundation
import Specs
import Wire

/// Demonstrating Proof of Possession (RFC 9449): a signed statement beside each request that its sender holds a key.
public enum DPoP {
    /// The `typ` of a proof.
    public static let type = "dpop+jwt"
    /// The algorithm of the demo, as metadata and challenges list it.
    public static let algorithms = ["ES256"]
    /// Seconds by which the clocks of both sides may differ (SEP-1932).
    public static let window = 300

    /// The value of `ath`: the hash that ties a proof to one access token (section 4.2).
    public static func hash(ofToken token: String) -> String {
        Base64URL.encode(SHA256.hash(data: Data(token.utf8)))
    }

    /// The value of `htu`: the address without query and fragment (section 4.2).
    public static func address(_ url: WebURL) -> String {
        var url = url
        url.query = nil
        url.fragment = nil
        return url.description
    }

    /// What a proof is for.
    public struct Purpose: Sendable {
        public var method: String
        public var url: WebURL
        /// The access token beside it; nil at the token endpoint.
        public var token: String?
        /// The value that the server has asked for.
        public var nonce: String?

        public init(method: String, url: WebURL, token: String?, nonce: String? = nil) {
            self.method = method
            self.url = url
            self.token = token
            self.nonce = nonce
        }
    }

    /// Makes a proof (section 4.2). Throws ``KeyError/signingFailed``.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - id: a text that is not used twice.
    public static func proof(_ purpose: Purpose, now: Int, id: String, key: ECSigningKey) throws -> String {
        var claims: JSON = [
            "jti": .string(id), "htm": .string(purpose.method), "htu": .string(address(purpose.url)),
            "iat": JSON(now),
        ]
        if let token = purpose.token { claims["ath"] = .string(hash(ofToken: token)) }
        if let nonce = purpose.nonce { claims["nonce"] = .string(nonce) }
        return try key.sign(header: ["typ": .string(type), "alg": "ES256", "jwk": key.jwk], claims: claims)
    }

    /// A proof as it was received.
    public struct Proof: Sendable {
        public var jwt: CompactJWT
        public var key: ECPublicKey

        /// Nil unless the text is one JWT of the right type and algorithm, with a public key in its header.
        public init?(_ text: String) {
            guard let jwt = CompactJWT(text), jwt.header["typ"]?.string == DPoP.type,
                DPoP.algorithms.contains(jwt.header["alg"]?.string ?? ""),
                let key = jwt.header["jwk"].flatMap(ECPublicKey.init),
                ["jti", "htm", "htu"].allSatisfy({ jwt.claims[$0]?.string != nil }), jwt.claims["iat"]?.int != nil
            else { return nil }
            self.jwt = jwt
            self.key = key
        }

        public var id: String { jwt.claims["jti"]?.string ?? "" }
        public var nonce: String? { jwt.claims["nonce"]?.string }
    }

    /// What a server knows about the request that it judges.
    public struct Expectation: Sendable {
        public var method: String
        public var url: WebURL
        /// Seconds since 1970.
        public var now: Int
        /// The access token beside the proof; nil at the token endpoint.
        public var token: String?
        /// The thumbprint of the key that the token is bound to.
        public var boundKey: String?

        public init(method: String, url: WebURL, now: Int, token: String? = nil, boundKey: String? = nil) {
            self.method = method
            self.url = url
            self.now = now
            self.token = token
            self.boundKey = boundKey
        }
    }

    /// The one proof of a request, or the finding that there is none (section 4.3, items 1 to 5 and 7).
    public static func formFinding(_ headers: [String], check: String) -> Finding {
        let isGood = headers.count == 1 && Proof(headers[0]) != nil
        let found =
            switch headers.count {
            case 0: "no proof"
            case 1: isGood ? "one proof" : "something else"
            default: "\(headers.count) proofs"
            }
        return Finding(
            check + "/form", "The request carries one well-formed proof", expected: "one proof", actual: found,
            holds: isGood)
    }

    /// The other checks of section 4.3 in the order in which they are made; the caller stops at the first that counts.
    ///
    /// - Parameter check: the clause in whose name they are made; each has a qualifier of its own.
    public static func findings(_ proof: Proof, _ expected: Expectation, check: String) -> [Finding] {
        let claims = proof.jwt.claims
        let made = claims["iat"]?.int ?? 0
        let htu = claims["htu"]?.string ?? ""
        let isSigned = proof.key.verifies(proof.jwt)
        var findings = [
            Finding(
                check + "/signature", "The proof is signed by the key that it carries",
                inputs: [.init("jwk", proof.key.thumbprint)], expected: "a valid ES256 signature",
                actual: isSigned ? "a valid ES256 signature" : "no valid signature", holds: isSigned),
            Finding(
                check + "/method", "The proof was made for this method",
                inputs: [.init("htm", claims["htm"]?.string ?? "")], expected: expected.method,
                equals: claims["htm"]?.string),
            Finding(
                check + "/address", "The proof was made for this address", inputs: [.init("htu", htu)],
                expected: address(expected.url), equals: WebURL(htu).map(address)),
            Finding(
                check + "/time", "The proof was made just now",
                inputs: [.init("iat", String(made)), .init("now", String(expected.now))],
                expected: "within \(window) seconds of \(expected.now)", actual: String(made),
                holds: abs(expected.now - made) <= window),
        ]
        if let token = expected.token {
            findings.append(
                Finding(
                    check + "/token", "The proof was made for this access token",
                    inputs: [.init("ath", claims["ath"]?.string ?? "(none)")], expected: hash(ofToken: token),
                    equals: claims["ath"]?.string))
            findings.append(
                Finding(
                    check + "/key", "The token is bound to the key of the proof",
                    inputs: [
                        .init("thumbprint of jwk", proof.key.thumbprint),
                        .init("cnf.jkt", expected.boundKey ?? "(none)"),
                    ], expected: expected.boundKey ?? "a bound token", equals: proof.key.thumbprint))
        }
        return findings
    }

    /// Whether the proof carries the value that the server has given out (sections 8 and 9).
    public static func nonceFinding(_ proof: Proof, current: String, check: String) -> Finding {
        Finding(
            check, "The proof carries the nonce of this server", inputs: [.init("nonce", proof.nonce ?? "(none)")],
            expected: current, equals: proof.nonce)
    }

    /// Whether the proof is seen here for the first time (section 11.1).
    public static func onceFinding(_ proof: Proof, seen: Set<String>, check: String) -> Finding {
        let isNew = !seen.contains(proof.id)
        return Finding(
            check, "The proof is used for the first time", inputs: [.init("jti", proof.id)],
            expected: "a new jti", actual: isNew ? "a new jti" : "one seen before", holds: isNew)
    }

    /// Whether a token that is bound to a key came with the scheme that asks for a proof (section 7.2).
    public static func schemeFinding(_ scheme: String, boundKey: String?, check: String) -> Finding {
        Finding(
            check + "/scheme", "A bound token comes with the scheme DPoP",
            inputs: [.init("scheme", scheme), .init("cnf.jkt", boundKey ?? "(none)")], expected: "DPoP",
            actual: scheme, holds: scheme.lowercased() == "dpop")
    }

    /// Whether the answer is a bound token, where the client has asked for one (section 5).
    public static func typeFinding(_ tokenType: String?) -> Finding {
        Finding(
            "client-dpop-token-type", "The token is bound to the client's key",
            inputs: [.init("token_type", tokenType ?? "(none)")], expected: "DPoP", actual: tokenType,
            holds: tokenType?.lowercased() == "dpop")
    }
}
