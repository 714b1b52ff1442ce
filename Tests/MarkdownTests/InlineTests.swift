import Markdown
import Testing

struct InlineTests {
    private func html(_ source: String) throws -> String { try parse(source).html() }

    @Test(arguments: [
        ("~~a~~", "<del>a</del>"),
        ("~~*a* `b`~~ c", "<del><em>a</em> <code>b</code></del> c"),
        ("*~~a~~*", "<em><del>a</del></em>"),
        ("a ~~b ~~c~~ d~~", "a <del>b <del>c</del> d</del>"),
        ("~a~ ~~~b~~~ c~~", "~a~ ~~~b~~~ c~~"),
        ("~~ a ~~", "~~ a ~~"),
        ("\\~~a~~", "~~a~~"),
        ("~\\~a~~", "~~a~~"),
        ("&#126;~a~~", "~~a~~"),
        ("`~~a~~`", "<code>~~a~~</code>"),
        ("a\n~~b~~", "a\n<del>b</del>"),
        ("~~a\nb~~", "<del>a\nb</del>"),
        ("*a ~~b* c~~", "<em>a ~~b</em> c~~"),
    ])
    func strikethrough(_ source: String, _ expected: String) throws {
        #expect(try html(source).replacing("<p>", with: "").replacing("</p>\n", with: "") == expected)
    }

    @Test(arguments: [
        ("see https://a.example/b?c=d_e, or", ["https://a.example/b?c=d_e"]),
        ("(http://localhost:8080/x)", ["http://localhost:8080/x"]),
        ("http://a.example/(b)) http://a.example/&amp;", ["http://a.example/(b)", "http://a.example/"]),
        ("xhttp://a.example http:// www. www._x.y a@b @c.d", []),
        ("mail a.b+c@d.example. now", ["mailto:a.b+c@d.example"]),
        ("`www.a.example` [www.b.example](c) ![www.d.example](e)", ["c", "e"]),
        ("www\\.a.example \\www.b.example", []),
        ("<https://a.example> https://b.example", ["https://a.example", "https://b.example"]),
        ("**www.a.example**", ["http://www.a.example"]),
        ("~~www.a.example~~", ["http://www.a.example"]),
        ("http://a_b.example http://a_b.c.d", ["http://a_b.c.d"]),
    ])
    func autolinks(_ source: String, _ expected: [String]) throws {
        #expect(try parse(source).links.map(\.url) == expected)
    }

    @Test func autolinksShowWhatWasWritten() throws {
        #expect(try html("(www.a.example/b).") == "<p>(<a href=\"http://www.a.example/b\">www.a.example/b</a>).</p>\n")
    }

    @Test func taskLists() throws {
        let box = "<input disabled=\"\" type=\"checkbox\">"
        #expect(try html("- [ ] a") == "<ul>\n<li>\(box) a</li>\n</ul>\n")
        #expect(try html("- [ ] a\n\n- b") == "<ul>\n<li>\n<p>\(box) a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n")
        #expect(try !html("- [ ]a\n- \\[ ] a\n- [y] a\n- a [ ] b\n- [ ]").contains("input"))
        let items = try parse("1. [X] a\n2. b\n3. [ ] c").root.children[0].children
        #expect(items.map(\.isDone) == [true, nil, false])
        #expect(items.map(\.plainText) == [" a", "b", " c"])
    }

    @Test(arguments: AlertType.allCases)
    func alerts(_ type: AlertType) throws {
        let expected = """
            <div class="alert alert-\(type.name)">
            <p class="alert-title">\(type.title)</p>
            <p>One <em>two</em></p>
            <ul>
            <li>three</li>
            </ul>
            </div>

            """
        #expect(try html("> [!\(type.name.uppercased())]\n> One *two*\n> - three\n") == expected)
        #expect(try html("> [!\(type.name)]  \n>\n> One *two*\n> - three\n") == expected)
    }

    @Test(arguments: [
        "> [!NOTE] text", "> [!OTHER]\n> text", "> \\[!NOTE]\n> text", "> [!NOTE]", "> a\n> [!NOTE]\n> b",
        "[!NOTE]\ntext",
    ])
    func isNoAlert(_ source: String) throws {
        #expect(try !html(source).contains("alert"))
    }
}
