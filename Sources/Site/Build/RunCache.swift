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
    private let known = Mutex<[String: [Trace]]>([:])

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
        if let traces = known.withLock({ $0[name] }) ?? read(name), traces.map(\.run) == plans.map(\.id) {
            known.withLock { $0[name] = traces }
            return traces
        }
        return nil
    }

    private func read(_ name: String) -> [Trace]? {
        guard let parts = cache?.read(name) else { return nil }
        let traces = parts.compactMap { part -> Trace? in
            var reader = part
            return (try? reader.content()).flatMap { try? Trace(parsing: $0) }
        }
        return traces.count == parts.count ? traces : nil
    }

    /// Keeps the runs of a scenario.
    public func keep(_ traces: [Trace], _ key: String) {
        let name = RunCache.name(key)
        known.withLock { $0[name] = traces }
        cache?.write(name, parts: traces.count) { number in
            var writer = ByteWriter()
            writer.write(Array(traces[number].json.text().utf8))
            return writer
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
