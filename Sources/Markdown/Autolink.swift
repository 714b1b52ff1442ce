/// Addresses in running text, by the rules of GitHub Flavored Markdown (section 6.9, "Autolinks").
///
/// One thing differs: emphasis is found first, so `_` or `*` that pair up end an address.
enum Autolink {
    /// Longer host names are no host names, and looking further would take quadratic time on hostile text.
    private static let longestHost = 1024

    /// How a web address begins.
    struct Start {
        var text: StaticString
        var isPartOfHost = false

        static let www = Start(text: "www.", isPartOfHost: true)
        static let http = Start(text: "http://")
        static let https = Start(text: "https://")
        static let ftp = Start(text: "ftp://")
    }

    /// The end of a web address that starts at `index` with `start`: a scheme, or `www.`.
    static func web(_ text: [UInt8], at index: Int, in range: Range<Int>, start: Start) -> Int? {
        guard text[index..<range.upperBound].hasPrefix(start.text) else { return nil }
        if index > range.lowerBound {
            let before = text[index - 1]
            let delimiters: [UInt8] = [
                UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "("),
            ]
            guard before.isWhitespace || delimiters.contains(before) else { return nil }
        }
        let host = start.isPartOfHost ? index : index + start.text.utf8CodeUnitCount
        guard isHost(text, host..<range.upperBound, needsDot: start.isPartOfHost) else { return nil }
        var end = host
        while end < range.upperBound, !text[end].isWhitespace, text[end] != UInt8(ascii: "<"), text[end] != 0 {
            end += 1
        }
        end = trimmedEnd(text, host..<end)
        return end > index + start.text.utf8CodeUnitCount ? end : nil
    }

    /// The mail address around the `@` at `index`.
    static func mail(_ text: [UInt8], at index: Int, in range: Range<Int>) -> Range<Int>? {
        var start = index
        while start > range.lowerBound, isLocalPart(text[start - 1]) { start -= 1 }
        var end = index + 1
        var dots = 0
        while end < range.upperBound {
            let byte = text[end]
            if byte == UInt8(ascii: ".") {
                guard end + 1 < range.upperBound, isAlphanumeric(text[end + 1]) else { break }
                dots += 1
            } else if !isAlphanumeric(byte), byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
                break
            }
            end += 1
        }
        let isFollowedByAt = end < range.upperBound && text[end] == UInt8(ascii: "@")
        guard start < index, dots > 0, text[end - 1].isLetter, !isFollowedByAt else { return nil }
        return start..<end
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit }

    private static func isLocalPart(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "+")
    }

    /// A host name without an underscore in its last two labels.
    private static func isHost(_ text: [UInt8], _ range: Range<Int>, needsDot: Bool) -> Bool {
        var dots = 0
        var underscores = (previous: 0, current: 0)
        var end = range.lowerBound
        loop: while end < range.upperBound {
            guard end - range.lowerBound <= longestHost else { return false }
            switch text[end] {
            case UInt8(ascii: "."):
                dots += 1
                underscores = (underscores.current, 0)
            case UInt8(ascii: "_"): underscores.current += 1
            case UInt8(ascii: "-") where end > range.lowerBound: break
            case let byte where isAlphanumeric(byte) || byte >= 0x80: break
            default: break loop
            }
            end += 1
        }
        guard end > range.lowerBound, text[range.lowerBound] != UInt8(ascii: ".") else { return false }
        return underscores == (0, 0) && (dots > 0 || !needsDot)
    }

    /// Leaves punctuation, unmatched closing parentheses and entities at the end outside of an address.
    private static func trimmedEnd(_ text: [UInt8], _ range: Range<Int>) -> Int {
        var end = range.upperBound
        var unmatched = 0
        for byte in text[range] {
            if byte == UInt8(ascii: "(") { unmatched -= 1 }
            if byte == UInt8(ascii: ")") { unmatched += 1 }
        }
        while end > range.lowerBound {
            switch text[end - 1] {
            case UInt8(ascii: ")"):
                guard unmatched > 0 else { return end }
                unmatched -= 1
                end -= 1
            case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"),
                UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "'"), UInt8(ascii: "\""):
                end -= 1
            case UInt8(ascii: ";"):
                var start = end - 1
                while start > range.lowerBound, text[start - 1].isLetter { start -= 1 }
                let isEntity =
                    start < end - 1 && start > range.lowerBound && text[start - 1] == UInt8(ascii: "&")
                end = isEntity ? start - 1 : end - 1
            default: return end
            }
        }
        return end
    }
}
