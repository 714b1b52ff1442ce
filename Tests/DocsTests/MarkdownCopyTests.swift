import Markdown
import Testing

@testable import Docs

@Suite struct MarkdownCopyTests {
    /// Two pages have copies; of each one heading is known.
    private static let targets: CopyTargets = {
        var targets = CopyTargets()
        targets.pages = ["a/index.html", "b/index.html"]
        targets.headings = ["a/index.html": ["y"], "b/index.html": ["x"]]
        return targets
    }()

    private func copy(_ content: String) -> String? {
        MarkdownCopy.of(
            Array("<html><body><nav>skip</nav><main id=\"main\">\(content)</main></body></html>".utf8),
            at: "a/index.html", MarkdownCopyTests.targets
        )
        .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (
            "<h1>A <small>b</small></h1><p>Text with <strong>weight</strong> and <code>a`b</code>.</p>",
            "# A b\n\nText with **weight** and ``a`b``.\n"
        ),
        ("<ul><li>one</li><li><p>two</p><ol start=\"3\"><li>x</li></ol></li></ul>", "- one\n\n- two\n\n  3. x\n"),
        (
            "<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody><tr><td>1<br>2</td></tr></tbody></table>",
            "| a | b\\|c |\n|---|---|\n| 1<br>2 |  |\n"
        ),
        (
            "<pre><code class=\"language-json\">{\n  <span class=\"k\">\"a\"</span>: 1\n}\n</code></pre>",
            "```json\n{\n  \"a\": 1\n}\n```\n"
        ),
        ("<blockquote><p>said</p></blockquote><hr/>", "> said\n\n---\n"),
        (
            "<p><a href=\"../b/index.html#x\">b</a> <a href=\"#s-token-request\">step</a></p>",
            "[b](../b/index.md#x) [step](index.html#s-token-request)\n"
        ),
        (
            "<p><a href=\"https://a.example/b.html\">out</a> <img src=\"p.svg\" alt=\"a picture\"></p>",
            "[out](https://a.example/b.html) ![a picture](p.svg)\n"
        ),
        ("<p>one<br/>two</p><svg><text>no</text></svg><button>no</button>", "one\\\ntwo\n"),
        ("<p>1. no list</p><p># no heading</p>", "1\\. no list\n\n\\# no heading\n"),
        ("<b class=\"lv\">MUST</b>do it", "**MUST** do it\n"),
        (
            "<p>a<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1\">1</a></sup>b</p><section class=\"footnotes\"><ol><li id=\"fn:1\"><p>c</p><ul><li>d</li></ul><p>e <a href=\"#fnref:1\" class=\"footnote-backref\">↩</a></p></li></ol></section>",
            "a[^1]b\n\n[^1]: c\n\n    - d\n\n    e\n"
        ),
        ("<p><a href=\"vscode:x.html\">a</a> <a href=\"tel:+1\">b</a></p>", "[a](vscode:x.html) [b](tel:+1)\n"),
        (
            "<table><tr><td><b>a|b</b> <a href=\"x\">c|d</a> <code>e|f</code></td></tr></table>",
            "| **a\\|b** [c\\|d](x) `e\\|f` |\n|---|\n"
        ),
        ("<dl><dt>one<br>two</dt><dd>three</dd></dl>", "**one two**\n\nthree\n"),
        ("<p><a href=/x/>a</a> <a href=#y class=z>b</a></p><p>c", "[a](/x/) [b](#y)\n\nc\n"),
        // What no copy holds is found on the page itself.
        (
            "<p><a href=\"../b/index.html\">b</a> <a href=\"../b/index.html#z\">z</a> <a href=\"../c/index.html\">c</a></p>",
            "[b](../b/index.md) [z](../b/index.html#z) [c](../c/index.html)\n"
        ),
        (
            "<p><a href=\"../b/\">b</a> <a href=\"../b/#x\">x</a> <a href=\"#z\">z</a></p>",
            "[b](../b/index.md) [x](../b/index.md#x) [z](index.html#z)\n"
        ),
        ("<p>kept</p><div id=\"steps\"><p>left out</p></div>", "kept\n"),
    ]) func writes(_ html: String, _ markdown: String) { #expect(copy(html) == markdown) }

    @Test func aPageWithoutMainHasNone() {
        #expect(MarkdownCopy.of(Array("<p>x</p>".utf8), at: "a/index.html", CopyTargets()) == nil)
    }

    /// Whatever text stands on a page, its copy shows the same text and nothing but text.
    @Test(arguments: [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "](javascript:alert(1))", "{{secret}}", "]]>",
        "</style>", "*not* _weight_ ~~gone~~ `code`", "![x](y) [a]: b", "&lt;b&gt; &#60; &copy;",
        "https://a.example/?a=b&c",
        "| a | b |", "a\\", "\\`", "+ item", "12) item", "=== ---", "> quote", "<!-- x -->", "$x$ ^y^", "[^1] [x]",
    ]) func textStaysText(_ text: String) throws {
        var out = HTMLWriter()
        out.html("<p>")
        out.text(text)
        out.html("</p>")
        let markdown = try #require(copy(String(decoding: out.bytes, as: UTF8.self)))
        let html = try Markdown.parse(
            markdown, options: ParseOptions(extensions: [.tables, .strikethrough, .footnotes])
        )
        .html()
        let fragment = try #require(HTMLFragment(mainOf: Array("<main>\(html)</main>".utf8)))
        let blocks = fragment.children(of: 0).filter { fragment.nodes[$0].tag != .text }
        #expect(blocks.map { fragment.nodes[$0].tag } == [.p])
        let paragraph = try #require(blocks.first)
        #expect(fragment.children(of: paragraph).allSatisfy { fragment.nodes[$0].tag == .text })
        var found: [UInt8] = []
        fragment.appendText(of: paragraph, to: &found)
        #expect(String(decoding: found, as: UTF8.self) == text)
    }

    @Test(arguments: [
        "<main", "<main><p", "<main><p>a</div></p>", "<main><a href=", "<main><!-- ", "<main>&#x;</main",
        "<main></p></p>",
    ])
    func brokenMarkupDoesNotStopIt(_ html: String) {
        _ = MarkdownCopy.of(Array(html.utf8), at: "a/index.html", CopyTargets())
    }

    @Test func deepMarkupDoesNotStopIt() {
        let html = "<main>" + String(repeating: "<div><ul><li>", count: 20_000) + "x"
        #expect(MarkdownCopy.of(Array(html.utf8), at: "a/index.html", CopyTargets()) != nil)
    }
}
