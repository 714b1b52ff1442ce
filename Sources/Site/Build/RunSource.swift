import Authoring
import Docs
import Scenarios
import Traces

/// Where the runs of a scenario come from: the engine, a cache, or a test's literal.
public protocol RunSource: Sendable {
    /// The runs of a page, one for every revision and variant; none for a page that compares others.
    ///
    /// - Throws: `Problem` or `Problems` when a run does not do what its page expects.
    func traces(for page: ScenarioPage) async throws -> [Trace]

    /// The fingerprint of these runs: equal runs may have several, different ones never have the same. Where there is
    /// none, nothing that is made from the runs is kept for the next build.
    func fingerprint(for page: ScenarioPage) -> ContentHash?
}

extension RunSource {
    public func fingerprint(for page: ScenarioPage) -> ContentHash? { nil }
}

/// The runs of all pages.
struct RecordedSite: Sendable {
    /// A scenario and its runs: revisions in order, within one the main run first.
    struct Story: Sendable {
        var page: ScenarioPage
        var traces: [Trace]

        /// Where a run is shown.
        func path(_ trace: Trace) -> String { RecordedSite.path(page, trace) }
        /// Where the scenario is shown.
        var overviewPath: String { "scenarios/\(page.slug)/index.html" }
        /// The run that stands for the scenario: the newest main run.
        var newest: Trace? { traces.last { $0.run.variant == nil } ?? traces.last }
    }

    /// By weight, then id.
    var stories: [Story]

    static func folder(_ page: ScenarioPage, _ trace: Trace) -> String {
        "scenarios/\(page.slug)/\(trace.run.revision.rawValue)" + (trace.run.variant.map { "-" + $0 } ?? "") + "/"
    }

    static func path(_ page: ScenarioPage, _ trace: Trace) -> String { folder(page, trace) + "index.html" }

    /// Every run with its scenario.
    var runs: [(story: Story, trace: Trace)] {
        stories.flatMap { story in story.traces.map { (story, $0) } }
    }

    /// Asks the source for the runs of all pages, several pages at a time.
    ///
    /// - Throws: `Problems` with what went wrong on any page.
    static func recording(
        _ pages: [ScenarioPage], from source: some RunSource, atOnce: Int
    ) async throws -> RecordedSite {
        let pages = pages.sorted { ($0.weight, $0.id) < ($1.weight, $1.id) }
        var answers: [Answer] = []
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for (index, page) in pages.enumerated() {
                if index >= max(1, atOnce), let answer = try await group.next() { answers.append(answer) }
                group.addTask { try await Answer(index, page, from: source) }
            }
            for try await answer in group { answers.append(answer) }
        }
        let problems = answers.flatMap(\.problems)
        guard problems.isEmpty else { throw Problems(problems) }
        return RecordedSite(stories: answers.sorted { $0.index < $1.index }.map(\.story))
    }

    /// What the source said about one page.
    private struct Answer: Sendable {
        var index: Int
        var story: Story
        var problems: [Problem] = []

        init(_ index: Int, _ page: ScenarioPage, from source: some RunSource) async throws {
            self.index = index
            story = Story(page: page, traces: [])
            do {
                story.traces = RecordedSite.ordered(try await source.traces(for: page))
            } catch let problem as Problem {
                problems = [problem]
            } catch let several as Problems {
                problems = several.list
            } catch let error as CancellationError {
                throw error
            } catch {
                problems = [Problem(file: page.file, "\(error)")]
            }
        }
    }

    private static func ordered(_ traces: [Trace]) -> [Trace] {
        traces.sorted { ($0.run.revision, $0.run.variant ?? "") < ($1.run.revision, $1.run.variant ?? "") }
    }
}
