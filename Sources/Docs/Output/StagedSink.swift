import Foundation
import Synchronization

/// Writes files beside the output as they come, so that no site has to fit into memory. The old output stays whole until
/// ``OutputWriter/finish(_:)``.
public final class StagedSink: SiteSink {
    let folder: URL
    private struct State {
        var made: Set<String> = []
        var count = 0
        var failure: OutputError?
    }
    private let state = Mutex(State())

    init(_ folder: URL) { self.folder = folder }

    /// How many files there are.
    public var count: Int { state.withLock { $0.count } }

    /// Why a file could not be written; nil when all were.
    var failure: OutputError? { state.withLock { $0.failure } }

    public func has(_ path: String, key: ContentHash) -> Bool { false }

    public func put(_ path: String, key: ContentHash, _ bytes: [UInt8]) {
        let isInside = !path.isEmpty && !path.hasPrefix("/") && SitePath.normalized(path) == path
        let place = folder.path + "/" + path
        let parent = String(place[..<(place.lastIndex(of: "/") ?? place.endIndex)])
        if isInside, state.withLock({ $0.made.insert(parent).inserted }) {
            try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        let isWritten = isInside && Files.write(bytes, to: place) != nil
        let cause = isInside ? String(cString: strerror(errno)) : ""
        state.withLock { state in
            state.count += 1
            guard !isWritten, state.failure == nil else { return }
            state.failure = OutputError(
                folder: folder.path,
                reason: isInside
                    ? "\(path) cannot be written: \(cause). The old output is unchanged."
                    : "“\(path)” is not a path inside the output.")
        }
    }
}

extension OutputWriter {
    /// A place for the files of a new output.
    ///
    /// - Throws: ``OutputError`` when the folder holds something that this program did not make.
    public func begin() throws(OutputError) -> StagedSink {
        try checkTarget()
        removeLeftovers()
        return StagedSink(newStaging())
    }

    /// Puts the new output in place of the old one.
    ///
    /// - Throws: ``OutputError`` when a file could not be written; the old output is unchanged then.
    public func finish(_ sink: StagedSink) throws(OutputError) {
        do throws(OutputError) {
            if let failure = sink.failure { throw failure }
            try swap(sink.folder)
        } catch {
            abandon(sink)
            throw error
        }
    }

    /// Leaves the old output as it is.
    public func abandon(_ sink: StagedSink) { try? FileManager.default.removeItem(at: sink.folder) }
}
