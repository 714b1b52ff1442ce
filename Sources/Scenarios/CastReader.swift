import Authoring
import OAuth
import Specs
import Wire
import World

/// Reads `cast:` and `profiles:` (one schema) into the parties of a run.
struct CastReader {
    var cast: Cast
    /// Whether knobs of parties that exist are changed in the middle of a run.
    var isChange = false

    init(_ profile: Cast) { cast = profile }

    static let roles = ["server", "authorization", "client", "person", "metadataHost", "idp", "upstream", "attacker"]

    mutating func read(_ value: YAMLValue) throws(Problem) {
        for (key, member) in try value.pairs() {
            let name = try key.text()
            switch name {
            case "server": cast.server = try server(member, name: name, from: cast.server)
            case "authorization": cast.authorization = try authorization(member, name: name, from: cast.authorization)
            case "client": try readClient(member)
            case "person": try readPerson(member)
            case "metadataHost": try readMetadataHost(member)
            case "attacker": try readAttacker(member)
            case "idp": try readIdentity(member)
            case "upstream": try readUpstream(member)
            default: try readMore(name, key, member)
            }
        }
    }

    /// A party whose name is not a role says its role first.
    private mutating func readMore(_ name: String, _ key: YAMLValue, _ value: YAMLValue) throws(Problem) {
        if isChange, let index = cast.moreServers.firstIndex(where: { $0.name == name }) {
            cast.moreServers[index].knobs = try server(value, name: name, from: cast.moreServers[index].knobs)
            return
        }
        if isChange, let index = cast.moreAuthorizations.firstIndex(where: { $0.name == name }) {
            let knobs = try authorization(value, name: name, from: cast.moreAuthorizations[index].knobs)
            cast.moreAuthorizations[index].knobs = knobs
            return
        }
        let role = try value.pairs().first { $0.key.scalar == "role" }?.value
        guard let role else {
            throw key.problem(
                "“\(name)” is not a party.",
                remedy: Nearest.match(name, among: CastReader.roles).map { "Did you mean “\($0)”?" }
                    ?? "Give a new party a role: server, authorization or service.")
        }
        switch try role.text() {
        case "server":
            var knobs = ServerKnobs()
            knobs.authorizationServers = cast.server.authorizationServers
            knobs.resourceName = name.prefix(1).uppercased() + name.dropFirst()
            knobs = try server(value, name: name, from: knobs)
            cast.moreServers.removeAll { $0.name == name }
            cast.moreServers.append((name, knobs))
        case "authorization":
            let knobs = try authorization(value, name: name, from: AuthorizationKnobs())
            cast.moreAuthorizations.removeAll { $0.name == name }
            cast.moreAuthorizations.append((name, knobs))
        case "service":
            var knobs = ServiceKnobs(url: "", text: "")
            try readParty(value, name: name, knobs: ["url", "text"]) { (knob, value) throws(Problem) in
                if knob == "url" { knobs.url = try value.address() } else { knobs.text = try value.text() }
            }
            guard !knobs.url.isEmpty else {
                throw key.problem("the service “\(name)” has no address.", remedy: "Give it a url.")
            }
            cast.services.removeAll { $0.name == name }
            cast.services.append((name, knobs))
        case let other:
            throw role.problem(
                "a further party cannot have the role “\(other)”.",
                remedy: Nearest.remedy(for: other, among: ["server", "authorization", "service"]))
        }
    }

    // MARK: What every party understands

    private static let common = ["answers", "sends", "ignores", "label", "role"]

    /// Reads a party: its own knobs, then what all have. `own` returns false for a key that is not one of its knobs.
    mutating func readParty(
        _ value: YAMLValue, name: String, knobs: [String], own: (String, YAMLValue) throws(Problem) -> Void
    ) throws(Problem) {
        var faults = cast.faults[name] ?? Faults()
        for (key, member) in try value.pairs() {
            let knob = try key.text()
            switch knob {
            case "answers": faults.answers.merge(try FaultReader.changes(member)) { $1 }
            case "sends": faults.sends.merge(try FaultReader.changes(member)) { $1 }
            case "ignores": faults.ignored.formUnion(try FaultReader.ignored(member))
            case "label": cast.labels[name] = try member.text()
            case "role": continue
            case _ where knobs.contains(knob): try own(knob, member)
            default:
                throw key.problem(
                    "“\(knob)” is not a knob of \(name).",
                    remedy: Nearest.remedy(for: knob, among: knobs + CastReader.common))
            }
        }
        cast.faults[name] = faults
    }

    // MARK: MCP server

    private static let serverKnobs = [
        "url", "protected", "tools", "resource", "authorization_servers", "metadata", "announces", "scopes_supported",
        "step_up", "hierarchy", "speaks", "origins", "session", "checks", "name", "cache", "dpop", "nonce", "lists",
    ]

    mutating func server(
        _ value: YAMLValue, name: String, from knobs: ServerKnobs
    ) throws(Problem) -> ServerKnobs {
        var result = knobs
        try readParty(value, name: name, knobs: CastReader.serverKnobs) { (knob, value) throws(Problem) in
            switch knob {
            case "url": result.url = try value.address()
            case "protected": result.isProtected = try value.bool()
            case "tools": result.tools = try CastReader.tools(value)
            case "resource": result.resource = try value.address()
            case "authorization_servers": result.authorizationServers = try value.texts()
            case "metadata": result.metadata = try CastReader.metadataPlace(value)
            case "announces":
                try value.read([
                    "resource_metadata": { result.announcesResourceMetadata = try $0.bool() },
                    "scope": { result.announcesScope = try $0.choice(["needed": .needed, "none": .none]) },
                ])
            case "scopes_supported": result.listsScopes = try value.choice(["list": true, "omit": false])
            case "step_up": result.stepUp = try value.choice(["needed": .needed, "echo": .echo])
            case "hierarchy":
                for (scope, implied) in try value.pairs() { result.hierarchy[try scope.text()] = try implied.texts() }
            case "speaks": result.speaks = try value.revisions()
            case "origins": result.origins = try value.texts()
            case "checks": result.introspects = try value.choice(["jwt": false, "introspection": true])
            case "dpop": result.requiresProof = try value.choice(["off": false, "required": true])
            case "nonce": result.wantsNonce = try value.bool()
            case "name": result.resourceName = try value.text()
            case "lists": result.listsPersonal = try value.choice(["same": false, "personal": true])
            case "session": try value.read(["lifetime": { result.sessionLifetime = try $0.seconds() }])
            default:
                try value.read([
                    "ttl": { result.cacheSeconds = try $0.seconds() },
                    "scope": { result.cacheScope = try $0.choice(["private": "private", "public": "public"]) },
                    "discover": {
                        result.discoverScope = try $0.choice(["private": "private", "public": "public"])
                    },
                ])
            }
        }
        return result
    }

    private static func tools(_ value: YAMLValue) throws(Problem) -> [Tool] {
        var tools: [Tool] = []
        for (key, settings) in try value.pairs() {
            var tool = Tool(name: try key.text(), scope: nil)
            try settings.read([
                "scope": { tool.scope = try $0.text() }, "result": { tool.result = try $0.text() },
                "summary": { tool.summary = try $0.text() },
                "arguments": { arguments in
                    tool.arguments = .object(
                        try FaultReader.members(arguments).map { JSON.Member($0.name, $0.value) })
                },
                "opens": { tool.opens = try $0.text() }, "takes": { tool.takes = try $0.text() },
                "upstream": { tool.usesUpstream = try $0.bool() },
            ])
            tools.append(tool)
        }
        return tools
    }

    private static func metadataPlace(_ value: YAMLValue) throws(Problem) -> ServerKnobs.MetadataPlace {
        if let text = value.scalar, text.hasPrefix("https://") || text.hasPrefix("http://") {
            return .url(try value.address())
        }
        return try value.choice(["path": .path, "root": .root, "both": .both, "none": .none])
    }

    // MARK: Authorization server

    private static let authorizationKnobs = [
        "issuer", "metadata", "registration", "client_auth", "pkce", "iss", "scopes", "grants", "token",
        "code_lifetime",
        "secret_lifetime", "secrets", "reuse", "consent", "resources", "revocation", "keys", "flows", "nonce",
        "same_site",
        "redirects", "login_by", "trusts",
    ]

    mutating func authorization(
        _ value: YAMLValue, name: String, from knobs: AuthorizationKnobs
    ) throws(Problem) -> AuthorizationKnobs {
        var result = knobs
        try readParty(value, name: name, knobs: CastReader.authorizationKnobs) { (knob, value) throws(Problem) in
            switch knob {
            case "issuer": result.issuer = try value.address()
            case "metadata":
                result.metadata = try value.choices([
                    "rfc8414": .rfc8414, "oidc-insert": .oidcInsert, "oidc-append": .oidcAppend,
                ])
            case "registration": try CastReader.registration(value, &result)
            case "client_auth": result.clientAuthentication = try value.choices(CastReader.authentications)
            case "pkce": result.pkceMethods = value.scalar == "omit" ? nil : try value.texts()
            case "iss":
                try value.read([
                    "advertise": { result.advertisesIssuer = try $0.bool() },
                    "send": { result.sendsIssuer = try $0.bool() },
                ])
            case "scopes": result.scopes = try value.texts()
            case "grants": result.grants = try value.texts()
            case "token":
                try value.read([
                    "lifetime": { result.tokenLifetime = try $0.seconds() },
                    "refresh": { result.issuesRefreshTokens = try $0.bool() },
                    "rotate": { result.rotates = try $0.bool() },
                    "refresh_lifetime": { result.refreshLifetime = try $0.seconds() },
                ])
            case "code_lifetime": result.codeLifetime = try value.seconds()
            case "secret_lifetime": result.secretLifetime = try value.seconds()
            case "secrets": result.issuesPlusSecrets = try value.choice(["unreserved": false, "plus": true])
            case "reuse": result.reuse = try value.choice(["family": .family, "refuse": .refuse])
            case "consent":
                result.consent = try value.choice([
                    "always": .always, "remembered": .remembered, "at-login": .atLogin,
                ])
            case "same_site": result.sameSite = try value.choice(["lax": .lax, "none": .none])
            case "redirects": result.redirectStatus = try value.choice(["303": 303, "307": 307])
            case "trusts": result.trusts = try value.choices(["idp": "idp"])
            case "login_by": result.loginBy = try value.text()
            case "resources": result.resources = try value.texts()
            case "keys": result.usesSecondKey = try value.choice(["first": false, "second": true])
            case "nonce": result.wantsNonce = try value.bool()
            case "revocation": result.offersRevocation = try value.bool()
            default:
                result.flows = try value.choices([
                    "code": "authorization_code", "refresh": "refresh_token",
                    "client_credentials": "client_credentials",
                    "jwt_bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer",
                ])
            }
        }
        return result
    }

    static let flows: KeyValuePairs<String, ClientKnobs.Flow> = [
        "code": .code, "client_credentials": .clientCredentials, "jwt_bearer": .jwtBearer, "id_jag": .idJAG,
    ]

    static let authentications: KeyValuePairs<String, ClientAuthentication> = [
        "none": .none, "basic": .basic, "post": .post, "private_key_jwt": .privateKeyJWT,
    ]

    /// `preregistered: [client]` names parties; their id is the software's name.
    private static func registration(_ value: YAMLValue, _ knobs: inout AuthorizationKnobs) throws(Problem) {
        var result = knobs
        try value.read([
            "cimd": { result.acceptsCIMD = try $0.bool() },
            "dynamic": {
                let word = try $0.choice(["true": 1, "false": 0, "refuse": 2])
                result.acceptsDynamic = word > 0
                result.refusesDynamic = word == 2
            },
            "preregistered": { list in
                for item in try list.list() {
                    _ = try item.choice(["client": ()])
                    result.preregistered = [PreregisteredClient(id: ClientKnobs().software)]
                }
            },
            "loopback": { result.loopback = try $0.choice(["any": .any, "native": .native]) },
        ])
        knobs = result
    }
}

extension YAMLValue {
    func address() throws(Problem) -> String {
        let text = try text()
        guard WebURL(text) != nil else { throw problem("“\(text)” is not an absolute http or https URL.") }
        return text
    }

    func choices<Value>(_ choices: KeyValuePairs<String, Value>) throws(Problem) -> [Value] {
        var out: [Value] = []
        for item in try list() { out.append(try item.choice(choices)) }
        return out
    }

    func revision() throws(Problem) -> Revision {
        let name = try text()
        guard let revision = Revision(named: name) else {
            throw problem(
                "“\(name)” is no revision of MCP.",
                remedy: Nearest.remedy(for: name, among: Revision.allCases.map(\.rawValue)))
        }
        return revision
    }

    /// `all`, a range such as `">=2025-11-25"`, or a list.
    func revisions() throws(Problem) -> [Revision] {
        if scalar == "all" { return Revision.allCases }
        if let text = scalar, text.hasPrefix(">=") {
            guard let first = Revision(named: String(text.dropFirst(2))) else {
                throw problem(
                    "“\(text)” is not a range of revisions.",
                    remedy: "Write for example \">=2025-11-25\", a list, or all.")
            }
            return Revision.allCases.filter { $0 >= first }
        }
        var out: [Revision] = []
        for item in try list() { out.append(try item.revision()) }
        return out
    }
}
