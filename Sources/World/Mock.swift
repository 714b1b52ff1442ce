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
    private let limits: HTTPLimits

    /// Opens both listeners.
    ///
    /// - Parameters:
    ///   - port: the MCP server's port; 0 takes a free one. The authorization server always takes a free one.
    ///   - path: where the MCP endpoint stands on its port.
    ///   - advertisesCIMD: whether client ID metadata documents are offered. They would have to be fetched from the client's
    ///     own host, so it is asked for on purpose.
    ///   - origins: origins of web pages that are let in besides those on this machine.
    ///   - hosts: names under which the servers answer besides those of this machine.
    /// - Throws: when a port cannot be opened.
    public init(
        revision: Revision, port: Int, path: String = "/mcp", advertisesCIMD: Bool, origins: [String] = [],
        hosts: [String] = [], cast given: Cast = Cast(), limits: HTTPLimits = HTTPLimits()
    ) async throws {
        // Ports first: what fails after them would leave a run behind that nobody closes.
        let listeners = try await Mock.open(port: port, count: revision.hasBaseURLDiscovery ? 1 : 2, limits: limits)
        let run = Run.mock(RunID(scenario: "mock", revision: revision))
        var cast = given
        cast.server.url = "http://127.0.0.1:\(listeners[0].port)\(path)"
        cast.server.origins += origins
        cast.server.admitsLoopbackOrigins = true
        cast.authorization.issuer = "http://127.0.0.1:\(listeners[listeners.count - 1].port)"
        cast.authorization.acceptsCIMD = advertisesCIMD
        cast.authorization.resources = [cast.server.url]
        cast.authorization.sharesRevocations = true
        do {
            try await Mock.attach(cast, to: run, path: path)
        } catch {
            for listener in listeners { await listener.close() }
            await run.close()
            throw error
        }
        let door = Door(origins: cast.server.origins, hosts: hosts)
        for listener in listeners { listener.serve(run, door: door) }
        self.run = run
        self.listeners = listeners
        self.limits = limits
        url = cast.server.url
        issuer = cast.authorization.issuer
        parties = [
            Party(name: "browser", role: .browser, label: Role.browser.label, origin: nil),
            Party(name: "client", role: .client, label: Role.client.label, origin: nil),
            Party(
                name: "server", role: .server, label: Role.server.label,
                origin: "http://127.0.0.1:\(listeners[0].port)"),
            Party(name: "authorization", role: .authorization, label: Role.authorization.label, origin: issuer),
        ]
    }

    /// Opens the ports, all or none. Until 2025-06-18 nothing leads a client elsewhere, so one origin serves both servers.
    private static func open(port: Int, count: Int, limits: HTTPLimits) async throws -> [MockListener] {
        var listeners = [try await MockListener.open(port: port, limits: limits)]
        do {
            if count > 1 { listeners.append(try await MockListener.open(port: 0, limits: limits)) }
            return listeners
        } catch {
            for listener in listeners { await listener.close() }
            throw error
        }
    }

    private static func attach(_ cast: Cast, to run: Run, path: String) async throws {
        let authorizationServer = try AuthorizationServer(
            context: PartyContext(run: run, name: "authorization"), knobs: cast.authorization)
        let server = try MCPServer(
            context: PartyContext(run: run, name: "server"), knobs: cast.server,
            issuers: [(issuer: cast.authorization.issuer, jwksURI: Stage.jwksURI(of: cast.authorization.issuer))],
            isRevoked: { await authorizationServer.isRevoked($0) })
        let (authority, issuer) = (Run.authority(of: cast.server.url), Run.authority(of: cast.authorization.issuer))
        run.attach(authorizationServer, party: "authorization", authority: issuer)
        run.attach(server, party: "server", authority: authority, pathPrefix: authority == issuer ? path : "/")
        let described = await authorizationServer.metadata.members ?? []
        run.recorder.introduce { known in
            known.add(mcpEndpoint: cast.server.url)
            known.add(authorizationServer: cast.authorization.issuer)
            known.learn(
                metadata: described.flatMap { member in
                    (member.value.strings ?? [member.value.plain]).map { (member.name, $0) }
                })
        }
    }

    /// What has been recorded so far, as seen by the servers.
    public func trace() throws -> Trace {
        let (exchanges, decisions) = try run.recorder.record()
        return Trace(
            run: run.id, title: "Recorded by wirescribe mock", epoch: run.clock.epoch, parties: parties,
            exchanges: exchanges,
            decisions: decisions, outcome: .observed(in: exchanges))
    }

    /// Ends the servers: they take no connection any more, open requests end or are cut off, and from then on the record
    /// stays as it is. It holds everything that was answered.
    public func stop() async {
        for listener in listeners { await listener.close() }
        await withTaskGroup(of: Void.self) { group in
            for listener in listeners { group.addTask { await listener.end(within: self.limits.ending) } }
        }
        run.recorder.freeze()
        await run.close()
    }
}
