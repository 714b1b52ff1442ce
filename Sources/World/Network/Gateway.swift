import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// The one loopback listener of the process. It answers HTTP `CONNECT` for any host name, puts TLS with a throwaway
/// certificate under the connection when the client starts a handshake, and hands each request to the run that the
/// `CONNECT` named. So addresses read exactly as they stand on the wire, and ports are nobody's business.
final class Gateway: Sendable {
    /// The header, of the `CONNECT` only, by which a connection finds its run.
    static let runHeader = "X-Run"

    /// Both ends are ours, so nobody is hurried, however busy the machine is.
    fileprivate static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.idle = 3_600_000
        limits.patience = 3_600_000
        return limits
    }()

    private let channel: any Channel
    let authority: ThrowawayAuthority
    private let runs: NIOLockedValueBox<[String: any RunHosts]>
    private let counter = NIOLockedValueBox(0)

    var port: Int { channel.localAddress?.port ?? 0 }

    private init(channel: any Channel, authority: ThrowawayAuthority, runs: NIOLockedValueBox<[String: any RunHosts]>) {
        self.channel = channel
        self.authority = authority
        self.runs = runs
    }

    /// The process's gateway, opened on first use.
    static let shared = Task { try await Gateway.open() }

    private static func open() async throws -> Gateway {
        let authority = try ThrowawayAuthority()
        let runs = NIOLockedValueBox<[String: any RunHosts]>([:])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(
                        ConnectHandler(authority: authority) { id in
                            runs.withLockedValue { $0[id] }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return Gateway(channel: channel, authority: authority, runs: runs)
    }

    /// A key for a new run. Two runs with one id may go on at once.
    func newKey() -> String {
        String(
            counter.withLockedValue {
                $0 += 1; return $0
            })
    }

    func add(_ run: any RunHosts, key: String) { runs.withLockedValue { $0[key] = run } }
    func remove(key: String) { runs.withLockedValue { $0[key] = nil } }
}

/// What the gateway needs of a run.
protocol RunHosts: AnyObject, Sendable {
    /// Whether somebody listens at this authority; the connection is refused otherwise.
    func listens(at authority: String) -> Bool
    func handle(_ arrival: Exchanger.Arrival, authority: String) async -> Handling
    func answered(_ slot: Int, _ written: Written)
}

/// Answers one `CONNECT`, then builds the rest of the pipeline from the first byte that follows: a TLS hello brings TLS.
private final class ConnectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let authority: ThrowawayAuthority
    private let find: @Sendable (String) -> (any RunHosts)?
    private var head = ByteBuffer()
    private var target: (run: any RunHosts, authority: String)?

    init(authority: ThrowawayAuthority, find: @escaping @Sendable (String) -> (any RunHosts)?) {
        self.authority = authority
        self.find = find
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if let target { return upgrade(context, target, first: buffer) }
        head.writeBuffer(&buffer)
        let text = String(buffer: head)
        guard text.hasSuffix("\r\n\r\n") else {
            if head.readableBytes > 8192 { context.close(promise: nil) }
            return
        }
        guard let request = try? Request(parsing: Array(text.utf8)), request.method == "CONNECT",
            let run = request.headers[Gateway.runHeader].flatMap(find), run.listens(at: request.target)
        else { return context.close(promise: nil) }
        target = (run, request.target)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n")), promise: nil)
    }

    private func upgrade(
        _ context: ChannelHandlerContext, _ target: (run: any RunHosts, authority: String), first: ByteBuffer
    ) {
        do {
            let pipeline = context.pipeline.syncOperations
            let isTLS = first.getInteger(at: first.readerIndex, as: UInt8.self) == 0x16
            if isTLS {
                let host = String(target.authority.prefix { $0 != ":" })
                try pipeline.addHandler(NIOSSLServerHandler(context: authority.context(host: host)))
            }
            let run = target.run
            let authority = target.authority
            try pipeline.addHandler(
                Exchanger(limits: Gateway.limits) { [weak run] arrival in
                    await run?.handle(arrival, authority: authority) ?? .drop
                } done: { [weak run] slot, written in
                    run?.answered(slot, written)
                })
            context.fireChannelRead(wrapInboundOut(first))
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
