import ArgumentParser
import Authoring
import Docs
import Foundation
import Library
import Markdown
import Preview
import Scenarios
import Site
import Traces

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Build the site, show it on this machine, and follow every edit.",
        discussion: """
            The output folder is left alone. Pages that are open in a browser load themselves again when they change, and show \
            what is wrong while the site cannot be built. Ends with Ctrl-C.
            """)

    @Argument(help: "The site's folder: wirescribe.yml and content/.")
    var site = "."

    @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
    var port = 4173

    @Flag(help: "Open the site in the browser.")
    var open = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("A port is a number from 0 to 65535.") }
    }

    func run() async throws {
        let folder = URL(filePath: site, directoryHint: .isDirectory)
        let live = LiveSite(onDemand: SearchFiles.folder)
        let rebuild = Rebuild(site)
        // Watching begins before the first build, so that no edit falls between the two.
        let changes = FolderWatch(folder, ignoring: ["_site"]).changes()
        let first = await rebuild.run(into: live)
        let server: PreviewServer
        do {
            server = try await PreviewServer.start(port: port, site: live, base: first.base)
        } catch {
            Console.remark("error: port \(port) cannot be opened: \(error). Choose another one, or 0 for a free one.")
            throw ExitCode(1)
        }
        Console.remark(first.text)
        Console.print("http://127.0.0.1:\(server.port)/")
        if open { ServeCommand.openBrowser("http://127.0.0.1:\(server.port)/") }
        let follower = Task {
            for await _ in changes {
                let result = await rebuild.run(into: live)
                server.announce()
                Console.remark(result.text)
            }
        }
        await Interruption.first()
        follower.cancel()
        await server.stop()
    }

    private static func openBrowser(_ address: String) {
        let process = Process()
        #if os(macOS)
            process.executableURL = URL(filePath: "/usr/bin/open")
            process.arguments = [address]
        #else
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["xdg-open", address]
        #endif
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }
}

/// Builds a site again and again in one process. A run is recorded again only when its page's head, the settings or the
/// company's profile changed.
private actor Rebuild {
    struct Result: Sendable {
        var text: String
        var base = "/"
    }

    private let site: String
    private let cache: RunCache
    private let documentation = DocsSession()

    init(_ site: String) {
        self.site = site
        cache = RunCache(SiteCache(of: site, program: .own))
    }

    func run(into live: LiveSite) async -> Result {
        let start = ContinuousClock.now
        do {
            let generator = Generator.own
            if let pages = try DocumentationSite(
                of: URL(filePath: site, directoryHint: .isDirectory), library: Inheritance(Library.files),
                generator: generator)
            {
                let files = try documentation.rebuild(pages.builder)
                live.update(files)
                let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
                return Result(text: "built \(files.count) files in \(milliseconds) ms", base: pages.basePath ?? "/")
            }
            let project = try Project(site)
            let builder = SiteBuilder(project.sources, generator: generator)
            try builder.check(project.scenarios.map(\.page))
            let runs = try await Recordings(project, cache)
            let (files, report) = try await builder.site(project.scenarios.map(\.page), runs: runs)
            live.update(Dictionary(files.map { ($0.path, $0.bytes) }) { $1 })
            let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
            let warnings =
                report.warnings.isEmpty ? "" : ", \(report.warnings.count) warnings (wirescribe build names them)"
            return Result(
                text: "built \(files.count) files in \(milliseconds) ms\(warnings)",
                base: project.sources.config.basePath ?? "/")
        } catch {
            let problems = (error as? Problems)?.list ?? (error as? Problem).map { [$0] } ?? []
            let texts = problems.isEmpty ? ["\(error)"] : problems.map { Console.text(of: $0, in: site) }
            live.fail(texts)
            return Result(text: texts.map { "error: " + $0 }.joined(separator: "\n") + "\nThe last good pages stay.")
        }
    }

}
