import NIOCore
import Wire

/// What a host does with a request that has reached it.
enum Handling: Sendable {
    /// The response, and the exchange that it belongs to.
    case answer(Response, slot: Int)
    /// Close the connection without a word.
    case drop
}

/// What became of an answer.
enum Written: Sendable {
    /// The bytes that are on their way.
    case sent([UInt8])
    /// The client was gone.
    case lost(Response)
}

/// Tells every connection of a listener that it serves no further request.
struct ConnectionsEnd: Sendable {}

/// One connection of a server (RFC 9112): reads requests, lets a host handle them one after another, writes the answers
/// in the same order. What it hands over and writes are the bytes of the wire, so they are the record too.
final class Exchanger: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What came in: a request or what is none, the client's port and its place on the connection.
    struct Arrival: Sendable {
        var bytes: [UInt8]
        var request: Result<Request, RequestRefusal>
        var port: Int
        var number: Int
    }

    typealias Handle = @Sendable (Arrival) async -> Handling
    typealias Done = @Sendable (_ slot: Int, Written) -> Void

    private let limits: HTTPLimits
    /// Whether the port has as many connections as it may: then every request is refused.
    private let isCrowded: Bool
    private let handle: Handle
    private let done: Done
    private var reader: RequestReader
    private var phase = Phase.reading
    private var number = 0
    /// Interim responses to the request that is being read.
    private var interim: [UInt8] = []
    private var hasInputEnded = false
    /// No request is taken any more.
    private var isEnding = false
    private var holdsRead = false
    private var discarded = 0
    private var timer: Scheduled<Void>?

    private enum Phase { case reading, answering, lingering, closed }

    /// - Parameter done: called with the response's bytes before they leave.
    init(
        limits: HTTPLimits = HTTPLimits(), isCrowded: Bool = false, handle: @escaping Handle, done: @escaping Done
    ) {
        self.limits = limits
        self.isCrowded = isCrowded
        self.handle = handle
        self.done = done
        reader = RequestReader(limits: limits)
    }

    // MARK: Reading

    func channelActive(context: ChannelHandlerContext) {
        advance(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        if phase == .lingering {
            discarded += bytes.count
            if discarded > limits.discarded { close(context) }
            return
        }
        reader.append(bytes)
        advance(context)
    }

    /// A client that sends requests faster than they are answered has to wait.
    func read(context: ChannelHandlerContext) {
        if phase == .answering, reader.waiting > limits.head { holdsRead = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            hasInputEnded = true
            if phase == .lingering { close(context) } else { advance(context) }
        } else if event is ConnectionsEnd {
            isEnding = true
            if phase == .reading { close(context) }
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        // A request that its client broke off is told too, with the answer that nobody read.
        if phase == .reading, let message = reader.end() { answer(message, context) }
        phase = .closed
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Takes the next request if none is being answered; else waits for it, but not for ever.
    private func advance(_ context: ChannelHandlerContext) {
        guard phase == .reading else { return }
        timer?.cancel()
        if let message = reader.next() { return answer(message, context) }
        if reader.awaitsContinue, !isCrowded {
            reader.didContinue()
            let bytes = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            interim += bytes
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
        if hasInputEnded {
            guard let message = reader.end() else { return close(context) }
            return answer(message, context)
        }
        let patience = reader.waiting > 0 || isCrowded ? limits.patience : limits.idle
        wait(patience, context) { connection, context in
            guard connection.phase == .reading else { return }
            guard let message = connection.reader.expire() else { return connection.close(context) }
            connection.answer(message, context)
        }
    }

    private func wait(
        _ milliseconds: Int, _ context: ChannelHandlerContext,
        then act: @escaping @Sendable (Exchanger, ChannelHandlerContext) -> Void
    ) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            act(bound.value.0, bound.value.1)
        }
    }

    // MARK: Answering

    private func answer(_ message: RequestReader.Message, _ context: ChannelHandlerContext) {
        phase = .answering
        var message = message
        if isCrowded {
            message = .init(
                refusing: message.bytes,
                because: RequestRefusal(
                    503, "This port has as many connections as it takes.", "RFC 9110 section 15.6.4"))
        }
        let arrival = Arrival(
            bytes: message.bytes, request: message.request, port: context.channel.remoteAddress?.port ?? 0,
            number: number)
        number += 1
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        Task { [handle, message] in
            let handling = await handle(arrival)
            loop.execute { bound.value.0.write(handling, to: message, bound.value.1) }
        }
    }

    private func write(_ handling: Handling, to message: RequestReader.Message, _ context: ChannelHandlerContext) {
        guard case .answer(let response, let slot) = handling else { return close(context) }
        guard phase == .answering else { return done(slot, .lost(response)) }
        let method = (try? message.request.get())?.method ?? Request(salvaging: message.bytes).method
        let closes = !message.keepsOpen || isEnding
        let connection = closes ? "close" : message.asksToKeepOpen ? "keep-alive" : nil
        let bytes = response.fitted(answering: method, connection: connection).bytes
        done(slot, .sent(interim + bytes))
        interim = []
        let buffer = wrapOutboundOut(ByteBuffer(bytes: bytes))
        if closes {
            linger(context, after: buffer)
        } else {
            context.writeAndFlush(buffer, promise: nil)
            phase = .reading
            if holdsRead {
                holdsRead = false
                context.read()
            }
            advance(context)
        }
    }

    /// Writes the last answer, then reads on for a while: if a connection is closed while bytes of the client are
    /// unread, the client is told of a reset and may never see the answer (RFC 9112 section 9.6).
    private func linger(_ context: ChannelHandlerContext, after last: NIOAny) {
        phase = .lingering
        let promise = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in
            let (connection, context) = bound.value
            guard connection.phase == .lingering else { return }
            if connection.hasInputEnded { return connection.close(context) }
            context.close(mode: .output, promise: nil)
        }
        context.writeAndFlush(last, promise: promise)
        wait(limits.lingering, context) { connection, context in connection.close(context) }
        if holdsRead {
            holdsRead = false
            context.read()
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        guard phase != .closed else { return }
        phase = .closed
        timer?.cancel()
        context.close(promise: nil)
    }
}

extension RequestRefusal {
    /// The answer that tells a person what was wrong. Nobody may keep it: a cache would take a 414 or a 501 for the address's
    /// own answer (RFC 9110 section 15.1).
    func response(date: String) -> Response {
        let body = Array("\(reason) (\(rule))\n".utf8)
        return Response(
            status: status,
            headers: [
                "Date": date, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store",
                "Content-Length": String(body.count),
            ], body: body)
    }
}
