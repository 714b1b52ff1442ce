import NIOConcurrencyHelpers
import OAuth
import Specs
import Traces
import Wire

/// A world ready to act: every party of a cast, connected over the loopback network, with the verbs of scenarios.
///
/// A step waits for everything it causes; two parties never act at once.
public final class Stage: Sendable {
    public let run: Run
    private let current: NIOLockedValueBox<Cast>
    private let held = NIOLockedValueBox<Task<Void, any Error>?>(nil)
    private let client: Client
    private let browser: Browser
    private let servers: [(name: String, url: WebURL, actor: MCPServer)]
    private let authorizations: [(name: String, knobs: AuthorizationKnobs, actor: AuthorizationServer)]
    private let metadataHost: MetadataHost
    private let assertionIssuer: AssertionIssuer?
    /// The attacker's web site, unless the attacker plays a server.
    private let site: (url: WebURL, actor: AttackerSite)?
    private let upstream: (url: WebURL, actor: UpstreamAPI)?
    private let services: [(name: String, url: WebURL, actor: TextService)]

    /// Builds the parties and gives them their addresses. Throws ``WorldError`` when an address cannot be read or a name
    /// is unknown.
    public init(_ id: RunID, cast: Cast) async throws {
        let run = try await Run.scenario(id, faults: FaultBook(cast.faults))
        do {
            let parts = try Stage.build(run, cast)
            self.run = run
            current = NIOLockedValueBox(parts.cast)
            servers = parts.servers
            authorizations = parts.authorizations
            browser = parts.browser
            client = parts.client
            metadataHost = parts.metadataHost
            assertionIssuer = parts.assertionIssuer
            site = parts.site
            upstream = parts.upstream
            services = parts.services
        } catch {
            await run.close()
            throw error
        }
        await attach()
    }

    private var cast: Cast { current.withLockedValue { $0 } }

    private func attach() async {
        // Parties that share a host are told apart by path; their well-known documents follow them.
        let authorities =
            authorizations.map { Run.authority(of: $0.knobs.issuer) } + servers.map { Run.authority(of: $0.url.origin) }
        func isShared(_ authority: String) -> Bool { authorities.count { $0 == authority } > 1 }
        for (name, knobs, actor) in authorizations {
            let authority = Run.authority(of: knobs.issuer)
            guard isShared(authority), let issuer = WebURL(knobs.issuer), issuer.path.count > 1 else {
                run.attach(actor, party: name, authority: authority)
                continue
            }
            run.attach(actor, party: name, authority: authority, pathPrefix: issuer.path)
            for suffix in ["oauth-authorization-server", "openid-configuration"] {
                run.attach(actor, party: name, authority: authority, pathPrefix: "/.well-known/\(suffix)\(issuer.path)")
            }
        }
        for (name, url, actor) in servers {
            let authority = Run.authority(of: url.origin)
            run.attach(actor, party: name, authority: authority, pathPrefix: isShared(authority) ? url.path : "/")
            if isShared(authority) {
                run.attach(
                    actor, party: name, authority: authority, pathPrefix: "/.well-known/oauth-protected-resource")
            }
        }
        if let site {
            run.attach(site.actor, party: "attacker", authority: Run.authority(of: site.url.origin))
        }
        if let upstream {
            run.attach(upstream.actor, party: "upstream", authority: Run.authority(of: upstream.url.origin))
        }
        for (name, url, actor) in services {
            run.attach(actor, party: name, authority: Run.authority(of: url.origin))
        }
        if let document = WebURL(cast.client.metadataDocument) {
            run.attach(metadataHost, party: "metadataHost", authority: Run.authority(of: document.origin))
        }
        if let redirect = WebURL(client.redirectURI) {
            run.attach(client, party: "client", authority: Run.authority(of: redirect.origin))
        }
        let vouching = cast.assertionIssuer
        if let assertionIssuer, let vouching {
            run.attach(assertionIssuer, party: "idp", authority: Run.authority(of: vouching.issuer))
        }
        await client.prepare(
            entered: cast.person.enters, platform: vouching?.plays == .workload ? assertionIssuer : nil)
    }

    /// Ends the run and gives back its record.
    ///
    /// - Throws: ``Recorder/Disagreement`` where the two ends of an exchange differ.
    public func finish(title: String, outcome: Trace.Outcome) async throws -> Trace {
        run.recorder.freeze()
        run.breakpoint.release()
        if let task = held.withLockedValue({ $0 }) { _ = await task.result }
        await run.close()
        let (exchanges, decisions) = try run.recorder.record()
        return Trace(
            run: run.id, title: title, epoch: run.clock.epoch, parties: parties(in: exchanges, decisions),
            exchanges: exchanges,
            decisions: decisions, outcome: outcome)
    }

    /// The parties that took part, in the order of lanes.
    private func parties(in exchanges: [Exchange], _ decisions: [Decision]) -> [Party] {
        let names = Set(exchanges.flatMap { [$0.sender, $0.receiver] } + decisions.map(\.party))
        var all = [
            Party(name: "browser", role: .browser, label: label("browser", .browser), origin: nil),
            Party(
                name: "client", role: .client, label: label("client", .client),
                origin: WebURL(client.redirectURI)?.origin),
        ]
        all += servers.filter { $0.name != "attacker" }.map {
            Party(name: $0.name, role: .server, label: label($0.name, .server), origin: $0.url.origin)
        }
        all += authorizations.filter { $0.name != "attacker" }.map {
            let role: Role = $0.name == "idp" ? .idp : .authorization
            return Party(
                name: $0.name, role: role, label: label($0.name, role), origin: WebURL($0.knobs.issuer)?.origin)
        }
        if let vouching = cast.assertionIssuer {
            all.append(
                Party(
                    name: "idp", role: .idp, label: label("idp", .idp), origin: WebURL(vouching.issuer)?.origin))
        }
        all.append(
            Party(
                name: "upstream", role: .upstream, label: label("upstream", .upstream), origin: upstream?.url.origin))
        all += services.map {
            Party(name: $0.name, role: .upstream, label: label($0.name, .upstream), origin: $0.url.origin)
        }
        all.append(
            Party(
                name: "metadataHost", role: .metadataHost, label: label("metadataHost", .metadataHost),
                origin: WebURL(cast.client.metadataDocument)?.origin))
        all.append(
            Party(
                name: "attacker", role: .attacker, label: label("attacker", .attacker),
                origin: cast.attacker.flatMap { WebURL($0.url)?.origin }))
        return all.filter { names.contains($0.name) }
    }

    private func label(_ name: String, _ role: Role) -> String {
        if let given = cast.labels[name] { return given }
        let isDefault = name == role.rawValue
        return isDefault ? role.label : role.label + " “\(name)”"
    }

    // MARK: What the moves need

    func context(_ name: String) -> PartyContext { PartyContext(run: run, name: name) }

    func serverURL(_ server: String) throws -> WebURL {
        guard let found = servers.first(where: { $0.name == server }) else { throw WorldError.unknownParty(server) }
        return found.url
    }

    func authorization(_ name: String) -> AuthorizationKnobs? {
        cast.allAuthorizations.first { $0.name == name }?.knobs
    }

    var clientRedirectURI: String { client.redirectURI }
    var clientDocument: String { cast.client.metadataDocument }

    func openInBrowser(_ url: WebURL) async { _ = await browser.open(url) }

    /// The person opens a page of the attacker's that holds another page in an invisible frame.
    ///
    /// - Throws: ``WorldError/impossible(_:)`` when the attacker has no site of its own.
    func openFramed(_ url: WebURL) async throws {
        guard let site, let bait = WebURL(site.url.origin + AttackerSite.bait) else {
            throw WorldError.impossible("the attacker has no site of its own that could frame a page")
        }
        await site.actor.frame(url)
        _ = await browser.open(bait)
    }

    /// Somebody else logs in with a browser of their own and keeps the answer to themselves.
    func openAlone(_ url: WebURL, by party: String, as person: String) async {
        var knobs = PersonKnobs()
        knobs.login = person
        let own = Browser(context: context(party), person: knobs)
        _ = await own.open(url, stoppingAt: WebURL(client.redirectURI)?.origin)
    }

    /// The browser's next request of a kind is changed before it leaves.
    func alterNext(_ kind: ExchangeKind, _ change: Faults.Change) {
        run.setFaults { book in
            var faults = book.of("browser")
            faults.sends[kind.rawValue] = change
            book.update("browser", faults)
        }
    }

    // MARK: Verbs

    /// A client's whole job up to `tools/list`. With `until` the run is held after the first exchange of such a kind; ``resume()``
    /// lets it go on. Throws ``ClientStop``.
    public func connect(to server: String = "server", as person: String? = nil, until kinds: Set<ExchangeKind> = [])
        async throws
    {
        if let person { await browser.become(person) }
        let url = try serverURL(server)
        guard !kinds.isEmpty else { return try await told { try await client.connect(to: url) } }
        run.breakpoint.set(kinds)
        let task = Task { [client, run] in
            defer { run.breakpoint.release() }
            try await client.connect(to: url)
        }
        held.withLockedValue { $0 = task }
        await run.breakpoint.wait()
    }

    /// Goes on where ``connect(to:as:until:)`` was held. Throws ``ClientStop``.
    public func resume() async throws {
        guard let task = held.withLockedValue({ $0 }) else { throw WorldError.impossible("nothing is held") }
        run.breakpoint.release()
        try await told { try await task.value }
    }

    /// Where the client stops, what it says is part of the story.
    private func told(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let stop as ClientStop {
            context("client").choose(Decision.stopSummary, stop.description)
            throw stop
        }
    }

    public func call(_ tool: String, arguments: JSON? = nil, at server: String = "server", as person: String? = nil)
        async throws
    {
        if let person { await browser.become(person) }
        let defaults: [String: JSON] = [
            "list_events": ["day": "2026-08-03"], "create_event": ["title": "Review", "start": "2026-08-03T15:00:00Z"],
        ]
        try await told {
            let own = cast.allServers.first { $0.name == server }?.knobs.tools.first { $0.name == tool }?.arguments
            try await client.call(tool, arguments: arguments ?? own ?? defaults[tool] ?? [:], at: serverURL(server))
        }
    }

    public func refresh(at server: String = "server") async throws {
        try await told { try await client.refreshNow(at: serverURL(server)) }
    }

    public func revoke(refreshToken: Bool, at server: String = "server") async throws {
        try await told { try await client.revoke(refreshToken: refreshToken, at: serverURL(server)) }
    }

    public func disconnect(from server: String = "server") async throws {
        try await client.disconnect(from: serverURL(server))
    }

    /// Moves the virtual clock; nothing sleeps.
    public func wait(seconds: Int) { run.clock.advance(milliseconds: seconds * 1000) }

    /// New knobs for the parties from here on. What was issued and stored stays; parties are neither added nor removed.
    ///
    /// - Throws: ``WorldError/unknownParty(_:)`` when a server trusts a party that does not exist.
    public func change(to given: Cast) async throws {
        var cast = given
        let before = self.cast
        for (name, _, actor) in authorizations {
            guard var knobs = cast.allAuthorizations.first(where: { $0.name == name })?.knobs else { continue }
            knobs.resources = knobs.resources ?? before.allAuthorizations.first { $0.name == name }?.knobs.resources
            if name == "authorization" { cast.authorization = knobs }
            await actor.change(to: knobs)
        }
        for (name, _, actor) in servers {
            guard var knobs = cast.allServers.first(where: { $0.name == name })?.knobs else { continue }
            knobs.extensions = Stage.extensions(of: knobs, in: cast, among: cast.allAuthorizations)
            let issuers = try Stage.issuers(of: knobs, among: cast.allAuthorizations)
            await actor.change(to: knobs, issuers: issuers)
        }
        await metadataHost.change(to: cast.metadataHost)
        await browser.change(to: cast.person)
        run.setFaults { book in
            for (name, faults) in cast.faults { book.update(name, faults) }
        }
        current.withLockedValue { [cast] in $0 = cast }
    }
}

extension Cast {
    /// Every MCP server by party name, the attacker's last.
    var allServers: [(name: String, knobs: ServerKnobs)] {
        [("server", server)] + moreServers + (attacker?.server.map { [("attacker", $0)] } ?? [])
    }

    /// Every authorization server and identity provider by party name, the attacker's last.
    var allAuthorizations: [(name: String, knobs: AuthorizationKnobs)] {
        [("authorization", authorization)] + moreAuthorizations
            + (idp.map { [("idp", $0)] } ?? []) + (attacker?.authorization.map { [("attacker", $0)] } ?? [])
    }
}
