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

    @Test func aLongLineIsCutAroundThePlace() throws {
        let text = String(repeating: "a", count: 5_000) + "!" + String(repeating: "b", count: 5_000)
        let excerpt = try #require(Problem(file: "x", line: 1, column: 5_001, "wrong").excerpt(of: text))
        let lines = excerpt.split(separator: "\n").map(Array.init)
        #expect(lines[0].count < 120)
        #expect(lines[0][lines[1].firstIndex(of: "^") ?? 0] == "!")
    }
}
