import Authoring
import Docs
import Settings
import Specs

/// The pages that every site with scenarios has, and the navigation made of them.
extension FrameMaker {
    static let scenarios = Place(title: "Scenarios", path: "scenarios/index.html")
    static let exchanges = Place(title: "Messages", path: "exchanges/index.html")
    static let fields = Place(title: "Fields", path: "fields/index.html")

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
