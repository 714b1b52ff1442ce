import Markdown
import Testing

struct CodeTests {
    private let options = HTMLOptions(highlight: { block in
        guard block.language == "json" else { return nil }
        var html = Array("<b>\(block.line)</b>".utf8)
        appendEscaped(block.code, to: &html)
        return html
    })

    @Test func attributes() {
        let fence = CodeFence(info: "json title=\"a b.json\" hl='2, 4-6' lines tab=One ignored lines=\"3-10\"")
        #expect(fence.language == "json")
        #expect(fence.title == "a b.json")
        #expect(fence.highlighted == [2...2, 4...6])
        #expect(fence.hasNumbers)
        #expect(fence.tab == "One")
        #expect(fence.includedLines == 3...10)
        #expect(CodeFence(info: "rust ignore edition2021") == CodeFence(info: "rust"))
        #expect(CodeFence(info: "") == CodeFence(info: " "))
    }

    @Test(arguments: [
        ("js titel=x", "a code block has no attribute “titel”; it has title, hl, lines, tab, include."),
        ("js hl=x", "hl=\"x\" names no lines; write them as in hl=\"2,4-6\"."),
        ("js hl=\"4-2\"", "hl=\"4-2\" names no lines; write them as in hl=\"2,4-6\"."),
        ("js lines=0", "lines=\"0\" is no range of lines; write it as in lines=\"3-10\"."),
        ("js title=\"x", "the value of “title” has no closing quote."),
    ])
    func mistakes(_ info: String, _ reason: String) throws {
        #expect(try parse("a\n\n```\(info)\nx\n```").problems == [MarkdownProblem(line: 3, reason: reason)])
    }

    @Test func highlightedCode() throws {
        #expect(
            try parse("\n```json\n<1>\n```\n\n```x&y\n<2>\n```\n\n    3\n").html(options) == """
                <pre class="hl" tabindex="0"><code class="language-json"><b>2</b>&lt;1&gt;
                </code></pre>
                <pre><code class="language-x&amp;y">&lt;2&gt;
                </code></pre>
                <pre><code>3
                </code></pre>

                """)
    }

    @Test func titleLinesAndNumbers() throws {
        #expect(
            try parse("```txt title=\"a<b\" hl=2 lines\n<a\n\nc\n```").html() == """
                <figure class="cb"><figcaption>a&lt;b</figcaption>
                <pre class="hl num" tabindex="0"><code class="language-txt"><span class="l" data-n="1">&lt;a
                </span><span class="l h" data-n="2">
                </span><span class="l" data-n="3">c
                </span></code></pre>
                </figure>

                """)
    }

    @Test func plainMarkdownKnowsNoAttributes() throws {
        let document = try parse("```json title=x tab=y\n1\n```", options: .plain)
        #expect(document.html(.plain) == "<pre><code class=\"language-json\">1\n</code></pre>\n")
        #expect(document.problems.isEmpty)
    }

    // MARK: Tabs

    @Test func tabsOfBlocks() throws {
        let html = try parse(
            "```sh tab=\"curl\"\na\n```\n\n```js tab=\"Node & co\"\nb\n```\n\nc\n\n```js tab=\"x\"\nd\n```\n"
        )
        .html()
        #expect(
            html == """
                <div class="tb">
                <details name="tabs-curl" open=""><summary>curl</summary>
                <div id="curl">
                <pre><code class="language-sh">a
                </code></pre>
                </div></details>
                <details name="tabs-curl"><summary>Node &amp; co</summary>
                <div id="node--co">
                <pre><code class="language-js">b
                </code></pre>
                </div></details>
                </div>
                <p>c</p>
                <div class="tb">
                <details name="tabs-x" open=""><summary>x</summary>
                <div id="x">
                <pre><code class="language-js">d
                </code></pre>
                </div></details>
                </div>

                """)
    }

    @Test func tabsOfSections() throws {
        let source = """
            ## One

            <!-- tabs -->

            ### One *two*

            a

            #### Inner

            ```sh tab="x"
            b
            ```

            ### Three

            <!-- /tabs -->

            d
            """
        let document = try parse(source)
        #expect(document.problems.isEmpty)
        #expect(document.headings.map(\.text) == ["One", "Inner"])
        let html = document.html()
        #expect(html.contains("<summary>One two</summary>\n<div id=\"one-two\">\n<p>a</p>\n<h4 id=\"inner\">"))
        #expect(html.contains("<summary>x</summary>"))
        #expect(html.contains("<details name=\"tabs-one-two\"><summary>Three</summary>"))
        #expect(html.hasSuffix("</div>\n<p>d</p>\n"))
        #expect(document.plainText.contains("One two\na"))
    }

    @Test(arguments: [
        ("<!-- tabs -->\n\n### A\n", 1, "the tabs have no <!-- /tabs --> behind them."),
        ("<!-- /tabs -->\n", 1, "<!-- /tabs --> without <!-- tabs --> before it."),
        ("<!-- tabs -->\n\na\n\n# A\n\n<!-- /tabs -->", 3, "tabs begin with a heading, the label of the first."),
        ("<!-- tabs -->\n\n<!-- /tabs -->", 3, "tabs without a heading; each begins with one."),
    ])
    func brokenTabs(_ source: String, _ line: Int, _ reason: String) throws {
        #expect(try parse(source).problems == [MarkdownProblem(line: line, reason: reason)])
    }

    @Test func tabsWithinOtherBlocks() throws {
        let html = try parse("- a\n  ```x tab=1\n  b\n  ```\n  ```x tab=2\n  c\n  ```\n").html()
        #expect(html.ranges(of: "<details").count == 2)
        #expect(html.ranges(of: "<div class=\"tb\">").count == 1)
    }
}
