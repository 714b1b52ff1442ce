import NIOCore

/// Sits under the HTTP codec of the client's channel and hands the plaintext of each request and response to the recorder.
final class SenderTap: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let recorder: Recorder
    private var slot: Int?
    private var sawResponse = true

    init(recorder: Recorder) { self.recorder = recorder }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let buffer = unwrapOutboundIn(data)
        if sawResponse {
            slot = context.channel.localAddress?.port.flatMap { recorder.claim(port: $0) }
            sawResponse = false
        }
        if let slot { recorder.addSent(Array(buffer.readableBytesView), response: false, slot: slot) }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sawResponse = true
        if let slot { recorder.addSent(Array(unwrapInboundIn(data).readableBytesView), response: true, slot: slot) }
        context.fireChannelRead(data)
    }
}
