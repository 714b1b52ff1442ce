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

    /// Whether no address of these finished files leads nowhere, as every build asks: to measure what it costs.
    public func holds(_ files: [OutputFile]) -> Bool {
        let rules = LinkRules(
            DocsSettings(sources.config, logo: sources.logo),
            own: Set(sources.files.filter { $0.source != nil }.map(\.path)),
            recorded: Set(exports.map(\.fileName)), searchFolder: SearchFiles.maker.folder)
        let sink = CheckedSink(MemorySink(), rules)
        for file in files { sink.put(file) }
        return sink.check().broken.isEmpty
    }

    /// Like ``build(_:runs:)``, with what is left to be said about the finished site, and its pages of documentation.
    func site(
        _ pages: [ScenarioPage], runs: some RunSource
    ) async throws -> (files: [OutputFile], report: BuildReport, documentation: DocsSite) {
        let sink = MemorySink()
        var memory = SiteMemory()
        let site = try await write(pages, runs: runs, to: sink, &memory)
        return (sink.all, site.report, site.documentation)
    }

    /// Makes every file that is not there already.
    ///
    /// - Parameter memory: what earlier builds found out; it is brought up to date.
    /// - Throws: `Problems` with everything that is wrong, sorted by place; `CancellationError`.
    /// - Returns: with the names of the units that were made.
    func write(
        _ pages: [ScenarioPage], runs: some RunSource, to target: some SiteStore, _ memory: inout SiteMemory
    ) async throws -> (report: BuildReport, documentation: DocsSite, made: [String]) {
        let templates = try templates(pages)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let recorded = try await RecordedSite.recording(pages, from: runs, atOnce: cores)
        let names = recorded.runs.compactMap { run in
            run.trace.run.variant.flatMap { Slug.check($0, file: run.story.page.file) }
        }
        guard names.isEmpty else { throw Problems(distinct: names) }
        let plan = plan(recorded)
        let docs = try documentation(plan).read(&memory.documents)
        let sources = sources.framing(with: docs.templates)
        let checked = CheckedSink(target, docs.linkRules(recorded: Set(exports.map(\.fileName))))
        let sink = CompactSink(sink: checked, isCompact: isCompact)
        let maker = UnitMaker(
            sources: sources, recorded: recorded, templates: templates, docs: docs, plan: plan, exports: exports)
        let keys = maker.keys(runs)
        let known = memory.units
        var kept: [String: MadeUnit] = [:]
        for (name, key) in keys {
            guard let unit = known[name], unit.key == key,
                unit.parts.allSatisfy({ (try? docs.included($0)).map { ContentHash($0) } == $1 }),
                unit.paths.allSatisfy({ sink.has($0, sources: unit.key(of: $0)) })
            else { continue }
            kept[name] = unit
        }
        var made = try await maker.make(
            besides: Set(kept.keys), keys, tells: sources.config.tellsCatalogue ? pages : nil)
        for (name, found) in made {
            made[name]?.unit.outsideLinks = OutsideLink.all(in: found.files, docs.settings)
        }
        let units = kept.merging(made.mapValues(\.unit)) { $1 }
        try docs.write(to: sink, with: finished(units, made, keys), &memory.documents)
        memory.units = units.filter { keys[$0.key] != nil }
        sink.put(
            Manifest.file(
                generator, site: sources.config.name, scenarios: recorded.stories.count,
                runs: recorded.runs.map(\.trace), paths: sink.paths))
        let check = docs.finish(checked)
        let broken = check.broken
        guard broken.isEmpty, docs.holdsAlone else {
            // Only pages that are made again know where their authors wrote what is wrong.
            if !kept.isEmpty { made = try await maker.make(besides: [], keys, tells: nil) }
            throw docs.problems(of: check, in: broken, checked, made: made.values.flatMap(\.files))
        }
        guard var report = units[UnitMaker.shared]?.report else {
            preconditionFailure("the pages about all scenarios come with a report")
        }
        report.outsideLinks = OutsideLink.distinct(
            docs.outsideLinks + OutsideLink.all(in: sources.files, docs.settings) + units.values.flatMap(\.outsideLinks)
        )
        return (report, docs, made.keys.sorted())
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
    private func finished(
        _ units: [String: MadeUnit], _ made: [String: UnitMaker.Result], _ keys: [String: ContentHash]
    ) -> MadePages {
        var finished = MadePages()
        for (_, unit) in units.sorted(by: { $0.key < $1.key }) {
            finished.entries += unit.entries
            finished.digests.merge(unit.digests) { first, _ in first }
        }
        for (name, result) in made.sorted(by: { $0.key < $1.key }) {
            finished.files += result.files
            guard keys[name] != nil else { continue }
            for path in result.unit.paths { finished.keys[path] = result.unit.key(of: path) }
        }
        return finished
    }

    /// The bodies of the scenarios, before anything runs, so that a slip in a tag costs no recording.
    private func templates(_ pages: [ScenarioPage]) throws(Problems) -> [String: BodyTemplate] {
        var problems: [Problem] = []
        var templates: [String: BodyTemplate] = [:]
        let docs = documentation(SitePlan())
        let read = Parallel.map(pages.count) { number -> Result<BodyTemplate, Problems> in
            let page = pages[number]
            let body = MarkdownText(file: page.file, line: page.bodyLine, text: page.body)
            let text = IncludedText(body) { (path) throws(Problem) in try docs.included(path) }
            return Result { () throws(Problems) in try BodyTemplate(text) }
        }
        for (page, result) in zip(pages, read) {
            if let problem = Slug.check(page.slug, file: page.file) { problems.append(problem) }
            switch result {
            case .success(let template): templates[page.file] = template
            case .failure(let error): problems += error.list
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return templates
    }

    /// The files of pages of documentation whose texts changed, as ``site(_:runs:)`` makes them.
    ///
    /// - Returns: nil when only a build of the whole site can tell.
    public func refreshed(_ paths: Set<String>, of documentation: DocsSite) -> [OutputFile]? {
        let sink = CompactSink(sink: CheckedSink(MemorySink(), documentation.linkRules()), isCompact: isCompact)
        return documentation.refreshed(paths).map { $0.map(sink.compacted) }
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
                plan.add(folder + "index.html", from: page.file, title: page.title, hasCopy: false)
                plan.add(StoryPages.valuesPath(folder + "index.html"), from: page.file, hasCopy: false)
                for export in exports {
                    plan.add(folder + export.fileName, from: page.file)
                }
            }
        }
        ReferencePlan.add(content, recorded, to: &plan)
        return plan
    }
}
