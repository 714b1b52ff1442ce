import OAuth
import Specs
import Traces
import Wire

/// The parties of a run with everything that a real product would let one configure.
public struct Cast: Sendable {
    public var server = ServerKnobs()
    public var authorization = AuthorizationKnobs()
    public var client = ClientKnobs()
    public var person = PersonKnobs()
    public var metadataHost = MetadataHostKnobs()
    public var attacker: AttackerKnobs?
    /// An identity provider to which an authorization server may send people to log in.
    public var idp: AuthorizationKnobs?
    /// A company's identity provider or a platform, whose assertions authorization servers take. It is the party `idp`, too.
    public var assertionIssuer: IdentityKnobs?
    /// The API behind the MCP server.
    public var upstream: UpstreamKnobs?
    /// Further MCP servers and authorization servers by party name, in the order of the page.
    public var moreServers: [(name: String, knobs: ServerKnobs)] = []
    public var moreAuthorizations: [(name: String, knobs: AuthorizationKnobs)] = []
    /// Services that have nothing to do with logins, by party name.
    public var services: [(name: String, knobs: ServiceKnobs)] = []
    /// Faults by party name.
    public var faults: [String: Faults] = [:]
    /// Labels by party name, where the profile gives one.
    public var labels: [String: String] = [:]

    public init() {}
}

/// A tool of the demo MCP server.
public struct Tool: Sendable {
    public var name: String
    public var scope: String?
    /// What the tool answers, as text; nil for the built-in behaviour of `list_events` and `create_event`.
    public var result: String?
    /// What `tools/list` says about it; nil for the built-in texts.
    public var summary: String?
    /// The arguments of a call that names none, by which `tools/list` describes what the tool takes; nil for the built-in
    /// ones.
    public var arguments: JSON?
    /// What the tool opens and keeps under a handle, such as `draft`.
    public var opens: String?
    /// What it works on, named by a handle that another tool gave out.
    public var takes: String?
    /// Whether it asks the API behind the server.
    public var usesUpstream = false

    public init(
        name: String, scope: String?, result: String? = nil, summary: String? = nil, arguments: JSON? = nil
    ) {
        self.name = name
        self.scope = scope
        self.result = result
        self.summary = summary
        self.arguments = arguments
    }
}

public struct ServerKnobs: Sendable {
    /// Where protected resource metadata stands.
    public enum MetadataPlace: Sendable, Hashable {
        case path, root, both, none
        case url(String)
    }

    public enum AnnouncedScope: Sendable { case needed, none }
    public enum StepUp: Sendable { case needed, echo }

    public var url = "https://mcp.calendar.example/mcp"
    public var isProtected = true
    /// The name in its metadata.
    public var resourceName = "Calendar"
    /// What the program calls itself in MCP, and its `User-Agent` where it is a client of others.
    public var software = (name: "calendar", version: "5.1.0", agent: "CalendarServer/5.1")
    /// What it tells a model about itself.
    public var instructions = "Read and write the calendar of the person who is logged in."
    public var tools = [
        Tool(name: "list_events", scope: "events.read"), Tool(name: "create_event", scope: "events.write"),
    ]
    /// The resource identifier; nil for the URL itself.
    public var resource: String?
    /// Party names of the authorization servers it trusts.
    public var authorizationServers = ["authorization"]
    public var metadata = MetadataPlace.both
    public var announcesResourceMetadata = true
    public var announcesScope = AnnouncedScope.needed
    public var listsScopes = true
    /// Nil for what the revision recommends: `echo` in 2025-11-25, `needed` from 2026-07-28.
    public var stepUp: StepUp?
    public var hierarchy: [String: [String]] = [:]
    /// The authorization extensions that it takes tokens of, by their full names; set where a client of the run uses one.
    public var extensions: [String] = []
    /// Revisions it speaks; empty for the run's.
    public var speaks: [Revision] = []
    /// Values of `Origin` that it accepts.
    public var origins: [String] = []
    /// Whether it accepts every page on the machine that it runs on, as a server for development does.
    public var admitsLoopbackOrigins = false
    /// Seconds of virtual time; nil for no end.
    public var sessionLifetime: Int?
    /// Whether it asks the authorization server about every token instead of judging the JWT alone.
    public var introspects = false
    /// Whether tokens have to be bound to a key, and every request has to prove it.
    public var requiresProof = false
    /// Whether proofs have to carry a nonce of this server.
    public var wantsNonce = false
    public var cacheSeconds = 300
    public var cacheScope = "private"
    /// The scope of `server/discover`, where it differs from that of the lists.
    public var discoverScope: String?
    /// Whether each person gets a list of tools of their own.
    public var listsPersonal = false

    public init() {}

    public var resourceIdentifier: String { resource ?? url }

    func admits(origin: String) -> Bool {
        origins.contains(origin) || admitsLoopbackOrigins && LoopbackOrigin.matches(origin)
    }

    /// The origins that it accepts, in words.
    var admittedOrigins: String {
        let names = (admitsLoopbackOrigins ? ["an origin on this machine"] : []) + origins
        return names.isEmpty ? "no Origin" : names.joined(separator: " or ")
    }

    /// The name under which it asks the authorization server about tokens.
    public var introspectionClient: String { software.name + "-server" }
    public var scopes: [String] {
        tools.compactMap(\.scope).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

public struct AuthorizationKnobs: Sendable {
    public enum MetadataForm: Sendable, Hashable { case rfc8414, oidcInsert, oidcAppend }
    public enum LoopbackPolicy: Sendable { case any, native }
    public enum Reuse: Sendable { case family, refuse }
    /// Whether the person is asked each time, once for a client, or on the page on which they log in.
    public enum Consent: Sendable { case always, remembered, atLogin }
    public enum SameSite: String, Sendable { case lax = "Lax", none = "None" }

    public var issuer = "https://auth.example.com"
    /// Its `User-Agent` where it is a client of others.
    public var agent = "ExampleAuthorizationServer/3.2"
    public var metadata: [MetadataForm] = [.rfc8414]
    public var acceptsCIMD = true
    public var acceptsDynamic = true
    /// Whether the login page says who can log in, for people who try their own client.
    public var showsPeople = false
    /// Whether the registration endpoint exists and turns everybody away.
    public var refusesDynamic = false
    /// The resource servers that may ask about tokens, by name; set where servers do.
    public var introspectionClients: [String] = []
    public var offersIntrospection: Bool { !introspectionClients.isEmpty }
    /// Client ids that were registered by hand, with their redirect URIs and secret.
    public var preregistered: [PreregisteredClient] = []
    public var loopback = LoopbackPolicy.any
    public var clientAuthentication: [ClientAuthentication] = [.none, .basic, .post, .privateKeyJWT]
    /// Nil leaves the member out of the metadata.
    public var pkceMethods: [String]? = ["S256"]
    public var advertisesIssuer = true
    public var sendsIssuer = true
    public var scopes = ["events.read", "events.write"]
    /// The scopes it is willing to give; nil for all it knows.
    public var grants: [String]?
    /// Seconds.
    public var tokenLifetime = 3600
    public var issuesRefreshTokens = true
    public var rotates = true
    public var refreshLifetime = 30 * 86400
    public var codeLifetime = 60
    public var secretLifetime: Int?
    /// Whether the secrets it issues hold a `+`, so that a client has to form-encode them for Basic; else they are made of
    /// characters that no encoding changes.
    public var issuesPlusSecrets = false
    public var reuse = Reuse.family
    public var consent = Consent.always
    /// The status that redirects have here unless somebody decides otherwise, as the framework has it.
    public var redirectStatus = 303
    /// Which requests from other sites carry this server's cookies.
    public var sameSite = SameSite.lax
    /// The party name of the identity provider where people log in; nil for this server's own login page.
    public var loginBy: String?
    /// Resource identifiers it issues tokens for; nil for the MCP servers that name it.
    public var resources: [String]?
    public var offersRevocation = true
    /// Whether the MCP server looks at this server's revocations before it takes a token.
    public var sharesRevocations = false
    public var flows = ["authorization_code", "refresh_token"]
    /// The parties whose assertions it takes, and what became of them when the parties were built.
    public var trusts: [String] = []
    public var trustedIssuers: [TrustedIssuer] = []
    /// Whether it binds tokens to a key that the client proves to hold; set where a party of the run uses that.
    public var offersProofs = false
    /// Whether proofs have to carry a nonce of this server.
    public var wantsNonce = false
    /// Whether it signs with its second key; the first one then disappears from its key set.
    public var usesSecondKey = false

    public init() {}

    /// An identity provider as many products have one: it knows its clients by hand, and asks about each of them once.
    public static var identityProvider: AuthorizationKnobs {
        var knobs = AuthorizationKnobs()
        knobs.issuer = "https://accounts.example.net"
        knobs.acceptsCIMD = false
        knobs.acceptsDynamic = false
        knobs.advertisesIssuer = false
        knobs.sendsIssuer = false
        knobs.scopes = ["openid", "calendar"]
        knobs.issuesRefreshTokens = false
        knobs.consent = .remembered
        return knobs
    }
}

/// A client that the authorization server's operator entered by hand.
public struct PreregisteredClient: Sendable, Hashable {
    public var id: String
    public var secret: String?
    public var authentication: ClientAuthentication
    public var grants: [String]
    public var redirectURIs: [String]
    /// The program that may use this id without a secret, as its platform names it.
    public var subject: String?

    /// - Parameter grants: the values of `grant_type` that it was registered for.
    public init(
        id: String, secret: String? = nil, authentication: ClientAuthentication = .none,
        grants: [String] = ["authorization_code", "refresh_token"],
        redirectURIs: [String] = ["http://127.0.0.1/callback", "http://localhost/callback"],
        subject: String? = nil
    ) {
        self.subject = subject
        self.id = id
        self.secret = secret
        self.authentication = authentication
        self.grants = grants
        self.redirectURIs = redirectURIs
    }
}

public struct ClientKnobs: Sendable {
    public enum Registration: String, Sendable { case auto, preregistered, cimd, dynamic, entered }
    /// How it comes to a token: through the browser, in its own name, or with a grant of its platform or its company.
    public enum Flow: String, Sendable {
        case code
        case clientCredentials = "client_credentials"
        case jwtBearer = "jwt_bearer"
        case idJAG = "id_jag"

        /// The extension of MCP to which the flow belongs; nil where it belongs to none.
        public var extensionName: String? {
            switch self {
            case .clientCredentials: "io.modelcontextprotocol/oauth-client-credentials"
            case .idJAG: "io.modelcontextprotocol/enterprise-managed-authorization"
            case .code, .jwtBearer: nil
            }
        }

        /// The values of `grant_type` that a client of this flow is registered for.
        public var registeredGrants: [String] {
            switch self {
            case .code: ["authorization_code", "refresh_token"]
            case .clientCredentials: [GrantType.clientCredentials]
            case .jwtBearer, .idJAG: [GrantType.jwtBearer]
            }
        }
    }

    public var name = "Calendar Desktop"
    public var software = "calendar-desktop"
    public var version = "2.4.0"
    public var registration = Registration.auto
    public var authentication = ClientAuthentication.none
    public var flow = Flow.code
    /// Whether it asks for tokens that are bound to its key, and proves to hold it with every request.
    public var usesProofs = false
    /// The identity provider of its company; set where the run has one.
    public var provider: ProviderConfiguration?
    /// The issuer for which its platform makes tokens; set where the run has a platform.
    public var workloadAudience: String?
    /// Claims of its assertion that differ from what they should be.
    public var assertion: [(name: String, value: JSON)] = []
    /// How long before the run began its clock stopped, in seconds of virtual time; nil for a clock that goes.
    public var clockStopped: Int?
    public var applicationType = "native"
    public var redirectHost = "127.0.0.1"
    /// Scopes asked for beyond the strategy; `offline_access` only where the issuer lists it.
    public var asks: [String] = []
    /// The party name of the authorization server it takes when several are listed.
    public var prefers: String?
    /// Revisions it speaks, best first; empty for the run's.
    public var speaks: [Revision] = []
    public var stored: [StoredCredential] = []
    public var rounds = 3
    /// How long it waits for the browser, in seconds of virtual time.
    public var timeout = 300
    /// Whether it keeps results for as long as the server says.
    public var keepsResults = false
    public var metadataDocument = "https://client.example.com/oauth/client.json"

    public init() {}
}

/// A client id that the client has from before, for one issuer.
public struct StoredCredential: Sendable, Hashable {
    public var issuer: String
    public var clientID: String
    public var secret: String?

    public init(issuer: String, clientID: String, secret: String? = nil) {
        self.issuer = issuer
        self.clientID = clientID
        self.secret = secret
    }
}

public struct PersonKnobs: Sendable {
    public enum Answer: String, Sendable { case approve, deny, abandon }

    /// `person` or `second`: the two people of the demo directory.
    public var login = "person"
    /// Used in turn; the last one repeats.
    public var consent = [Answer.approve]
    /// The client id typed where a client asks for one.
    public var enters: String?
    /// What is typed as the password; nil for the right one.
    public var password: String?
    /// Whether they close a page that asks for a password.
    public var closesLogins = false

    public init() {}
}

/// An attacker with its own site. Where it plays an authorization server, it is a further party of that kind.
public struct AttackerKnobs: Sendable {
    public var url = "https://login.attacker.example"
    /// The knobs of the authorization server that it plays, if it plays one.
    public var authorization: AuthorizationKnobs?
    /// The knobs of the MCP server that it plays, if it plays one.
    public var server: ServerKnobs?

    public init() {}
}

/// An API with tokens of its own.
public struct UpstreamKnobs: Sendable {
    public var url = "https://api.scheduler.example/v1"
    /// The party name of the authorization server whose tokens it accepts.
    public var accepts = "authorization"

    public init() {}
}

/// A service that answers one address with one text, to whoever asks.
public struct ServiceKnobs: Sendable {
    public var url: String
    public var text: String

    public init(url: String, text: String) {
        self.url = url
        self.text = text
    }
}

public struct MetadataHostKnobs: Sendable {
    public var set: [(name: String, value: JSON)] = []
    public var remove: [String] = []
    /// Seconds a fetched document may be kept.
    public var maxAge = 3600

    public init() {}
}

/// The people who can log in at every demo authorization server. Their passwords are published on purpose.
public enum DemoDirectory {
    public static let passwords = ["person": "demo-password-1", "second": "demo-password-2"]
    /// What the login page of `mock` says. It does not hold the passwords: what is on a page has been sent to the browser.
    static var hint: String {
        "Log in as \(passwords.keys.sorted().map { "“\($0)”" }.joined(separator: " or ")). The passwords stand where mock was "
            + "started, and in its --help."
    }

    /// The people with their passwords, as a sentence.
    public static var invitation: String {
        let people = passwords.sorted { $0.key < $1.key }.map { "“\($0.key)” with the password “\($0.value)”" }
        return "Log in as " + people.joined(separator: ", or as ") + "."
    }

    /// The names of their calendars, where a server shows everybody their own.
    static let calendars = ["person": ["Work", "Medical"], "second": ["Work"]]
}
