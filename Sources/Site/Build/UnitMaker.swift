import Authoring
import Docs
import Scenarios
import Synchronization
import Traces

/// Makes everything that comes of runs, in units that can be left as they are: the pages of each scenario, and the pages
/// about all of them.
struct UnitMaker: Sendable {
    /// The name of the unit of the pages about all scenarios; the others have the names of their files.
    static let shared = ""

    /// A unit with its files.
    struct Result: Sendable {
        var unit: MadeUnit
        var files: [OutputFile] = []
        var problems: [Problem] = []
    }

    let sources: SiteSources
    let recorded: RecordedSite
    let templates: [String: BodyTemplate]
    let docs: DocsSite
    let plan: SitePlan
    let exports: [Export]
    private let frames: FrameMaker

    init(
        sources: SiteSources, recorded: RecordedSite, templates: [String: BodyTemplate], docs: DocsSite, plan: SitePlan,
        exports: [Export]
    ) {
        self.sources = sources
        self.recorded = recorded
        self.templates = templates
        self.docs = docs
        self.plan = plan
        self.exports = exports
        frames = docs.frames
    }

    // MARK: What units depend on

    /// The fingerprints of what the units depend on, but for the files that their texts ask for; none for a unit with runs
    /// that have no fingerprint.
    func keys(_ runs: some RunSource) -> [String: ContentHash] {
        var hasher = ContentHasher()
        hasher.add(docs.framing)
        hasher.add("\(sources.config)")
        let framing = hasher.finish()
        let fingerprints = recorded.stories.map { runs.fingerprint(for: $0.page) }
        var keys: [String: ContentHash] = [:]
        for (number, story) in recorded.stories.enumerated() {
            keys[story.page.file] = key(number, framing, fingerprints)
        }
        keys[UnitMaker.shared] = sharedKey(framing, fingerprints)
        return keys
    }

    private func key(_ number: Int, _ framing: ContentHash, _ fingerprints: [ContentHash?]) -> ContentHash? {
        guard let fingerprint = fingerprints[number] else { return nil }
        let story = recorded.stories[number]
        var hasher = ContentHasher()
        hasher.add(framing)
        hasher.add(fingerprint)
        add(story.page, to: &hasher)
        hasher.add(story.page.body)
        hasher.add(story.page.bodyLine)
        for (path, hash) in (templates[story.page.file]?.parts ?? [:]).sorted(by: { $0.key < $1.key }) {
            hasher.add(path)
            hasher.add(hash)
        }
        docs.addHistory(of: story.page.file, to: &hasher)
        add(contentIn: ["fields", "exchanges"], to: &hasher)
        let pages = storyPages(number, ContentExplanations(), docs.included)
        for place in pages.neighbours {
            hasher.add(place?.title)
            hasher.add(place?.path)
        }
        let shown = Set(pages.compared.map(\.page.file))
        for (other, fingerprint) in zip(recorded.stories, fingerprints) where shown.contains(other.page.file) {
            guard let fingerprint else { return nil }
            add(other.page, to: &hasher)
            hasher.add(fingerprint)
        }
        return hasher.finish()
    }

    private func sharedKey(_ framing: ContentHash, _ fingerprints: [ContentHash?]) -> ContentHash? {
        var hasher = ContentHasher()
        hasher.add(framing)
        for (story, fingerprint) in zip(recorded.stories, fingerprints) {
            guard let fingerprint else { return nil }
            add(story.page, to: &hasher)
            hasher.add(fingerprint)
        }
        let parts = SiteContent.libraries.subtracting(["scenarios"]).sorted()
        add(contentIn: parts + [SiteContent.home], to: &hasher)
        for file in sources.content.fingerprints.keys.sorted() { docs.addHistory(of: file, to: &hasher) }
        return hasher.finish()
    }

    /// Adds what a scenario's file says about it, but for its text.
    private func add(_ page: ScenarioPage, to hasher: inout ContentHasher) {
        for text in [page.id, page.slug, page.title, page.summary, page.file] { hasher.add(text) }
        hasher.add(page.weight)
        for list in [page.revisions.map(\.rawValue), page.conformance, page.compare] {
            hasher.add(list.count)
            for text in list { hasher.add(text) }
        }
        hasher.add(page.excluded)
    }

    /// Adds the files of the content whose names below `content/` begin with one of these.
    private func add(contentIn parts: [String], to hasher: inout ContentHasher) {
        for (path, hash) in sources.content.fingerprints.sorted(by: { $0.key < $1.key }) {
            guard parts.contains(where: { path == "content/" + $0 || path.hasPrefix("content/" + $0 + "/") }) else {
                continue
            }
            hasher.add(path)
            hasher.add(hash)
        }
    }

    // MARK: Making

    /// Makes all units but for some.
    ///
    /// - Parameter told: the pages of a site that means to tell the whole catalogue.
    /// - Throws: `Problems` with everything that is wrong in any of them.
    func make(
        besides kept: Set<String>, _ keys: [String: ContentHash], tells told: [ScenarioPage]?
    ) async throws(Problems) -> [String: Result] {
        // All flow pages stand equally deep, so one set of rendered notes serves them all.
        let explanations = try ContentExplanations(
            sources.content, links: docs.resolver, page: "scenarios/slug/revision/index.html")
        var results: [String: Result] = [:]
        await withTaskGroup(of: (String, Result).self) { group in
            if !kept.contains(UnitMaker.shared) {
                group.addTask { (UnitMaker.shared, about(explanations, keys[UnitMaker.shared], told)) }
            }
            for (number, story) in recorded.stories.enumerated() where !kept.contains(story.page.file) {
                group.addTask {
                    let name = story.page.file
                    return (name, result(keys[name]) { storyPages(number, explanations, $0).all() })
                }
            }
            for await (name, result) in group { results[name] = result }
        }
        // A dead link of a body is found once for every run.
        let problems = results.values.flatMap(\.problems)
        guard problems.isEmpty else { throw Problems(distinct: problems) }
        return results
    }

    private func storyPages(
        _ number: Int, _ explanations: ContentExplanations, _ included: @escaping IncludedText.FileReader
    ) -> StoryPages {
        let story = recorded.stories[number]
        return StoryPages(
            story: story, index: number, template: templates[story.page.file], recorded: recorded, frames: frames,
            bodies: bodies(included), explanations: explanations, pageTemplates: sources.templates, exports: exports)
    }

    /// The pages about all scenarios.
    private func about(_ explanations: ContentExplanations, _ key: ContentHash?, _ told: [ScenarioPage]?) -> Result {
        let index = ReferenceIndex(recorded, explanations)
        var result = result(key) { included in
            SitePages(
                sources: sources, recorded: recorded, frames: frames, bodies: bodies(included), plan: plan,
                index: index, explanations: explanations
            ).all()
        }
        result.unit.report = BuildReport(index, sources.content, stories: told)
        return result
    }

    private func bodies(_ included: @escaping IncludedText.FileReader) -> BodyRenderer {
        BodyRenderer(
            links: docs.resolver, markdown: sources.config.markdown, glossary: docs.glossary, included: included)
    }

    /// - Parameter make: gets what reads files for texts that name them.
    private func result(
        _ key: ContentHash?, _ make: (@escaping IncludedText.FileReader) -> PageResult
    ) -> Result {
        let asked = AskedFiles()
        let pages = make { (path) throws(Problem) in
            let bytes = try docs.included(path)
            asked.add(path, bytes.map { ContentHash($0) })
            return bytes
        }
        var unit = MadeUnit(key: key ?? ContentHash())
        unit.parts = asked.all
        unit.paths = pages.files.map(\.path).sorted()
        unit.entries = frames.entries(at: unit.paths)
        for entry in unit.entries {
            guard let sections = pages.sections[entry.path] else { continue }
            unit.digests[entry.path] = SearchFiles.digest(sections, title: entry.title)
        }
        return Result(unit: unit, files: pages.files, problems: pages.problems)
    }
}

/// The files that texts asked for, from any thread.
private final class AskedFiles: Sendable {
    private let files = Mutex<[String: ContentHash?]>([:])

    func add(_ path: String, _ hash: ContentHash?) { files.withLock { $0[path] = .some(hash) } }

    var all: [String: ContentHash?] { files.withLock { $0 } }
}
