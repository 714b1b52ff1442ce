import Synchronization

/// Makes what stands around the content of every page.
public struct FrameMaker: Sendable {
    /// A page by its title, before it is known from where it is linked.
    public struct Place: Hashable, Sendable {
        public var title: String
        public var path: String

        public init(title: String, path: String) {
            self.title = title
            self.path = path
        }
    }

    package var siteName: String
    /// The path of the site's logo, from the root.
    package var logo: String?
    package var navigation: [Place]

    /// Whether the site has an index for its search.
    package var hasSearch: Bool

    package var language = DocsSettings.Language(code: "en", name: "English")
    /// What a site has around all of its pages: selectors, notes, metadata.
    var surroundings: @Sendable (PageEntry) -> TemplateContext = { _ in TemplateContext() }
    /// The author's file that a page is made from, by the page's path.
    var source: @Sendable (String) -> String? = { _ in nil }
    /// When a file was last changed.
    var updated: @Sendable (String) -> Int? = { _ in nil }
    private let framed = FramedPages()

    package init(siteName: String, logo: String? = nil, navigation: [Place], hasSearch: Bool = false) {
        self.siteName = siteName
        self.logo = logo
        self.navigation = navigation
        self.hasSearch = hasSearch
    }

    package static let home = Place(title: "Home", path: "index.html")

    /// Those of these pages that were framed, in the same order.
    package func entries(at paths: [String]) -> [PageEntry] { framed.pages(at: paths) }

    /// - Parameters:
    ///   - trail: the pages above this one, from the home page down, and the page itself.
    ///   - kind: what lists make of the page.
    ///   - listed: the title in lists, where the page's own does not tell it from others.
    package func frame(
        _ path: String, title: String, summary: String, trail: [Place] = [], previous: Place? = nil, next: Place? = nil,
        kind: PageEntry.Kind = .made, listed: String? = nil
    ) -> PageFrame {
        let root = SitePath.root(of: path)
        func link(_ place: Place) -> PageFrame.Link {
            PageFrame.Link(
                title: place.title, href: root + SitePath.encoded(place.path),
                isCurrent: FrameMaker.isInside(path, place.path))
        }
        var frame = PageFrame(
            siteName: siteName, logo: logo, title: title, summary: summary, root: root,
            navigation: navigation.map(link),
            breadcrumbs: trail.map {
                .init(title: $0.title, href: root + SitePath.encoded($0.path), isCurrent: $0.path == path)
            },
            previous: previous.map(link), next: next.map(link))
        frame.hasSearch = hasSearch
        frame.language = language.code
        frame.isRightToLeft = language.isRightToLeft
        frame.words = language.text
        var entry = PageEntry(
            path: path, kind: kind, title: listed ?? title, summary: summary, language: language.code)
        entry.ancestors = trail.dropLast().map { .init(title: $0.title, path: $0.path) }
        entry.source = source(path)
        entry.updated = entry.source.flatMap(updated)
        frame.surroundings = surroundings(entry)
        framed.add(entry)
        return frame
    }

    /// Whether a page is the place itself or stands below it.
    static func isInside(_ path: String, _ place: String) -> Bool {
        guard place != home.path else { return path == home.path }
        return path == place || place.hasSuffix("index.html") && path.hasPrefix(place.dropLast("index.html".count))
    }
}

/// The pages that got a frame. They are made on many threads, so they have no order.
private final class FramedPages: Sendable {
    private let pages = Mutex<[String: PageEntry]>([:])

    func add(_ page: PageEntry) { pages.withLock { $0[page.path] = page } }

    func pages(at paths: [String]) -> [PageEntry] { pages.withLock { pages in paths.compactMap { pages[$0] } } }
}
