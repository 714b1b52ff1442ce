import Specs
import Traces

/// What a site has of one story: its runs, a reason why there are none, or nothing yet.
public struct CatalogueEntry: Sendable {
    public enum State: String, CaseIterable, Sendable {
        /// It has runs of its own.
        case recorded
        /// It sets runs of other stories side by side.
        case compared
        /// Its page says why it is not recorded.
        case excluded
        /// No page tells it.
        case missing
    }

    public var id: String
    public var state: State
    /// The page's title, or the catalogue's words for a story without a page.
    public var title: String
    /// The page; nil for a missing story.
    public var page: ScenarioPage?
    /// The runs of its own, in the order of the page.
    public var runs: [RunID]

    /// Why it is not recorded.
    public var reason: String? { page?.excluded }

    /// The entries of a site, in the order of its pages; missing stories stand where their ids belong.
    ///
    /// - Parameter isWhole: whether the site means to tell every story of the catalogue.
    public static func entries(of scenarios: [Scenario], isWhole: Bool) -> [CatalogueEntry] {
        var entries = scenarios.map(CatalogueEntry.init)
        guard isWhole else { return entries }
        let told = Set(entries.map(\.id))
        for story in Catalogue.stories where !told.contains(story.id) {
            let place = entries.firstIndex { $0.id > story.id } ?? entries.endIndex
            entries.insert(
                CatalogueEntry(id: story.id, state: .missing, title: story.subject, page: nil, runs: []), at: place)
        }
        return entries
    }

    private init(_ scenario: Scenario) {
        let page = scenario.page
        self.init(
            id: page.id,
            state: page.excluded != nil ? .excluded : page.compare.isEmpty ? .recorded : .compared, title: page.title,
            page: page, runs: scenario.plans.map(\.id))
    }

    private init(id: String, state: State, title: String, page: ScenarioPage?, runs: [RunID]) {
        self.id = id
        self.state = state
        self.title = title
        self.page = page
        self.runs = runs
    }
}
