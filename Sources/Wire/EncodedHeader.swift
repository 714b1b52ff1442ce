import Foundation

/// The encoding with which MCP 2026-07-28 carries any text in a header: `=?base64?…?=` around the base64 of its UTF-8.
public enum EncodedHeader {
    private static let prefix = "=?base64?"
    private static let suffix = "?="

    /// The text that a header value stands for. Nil where it has the marks of the encoding and cannot be decoded, or holds a
    /// character that would have to be encoded.
    public static func decode(_ value: String) -> String? {
        guard value.utf8.starts(with: prefix.utf8), value.hasSuffix(suffix),
            value.utf8.count >= prefix.utf8.count + suffix.utf8.count
        else {
            let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            return isPlain ? value : nil
        }
        let encoded = String(value.dropFirst(prefix.count).dropLast(suffix.count))
        guard let data = Data(base64Encoded: encoded), data.base64EncodedString() == encoded else { return nil }
        return String(validating: data, as: UTF8.self)
    }
}
