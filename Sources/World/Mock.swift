import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import Specs
import Traces
import Wire

/// The MCP server and the authorization server alone, on plain loopback ports, for any real client. They are the same
/// actors as in scenarios, with the machine's clock and randomness; what arrives is recorded at their end.
public final class Mock: Sendable {
    /// The MCP endpoint.
    public let url: String
    public let issuer: String

    private let run: Run
    private let listeners: [MockListener]
    private let parties: [Party]

    /// Opens both listeners.
    ///
    /// - Parameters:
    ///   - port: the MCP server's port; 0 takes a free one. The authorization server always takes a free one.
    ///   - path: where the MCP endpoint stands on its port.
    ///   - advertisesCIMD: whether client ID metadata documents are offered. They would have to be fetched from the client's
    ///     own host, so it is asked for on purpose.
    /// - Throws: when a port cannot be opened.
    public init(
        revision: Revision, port: Int, path: String = "/mcp", advertisesCIMD: Bool, cast given: Cast = Cast()
    ) async throws {
        // Ports first: a run that is made and not closed ends the program.
        let mcp = try await MockListener.open(port: port)
        // Until 2025-06-18 nothing leads a client elsewhere, so one origin serves both.
        let isShared = revision.hasBaseURLDiscovery
        let authorization = isShared ? mcp : try await MockListener.open(port: 0)
        let run = Run.mock(RunID(scenario: "mock", revision: revision))
        var cast = given
        cast.server.url = "http://127.0.0.1:\(mcp.port)\(path)"
        cast.authorization.issuer = "http://127.0.0.1:\(authorization.port)"
        cast.authorization.acceptsCIMD = advertisesCIMD
        cast.authorization.resources = [cast.server.url]
        cast.authorization.sharesRevocations = true
        let authorizationServer = try AuthorizationServer(
            context: PartyContext(run: run, name: "authorization"), knobs: cast.authorization)
        let server = try MCPServer(
            context: PartyContext(run: run, name: "server"), knobs: cast.server,
            issuers: [(issuer: cast.authorization.issuer, jwksURI: Stage.jwksURI(of: cast.authorization.issuer))],
            isRevoked: { await authorizationServer.isRevoked($0) })
        let issuerAuthority = Run.authority(of: cast.authorization.issuer)
        run.attach(authorizationServer, party: "authorization", authority: issuerAuthority)
        run.attach(
            server, party: "server", authority: Run.authority(of: cast.server.url), pathPrefix: isShared ? path : "/")
        let described = await authorizationServer.metadata.members ?? []
        run.recorder.introduce { known in
            known.add(mcpEndpoint: cast.server.url)
            known.add(authorizationServer: cast.authorization.issuer)
            known.learn(
                metadata: described.flatMap { member in
                    (member.value.strings ?? [member.value.plain]).map { (member.name, $0) }
                })
        }
        listeners = isShared ? [mcp] : [mcp, authorization]
        for listener in listeners { listener.serve(run) }
        self.run = run
        url = cast.server.url
        issuer = cast.authorization.issuer
        parties = [
            Party(name: "browser", role: .browser, label: Role.browser.label, origin: nil),
            Party(name: "client", role: .client, label: Role.client.label, origin: nil),
            Party(name: "server", role: .server, label: Role.server.label, origin: "http://127.0.0.1:\(mcp.port)"),
            Party(name: "authorization", role: .authorization, label: Role.authorization.label, origin: issuer),
        ]
    }

    /// What has been recorded so far, as seen by the servers.
    public func trace() throws -> Trace {
        let (exchanges, decisions) = try run.recorder.record()
        return Trace(
            run: run.id, title: "Recorded by wirescribe mock", epoch: run.clock.epoch, parties: parties,
            exchanges: exchanges,
            decisions: decisions, outcome: .observed(in: exchanges))
    }

    /// Closes the listeners.
    public func stop() async {
        for listener in listeners { await listener.close() }
        await run.close()
    }
}

/// One plain loopback port.
private final class MockListener: Sendable {
    private let channel: any Channel
    private let run: NIOLockedValueBox<Run?>

    var port: Int { channel.localAddress?.port ?? 0 }

    private init(channel: any Channel, run: NIOLockedValueBox<Run?>) {
        self.channel = channel
        self.run = run
    }

    static func open(port: Int) async throws -> MockListener {
        let box = NIOLockedValueBox<Run?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let tap = ReceiverTap()
                    let pipeline = child.pipeline.syncOperations
                    try pipeline.addHandler(tap)
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
                    let authority = "127.0.0.1:\(child.localAddress?.port ?? 0)"
                    let slots = NIOLockedValueBox<[Int: Int]>([:])
                    try pipeline.addHandler(
                        Exchanger(tap: tap) { arrival in
                            guard let run = box.withLockedValue({ $0 }) else { return .drop }
                            return await run.receive(arrival, authority: authority) { slot in
                                slots.withLockedValue { $0[arrival.number] = slot }
                            }
                        } done: { arrival, bytes in
                            guard let slot = slots.withLockedValue({ $0[arrival.number] }) else { return }
                            box.withLockedValue { $0 }?.finishReceived(slot, response: bytes)
                        })
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return MockListener(channel: channel, run: box)
    }

    func serve(_ run: Run) { self.run.withLockedValue { $0 = run } }

    func close() async { try? await channel.close() }
}

extension Run {
    /// A request from outside: recorded at the receiver's end alone. Requests of the servers themselves (for keys, for
    /// client documents) are told apart by their `User-Agent`.
    func receive(
        _ arrival: Exchanger.Arrival, authority: String, slot note: @Sendable (Int) -> Void
    ) async -> Handling {
        guard let request = try? Request(parsing: arrival.bytes) else { return .drop }
        let isServer = request.headers["User-Agent"] == ServerKnobs().software.agent
        let slot = recorder.begin(
            sender: isServer ? "server" : request.isNavigation ? "browser" : "client",
            receiver: party(authority: authority, path: request.path),
            origin: "http://" + authority, parent: nil, time: clock.elapsed, request: request)
        recorder.setReceived(request: arrival.bytes, slot: slot)
        note(slot)
        return await answer(request, authority: authority, slot: slot)
    }

    func finishReceived(_ slot: Int, response: [UInt8]) {
        recorder.setReceived(response: response, slot: slot)
        recorder.finishReceived(slot, time: clock.elapsed)
    }
}
