import ArgumentParser
import Settings

struct ReferenceCommand: ParsableCommand {
    enum Subject: String, ExpressibleByArgument, CaseIterable { case commands, configuration, limits }

    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference of the commands, of wirescribe.yml or of the limits as Markdown.",
        discussion: "The manual's reference pages are made with it, so they cannot lag behind the program.")

    @Argument(help: "What to describe.")
    var subject: Subject

    func run() {
        switch subject {
        case .commands: Console.print(CommandReference.markdown())
        case .configuration: Console.print(ReferenceCommand.settings)
        case .limits: Console.print(LimitReference.markdown())
        }
    }

    /// A table for each key of the first level that has keys below it, after one of those that have none.
    private static var settings: String {
        let all = SiteConfig.reference
        let names = all.reduce(into: [String]()) { names, row in
            if let first = row.path.first, !names.contains(first) { names.append(first) }
        }
        let groups = names.map { name in (name, all.filter { $0.path.first == name }) }
        let single = groups.filter { $0.1.allSatisfy { $0.path.count == 1 } }.flatMap(\.1)
        var out = "## The site\n\n" + table(single)
        for (name, rows) in groups where rows.contains(where: { $0.path.count > 1 }) {
            out += "\n## `\(name)`\n\n"
            if let own = rows.first(where: { $0.path.count == 1 }) { out += own.summary + "\n\n" }
            out += table(rows.filter { $0.path.count > 1 })
        }
        return out
    }

    private static func table(_ rows: [SettingDescription]) -> String {
        rows.reduce("| Key | Type | Default | Meaning |\n|---|---|---|---|\n") { out, row in
            let allowed = row.allowed.isEmpty ? "" : ": " + row.allowed.map { "`\($0)`" }.joined(separator: ", ")
            let standard = row.isRequired ? "required" : row.standard.map { "`\($0)`" } ?? ""
            let cells = ["`\(row.name)`", row.type + allowed, standard, row.summary]
            return out + "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }
    }
}
