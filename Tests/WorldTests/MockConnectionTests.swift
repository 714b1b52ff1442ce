import NIOCore
import NIOPosix
import Specs
import Testing
import Traces
import Wire

@testable import World

/// What connections of `mock` go through beyond single requests; those are held by the table in `check_http.py`.
@Suite struct MockConnectionTests {
    /// A client that writes bytes and collects what comes back until the server ends the connection.
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let promise: EventLoopPromise<String>
        private var bytes = ByteBuffer()

        init(_ promise: EventLoopPromise<String>) { self.promise = promise }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var part = unwrapInboundIn(data)
            bytes.writeBuffer(&part)
        }

        func channelInactive(context: ChannelHandlerContext) { promise.succeed(String(buffer: bytes)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private struct Client {
        var channel: any Channel
        /// Everything that came back, once the connection has ended.
        var answer: EventLoopFuture<String>

        static func connect(to url: String, sending text: String) async throws -> Client {
            let group = MultiThreadedEventLoopGroup.singleton
            let promise = group.any().makePromise(of: String.self)
            let opening = ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Collector(promise))
                    }
                }
                .connect(host: "127.0.0.1", port: WebURL(url)?.port ?? 0)
            opening.whenFailure { promise.fail($0) }
            let channel = try await opening.get()
            // A server may answer and close before it was asked; what it said is in the answer.
            if !text.isEmpty { try? await channel.writeAndFlush(ByteBuffer(string: text)) }
            return Client(channel: channel, answer: promise.futureResult)
        }
    }

    private func mock(_ change: (inout HTTPLimits) -> Void = { _ in }) async throws -> Mock {
        var limits = HTTPLimits()
        change(&limits)
        return try await Mock(revision: .july2026, port: 0, advertisesCIMD: false, limits: limits)
    }

    /// In milliseconds: longer than any test, however busy the machine is.
    private static let hour = 3_600_000

    private static let get = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func aConnectionThatSaysNothingIsClosed() async throws {
        let mock = try await mock { $0.idle = 50 }
        let client = try await Client.connect(to: mock.url, sending: "")
        #expect(try await client.answer.get().isEmpty)
        await mock.stop()
        #expect(try mock.trace().exchanges.isEmpty)
    }

    @Test func aRequestThatDoesNotEndIs408AndRecorded() async throws {
        let mock = try await mock { $0.patience = 50 }
        let text = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc"
        let client = try await Client.connect(to: mock.url, sending: text)
        #expect(try await client.answer.get().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        await mock.stop()
        let exchange = try #require(try mock.trace().exchanges.first)
        #expect(exchange.status == 408)
        #expect(exchange.request.method == "POST")
        #expect(exchange.framing?.request ?? exchange.request.bytes == Array(text.utf8))
    }

    @Test func aConnectionTooManyGets503() async throws {
        let mock = try await mock {
            $0.connections = 2
            $0.idle = Self.hour
        }
        let waiting = [
            try await Client.connect(to: mock.url, sending: ""), try await Client.connect(to: mock.url, sending: ""),
        ]
        // The answer to a request on each tells that the server knows of both.
        let client = try await Client.connect(to: mock.url, sending: Self.get)
        #expect(try await client.answer.get().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        for other in waiting { try await other.channel.close() }
        await mock.stop()
        #expect(try mock.trace().exchanges.map(\.status) == [503])
    }

    /// What was answered is in the trace; nothing is answered or recorded after the end.
    @Test(arguments: Revision.allCases)
    func theEndWaitsForNobodyAndLosesNothing(_ revision: Revision) async throws {
        var limits = HTTPLimits()
        limits.ending = 200
        limits.idle = Self.hour
        limits.patience = Self.hour
        let mock = try await Mock(revision: revision, port: 0, advertisesCIMD: false, limits: limits)
        let half = try await Client.connect(to: mock.issuer, sending: "POST /token HTTP/1.1\r\n")
        let idle = try await Client.connect(to: mock.url, sending: "")
        var answered = 0
        for url in [mock.url, mock.issuer] {
            let client = try await Client.connect(
                to: url, sending: Self.get + Self.get.replacing("Host", with: "Connection: close\r\nHost"))
            answered += try await client.answer.get().split(separator: "HTTP/1.1 404").count
        }
        await mock.stop()
        #expect(answered == 4)
        #expect(try await half.answer.get().isEmpty)
        #expect(try await idle.answer.get().isEmpty)
        let trace = try mock.trace()
        #expect(trace.exchanges.count == answered)
        #expect(trace.exchanges.allSatisfy { $0.status == 404 })
        await #expect(throws: (any Error).self) { try await Client.connect(to: mock.url, sending: Self.get) }
        #expect(try Trace(parsing: trace.json.bytes) == trace)
    }

    /// A port that is taken is an error, and what had been opened before it is closed again.
    @Test func aPortInUseIsAnErrorAndLeavesNothingOpen() async throws {
        let first = try await mock()
        let port = WebURL(first.url)?.port ?? 0
        for revision in Revision.allCases {
            await #expect(throws: (any Error).self) {
                try await Mock(revision: revision, port: port, advertisesCIMD: false)
            }
        }
        await first.stop()
    }

    @Test(arguments: [
        ("http://localhost:6274", true), ("https://localhost", true), ("http://127.0.0.1:1", true),
        ("http://[::1]:65535", true), ("http://LOCALHOST", true), ("null", false), ("", false), ("*", false),
        ("http://localhost:0", false), ("http://localhost:65536", false), ("http://localhost:", false),
        ("http://localhost:+1", false), ("http://localhost/", false), ("http://localhost?", false),
        ("http://localhost.evil.example", false), ("http://127.0.0.1.evil.example", false), ("ws://localhost", false),
        ("http://a@localhost", false), ("http://127.0.0.2", false), ("localhost", false),
    ])
    func onlyPagesOfThisMachineAreLetInUnasked(origin: String, isLetIn: Bool) {
        #expect(LoopbackOrigin.matches(origin) == isLetIn)
        #expect(Door().admits(origin: origin) == isLetIn)
    }

    /// In the played world nobody is let in unless the cast says so.
    @Test func aPlayedServerLetsInOnlyWhatItLists() {
        var knobs = ServerKnobs()
        #expect(!knobs.admits(origin: "http://localhost:6274"))
        knobs.origins = ["https://app.example"]
        #expect(knobs.admits(origin: "https://app.example"))
        #expect(!knobs.admits(origin: "http://localhost"))
    }
}
