import Testing

@testable import Authoring

/// What a file of YAML may hold, at the limit and beyond it.
@Suite struct YAMLLimitTests {
    private func problem(_ text: String) -> String? {
        do throws(Problem) {
            _ = try YAMLValue(parsing: text, file: "f.yml")
            return nil
        } catch {
            return error.description
        }
    }

    private func problem(ofHead text: String) -> String? {
        do throws(Problem) {
            _ = try FrontMatter(parsing: "---\n" + text + "\n---\nText.\n", file: "p.md")
            return nil
        } catch {
            return error.description
        }
    }

    /// Each level repeats the one before: what is read would be larger than any machine.
    private static func bomb(levels: Int, width: Int) -> String {
        var lines = ["l0: &l0 [\(Array(repeating: "x", count: width).joined(separator: ","))]"]
        for level in 1...levels {
            let aliases = Array(repeating: "*l\(level - 1)", count: width).joined(separator: ",")
            lines.append("l\(level): &l\(level) [\(aliases)]")
        }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: [(1, 2), (9, 9), (30, 30)])
    func aliasesAreRefusedWithTheirPlace(levels: Int, width: Int) {
        let expected =
            ":2:10: an alias (*name) is not read here. Write out what it stands for. A text that begins with * needs quotes."
        #expect(problem(Self.bomb(levels: levels, width: width)) == "f.yml" + expected)
        #expect(
            problem(ofHead: Self.bomb(levels: levels, width: width)) == "p.md" + expected.replacing(":2:", with: ":3:"))
    }

    @Test(arguments: [
        "a: &a 1\nb: *a\n", "- &a x\n- *a\n", "a: &0 1\nb: *0\n", "a: &_ {x: 1}\n? *_\n: 2\n",
        "a: &a-b_c 1\nb: [*a-b_c]\n",
        "a: !!str &a x\nb: *a\n", "a: &a !!str x\nb: *a\n", "a: \"*b\"\nc: &c 1\nd: *c\n", "&a : *a\n",
    ])
    func everyAliasIsFound(text: String) {
        #expect(problem(text)?.contains("an alias (*name) is not read here") == true)
    }

    @Test func anAliasAsKeyIsRefusedBeforeItIsCompared() {
        let text = Self.bomb(levels: 12, width: 9) + "\nm:\n  ? *l12\n  : 1\n  ? *l12\n  : 2\n"
        #expect(problem(text)?.contains("an alias") == true)
    }

    @Test func noLetterHidesAnAlias() {
        let letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
        let texts = letters.map { "- \"*\($0)\"" }.joined(separator: "\n")
        #expect(problem("x:\n\(texts)\na: &0 1\nb: *0\n")?.hasPrefix("f.yml:1: texts that begin with *") == true)
    }

    @Test(arguments: [
        "a: &a 1\nb: 2\n", "a: \"*b and &b\"\n", "a: |\n  &b\n  *b\n", "a: x &b *b y\n", "# &a *a\na: 1\n",
        "a: '*emphasis* &amp; more'\n", "a: http://x.example/?a=1&b=*b\n",
    ])
    func textsWithTheirSignsAreRead(text: String) { #expect(problem(text) == nil) }

    @Test func mergedMapsAreRefused() {
        #expect(
            problem("a: {<<: {b: 1}}\n")
                == "f.yml:1:5: maps are not merged (<<) here. Write out what the other map holds.")
        #expect(problem("a: {\"<<\": 1}\n") == nil)
    }

    @Test func repeatedKeysAreToldWithTheirLine() {
        #expect(problem("a: 1\nb:\n  c: 1\n  c: 2\n") == "f.yml:3:3: “c” stands here more than once. Keep one of them.")
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func depthIsLimited(opening: String) {
        let closing = ["[": "]", "{a: ": "}"][opening] ?? ""
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
        }
        #expect(problem(nested(YAMLLimits.depth)) == nil)
        for depth in [YAMLLimits.depth + 1, 900, 5_000] {
            #expect(problem(nested(depth))?.contains("nested more than \(YAMLLimits.depth) levels deep.") == true)
        }
    }

    @Test func valuesAreLimited() {
        // The list itself is one.
        func list(_ count: Int) -> String { String(repeating: "- x\n", count: count) }
        #expect(problem(list(YAMLLimits.values - 1)) == nil)
        #expect(
            problem(list(YAMLLimits.values))
                == "f.yml:\(YAMLLimits.values):3: more than \(YAMLLimits.values) values. Split the file.")
    }

    @Test func textsAreLimited() {
        let longest = String(repeating: "x", count: YAMLLimits.text)
        for quote in ["", "\""] {
            #expect(problem("a: 1\nb: \(quote)\(longest)\(quote)\n") == nil)
            let expected =
                ":2:4: a text of \(YAMLLimits.text + 1) bytes; \(YAMLLimits.text) may stand here. Shorten it."
            #expect(problem("a: 1\nb: \(quote)\(longest)x\(quote)\n") == "f.yml" + expected)
        }
        #expect(problem(ofHead: "title: x" + longest)?.hasPrefix("p.md:2:8: a text of") == true)
    }

    @Test func namesAreLimited() {
        let longest = String(repeating: "x", count: YAMLLimits.name)
        #expect(problem("\(longest): 1\n") == nil)
        #expect(
            problem("\(longest)x: 1\n")
                == "f.yml:1:1: a key of \(YAMLLimits.name + 1) bytes; \(YAMLLimits.name) may stand here.")
        #expect(problem(ofHead: longest + "x: y")?.hasPrefix("p.md:2:1: a key of") == true)
    }

    @Test func bytesAreLimited() {
        func comment(_ count: Int) -> String { "#" + String(repeating: "x", count: count - 1) }
        #expect(problem(comment(YAMLLimits.bytes)) == nil)
        #expect(
            problem(comment(YAMLLimits.bytes + 1))
                == "f.yml:1: \(YAMLLimits.bytes + 1) bytes of YAML stand here; \(YAMLLimits.bytes) may. Split the file."
        )
    }

    @Test func charactersThatYAMLForbidsAreToldWithTheirLine() {
        #expect(problem("a: 1\nb: x\u{0}y\n")?.hasPrefix("f.yml:2: not YAML: ") == true)
    }

    // MARK: Where a head begins

    @Test(arguments: [
        ("\n---\ntitle: x\n---\ny\n", 2), ("\u{FEFF}\n\n---\ntitle: x\n---\n", 3), (" ---\ntitle: x\n---\n", 1),
        ("<!-- a -->\n---\ntitle: x\n---\n", 2), ("<!-- a\nb -->\n\n---\nsome_key:\n  - x\n---\n", 4),
        ("\r\n---\r\ntitle: x\r\n---\r\n", 2), ("\t\n  ---\n  title: x\n  ---\n", 2), ("\n--- \ntitle: x\n---\t\n", 2),
    ])
    func aHeadBehindAnythingIsToldWithItsLine(text: String, line: Int) {
        #expect(problem(ofPage: text)?.hasPrefix("p.md:\(line): the front matter begins here, so it is none") == true)
    }

    @Test(arguments: [
        "\n---\n\ntitle: x\n---\n", "\n---\na title: x\n---\n", "\n---\nhttps://a.example\n---\n", "\n---\ntitle: x\n",
        "text\n---\ntitle: x\n---\n", "\n----\ntitle: x\n----\n", "<!-- ---\ntitle: x\n--- -->\n", "", "\n", "\n---",
    ])
    func aRuleIsNoHead(text: String) { #expect(problem(ofPage: text) == nil) }

    @Test func spacesBehindTheDashesMeanNothing() throws {
        let page = try FrontMatter(parsing: "---  \ntitle: x\n---\t\ny\n", file: "p.md")
        #expect(page.body == "y\n" && page.bodyLine == 4 && page.head.isMap)
    }

    private func problem(ofPage text: String) -> String? {
        do throws(Problem) {
            _ = try FrontMatter(parsing: text, file: "p.md")
            return nil
        } catch {
            return error.description
        }
    }

    // MARK: What no page can show

    @Test(arguments: [
        ("---\ntitle: x\n---\na\u{0}b", 4, "U+0000"), ("a\r\n\u{1B}[31mred", 2, "U+001B"), ("a\rb\u{7F}", 2, "U+007F"),
        ("---\ntitle: \u{8}\n---\n", 2, "U+0008"), ("a\u{B}", 1, "U+000B"),
    ])
    func aControlCharacterIsToldWithItsLine(text: String, line: Int, name: String) {
        #expect(problem(ofPage: text)?.hasPrefix("p.md:\(line): this line holds the control character \(name)") == true)
    }

    @Test func anEscapeMakesNoControlCharacter() throws {
        #expect(
            problem("a: b\nc: \"d\\x07\"")?.hasPrefix("f.yml:2:4: the text holds the control character U+0007") == true)
        #expect(problem("a: \"b\\tc\\n\\xA0\"") == nil && problem(ofPage: "a\u{C}\tb") == nil)
    }

    // MARK: The way out

    @Test(arguments: [
        ("a:\n\tb: c", "A tab stands here. Indent with spaces."),
        ("a: b: c", "Put a text with a colon in it into quotes"),
        ("a: @b", "Put a text that begins with this sign into quotes."), ("a: [b", "Check the indentation"),
    ])
    func aMistakeNamesItsWayOut(text: String, remedy: String) {
        #expect(problem(text)?.contains(remedy) == true, "\(problem(text) ?? "")")
    }
}
