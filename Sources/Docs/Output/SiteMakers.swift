import Markdown

/// What can be added to a site from outside: each is a pure function, so that builds can remember what came of it.
public struct SiteMakers: Sendable {
    /// Markup for the head of a page: social cards, structured data, links to feeds.
    public typealias Head = @Sendable (PageEntry, DocsSettings) -> [UInt8]
    /// Files beside a page, made of the finished page alone: a copy as Markdown, a card.
    public typealias Beside = @Sendable (PageEntry, [UInt8], DocsSettings) -> [OutputFile]
    /// Files made of the whole table: site maps, feeds, `llms.txt`.
    public typealias Whole = @Sendable (PageTable) -> [OutputFile]

    /// Markup for a code block; nil leaves it plain.
    public var highlight: (@Sendable (CodeBlock) -> [UInt8]?)?
    public var heads: [Head] = []
    public var beside: [Beside] = []
    public var whole: [Whole] = []
    public var search: SearchMaker?
    /// Changes whenever one of the functions may give something else: the program's own fingerprint.
    public var fingerprint: ContentHash

    public init(fingerprint: ContentHash = ContentHash()) { self.fingerprint = fingerprint }
}

/// Makes an index in two steps, so that an edit costs one page: what a page contributes, then the index of all of them.
public struct SearchMaker: Sendable {
    /// What a page contributes, in a form that is kept between builds.
    public var digest: @Sendable (Document, _ title: String) -> [UInt8]
    /// The files of the index of one version in one language. The digests are in the order of the table, and the folder is
    /// that of the scope, such as `v1/de/`; empty for the root.
    public var files: @Sendable (_ pages: [(page: PageEntry, digest: [UInt8])], _ folder: String) -> [OutputFile]

    public init(
        digest: @escaping @Sendable (Document, _ title: String) -> [UInt8],
        files: @escaping @Sendable (_ pages: [(page: PageEntry, digest: [UInt8])], _ folder: String) -> [OutputFile]
    ) {
        self.digest = digest
        self.files = files
    }
}
