import OAuth
import Specs
import Traces
import Wire

/// Turns a cast into parties that know what they must of each other.
extension Stage {
    struct Parts {
        var cast: Cast
        var servers: [(name: String, url: WebURL, actor: MCPServer)] = []
        var authorizations: [(name: String, knobs: AuthorizationKnobs, actor: AuthorizationServer)] = []
        var browser: Browser
        var client: Client
        var metadataHost: MetadataHost
        var assertionIssuer: AssertionIssuer?
        var site: (url: WebURL, actor: AttackerSite)?
        var upstream: (url: WebURL, actor: UpstreamAPI)?
        var services: [(name: String, url: WebURL, actor: TextService)] = []
    }

    static func build(_ run: Run, _ given: Cast) throws -> Parts {
        var cast = given
        func context(_ name: String) -> PartyContext { PartyContext(run: run, name: name) }
        let serverKnobs = cast.allServers
        var authorizationKnobs = cast.allAuthorizations
        for index in authorizationKnobs.indices where authorizationKnobs[index].1.resources == nil {
            let name = authorizationKnobs[index].0
            authorizationKnobs[index].1.resources =
                serverKnobs.filter { $0.1.authorizationServers.contains(name) }.map { $0.1.resourceIdentifier }
                + (cast.upstream.map { $0.accepts == name ? [$0.url] : [] } ?? [])
        }
        for index in authorizationKnobs.indices {
            let name = authorizationKnobs[index].0
            authorizationKnobs[index].1.introspectionClients = serverKnobs.filter {
                $0.knobs.introspects && $0.knobs.authorizationServers.contains(name)
            }.map(\.knobs.introspectionClient)
        }
        let usesProofs = cast.client.usesProofs || serverKnobs.contains(where: \.knobs.requiresProof)
        for index in authorizationKnobs.indices { authorizationKnobs[index].1.offersProofs = usesProofs }
        Stage.introduce(&authorizationKnobs)
        Stage.introduce(serverKnobs, callersOf: cast.upstream, to: &authorizationKnobs)
        cast.authorization = authorizationKnobs[0].1
        for (name, knobs) in authorizationKnobs where name == "attacker" { cast.attacker?.authorization = knobs }
        if let preferred = cast.client.prefers {
            guard let knobs = authorizationKnobs.first(where: { $0.0 == preferred })?.1 else {
                throw WorldError.unknownParty(preferred)
            }
            cast.client.prefers = knobs.issuer
        }
        Stage.connectIdentity(&cast)
        let browser = Browser(context: context("browser"), person: cast.person)
        var parts = Parts(
            cast: cast, browser: browser,
            client: Client(context: context("client"), knobs: cast.client, browser: browser),
            metadataHost: MetadataHost(context: context("metadataHost"), knobs: cast.metadataHost, client: cast.client))
        if let knobs = cast.assertionIssuer {
            let ids = Dictionary(cast.client.stored.map { ($0.issuer, $0.clientID) }, uniquingKeysWith: { $1 })
            parts.assertionIssuer = try AssertionIssuer(context: context("idp"), knobs: knobs, clientIDs: ids)
        }
        for (name, given) in authorizationKnobs {
            var knobs = given
            knobs.trustedIssuers = try trusted(by: knobs, in: cast)
            let provider = try provider(of: knobs, among: authorizationKnobs)
            parts.authorizations.append(
                (name, knobs, try AuthorizationServer(context: context(name), knobs: knobs, provider: provider)))
        }
        for (name, given) in serverKnobs {
            var knobs = given
            knobs.extensions = extensions(of: knobs, in: cast, among: authorizationKnobs)
            guard let url = WebURL(knobs.url) else { throw WorldError.notAnAddress(knobs.url) }
            let issuers = try issuers(of: knobs, among: authorizationKnobs)
            let access = try access(to: cast.upstream, of: knobs, among: authorizationKnobs)
            let server = try MCPServer(context: context(name), knobs: knobs, issuers: issuers, upstream: access)
            parts.servers.append((name, url, server))
        }
        if let upstream = cast.upstream {
            let issuer = try issuer(of: upstream, among: authorizationKnobs)
            guard let url = WebURL(upstream.url) else { throw WorldError.notAnAddress(upstream.url) }
            parts.upstream = (
                url,
                UpstreamAPI(context: context("upstream"), url: url, issuer: issuer, jwksURI: jwksURI(of: issuer))
            )
        }
        for (name, knobs) in cast.services {
            guard let url = WebURL(knobs.url) else { throw WorldError.notAnAddress(knobs.url) }
            parts.services.append((name, url, TextService(context: context(name), knobs: knobs)))
        }
        if let attacker = cast.attacker, attacker.authorization == nil, attacker.server == nil {
            guard let url = WebURL(attacker.url) else { throw WorldError.notAnAddress(attacker.url) }
            parts.site = (url, AttackerSite(context: context("attacker")))
        }
        return parts
    }

    /// The extensions of a server: the one that the client of the run uses, if an authorization server of this server takes
    /// its grant.
    static func extensions(
        of server: ServerKnobs, in cast: Cast, among authorizations: [(name: String, knobs: AuthorizationKnobs)]
    ) -> [String] {
        guard let name = cast.client.flow.extensionName else { return [] }
        let takes = authorizations.contains { authorization in
            server.authorizationServers.contains(authorization.name)
                && cast.client.flow.registeredGrants.allSatisfy(authorization.knobs.flows.contains)
        }
        return takes ? [name] : []
    }

    /// Enters every server that calls the API as a client of the API's authorization server, with credentials of its own.
    private static func introduce(
        _ servers: [(name: String, knobs: ServerKnobs)], callersOf upstream: UpstreamKnobs?,
        to authorizations: inout [(name: String, knobs: AuthorizationKnobs)]
    ) {
        guard let upstream, let index = authorizations.firstIndex(where: { $0.name == upstream.accepts }) else {
            return
        }
        for (_, knobs) in servers where knobs.tools.contains(where: \.usesUpstream) {
            let credentials = UpstreamAccess.credentials(of: knobs)
            authorizations[index].knobs.preregistered.append(
                PreregisteredClient(
                    id: credentials.user, secret: credentials.password, authentication: .basic,
                    grants: [GrantType.clientCredentials], redirectURIs: []))
            if !authorizations[index].knobs.flows.contains(GrantType.clientCredentials) {
                authorizations[index].knobs.flows.append(GrantType.clientCredentials)
            }
        }
    }

    private static func issuer(
        of upstream: UpstreamKnobs, among authorizations: [(name: String, knobs: AuthorizationKnobs)]
    ) throws -> String {
        guard let found = authorizations.first(where: { $0.name == upstream.accepts })?.knobs else {
            throw WorldError.unknownParty(upstream.accepts)
        }
        return found.issuer
    }

    /// How a server comes to the API behind it, if there is one.
    private static func access(
        to upstream: UpstreamKnobs?, of server: ServerKnobs,
        among authorizations: [(name: String, knobs: AuthorizationKnobs)]
    ) throws -> UpstreamAccess? {
        guard let upstream, server.tools.contains(where: \.usesUpstream) else { return nil }
        guard let url = WebURL(upstream.url) else { throw WorldError.notAnAddress(upstream.url) }
        let issuer = try issuer(of: upstream, among: authorizations)
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        return UpstreamAccess(
            url: url, tokenEndpoint: base + "/token", credentials: UpstreamAccess.credentials(of: server))
    }

    /// Where an authorization server sends people to log in.
    private static func provider(
        of knobs: AuthorizationKnobs, among authorizations: [(name: String, knobs: AuthorizationKnobs)]
    ) throws -> IdentityProvider? {
        guard let name = knobs.loginBy else { return nil }
        guard let found = authorizations.first(where: { $0.name == name })?.knobs else {
            throw WorldError.unknownParty(name)
        }
        return IdentityProvider(issuer: found.issuer)
    }

    /// Enters every server that logs people in elsewhere as a client there.
    private static func introduce(_ authorizations: inout [(name: String, knobs: AuthorizationKnobs)]) {
        for (_, knobs) in authorizations {
            guard let name = knobs.loginBy, let index = authorizations.firstIndex(where: { $0.name == name }) else {
                continue
            }
            let client = IdentityProvider(issuer: authorizations[index].knobs.issuer)
            let base = knobs.issuer.hasSuffix("/") ? String(knobs.issuer.dropLast()) : knobs.issuer
            authorizations[index].knobs.preregistered.append(
                PreregisteredClient(
                    id: client.clientID, secret: client.secret, authentication: .basic,
                    redirectURIs: [base + "/callback"]))
        }
    }

    /// Whose assertions an authorization server takes.
    private static func trusted(by knobs: AuthorizationKnobs, in cast: Cast) throws -> [TrustedIssuer] {
        try knobs.trusts.map { name in
            guard name == "idp", let idp = cast.assertionIssuer else { throw WorldError.unknownParty(name) }
            return TrustedIssuer(issuer: idp.issuer, jwksURI: jwksURI(of: idp.issuer), profile: idp.plays)
        }
    }

    /// The client is told where its company's identity provider is, or for whom its platform makes tokens.
    private static func connectIdentity(_ cast: inout Cast) {
        guard let idp = cast.assertionIssuer else { return }
        switch idp.plays {
        case .enterprise:
            cast.client.provider = ProviderConfiguration(
                issuer: idp.issuer, clientID: idp.clientID, secret: idp.clientSecret)
        case .workload: cast.client.workloadAudience = cast.authorization.issuer
        }
    }

    /// The issuers that a server trusts, with the addresses of their keys.
    static func issuers(
        of knobs: ServerKnobs, among authorizations: [(name: String, knobs: AuthorizationKnobs)]
    ) throws -> [(issuer: String, jwksURI: String)] {
        try knobs.authorizationServers.map { trusted in
            guard let found = authorizations.first(where: { $0.name == trusted })?.knobs else {
                throw WorldError.unknownParty(trusted)
            }
            return (issuer: found.issuer, jwksURI: jwksURI(of: found.issuer))
        }
    }

    static func jwksURI(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/jwks.json"
    }
}
