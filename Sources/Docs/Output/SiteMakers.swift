import Markdown

/// What can be added to a site from outside: each is a pure function, so that builds can remember what came of it.
public struct SiteMakers: Sendable {
    /// Markup for the head of a page: social cards, structured data, links to feeds.
    public typealias Head = @Sendable (PageEntry, HeadFacts) -> [UInt8]

    /// Files beside a page, made of the finished page alone: a copy as Markdown, a card.
    public struct Beside: Sendable {
        /// The addresses that the files may have, before the page is made.
        var claims: @Sendable (PageEntry) -> [AddressClaim]
        var files: @Sendable (PageEntry, [UInt8], CopyTargets) -> [OutputFile]

        public init(
            claims: @escaping @Sendable (PageEntry) -> [AddressClaim],
            files: @escaping @Sendable (PageEntry, [UInt8], CopyTargets) -> [OutputFile]
        ) {
            self.claims = claims
            self.files = files
        }
    }

    /// Files made of the whole table: site maps, feeds, `llms.txt`.
    public struct Whole: Sendable {
        /// The addresses that the files may have, by how many pages there are at most.
        var claims: @Sendable (_ pages: Int, HeadFacts) -> [AddressClaim]
        var files: @Sendable (PageTable) -> [OutputFile]

        public init(
            claims: @escaping @Sendable (_ pages: Int, HeadFacts) -> [AddressClaim],
            files: @escaping @Sendable (PageTable) -> [OutputFile]
        ) {
            self.claims = claims
            self.files = files
        }
    }

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

/// What the head of every page needs to know of the site.
public struct HeadFacts: Hashable, Sendable {
    /// Whether pages say when they changed, so that a feed has something to tell.
    public var hasNews: Bool
    /// The pictures for links that authors made themselves, by path.
    public var ownCards: Set<String>

    public init(hasNews: Bool = false, ownCards: Set<String> = []) {
        self.hasNews = hasNews
        self.ownCards = ownCards
    }
}

/// What a site has for its search.
public struct SearchMaker: Sendable {
    /// What a page contributes to the index, in a form that is kept between builds.
    public var digest: @Sendable (Document, _ title: String) -> [UInt8]
    /// The folder of the index, with a slash at its end. The indexes of other versions and languages are below.
    public var folder: String

    public init(folder: String, digest: @escaping @Sendable (Document, _ title: String) -> [UInt8]) {
        self.folder = folder
        self.digest = digest
    }
}
