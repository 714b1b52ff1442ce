import Authoring
import Docs
import Foundation
import Scenarios
import Synchronization
import Traces
import Wire

/// The runs of scenarios as they were recorded, in memory and on disk. The name of a file is the fingerprint of everything
/// that its runs depend on besides the program, so what is there is right.
public final class RunCache: Sendable {
    private let cache: SiteCache?
    private struct Runs: Sendable {
        var traces: [Trace]
        /// The fingerprint of the runs as they are on disk.
        var hash: ContentHash
    }

    private let known = Mutex<[String: Runs]>([:])

    /// - Parameter cache: nil to keep runs in memory alone.
    public init(_ cache: SiteCache?) { self.cache = cache }

    private static func name(_ key: String) -> String { "runs/\(ContentHash(key))" }

    /// The runs of a scenario; nil when they must be recorded.
    ///
    /// - Parameters:
    ///   - key: what the runs depend on besides the program.
    ///   - plans: what the scenario asks for.
    public func traces(_ key: String, for plans: [RunPlan]) -> [Trace]? {
        if plans.isEmpty { return [] }
        let name = RunCache.name(key)
        guard let runs = known.withLock({ $0[name] }) ?? read(name), runs.traces.map(\.run) == plans.map(\.id) else {
            return nil
        }
        known.withLock { $0[name] = runs }
        return runs.traces
    }

    private func read(_ name: String) -> Runs? {
        guard let parts = cache?.read(name) else { return nil }
        var traces: [Trace] = []
        var hasher = ContentHasher()
        for part in parts {
            var reader = part
            guard let bytes = try? reader.content(), let trace = try? Trace(parsing: bytes) else { return nil }
            hasher.add(bytes)
            traces.append(trace)
        }
        return Runs(traces: traces, hash: hasher.finish())
    }

    /// The fingerprint of the runs of a scenario; nil when they are not known.
    public func fingerprint(_ key: String) -> ContentHash? { known.withLock { $0[RunCache.name(key)]?.hash } }

    /// Keeps the runs of a scenario.
    public func keep(_ traces: [Trace], _ key: String) {
        let name = RunCache.name(key)
        let texts = traces.map { Array($0.json.text().utf8) }
        var hasher = ContentHasher()
        for text in texts { hasher.add(text) }
        let runs = Runs(traces: traces, hash: hasher.finish())
        known.withLock { $0[name] = runs }
        cache?.write(name, parts: texts.count) { number in
            var writer = ByteWriter()
            writer.write(texts[number])
            return writer.bytes
        }
    }

    /// Forgets the runs in memory that the site no longer asks for.
    public func forgetOthers(than keys: [String]) {
        let names = Set(keys.map(RunCache.name))
        known.withLock { $0 = $0.filter { names.contains($0.key) } }
    }

    /// Removes from disk what no build has used for long. The caller holds the lock of the cache.
    public func tidy() { cache?.tidy(keepingRuns: Set(known.withLock { $0.keys })) }
}
