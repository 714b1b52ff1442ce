import Authoring
import ArgumentParser
import Foundation
import Preview
import Scenarios
import Specs
import Traces
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

    @Flag(help: "Issue client secrets that hold a +, which a client must form-encode for Basic.")
    var plusSecrets = false

    @Option(
        help: "Let in web pages of this origin, such as https://app.example. Pages on this machine always are.")
    var allowOrigin: [String] = []

    @Option(help: "Answer under this host name too, such as mock.example. Names of this machine always count.")
    var allowHost: [String] = []

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
        for origin in allowOrigin where WebURL(origin)?.origin != origin || origin.lowercased() != origin {
            throw ValidationError(
                "“\(origin)” is no origin. Write scheme, host and port alone, like https://app.example.")
        }
        for host in allowHost where WebURL("http://" + host)?.host != host || host.contains("/") {
            throw ValidationError("“\(host)” is no host name. Write it without scheme and port, like mock.example.")
        }
        guard (0...65535).contains(port) else { throw ValidationError("A port is a number from 0 to 65535.") }
    }

    func run() async throws {
        let place = try record.map(ResultFile.init)
        let interruption = Interruption()
        let mock: Mock
        var cast = Cast()
        cast.authorization.issuesPlusSecrets = plusSecrets
        cast.authorization.showsPeople = true
        do {
            mock = try await Mock(
                revision: Revision(named: revision) ?? .latest, port: port, path: path, advertisesCIMD: cimd,
                origins: allowOrigin, hosts: allowHost, cast: cast)
        } catch {
            throw PortFailure(port: port, error)
        }
        Console.print(JSON.object([.init("url", .string(mock.url)), .init("issuer", .string(mock.issuer))]).text())
        Console.remark(DemoDirectory.invitation)
        await interruption.wait()
        // Nothing is answered any more that would not be in the recording.
        await mock.stop()
        if let place { try keep(mock.trace(), in: place) }
    }

    /// Writes the recording to its place, or where that is impossible to another one: it cannot be made again.
    private func keep(_ trace: Trace, in place: ResultFile) throws {
        Console.progress("writing \(Counted.text(trace.exchanges.count, "exchange")) to \(place.path)")
        // A reader who goes away must not take the program along.
        signal(SIGPIPE, SIG_IGN)
        let bytes = Array((trace.json.text(pretty: true) + "\n").utf8)
        do {
            try place.write(bytes, isPatient: false)
            Console.endProgress()
            Console.remark("\(Counted.text(trace.exchanges.count, "exchange")) in \(place.path)")
            tellIfUnreadable(bytes, in: place.path)
        } catch {
            Console.endProgress()
            guard let spare = ResultFile.spare(bytes, name: "wirescribe-mock") else {
                Console.remark("error: \(error) The recording follows on standard output.")
                Console.print(bytes: bytes)
                throw ExitCode(1)
            }
            throw Refusal("\(error) The recording is kept in \(spare)")
        }
    }

    /// A recording is written whole, however long it became. That `export` refuses it is told at once, not when it is needed.
    private func tellIfUnreadable(_ bytes: [UInt8], in path: String) {
        do {
            _ = try Trace(parsing: bytes)
        } catch {
            Console.remark(
                "warning: \(path) is whole, but beyond what wirescribe export reads (\(error)). "
                    + "Record in shorter runs to export them.")
        }
    }
}
