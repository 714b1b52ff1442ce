import Foundation
import Specs
import Testing
import Traces
import Wire

/// Traces recorded from whole runs, beside this file.
enum Fixture: String, CaseIterable {
    case cimd = "A04-2026-07-28"
    case baseURL = "A06-2025-03-26"

    func bytes() throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        return Array(try Data(contentsOf: folder.appendingPathComponent(rawValue + ".json")))
    }

    func trace() throws -> Trace { try Trace(parsing: bytes()) }
}

extension Request {
    static func get(_ target: String, _ headers: Headers = [:]) -> Request {
        Request(method: "GET", target: target, headers: headers)
    }

    static func form(_ target: String, _ form: Form, _ headers: Headers = [:]) -> Request {
        var headers = headers
        headers.add("Content-Type", "application/x-www-form-urlencoded")
        return Request(method: "POST", target: target, headers: headers, body: Array(form.encoded.utf8))
    }

    static func json(_ target: String, _ json: JSON, _ headers: Headers = [:]) -> Request {
        var headers = headers
        headers.add("Content-Type", "application/json")
        return Request(method: "POST", target: target, headers: headers, body: json.bytes)
    }

    static func mcp(_ method: String, token: String? = nil) -> Request {
        var headers: Headers = [:]
        headers.add("Authorization", token.map { "Bearer " + $0 })
        return .json("/mcp", ["jsonrpc": "2.0", "id": 1, "method": .string(method)], headers)
    }
}

extension Response {
    static func json(_ json: JSON, status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: json.bytes)
    }

    static let ok = Response(status: 200)
}

/// A trace written by hand, one exchange after the other.
struct Story {
    var exchanges: [Exchange] = []
    var decisions: [Decision] = []
    private var numbering = ExchangeNumbering()

    mutating func send(
        _ kind: ExchangeKind, from sender: String, to receiver: String, _ request: Request,
        _ outcome: Exchange.Outcome = .response(.ok), answered: Response? = nil, parent: String? = nil
    ) {
        let start = exchanges.count * 10
        exchanges.append(
            Exchange(
                id: numbering.id(for: kind), kind: kind, sender: sender, receiver: receiver,
                origin: "https://\(receiver).example.com", parent: parent, started: start, ended: start + 5,
                request: request,
                outcome: outcome, answered: answered))
    }

    mutating func decide(
        _ action: Decision.Action, _ party: String, _ values: [TypedValue], during: String? = nil, holds: Bool = true
    ) {
        decisions.append(
            Decision(
                id: "d\(decisions.count + 1)", party: party, action: action, during: during, position: exchanges.count,
                time: exchanges.count * 10, finding: Finding("", "A decision", holds: holds), values: values))
    }

    var trace: Trace {
        Trace(
            run: RunID(scenario: "T01", revision: .latest), title: "Written by hand", epoch: 1_785_747_600,
            parties: [
                Party(name: "browser", role: .browser, label: "Browser", origin: nil),
                Party(name: "client", role: .client, label: "Client", origin: "http://127.0.0.1:1"),
                Party(name: "server", role: .server, label: "Server", origin: "https://server.example.com"),
                Party(name: "auth", role: .authorization, label: "Auth", origin: "https://auth.example.com"),
                Party(name: "attacker", role: .attacker, label: "Attacker", origin: nil),
            ],
            exchanges: exchanges, decisions: decisions, outcome: .success)
    }
}

/// A compact JWT with these claims and a signature of no worth.
func unsignedJWT(_ claims: JSON) -> String {
    let header: JSON = ["alg": "RS256", "kid": "key-1"]
    return Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes) + ".c2ln"
}
