import Markdown
import Testing

struct TableTests {
    private func html(_ source: String) throws -> String { try parse(source).html() }

    /// The cells of all tables, row by row.
    private func cells(_ source: String) throws -> [[String]] {
        var rows: [[String]] = []
        func visit(_ node: Node) {
            if node.kind == .tableRow { rows.append(node.children.map(\.plainText)) }
            node.children.forEach(visit)
        }
        visit(try parse(source).root)
        return rows
    }

    @Test func isWrappedAndScoped() throws {
        let expected = """
            <div class="tw"><table>
            <thead>
            <tr>
            <th scope="col" align="left">a</th>
            <th scope="col" align="center">b</th>
            <th scope="col" align="right">c</th>
            <th scope="col">d</th>
            </tr>
            </thead>
            <tbody>
            <tr>
            <td align="left">1</td>
            <td align="center">2</td>
            <td align="right">3</td>
            <td></td>
            </tr>
            </tbody>
            </table></div>

            """
        #expect(try html("a | b | c | d\n:-- | :-: | --: | ---\n1 | 2 | 3") == expected)
    }

    @Test func standsInQuotesAndLists() throws {
        #expect(
            try html("> | a | b |\n> | - | - |\n> | 1 | 2 |\n").hasPrefix("<blockquote>\n<div class=\"tw\"><table>"))
        let list = try html("- | a | b |\n  | - | - |\n  | 1 | 2 |\n- next\n")
        #expect(list.hasPrefix("<ul>\n<li>\n<div class=\"tw\"><table>"))
        // The list was tight and stays so, though the cells were paragraphs with blank lines between them.
        #expect(list.hasSuffix("</table></div>\n</li>\n<li>next</li>\n</ul>\n"))
        let nested = "1. > - x\n   >\n   >   | a | b |\n   >   | - | - |\n   >   | 1 | 2 |\n"
        #expect(try cells(nested) == [["a", "b"], ["1", "2"]])
        #expect(try parse(nested).plainText == "x\na\tb\n1\t2")
    }

    @Test func cellsKeepLinkReferences() throws {
        let source = "| a | b |\n| - | - |\n| [x] | [y][x] |\n\n[x]: https://example.com\n"
        #expect(try parse(source).links.map(\.url) == ["https://example.com", "https://example.com"])
        // A definition may also stand right above the table.
        let above = "[x]: https://example.com\n| [x] |\n| - |\n"
        #expect(try parse(above).links.map(\.url) == ["https://example.com"])
        #expect(try cells(above) == [["x"]])
    }

    @Test func inlinesDoNotCrossCells() throws {
        let source = "| a | b |\n| - | - |\n| *x | y* |\n| `x | y` |\n| **p** | [q](r) |\n"
        #expect(try cells(source) == [["a", "b"], ["*x", "y*"], ["`x", "y`"], ["p", "q"]])
        #expect(try html(source).contains("<td><strong>p</strong></td>\n<td><a href=\"r\">q</a></td>"))
    }

    @Test func cellsAreNeverBlocks() throws {
        let source = "| a | b |\n| - | - |\n| # x | - y |\n| > z | 1. q |\n| ``` | --- |\n| [r]: s | <div> |\n"
        #expect(
            try cells(source)
                == [["a", "b"], ["# x", "- y"], ["> z", "1. q"], ["```", "---"], ["[r]: s", ""]])
    }

    @Test func escapedPipes() throws {
        #expect(try cells("| a\\|b | `c\\|d` |\n| - | - |\n") == [["a|b", "c|d"]])
        #expect(try cells("| a \\\\| b |\n| - |\n") == [["a | b"]])
    }

    @Test func interruptsAParagraphFromItsHeaderOn() throws {
        let source = "before\n| a | b |\n| - | - |\n| 1 | 2 |\n\nafter"
        #expect(try html(source).hasPrefix("<p>before</p>\n<div class=\"tw\">"))
        #expect(try cells(source) == [["a", "b"], ["1", "2"]])
    }

    @Test func endsAtAThematicBreak() throws {
        let source = "| a | b |\n| - | - |\n| 1 | 2 |\n---\nafter"
        #expect(try html(source).hasSuffix("</table></div>\n<hr />\n<p>after</p>\n"))
    }

    @Test func leavesUnderlinedHeadingsAlone() throws {
        let source = "| a |\n| - |\n\nh\n---\n\n| i |\n===\n"
        #expect(try parse(source).root.children.map(\.kind) == [.table, .heading, .heading])
        #expect(try cells("| a |\n| - |\n===\n") == [["a"], ["==="]])
    }

    @Test(arguments: [
        "| a | b |\n| - |\n", "a\n-\n", "| a | b |\n| - | x |\n", "    | a |\n    | - |\n", "| - | - |\n",
        "```\n| a |\n| - |\n```\n", "| a | b |\n\n| - | - |\n", "<div>\n| a |\n| - |\n</div>",
    ])
    func isNone(_ source: String) throws {
        #expect(try cells(source).isEmpty)
    }

    @Test func linesAreThoseOfTheSource() throws {
        let source = "# h\n\n| a | b |\n| - | - |\n| 1 | [x](y) |\n\n## i\n\n[z](w)\n"
        let document = try parse(source, options: ParseOptions(firstLine: 11))
        #expect(document.links == [Link(url: "y", line: 15, isImage: false), Link(url: "w", line: 19, isImage: false)])
        #expect(document.headings.map(\.line) == [11, 17])
        #expect(document.root.children[1].lines == 13...15)
    }

    @Test func severalTablesAndCarriageReturns() throws {
        let source = "| a |\r\n| - |\r\n| 1 |\r\n\r\ntext\r\n\r\n| b |\r\n| - |\r\n| 2 |"
        #expect(try cells(source) == [["a"], ["1"], ["b"], ["2"]])
    }

    @Test func isFilledOnlyWithinReason() throws {
        let wide = String(repeating: "|a", count: 1000) + "\n" + String(repeating: "|-", count: 1000) + "\n"
        #expect(try cells(wide + String(repeating: "x\n", count: 50)).count == 51)
        #expect(try cells(wide + String(repeating: "x\n", count: 500)).isEmpty)
    }
}
