import Docs
import Authoring
import Foundation
import Scenarios
import Specs
import Traces

/// Makes a site from its sources and the runs of its scenarios. Nothing is written to disk here.
public struct SiteBuilder: Sendable {
    private let sources: SiteSources
    private let exports: [Export]
    private let generator: Generator
    private let isCompact: Bool

    /// - Parameters:
    ///   - exports: the files beside every flow page.
    ///   - generator: the versions that `build.json` names.
    ///   - isCompact: whether pages leave out the quotes that HTML does not ask for.
    public init(
        _ sources: SiteSources, exports: [Export] = Export.standard, generator: Generator, isCompact: Bool = true
    ) {
        self.isCompact = isCompact
        self.sources = sources
        self.exports = exports
        self.generator = generator
    }

    /// Looks for slips in the tags of the scenarios' bodies, which needs no run.
    ///
    /// - Throws: `Problems` with every slip. ``build(_:runs:)`` finds the same ones.
    public func check(_ pages: [ScenarioPage]) throws(Problems) { _ = try SiteBuilder.templates(pages) }

    /// Every file of the site, sorted by path. Equal sources and runs give equal bytes.
    ///
    /// - Parameters:
    ///   - pages: the scenarios, as the engine has read them from `sources.content.scenarioFiles`.
    ///   - runs: asked once for every page.
    /// - Throws: `Problems` with everything that is wrong, sorted by place; `CancellationError`.
    public func build(_ pages: [ScenarioPage], runs: some RunSource) async throws -> [OutputFile] {
        try await site(pages, runs: runs).files
    }

    /// Like ``build(_:runs:)``, with what is left to be said about the finished site.
    public func site(
        _ pages: [ScenarioPage], runs: some RunSource
    ) async throws -> (files: [OutputFile], report: BuildReport) {
        let templates = try SiteBuilder.templates(pages)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let recorded = try await RecordedSite.recording(pages, from: runs, atOnce: cores)
        let names = recorded.runs.compactMap { run in
            run.trace.run.variant.flatMap { Slug.check($0, file: run.story.page.file) }
        }
        guard names.isEmpty else { throw Problems(distinct: names) }
        let plan = plan(recorded)
        guard plan.problems.isEmpty else { throw Problems(plan.problems) }
        let links = LinkResolver(paths: plan.paths)
        let navigation: [FrameMaker.Place]
        do throws(Problem) {
            navigation = try FrameMaker.navigation(sources.config, sources.content, plan)
        } catch {
            throw Problems([error])
        }
        let frames = FrameMaker(
            siteName: sources.config.name, logo: sources.logo, navigation: navigation, hasSearch: true)
        // All flow pages stand equally deep, so one set of rendered notes serves them all.
        let explanations = try ContentExplanations(
            sources.content, links: links, page: "scenarios/slug/revision/index.html")
        let bodies = BodyRenderer(links: links)

        let index = ReferenceIndex(recorded, explanations)
        let shared = SitePages(
            sources: sources, recorded: recorded, frames: frames, bodies: bodies, plan: plan, index: index,
            explanations: explanations)
        var made = shared.all()
        await withTaskGroup(of: PageResult.self) { group in
            for (index, story) in recorded.stories.enumerated() {
                group.addTask {
                    StoryPages(
                        story: story, index: index, template: templates[story.page.file], recorded: recorded,
                        frames: frames,
                        bodies: bodies, explanations: explanations, pageTemplates: sources.templates, exports: exports
                    ).all()
                }
            }
            for await result in group { made.add(result) }
        }
        // A dead link of a body is found once for every run.
        guard made.problems.isEmpty else { throw Problems(distinct: made.problems) }
        var files = made.files + sources.files
        files += SearchFiles.make(made.sections, titles: plan.titles)
        let check = LinkCheck(files, basePath: sources.config.basePath).problems()
        guard check.isEmpty else { throw Problems(check) }
        if isCompact { files = compacted(files) }
        files.append(
            Manifest.file(
                generator, site: sources.config.name, scenarios: recorded.stories.count,
                runs: recorded.runs.map(\.trace), files: files))
        let report = BuildReport(index, sources.content, stories: sources.config.tellsCatalogue ? pages : nil)
        return (files.sorted { $0.path < $1.path }, report)
    }

    /// The bodies of the scenarios, before anything runs, so that a slip in a tag costs no recording.
    private static func templates(_ pages: [ScenarioPage]) throws(Problems) -> [String: BodyTemplate] {
        var problems: [Problem] = []
        var templates: [String: BodyTemplate] = [:]
        for page in pages {
            if let problem = Slug.check(page.slug, file: page.file) { problems.append(problem) }
            do throws(Problems) {
                templates[page.file] = try BodyTemplate(
                    MarkdownText(file: page.file, line: page.bodyLine, text: page.body))
            } catch {
                problems += error.list
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return templates
    }

    private func compacted(_ files: [OutputFile]) -> [OutputFile] {
        Parallel.map(files.count) { number in
            var file = files[number]
            if file.path.hasSuffix(".html") { file.bytes = CompactHTML.compacted(file.bytes) }
            return file
        }
    }

    private func plan(_ recorded: RecordedSite) -> SitePlan {
        var plan = SitePlan()
        let content = sources.content
        plan.add("index.html", by: "the home page", title: FrameMaker.home.title)
        plan.add(FrameMaker.scenarios.path, by: "the list of scenarios", title: FrameMaker.scenarios.title)
        plan.add("404.html", by: "the page for unknown addresses")
        plan.add(OutputWriter.marker, by: "the manifest")
        for name in Revision.allCases.map(\.rawValue) + ["draft"] {
            let text = content.revisions.first { ($0.revision?.rawValue ?? "draft") == name }
            plan.add(
                "revisions/\(name)/index.html", by: "the page of revision \(name)", title: text?.title ?? "MCP " + name)
        }
        for story in recorded.stories {
            let page = story.page
            plan.add(story.overviewPath, from: page.file, title: page.title)
            for trace in story.traces {
                let folder = RecordedSite.folder(page, trace)
                plan.add(folder + "index.html", from: page.file, title: page.title)
                plan.add(StoryPages.valuesPath(folder + "index.html"), from: page.file)
                for export in exports where export.isMade(for: trace) {
                    plan.add(folder + export.fileName, from: page.file)
                }
            }
        }
        ReferencePlan.add(content, recorded, to: &plan)
        for page in content.pages { plan.add(page.path, from: page.body.file, title: page.title) }
        for file in sources.files {
            guard let source = file.source else {
                plan.add(file.path, by: "the templates")
                continue
            }
            plan.add(file.path, from: source)
        }
        return plan
    }
}
