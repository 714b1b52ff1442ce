import Markdown
import Testing

struct IncludeTests {
    private let files = [
        "content/snippets/a.swift": "one\ntwo\r\nthree\n",
        "content/shared/setup.md": "---\ntitle: x\n---\n# Set up\n\nrun\n",
        "content/loop.md": "a\n<!-- include: loop.md -->\n", "content/b.md": "b\n<!-- include: shared/setup.md -->\nc",
        "root.txt": "root",
    ]

    private func read(_ path: String) throws(IncludeError) -> String {
        guard let text = files[path] else { throw IncludeError("there is no \(path).") }
        return text
    }

    private func code(_ attributes: String, problems: inout [MarkdownProblem]) throws -> String? {
        try parse("\n```swift \(attributes)\nhere\n```")
            .includingCode(from: "content/page.md", read: read, problems: &problems).root.children.first?.literal
    }

    @Test func filesAndLines() throws {
        var problems: [MarkdownProblem] = []
        #expect(try code("include=\"snippets/a.swift\"", problems: &problems) == "one\ntwo\nthree\n")
        #expect(try code("include=\"snippets/a.swift\" lines=\"2-3\"", problems: &problems) == "two\nthree\n")
        #expect(try code("include=\"/root.txt\"", problems: &problems) == "root\n")
        #expect(try code("include=\"../root.txt\"", problems: &problems) == "root\n")
        #expect(try code("title=x", problems: &problems) == "here\n")
        #expect(problems.isEmpty)
        var numbered = try parse("```x include=snippets/a.swift lines=\"2-3\" lines\n```")
        numbered = numbered.includingCode(from: "content/page.md", read: read, problems: &problems)
        #expect(numbered.html().contains("data-n=\"2\">two\n"))
    }

    @Test(arguments: [
        ("../../etc/passwd", "“../../etc/passwd” is no file of this site; a path may not leave its folder."),
        ("/../x", "“/../x” is no file of this site; a path may not leave its folder."),
        ("a/../../../x", "“a/../../../x” is no file of this site; a path may not leave its folder."),
        (".env", "“.env” is no file of this site; a path may not leave its folder."),
        ("C:\\x", "“C:\\x” is no file of this site; a path may not leave its folder."),
        ("file:///etc/passwd", "“file:///etc/passwd” is no file of this site; a path may not leave its folder."),
        ("none.txt", "there is no content/none.txt."),
        ("snippets/a.swift\" lines=\"2-9", "content/snippets/a.swift has 3 lines, not 9."),
    ])
    func refusals(_ path: String, _ reason: String) throws {
        var problems: [MarkdownProblem] = []
        #expect(try code("include=\"\(path)\"", problems: &problems) == "here\n")
        #expect(problems == [MarkdownProblem(line: 2, reason: reason)])
    }

    @Test func markdown() {
        let source =
            "x\n<!-- include: b.md -->\n```\n<!-- include: b.md -->\n```\n<!-- include: snippets/a.swift lines=\"2-2\" -->\ny\n"
        let result = IncludedSource(source, file: "content/page.md", firstLine: 10, read: read)
        #expect(
            result.text == "x\nb\n# Set up\n\nrun\nc\n```\n<!-- include: b.md -->\n```\ntwo\ny\n")
        #expect(result.problems.isEmpty)
        #expect(result.origins.count == result.text.split(separator: "\n", omittingEmptySubsequences: false).count)
        #expect(result.origins[0] == .init(file: "content/page.md", line: 10))
        #expect(result.origins[2] == .init(file: "content/shared/setup.md", line: 4))
        #expect(result.origins[5] == .init(file: "content/b.md", line: 3))
        #expect(result.origins[9] == .init(file: "content/snippets/a.swift", line: 2))
        #expect(result.origins[10] == .init(file: "content/page.md", line: 16))
    }

    @Test func markdownThatIncludesItself() {
        let result = IncludedSource("<!-- include: loop.md -->", file: "content/page.md", read: read)
        #expect(result.problems.map(\.file) == ["content/loop.md"])
        #expect(
            result.problems.first?.problem
                == MarkdownProblem(
                    line: 2,
                    reason: "content/loop.md includes itself: content/page.md → content/loop.md → content/loop.md."))
        let missing = IncludedSource(
            "\n<!-- include: ../../x.md -->", file: "content/page.md", firstLine: 5, read: read)
        #expect(missing.problems.map(\.problem.line) == [6])
    }
}
