import Authoring
import Settings
import Specs
import Traces
import World

/// A scenario page with its runs worked out: for each revision and variant a cast, steps and expectations.
public struct Scenario: Sendable {
    public var page: ScenarioPage
    /// None for a page that compares the runs of others, or that says why its story is not recorded.
    public var plans: [RunPlan]

    /// Reads a page of `content/scenarios/`.
    ///
    /// - Parameter profiles: `profiles:` of `wirescribe.yml`, by name; the built-in ones need not be among them.
    /// - Throws: ``Problem`` with file, line and the nearest right name.
    public init(parsing source: String, file: String, slug: String, profiles: Profiles = Profiles()) throws(Problem) {
        let matter = try FrontMatter(parsing: source, file: file)
        var page = ScenarioPage(
            id: "", slug: slug, title: "", summary: "", weight: 0, revisions: [], conformance: [], compare: [],
            file: file,
            body: matter.body, bodyLine: matter.bodyLine)
        var block: YAMLValue?
        var reason: YAMLValue?
        try matter.head.read([
            "id": { page.id = try $0.text() },
            "title": { page.title = try $0.visibleText() },
            "summary": { page.summary = try $0.text() },
            "weight": { page.weight = try $0.int() },
            "revisions": { page.revisions = try $0.revisions() },
            "conformance": { page.conformance = try Scenario.conformance($0) },
            "scenario": { block = $0 },
            "excluded": { reason = $0 },
        ])
        for (name, value) in [("id", page.id), ("title", page.title), ("summary", page.summary)] where value.isEmpty {
            throw Problem(file: file, line: 1, "the front matter has no \(name).", remedy: "Add a line “\(name): …”.")
        }
        if page.revisions.isEmpty { page.revisions = Revision.allCases }
        if let reason {
            page.excluded = try Scenario.reason(reason, isAlone: block == nil)
            plans = []
            self.page = page
            return
        }
        guard let block else {
            throw Problem(
                file: file, line: 1, "the front matter has no scenario.",
                remedy: "Add a “scenario:” block, say why there is none (“excluded: …”), or move the page.")
        }
        plans = try PlanReader(page: page, profiles: profiles).plans(block, &page)
        self.page = page
    }

    /// The official scenarios that a page names.
    private static func conformance(_ value: YAMLValue) throws(Problem) -> [String] {
        var names: [String] = []
        for item in try value.list() {
            let name = try item.text()
            guard ConformanceScenario.named(name) != nil else {
                throw item.problem(
                    "the conformance suite has no scenario “\(name)”.",
                    remedy: Nearest.remedy(for: name, among: ConformanceScenario.all.map(\.name)))
            }
            names.append(name)
        }
        return names
    }

    /// Why a page has no runs.
    private static func reason(_ value: YAMLValue, isAlone: Bool) throws(Problem) -> String {
        let text = try value.text()
        guard !text.isEmpty else {
            throw value.problem("a story is left out without a reason.", remedy: "Write excluded: and one sentence.")
        }
        guard isAlone else {
            throw value.problem(
                "a story is recorded or left out, not both.", remedy: "Remove “excluded:” or “scenario:”.")
        }
        return text
    }
}

/// One run that a page asks for.
public struct RunPlan: Sendable {
    public var id: RunID
    public var title: String
    var cast: Cast
    var steps: [Step]
    var expectation: Expectation
    /// Where the run is asked for, for problems that concern it as a whole.
    var place: YAMLValue

    /// The same run with one more check of one party switched off, to show what that check is good for.
    func ignoring(_ check: String, by party: String) -> RunPlan {
        var plan = self
        plan.cast.faults[party, default: Faults()].ignored.insert(check)
        plan.steps = steps.map { step in
            guard case .change(var cast) = step else { return step }
            cast.faults[party, default: Faults()].ignored.insert(check)
            return .change(cast)
        }
        return plan
    }
}

/// The sets of parties that scenarios start from.
public struct Profiles: Sendable {
    private var named: [String: Cast]
    /// The profile of a page that names none.
    let standard: String

    /// The built-in profiles: `calendar`, and `single-origin` in which MCP server and authorization server share one.
    ///
    /// - Parameter company: the site's own servers; then `company` is the profile of pages that name none, and
    ///   `single-origin` is the company's too.
    public init(company: ServerProfile? = nil) {
        if let company {
            let cast = Cast(of: company)
            standard = "company"
            named = ["calendar": Cast(), "company": cast, "single-origin": cast.onOneOrigin]
        } else {
            var single = Cast()
            single.server.url = "https://api.calendar.example/v1/mcp"
            standard = "calendar"
            named = ["calendar": Cast(), "single-origin": single.onOneOrigin]
        }
    }

    /// Adds the profiles of `wirescribe.yml`; each starts from the one that a page gets when it names none.
    public init(reading value: YAMLValue, company: ServerProfile? = nil) throws(Problem) {
        self.init(company: company)
        let start = named[standard] ?? Cast()
        for (key, settings) in try value.pairs() {
            var reader = CastReader(start)
            try reader.read(settings)
            named[try key.text()] = reader.cast
        }
    }

    public var names: [String] { named.keys.sorted() }

    func cast(_ name: String) -> Cast? { named[name] }
}

private struct PlanReader {
    var page: ScenarioPage
    var profiles: Profiles

    private struct Parts {
        var profile: YAMLValue?
        var casts: [YAMLValue] = []
        var steps: YAMLValue?
        var expect: [(key: YAMLValue, value: YAMLValue)] = []
        var revisions: [Revision]
    }

    func plans(_ block: YAMLValue, _ page: inout ScenarioPage) throws(Problem) -> [RunPlan] {
        var main = Parts(revisions: page.revisions)
        var variants: [(name: String, parts: YAMLValue)] = []
        var compare: [String] = []
        try block.read([
            "profile": { main.profile = $0 },
            "cast": { main.casts = [$0] },
            "steps": { main.steps = $0 },
            "expect": { main.expect = try $0.pairs() },
            "variants": { for (name, value) in try $0.pairs() { variants.append((try name.text(), value)) } },
            "compare": { compare = try $0.texts() },
        ])
        if !compare.isEmpty {
            if let steps = main.steps { throw steps.problem("a page that compares runs has no steps of its own.") }
            page.compare = compare
            return []
        }
        var plans: [RunPlan] = []
        for revision in main.revisions { plans.append(try plan(main, block, revision, variant: nil)) }
        for (name, value) in variants {
            var parts = main
            try value.read([
                "cast": { parts.casts.append($0) },
                "steps": { parts.steps = $0 },
                "expect": { parts.expect = merge(parts.expect, try $0.pairs()) },
                "revisions": { parts.revisions = try $0.revisions() },
            ])
            for revision in parts.revisions { plans.append(try plan(parts, value, revision, variant: name)) }
        }
        return plans
    }

    /// Keys of the second list replace those of the first.
    private func merge(
        _ first: [(key: YAMLValue, value: YAMLValue)], _ second: [(key: YAMLValue, value: YAMLValue)]
    ) -> [(key: YAMLValue, value: YAMLValue)] {
        let names = Set(second.compactMap(\.key.scalar))
        return first.filter { !names.contains($0.key.scalar ?? "") } + second
    }

    private func plan(_ parts: Parts, _ place: YAMLValue, _ revision: Revision, variant: String?) throws(Problem)
        -> RunPlan
    {
        // In 2025-03-26 nothing tells a client of an authorization server elsewhere.
        let name = try parts.profile?.text() ?? (revision.hasBaseURLDiscovery ? "single-origin" : profiles.standard)
        guard let profile = profiles.cast(name) else {
            throw (parts.profile ?? place).problem(
                "no profile is named “\(name)”.", remedy: Nearest.remedy(for: name, among: profiles.names))
        }
        var reader = CastReader(profile)
        for cast in parts.casts { try reader.read(cast) }
        let cast = PlanReader.coupled(reader.cast)
        var steps: [Step] = []
        var stepReader = StepReader(cast: cast)
        for step in try parts.steps?.list() ?? [] { steps.append(try stepReader.read(step)) }
        if parts.steps == nil {
            throw place.problem("a scenario needs steps.", remedy: "Add “steps: [connect, call: list_events]”.")
        }
        let expect = YAMLValue(file: place.file, line: place.line, column: place.column, content: .map(parts.expect))
        return RunPlan(
            id: RunID(scenario: page.id, revision: revision, variant: variant), title: page.title, cast: cast,
            steps: steps,
            expectation: try Expectation(expect, revision: revision), place: place)
    }

    /// A client registered by hand has the id that the authorization server was told.
    private static func coupled(_ cast: Cast) -> Cast {
        var cast = cast
        if cast.client.registration == .preregistered {
            let hasSecret = [.basic, .post].contains(cast.client.authentication)
            let secret = hasSecret ? "demo-client-secret" : nil
            if cast.client.stored.isEmpty {
                cast.client.stored = [
                    StoredCredential(issuer: cast.authorization.issuer, clientID: cast.client.software, secret: secret)
                ]
            }
            cast.authorization.preregistered = [
                PreregisteredClient(
                    id: cast.client.software, secret: secret, authentication: cast.client.authentication,
                    grants: cast.client.flow.registeredGrants,
                    subject: cast.client.flow == .jwtBearer ? cast.assertionIssuer?.workload : nil)
            ]
        }
        return cast
    }
}
