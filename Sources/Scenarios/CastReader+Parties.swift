import Authoring
import OAuth
import Specs
import Wire
import World

/// The parties besides the servers: the attacker, the client, the person, and who stands behind them.
extension CastReader {
    /// The attacker's site, or the role that it plays with every knob of that role.
    mutating func readAttacker(_ value: YAMLValue) throws(Problem) {
        var attacker = cast.attacker ?? AttackerKnobs()
        let pairs = try value.pairs()
        let own = ["plays", "url", "has"]
        let rest = YAMLValue(
            file: value.file, line: value.line, column: value.column,
            content: .map(pairs.filter { !own.contains($0.key.scalar ?? "") }))
        if let url = pairs.first(where: { $0.key.scalar == "url" })?.value { attacker.url = try url.address() }
        switch try pairs.first(where: { $0.key.scalar == "plays" })?.value.choice(["authorization": 1, "server": 2])
            ?? 0
        {
        case 1:
            var knobs = attacker.authorization ?? AuthorizationKnobs()
            if attacker.authorization == nil { knobs.issuer = attacker.url }
            knobs = try authorization(rest, name: "attacker", from: knobs)
            attacker.authorization = knobs
            attacker.url = knobs.issuer
        case 2:
            var knobs = attacker.server ?? ServerKnobs()
            if attacker.server == nil { knobs.url = attacker.url + "/mcp" }
            knobs = try server(rest, name: "attacker", from: knobs)
            attacker.server = knobs
            attacker.url = WebURL(knobs.url)?.origin ?? knobs.url
        default: try readParty(rest, name: "attacker", knobs: own) { (_, _) throws(Problem) in }
        }
        cast.attacker = attacker
    }

    // MARK: Client, person, metadata host

    private static let clientKnobs = [
        "registration", "auth", "application_type", "redirect", "asks", "prefers", "speaks", "stored", "rounds",
        "timeout", "flow", "assertion", "software", "dpop", "cache", "clock",
    ]

    mutating func readClient(_ value: YAMLValue) throws(Problem) {
        var result = cast.client
        try readParty(value, name: "client", knobs: CastReader.clientKnobs) { (knob, value) throws(Problem) in
            switch knob {
            case "registration":
                result.registration = try value.choice([
                    "auto": .auto, "preregistered": .preregistered, "cimd": .cimd, "dynamic": .dynamic,
                    "entered": .entered,
                ])
            case "auth": result.authentication = try value.choice(CastReader.authentications)
            case "application_type": result.applicationType = try value.choice(["native": "native", "web": "web"])
            case "redirect":
                result.redirectHost = try value.choice(["loopback": "127.0.0.1", "localhost": "localhost"])
            case "asks": result.asks = try value.texts()
            case "prefers": result.prefers = try value.text()
            case "speaks": result.speaks = try value.revisions()
            case "stored":
                var stored: [StoredCredential] = []
                for item in try value.list() {
                    var credential = StoredCredential(issuer: "", clientID: "")
                    try item.read([
                        "issuer": { credential.issuer = try $0.address() },
                        "client_id": { credential.clientID = try $0.text() },
                        "client_secret": { credential.secret = try $0.text() },
                    ])
                    stored.append(credential)
                }
                result.stored = stored
            case "timeout": result.timeout = try value.seconds()
            case "flow": result.flow = try value.choice(CastReader.flows)
            case "dpop": result.usesProofs = try value.bool()
            case "software": result.software = try value.text()
            case "assertion": try value.read(["set": { result.assertion = try FaultReader.members($0) }])
            case "clock": try value.read(["stopped": { result.clockStopped = try $0.seconds() }])
            case "cache": result.keepsResults = try value.bool()
            default: result.rounds = try value.int()
            }
        }
        cast.client = result
    }

    mutating func readPerson(_ value: YAMLValue) throws(Problem) {
        var result = cast.person
        try readParty(value, name: "browser", knobs: ["login", "consent", "enters", "password", "logs_in"]) {
            (knob, value) throws(Problem) in
            switch knob {
            case "login": result.login = try value.choice(["person": "person", "second": "second"])
            case "consent":
                result.consent = try value.choices(["approve": .approve, "deny": .deny, "abandon": .abandon])
            case "logs_in": result.closesLogins = !(try value.bool())
            case "enters": try value.read(["client_id": { result.enters = try $0.text() }])
            default: result.password = try value.text()
            }
        }
        cast.person = result
    }

    mutating func readUpstream(_ value: YAMLValue) throws(Problem) {
        var result = cast.upstream ?? UpstreamKnobs()
        try readParty(value, name: "upstream", knobs: ["url", "accepts"]) { (knob, value) throws(Problem) in
            if knob == "url" { result.url = try value.address() } else { result.accepts = try value.text() }
        }
        cast.upstream = result
    }

    mutating func readMetadataHost(_ value: YAMLValue) throws(Problem) {
        var result = cast.metadataHost
        try readParty(value, name: "metadataHost", knobs: ["document", "max_age"]) { (knob, value) throws(Problem) in
            if knob == "max_age" { return result.maxAge = try value.seconds() }
            try value.read([
                "set": { result.set = try FaultReader.members($0) }, "remove": { result.remove = try $0.texts() },
            ])
        }
        cast.metadataHost = result
    }
}
