import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ctrl-C, the end of the terminal, or being asked to end. From when this is made they no longer end the program; what has
/// to be done at the end can then be done, however often somebody asks.
struct Interruption {
    private let stream: AsyncStream<Void>
    private let source: any DispatchSourceRead

    /// Where the handler writes to. Signals go by way of a pipe: a signal source of Dispatch, which on Linux has each thread
    /// block the signal and raise it again, has been seen to lose one.
    private static let writingEnd = Atomic<Int32>(-1)

    /// Does nothing but what a handler of signals may do.
    private static let handler: @convention(c) (Int32) -> Void = { _ in
        let before = errno
        var byte: UInt8 = 1
        _ = write(Interruption.writingEnd.load(ordering: .relaxed), &byte, 1)
        errno = before
    }

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        let ends = Interruption.openPipe()
        source = DispatchSource.makeReadSource(fileDescriptor: ends.reading, queue: .global())
        source.setEventHandler {
            _ = StandardStreams.readOnce(ends.reading)
            continuation.yield()
        }
        source.resume()
        Interruption.writingEnd.store(ends.writing, ordering: .relaxed)
        var numbers = [SIGINT, SIGTERM]
        // Who starts a program with `nohup` wants it to outlive the terminal.
        if !StandardStreams.isIgnored(SIGHUP) { numbers.append(SIGHUP) }
        for number in numbers { signal(number, Interruption.handler) }
    }

    /// A pipe that never makes anybody wait, and that no program started from here inherits.
    private static func openPipe() -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }

    /// Returns after the first of them.
    func wait() async {
        for await _ in stream { break }
    }
}
