import NIOConcurrencyHelpers

/// A site in memory, as its newest build left it, with what the newest build complained about.
public final class LiveSite: Sendable {
    private struct State {
        var files: [String: [UInt8]] = [:]
        /// For every path the number of the build in which its bytes last changed.
        var stamps: [String: Int] = [:]
        /// The newest build that changed a stylesheet, a script or an image: it concerns every page.
        var assets = 0
        var build = 0
        var problems: [String] = []
    }

    private let state = NIOLockedValueBox(State())
    /// Tells this site from the one that an earlier program served.
    let key = String(UInt64.random(in: .min ... .max), radix: 36)

    /// The folder of files that an open page loads only when it needs them, so that a change there concerns none.
    private let onDemand: String?

    /// - Parameter onDemand: the beginning of the paths of files that pages load late, such as `assets/search/`.
    public init(onDemand: String? = nil) { self.onDemand = onDemand }

    /// Takes the files of a build that went well.
    public func update(_ files: [String: [UInt8]]) {
        state.withLockedValue { state in
            state.build += 1
            state.problems = []
            for (path, bytes) in files where state.files[path] != bytes {
                state.stamps[path] = state.build
                let isLate = onDemand.map(path.hasPrefix) ?? false
                if !isLate, !LiveSite.isForPrograms(path) { state.assets = state.build }
            }
            for path in state.files.keys where files[path] == nil { state.stamps[path] = state.build }
            state.files = files
        }
    }

    /// Whether a file is a page of its own, or one that no page shows: a copy, a list, a download.
    private static func isForPrograms(_ path: String) -> Bool {
        let kinds = ["html", "json", "md", "txt", "xml", "har", "mmd"]
        return path.split(separator: ".").last.map { kinds.contains(String($0)) } ?? false
    }

    /// Takes some files that are newer than those of the last build.
    public func patch(_ files: [String: [UInt8]]) {
        state.withLockedValue { state in
            state.build += 1
            for (path, bytes) in files where state.files[path] != bytes {
                state.stamps[path] = state.build
                state.files[path] = bytes
            }
        }
    }

    /// Takes the complaints of a build that failed. The old pages stay.
    public func fail(_ problems: [String]) {
        state.withLockedValue { state in
            state.build += 1
            state.problems = problems
        }
    }

    /// The bytes of a file; nil when there is none.
    func file(_ path: String) -> [UInt8]? { state.withLockedValue { $0.files[path] } }

    /// What a page must know to tell whether it is old.
    func status(of path: String) -> (stamp: Int, problems: [String]) {
        state.withLockedValue { (max($0.stamps[path] ?? 0, $0.assets), $0.problems) }
    }
}
