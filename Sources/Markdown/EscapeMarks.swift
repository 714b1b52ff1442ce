/// Makes the escapes of a source visible in the tree.
///
/// libcmark tells nothing of `\[` but the bracket, and an escaped character must not start an extension's syntax. So a
/// mark is put behind every escape before parsing and taken out of everything that is copied from the C tree. The mark
/// is punctuation, as is the last byte of every escape: libcmark's rules for emphasis see no difference.
enum EscapeMarks {
    /// U+1BC9F, the full stop of Chinook Jargon in Duployan shorthand.
    static let mark: [UInt8] = [0xF0, 0x9B, 0xB2, 0x9F]

    /// The longest name of a character, with `&` and `;`, has 33 characters.
    private static let longestReference = 33

    /// The source with marks; `nil` if it needs none, or if the author uses the mark as a character.
    static func inserted(in source: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while index < source.count {
            let byte = source[index]
            let end: Int?
            switch byte {
            case UInt8(ascii: "\\"): end = endOfBackslashEscape(source, index)
            case UInt8(ascii: "&"): end = endOfReference(source, index)
            case mark[0]:
                if source[index...].starts(with: mark) { return nil }
                end = nil
            default: end = nil
            }
            if let end {
                result.append(contentsOf: source[copied..<end])
                result.append(contentsOf: mark)
                copied = end
                index = end
            } else {
                // An escaped backslash does not escape what follows.
                index += byte == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        guard copied > 0 else { return nil }
        result.append(contentsOf: source[copied...])
        return result
    }

    /// Only the characters an extension gives a meaning to.
    private static func endOfBackslashEscape(_ source: [UInt8], _ index: Int) -> Int? {
        guard index + 1 < source.count else { return nil }
        switch source[index + 1] {
        case UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "!"), UInt8(ascii: "^"),
            UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "("),
            UInt8(ascii: "{"):
            return index + 2
        default: return nil
        }
    }

    /// Whether what stands before a mark is still `&name;`: no character has that name, so nothing was escaped.
    static func endsWithReference(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.last == UInt8(ascii: ";") else { return false }
        for byte in text.dropLast().suffix(longestReference).reversed() {
            if byte == UInt8(ascii: "&") { return true }
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: "#") else { return false }
        }
        return false
    }

    private static func endOfReference(_ source: [UInt8], _ index: Int) -> Int? {
        for end in (index + 1)..<min(source.count, index + longestReference) {
            let byte = source[end]
            if byte == UInt8(ascii: ";") { return end + 1 }
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: "#") else { return nil }
        }
        return nil
    }
}
