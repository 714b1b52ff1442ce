import Authoring
import Docs
import Scenarios
import Synchronization

/// Builds a site with runs again and again in one process, of which only what an edit concerns is made again.
public final class SiteSession: Sendable {
    private struct State {
        var memory = SiteMemory()
        var files: [String: SessionSink.File] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// Builds the site as its sources are now.
    ///
    /// - Parameters:
    ///   - builder: of these sources.
    ///   - pages: the scenarios, as the engine has read them.
    ///   - runs: asked once for every page.
    /// - Returns: the bytes of all files by path, what is left to be said about them, and the pages of documentation.
    /// - Throws: `Problems` with everything that is wrong, sorted by place; `CancellationError`. What was built before is
    ///   remembered all the same.
    public func rebuild(
        _ builder: SiteBuilder, _ pages: [ScenarioPage], runs: some RunSource
    ) async throws -> (files: [String: [UInt8]], report: BuildReport, documentation: DocsSite) {
        var (memory, files) = state.withLock { ($0.memory, $0.files) }
        let sink = SessionSink(files)
        let site = try await builder.write(pages, runs: runs, to: sink, &memory)
        files = sink.finish()
        let built = State(memory: memory, files: files)
        state.withLock { $0 = built }
        return (files.mapValues(\.bytes), site.report, site.documentation)
    }
}
