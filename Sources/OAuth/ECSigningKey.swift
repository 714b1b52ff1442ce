import BigInt
import Crypto
import Foundation
import Wire

/// A P-256 key pair that signs JWTs with ES256 (RFC 7518 section 3.4).
///
/// The nonce of a signature is computed from key and message (RFC 6979), so the same statement has the same signature on
/// every platform. It does so without regard to side channels, which is fine for published keys and for nothing else.
public struct ECSigningKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// A key from its 32 bytes in hexadecimal digits. Throws ``KeyError/malformedKey``.
    public init(hex: String) throws {
        guard let secret = BigUInt(hex, radix: 16),
            let key = try? P256.Signing.PrivateKey(rawRepresentation: ECSigningKey.octets(secret))
        else { throw KeyError.malformedKey }
        self.key = key
    }

    /// The public half as it stands in the header of a proof (RFC 7518 section 6.2.1).
    public var jwk: JSON {
        let point = key.publicKey.rawRepresentation
        return [
            "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(point.prefix(32))),
            "y": .string(Base64URL.encode(point.suffix(32))),
        ]
    }

    /// A compact JWS with a header of the caller's making, which says ES256. Throws ``KeyError/signingFailed``.
    func sign(header: JSON, claims: JSON) throws -> String {
        let input = Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
        return input + "." + Base64URL.encode(try signature(of: Data(input.utf8)))
    }

    /// The numbers `r` and `s`, 32 bytes each. Throws ``KeyError/signingFailed``.
    func signature(of message: Data) throws -> Data {
        let secret = BigUInt(key.rawRepresentation)
        let digest = BigUInt(Data(SHA256.hash(data: message))) % ECSigningKey.order
        var nonces = Nonces(secret: secret, digest: digest)
        for _ in 0..<8 {
            let nonce = nonces.next()
            guard let point = try? P256.Signing.PrivateKey(rawRepresentation: ECSigningKey.octets(nonce)),
                let inverse = nonce.inverse(ECSigningKey.order)
            else { continue }
            let r = BigUInt(point.publicKey.rawRepresentation.prefix(32)) % ECSigningKey.order
            let s = inverse * (digest + r * secret) % ECSigningKey.order
            guard !r.isZero, !s.isZero else { continue }
            return ECSigningKey.octets(r) + ECSigningKey.octets(s)
        }
        throw KeyError.signingFailed
    }

    /// The order of the group P-256.
    private static let order = BigUInt("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", radix: 16)!

    /// A number below the order as 32 bytes, most significant first.
    private static func octets(_ number: BigUInt) -> Data {
        let bytes = number.serialize()
        return Data(repeating: 0, count: max(0, 32 - bytes.count)) + bytes
    }

    /// The candidates for a nonce, in order (RFC 6979 section 3.2). Hash and group have the same length, which leaves all
    /// conversions out.
    private struct Nonces {
        private var key = Data(repeating: 0, count: 32)
        private var value = Data(repeating: 1, count: 32)

        init(secret: BigUInt, digest: BigUInt) {
            let seed = octets(secret) + octets(digest)
            for step: UInt8 in [0, 1] { mix([step], seed) }
        }

        mutating func next() -> BigUInt {
            while true {
                value = hash(value)
                let candidate = BigUInt(value)
                if !candidate.isZero, candidate < order { return candidate }
                mix([0], Data())
            }
        }

        private mutating func mix(_ step: [UInt8], _ seed: Data) {
            key = hash(value + step + seed)
            value = hash(value)
        }

        private func hash(_ data: Data) -> Data {
            Data(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: key)))
        }
    }
}

/// One P-256 public key (RFC 7517, RFC 7518 section 6.2.1).
public struct ECPublicKey: Sendable {
    private let key: P256.Signing.PublicKey
    /// The SHA-256 thumbprint of RFC 7638: the name of a key that needs no registry.
    public let thumbprint: String

    /// Nil unless the value is a key on P-256 in its public form.
    public init?(jwk: JSON) {
        guard jwk["kty"]?.string == "EC", jwk["crv"]?.string == "P-256", jwk["d"] == nil, let x = jwk["x"]?.string,
            let y = jwk["y"]?.string, let left = Base64URL.decode(x), let right = Base64URL.decode(y),
            left.count == 32, right.count == 32,
            let key = try? P256.Signing.PublicKey(rawRepresentation: left + right)
        else { return nil }
        self.key = key
        let required: JSON = ["crv": "P-256", "kty": "EC", "x": .string(x), "y": .string(y)]
        thumbprint = Base64URL.encode(SHA256.hash(data: Data(required.bytes)))
    }

    /// Whether the token is an ES256 JWS of this key. Every other algorithm is refused, `none` included.
    public func verifies(_ token: CompactJWT) -> Bool {
        guard token.header["alg"]?.string == "ES256",
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: token.signature)
        else { return false }
        return key.isValidSignature(signature, for: Data(token.signingInput.utf8))
    }
}
