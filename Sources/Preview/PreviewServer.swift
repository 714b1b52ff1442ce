import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves a ``LiveSite`` on the loopback interface and tells open pages of every build.
public final class PreviewServer: Sendable {
    public let port: Int
    private let channel: any Channel
    private let site: LiveSite
    /// The path under which the site will be published, with a slash at both ends.
    private let base = NIOLockedValueBox("/")
    private let followers = NIOLockedValueBox<[ObjectIdentifier: (channel: any Channel, path: String)]>([:])

    private init(port: Int, channel: any Channel, site: LiveSite) {
        self.port = port
        self.channel = channel
        self.site = site
    }

    /// Opens the port on 127.0.0.1.
    ///
    /// - Parameter port: 0 takes a free one.
    /// - Throws: when the port cannot be opened.
    public static func start(port: Int, site: LiveSite) async throws(PortFailure) -> PreviewServer {
        let box = NIOLockedValueBox<PreviewServer?>(nil)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let pipeline = child.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(Responder(box: box))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        } catch {
            throw PortFailure(port: port, error)
        }
        let server = PreviewServer(port: channel.localAddress?.port ?? port, channel: channel, site: site)
        box.withLockedValue { $0 = server }
        return server
    }

    /// Says under which path the site will be published, with a slash at both ends; its pages may name it.
    public func publish(under path: String) { base.withLockedValue { $0 = path } }

    /// Tells every open page of the newest build.
    public func announce() {
        for (channel, path) in followers.withLockedValue({ Array($0.values) }) {
            let event = event(for: path)
            channel.eventLoop.execute {
                channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: event))), promise: nil)
            }
        }
    }

    /// Closes the port and every connection that waits for news.
    public func stop() async {
        try? await channel.close()
        for (channel, _) in followers.withLockedValue({ Array($0.values) }) { try? await channel.close() }
    }

    fileprivate func answer(_ head: HTTPRequestHead) -> LiveAnswer {
        let request = LiveRequest(
            method: head.method.rawValue, target: head.uri, hosts: head.headers["Host"],
            range: head.headers.first(name: "Range"), condition: head.headers.first(name: "If-Range"),
            matches: head.headers["If-Match"], noneMatches: head.headers["If-None-Match"])
        return LiveAnswer(request, port: port, site: site, base: base.withLockedValue { $0 })
    }

    fileprivate func follow(_ path: String, on channel: any Channel) -> String {
        let id = ObjectIdentifier(channel as AnyObject)
        followers.withLockedValue { $0[id] = (channel, path) }
        channel.closeFuture.whenComplete { [followers] _ in
            _ = followers.withLockedValue { $0.removeValue(forKey: id) }
        }
        return event(for: path)
    }

    private func event(for path: String) -> String {
        let (stamp, problems) = site.status(of: path)
        let list = problems.map(PreviewServer.quoted).joined(separator: ",")
        return "event: build\ndata: {\"stamp\":\(stamp),\"problems\":[\(list)]}\n\n"
    }

    /// A text as a JSON string on one line.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

/// One connection of a browser.
private final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let box: NIOLockedValueBox<PreviewServer?>
    private var head: HTTPRequestHead?

    init(box: NIOLockedValueBox<PreviewServer?>) { self.box = box }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            // Nothing depends on what a client holds back, but it waits for a word (RFC 9110, section 10.1.1).
            guard head.version != .http1_0, head.headers[canonicalForm: "Expect"].contains(where: isContinue) else {
                return
            }
            let response = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(response)), promise: nil)
        case .body: break
        case .end:
            guard let head, let server = box.withLockedValue({ $0 }) else { return context.close(promise: nil) }
            self.head = nil
            respond(server.answer(head), to: head, server, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func isContinue(_ value: Substring) -> Bool { value.lowercased() == "100-continue" }

    private func respond(
        _ answer: LiveAnswer, to head: HTTPRequestHead, _ server: PreviewServer, _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "Cache-Control", value: "no-store")
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        headers.add(name: "Cross-Origin-Resource-Policy", value: "same-origin")
        if answer.follows == nil, answer.status != 304 {
            headers.add(name: "Content-Length", value: String(answer.body.count))
        }
        let status = HTTPResponseStatus(statusCode: answer.status)
        let response = HTTPResponseHead(version: head.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if let path = answer.follows, head.method == .GET {
            let event = server.follow(path, on: context.channel)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: event)))), promise: nil)
            return
        }
        if head.method != .HEAD, answer.status != 304 {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !head.isKeepAlive { context.close(promise: nil) }
    }
}
