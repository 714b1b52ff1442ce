import Authoring
import ArgumentParser
import Scenarios
import Specs
import Traces

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Run one scenario and print its trace.",
        discussion: "The trace is printed even when the run does not end as expected; the exit code is then 1.")

    @Argument(help: "The scenario's id or slug, such as A04.")
    var scenario: String

    @Option(help: "The revision of MCP. Default: the newest of the scenario.")
    var revision: String?

    @Option(help: "A variant of the scenario.")
    var variant: String?

    @Option(help: "The file for the trace. Default: stdout.")
    var out: String?

    @OptionGroup var site: SiteOption

    func run() async throws {
        try await reportingProblems(in: site.site) {
            let plan = try plan(Project(site.site).scenario(named: scenario))
            let place = try out.map(ResultFile.init)
            let trace = try await Engine.run(plan)
            let bytes = Array((trace.json.text(pretty: true) + "\n").utf8)
            if let place {
                try place.write(bytes)
            } else {
                Console.print(bytes: bytes)
            }
            try Engine.judge(trace, plan)
        }
    }

    private func plan(_ scenario: Scenario) throws -> RunPlan {
        let wanted = try revision.map { name in
            guard let revision = Revision(named: name) else {
                throw ValidationError(
                    "“\(name)” is no revision of MCP. "
                        + Nearest.remedy(for: name, among: Revision.allCases.map(\.rawValue)))
            }
            return revision
        }
        let plans = scenario.plans.filter { $0.id.variant == variant && (wanted == nil || $0.id.revision == wanted) }
        guard let plan = plans.max(by: { $0.id.revision < $1.id.revision }) else {
            let runs = scenario.plans.map(\.id.description)
            throw ValidationError(
                runs.isEmpty
                    ? "\(scenario.page.id) is a page over other runs."
                    : "There is no such run. Known: " + runs.joined(separator: ", "))
        }
        return plan
    }
}
