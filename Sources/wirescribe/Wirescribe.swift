import ArgumentParser
import Foundation

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

    static func main() async {
        StandardStreams.reserve()
        let command: any ParsableCommand
        do { command = try await asyncParseAsRoot() } catch { endParsing(error) }
        do {
            var command = command
            if var asyncCommand = command as? any AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
        Console.exit()
    }

    /// Ends with help that was asked for, or with what is wrong with the command line and the usage of its command.
    private static func endParsing(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        guard code == .success else {
            Console.remark(text)
            Console.exit(code.rawValue)
        }
        if !text.isEmpty { Console.print(text) }
        Console.exit()
    }

    /// Ends with one line that says why a command did not do its work. The usage would not help: it was understood.
    private static func end(_ error: any Error) -> Never {
        if let code = error as? ExitCode {
            guard code != .success else { Console.exit() }
            Console.exit(code.rawValue)
        }
        // `help` and the like are commands too, and speak by throwing.
        if !(error is ValidationError), exitCode(for: error) == .success { endParsing(error) }
        Console.endProgress()
        Console.remark("error: " + words(for: error))
        Console.exit(error is ValidationError ? ExitCode.validationFailure.rawValue : ExitCode.failure.rawValue)
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as ValidationError: error.message
        default: Console.words(for: error)
        }
    }
}
