import Authoring
import Markdown

/// Markdown cut out of a file, with the line on which it starts.
public struct MarkdownText: Hashable, Sendable {
    public var file: String
    public var line: Int
    public var text: String

    public init(file: String, line: Int, text: String) {
        self.file = file
        self.line = line
        // The parser ends lines at every CR, so the text has LF only and both count alike.
        let hasReturns = text.utf8.contains(0x0D)
        self.text = hasReturns ? text.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : text
    }

    /// The text as a tree; its lines are those of the file.
    ///
    /// - Throws: `Problem` when the text is too long to parse.
    package func parsed(reservedAnchors: Set<String> = []) throws(Problem) -> Document {
        do {
            return try Markdown.parse(text, options: ParseOptions(firstLine: line, reservedAnchors: reservedAnchors))
        } catch {
            throw Problem(file: file, line: line, "\(error).")
        }
    }

    /// The text as HTML, its links rewritten for a page.
    ///
    /// - Throws: `Problems` with every dead link.
    package func html(_ links: LinkResolver, on page: String, isInline: Bool = false) throws(Problems) -> String {
        let document: Document
        do { document = try parsed() } catch { throw Problems([error]) }
        var problems = (document.problems + document.openComments).map { Problem(file: file, line: $0.line, $0.reason) }
        let scope = LinkResolver.Scope(page: page, file: file)
        let rewritten = links.rewrite(document.links.map { ($0, $0.line) }, scope, &problems)
        if isInline,
            document.root.children.contains(where: { $0.kind != .paragraph }) || document.root.children.count > 1
        {
            problems.append(Problem(file: file, line: line, "only one paragraph may stand here."))
        }
        guard problems.isEmpty else { throw Problems(problems) }
        let html = document.html(HTMLOptions(schemes: .author, rewriteURL: { rewritten[$0] ?? $0 }))
        guard isInline, html.hasPrefix("<p>"), html.hasSuffix("</p>\n") else { return html }
        return String(html.dropFirst("<p>".count).dropLast("</p>\n".count))
    }
}
