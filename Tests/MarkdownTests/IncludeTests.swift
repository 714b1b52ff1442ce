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

    // MARK: Within other blocks

    private let parts = [
        "content/inc.md": "---\ntitle: x\n---\nOne *two*.\n\n- a\n- b\n",
        "content/line.md": "only", "content/code.md": "```\nx\n\ny\n```\n",
        "content/all.md": "## Head\n\n[ref] and note[^n].\n\n[ref]: https://a.example\n[^n]: text\n",
        "content/outer.md": "> <!-- include: inc.md -->\n",
    ]

    private func html(_ source: String) throws -> String {
        let result = IncludedSource(source, file: "content/page.md") { (path) throws(IncludeError) in
            guard let text = parts[path] else { throw IncludeError("there is no \(path).") }
            return text
        }
        #expect(result.problems.isEmpty, "\(result.problems)")
        #expect(result.origins.count == result.text.split(separator: "\n", omittingEmptySubsequences: false).count)
        let document = try parse(result.text)
        #expect(document.problems.isEmpty, "\(document.problems)\n\(result.text)")
        return document.html(HTMLOptions(headingAnchors: false, codeBreaks: false))
    }

    /// Wherever the line stands, the text is part of that block and stays what it is by itself.
    @Test(arguments: [
        ("<!-- include: inc.md -->", "", ""), ("   <!-- include: inc.md -->  ", "", ""),
        ("<!--include:inc.md-->", "", ""), ("<!-- include: \"inc.md\" -->", "", ""),
        ("1. Step:\n\n   <!-- include: inc.md -->\n2. Next", "<ol>\n<li>\n<p>Step:</p>\n", "</li>\n<li>\n<p>Next</p>"),
        (
            "10. Step:\n\n    <!-- include: inc.md -->\n11. Next", "<ol start=\"10\">\n<li>\n<p>Step:</p>\n",
            "</li>\n<li>\n<p>Next"
        ),
        ("- a:\n\n  <!-- include: inc.md -->\n- b", "<ul>\n<li>\n<p>a:</p>\n", "</li>\n<li>\n<p>b"),
        ("- a:\n\n\t<!-- include: inc.md -->\n- b", "<ul>\n<li>\n<p>a:</p>\n", "</li>\n<li>\n<p>b"),
        ("- <!-- include: inc.md -->\n- b", "<ul>\n<li>\n", "</li>\n<li>\n<p>b"),
        ("-\t<!-- include: inc.md -->\n-\tb", "<ul>\n<li>\n", "</li>\n<li>\n<p>b"),
        ("> <!-- include: inc.md -->", "<blockquote>\n", "</blockquote>"),
        ("><!-- include: inc.md -->\n>\n> b", "<blockquote>\n", "<p>b</p>\n</blockquote>"),
        ("> > <!-- include: inc.md -->", "<blockquote>\n<blockquote>\n", "</blockquote>\n</blockquote>"),
        (
            "> 1. a\n>\n>    <!-- include: inc.md -->\n> 2. b", "<blockquote>\n<ol>\n<li>\n<p>a</p>\n",
            "</li>\n<li>\n<p>b"
        ),
        (
            "1) > - <!-- include: inc.md -->\n2) c", "<ol>\n<li>\n<blockquote>\n<ul>\n<li>\n",
            "</li>\n</ul>\n</blockquote>\n</li>\n<li>c"
        ),
        ("- a\n  - b\n\n    <!-- include: inc.md -->", "<ul>\n<li>a\n<ul>\n<li>\n<p>b</p>\n", "</li>\n</ul>\n</li>"),
        ("> [!NOTE]\n> <!-- include: inc.md -->", "alert-title\">Note</p>\n", "</div>"),
        ("<!-- include: outer.md -->", "<blockquote>\n", "</blockquote>"),
        ("- <!-- include: outer.md -->", "<ul>\n<li>\n<blockquote>\n", "</blockquote>\n</li>"),
        ("a[^1]\n\n[^1]: b\n\n    <!-- include: inc.md -->", "<p>b</p>\n", ""),
    ])
    func blocks(_ source: String, _ before: String, _ after: String) throws {
        let text = "<p>One <em>two</em>.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
        let found = try html(source)
        #expect(found.contains(before + text + after), "\(found)")
    }

    @Test func paragraphsAndItemsTakeLines() throws {
        #expect(try html("a\n<!-- include: line.md -->\nb") == "<p>a\nonly\nb</p>\n")
        #expect(try html("a\n      <!-- include: line.md -->\nb") == "<p>a\nonly\nb</p>\n")
        #expect(try html("- <!-- include: line.md -->\n- b") == "<ul>\n<li>only</li>\n<li>b</li>\n</ul>\n")
        #expect(try html("- a\n      <!-- include: line.md -->") == "<ul>\n<li>a\nonly</li>\n</ul>\n")
        #expect(
            try html("- a\n\n  <!-- include: code.md -->\n")
                == "<ul>\n<li>\n<p>a</p>\n<pre><code>x\n\ny\n</code></pre>\n</li>\n</ul>\n")
    }

    @Test func headingsReferencesAndFootnotesComeAlong() throws {
        for source in [
            "<!-- include: all.md -->", "1. a\n\n   <!-- include: all.md -->", "> <!-- include: all.md -->",
            "- - <!-- include: all.md -->",
        ] {
            let found = try html(source)
            #expect(
                found.contains("<h2>Head</h2>") && found.contains("href=\"https://a.example\"")
                    && found.contains("<p>text <a"), "\(found)")
        }
    }

    @Test func inCodeItStays() throws {
        for source in [
            "    <!-- include: line.md -->", "- ```\n  <!-- include: line.md -->\n  ```", "`<!-- include: line.md -->`",
        ] {
            #expect(try html(source).contains("&lt;!-- include: line.md --&gt;"))
        }
        #expect(try html("> ```\n> x\n> ```\n<!-- include: line.md -->").hasSuffix("<p>only</p>\n"))
        #expect(try html("<!--\n<!-- include: none.md -->\n") == "")
    }

    @Test(arguments: [
        "1. a\n\n   <!-- include: none.md -->", "> <!-- include: none.md -->", "a\n      <!-- include: none.md -->",
    ])
    func whatIsNotThereIsAProblemEverywhere(_ source: String) {
        let result = IncludedSource(source, file: "content/page.md", read: read)
        #expect(result.problems.map(\.problem.line) == [source.count { $0 == "\n" } + 1])
    }
}
