import Docs
import Authoring
import Specs

/// The text of the front page, and what it leads to, from `content/index.md`.
public struct HomeText: Sendable {
    /// A way into the site, as its author wrote it.
    public struct Door: Sendable {
        public var title: String
        public var summary: String
        /// An address such as `/about/`.
        public var to: YAMLValue
    }

    public var title: String
    public var summary: String
    /// The id of the scenario whose diagram greets the reader; nil for the first one.
    public var featured: YAMLValue?
    /// The ids of scenarios that show the ways of registration.
    public var ways: [YAMLValue]
    public var doors: [Door]
    public var body: MarkdownText

    /// Reads a file whose head has `title` and may have `summary`, `featured`, `ways` and `doors`.
    ///
    /// - Throws: `Problem` for a wrong head or one without a title.
    public init(parsing file: SourceFile) throws(Problem) {
        let source = try FrontMatter(parsing: file.text, file: file.path)
        var title: String?
        var summary = ""
        var featured: YAMLValue?
        var ways: [YAMLValue] = []
        var doors: [Door] = []
        try source.head.read([
            "title": { title = try $0.visibleText() },
            "summary": { summary = try $0.text() },
            "featured": { featured = $0 },
            "ways": { ways = try $0.list() },
            "doors": { doors = try $0.list().map { try HomeText.door($0) } },
        ])
        guard let title else {
            throw Problem(
                file: file.path, line: 1, "the page has no title.", remedy: "Begin it with ---, title: … and ---.")
        }
        self.title = title
        self.summary = summary
        self.featured = featured
        self.ways = ways
        self.doors = doors
        body = MarkdownText(file: file.path, line: source.bodyLine, text: source.body)
    }

    private static func door(_ item: YAMLValue) throws(Problem) -> Door {
        var title: String?
        var summary = ""
        var address: YAMLValue?
        try item.read([
            "title": { title = try $0.visibleText() },
            "summary": { summary = try $0.text() },
            "to": { address = $0 },
        ])
        guard let title, let address else {
            throw item.problem("a door needs a title and an address.", remedy: "Write title: … and to: /about/.")
        }
        return Door(title: title, summary: summary, to: address)
    }
}

/// The text about one revision of the specification, from `content/revisions/NAME.md`.
public struct RevisionText: Sendable {
    /// Nil for `draft`.
    public var revision: Revision?
    public var title: String
    public var summary: String
    public var body: MarkdownText

    /// Reads a file whose name is a revision or `draft`, and whose head may have `title`, `summary` and `revision`.
    ///
    /// - Throws: `Problem` when the name is no revision or the head is wrong.
    public init(parsing file: SourceFile) throws(Problem) {
        let names = Revision.allCases.map(\.rawValue) + ["draft"]
        guard names.contains(file.slug) else {
            throw Problem(
                file: file.path, "“\(file.slug)” is not a revision of MCP.",
                remedy: Nearest.remedy(for: file.slug, among: names))
        }
        let source = try FrontMatter(parsing: file.text, file: file.path)
        var title: String?
        var summary = ""
        try source.head.read([
            "title": { title = try $0.visibleText() },
            "summary": { summary = try $0.text() },
            "revision": { value in
                guard try value.text() == file.slug else {
                    throw value.problem(
                        "the file is named \(file.slug).md.", remedy: "Name the file after its revision.")
                }
            },
        ])
        self.revision = Revision(rawValue: file.slug)
        self.title = title ?? (revision.map { "MCP " + $0.rawValue } ?? "The draft")
        self.summary = summary
        body = MarkdownText(file: file.path, line: source.bodyLine, text: source.body)
    }
}
