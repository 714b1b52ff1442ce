import Scenarios
import Specs

/// Makes what stands around the content of every page.
struct FrameMaker: Sendable {
    /// A page by its title, before it is known from where it is linked.
    struct Place: Hashable, Sendable {
        var title: String
        var path: String
    }

    var siteName: String
    var navigation: [Place]

    static let home = Place(title: "Home", path: "index.html")
    static let scenarios = Place(title: "Scenarios", path: "scenarios/index.html")
    static let exchanges = Place(title: "Messages", path: "exchanges/index.html")
    static let fields = Place(title: "Fields", path: "fields/index.html")

    /// - Parameter trail: the pages above this one, from the home page down.
    func frame(
        _ path: String, title: String, summary: String, trail: [Place] = [], previous: Place? = nil, next: Place? = nil,
        root: String? = nil
    ) -> PageFrame {
        let root = root ?? SitePath.root(of: path)
        func link(_ place: Place) -> PageFrame.Link {
            PageFrame.Link(
                title: place.title, href: root + place.path, isCurrent: FrameMaker.isInside(path, place, trail))
        }
        return PageFrame(
            siteName: siteName, title: title, summary: summary, root: root, navigation: navigation.map(link),
            breadcrumbs: trail.map(link), previous: previous.map(link), next: next.map(link))
    }

    /// Whether a page is the place itself or stands below it.
    private static func isInside(_ path: String, _ place: Place, _ trail: [Place]) -> Bool {
        guard place.path != home.path else { return path == home.path }
        let folder = place.path.dropLast("index.html".count)
        return path == place.path || place.path.hasSuffix("index.html") && path.hasPrefix(folder)
    }

    /// The places of the navigation: those that the site lists, or scenarios, the newest revision and the pages of the
    /// first level.
    ///
    /// - Throws: `Problem` for a listed address that is no page.
    static func navigation(_ config: SiteConfig, _ content: SiteContent, _ plan: SitePlan) throws(Problem) -> [Place] {
        guard let listed = config.navigation else {
            let pages = content.pages.filter { $0.path.split(separator: "/").count == 2 }
            let newest = Revision.latest.rawValue
            let reference = [exchanges, fields, ReferencePlan.roles, ReferencePlan.symptoms]
            return [scenarios] + reference.filter { plan.titles[$0.path] != nil }
                + [Place(title: "MCP " + newest, path: "revisions/\(newest)/index.html")]
                + pages.map { Place(title: $0.title, path: $0.path) }
        }
        var places: [Place] = []
        for item in listed {
            let address = try item.text()
            let bare = SitePath.normalized(address) ?? ""
            let path = bare.isEmpty ? "index.html" : bare + "/index.html"
            guard let title = plan.titles[path] else {
                throw item.problem(
                    "“\(address)” is no page of this site.",
                    remedy: Nearest.match(address, among: plan.titles.keys.map(SitePath.address(of:))).map {
                        "Did you mean “\($0)”?"
                    })
            }
            places.append(Place(title: title, path: path))
        }
        return places
    }
}
