import ArgumentParser
import Authoring
import Diagrams
import Docs
import Foundation
import Library
import Markdown
import Scenarios
import Settings
import Site
import Specs
import Traces

struct ExportCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case json, har, mermaid, plantuml, svg, html }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Turn a trace into another format.",
        discussion: """
            TRACE is a trace.json, or the id of a run such as A04/2026-07-28, which is then recorded. The page of a trace \
            (html) is a folder, named with --out: index.html with every line explained, the page of its values, and what \
            they need. Texts and templates are those of the site, or those that every site inherits.
            """)

    @Argument(help: "A trace.json, or a run's id.")
    var trace: String

    @Option(help: "json, har (opens in a browser's network panel), mermaid, plantuml, svg or html.")
    var format: Format

    @Option(help: "The file for the result, or the folder of the page. Default: stdout.")
    var out: String?

    @OptionGroup var site: SiteOption

    func validate() throws {
        guard format != .html || out != nil else {
            throw ValidationError("The page of a trace is a folder. Name it, as in --out trace-page.")
        }
    }

    func run() async throws {
        try await reportingProblems(in: site.site) {
            let place = format == .html ? nil : try out.map(ResultFile.init)
            let trace = try await load()
            let bytes: [UInt8]
            switch format {
            case .json: bytes = Array((trace.json.text(pretty: true) + "\n").utf8)
            case .har: bytes = Array((trace.har.text(pretty: true) + "\n").utf8)
            case .mermaid: bytes = Array(MermaidExport.text(Flow(trace)).utf8)
            case .plantuml: bytes = Array(PlantUMLExport.text(Flow(trace)).utf8)
            case .svg: bytes = Array(DiagramRenderer(Flow(trace)).standaloneSVG(.automatic).utf8)
            case .html: return try writePage(of: trace)
            }
            if let place {
                try place.write(bytes)
            } else {
                Console.print(bytes: bytes)
            }
        }
    }

    private func writePage(of trace: Trace) throws {
        let folder = URL(filePath: out ?? "", directoryHint: .isDirectory)
        let page = TracePage(
            try sources(),
            generator: Generator(version: Wirescribe.version, markdownVersion: parserVersion))
        try OutputWriter(folder).write(try page.files(trace))
        Console.print(folder.appending(path: "index.html").path)
    }

    /// What the site has for pages. Where there is no site and none was named, a trace has the look and the explanations
    /// that every site inherits.
    private func sources() throws -> SiteSources {
        guard site.site == ".", !FileManager.default.fileExists(atPath: SiteConfig.fileName) else {
            return try Project(site.site).sources
        }
        let empty = FileManager.default.temporaryDirectory.appending(path: "wirescribe-\(UUID().uuidString)")
        return try SiteSources(
            of: empty, library: Inheritance(Library.files), config: SiteConfig(parsing: "name: Wirescribe"))
    }

    private func load() async throws -> Trace {
        if let id = RunID(trace) {
            let scenario = try Project(site.site).scenario(named: id.scenario)
            guard
                let plan = scenario.plans.first(where: {
                    $0.id == id || $0.id.revision == id.revision && $0.id.variant == id.variant
                })
            else {
                throw ValidationError(
                    "There is no run \(trace). Known: " + scenario.plans.map(\.id.description).joined(separator: ", "))
            }
            return try await Engine.record(plan)
        }
        guard trace.contains(".") || trace.contains("/") || FileManager.default.fileExists(atPath: trace) else {
            throw ValidationError("“\(trace)” is neither a run such as A04/2026-07-28 nor a file that can be read.")
        }
        return try TraceFile.read(trace)
    }
}
