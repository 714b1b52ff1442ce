import Authoring
import OAuth
import World

extension CastReader {
    private static let identityKnobs = ["issuer", "plays", "policy", "assertion"]

    /// The party `idp`: a provider that logs people in for an authorization server, or, where it plays one, the company
    /// or the platform whose word is a grant.
    mutating func readIdentity(_ value: YAMLValue) throws(Problem) {
        let plays = try value.pairs().contains { $0.key.scalar == "plays" }
        guard plays || cast.assertionIssuer != nil else {
            cast.idp = try authorization(value, name: "idp", from: cast.idp ?? .identityProvider)
            return
        }
        var result = cast.assertionIssuer ?? IdentityKnobs()
        try readParty(value, name: "idp", knobs: CastReader.identityKnobs) { (knob, value) throws(Problem) in
            switch knob {
            case "issuer": result.issuer = try value.address()
            case "plays": result.plays = try value.choice(["company": .enterprise, "platform": .workload])
            case "policy": result.allows = try value.choice(["allow": true, "deny": false])
            default:
                try value.read([
                    "set": { result.assertion = try FaultReader.members($0) },
                    "lifetime": { result.assertionLifetime = try $0.seconds() },
                ])
            }
        }
        cast.assertionIssuer = result
    }
}
