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
        // The port before anything that takes time.
        let server = try await PreviewServer.start(port: port, site: live)
        let rebuild = Rebuild(site)
        // Watching begins before the first build, so that no edit falls between the two.
        let changes = FolderWatch(folder, ignoring: ["_site"]).changes()
        let tell: @Sendable (Rebuild.Result) -> Void = { made in
            if let base = made.base { server.publish(under: base) }
            server.announce()
            Console.remark(made.text)
        }
        if let notice = changes.notice() { Console.remark(notice) }
        tell(await rebuild.run(into: live))
        let interruption = Interruption()
        Console.print("http://127.0.0.1:\(server.port)/")
        if open { ServeCommand.openBrowser("http://127.0.0.1:\(server.port)/") }
        let follower = Task {
            for await _ in changes.bursts {
                if let notice = changes.notice() { Console.remark(notice) }
                await rebuild.follow(changes.take(), into: live, announce: tell)
            }
        }
        await interruption.wait()
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
/// company's profile changed. When only texts changed, their pages come at once and everything else after a pause.
private actor Rebuild {
    struct Result: Sendable {
        var text: String
        /// The path under which the site will be published; nil when it is not known.
        var base: String?
        var files: [String: [UInt8]] = [:]
        /// What is wrong with the site; the last good pages stay then.
        var problems: [String] = []
        /// The files of pages whose texts changed; nil when that takes a whole build.
        var refresh: (@Sendable (Set<String>) -> [OutputFile]?)?
    }

    private let site: String
    private let cache: RunCache
    private let documentation = DocsSession()
    private let stories = SiteSession()
    private var refresh: (@Sendable (Set<String>) -> [OutputFile]?)?
    /// How many bursts of changes there were.
    private var bursts = 0
    private var rest: Task<Void, Never>?
    /// How long the last whole build took.
    private var length = Duration.zero

    init(_ site: String) {
        self.site = site
        cache = RunCache(SiteCache(of: site, program: .own))
    }

    /// Builds the whole site.
    func run(into live: LiveSite) async -> Result {
        let start = ContinuousClock.now
        let made = await make()
        length = ContinuousClock.now - start
        take(made, into: live)
        return made
    }

    /// Builds what depends on changed files.
    ///
    /// - Parameters:
    ///   - paths: the files, from the site's folder; nil when it may be any.
    ///   - announce: called whenever there is something new, with what came of it.
    func follow(
        _ paths: Set<String>?, into live: LiveSite, announce: @escaping @Sendable (Result) -> Void
    ) async {
        let start = ContinuousClock.now
        if let paths, let files = refresh?(paths) {
            // What an editor leaves for a moment is no news.
            guard !files.isEmpty else { return }
            bursts += 1
            live.patch(Dictionary(files.map { ($0.path, $0.bytes) }) { $1 })
            announce(Result(text: Rebuild.text(files.count, since: start)))
            finish(into: live, announce: announce)
        } else {
            bursts += 1
            rest?.cancel()
            announce(await run(into: live))
        }
    }

    /// Brings the index of the search and the like up to date when no change comes for a while.
    private func finish(into live: LiveSite, announce: @escaping @Sendable (Result) -> Void) {
        rest?.cancel()
        let number = bursts
        let pause = min(max(length, .milliseconds(500)), .seconds(5))
        rest = Task {
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            let made = await make()
            // A newer change has a build of its own.
            guard number == bursts, !Task.isCancelled else { return }
            take(made, into: live)
            announce(made)
        }
    }

    private func take(_ made: Result, into live: LiveSite) {
        refresh = made.refresh
        if made.problems.isEmpty { live.update(made.files) } else { live.fail(made.problems) }
    }

    /// Builds the site as its files are now, beside everything else that goes on.
    private nonisolated func make() async -> Result {
        await Task.detached { [site, cache, documentation, stories] in
            await Rebuild.make(site, cache, documentation, stories)
        }.value
    }

    private static func make(
        _ site: String, _ cache: RunCache, _ documentation: DocsSession, _ stories: SiteSession
    ) async -> Result {
        let start = ContinuousClock.now
        do {
            let generator = Generator.own
            if let pages = try DocumentationSite(
                of: URL(filePath: site, directoryHint: .isDirectory), library: Inheritance(Library.files),
                generator: generator)
            {
                let (files, made) = try documentation.rebuild(pages.builder)
                return Result(
                    text: text(files.count, since: start), base: pages.basePath ?? "/", files: files,
                    refresh: { made.refreshed($0) })
            }
            let project = try Project(site)
            let builder = SiteBuilder(project.sources, generator: generator)
            try builder.check(project.scenarios.map(\.page))
            let runs = try await Recordings(project, cache)
            let (files, report, pages) = try await stories.rebuild(
                builder, project.scenarios.map(\.page), runs: runs)
            let warnings =
                report.warnings.isEmpty
                ? "" : ", \(Counted.text(report.warnings.count, "warning")) (told by wirescribe build)"
            return Result(
                text: text(files.count, since: start) + warnings, base: project.sources.config.basePath ?? "/",
                files: files, refresh: { builder.refreshed($0, of: pages) })
        } catch {
            let problems = (error as? Problems)?.list ?? (error as? Problem).map { [$0] } ?? []
            let texts = problems.isEmpty ? ["\(error)"] : problems.map { Console.text(of: $0, in: site) }
            return Result(
                text: texts.map { "error: " + $0 }.joined(separator: "\n") + "\nThe last good pages stay.",
                problems: texts)
        }
    }

    private static func text(_ files: Int, since start: ContinuousClock.Instant) -> String {
        "built \(Counted.text(files, "file")) in \(Int((ContinuousClock.now - start) / .milliseconds(1))) ms"
    }
}
