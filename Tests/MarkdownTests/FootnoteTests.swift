import Markdown
import Testing

struct FootnoteTests {
    private func html(_ source: String) throws -> String { try parse(source).html() }

    @Test func referenceAndDefinition() throws {
        let expected = """
            <p>Text<sup class="footnote-ref"><a href="#fn:1" id="fnref:1">1</a></sup>.</p>
            <section class="footnotes" aria-label="Footnotes">
            <ol>
            <li id="fn:1">
            <p>A <em>note</em>. <a href="#fnref:1" class="footnote-backref" aria-label="Back to reference 1">↩</a></p>
            </li>
            </ol>
            </section>

            """
        #expect(try html("Text[^a].\n\n[^a]: A *note*.\n") == expected)
        #expect(try html("[^a]: A *note*.\n\nText[^A].\n") == expected)
        #expect(try html("Text[^a].\n[^a]: A *note*.\n") == expected)
    }

    @Test func areNumberedByTheirFirstReference() throws {
        let source = "[^b] [^a] [^b]\n\n[^a]: one word\n[^b]: word [^c]\n[^c]: last\n[^d]: nobody\n"
        let root = try parse(source).root
        let notes = root.children.filter { $0.kind == .footnoteDefinition }
        #expect(notes.map(\.plainText) == ["word ", "one word", "last"])
        #expect(notes.map(\.footnoteNumber) == [1, 2, 3])
        let references = root.children[0].children.compactMap(\.footnoteNumber)
        #expect(references == [1, 2, 1])
        #expect(try html(source).contains("id=\"fnref:1-2\""))
        #expect(try html(source).contains("href=\"#fnref:1-2\""))
    }

    @Test func holdSeveralBlocks() throws {
        let source = "x[^1]\n\n[^1]: first\nlazy\n\n    second\n\n    ```\n    [^1]: code\n    ```\n\nbehind\n"
        let children = try parse(source).root.children
        #expect(children.map(\.kind) == [.paragraph, .paragraph, .footnoteDefinition])
        #expect(children[1].plainText == "behind")
        #expect(children[2].children.map(\.kind) == [.paragraph, .paragraph, .codeBlock])
        #expect(children[2].children[2].literal == "[^1]: code\n")
        #expect(
            try html(source).hasSuffix(
                "</code></pre>\n<p><a href=\"#fnref:1\" class=\"footnote-backref\" "
                    + "aria-label=\"Back to reference 1\">↩</a></p>\n</li>\n</ol>\n</section>\n"))
    }

    @Test func doNotJoinTheAuthorsList() throws {
        let kinds = try parse("+ a\n+ b\n\n[^1]: note\n\n* c [^1]\n").root.children
        #expect(kinds.map(\.kind) == [.list, .list, .footnoteDefinition])
        #expect(kinds[0].listStyle?.isTight == true)
    }

    @Test func mayHoldTables() throws {
        let note = try parse("x[^1]\n\n[^1]: note\n\n    | a |\n    | - |\n    | 1 |\n").root.children[1]
        #expect(note.children.map(\.kind) == [.paragraph, .table])
    }

    @Test(arguments: ["x[^1]", "`[^1]`\n\n[^1]: note", "\\[^1]\n\n[^1]: note", "x[^1]\n\n```\n[^1]: note\n```"])
    func isNone(_ source: String) throws {
        #expect(try !html(source).contains("footnote"))
    }

    @Test func linesStay() throws {
        #expect(try parse("a[^1]\n\n[^1]: b\n\n    [c](d)\n\n# e\n").links.map(\.line) == [5])
    }
}
