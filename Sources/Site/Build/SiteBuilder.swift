import Docs
import Authoring
import Foundation
import Scenarios
import Specs
import Traces

/// Makes a site from its sources and the runs of its scenarios. Nothing is written to disk here.
public struct SiteBuilder: Sendable {
    let sources: SiteSources
    private let exports: [Export]
    private let generator: Generator
    private let isCompact: Bool
    /// The files that pages included so far.
    let includes = FileList()
    /// The state of the history that dates come from; nil when there are none.
    let history: ContentHash?

    /// - Parameters:
    ///   - exports: the files beside every flow page.
    ///   - generator: the versions that `build.json` names.
    ///   - isCompact: whether pages leave out the quotes that HTML does not ask for.
    public init(
        _ sources: SiteSources, exports: [Export] = Export.standard, generator: Generator, isCompact: Bool = true
    ) {
        self.isCompact = isCompact
        self.sources = sources
        // Before anybody reads the history.
        let root = sources.config.updated == .git ? sources.folder?.path : nil
        history = root.map { CommitDates.state(of: $0) }
        self.exports = exports
        self.generator = generator
    }

    /// Looks for slips in the pages of documentation and in the tags of the scenarios' bodies, which needs no run.
    ///
    /// - Throws: `Problems` with every slip. ``build(_:runs:)`` finds the same ones.
    public func check(_ pages: [ScenarioPage]) throws(Problems) {
        var problems: [Problem] = []
        do { try documentation(SitePlan()).check() } catch { problems += error.list }
        do { _ = try templates(pages) } catch { problems += error.list }
        guard problems.isEmpty else { throw Problems(problems) }
    }

    /// Every file of the site, sorted by path. Equal sources and runs give equal bytes.
    ///
    /// - Parameters:
    ///   - pages: the scenarios, as the engine has read them from `sources.content.scenarioFiles`.
    ///   - runs: asked once for every page.
    /// - Throws: `Problems` with everything that is wrong, sorted by place; `CancellationError`.
    public func build(_ pages: [ScenarioPage], runs: some RunSource) async throws -> [OutputFile] {
        try await site(pages, runs: runs).files
    }

    /// Like ``build(_:runs:)``, with what is left to be said about the finished site, and its pages of documentation.
    public func site(
        _ pages: [ScenarioPage], runs: some RunSource
    ) async throws -> (files: [OutputFile], report: BuildReport, documentation: DocsSite) {
        let templates = try templates(pages)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let recorded = try await RecordedSite.recording(pages, from: runs, atOnce: cores)
        let names = recorded.runs.compactMap { run in
            run.trace.run.variant.flatMap { Slug.check($0, file: run.story.page.file) }
        }
        guard names.isEmpty else { throw Problems(distinct: names) }
        let plan = plan(recorded)
        var memory = DocsMemory()
        let docs = try documentation(plan).read(&memory)
        let sources = sources.framing(with: docs.templates)
        let (frames, links) = (docs.frames, docs.resolver)
        // All flow pages stand equally deep, so one set of rendered notes serves them all.
        let explanations = try ContentExplanations(
            sources.content, links: links, page: "scenarios/slug/revision/index.html")
        let bodies = BodyRenderer(
            links: links, markdown: sources.config.markdown, glossary: docs.glossary, included: docs.included)

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
        let copies = frames.entries.filter(\.hasCopy).map { MarkdownCopy.path(of: $0.path) }
        let check = LinkCheck(
            made.files + sources.files, basePath: sources.config.basePath,
            besides: docs.paths.union(docs.fingerprinted).union(copies), anchors: docs.anchors,
            isIgnored: docs.settings.isIgnored)
        let problems = docs.problems(withAnchors: check.ownAnchors) + check.problems()
        guard problems.isEmpty else { throw Problems(problems) }
        let sink = MemorySink()
        try docs.write(to: sink, with: finished(made, frames.entries))
        var files = isCompact ? compacted(sink.all) : sink.all
        files.append(
            Manifest.file(
                generator, site: sources.config.name, scenarios: recorded.stories.count,
                runs: recorded.runs.map(\.trace), files: files))
        var report = BuildReport(index, sources.content, stories: sources.config.tellsCatalogue ? pages : nil)
        report.outsideLinks = OutsideLink.distinct(docs.outsideLinks + check.outsideLinks)
        return (files.sorted { $0.path < $1.path }, report, docs)
    }

    /// The pages of documentation, beside what is made of runs.
    private func documentation(_ plan: SitePlan) -> DocsBuilder {
        var others = OtherPages()
        others.excluded = SiteContent.libraries.union([SiteContent.home])
        others.plan = plan
        others.navigation = FrameMaker.navigation(plan)
        others.inherited = sources.inherited
        let inherited = sources.content.pages.map { ($0.path, Array($0.text.utf8)) }
        return DocsBuilder(
            root: sources.folder?.path ?? "", inheriting: Dictionary(inherited) { $1 },
            settings: DocsSettings(sources.config, logo: sources.logo), templates: sources.templates,
            assets: sources.files, makers: SiteMakers(sources.config, generator: generator), others: others,
            includes: includes)
    }

    /// What was made of runs, as the lists of pages and the search see it.
    private func finished(_ made: PageResult, _ entries: [PageEntry]) -> MadePages {
        var finished = MadePages()
        finished.entries = entries
        finished.files = made.files
        for entry in entries {
            guard let sections = made.sections[entry.path] else { continue }
            finished.digests[entry.path] = SearchFiles.digest(sections, title: entry.title)
        }
        return finished
    }

    /// The bodies of the scenarios, before anything runs, so that a slip in a tag costs no recording.
    private func templates(_ pages: [ScenarioPage]) throws(Problems) -> [String: BodyTemplate] {
        var problems: [Problem] = []
        var templates: [String: BodyTemplate] = [:]
        let docs = documentation(SitePlan())
        for page in pages {
            if let problem = Slug.check(page.slug, file: page.file) { problems.append(problem) }
            do throws(Problems) {
                let body = MarkdownText(file: page.file, line: page.bodyLine, text: page.body)
                templates[page.file] = try BodyTemplate(IncludedText(body) { docs.included($0) })
            } catch {
                problems += error.list
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return templates
    }

    /// The files of pages of documentation whose texts changed, as ``site(_:runs:)`` makes them.
    ///
    /// - Returns: nil when only a build of the whole site can tell.
    public func refreshed(_ paths: Set<String>, of documentation: DocsSite) -> [OutputFile]? {
        documentation.refreshed(paths).map { isCompact ? compacted($0) : $0 }
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
        plan.add(
            "index.html", by: "the home page", title: FrameMaker.home.title, source: content.home?.body.file)
        plan.add(FrameMaker.scenarios.path, by: "the list of scenarios", title: FrameMaker.scenarios.title)
        plan.add(OutputWriter.marker, by: "the manifest")
        for name in Revision.allCases.map(\.rawValue) + ["draft"] {
            let text = content.revisions.first { ($0.revision?.rawValue ?? "draft") == name }
            plan.add(
                "revisions/\(name)/index.html", by: "the page of revision \(name)", title: text?.title ?? "MCP " + name,
                source: text?.body.file)
        }
        for story in recorded.stories {
            let page = story.page
            plan.add(story.overviewPath, from: page.file, title: page.title)
            for trace in story.traces {
                let folder = RecordedSite.folder(page, trace)
                plan.add(folder + "index.html", from: page.file, title: page.title)
                plan.add(StoryPages.valuesPath(folder + "index.html"), from: page.file)
                for export in exports {
                    plan.add(folder + export.fileName, from: page.file)
                }
            }
        }
        ReferencePlan.add(content, recorded, to: &plan)
        return plan
    }
}
