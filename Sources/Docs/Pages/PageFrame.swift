/// What every page has around its content. All addresses are relative to the page and end in `index.html`, so that the
/// site works from `file://`.
public struct PageFrame: Sendable {
    /// A place in the navigation.
    public struct Link: Hashable, Sendable {
        public var title: String
        public var href: String
        /// Whether it leads to the page itself or an ancestor of it.
        public var isCurrent: Bool
        /// The language of the title, where it is not that of the page.
        public var language: DocsSettings.Language?

        public init(title: String, href: String, isCurrent: Bool = false) {
            self.title = title
            self.href = href
            self.isCurrent = isCurrent
        }
    }

    public var siteName: String
    /// The path of the site's logo, from the root.
    public var logo: String?
    /// The page's own title, also its `h1`.
    public var title: String
    /// One sentence for `<meta name="description">` and the line under the title.
    public var summary: String
    /// The way back to the site's root: empty, or `../` repeated.
    public var root: String
    public var navigation: [Link]
    public var breadcrumbs: [Link]
    public var previous: Link?
    public var next: Link?
    /// Whether there is an index for the search.
    public var hasSearch = false
    /// Whether the site shows recorded runs.
    public var hasRuns = true
    /// Where the site's name leads.
    public var home: String
    /// As in `lang`.
    public var language = "en"
    public var isRightToLeft = false
    /// The words of the theme.
    public var words = InterfaceText()
    /// What the site has around all of its pages.
    var surroundings = TemplateContext()

    public init(
        siteName: String, logo: String? = nil, title: String, summary: String, root: String, navigation: [Link] = [],
        breadcrumbs: [Link] = [],
        previous: Link? = nil, next: Link? = nil
    ) {
        self.siteName = siteName
        self.logo = logo
        self.title = title
        self.summary = summary
        self.root = root
        self.navigation = navigation
        self.breadcrumbs = breadcrumbs
        self.previous = previous
        self.next = next
        home = root + "index.html"
    }
}

/// Writes a link, marked when it leads to where the reader is.
package func writeLink(_ link: PageFrame.Link, to out: inout HTMLWriter) {
    out.html("<a")
    out.link(link.href)
    out.html(link.isCurrent ? " aria-current=\"page\">" : ">")
    out.text(link.title)
    out.html("</a>")
}
