import ArgumentParser

/// The command: parse, call the library, print, exit. Results go to stdout, remarks to stderr.
@main
struct Wirescribe: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "wirescribe",
        abstract: "Records real MCP OAuth flows and renders them as a site.",
        version: version,
        subcommands: [
            InitCommand.self, BuildCommand.self, ServeCommand.self, ListCommand.self, RecordCommand.self,
            ExportCommand.self, MockCommand.self, MarkdownCommand.self, ReferenceCommand.self, BenchCommand.self,
        ])
}
