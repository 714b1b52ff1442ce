import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import Outside

/// Another site on this machine, which answers by the path and counts what it is asked.
@Suite struct OutsideCheckTests {
    /// More seconds than any machine needs for an answer that comes.
    private let patience = 3_600

    @Test func eachPageHasItsAnswer() async throws {
        let server = try await OtherSite.start()
        let urls = ["ok", "moved", "no-head", "private", "busy", "gone", "circle"].map { server.url + $0 }
        let answers = await OutsideCheck(cache: nil, timeout: patience).answers(for: urls + ["http:///x"])
        #expect(answers[server.url + "ok"] == .found)
        #expect(answers[server.url + "moved"] == .found)
        #expect(answers[server.url + "no-head"] == .found)
        #expect(answers[server.url + "private"] == .found)
        #expect(answers[server.url + "busy"] == .silent("it answered 503"))
        #expect(answers[server.url + "gone"] == .gone("it answered 404"))
        guard case .gone = answers[server.url + "circle"], case .gone = answers["http:///x"] else {
            Issue.record("\(answers)")
            return
        }
        try await server.stop()
        guard
            case .silent = await OutsideCheck(cache: nil, timeout: 1).answers(
                for: [server.url + "ok"])[server.url + "ok"]
        else {
            Issue.record("a site that is not there was not missed")
            return
        }
    }

    @Test func aSiteThatSaysNothingIsGivenUp() async throws {
        let server = try await OtherSite.start()
        let answers = await OutsideCheck(cache: nil, timeout: 1).answers(for: [server.url + "slow"])
        guard case .silent = answers[server.url + "slow"] else {
            Issue.record("\(answers)")
            return
        }
        try await server.stop()
    }

    @Test func goodAnswersAreKeptForSomeDays() async throws {
        let server = try await OtherSite.start()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wirescribe-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = folder.appendingPathComponent("links.json")
        let urls = [server.url + "ok", server.url + "gone"]
        func ask(at now: Int) async -> [String: OutsideCheck.Answer] {
            await OutsideCheck(cache: cache, timeout: patience, now: now).answers(for: urls)
        }
        let first = await ask(at: 1_000_000)
        let text = try String(contentsOf: cache, encoding: .utf8)
        #expect(text == "{\n  \"found\": {\n    \"\(server.url)ok\": 1000000\n  }\n}\n")
        #expect(await ask(at: 1_000_000 + 86_400) == first)
        #expect(server.count(of: "/ok") == 1)
        // What is gone may come back, so it is asked for every time: with HEAD, and then in full.
        #expect(server.count(of: "/gone") == 4)
        _ = await ask(at: 1_000_000 + 8 * 86_400)
        #expect(server.count(of: "/ok") == 2)
        // A broken cache is no cache.
        try Data("{".utf8).write(to: cache)
        #expect(await ask(at: 1_000_000) == first)
        #expect(server.count(of: "/ok") == 3)
        try await server.stop()
    }
}

/// A server on a free port of the loopback interface.
private final class OtherSite: Sendable {
    let url: String
    private let channel: any Channel
    private let counts: NIOLockedValueBox<[String: Int]>

    private init(_ channel: any Channel, _ counts: NIOLockedValueBox<[String: Int]>) {
        self.channel = channel
        self.counts = counts
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/"
    }

    static func start() async throws -> OtherSite {
        let counts = NIOLockedValueBox<[String: Int]>([:])
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Answers(counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return OtherSite(channel, counts)
    }

    func count(of path: String) -> Int { counts.withLockedValue { $0[path] ?? 0 } }

    func stop() async throws { try await channel.close() }

    private final class Answers: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let counts: NIOLockedValueBox<[String: Int]>
        private var head: HTTPRequestHead?

        init(_ counts: NIOLockedValueBox<[String: Int]>) { self.counts = counts }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): self.head = head
            case .body: break
            case .end:
                guard let head else { return }
                counts.withLockedValue { $0[head.uri, default: 0] += 1 }
                guard head.uri != "/slow" else { return }
                var headers: HTTPHeaders = ["Content-Length": "0"]
                if let target = ["/moved": "/ok", "/circle": "/circle"][head.uri] {
                    headers.add(name: "Location", value: target)
                }
                let status: HTTPResponseStatus =
                    switch head.uri {
                    case "/ok": .ok
                    case "/moved", "/circle": .movedPermanently
                    case "/no-head": head.method == .HEAD ? .methodNotAllowed : .ok
                    case "/private": .forbidden
                    case "/busy": .serviceUnavailable
                    default: .notFound
                    }
                let answer = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
                context.write(wrapOutboundOut(.head(answer)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
