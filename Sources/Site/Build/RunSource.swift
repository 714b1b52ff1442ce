import Scenarios
import Traces

/// Where the runs of a scenario come from: the engine, a cache, or a test's literal.
public protocol RunSource: Sendable {
    /// The runs of a page, one for every revision and variant; none for a page that compares others.
    ///
    /// - Throws: `Problem` or `Problems` when a run does not do what its page expects.
    func traces(for page: ScenarioPage) async throws -> [Trace]
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
        var stories: [Int: Story] = [:]
        var problems: [Problem] = []
        try await withThrowingTaskGroup(of: (Int, Result<[Trace], any Error>).self) { group in
            var next = pages.indices.makeIterator()
            func start(_ index: Int) {
                group.addTask {
                    do { return (index, .success(try await source.traces(for: pages[index]))) } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<max(1, atOnce) { if let index = next.next() { start(index) } }
            while let (index, result) = try await group.next() {
                switch result {
                case .success(let traces): stories[index] = Story(page: pages[index], traces: ordered(traces))
                case .failure(let error as Problem): problems.append(error)
                case .failure(let error as Problems): problems += error.list
                case .failure(let error as CancellationError): throw error
                case .failure(let error): problems.append(Problem(file: pages[index].file, "\(error)"))
                }
                if let index = next.next() { start(index) }
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return RecordedSite(stories: pages.indices.compactMap { stories[$0] })
    }

    private static func ordered(_ traces: [Trace]) -> [Trace] {
        traces.sorted { ($0.run.revision, $0.run.variant ?? "") < ($1.run.revision, $1.run.variant ?? "") }
    }
}
