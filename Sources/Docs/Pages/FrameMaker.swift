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

    package init(siteName: String, logo: String? = nil, navigation: [Place], hasSearch: Bool = false) {
        self.siteName = siteName
        self.logo = logo
        self.navigation = navigation
        self.hasSearch = hasSearch
    }

    package static let home = Place(title: "Home", path: "index.html")

    /// - Parameter trail: the pages above this one, from the home page down.
    package func frame(
        _ path: String, title: String, summary: String, trail: [Place] = [], previous: Place? = nil, next: Place? = nil,
        root: String? = nil
    ) -> PageFrame {
        let root = root ?? SitePath.root(of: path)
        func link(_ place: Place) -> PageFrame.Link {
            PageFrame.Link(
                title: place.title, href: root + place.path, isCurrent: FrameMaker.isInside(path, place.path))
        }
        var frame = PageFrame(
            siteName: siteName, logo: logo, title: title, summary: summary, root: root,
            navigation: navigation.map(link),
            breadcrumbs: trail.map(link), previous: previous.map(link), next: next.map(link))
        frame.hasSearch = hasSearch
        return frame
    }

    /// Whether a page is the place itself or stands below it.
    static func isInside(_ path: String, _ place: String) -> Bool {
        guard place != home.path else { return path == home.path }
        return path == place || place.hasSuffix("index.html") && path.hasPrefix(place.dropLast("index.html".count))
    }
}
