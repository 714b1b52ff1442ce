/// A finished page as the files that list pages see it: sitemap, feed, `llms.txt` and the metadata in its own head.
public struct PublishedPage: Hashable, Sendable {
    /// The same page in another language.
    public struct Translation: Hashable, Sendable {
        /// A BCP 47 tag such as `de` or `zh-Hant`.
        public var language: String
        public var path: String

        public init(language: String, path: String) {
            self.language = language
            self.path = path
        }
    }

    /// Where the page is written, such as `guides/install/index.html`.
    public var path: String
    public var title: String
    /// One sentence; empty when the page has none.
    public var summary: String
    /// A BCP 47 tag.
    public var language: String
    /// When the page's source last changed, as RFC 3339 writes it; nil where nobody knows.
    public var updated: String?
    /// The title of the part of the site that it belongs to; nil for pages of the first level.
    public var section: String?
    public var tags: [String]
    public var translations: [Translation]
    /// The titles and paths of the pages above it, the front page first.
    public var ancestors: [Ancestor]
    /// The page whose text it shows in place of a translation that is missing; nil for a page with a text of its own.
    public var original: String?

    /// A page above another one.
    public struct Ancestor: Hashable, Sendable {
        public var title: String
        public var path: String

        public init(title: String, path: String) {
            self.title = title
            self.path = path
        }
    }

    public init(
        path: String, title: String, summary: String = "", language: String = "en", updated: String? = nil,
        section: String? = nil, tags: [String] = [], translations: [Translation] = [], ancestors: [Ancestor] = [],
        original: String? = nil
    ) {
        self.path = path
        self.title = title
        self.summary = summary
        self.language = language
        self.updated = updated
        self.section = section
        self.tags = tags
        self.translations = translations
        self.ancestors = ancestors
        self.original = original
    }
}

/// What the files that list pages need to know about the site.
public struct PublishedSite: Sendable {
    public var name: String
    /// One or two sentences; empty when the site has none.
    public var summary: String
    /// Where the site stands, with a slash at its end; nil when it is not known.
    public var url: String?

    public init(name: String, summary: String = "", url: String? = nil) {
        self.name = name
        self.summary = summary
        self.url = url.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    }

    /// The absolute address of a page or file; nil when the site's own is not known.
    func address(of path: String) -> String? {
        guard let url else { return nil }
        // Anybody who shares an address leaves off the name of the file.
        return url
            + SitePath.encoded(
                path == "index.html" || path.hasSuffix("/index.html") ? path.dropLast("index.html".count) : path[...])
    }
}
