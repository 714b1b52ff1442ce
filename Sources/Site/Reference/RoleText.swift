import Docs
import Authoring
import Specs

/// What somebody has to do who builds one of the parties, from `content/roles/ROLE.md`.
public struct RoleText: Sendable {
    public var role: Role
    public var title: String
    public var summary: String
    public var body: MarkdownText

    /// Reads a file that is named after a role and whose head has `title` and `summary`.
    ///
    /// - Throws: `Problem` for another name, an unknown key or a missing one.
    public init(parsing file: SourceFile) throws(Problem) {
        guard let role = Role(rawValue: file.slug) else {
            throw Problem(
                file: file.path, "“\(file.slug)” is not a role.",
                remedy: Nearest.remedy(for: file.slug, among: Role.allCases.map(\.rawValue)))
        }
        let source = try FrontMatter(parsing: file.text, file: file.path)
        var title: String?
        var summary: String?
        try source.head.read([
            "title": { title = try $0.visibleText() },
            "summary": { summary = try $0.text() },
        ])
        guard let title, let summary else {
            throw Problem(
                file: file.path, line: 1, "“\(title == nil ? "title" : "summary")” is missing.",
                remedy: "Add it to the front matter.")
        }
        self.role = role
        self.title = title
        self.summary = summary
        body = MarkdownText(file: file.path, line: source.bodyLine, text: source.body)
    }
}
