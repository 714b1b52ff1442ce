import Docs
import Authoring
import ArgumentParser
import Foundation
import Library
import Markdown
import Scenarios
import Settings
import Site

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Record every run and render the site.",
        discussion: "The old output stays whole until the new one is complete; on any error nothing is replaced.")

    @Argument(help: "The site's folder: wirescribe.yml and content/.")
    var site = "."

    @Option(name: [.short, .long], help: "Where the site goes. Default: _site in the site's folder.")
    var output: String?

    @Flag(help: "Take a field, a message or an error without an explanation for an error.")
    var strict = false

    @Flag(name: .customLong("no-cache"), help: "Make everything anew, and leave nothing for the next build.")
    var ignoresCache = false

    @Flag(
        name: .customLong("external-links"), help: "Ask other sites whether the pages are there that this one links to."
    )
    var checksOutsideLinks = false

    func run() async throws {
        try await reportingProblems(in: site) {
            let start = ContinuousClock.now
            let root = URL(filePath: site, directoryHint: .isDirectory)
            let folder = URL(filePath: output ?? site + "/_site", directoryHint: .isDirectory)
            let generator = Generator.own
            // Two builds with the same output disturb each other, with a cache or without.
            let shared = SiteCache(of: site, program: generator)
            var lock: BuildLock?
            if let shared {
                lock = try await BuildLock.acquire(shared) {
                    Console.remark("Another build of this site is at work; this one waits for it.")
                }
            }
            defer { withExtendedLifetime(lock) {} }
            let cache = ignoresCache ? nil : shared
            let build = try SiteBuild(of: root, to: folder, cache: cache, generator: generator)
            if let last = build.unchanged, !strict || last.warnings.isEmpty, !checksOutsideLinks, !last.asksOthers {
                for warning in last.warnings { Console.remark("warning: " + warning) }
                Console.remark(
                    "nothing has changed: \(Counted.text(last.count, "file")) left in \(BuildCommand.seconds(since: start)) s"
                )
                for remark in last.remarks { Console.remark(remark) }
            } else if let documentation = try DocumentationSite(
                of: root, library: Inheritance(Library.files(below: "templates/")), generator: generator)
            {
                if checksOutsideLinks || documentation.asksOthers {
                    try await OutsideLinks.check(documentation.outsideLinks(), in: site)
                }
                let outcome = try build.write(documentation)
                BuildCommand.tell(outcome)
                Console.remark(
                    Counted.text(outcome.pages, "page") + ", " + BuildCommand.text(of: outcome, since: start))
            } else {
                try await record(build, RunCache(cache), since: start)
            }
            Console.print(folder.appending(path: "index.html").path)
        }
    }

    /// Builds a site with runs.
    private func record(_ build: SiteBuild, _ cache: RunCache, since start: ContinuousClock.Instant) async throws {
        let project = try Project(site)
        let builder = SiteBuilder(project.sources, generator: .own)
        // A slip in a tag should not cost a recording.
        try builder.check(project.scenarios.map(\.page))
        let recordings = try await Recordings(project, cache) { done, all in
            Console.progress("recording \(done) of \(all) runs")
        }
        Console.progress("rendering")
        let (outcome, report) = try await build.write(
            project.scenarios.map(\.page), runs: recordings, by: builder
        ) { report in
            Console.endProgress()
            if strict, !report.warnings.isEmpty { throw Problems(report.warnings) }
            for warning in report.warnings { Console.problem(warning, "warning", in: site) }
            if checksOutsideLinks || project.sources.config.links.external == .check {
                try await OutsideLinks.check(report.outsideLinks, in: site)
            }
            return report.warnings.map { Console.text(of: $0, in: site) }
        }
        cache.tidy()
        BuildCommand.tell(outcome)
        Console.remark(
            "\(Counted.text(project.scenarios.count, "scenario")), \(Counted.text(recordings.count, "run")), \(recordings.recorded) of them recorded now, "
                + BuildCommand.text(of: outcome, since: start))
        Console.remark(report.summary)
    }

    /// Says what became of files that somebody changed in the output.
    private static func tell(_ outcome: SiteBuild.Outcome) {
        if !outcome.changed.isEmpty {
            Console.remark(
                "changed since a build wrote them, and replaced: \(outcome.changed.joined(separator: ", ")). "
                    + "What they held is in \(SiteBuild.aside)/ of the site's folder.")
        }
        if !outcome.stayed.isEmpty {
            Console.remark(
                "changed since a build wrote them, and left although the site has them no more: "
                    + outcome.stayed.joined(separator: ", ") + ".")
        }
    }

    private static func text(of outcome: SiteBuild.Outcome, since start: ContinuousClock.Instant) -> String {
        "\(Counted.text(outcome.written + outcome.left, "file")), \(outcome.written) of them written, in \(seconds(since: start)) s"
    }

    private static func seconds(since start: ContinuousClock.Instant) -> String {
        let hundredths = Int(((ContinuousClock.now - start) / .seconds(0.01)).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
}

extension Generator {
    /// This program.
    static var own: Generator {
        Generator(
            version: Wirescribe.version, markdownVersion: parserVersion, fingerprint: Library.fingerprint,
            library: Library.digest)
    }
}
