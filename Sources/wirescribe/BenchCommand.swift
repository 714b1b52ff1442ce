import ArgumentParser
import Docs
import Foundation
import Markdown
import Scenarios
import Site

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure recording and rendering of a site: wall time and CPU time.")

    @Argument(help: "The site's folder.")
    var site = "."

    @Option(help: "How often everything is recorded and rendered; the median counts.")
    var rounds = 5

    func run() async throws {
        try await reportingProblems(in: site) {
            let project = try Project(site)
            let plans = project.scenarios.flatMap(\.plans)
            let builder = SiteBuilder(project.sources, generator: .own)
            // The first round pays for the gateway, the certificates and cold caches; it is not counted.
            _ = try await Engine.record(plans)
            var recording: [Sample] = []
            var rendering: [Sample] = []
            var checking: [Sample] = []
            var exchanges = 0
            for _ in 0..<max(1, rounds) {
                recording.append(
                    try await Sample.measure {
                        exchanges = try await Engine.record(plans).reduce(0) { $0 + $1.exchanges.count }
                    })
                let recordings = try await Recordings(project, RunCache(nil))
                var files: [OutputFile] = []
                rendering.append(
                    try await Sample.measure {
                        files = try await builder.build(project.scenarios.map(\.page), runs: recordings)
                    })
                checking.append(try await Sample.measure { _ = builder.holds(files) })
            }
            let runs = Double(plans.count)
            let record = Sample.median(recording)
            let render = Sample.median(rendering)
            Console.print("runs                \(plans.count), \(number(Double(exchanges) / runs)) exchanges each")
            Console.print("record, wall        \(number(record.wall)) s, \(number(runs / record.wall)) runs a second")
            Console.print("record, CPU         \(number(record.cpu / runs * 1000)) ms a run")
            Console.print("render, wall        \(number(render.wall)) s")
            Console.print("render, CPU         \(number(render.cpu / runs * 1000)) ms a run")
            let check = Sample.median(checking)
            let share = check.cpu / (record.cpu + render.cpu) * 100
            Console.print(
                "check of addresses  \(number(check.cpu)) s of CPU, \(number(share)) % of recording and rendering")
        }
    }

    private func number(_ value: Double) -> String {
        value.formatted(
            .number.precision(.fractionLength(value < 10 ? 2 : 1)).grouping(.never).locale(
                Locale(identifier: "en_US_POSIX")))
    }
}

/// Seconds of the clock and of the processor.
private struct Sample {
    var wall: Double
    var cpu: Double

    static func measure(_ body: () async throws -> Void) async throws -> Sample {
        let start = ContinuousClock.now
        let cpu = processorSeconds
        try await body()
        return Sample(wall: (ContinuousClock.now - start) / .seconds(1), cpu: processorSeconds - cpu)
    }

    static func median(_ samples: [Sample]) -> Sample {
        let walls = samples.map(\.wall).sorted()
        let cpus = samples.map(\.cpu).sorted()
        return Sample(wall: walls[walls.count / 2], cpu: cpus[cpus.count / 2])
    }

    /// User and system time of this process so far.
    private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
