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
        try await reportingProblems(in: site.site) {
            let rows: [[(String, String)]]
            switch subject {
            case .scenarios: return try listScenarios()
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

    /// Every story that the site tells, and those of the catalogue that it leaves out, with the reason.
    private func listScenarios() throws {
        let project = try Project(site.site)
        let entries = CatalogueEntry.entries(of: project.scenarios, isWhole: project.sources.config.tellsCatalogue)
        switch format {
        case .json: Console.print(JSON.array(entries.map(json)).text(pretty: true))
        case .text:
            show(
                entries.map { entry in
                    [
                        entry.id, entry.state.rawValue, words(entry), entry.page?.slug ?? "",
                        entry.title + (entry.reason.map { ": " + $0 } ?? ""),
                    ]
                })
        }
    }

    /// The runs in a few words.
    private func words(_ entry: CatalogueEntry) -> String {
        guard let page = entry.page, entry.state != .excluded else { return "" }
        if entry.state == .compared { return "over " + page.compare.joined(separator: ", ") }
        let revisions = Set(entry.runs.map(\.revision)).sorted()
        let count = entry.runs.count == 1 ? "1 run" : "\(entry.runs.count) runs"
        return count + ", " + revisions.map(\.rawValue).joined(separator: " ")
    }

    private func json(_ entry: CatalogueEntry) -> JSON {
        func texts(_ list: [String]) -> JSON { .array(list.map { .string($0) }) }
        var members = [
            JSON.Member("id", .string(entry.id)), JSON.Member("state", .string(entry.state.rawValue)),
            JSON.Member("title", .string(entry.title)),
        ]
        if let page = entry.page {
            members.append(JSON.Member("slug", .string(page.slug)))
            members.append(JSON.Member("revisions", texts(page.revisions.map(\.rawValue))))
            members.append(JSON.Member("runs", texts(entry.runs.map(\.description))))
            if !page.compare.isEmpty { members.append(JSON.Member("compares", texts(page.compare))) }
            if !page.conformance.isEmpty { members.append(JSON.Member("conformance", texts(page.conformance))) }
        }
        if let reason = entry.reason { members.append(JSON.Member("reason", .string(reason))) }
        return .object(members)
    }

    private func show(_ rows: [[(String, String)]]) {
        switch format {
        case .json:
            let items = rows.map { row in JSON.object(row.map { JSON.Member($0.0, .string($0.1)) }) }
            Console.print(JSON.array(items).text(pretty: true))
        case .text: show(rows.map { $0.map(\.1) })
        }
    }

    /// A table in plain text.
    private func show(_ rows: [[String]]) {
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { $0.0 + String(repeating: " ", count: $0.1 - $0.0.count) }
            Console.print(String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
        }
    }
}
