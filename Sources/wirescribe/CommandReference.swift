import ArgumentParser
import Foundation

/// The command reference as Markdown, from the declarations that also parse the command line.
enum CommandReference {
    /// One section for each subcommand.
    static func markdown() -> String {
        let help = Data(Wirescribe._dumpHelp().utf8)
        guard let tool = try? JSONDecoder().decode(Tool.self, from: help) else { return "" }
        let commands = tool.command.subcommands?.filter { $0.shouldDisplay && $0.commandName != "help" } ?? []
        return commands.map { section($0, of: tool.command.commandName) }.joined(separator: "\n")
    }

    private static func section(_ command: Command, of tool: String) -> String {
        var out = "## \(tool) \(command.commandName)\n\n\(command.abstract ?? "")\n"
        let arguments = command.arguments?.filter { $0.shouldDisplay } ?? []
        let own = arguments.filter { !["help", "version"].contains($0.valueName) }
        out += "\n```sh\n" + ([tool, command.commandName] + own.map(\.usage)).joined(separator: " ") + "\n```\n"
        if let discussion = command.discussion, !discussion.isEmpty { out += "\n\(discussion)\n" }
        guard !own.isEmpty else { return out }
        out += "\n| Argument | Meaning |\n|---|---|\n"
        for argument in own { out += "| \(argument.cell) | \(argument.meaning) |\n" }
        return out
    }

    // MARK: What the parser says about itself

    private struct Tool: Decodable {
        var command: Command
    }

    private struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: String
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var preferredName: Name?
        var valueName: String
        var abstract: String?
        var defaultValue: String?
        var allValues: [String]?

        private var value: String { kind == "flag" ? "" : "<\(valueName)>" }

        /// As it stands in the first line of the help.
        var usage: String {
            let text = [preferredName?.text, value.isEmpty ? nil : value].compactMap { $0 }.joined(separator: " ")
            return (isOptional || kind == "flag" ? "[\(text)]" : text) + (isRepeating ? "…" : "")
        }

        var cell: String {
            guard let names, !names.isEmpty else { return "`\(value)`" }
            return names.map { "`\($0.text)`" }.joined(separator: ", ") + (value.isEmpty ? "" : " `\(value)`")
        }

        var meaning: String {
            var out = (abstract ?? "").replacing("|", with: "\\|")
            if let allValues, !allValues.isEmpty {
                out += " One of \(allValues.map { "`\($0)`" }.joined(separator: ", "))."
            }
            if let defaultValue, kind != "flag" { out += " Default: `\(defaultValue)`." }
            return out
        }
    }
}
