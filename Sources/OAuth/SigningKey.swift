import Crypto
import CryptoExtras
import Foundation
import Wire

/// Why a key or a token cannot be used.
public enum KeyError: Error, Hashable, Sendable {
    /// The key material is not PKCS#8 DER of an RSA key.
    case malformedKey
    /// The platform refused to sign.
    case signingFailed
}

/// An RSA key pair that signs JWTs with RS256 (RFC 7518 section 3.3).
public struct SigningKey: Sendable {
    /// The key's name in a JWK set.
    public var id: String
    private let key: _RSA.Signing.PrivateKey

    /// A key from base64 PKCS#8 DER. Throws ``KeyError/malformedKey``.
    public init(id: String, base64DER: String) throws {
        guard let der = Data(base64Encoded: base64DER),
            let key = try? _RSA.Signing.PrivateKey(derRepresentation: der)
        else { throw KeyError.malformedKey }
        self.id = id
        self.key = key
    }

    /// A compact JWS over the claims, members in the order given. Throws ``KeyError/signingFailed``.
    public func sign(type: String, claims: JSON) throws -> String {
        let header: JSON = ["alg": "RS256", "kid": .string(id), "typ": .string(type)]
        let input = Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
        guard let signature = try? key.signature(for: Data(input.utf8), padding: .insecurePKCS1v1_5) else {
            throw KeyError.signingFailed
        }
        return input + "." + Base64URL.encode(signature.rawRepresentation)
    }

    /// The public half as a member of a JWK set (RFC 7517, RFC 7518 section 6.3.1).
    public var jwk: JSON {
        let numbers = try? key.publicKey.getKeyPrimitives()
        return [
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(id),
            "n": .string(Base64URL.encode(numbers?.modulus ?? Data())),
            "e": .string(Base64URL.encode(numbers?.publicExponent ?? Data())),
        ]
    }
}

/// The published keys of demonstrations.
public enum DemoKeys {
    public static let authorization = Result {
        try SigningKey(id: "demo-2026-1", base64DER: DemoKeyMaterial.authorization)
    }
    public static let client = Result { try SigningKey(id: "client-2026-1", base64DER: DemoKeyMaterial.client) }
    public static let second = Result { try SigningKey(id: "demo-2026-2", base64DER: DemoKeyMaterial.second) }
}

/// A set of public keys (RFC 7517 section 5), read from a recorded document.
public struct JWKSet: Sendable {
    private var keys: [String: _RSA.Signing.PublicKey] = [:]

    /// A set without keys, which verifies nothing.
    public init() {}

    /// Reads the RSA keys of a JWK set and skips every other entry. Nil when the text is no JWK set.
    public init?(parsing bytes: [UInt8]) {
        guard let entries = (try? JSON(parsing: bytes))?["keys"]?.array else { return nil }
        for entry in entries {
            guard entry["kty"]?.string == "RSA", let id = entry["kid"]?.string,
                let modulus = entry["n"]?.string.flatMap({ Base64URL.decode($0) }),
                let exponent = entry["e"]?.string.flatMap({ Base64URL.decode($0) }),
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { continue }
            keys[id] = key
        }
    }

    public var ids: [String] { keys.keys.sorted() }

    /// Whether the set holds the key that the token names.
    public func contains(_ keyID: String?) -> Bool { keyID.map { keys[$0] != nil } ?? false }

    /// Whether the token is an RS256 JWS signed by the key it names. Every other algorithm is refused, `none` included.
    public func verifies(_ token: CompactJWT) -> Bool {
        guard token.header["alg"]?.string == "RS256", let key = token.header["kid"]?.string.flatMap({ keys[$0] }) else {
            return false
        }
        return key.isValidSignature(
            .init(rawRepresentation: Data(token.signature)), for: Data(token.signingInput.utf8),
            padding: .insecurePKCS1v1_5)
    }
}
