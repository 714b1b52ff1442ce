import Docs
import Authoring
import Highlighting
import Markdown
import Settings
import Specs
import Traces

/// Makes HTML from bodies. Recorded values are put into the parsed tree, never into text that is still to be parsed.
struct BodyRenderer: Sendable {
    /// What the pages around the bodies use for themselves. Numbered names begin with a capital, which no heading's has.
    static let reservedAnchors: Set<String> = [
        "main", "steps", "flow", "knows", "about", "runs", "clauses", "wire", "toc", "cf", "featured", "choose",
        "stories", "matrix", "pair", "pages", "search", "curl", "map", "ml", "username", "password",
        "hd", "k", "l", "r", "y", "z",
    ]

    var links: LinkResolver
    var markdown: SiteConfig.MarkdownSettings
    /// The terms whose first use in the body of a scenario is a link.
    var glossary = Glossary([])
    /// The bytes of a file of the site that a code block names.
    var included: IncludedText.FileReader = { _ in nil }

    /// A body for one run. With `leadOnly`, only what stands before its first heading.
    ///
    /// - Parameter revision: that of the run, whose clauses alone the body may name.
    /// - Throws: `Problems` with every dead link, a value that stands in raw HTML, and clauses out of place.
    func render(
        _ expansion: BodyTemplate.Expansion, _ scope: LinkResolver.Scope, of revision: Revision? = nil,
        leadOnly: Bool = false
    ) throws(Problems) -> RenderedBody {
        let slips = ClauseMentions.problems(in: expansion.markdown, revision: revision) {
            (scope.file, expansion.line($0))
        }
        guard slips.isEmpty else { throw Problems(slips) }
        return try finish(expansion, scope, glossary, leadOnly: leadOnly)
    }

    /// A body without tags.
    ///
    /// - Throws: `Problems` with every dead link.
    func render(_ body: MarkdownText, page: String) throws(Problems) -> RenderedBody {
        let text = IncludedText(body, read: included)
        guard text.problems.isEmpty else { throw Problems(text.problems) }
        let count = text.text.text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        let lines = (body.line..<(body.line + count)).map(text.ownLine)
        let slips = ClauseMentions.problems(in: text.text.text, revision: nil) {
            (body.file, lines.indices.contains($0 - 1) ? lines[$0 - 1] : body.line)
        }
        guard slips.isEmpty else { throw Problems(slips) }
        return try finish(
            BodyTemplate.Expansion(markdown: text.text.text, lines: lines),
            LinkResolver.Scope(page: page, file: body.file),
            Glossary([]))
    }

    private func parse(_ expansion: BodyTemplate.Expansion, file: String) throws(Problems) -> Document {
        let names = expansion.names
        let options = ParseOptions(
            reservedAnchors: BodyRenderer.reservedAnchors,
            placeholderName: { names.indices.contains($0) ? names[$0].replacing(".", with: "-") : "" })
        do {
            return try Markdown.parse(expansion.markdown, options: options)
        } catch {
            throw Problems([Problem(file: file, "\(error).")])
        }
    }

    private func finish(
        _ expansion: BodyTemplate.Expansion, _ scope: LinkResolver.Scope, _ glossary: Glossary, leadOnly: Bool = false
    ) throws(Problems) -> RenderedBody {
        var document = try parse(expansion, file: scope.file)
        var slips = document.problems + (markdown.html == .allow ? document.htmlProblems : [])
        if leadOnly { document = document.lead }
        var parts: [String: ContentHash] = [:]
        document = IncludedText.includingCode(in: document, of: scope.file, read: included, &parts, &slips)
        var problems = slips.map { Problem(file: scope.file, line: expansion.line($0.line), $0.reason) }
        // Before recorded values come in: some are secret, and most are random.
        let sections = BodyRenderer.sections(of: document)
        document = document.linkingTerms(glossary)
        let raw = markdown.html == .allow ? RawLinks.all(in: document) : []
        let written = (document.links + raw).filter { expansion.values.isEmpty || !containsPlaceholders($0.url) }
        let rewritten = links.rewrite(written.map { ($0, expansion.line($0.line)) }, scope, &problems)
        if !expansion.values.isEmpty || containsPlaceholders(expansion.markdown) {
            do {
                document = try document.substituting { index in
                    expansion.values.indices.contains(index)
                        ? BodyRenderer.legible(expansion.values[index]) : "\u{FFFD}"
                }
            } catch MarkdownError.placeholderInHTML(let line) {
                problems.append(
                    Problem(
                        file: scope.file, line: expansion.line(line), "a value stands in raw HTML.",
                        remedy: "Write the element as Markdown, or put the value outside of it."))
            } catch {
                problems.append(Problem(file: scope.file, "\(error)."))
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        var options = HTMLOptions(rawHTML: markdown.html == .allow ? .allow : .escape, schemes: .author)
        options.rewriteURL = { rewritten[$0] ?? $0 }
        // A recorded address on the web is a link; a relative one would lead into this site, so it stays text.
        options.rewriteRecordedURL = { URLScheme.has($0) ? $0 : nil }
        options.rewriteHTML = { RawLinks.rewriting($0) { (rewritten[$0] ?? $0) ?? "" } }
        if markdown.highlights { options.highlight = { highlighted($0.code, language: $0.language) } }
        let html = UnbrokenDates.marking(document.html(options))
        var body = RenderedBody(html: html, file: scope.file)
        body.sections = sections
        body.headings = document.headings.map { PageHeading(level: $0.level, title: $0.text, id: $0.id) }
        for link in written {
            guard let target = rewritten[link.url] ?? link.url, body.linkLines[target] == nil else { continue }
            body.linkLines[target] = expansion.line(link.line)
        }
        return body
    }

    /// A recorded value as prose may show it: control and direction characters visible, a very long one without its middle.
    private static func legible(_ value: String) -> String {
        HTMLWriter.visible(Shortened.line(value, limit: 2_000), keepsLines: true)
    }

    /// The author's text; where a value belongs stands an ellipsis.
    private static func sections(of document: Document) -> [Document.Section] {
        guard containsPlaceholders(document.plainText) else { return document.sections }
        func bare(_ text: String) -> String {
            var bare = String.UnicodeScalarView()
            var rest = text.unicodeScalars[...]
            while let scalar = rest.popFirst() {
                let behind = rest.drop { ("0"..."9").contains($0) }
                if scalar == "\u{E000}", behind.first == "\u{E001}" {
                    bare.append("…")
                    rest = behind.dropFirst()
                } else {
                    bare.append(scalar)
                }
            }
            return String(bare)
        }
        return document.sections.map { .init(id: $0.id, title: bare($0.title), text: bare($0.text)) }
    }
}
