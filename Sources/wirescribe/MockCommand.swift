import Authoring
import ArgumentParser
import Foundation
import Scenarios
import Specs
import Wire
import World

struct MockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock", abstract: "Run the MCP server and the authorization server alone, for a real client.",
        discussion: """
            Prints one line of JSON with "url" and "issuer" when ready, and runs until interrupted. People can log in as \
            person with demo-password-1, or as second with demo-password-2.
            """)

    @Option(help: "The MCP server's port; 0 takes a free one.")
    var port = 0

    @Option(help: "The path of the MCP endpoint.")
    var path = "/mcp"

    @Option(help: "The revision of MCP to speak.")
    var revision = Revision.latest.rawValue

    @Flag(help: "Advertise client ID metadata documents; the server then fetches them.")
    var cimd = false

    @Option(help: "Write what was recorded here, as a trace, when interrupted.")
    var record: String?

    func validate() throws {
        guard Revision(named: revision) != nil else {
            throw ValidationError(
                "“\(revision)” is no revision of MCP. "
                    + Nearest.remedy(for: revision, among: Revision.allCases.map(\.rawValue)))
        }
        guard path.hasPrefix("/"), WebURL("http://127.0.0.1" + path)?.path == path else {
            throw ValidationError("“\(path)” is no path. Write it like /v1/mcp.")
        }
        guard (0...65535).contains(port) else { throw ValidationError("A port is a number from 0 to 65535.") }
    }

    func run() async throws {
        let mock: Mock
        do {
            mock = try await Mock(
                revision: Revision(named: revision) ?? .latest, port: port, path: path, advertisesCIMD: cimd)
        } catch {
            Console.remark("error: port \(port) cannot be opened: \(error). Choose another one, or 0 for a free one.")
            throw ExitCode(1)
        }
        Console.print(JSON.object([.init("url", .string(mock.url)), .init("issuer", .string(mock.issuer))]).text())
        await Interruption.first()
        if let record {
            let trace = try mock.trace()
            let bytes = Array((trace.json.text(pretty: true) + "\n").utf8)
            do {
                try Data(bytes).write(to: URL(filePath: record), options: .atomic)
            } catch {
                Console.remark("error: \(record) cannot be written: \(error.localizedDescription)")
                throw ExitCode(1)
            }
            Console.remark("\(trace.exchanges.count) exchanges in \(record)")
        }
        await mock.stop()
    }
}
