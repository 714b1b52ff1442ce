import Growth
import Markdown
import Testing

struct SafetyTests {
    private func html(_ source: String) throws -> String { try parse(source).html() }

    @Test(arguments: [
        "http://a", "HTTPS://a", "mailto:a@b", "a", "/a", "../a#b", "#a", "?a:b", "a/b:c", "//a/b", "./a:b",
    ])
    func allowedDestinations(_ url: String) throws {
        #expect(try html("[x](\(url))") == "<p><a href=\"\(url)\">x</a></p>\n")
    }

    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc", "ftp://a",
        "java&#10;script:x", "<java script:x>", "&#1;javascript:x", "&#106;avascript:x", "javascript&colon;x", ":x",
        "blob:x", "view-source:x", "<\u{A0}javascript:x>",
    ])
    func refusedDestinations(_ url: String) throws {
        #expect(try html("[x](\(url))") == "<p><a>x</a></p>\n")
        #expect(try html("![x](\(url))") == "<p><img alt=\"x\" /></p>\n")
    }

    @Test func schemesMayBeChosen() throws {
        let document = try parse("[a](ftp://b) [c](https://d)")
        #expect(document.html(HTMLOptions(schemes: .only(["ftp"]))) == "<p><a href=\"ftp://b\">a</a> <a>c</a></p>\n")
        #expect(document.html(HTMLOptions(schemes: .all)).contains("https://d"))
    }

    @Test func rawHTMLIsShownAsText() throws {
        #expect(try html("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n")
        #expect(try html("a <b onclick=\"x\">c</b>") == "<p>a &lt;b onclick=&quot;x&quot;&gt;c&lt;/b&gt;</p>\n")
        #expect(try html("- a\n  <div>\n  b") == "<ul>\n<li>a\n<p>&lt;div&gt;\nb</p>\n</li>\n</ul>\n")
        #expect(try parse("<i>a</i>").html(HTMLOptions(rawHTML: .allow)) == "<p><i>a</i></p>\n")
    }

    @Test func onlyWholeCommentsAreLeftOut() throws {
        #expect(try html("a <!-- b --> c\n\n<!--\nd\n-->\n") == "<p>a  c</p>\n")
        #expect(try html("<!-- a --> <script>\n").contains("&lt;script&gt;"))
        #expect(try html("<!-- a --> <b> -->\n").contains("&lt;b&gt;"))
        #expect(try html("<!-- a --> <b> <!-- c -->\n").contains("&lt;b&gt;"))
        #expect(try html("<!-->\n").contains("&lt;!--"))
    }

    @Test func attributesCannotBeLeft() throws {
        #expect(try html("[a](<b\"onclick=x>)") == "<p><a href=\"b%22onclick=x\">a</a></p>\n")
        #expect(try html("[a](b 'c\"d<e')") == "<p><a href=\"b\" title=\"c&quot;d&lt;e\">a</a></p>\n")
        #expect(try html("![a\"b](c)") == "<p><img src=\"c\" alt=\"a&quot;b\" /></p>\n")
        #expect(try html("# \"><script>").hasPrefix("<h1 id=\"section\">&quot;&gt;&lt;script&gt; <a"))
    }

    @Test func nulAndInvalidUTF8() throws {
        #expect(try html("a\0b\n\n| \0 | x |\n| - | - |\n").hasPrefix("<p>a\u{FFFD}b</p>\n<div"))
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x28, 0xE2, 0x82, 0x0A, 0x23, 0x20, 0xF0, 0x9F]
        #expect(try parse(bytes: bytes).html().hasPrefix("<p>a\u{FFFD}\u{FFFD}(\u{FFFD}</p>\n<h1 id="))
    }

    @Test func emptySources() throws {
        for source in ["", "\n", "   ", "\u{FEFF}", "\r"] { #expect(try html(source) == "") }
    }

    @Test func tooLongSources() {
        let bytes = [UInt8](repeating: 0x61, count: 64 << 20 + 1)
        #expect(throws: MarkdownError.tooLong(bytes: bytes.count)) { try parse(bytes: bytes) }
    }

    /// Sources that make careless parsers recurse or take quadratic time.
    @Test(
        arguments: [
            (">", 100_000), ("[", 100_000), ("*a **a ", 20_000), ("~~a ", 100_000), ("a~~ ", 100_000), ("![", 50_000),
            ("[a](", 50_000), ("`a``", 30_000), ("<", 100_000), ("http://", 100_000), ("www._", 100_000),
            ("a@b.", 100_000), ("[^a", 100_000), ("(http://a", 50_000), ("http://a)", 50_000), ("&a;", 100_000),
            ("- ", 20_000), ("~~", 100_000), ("*~~a~~*", 20_000), ("|", 100_000), ("[^1]", 50_000),
        ])
    func hostileRepetition(_ piece: String, _ count: Int) throws {
        let ratio = try Growth.ratio(count / 8, count) { count throws in
            let source = String(repeating: piece, count: count)
            let document = try parse(source + "\n\n[^1]: x\n")
            #expect(!document.html().isEmpty)
            #expect(document.plainText.utf8.count <= source.utf8.count * 2 + 1)
            #expect(try !document.substituting { _ in "" }.html().isEmpty)
        }
        #expect(ratio ?? 0 < 24, "eight times \(piece) took \(ratio ?? 0) times the work")
    }

    @Test func aLineOfFiveMegabytes() throws {
        let line = String(repeating: "word ", count: 1_000_000) + "end"
        let html = try html(line)
        #expect(html.utf8.count == line.utf8.count + "<p></p>\n".utf8.count)
        let table = try self.html("| a |\n| - |\n| \(line) |\n")
        #expect(table.contains("<td>word word"))
    }

    @Test func manyLinesThatAlmostAreMore() throws {
        let ratio = try Growth.ratio(625, 5_000) { count throws in
            let rows = String(repeating: "| a | b |\n| - | - |\n\n", count: count)
            #expect(try html(rows).components(of: "<table>") == count)
            let notes = (0..<count).map { "[^\($0)]: note [^\($0 + 1)]\n" }.joined()
            #expect(try html("[^0]\n\n" + notes).components(of: "<li id=") == count)
            let struck = String(repeating: "~~a\n", count: count * 4)
            #expect(try !html(struck).contains("<del>"))
        }
        #expect(ratio ?? 0 < 24, "eight times the lines took \(ratio ?? 0) times the work")
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
