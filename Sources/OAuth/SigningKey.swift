import CryptoExtras
import Foundation
import Wire

/// Why a key or a token cannot be used.
public enum KeyError: Error, Hashable, Sendable {
    /// The key material is not PKCS#8 DER of an RSA key, or not a number that P-256 has as a key.
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
    /// The key to which a client's tokens are bound.
    public static let proof = Result { try ECSigningKey(hex: DemoKeyMaterial.proof) }
    /// The key with which somebody else makes proofs.
    public static let otherProof = Result { try ECSigningKey(hex: DemoKeyMaterial.otherProof) }
    /// The key of an identity provider or a platform.
    public static let identity = Result { try SigningKey(id: "idp-2026-1", base64DER: DemoKeyMaterial.identity) }
}

/// One RSA public key (RFC 7517, RFC 7518 section 6.3.1).
public struct PublicKey: Sendable {
    private let key: _RSA.Signing.PublicKey

    /// Nil unless the value is an RSA key in its public form.
    public init?(jwk: JSON) {
        guard jwk["kty"]?.string == "RSA", let n = jwk["n"]?.string, let e = jwk["e"]?.string,
            let modulus = Base64URL.decode(n), let exponent = Base64URL.decode(e),
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
        else { return nil }
        self.key = key
    }

    /// Whether the token is an RS256 JWS of this key. Every other algorithm is refused, `none` included.
    public func verifies(_ token: CompactJWT) -> Bool {
        guard token.header["alg"]?.string == "RS256" else { return false }
        return key.isValidSignature(
            .init(rawRepresentation: Data(token.signature)), for: Data(token.signingInput.utf8),
            padding: .insecurePKCS1v1_5)
    }
}

/// A set of public keys (RFC 7517 section 5), read from a recorded document.
public struct JWKSet: Sendable {
    private var keys: [String: PublicKey] = [:]

    /// A set without keys, which verifies nothing.
    public init() {}

    /// Reads the RSA keys of a JWK set and skips every other entry. Nil when the text is no JWK set.
    public init?(parsing bytes: [UInt8]) {
        guard let entries = (try? JSON(parsing: bytes))?["keys"]?.array else { return nil }
        for entry in entries {
            guard let id = entry["kid"]?.string, let key = PublicKey(jwk: entry) else { continue }
            keys[id] = key
        }
    }

    public var ids: [String] { keys.keys.sorted() }

    /// Whether the set holds the key that the token names.
    public func contains(_ keyID: String?) -> Bool { keyID.map { keys[$0] != nil } ?? false }

    /// Whether the token is an RS256 JWS signed by the key it names. Every other algorithm is refused, `none` included.
    public func verifies(_ token: CompactJWT) -> Bool {
        token.header["kid"]?.string.flatMap { keys[$0] }?.verifies(token) ?? false
    }
}
