import Foundation
import Markdown
import Testing

/// Sources made at random from the pieces of our syntax. Whatever comes of them, parsing ends, lines are lines of the source,
/// and nothing is published that a browser could run.
///
/// `WIRESCRIBE_MUTATIONS=600` makes the test go on for so many seconds; by itself it takes a few thousand sources.
struct MutationTests {
    /// SplitMix64: the same seed gives the same sources on every machine.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    private static let pieces: [String] = [
        "\n", "\n\n", "\n", " ", "  ", "    ", "\t", "> ", ">", "- ", "+ ", "* ", "1. ", "10) ", "# ", "## ", "---\n",
        "===\n",
        "```", "```sh\n", "~~~\n", "```js tab=\"a\" hl=2 lines\n", "```x include=\"a.md\"\n", "<!-- include: a.md -->",
        "<!-- include: b.md lines=\"1-2\" -->",
        "<!-- include: none -->", "<!-- inlcude: a.md -->", "<!-- tabs -->\n", "<!-- /tabs -->\n", "<!--", "-->",
        "[^1]", "[^1]: ", "[^a]: b", "[!NOTE]", "[!X] y",
        "[a]", "[a]: b\n", "[a](b)", "[a](<b c>)", "![a](b.png)", "[a][b]", "[", "]", "(", ")", "\\", "*", "**", "_",
        "~~", "`", "``", "|", "| a | b |\n", "|---|:-:|\n",
        "[ ] ", "[x] ", "<div>", "</div>", "<b a=\"c\">", "<script>", "</script>", "<a href=\"x\">", "<", ">", "&amp;",
        "&#x6A;", "&#0;", "javascript:", "[x](javascript:y)",
        "<https://a.example>", "https://b.example/(c)", "www.a.example", "a@b.example", "\u{E000}0\u{E001}", "\u{FEFF}",
        "\u{FE0F}", "\u{200D}", "é", "日本", "👩‍💻", "\u{0}", "\r", "\r\n",
        "word", "Ünï code", "a b c", "token", "{{x}}", "\u{1BC9F}",
    ]

    private static func source(_ random: inout Random) -> String {
        var source = ""
        for _ in 0..<Int.random(in: 1...60, using: &random) { source += pieces.randomElement(using: &random) ?? "" }
        return source
    }

    /// A source with a few of its parts taken out, doubled or moved.
    private static func mutated(_ source: String, _ random: inout Random) -> String {
        var scalars = Array(source.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !scalars.isEmpty {
            let start = Int.random(in: 0..<scalars.count, using: &random)
            let part = Array(scalars[start..<min(scalars.count, start + Int.random(in: 1...12, using: &random))])
            switch Int.random(in: 0..<3, using: &random) {
            case 0: scalars.removeSubrange(start..<(start + part.count))
            case 1: scalars.insert(contentsOf: part, at: start)
            default: scalars.insert(contentsOf: part, at: Int.random(in: 0...scalars.count, using: &random))
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static let files = [
        "a.md": "# A\n\n- x[^i]\n\n[^i]: y\n\n```\nz\n```\n", "b.md": "> [!TIP]\n> one\ntwo\n<!-- include: c.md -->\n",
        "c.md": "|a|\n|-|\n|b|\n",
    ]

    /// What must hold of every source.
    private static func check(_ source: String) throws {
        let included = IncludedSource(source, file: "page.md") { (path) throws(IncludeError) in
            guard let text = files[path] else { throw IncludeError("there is no \(path).") }
            return text
        }
        let lines = included.text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(
            included.origins.count == lines || included.origins.isEmpty && included.text.isEmpty,
            "\(source.debugDescription)")
        let document = try parse(included.text)
        // The parser ends lines at every CR too.
        let longest = lines + included.text.unicodeScalars.count { $0 == "\r" } + 1
        for problem in document.problems + document.htmlProblems {
            #expect(
                problem.line >= 1 && problem.line <= longest && !problem.reason.isEmpty,
                "\(problem) \(source.debugDescription)")
        }
        let recorded = try? document.substituting { _ in "javascript:alert(1)" }
        for html in [document, recorded].compactMap({ $0?.html(HTMLOptions(schemes: .author)) }) {
            let folded = html.lowercased()
            #expect(!folded.contains("<script") && !folded.contains("href=\"javascript:"), "\(source.debugDescription)")
        }
        let anchors = document.headings.map(\.id)
        #expect(Set(anchors).count == anchors.count && !anchors.contains(""), "\(source.debugDescription)")
        _ = (document.plainText, document.sections, document.lead.html(), document.links)
        // A second reading says the same.
        #expect(try parse(included.text).problems == document.problems, "\(source.debugDescription)")
    }

    @Test func everySourceHasAnEnd() throws {
        let seconds = ProcessInfo.processInfo.environment["WIRESCRIBE_MUTATIONS"].flatMap(Double.init)
        let start = ContinuousClock.now
        var random = Random(state: seconds == nil ? 2026 : UInt64.random(in: .min ... .max))
        if seconds != nil { print("seed \(random.state)") }
        var sources = ["# a\n", "- [ ] b\n", "> [!NOTE]\n> c[^1]\n\n[^1]: d\n", "1. <!-- include: a.md -->\n"]
        var count = 0
        while seconds.map({ start.duration(to: .now) < .seconds($0) }) ?? (count < 4_000) {
            let new =
                Bool.random(using: &random)
                ? MutationTests.source(&random)
                : MutationTests.mutated(sources.randomElement(using: &random) ?? "", &random)
            try MutationTests.check(new)
            count += 1
            if sources.count < 500 {
                sources.append(new)
            } else if count % 16 == 0 {
                sources[Int.random(in: 0..<500, using: &random)] = new
            }
        }
        if seconds != nil { print("\(count) sources") }
    }
}
