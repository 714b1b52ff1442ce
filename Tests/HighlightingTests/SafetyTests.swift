import Growth
import Highlighting
import Testing

struct SafetyTests {
    /// A generator that gives the same bytes on every machine.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 31)
        }
    }

    /// Pieces that open, close or interrupt something in one language or another.
    private static let pieces: [String] = [
        "\"", "\"\"\"", "'", "'''", "`", "\\", "\\(", "${", "{", "}", "{{", "}}", "(", ")", "[", "]", "#", "##\"",
        "r#\"",
        "\"#", "/*", "*/", "//", "/", "<!--", "-->", "<script>", "</script>", "<style>", "<a b=", ">", "<", "&amp;",
        "&",
        "<<EOF", "<<-'X'\n", "EOF", "\n", "\r\n", "\t", " ", "$", "$$", "$x$", "@", "@\"", "$@\"", "f\"", "Rb'", "x",
        "Ab",
        "if", "class", "0x1.5e-3", ".5", "..", "é", "日本", "\u{1F600}", ": ", "- ", "|\n", "key: |\n  a\n", "= ",
        "[a]\n",
        "HTTP/1.1 200\n", "POST / HTTP/1.1\n", "A: b\n", "\n\n", "+a\n", "-b\n", "@@ -1 +1 @@\n", "$ ls \\\n", "> x",
        ";",
        "#[x]", "#![", "'a", "b'", "!", "%", "*", "=",
    ]

    @Test(arguments: Language.all.map(\.name))
    func everyByteSurvives(_ name: String) throws {
        let language = try #require(Language(named: name))
        var dice = Dice(state: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        for round in 0..<400 {
            var code: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &dice) {
                if round % 4 == 0 {
                    code.append(UInt8.random(in: 0...255, using: &dice))
                } else {
                    code += Array(Self.pieces.randomElement(using: &dice, or: "").utf8)
                }
            }
            var html: [UInt8] = Array("before".utf8)
            language.highlight(code, into: &html)
            #expect(text(of: Array(html.dropFirst(6))) == code, "round \(round)")
            #expect(html.starts(with: "before".utf8))
            isCutIntoLines(html)
        }
    }

    /// Every line closes what it opens, and elements never nest.
    private func isCutIntoLines(_ html: [UInt8]) {
        for line in html.split(separator: 0x0A) {
            let line = String(decoding: line, as: UTF8.self)
            let opened = line.ranges(of: "<span class=\"").count
            #expect(opened == line.ranges(of: "</span>").count, "\(line)")
        }
    }

    /// Sources that make careless tokenizers recurse or look at the rest again and again.
    @Test(arguments: Language.all.map(\.name))
    func hostileRepetition(_ name: String) throws {
        let language = try #require(Language(named: name))
        for piece in Self.pieces {
            let ratio = Growth.ratio(500, 4_000) { count in
                let code = Array(String(repeating: piece, count: count).utf8)
                var html: [UInt8] = []
                language.highlight(code, into: &html)
                #expect(html.count >= code.count)
            }
            #expect(ratio ?? 0 < 24, "eight times \(piece) took \(ratio ?? 0) times the work")
        }
    }

    @Test func namesAndAliases() {
        #expect(Language(named: "TS")?.name == "typescript")
        #expect(Language(named: "c#")?.name == "csharp")
        #expect(Language(named: "brainfuck") == nil)
        #expect(highlighted(Array("x".utf8), language: "") == nil)
        let names = Language.all.flatMap(\.names)
        #expect(Set(names).count == names.count)
    }

    @Test func everyKindHasItsOwnClass() {
        #expect(Set(TokenKind.allCases.map(\.className)).count == TokenKind.allCases.count)
    }
}

extension Array {
    fileprivate func randomElement(using dice: inout some RandomNumberGenerator, or none: Element) -> Element {
        randomElement(using: &dice) ?? none
    }
}
