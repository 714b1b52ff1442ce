import NIOCore
import NIOHTTP1
import Wire

/// What a host does with a request that has reached it.
enum Handling: Sendable {
    case answer(Response)
    /// Close the connection without a word.
    case drop
}

/// The top of a server's channel: collects a request, lets a host handle it, writes the answer.
final class Exchanger: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request as it came in: its bytes, the client's port and its place on the connection.
    struct Arrival: Sendable {
        var bytes: [UInt8]
        var port: Int
        var number: Int
    }

    typealias Handle = @Sendable (Arrival) async -> Handling
    typealias Done = @Sendable (Arrival, [UInt8]) -> Void

    /// Larger bodies are answered with 413.
    static let maximumBody = 1 << 20

    private let tap: ReceiverTap
    private let handle: Handle
    private let done: Done
    private var number = 0
    private var bodySize = 0

    /// - Parameters:
    ///   - done: called with the response's bytes once they are on their way.
    init(tap: ReceiverTap, handle: @escaping Handle, done: @escaping Done) {
        self.tap = tap
        self.handle = handle
        self.done = done
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: bodySize = 0
        case .body(let part):
            bodySize += part.readableBytes
            if bodySize > Exchanger.maximumBody { refuse(context) }
        case .end:
            guard bodySize <= Exchanger.maximumBody else { return }
            let arrival = Arrival(
                bytes: tap.takeRequest(), port: context.channel.remoteAddress?.port ?? 0, number: number)
            number += 1
            let loop = context.eventLoop
            let bound = NIOLoopBound((self, context), eventLoop: loop)
            Task { [handle] in
                let handling = await handle(arrival)
                loop.execute { bound.value.0.write(handling, for: arrival, bound.value.1) }
            }
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(version: .http1_1, status: .payloadTooLarge, headers: ["Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    private func write(_ handling: Handling, for arrival: Arrival, _ context: ChannelHandlerContext) {
        guard case .answer(let response) = handling else { return context.close(promise: nil) }
        var headers = HTTPHeaders()
        for header in response.headers.list { headers.add(name: header.name, value: header.value) }
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: response.status, reasonPhrase: response.reason),
            headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !response.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        done(arrival, tap.takeResponse())
        context.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
