import Dispatch
import Foundation
import Synchronization

/// Work over many items on all cores at once. What comes back is in the order of the items.
package enum Parallel {
    package static let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// The results of a function for the numbers from 0, each called once, on any thread.
    package static func map<Result: Sendable>(
        _ count: Int, _ make: @Sendable (Int) -> Result
    ) -> [Result] {
        let threads = min(cores, count)
        guard threads > 1 else { return (0..<count).map(make) }
        // Neighbours go together, so that a thread is not woken for one small item.
        let chunk = max(1, min(16, count / (threads * 4)))
        let next = Atomic<Int>(0)
        let parts = Mutex<[Part<Result>]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var own: [Part<Result>] = []
            while true {
                let start = next.add(chunk, ordering: .relaxed).oldValue
                guard start < count else { break }
                own.append(Part(start: start, results: (start..<min(count, start + chunk)).map(make)))
            }
            parts.withLock { $0 += own }
        }
        return parts.withLock { $0.sorted { $0.start < $1.start } }.flatMap(\.results)
    }

    private struct Part<Result: Sendable>: Sendable {
        var start: Int
        var results: [Result]
    }
}
