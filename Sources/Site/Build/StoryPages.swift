import Docs
import Authoring
import Specs
import Traces

/// Makes the pages of one scenario: its overview, a page for every run, and the files beside them.
struct StoryPages: Sendable {
    let story: RecordedSite.Story
    /// The scenario's place in the order of all.
    let index: Int
    let template: BodyTemplate?
    let recorded: RecordedSite
    let frames: FrameMaker
    let bodies: BodyRenderer
    let explanations: ContentExplanations
    let pageTemplates: PageTemplates
    let exports: [Export]

    func all() -> PageResult {
        guard let template else { return PageResult() }
        var result = pages(template)
        result.problems = template.placed(result.problems)
        for index in result.files.indices {
            result.files[index].linkLines = result.files[index].linkLines.mapValues(template.ownLine)
        }
        return result
    }

    private func pages(_ template: BodyTemplate) -> PageResult {
        var result = PageResult()
        let compared = comparedRuns(&result.problems)
        result.problems +=
            story.traces.isEmpty
            ? template.checkWithoutRun() + template.check(against: compared.map(\.trace))
            : template.check(against: story.traces)
        guard result.problems.isEmpty else { return result }
        var missing: [Int: [String]] = [:]
        for trace in story.traces {
            let expansion = template.expand(trace)
            for tag in expansion.missing { missing[tag, default: []].append(trace.run.description) }
            guard expansion.missing.isEmpty else { continue }
            flow(trace, expansion, &result)
        }
        for (tag, runs) in missing {
            let list = runs.count == 1 ? "run " + runs[0] : "the runs " + runs.joined(separator: ", ")
            result.problems.append(
                template.problem(
                    tag, { "“\($0)” has no value in \(list)." }, remedy: "Guard it with a section of the same name."))
        }
        if missing.isEmpty { overview(template, compared, &result) }
        return result
    }

    private func flow(_ trace: Trace, _ expansion: BodyTemplate.Expansion, _ result: inout PageResult) {
        let path = story.path(trace)
        let run = LinkResolver.Run(name: trace.run.description, exchanges: trace.exchanges.map(\.id))
        result.page(path, source: story.page.file) { () throws(Problems) in
            var body = try bodies.render(
                expansion, .init(page: path, file: story.page.file, run: run), of: trace.run.revision)
            // The text is the same on the page of every run; a search finds it once, on the scenario's own page.
            let text = body.sections
            body.sections = [.init(text: name(trace) + ". " + story.page.summary)]
            if trace.run == story.newest?.run {
                body.sections += text
                body.sections += trace.exchanges.map { .init(id: "s-" + $0.id, title: $0.kind.title, text: "") }
            }
            let overview = FrameMaker.Place(title: story.page.title, path: story.overviewPath)
            let flow = FlowPage(
                frame: frames.frame(
                    path, title: title(trace), summary: story.page.summary,
                    trail: [FrameMaker.home, FrameMaker.scenarios, overview, .init(title: name(trace), path: path)],
                    previous: neighbour(-1, trace), next: neighbour(1, trace), kind: .run,
                    listed: story.page.title + ", " + name(trace)),
                trace: trace, bodyHTML: body.html, siblings: siblings(of: trace, on: path),
                downloads: [PageFrame.Link(title: "Values of this run", href: "values/index.html")]
                    + exports.map {
                        PageFrame.Link(title: $0.title, href: $0.fileName)
                    },
                conformance: story.page.conformance)
            return (body, flow.html(templates: pageTemplates, explanations: explanations))
        }
        values(trace, &result)
        let folder = RecordedSite.folder(story.page, trace)
        for export in exports {
            result.files.append(
                OutputFile(path: folder + export.fileName, bytes: export.bytes(trace), source: story.page.file))
        }
    }

    private func values(_ trace: Trace, _ result: inout PageResult) {
        let path = StoryPages.valuesPath(story.path(trace))
        let run = FrameMaker.Place(title: name(trace), path: story.path(trace))
        let overview = FrameMaker.Place(title: story.page.title, path: story.overviewPath)
        let here = FrameMaker.Place(title: "Values", path: path)
        let page = ValuesPage(
            frame: frames.frame(
                path, title: "Values: " + title(trace),
                summary: "Every value that travels in this run: who made it, where it went, what it was compared with.",
                trail: [FrameMaker.home, FrameMaker.scenarios, overview, run, here], kind: .run,
                listed: "Values: \(story.page.title), \(name(trace))"),
            trace: trace, run: SitePath.relative(from: path, to: story.path(trace)),
            siblings: story.traces.map { sibling in
                PageFrame.Link(
                    title: name(sibling),
                    href: SitePath.relative(from: path, to: StoryPages.valuesPath(story.path(sibling))),
                    isCurrent: sibling.run == trace.run)
            })
        result.files.append(
            OutputFile(path: path, bytes: page.html(templates: pageTemplates), source: story.page.file))
    }

    private func overview(
        _ template: BodyTemplate, _ compared: [(story: RecordedSite.Story, trace: Trace)], _ result: inout PageResult
    ) {
        let path = story.overviewPath
        let shown = story.traces.isEmpty ? compared : story.traces.map { (story, $0) }
        result.page(path, source: story.page.file) { () throws(Problems) in
            var scope = LinkResolver.Scope(page: path, file: story.page.file)
            var body = RenderedBody.empty
            if let newest = story.newest {
                scope.run = .init(
                    name: newest.run.description, exchanges: newest.exchanges.map(\.id), page: story.path(newest))
                body = try bodies.render(
                    template.expand(newest), scope, of: newest.run.revision, leadOnly: true)
            } else {
                body = try bodies.render(template.expand(standIn(compared.map(\.trace))), scope)
            }
            let overview = ScenarioOverviewPage(
                frame: frames.frame(
                    path, title: story.page.title, summary: story.page.summary,
                    trail: [FrameMaker.home, FrameMaker.scenarios, .init(title: story.page.title, path: path)],
                    previous: story(index - 1).map { .init(title: $0.page.title, path: $0.overviewPath) },
                    next: story(index + 1).map { .init(title: $0.page.title, path: $0.overviewPath) }),
                id: story.page.id, bodyHTML: body.html,
                runs: shown.map { RunCard(href: SitePath.relative(from: path, to: $0.0.path($0.1)), trace: $0.1) },
                conformance: story.page.conformance, excluded: story.page.excluded)
            return (body, overview.html(templates: pageTemplates))
        }
    }

    /// The runs that a page over other runs names: `A06/2025-06-18`, or `A06` for every run of A06 under the page's
    /// revisions.
    private func comparedRuns(_ problems: inout [Problem]) -> [(story: RecordedSite.Story, trace: Trace)] {
        var found: [(story: RecordedSite.Story, trace: Trace)] = []
        for name in story.page.compare {
            let matching = recorded.runs.filter { run in
                run.trace.run.description == name
                    || run.story.page.id == name && run.trace.run.variant == nil
                        && story.page.revisions.contains(run.trace.run.revision)
            }
            if matching.isEmpty {
                let names = recorded.runs.map(\.trace.run.description) + recorded.stories.map(\.page.id)
                problems.append(
                    Problem(
                        file: story.page.file, "there is no run “\(name)” to compare.",
                        remedy: Nearest.match(name, among: names).map { "Did you mean “\($0)”?" }))
            }
            found += matching
        }
        return found
    }

    /// The scenarios whose runs the page shows beside others.
    var compared: [RecordedSite.Story] {
        var problems: [Problem] = []
        return comparedRuns(&problems).map(\.story)
    }

    /// The pages that these pages lead on to, in a fixed order.
    var neighbours: [FrameMaker.Place?] {
        [story(index - 1), story(index + 1)].map { $0.map { .init(title: $0.page.title, path: $0.overviewPath) } }
            + story.traces.flatMap { [neighbour(-1, $0), neighbour(1, $0)] }
    }

    /// A trace without exchanges, from which a page over other runs takes its revision and its parties.
    private func standIn(_ traces: [Trace]) -> Trace {
        let revision = story.page.revisions.max() ?? .latest
        return Trace(
            run: RunID(scenario: story.page.id, revision: revision), title: story.page.title, epoch: 0,
            parties: traces.last?.parties ?? [], exchanges: [], decisions: [], outcome: .success)
    }

    private func story(_ index: Int) -> RecordedSite.Story? {
        recorded.stories.indices.contains(index) ? recorded.stories[index] : nil
    }

    /// The nearest scenario before or after this one that was recorded under the same revision.
    private func neighbour(_ step: Int, _ trace: Trace) -> FrameMaker.Place? {
        var next = index + step
        while let candidate = story(next) {
            let match = candidate.traces.first { $0.run.revision == trace.run.revision && $0.run.variant == nil }
            if let match { return .init(title: candidate.page.title, path: candidate.path(match)) }
            next += step
        }
        return nil
    }

    private func siblings(of trace: Trace, on path: String) -> [PageFrame.Link] {
        story.traces.map { sibling in
            PageFrame.Link(
                title: name(sibling), href: SitePath.relative(from: path, to: story.path(sibling)),
                isCurrent: sibling.run == trace.run)
        }
    }

    private func name(_ trace: Trace) -> String {
        trace.run.revision.rawValue + (trace.run.variant.map { ", " + $0 } ?? "")
    }

    private func title(_ trace: Trace) -> String {
        story.page.title + (trace.run.variant.map { " (\($0))" } ?? "")
    }
}
