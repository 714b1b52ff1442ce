import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Traces
import Wire

/// One plain loopback port.
final class MockListener: Sendable {
    private struct State: Sendable {
        /// Who answers, and what stands before it; nil until both ports are open.
        var run: (run: Run, door: Door)?
        var connections: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let channel: any Channel
    private let state: NIOLockedValueBox<State>

    var port: Int { channel.localAddress?.port ?? 0 }

    private init(channel: any Channel, state: NIOLockedValueBox<State>) {
        self.channel = channel
        self.state = state
    }

    static func open(port: Int, limits: HTTPLimits) async throws -> MockListener {
        let state = NIOLockedValueBox(State())
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A client that has said all it has to say still waits for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture { try connect(child, state, limits) }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return MockListener(channel: channel, state: state)
    }

    private static func connect(
        _ child: any Channel, _ state: NIOLockedValueBox<State>, _ limits: HTTPLimits
    ) throws {
        let id = ObjectIdentifier(child as AnyObject)
        let count = state.withLockedValue { state -> Int? in
            if state.isClosed { return nil }
            state.connections[id] = child
            return state.connections.count
        }
        guard let count else { return child.close(promise: nil) }
        child.closeFuture.whenComplete { _ in _ = state.withLockedValue { $0.connections.removeValue(forKey: id) } }
        let authority = "127.0.0.1:\(child.localAddress?.port ?? 0)"
        try child.pipeline.syncOperations.addHandler(
            Exchanger(limits: limits, isCrowded: count > limits.connections) { arrival in
                guard let (run, door) = state.withLockedValue({ $0.run }) else { return .drop }
                return await run.receive(arrival, authority: authority, door: door)
            } done: { slot, written in
                guard let run = state.withLockedValue({ $0.run })?.run else { return }
                run.recorder.finishReceived(slot, written, time: run.clock.elapsed)
            })
    }

    func serve(_ run: Run, door: Door) { state.withLockedValue { $0.run = (run, door) } }

    /// Takes no connection any more.
    func close() async {
        try? await channel.close()
        state.withLockedValue { $0.isClosed = true }
    }

    /// Lets the open requests end, and cuts off what takes longer.
    func end(within milliseconds: Int) async {
        let connections = state.withLockedValue { Array($0.connections.values) }
        for connection in connections { connection.pipeline.fireUserInboundEventTriggered(ConnectionsEnd()) }
        let cut = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            for connection in connections { connection.close(promise: nil) }
        }
        for connection in connections { try? await connection.closeFuture.get() }
        cut.cancel()
    }
}

extension Run {
    /// A request from outside: recorded at the receiver's end alone. Requests of the servers themselves (for keys, for
    /// client documents) are told apart by the port from which they come.
    func receive(_ arrival: Exchanger.Arrival, authority: String, door: Door) async -> Handling {
        let request = (try? arrival.request.get()) ?? Request(salvaging: arrival.bytes)
        let isBrowser = request.isPreflight || request.isNavigation
        let own = request.headers["User-Agent"] == AuthorizationKnobs().agent ? "authorization" : "server"
        let slot = recorder.begin(
            sender: isOwn(port: arrival.port) ? own : isBrowser ? "browser" : "client",
            receiver: party(authority: authority, path: request.path.hasPrefix("/") ? request.path : "/"),
            origin: "http://" + authority, parent: nil, time: clock.elapsed, request: request)
        recorder.setReceived(request: arrival.bytes, slot: slot)
        if case .failure(let refusal) = arrival.request {
            return .answer(refusal.response(date: clock.httpDate), slot: slot)
        }
        return await door.answer(request, self, authority: authority, slot: slot)
    }

    /// What a party says of a path.
    func resource(authority: String, path: String) async -> Resource? {
        await (host(authority: authority, path: path)?.responder as? any ResourceServer)?.resource(at: path)
    }
}
