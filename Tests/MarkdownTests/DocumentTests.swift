import Markdown
import Testing

struct DocumentTests {
    @Test func anchors() throws {
        let source = """
            # One & Two!
            ## One & Two!
            ## `code` *and* [link](x)
            ## Straße Ünï 日本 – x_y
            ## ???
            ## one--two-2
            ## One & Two!
            """
        let headings = try parse(source).headings
        #expect(
            headings.map(\.id) == [
                "one--two", "one--two-1", "code-and-link", "straße-ünï-日本--x_y", "section", "one--two-2",
                "one--two-3",
            ])
        #expect(headings.map(\.level) == [1, 2, 2, 2, 2, 2, 2])
        #expect(headings[2].text == "code and link")
        #expect(headings.map(\.line) == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test(arguments: [
        (["Token", "Token", "Token"], ["token", "token-1", "token-2"]),
        (["Token", "Token 1", "Token"], ["token", "token-1", "token-2"]),
        (["Token 1", "Token", "Token"], ["token-1", "token", "token-2"]),
        (["Token", "Token", "Token 1"], ["token", "token-1", "token-1-1"]),
    ])
    func repeatedAnchorsAreThoseOfGitHub(_ titles: [String], _ anchors: [String]) throws {
        #expect(try parse(titles.map { "## \($0)\n" }.joined()).headings.map(\.id) == anchors)
    }

    @Test(arguments: [
        ("⚙️ Settings", "-settings"), ("⚠️", "section"), ("a\u{FE0F}b", "ab"), ("1️⃣ First", "1-first"),
        ("👩‍💻 Work", "-work"), ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} x", "-x"),
        ("\u{FEFF}bom", "bom"), ("so\u{AD}ft", "soft"), ("\u{200E}left\u{202E}right\u{2069}", "leftright"),
        ("🚫\u{20E0} no", "-no"), ("a\u{200B}b\u{2060}c", "abc"), ("\u{3164}x\u{115F}", "x"), ("©️ me", "-me"),
        ("cafe\u{301}", "cafe\u{301}"), ("हिन्दी", "हिन्दी"), ("العَرَبِيَّة", "العَرَبِيَّة"), ("한국어", "한국어"), ("ไทยที่", "ไทยที่"),
        ("a\u{E0100}b", "ab"), ("x\u{34F}\u{301}", "x\u{301}"), ("Ⅷ ½ ²", "--"),
    ])
    func whatDoesNotShowIsNoPartOfAnAnchor(_ title: String, _ anchor: String) throws {
        let id = try #require(parse("## \(title)").headings.first?.id)
        #expect(Array(id.unicodeScalars) == Array(anchor.unicodeScalars))
        #expect(!id.unicodeScalars.contains { $0.properties.isDefaultIgnorableCodePoint })
    }

    @Test func anchorsAvoidThoseOfThePage() throws {
        let options = ParseOptions(reservedAnchors: ["search"])
        #expect(try parse("# Search", options: options).headings.map(\.id) == ["search-1"])
    }

    @Test func headingsInHTML() throws {
        let document = try parse("# A b\n\n###### C")
        #expect(
            document.html(HTMLOptions(headingShift: 1)) == """
                <h2 id="a-b">A b <a class="anchor" href="#a-b" aria-label="Link to this section">#</a></h2>
                <h6 id="c">C <a class="anchor" href="#c" aria-label="Link to this section">#</a></h6>

                """)
        #expect(document.html(HTMLOptions(headingAnchors: false)) == "<h1>A b</h1>\n<h6>C</h6>\n")
    }

    @Test func longCodeMayBeBrokenBetweenItsParts() throws {
        let document = try parse("`https://a.example/?b=<c_d>&e` `client_id` `client_id_metadata_document_`")
        #expect(
            document.html() == """
                <p><code>https://<wbr />a.<wbr />example/?<wbr />b=<wbr />&lt;c_<wbr />d&gt;&amp;<wbr />e</code> \
                <code>client_id</code> <code>client_<wbr />id_<wbr />metadata_<wbr />document_</code></p>

                """)
        #expect(!document.html(.plain).contains("<wbr"))
        #expect(document.plainText == "https://a.example/?b=<c_d>&e client_id client_id_metadata_document_")
    }

    @Test func plainTextAndFirstParagraph() throws {
        let source = "# T\n\n> quote\n\nA *b* `c`\nd  \ne ![f](g) <b>h</b>\n\n- i\n- j\n\n```\nk\n```\n\n<hr>\n"
        let document = try parse(source)
        #expect(document.plainText == "T\nquote\nA b c d\ne f h\ni\nj\nk")
        #expect(document.firstParagraph == "A b c d\ne f h")
        #expect(try parse("# only").firstParagraph == nil)
    }

    @Test func sections() throws {
        let source = "a\n\n# B *c*\n\n| d | e |\n|---|---|\n| f | g |\n\n```x tab=One\nh\n```\n\n> ## I\n> j\n> k\n"
        let sections = try parse(source).sections
        #expect(sections.map(\.id) == ["", "b-c", "i"])
        #expect(sections.map(\.title) == ["", "B c", "I"])
        let words = sections.map { $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        #expect(words == ["a", "d e f g One h", "j k"])
    }

    @Test func linksWithLines() throws {
        let source = "[a](b)\n\n> c\n> ![d](e)\n\n[f]\n\n[f]: g\n"
        #expect(
            try parse(source).links == [
                Link(url: "b", line: 1, isImage: false), Link(url: "e", line: 4, isImage: true),
                Link(url: "g", line: 6, isImage: false),
            ])
    }

    @Test func rewritesDestinations() throws {
        let options = HTMLOptions(rewriteURL: { $0 == "evil" ? "javascript:x" : "/base/" + $0 })
        let html = try parse("[a](b.md) ![c](d.png \"t\") [e](evil)").html(options)
        #expect(
            html == "<p><a href=\"/base/b.md\">a</a> <img src=\"/base/d.png\" alt=\"c\" title=\"t\" /> <a>e</a></p>\n")
    }

    @Test func nodes() throws {
        let root = try parse("3) a\n4) b\n\n```swift x\nc\n```\n\n[d](e \"f\")").root
        #expect(root.kind == .document)
        #expect(root.children.map(\.kind) == [.list, .codeBlock, .paragraph])
        #expect(root.children[0].listStyle?.start == 3)
        #expect(root.children[0].listStyle?.isTight == true)
        #expect(root.children[0].lines.lowerBound == 1)
        #expect(root.children[1].info == "swift x")
        #expect(root.children[1].literal == "c\n")
        let link = root.children[2].children[0]
        #expect(link.url == "e")
        #expect(link.title == "f")
        #expect(link.children[0].literal == "d")
    }

    @Test func appendsToABuffer() throws {
        var buffer = Array("x".utf8)
        try parse("a").appendHTML(to: &buffer)
        #expect(buffer == Array("x<p>a</p>\n".utf8))
    }
}
