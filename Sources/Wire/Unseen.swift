/// Characters that a reader of a text does not see, or that turn, break or end what stands around them: controls, marks
/// without width, direction marks, tags and noncharacters. Every output takes them from this one table; each shows them in
/// the way that its format can.
public enum Unseen {
    /// Whether this character must not stand as it is where recorded text is shown.
    public static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x034F, 0x061C: true
        case 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB: true
        case 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
        case 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    /// Whether the character joins or parts the letters beside it, as some scripts and emoji need.
    public static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar.value == 0x200C || scalar.value == 0x200D }

    /// Whether a sequence of UTF-8 that begins with this byte may be one of them, so that a writer of bytes has to look.
    public static func mayBegin(with byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x7F, 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0...0xF4: true
        default: false
        }
    }

    /// The character written out: `\n`, `\u{202E}`.
    public static func name(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }

    /// The text on one line with these characters written out, and with an ellipsis for what is beyond the limit.
    ///
    /// - Parameter limit: how many characters of the text are shown.
    public static func shown(_ text: String, limit: Int = .max) -> String {
        var out = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return out + "…" }
            count += 1
            if contains(scalar) { out += name(scalar) } else { out.unicodeScalars.append(scalar) }
        }
        return out
    }

    /// The character that begins at this place of valid UTF-8, with its number of bytes.
    public static func scalar(in source: UnsafeBufferPointer<UInt8>, at index: Int) -> (Unicode.Scalar, Int)? {
        let first = source[index]
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + length <= source.count else { return nil }
        var code = length == 1 ? UInt32(first) : UInt32(first & (0x7F >> UInt8(length)))
        for offset in 1..<max(1, length) { code = code << 6 | UInt32(source[index + offset] & 0x3F) }
        return Unicode.Scalar(code).map { ($0, length) }
    }
}
