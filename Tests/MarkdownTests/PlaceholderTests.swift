import Markdown
import Testing

struct PlaceholderTests {
    private let p = placeholder(0)

    private func html(_ source: String, _ value: String) throws -> String {
        try parse(source).substituting { _ in value }.html()
    }

    @Test func valuesAreTextEverywhere() throws {
        let value = "<b>*x*</b> & \"q\" | ~~y~~ www.a.example `z`"
        let escaped = "&lt;b&gt;*x*&lt;/b&gt; &amp; &quot;q&quot; | ~~y~~ www.a.example `z`"
        #expect(try html("a \(p) b", value) == "<p>a \(escaped) b</p>\n")
        #expect(try html("*\(p)*ly", value) == "<p><em>\(escaped)</em>ly</p>\n")
        #expect(
            try html("`\(p)`", value).replacing("<wbr />", with: "") == "<p><code>\(escaped)</code></p>\n")
        #expect(try html("```\n\(p)\n```", value) == "<pre><code>\(escaped)\n</code></pre>\n")
        #expect(try html("[a](b \"\(p)\")", value) == "<p><a href=\"b\" title=\"\(escaped)\">a</a></p>\n")
        #expect(try html("![\(p)](b)", value) == "<p><img src=\"b\" alt=\"\(escaped)\" /></p>\n")
        #expect(try html("| a |\n| - |\n| \(p) |", value).contains("<td>\(escaped)</td>"))
        #expect(try html("```\(p)\n```", "<json>") == "<pre><code class=\"language-&lt;json&gt;\"></code></pre>\n")
    }

    @Test func wholeDestinationIsTheRealValue() throws {
        #expect(
            try html("[a](\(p))", "https://a.example/?b=c&d")
                == "<p><a href=\"https://a.example/?b=c&amp;d\">a</a></p>\n")
        #expect(try html("[a](\(p))", "javascript:alert(1)") == "<p><a>a</a></p>\n")
        #expect(try html("[a]\n\n[a]: <\(p)>", "JavaScript:alert(1)") == "<p><a>a</a></p>\n")
        #expect(try html("![a](\(p))", "data:text/html,x") == "<p><img alt=\"a\" /></p>\n")
    }

    @Test func partOfADestinationIsAComponent() throws {
        #expect(
            try html("[a](https://b.example/\(p)?c=\(p))", "x/y?é&")
                == "<p><a href=\"https://b.example/x%2Fy%3F%C3%A9%26?c=x%2Fy%3F%C3%A9%26\">a</a></p>\n")
        #expect(try html("[a](\(p)\(p))", "javascript:x").contains("href=\"javascript%3Axjavascript%3Ax\""))
        #expect(try html("[a](\(p):alert)", "javascript") == "<p><a>a</a></p>\n")
        // A bare address with a value in it becomes a link the same way.
        #expect(
            try html("https://\(p)/b", "a.example")
                == "<p><a href=\"https://a.example/b\">https://a.example/b</a></p>\n")
    }

    @Test func linksAreCollectedWithTheirValues() throws {
        #expect(try parse("[a](\(p))").substituting { _ in "b" }.links.map(\.url) == ["b"])
    }

    @Test func indexesReachTheClosure() throws {
        let source = "\(placeholder(12)) \(placeholder(0))\(placeholder(3))"
        #expect(try parse(source).substituting { "<\($0)>" }.plainText == "<12> <0><3>")
        struct Unknown: Error {}
        #expect(throws: Unknown.self) { try parse(source).substituting { _ in throw Unknown() } }
    }

    @Test func valuesAreNotSubstitutedAgain() throws {
        #expect(try html(p, placeholder(1)) == "<p>\(placeholder(1))</p>\n")
    }

    @Test(arguments: [
        ("a\n\n<div>\n\n</div>\n<p id=\"\(placeholder(0))\">\n", 6),
        ("a\n\n<div>\n<p id=\"\(placeholder(0))\">\n", 4),
        ("a\nb <b title=\"\(placeholder(0))\">c</b>", 2),
        ("<!-- \(placeholder(0)) -->", 1),
        ("| a |\n| - |\n| b |\n| <b title=\"\(placeholder(0))\"> |", 4),
    ])
    func neverInRawHTML(_ source: String, _ line: Int) throws {
        #expect(throws: MarkdownError.placeholderInHTML(line: line)) { try parse(source).substituting { _ in "" } }
        #expect(throws: MarkdownError.placeholderInHTML(line: line + 9)) {
            try parse(source, options: ParseOptions(firstLine: 10)).substituting { _ in "" }
        }
    }

    @Test func anchorsComeFromNames() throws {
        let options = ParseOptions(placeholderName: { ["challenge.scope"][$0] })
        let document = try parse("# Asked for `\(p)`", options: options)
        let heading = try #require(document.substituting { _ in "events:write" }.headings.first)
        #expect(heading.id == "asked-for-challengescope")
        #expect(heading.text == "Asked for events:write")
    }

    @Test func strayMarksAreNeutralised() throws {
        let source = "\u{E000} \u{E000}x\u{E001} \u{E001} \u{E000}\u{E001} \u{E000}99999999999999999999\u{E001}"
        #expect(
            try html(source, "v")
                == "<p>\u{FFFD} \u{FFFD}x\u{FFFD} \u{FFFD} \u{FFFD}\u{FFFD} \u{FFFD}99999999999999999999\u{FFFD}</p>\n")
    }

    @Test(arguments: [
        "\u{E000}", "a\u{E001}", "&#xE000;", "&#xe001;", "&#X00e000;", "&#57344;", "x &#0057345;", placeholder(7),
    ])
    func isFoundInASource(_ source: String) {
        #expect(containsPlaceholders(source))
    }

    @Test(arguments: ["", "\u{E002}", "\u{DFFF0}", "&#xE0000;", "&#57346;", "&# 57344;", "&#;", "E000", "é\u{F8FF}"])
    func isNotFoundInASource(_ source: String) {
        #expect(!containsPlaceholders(source))
    }
}
