import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How the work of a function grows with its input.
///
/// It is counted in CPU time of the calling thread, so a test that asks for it holds on a busy machine too: whoever
/// waits for a core uses none. What is measured must do its work on the calling thread.
public enum Growth {
    /// The seconds of CPU that the calling thread has used.
    private static func used() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How many times as much work the larger of two inputs is.
    ///
    /// Two inputs of which one is eight times the other give about 8 for work that grows in step, 64 for work that
    /// grows with the square. What looks like more than its share is measured again, and the smallest values count.
    ///
    /// - Parameters:
    ///   - small: the size of the smaller input.
    ///   - large: the size of the larger one.
    ///   - work: does the work for an input of a size.
    /// - Returns: nil if the larger input took under 20 ms, which is too little to tell anything.
    public static func ratio(_ small: Int, _ large: Int, _ work: (Int) throws -> Void) rethrows -> Double? {
        var least = (small: Double.infinity, large: Double.infinity)
        for _ in 0..<4 {
            least.large = min(least.large, try seconds(large, work))
            guard least.large >= 0.02 else { return nil }
            least.small = min(least.small, max(try seconds(small, work), 1e-6))
            if least.large / least.small < 1.5 * Double(large) / Double(small) { break }
        }
        return least.large / least.small
    }

    private static func seconds(_ size: Int, _ work: (Int) throws -> Void) rethrows -> Double {
        let start = used()
        try work(size)
        return used() - start
    }
}
