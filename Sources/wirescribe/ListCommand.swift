import ArgumentParser
import Scenarios
import Specs
import Wire

struct ListCommand: AsyncParsableCommand {
    enum Subject: String, ExpressibleByArgument, CaseIterable { case scenarios, runs, revisions, clauses }
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List scenarios, runs, revisions or clauses.")

    @Argument(help: "scenarios, runs, revisions or clauses.")
    var subject: Subject

    @Option(help: "text or json.")
    var format = Format.text

    @OptionGroup var site: SiteOption

    func run() async throws {
        try await reportingProblems {
            let rows: [[(String, String)]]
            switch subject {
            case .scenarios:
                rows = try Project(site.site).scenarios.map { scenario in
                    let runs =
                        scenario.page.compare.isEmpty
                        ? "\(scenario.plans.count) runs" : "over " + scenario.page.compare.joined(separator: ", ")
                    return [
                        ("id", scenario.page.id), ("slug", scenario.page.slug), ("runs", runs),
                        ("title", scenario.page.title),
                    ]
                }
            case .runs:
                rows = try Project(site.site).scenarios.flatMap(\.plans).map {
                    [("id", $0.id.description), ("title", $0.title)]
                }
            case .revisions:
                rows =
                    Revision.allCases.map { [("revision", $0.rawValue), ("note", $0 == .latest ? "newest" : "")] }
                    + [[("revision", "draft"), ("note", "reads the same as \(Revision.latest.rawValue) today")]]
            case .clauses:
                rows = Clause.all.map { clause in
                    [
                        ("id", clause.id), ("level", clause.level.rawValue), ("role", clause.role.rawValue),
                        ("text", clause.text),
                    ]
                }
            }
            show(rows)
        }
    }

    private func show(_ rows: [[(String, String)]]) {
        switch format {
        case .json:
            let items = rows.map { row in JSON.object(row.map { JSON.Member($0.0, .string($0.1)) }) }
            Console.print(JSON.array(items).text(pretty: true))
        case .text:
            let columns = rows.first?.count ?? 0
            let widths = (0..<columns).map { column in rows.map { $0[column].1.count }.max() ?? 0 }
            for row in rows {
                let cells = zip(row, widths).map { $0.0.1 + String(repeating: " ", count: $0.1 - $0.0.1.count) }
                Console.print(String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
            }
        }
    }
}
