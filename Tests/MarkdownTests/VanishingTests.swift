import Markdown
import Testing

/// Text that would vanish, or not be what its author means, is a problem with its line; everything else is none.
struct VanishingTests {
    @Test(arguments: [
        ("a\n\n> [!NOTE] Title\n> text", 3, "title"), ("> [!note]- Folded\n> text", 1, "title"),
        ("> [!NOTE] *Title*\n> text", 1, "title"), ("> [!DANGER]\n> text", 1, "[!DANGER]"),
        ("> [!TIP]", 1, "nothing stands"), ("- > [!HINT]\n  > x", 1, "[!HINT]"), ("> > [!NOTE] x\n> > y", 1, "title"),
        ("a [^nope]", 1, "no footnote"), ("a\n\n- b [^x][^y]\n\n[^x]: z", 3, "[^y]"),
        ("| a |\n|---|\n| b[^z] |", 3, "[^z]"), ("# a[^z]", 1, "[^z]"),
        ("a\n\n[^1]: unused", 3, "nothing refers"), ("a[^1]\n\n[^1]: b\n[^1]: c", 4, "second time"),
        ("[a[^1]](b) [^1]\n\n[^1]: c", 1, "within a link"), ("a[^1]\n\n> [^1]: b\n> [^2]: c", 4, "nothing refers"),
        ("see [text][nope]", 1, "nothing says where"), ("![text][nope]", 1, "nothing says where"),
        ("a\n[*text*][nope]", 2, "nothing says where"), ("[text][]", 1, "nothing says where"),
        ("[x](my file.md)", 1, "space"), ("![x](Screen Shot 1.png \"t\")", 1, "space"), ("[x](../a b/)", 1, "space"),
        ("[a]: x\n[b]: y\n\n[A]: z\n\n[a] [b]", 4, "another address"),
        ("a\n\n```sh\nb", 3, "never closed"), ("> ```\n> a\n\nb", 1, "never closed"),
        ("- ```\n  a\n- b", 1, "never closed"),
        ("1. a\n   ```\n   b\n```\nc\n```", 2, "never closed"), ("~~~\na\n```", 1, "never closed"),
        ("````\na\n```", 1, "never closed"), ("a\n```\nb\n   ```x", 2, "never closed"),
        ("a <!-- include: x.md --> b", 1, "line of its own"), ("# <!-- include: x.md -->", 1, "line of its own"),
        ("| <!-- include: x.md --> |\n|---|", 1, "line of its own"), ("<!-- include:\nx.md -->", 1, "line of its own"),
        ("a\n\n<!-- inlcude: x.md -->", 3, "inlcude"), ("<!-- include x.md -->", 1, "not the word"),
        ("<!--INCLUDE: /a/b.md-->", 1, "not the word"), ("- <!-- includes: /a/b -->", 1, "not the word"),
        ("<!-- include: a.md b.md c.md -->", 1, "write it as"), ("<!-- import: /a.md -->", 0, ""),
        ("<!-- Tabs -->", 1, "did you mean"), ("<!-- tab -->\n\n# a\n\n<!-- /tabs -->", 1, "did you mean"),
        ("<!-- tabs --> text", 1, "lines of their own"), ("a <!-- tabs -->", 1, "lines of their own"),
        ("<!-- end tabs -->", 1, "did you mean"), ("<!--- include: x.md --->", 1, "further dashes"),
        ("<!--- tabs --->", 1, "further dashes"), ("<!-- a <!-- b --> c -->", 1, "another comment"),
        ("<!-- a\n<!-- include: x.md -->\nb\n-->", 1, "another comment"),
        ("| a | b |\n|---|---|\n| c | d | e |", 3, "“e” would not be shown"),
        ("> | a | b |\n> |---|---|\n> | c | d |\n> | `x|y` | e |", 4, "“e”"), ("a |\n--|\nb | c", 3, "one column"),
        ("- | a |\n  |---|\n  | b | c |", 3, "“c”"), ("| a | b |\n|---|\n| c | d |", 1, "no table"),
        ("a\n\n> | a |\n> |---|---|", 3, "no table"),
        ("> [!NOTE]: text", 1, "shows nothing"), ("[Note]: important", 1, "shows nothing"),
        ("- a\n\n  [Note]: important \"or not\"", 3, "shows nothing"), ("1. [Note]:\n   important", 1, "shows nothing"),
        ("x[^1]\n\n[^1]: [Note]: important", 3, "shows nothing"), ("[^a b]: https://a.example/", 1, "shows nothing"),
        ("x\n\n[^a b]: some text", 3, "word without spaces"), ("a[^1]\n\n[^1]:\n\nb", 3, "nothing stands in"),
        ("> a\n> [!NOTE]\n> b", 2, "no alert here"), ("> **[!NOTE]**\n> b", 1, "no alert here"),
        ("[!Warning]\nb", 1, "no alert here"), ("> [!TIP](a.md)\n> b", 1, "no alert here"),
        ("- [!NOTE]\n  b", 1, "no alert here"), ("> [!HINWÉIS]\n> b", 1, "no alert “[!HINWÉIS]”"),
        ("> [! NOTE]\n> b", 1, "no alert “[! NOTE]”"),
        ("## a {#b}", 1, "“{#b}” would be shown"), ("a {.b #c}\n---", 1, "“{.b #c}” would be shown"),
        ("[](a.md)", 1, "no text"), ("a [ ](b.md)", 1, "no text"), ("[&nbsp;](b.md) [](c.md)", 1, "c.md"),
        ("see [a](b.md", 1, "nothing closes"), ("![a](../b/c", 1, "nothing closes"),
    ])
    func isAProblem(_ source: String, _ line: Int, _ reason: String) throws {
        let found = try parse(source).problems
        guard line > 0 else { return #expect(found.isEmpty) }
        #expect(found.contains { $0.line == line && $0.reason.contains(reason) }, "\(found)")
    }

    @Test(arguments: [
        "[ ] [1] [x] [!] [^] [] [^ a] a[0][1] m[i][j] f(x)[a][b]", "- [ ] a\n- [x] b", "\\[^1] \\[a][b] [a]\\(b c.md)",
        "`[^a] [a][b]`", "    [^a] [a][b]", "[a](b c)", "see [1](as it says) here", "> [! ] x", "> \\[!NOTE] x",
        "[!NOTE] x",
        "<!-- a remark: see /docs/include.md for more -->", "<!-- include the token later -->", "<!-- tags -->",
        "<!-- includes tokens -->", "```\n<!-- include: a -->\n[^1] > [!X] y\n```", "~~~~\n```\n~~~~", "```\n```",
        "- ```\n  a\n  ```\n- b", "> ```\n> a\n> ```", "    ```\n    a", "[//]: # (a)\n[//]: # (b)\n[comment]: <> (c)",
        "[a]: x\n\n[a]: x\n\n[a]", "text\n[a]: not a definition\n[a]: nor this", "[unused]: https://a.example",
        "```\n[a]: x\n\n[a]: y\n```", "1. ```\n   a\n   ```", "```a\n\n\n```\n",
        "x[^1]\n\n[^1]: a\n\n    ```\n    b\n    ```",
        "- a[^1]\n\n  [^1]: b", "> a[^1]\n>\n> [^1]: b\n>     c",
        "| a | b |\n|---|---|\n| c | d | |\n| e |\n| `x\\|y` | f |", "a | b\n---\nc", "a - b\n-|-\nc",
        "```\n[Note]: important\n[^a b]: c\n```", "a\n[Note]: important", "[a]: important\n\n[a] [b]\n\n[b]: ./c",
        "\\[Note]: important", "[c]: <>\n[d]: page.md\n[e]: #f\n[g]: mailto:a@b.example",
        "[^1]\n\n[^1]:\n    b", "Use **[!NOTE]** or `[!NOTE]` here.\n\n**a** [!NOTE]", "> \\[!NOTE]\n> b",
        "## a {b}\n\n## {{#if}}\n\n## `{#c}`\n\n## d \\{#e}\n\n## f {#g} h", "[![](a.png)](b.md) [`a`](b.md)",
        "[a](b", "[1](see *this*)", "<!-- a --> <!-- b -->",
        "\n\t```\n\ta\n\t```", "a\n\n<!-- a\n\nb -->\n\nc", "[x]( y.md )",
    ])
    func isNone(_ source: String) throws {
        let found = try parse(source).problems
        #expect(found.isEmpty, "\(found)")
    }

    @Test func plainMarkdownHasNone() throws {
        for source in ["> [!X]", "[^a] [a][b]", "```", "<!-- include: a -->", "[a]: x\n\n[a]: y"] {
            #expect(try parse(source, options: .plain).problems.isEmpty)
        }
    }

    @Test func linesAreThoseOfTheFile() throws {
        #expect(try parse("a\n\n```", options: ParseOptions(firstLine: 10)).problems.map(\.line) == [12])
    }

    @Test func footnotesStandInListsAndQuotations() throws {
        let html = try parse("> a[^1]\n>\n> [^1]: b *c*\n>\n>     d\n\ne").html()
        #expect(html.hasPrefix("<blockquote>\n<p>a<sup") && html.contains("<p>b <em>c</em></p>\n<p>d <a"))
        let list = try parse("1. a[^1]\n\n   [^1]: b\n2. c\n").html()
        #expect(list.contains("</sup></p>\n</li>\n<li>\n<p>c</p>") && list.contains("<li id=\"fn:1\">\n<p>b <a"))
        #expect(try parse("a\n      [^1]: b [^1]").html().contains("[^1]: b [^1]"))
    }

    @Test func theLeadHasItsFootnotesAndLinks() throws {
        let document = try parse(
            "a[^1] [b][c]\n\n# d\n\ne[^2]\n\n[c]: https://f.example\n[^1]: g[^3]\n[^2]: h\n[^3]: i\n")
        let html = document.lead.html()
        #expect(html.contains("href=\"https://f.example\"") && html.contains("id=\"fn:1\"") && html.contains("<p>i <a"))
        #expect(!html.contains("<h1") && !html.contains("<p>h"))
    }

    // MARK: HTML that is shown as text

    @Test(arguments: [
        ("<!-- a --> b", "<p>b</p>\n"), ("- <!-- a --> b", "<ul>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),
        ("<!-- a\nb --> c", "<p>c</p>\n"), ("<!-- a --> <!--b-->", ""), ("<!-- a -->\n\n<!-- b -->", ""),
        ("<div>\n<!-- a -->\n</div>", "<p>&lt;div&gt;\n\n&lt;/div&gt;</p>\n"), ("a <!-- b --> c", "<p>a  c</p>\n"),
        ("<!-- a --><b>c</b>", "<p>&lt;b&gt;c&lt;/b&gt;</p>\n"),
    ])
    func commentsAreForThoseWhoReadTheSource(_ source: String, _ html: String) throws {
        let document = try parse(source)
        #expect(document.html() == html)
        #expect(document.openComments.isEmpty)
    }

    @Test(arguments: [("a\n\n<!-- b\n\nc", 3), ("- <!-- b\n- c", 1), ("> <!-- b", 1)])
    func aCommentEndsSomewhere(_ source: String, _ line: Int) throws {
        #expect(try parse(source).openComments.map(\.line) == [line])
    }

    // MARK: HTML that is passed on

    @Test(arguments: [
        ("<!-- a\n\nb", 1, "comment"), ("a\n\n<div>\n\nb", 3, "<div> is not closed"), ("</main></body>", 1, "</main>"),
        ("a </div> b", 1, "</div>"), ("a <b>c\n\nd</b>", 1, "<b>"), ("<div class=\"x\n\ny\">\n</div>", 1, "tag <div"),
        ("- <div>\n- b\n\n</div>", 1, "<div>"), ("<script>\nx", 1, "<script>"), ("<style>\n\na\n", 1, "<style>"),
        ("<textarea>\n</div>", 1, "<textarea>"), ("<plaintext>", 1, "frame"), ("<body class=x>", 1, "frame"),
        ("<p>a</p></p>", 1, "</p>"), ("<b><i>a</b></i>", 1, "<i>"), ("<svg><g></svg>", 1, "<g>"),
        ("<div/>", 1, "<div>"),
        ("> <details>\n\n</details>", 1, "<details>"), ("<div>\n<!-- a\n\nb -->\n</div>", 2, "comment"),
        ("<details>\n<summary>a</summary>\n\nb\n\n</detail>", 1, "<details>"), ("<iframe src=x>", 1, "<iframe>"),
        ("<table><tr><td>a\n\nb", 1, "<table>"), ("a <a href=\"b\">c", 1, "<a>"), ("<!DOCTYPE html", 1, "declaration"),
    ])
    func unbalanced(_ source: String, _ line: Int, _ reason: String) throws {
        let found = try parse(source).htmlProblems
        #expect(found.contains { $0.line == line && $0.reason.contains(reason) }, "\(found)")
    }

    @Test(arguments: [
        "<div>\n\n**a**\n\n</div>", "<details>\n<summary>a</summary>\n\nb\n\n</details>",
        "a<br>b <br/> <img src=x> <wbr>",
        "<ul><li>a<li>b</ul>", "<table><tr><td>a<td>b</table>", "<p>a\n\nb", "<svg><path d='M0'/><g/></svg>",
        "<a name=\"x\"></a> <kbd>a</kbd>", "<!-- a -->\n<!-- > -->", "<!-- <div> -->", "<pre>\n<b>\n</b>\n</pre>",
        "<script>if (a < b && c > d) { '</div>' }</script>", "<picture><source srcset=a><img src=b></picture>",
        "a < b > c <3", "`<div>`", "<div title=\"a > b\">c</div>", "<dl><dt>a<dd>b</dl>", "<DIV>a</div>",
        "<!--> <b>x</b>",
        "<div\nclass=x>a</div>", "<input disabled> <hr>", "| <b>a</b> |\n|---|\n| b<br>c |", "<math><mi>x</mi></math>",
    ])
    func balanced(_ source: String) throws {
        let found = try parse(source).htmlProblems
        #expect(found.isEmpty, "\(found)")
    }

    /// Sources in which every word may be a slip.
    @Test(
        arguments: [
            "[a](", "[a][", "][", "[a][b", "[!X] ", "> [!X\n", "[^a", "[a]: b\n\n", "```\n", "<!-- ", "<!--a--> ", "<!",
            "<a b='",
            "<b>", "</b>", "<b></i>", "<!-- tabs -->\n", "<!-- include: a -->\n", "> [^1]: a\n", "<script>", "</",
        ])
    func hostileRepetition(_ piece: String) throws {
        for start in ["", "<div>\n", "> "] {
            let document = try parse(start + String(repeating: piece, count: 2_000))
            _ = (document.htmlProblems.count, document.lead.html().count)
        }
    }
}
