import Docs
import Authoring
import Markdown
import Scenarios
import Specs
import Traces

/// Makes the pages that are not about one scenario.
struct SitePages: Sendable {
    let sources: SiteSources
    let recorded: RecordedSite
    let frames: FrameMaker
    let bodies: BodyRenderer
    let plan: SitePlan
    let index: ReferenceIndex
    let explanations: ContentExplanations

    private var templates: PageTemplates { sources.templates }

    func all() -> PageResult {
        var result = PageResult()
        home(&result)
        matrix(&result)
        for revision in Revision.allCases { page(of: revision, &result) }
        draft(&result)
        reference(&result)
        return result
    }

    // MARK: Home

    private func home(_ result: inout PageResult) {
        let path = FrameMaker.home.path
        let text = sources.content.home
        result.page(path, source: text?.body.file) { () throws(Problems) in
            let body = try text.map { (text) throws(Problems) in try bodies.render(text.body, page: path) } ?? .empty
            var problems: [Problem] = []
            let ways = (text?.ways ?? []).compactMap { story(named: $0, &problems) }
            let featured =
                text?.featured.flatMap { story(named: $0, &problems) } ?? recorded.stories.first { !$0.traces.isEmpty }
            let doors = (text?.doors ?? []).compactMap { door($0, &problems) }
            guard problems.isEmpty else { throw Problems(problems) }
            let home = HomePage(
                frame: frames.frame(
                    path, title: text?.title ?? sources.config.name, summary: text?.summary ?? ""),
                bodyHTML: body.html,
                featured: featured.flatMap { story in
                    story.newest.map { RunCard(href: story.path($0), trace: $0) }
                },
                revisions: Revision.allCases.reversed().map {
                    PageFrame.Link(title: $0.rawValue, href: "revisions/\($0.rawValue)/index.html")
                },
                stories: recorded.stories.map(card), ways: ways.map(card), doors: doors)
            return (body, home.html(templates: templates))
        }
    }

    private func card(_ story: RecordedSite.Story) -> HomePage.Story {
        HomePage.Story(
            id: story.page.id, title: story.page.title, summary: story.page.summary, href: story.overviewPath,
            revisions: story.traces.filter { $0.run.variant == nil }.map {
                PageFrame.Link(title: $0.run.revision.rawValue, href: story.path($0))
            })
    }

    private func story(named value: YAMLValue, _ problems: inout [Problem]) -> RecordedSite.Story? {
        do throws(Problem) {
            let id = try value.text()
            if let story = recorded.stories.first(where: { $0.page.id == id }) { return story }
            throw value.problem(
                "there is no scenario “\(id)”.", remedy: Nearest.remedy(for: id, among: recorded.stories.map(\.page.id))
            )
        } catch {
            problems.append(error)
            return nil
        }
    }

    private func door(_ door: HomeText.Door, _ problems: inout [Problem]) -> HomePage.Door? {
        let address = door.to.scalar ?? ""
        let scope = LinkResolver.Scope(page: FrameMaker.home.path, file: door.to.file)
        let link = Link(url: address, line: door.to.line, isImage: false)
        let href = bodies.links.rewrite([(link, link.line)], scope, &problems)[address] ?? nil
        return href.map { HomePage.Door(title: door.title, summary: door.summary, href: $0) }
    }

    // MARK: Revisions

    private func page(of revision: Revision, _ result: inout PageResult) {
        let path = "revisions/\(revision.rawValue)/index.html"
        let text = sources.content.revisions.first { $0.revision == revision }
        result.page(path, source: text?.body.file) { () throws(Problems) in
            let body = try text.map { (text) throws(Problems) in try bodies.render(text.body, page: path) } ?? .empty
            let runs = recorded.runs.filter { $0.trace.run.revision == revision && $0.trace.run.variant == nil }
            let title = text?.title ?? "MCP " + revision.rawValue
            let page = RevisionPage(
                frame: frames.frame(
                    path, title: title, summary: text?.summary ?? "",
                    trail: [FrameMaker.home, .init(title: title, path: path)],
                    previous: revision.previous.map(place),
                    next: Revision.allCases.first { $0 > revision }.map(place) ?? draftPlace),
                revision: revision, bodyHTML: body.html,
                runs: runs.map {
                    RunCard(href: SitePath.relative(from: path, to: $0.story.path($0.trace)), trace: $0.trace)
                },
                login: login(under: revision, on: path),
                clauses: Clause.all.filter { $0.revisions.contains(revision) })
            return (body, page.html(templates: templates))
        }
    }

    /// A login under a revision and under the one before: that of the front page, or of another way of registration, or any.
    private func login(under revision: Revision, on path: String) -> RevisionPage.Login? {
        guard let previous = revision.previous else { return nil }
        let home = sources.content.home
        let named = ([home?.featured].compactMap { $0 } + (home?.ways ?? [])).compactMap(\.scalar)
        let first = named.compactMap { id in recorded.stories.first { $0.page.id == id } }
        for story in first + recorded.stories {
            func run(_ revision: Revision) -> RunCard? {
                story.traces.first { $0.run.revision == revision && $0.run.variant == nil && $0.outcome == .success }
                    .map { RunCard(href: SitePath.relative(from: path, to: story.path($0)), trace: $0) }
            }
            if let now = run(revision), let before = run(previous) { return .init(now: now, before: before) }
        }
        return nil
    }

    private func place(_ revision: Revision) -> FrameMaker.Place {
        let path = "revisions/\(revision.rawValue)/index.html"
        return .init(title: plan.titles[path] ?? revision.rawValue, path: path)
    }

    /// The page behind that of the newest revision.
    private var draftPlace: FrameMaker.Place {
        let text = sources.content.revisions.first { $0.revision == nil }
        return .init(title: text?.title ?? "The draft", path: "revisions/draft/index.html")
    }

    private func draft(_ result: inout PageResult) {
        let path = draftPlace.path
        let text = sources.content.revisions.first { $0.revision == nil }
        result.page(path, source: text?.body.file) { () throws(Problems) in
            var body = try text.map { (text) throws(Problems) in try bodies.render(text.body, page: path) } ?? .empty
            let latest = Revision.latest.rawValue
            let sentence =
                "<p>The draft demands the same as <a href=\"../\(latest)/index.html\">\(latest)</a> today, so its runs "
                + "are recorded there, and “draft” is an alias of that revision.</p>\n"
            body.html = sentence + body.html
            let title = draftPlace.title
            let summary = text?.summary ?? "What comes after \(latest), as far as it is written."
            return (body, prose(path, title, summary, body))
        }
    }

    // MARK: Scenarios

    private func matrix(_ result: inout PageResult) {
        let place = FrameMaker.scenarios
        let letters =
            Catalogue.sections.map { (letter: $0.letter, title: $0.title) } + [(letter: "", title: "More stories")]
        let groups = Dictionary(grouping: recorded.stories) { Catalogue.section(of: $0.page.id)?.letter ?? "" }
        let sections = letters.compactMap { letter, title in
            groups[letter].map { MatrixPage.Section(letter: letter, title: title, rows: $0.map(row)) }
        }
        let page = MatrixPage(
            frame: frames.frame(
                place.path, title: place.title,
                summary: "Every story and the revisions it was recorded under. A cell says how the run ended.",
                trail: [FrameMaker.home, place]),
            sections: sections)
        result.files.append(OutputFile(path: place.path, bytes: page.html(templates: templates)))
    }

    private func row(_ story: RecordedSite.Story) -> MatrixPage.Row {
        let path = FrameMaker.scenarios.path
        let remark =
            story.page.excluded.map { "Not recorded: " + $0 }
            ?? (story.traces.isEmpty ? "Sets runs of other stories side by side." : nil)
        return MatrixPage.Row(
            id: story.page.id, title: story.page.title, href: SitePath.relative(from: path, to: story.overviewPath),
            runs: story.traces.map { RunCard(href: SitePath.relative(from: path, to: story.path($0)), trace: $0) },
            remark: remark)
    }

    func link(_ href: String, _ title: String, _ out: inout HTMLWriter) {
        out.html("<a")
        out.link(href)
        out.html(">")
        out.text(title)
        out.html("</a>")
    }

    // MARK: Prose

    func prose(
        _ path: String, _ title: String, _ summary: String, _ body: RenderedBody, kicker: String = "",
        below parent: FrameMaker.Place? = nil
    ) -> [UInt8] {
        let trail = [FrameMaker.home, parent, .init(title: title, path: path)].compactMap { $0 }
        let frame = frames.frame(path, title: title, summary: summary, trail: trail)
        return ProsePage(frame: frame, bodyHTML: body.html, headings: body.headings, kicker: kicker)
            .html(templates: templates)
    }
}
