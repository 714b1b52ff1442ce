import Docs
import Traces
import Wire

/// What made a site: the versions are named in `build.json`, without dates, so that equal input gives equal bytes.
public struct Generator: Hashable, Sendable {
    /// The version of Wirescribe.
    public var version: String
    /// The version of libcmark; other versions may write other HTML.
    public var markdownVersion: String
    /// Differs between two programs of one version that were made from different sources; caches go by it.
    public var fingerprint: String
    /// Differs between two programs that carry different files for sites to inherit. Runs and pages do not depend on it
    /// but through these files, so what is kept of them stays good.
    public var library: String

    public init(version: String, markdownVersion: String, fingerprint: String = "", library: String = "") {
        self.version = version
        self.markdownVersion = markdownVersion
        self.fingerprint = fingerprint
        self.library = library
    }

    /// Of all but the library.
    var hash: ContentHash {
        var hasher = ContentHasher()
        for text in [version, markdownVersion, fingerprint] { hasher.add(text) }
        return hasher.finish()
    }
}

/// `build.json`: what the site was made from, and the sign by which ``OutputWriter`` knows its own output.
enum Manifest {
    /// - Parameters:
    ///   - scenarios: how many pages have runs.
    ///   - paths: all other files of the site.
    static func file(
        _ generator: Generator, site: String, scenarios: Int, runs: [Trace], paths: [String]
    ) -> OutputFile {
        let list: [JSON] = runs.map { trace in
            [
                "run": .string(trace.run.description), "outcome": .string(trace.outcome.rawValue),
                "exchanges": JSON(trace.exchanges.count), "decisions": JSON(trace.decisions.count),
            ]
        }
        let json: JSON = [
            "generator": .string(OutputWriter.generator),
            "version": .string(generator.version),
            "libcmark": .string(generator.markdownVersion),
            "site": .string(site),
            "counts": [
                "pages": JSON(paths.count { $0.hasSuffix(".html") }),
                "files": JSON(paths.count + 1),
                "scenarios": JSON(scenarios),
                "runs": JSON(runs.count),
                "exchanges": JSON(runs.reduce(0) { $0 + $1.exchanges.count }),
            ],
            "runs": .array(list),
        ]
        return OutputFile(path: OutputWriter.marker, text: json.text(pretty: true) + "\n")
    }
}
