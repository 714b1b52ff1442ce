import Specs
import Traces
import Wire

/// Chooses the lanes of a run and the zones around them.
struct LaneCast {
    var lanes: [Flow.Lane] = []
    var index: [String: Int] = [:]

    init(_ trace: Trace) {
        var taking: Set<String> = []
        var unknown: [String] = []
        var origins: [String: String] = [:]
        let known = Set(trace.parties.map(\.name))
        func add(_ name: String) {
            if taking.insert(name).inserted, !known.contains(name) { unknown.append(name) }
        }
        for exchange in trace.exchanges {
            add(exchange.sender)
            add(exchange.receiver)
            if origins[exchange.receiver] == nil { origins[exchange.receiver] = exchange.origin }
        }
        for decision in trace.decisions where decision.action == .assume || decision.action == .create {
            add(decision.party)
        }
        let parties =
            trace.parties.filter { taking.contains($0.name) }
            + unknown.map { Party(name: $0, role: .client, label: $0, origin: nil) }
        for role in Role.drawn {
            for party in parties where party.role == role {
                index[party.name] = lanes.count
                lanes.append(
                    Flow.Lane(
                        name: party.name, role: role, label: VisibleText.label(party.label, limit: 40),
                        detail: Self.detail(party, origins[party.name])))
            }
        }
    }

    private static func detail(_ party: Party, _ seen: String?) -> String {
        if let origin = party.origin ?? seen {
            return VisibleText.label(WebURL(origin)?.authority ?? origin, limit: 80)
        }
        switch party.role {
        case .browser: return "person + agent"
        case .client: return "no listener"
        default: return ""
        }
    }

    /// Neighbours of one owner. Where server and authorization server share an origin, one zone holds both.
    static func zones(_ lanes: [Flow.Lane], _ trace: Trace) -> [Flow.Zone] {
        func origin(_ lane: Flow.Lane) -> String? { trace.party(lane.name)?.origin }
        let servers = Set(lanes.filter { $0.role == .server }.compactMap(origin))
        let sharesOrigin = lanes.contains { lane in
            lane.role == .authorization && origin(lane).map(servers.contains) == true
        }
        let hasBrowser = lanes.contains { $0.role == .browser }
        func owner(_ lane: Flow.Lane) -> (title: String, letter: String)? {
            switch lane.role {
            case .browser: return ("On the user’s own machine", "u")
            case .client:
                let isLocal = origin(lane).map { WebURL($0)?.isLoopback ?? true } ?? true
                return isLocal && hasBrowser ? ("On the user’s own machine", "u") : ("Client’s own machine", "u")
            case .server: return (sharesOrigin ? "Resource and identity domain" : "Resource domain", "r")
            case .authorization, .idp:
                return sharesOrigin ? ("Resource and identity domain", "r") : ("Identity domain", "a")
            case .upstream: return ("Resource domain", "r")
            case .metadataHost: return ("Client’s own domain", "u")
            case .attacker: return nil
            }
        }
        var zones: [Flow.Zone] = []
        for (index, lane) in lanes.enumerated() {
            guard let owner = owner(lane) else { continue }
            if let last = zones.last, last.title == owner.title, last.lanes.upperBound == index - 1 {
                zones[zones.count - 1].lanes = last.lanes.lowerBound...index
            } else {
                zones.append(Flow.Zone(title: owner.title, letter: owner.letter, lanes: index...index))
            }
        }
        return zones
    }
}

extension Role {
    /// The order of lanes, left to right.
    static let drawn: [Role] = [
        .browser, .client, .server, .authorization, .idp, .upstream, .metadataHost, .attacker,
    ]
}
