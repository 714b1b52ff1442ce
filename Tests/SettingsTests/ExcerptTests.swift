import Authoring
import Testing

@Suite struct ExcerptTests {
    @Test func theCaretStandsUnderTheColumn() {
        let problem = Problem(file: "x.yml", line: 2, column: 3, "wrong")
        #expect(problem.excerpt(of: "a: 1\n\tbcd\r\nlast") == "  2 |  bcd\n    |   ^")
        #expect(Problem(file: "x.yml", line: 3, "wrong").excerpt(of: "a: 1\n\tbcd\nlast") == "  3 | last")
        #expect(Problem(file: "x.yml", line: 4, "wrong").excerpt(of: "a: 1\n\tbcd\nlast") == nil)
        #expect(Problem(file: "x.yml", "wrong").excerpt(of: "a: 1") == nil)
    }

    /// A problem that knows no column points at what it quotes, where that stands once in its line.
    @Test func whatIsQuotedIsFound() {
        let text = "one\nsee [é](/gone/) twice twice\n/gone/"
        func column(_ line: Int, _ message: String) -> Int? {
            Problem(file: "x.md", line: line, message).located(in: text).column
        }
        #expect(column(2, "the link “/gone/” leads to no page.") == 9)
        #expect(column(2, "“twice” is said twice.") == nil)
        #expect(column(1, "the link “/gone/” leads to no page.") == nil)
        #expect(column(2, "wrong") == nil && column(9, "“x”") == nil)
        #expect(Problem(file: "x.md", line: 2, column: 1, "“/gone/”").located(in: text).column == 1)
    }

    @Test func aLongLineIsCutAroundThePlace() throws {
        let text = String(repeating: "a", count: 5_000) + "!" + String(repeating: "b", count: 5_000)
        let excerpt = try #require(Problem(file: "x", line: 1, column: 5_001, "wrong").excerpt(of: text))
        let lines = excerpt.split(separator: "\n").map(Array.init)
        #expect(lines[0].count < 120)
        #expect(lines[0][lines[1].firstIndex(of: "^") ?? 0] == "!")
    }
}
