/// A page of the finished site as menus, search, site maps and feeds see it.
public struct PageEntry: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        /// An author's page.
        case page
        /// The page of a folder.
        case section
        /// A list of the pages with a tag, or of all tags.
        case tags
        /// A page that was made from something else than one text.
        case made
        /// A page of one run of a scenario: it shares its picture with the scenario's own page, and its news.
        case run
        /// The page for addresses that lead nowhere; it has none of its own.
        case unknown
    }

    /// Where it is written, relative to the site: `guides/install/index.html`.
    public var path: String
    public var kind: Kind
    public var title: String
    /// One or two sentences of plain text; may be empty.
    public var summary: String
    /// That of the text, as in `lang`.
    public var language: String
    /// The name of the version; nil when the site has none.
    public var version: String?
    public var tags: [String]
    public var headings: [PageHeading]
    /// When the last commit touched its file, in seconds since 1970; nil when that is not known.
    public var updated: Int?
    /// The day that its author gave it, as `2026-07-28`.
    public var date: String?
    /// The file it was made from, relative to the site's folder.
    public var source: String?
    /// The pages above it, the front page first. A folder without a page of its own is not among them.
    public var ancestors: [PublishedPage.Ancestor]
    /// The page whose text it shows in place of a translation that is missing; nil for a page with a text of its own.
    public var original: String?
    /// Whether its author wants it to be found.
    public var isSearchable: Bool
    public var isDraft: Bool
    /// The same page in all languages in which somebody wrote it, itself included, by language; empty when there is only
    /// one.
    public var translations: [String: String]

    public init(path: String, kind: Kind, title: String, summary: String, language: String) {
        self.path = path
        self.kind = kind
        self.title = title
        self.summary = summary
        self.language = language
        tags = []
        headings = []
        ancestors = []
        isSearchable = true
        isDraft = false
        translations = [:]
    }
}

extension PageEntry {
    /// Whether it stands in for a translation that is missing; its text is in the site's first language.
    public var isFallback: Bool { original != nil }

    /// The page as the files that list pages see it.
    public var published: PublishedPage {
        PublishedPage(
            path: path, title: title, summary: summary, language: language,
            updated: updated.map(Day.text) ?? date, section: ancestors.dropFirst().first?.title, tags: tags,
            translations: translations.sorted { $0.key < $1.key }.map { .init(language: $0.key, path: $0.value) },
            ancestors: ancestors, original: original)
    }
}

/// A heading of a page.
public struct PageHeading: Hashable, Sendable {
    /// 1 to 6, as written.
    public var level: Int
    public var title: String
    /// The anchor, unique on the page.
    public var id: String

    public init(level: Int, title: String, id: String) {
        self.level = level
        self.title = title
        self.id = id
    }
}

/// All pages of a site, sorted by path, and what it says of itself.
public struct PageTable: Sendable {
    public var settings: DocsSettings
    public var pages: [PageEntry]
    /// Old paths and the paths or addresses that they lead to, sorted.
    public var redirects: [Redirect]

    /// A path that leads to another one.
    public struct Redirect: Hashable, Sendable {
        /// Where the page was: `setup/index.html`.
        public var from: String
        /// A path of the site, or an address of another one.
        public var to: String

        public init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    public init(settings: DocsSettings, pages: [PageEntry], redirects: [Redirect] = []) {
        self.settings = settings
        self.pages = pages.sorted { $0.path < $1.path }
        self.redirects = redirects.sorted { $0.from < $1.from }
    }
}
