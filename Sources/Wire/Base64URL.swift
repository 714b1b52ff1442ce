import Foundation

/// Base64 with the URL-safe alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
public enum Base64URL {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let encoded = Data(bytes).base64EncodedData()
        return String(
            decoding: encoded.lazy.filter { $0 != UInt8(ascii: "=") }.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
    }

    /// Nil when the text holds anything outside the alphabet.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var standard: [UInt8] = []
        standard.reserveCapacity(text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            default: standard.append(byte)
            }
        }
        while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(standard)).map(Array.init)
    }
}

/// The parts of a compact JWS (RFC 7515 section 7.1) that hold JSON. Decoding proves nothing about the signature.
public struct CompactJWT: Hashable, Sendable {
    public var header: JSON
    public var claims: JSON
    /// The bytes that were signed: the first two parts with their dot.
    public var signingInput: String
    public var signature: [UInt8]

    /// Nil unless the text is three base64url parts whose first two are JSON objects.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Substring.init)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), let header = try? JSON(parsing: head), header.members != nil,
            let claims = try? JSON(parsing: body), claims.members != nil
        else { return nil }
        self.header = header
        self.claims = claims
        self.signingInput = String(parts[0] + "." + parts[1])
        self.signature = signature
    }
}
