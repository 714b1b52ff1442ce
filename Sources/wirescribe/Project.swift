import Docs
import Authoring
import ArgumentParser
import Foundation
import Library
import Markdown
import Scenarios
import Site
import Specs
import Traces

/// A site folder with its scenarios read.
struct Project {
    var sources: SiteSources
    var scenarios: [Scenario]

    /// Reads everything that does not need a run.
    ///
    /// - Throws: `Problems` of the site's files.
    init(_ folder: String) throws {
        let sources = try SiteSources(
            of: URL(filePath: folder, directoryHint: .isDirectory), library: Inheritance(Library.files))
        var problems: [Problem] = []
        var scenarios: [Scenario] = []
        let profiles: Profiles
        do {
            profiles = try Profiles(reading: sources.config.profiles, company: sources.config.server)
        } catch {
            throw Problems([error])
        }
        let files = sources.content.scenarioFiles
        let read = Parallel.map(files.count) { number -> Result<Scenario, Problem> in
            let file = files[number]
            return Result { () throws(Problem) in
                try Scenario(parsing: file.text, file: file.path, slug: file.slug, profiles: profiles)
            }
        }
        for result in read {
            switch result {
            case .success(let scenario): scenarios.append(scenario)
            case .failure(let problem): problems.append(problem)
            }
        }
        var known: [String: String] = [:]
        for page in scenarios.map(\.page) {
            if let other = known[page.id] {
                problems.append(
                    Problem(
                        file: page.file, line: 1, "the id \(page.id) is also that of \(other).",
                        remedy: "Give one of them another id."))
            }
            known[page.id] = page.file
        }
        if !problems.isEmpty { throw Problems(problems) }
        self.sources = sources
        self.scenarios = scenarios.sorted { ($0.page.weight, $0.page.id) < ($1.page.weight, $1.page.id) }
    }

    /// Everything that the runs of a scenario depend on, as text: the page's head and the parties of the site.
    func recordingKey(of scenario: Scenario) -> String {
        let source = sources.content.scenarioFiles.first { $0.path == scenario.page.file }?.text ?? ""
        let head = source.split(separator: "\n", omittingEmptySubsequences: false).prefix(scenario.page.bodyLine - 1)
        return head.joined(separator: "\n")
            + "\n\0\(sources.config.server.debugDescription)\0\(sources.config.profiles)"
    }

    /// The scenario with this id or slug.
    ///
    /// - Throws: a validation error with the nearest name.
    func scenario(named name: String) throws -> Scenario {
        if let found = scenarios.first(where: { $0.page.id == name || $0.page.slug == name }) { return found }
        let names = scenarios.flatMap { [$0.page.id, $0.page.slug] }
        throw ValidationError("No scenario is named “\(name)”. " + Nearest.remedy(for: name, among: names))
    }
}

/// The runs that the pages ask for: from the cache, or recorded several at a time.
struct Recordings: RunSource {
    private let traces: [String: [Trace]]
    private let fingerprints: [String: ContentHash]
    /// How many runs there are, and how many of them were recorded now.
    let count: Int
    let recorded: Int

    /// - Parameters:
    ///   - cache: what was recorded before; it gets the new runs.
    ///   - progress: called after each run with the number done so far, and of all.
    /// - Throws: `Problems` of all runs that did not end as expected.
    init(
        _ project: Project, _ cache: RunCache, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws {
        let scenarios = project.scenarios
        let keys = scenarios.map { project.recordingKey(of: $0) }
        let known = Parallel.map(scenarios.count) { cache.traces(keys[$0], for: scenarios[$0].plans) }
        let plans = zip(scenarios, known).flatMap { $1 == nil ? $0.plans : [] }
        let new = Dictionary(
            grouping: try await Engine.record(plans) { done in progress(done, plans.count) }, by: \.run.scenario)
        var traces: [String: [Trace]] = [:]
        for (index, scenario) in scenarios.enumerated() {
            traces[scenario.page.id] = known[index] ?? new[scenario.page.id] ?? []
        }
        _ = Parallel.map(scenarios.count) { index in
            if known[index] == nil { cache.keep(new[scenarios[index].page.id] ?? [], keys[index]) }
        }
        cache.forgetOthers(than: keys)
        self.traces = traces
        var fingerprints: [String: ContentHash] = [:]
        for (scenario, key) in zip(scenarios, keys) {
            // A page without runs of its own has none that could change.
            fingerprints[scenario.page.id] = scenario.plans.isEmpty ? ContentHash() : cache.fingerprint(key)
        }
        self.fingerprints = fingerprints
        count = scenarios.reduce(0) { $0 + $1.plans.count }
        recorded = plans.count
    }

    func traces(for page: ScenarioPage) async throws -> [Trace] { traces[page.id] ?? [] }

    func fingerprint(for page: ScenarioPage) -> ContentHash? { fingerprints[page.id] }
}

struct SiteOption: ParsableArguments {
    @Option(name: .long, help: "The site's folder: wirescribe.yml and content/.")
    var site = "."
}

/// Prints problems with the lines they are on and ends with exit code 1.
///
/// - Parameter folder: the site's folder, from which the lines are read.
func reportingProblems<Result>(in folder: String, _ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch let problems as Problems {
        Console.endProgress()
        for problem in problems.list { Console.problem(problem, "error", in: folder) }
        throw ExitCode(1)
    } catch let problem as Problem {
        Console.endProgress()
        Console.problem(problem, "error", in: folder)
        throw ExitCode(1)
    } catch let error as OutputError {
        Console.endProgress()
        Console.remark("error: \(error)")
        throw ExitCode(1)
    } catch let error as BuildLock.Failure {
        Console.remark("error: \(error)")
        throw ExitCode(1)
    }
}
