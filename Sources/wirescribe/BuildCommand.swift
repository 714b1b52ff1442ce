import Docs
import Authoring
import ArgumentParser
import Foundation
import Library
import Markdown
import Scenarios
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

    func run() async throws {
        try await reportingProblems(in: site) {
            let start = ContinuousClock.now
            let folder = URL(filePath: output ?? site + "/_site", directoryHint: .isDirectory)
            let writer = OutputWriter(folder)
            try writer.checkTarget()
            let generator = Generator(version: Wirescribe.version, markdownVersion: parserVersion)
            if let documentation = try DocumentationSite(
                of: URL(filePath: site, directoryHint: .isDirectory), library: Inheritance(Library.files),
                generator: generator)
            {
                try write(documentation, with: writer, since: start)
                Console.print(folder.appending(path: "index.html").path)
                return
            }
            let project = try Project(site)
            let builder = SiteBuilder(project.sources, generator: generator)
            // A slip in a tag should not cost a recording.
            try builder.check(project.scenarios.map(\.page))
            let recordings = try await Recordings(project.scenarios) { done, all in
                Console.progress("recording \(done) of \(all) runs")
            }
            Console.progress("rendering")
            let (files, report) = try await builder.site(project.scenarios.map(\.page), runs: recordings)
            Console.endProgress()
            if strict, !report.warnings.isEmpty { throw Problems(report.warnings) }
            for warning in report.warnings { Console.problem(warning, "warning", in: site) }
            try writer.write(files)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            Console.remark(
                "\(project.scenarios.count) scenarios, \(recordings.count) runs, \(files.count) files in "
                    + seconds.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en_US_POSIX")))
                    + " s")
            Console.remark(report.summary)
            Console.print(folder.appending(path: "index.html").path)
        }
    }

    /// A site without scenarios needs no run and is written as it is made.
    private func write(
        _ site: DocumentationSite, with writer: OutputWriter, since start: ContinuousClock.Instant
    ) throws {
        let sink = try writer.begin()
        let pages: Int
        do {
            pages = try site.write(to: sink)
        } catch {
            writer.abandon(sink)
            throw error
        }
        try writer.finish(sink)
        Console.remark("\(pages) pages, \(sink.count) files in \(BuildCommand.seconds(since: start)) s")
    }

    private static func seconds(since start: ContinuousClock.Instant) -> String {
        ((ContinuousClock.now - start) / .seconds(1))
            .formatted(.number.precision(.fractionLength(2)).locale(Locale(identifier: "en_US_POSIX")))
    }
}
