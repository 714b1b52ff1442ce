/// Bytes that are nearly right: those of a corpus, changed in ways that readers stumble over.
///
/// The same seed gives the same bytes on every machine.
public struct Mutator: Sendable {
    private let corpus: [[UInt8]]
    private var state: UInt64

    /// - Parameter corpus: whole inputs, at least one.
    public init(_ corpus: [[UInt8]], seed: UInt64) {
        precondition(!corpus.isEmpty, "a mutator needs something to change")
        self.corpus = corpus
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// The next input.
    public mutating func next() -> [UInt8] {
        var bytes = corpus[pick(corpus.count)]
        for _ in 0...pick(6) { change(&bytes) }
        return bytes
    }

    private mutating func pick(_ end: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return end <= 0 ? 0 : Int((state >> 33) % UInt64(end))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let at = pick(bytes.count + 1)
        let end = min(bytes.count, at + 1 + pick(16))
        switch pick(8) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(pick(8))
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.insert(contentsOf: bytes[at..<end], at: pick(bytes.count + 1))
        case 3: bytes.insert(contentsOf: Mutator.words[pick(Mutator.words.count)].utf8, at: at)
        case 4: bytes.replaceSubrange(at..<end, with: Mutator.words[pick(Mutator.words.count)].utf8)
        case 5: splice(into: &bytes, at: at)
        case 6: bytes.removeSubrange(at...)
        default: bytes.insert(UInt8(pick(256)), at: at)
        }
    }

    /// Goes on with the end of another input.
    private mutating func splice(into bytes: inout [UInt8], at place: Int) {
        let other = corpus[pick(corpus.count)]
        bytes = Array(bytes[..<place]) + other[pick(other.count + 1)...]
    }

    /// What means something to one reader or another.
    private static let words = [
        "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",", "-1", "0", "1e999", "9223372036854775808",
        "-9223372036854775808", "4294967296", "null", "true", "\u{0}", "\r\n", "\n", "\r", "\t", " ", "%", "%00", "%E9",
        "%C3%BC", "%zz", "+", "&", "=", ";", "#", "?", "/", "//", "..", "@", "[::1]", "://", "javascript:", "é",
        "\u{202E}", "\u{FEFF}", "\u{1F468}\u{200D}\u{1F469}", "---\n", "- ", "> ", "> [!NOTE]\n", "```\n", "~~~", "|",
        "| - |\n", "[^a]", "[^a]: ", "![", "](", "<!--", "-->", "<script>", "<a href=\"", "&#x", "&amp;", "**", "_",
        "~~", "=== \"", "<!-- include: /a.md -->", "{{", "}}", "&a ", "*a", "<<: ", "!!", "'", "Bearer ", "Basic ",
        "realm=", "HTTP/1.1 ", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "\r\n\r\n", "5\r\nhello\r\n",
    ]
}
