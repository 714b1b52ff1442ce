import Docs
import Specs

/// The pages that every site with scenarios has.
extension FrameMaker {
    static let scenarios = Place(title: "Scenarios", path: "scenarios/index.html")
    static let exchanges = Place(title: "Messages", path: "exchanges/index.html")
    static let fields = Place(title: "Fields", path: "fields/index.html")

    /// The places that come first in the navigation: the scenarios, the reference, and the newest revision.
    static func navigation(_ plan: SitePlan) -> [Place] {
        let newest = Revision.latest.rawValue
        return [scenarios, exchanges, fields, ReferencePlan.roles, ReferencePlan.symptoms].filter {
            plan.titles[$0.path] != nil
        } + [Place(title: "MCP " + newest, path: "revisions/\(newest)/index.html")]
    }
}
