import Dispatch
import Foundation

/// Ctrl-C, the end of the terminal, or being asked to end. From when this is made they no longer end the program; what has
/// to be done at the end can then be done, however often somebody asks.
struct Interruption {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        var numbers = [SIGINT, SIGTERM]
        // Who starts a program with `nohup` wants it to outlive the terminal.
        if !StandardStreams.isIgnored(SIGHUP) { numbers.append(SIGHUP) }
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    /// Returns after the first of them.
    func wait() async {
        for await _ in stream { break }
    }
}
