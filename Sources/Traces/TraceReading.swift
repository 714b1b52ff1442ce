import Foundation
import Specs
import Wire

/// Why a text is no trace: the place in the document and the cause.
public struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
    public var path: String
    public var reason: String
    public var description: String { (path.isEmpty ? "trace" : path) + ": " + reason }

    /// What a document is that is too large to be read at all.
    public static let tooLarge = TraceError(
        path: "", reason: "larger than \(TraceLimits.bytes.grouped) bytes, the most that a trace may have")
}

extension Trace {
    /// Reads `trace.json`. Throws ``TraceError`` when the text is no JSON, a member is missing, of another type or out of
    /// its range, a name stands for nothing or for two things, something is beyond ``TraceLimits``, or the format is newer
    /// than this build understands.
    public init(parsing bytes: some Collection<UInt8>) throws(TraceError) {
        guard bytes.count <= TraceLimits.bytes else { throw .tooLarge }
        let root: JSON
        do { root = try JSON(exactly: bytes, limit: TraceLimits.jsonValues) } catch {
            throw TraceError(path: "", reason: error.description)
        }
        try self.init(reading: root)
    }

    /// Reads a document that was parsed.
    init(reading root: JSON) throws(TraceError) {
        let reader = TraceReader(json: root, path: "")
        let format = try reader.int("format", in: 0...Int.max)
        guard format == Trace.format else {
            throw TraceError(path: "format", reason: "this build reads format \(Trace.format), the file has \(format)")
        }
        guard let run = RunID(try reader.text("run")), !run.description.unicodeScalars.contains(where: Unseen.contains)
        else { throw TraceError(path: "run", reason: "not SCENARIO/REVISION") }
        self.init(
            run: run, title: try reader.text("title"), epoch: try reader.int("epoch", in: TraceLimits.epoch),
            parties: try reader.list("parties", TraceLimits.parties) { (item) throws(TraceError) in
                try item.party()
            },
            exchanges: try reader.list("exchanges", TraceLimits.exchanges) { (item) throws(TraceError) in
                try item.exchange()
            },
            decisions: try reader.list("decisions", TraceLimits.decisions) { (item) throws(TraceError) in
                try item.decision()
            },
            outcome: try reader.choice("outcome", Outcome.init(rawValue:)))
        try checkNames()
    }

    /// Names stand for one thing each, and for one that is there.
    private func checkNames() throws(TraceError) {
        if parties.isEmpty { throw TraceError(path: "parties", reason: "empty") }
        let people = try Self.distinct("parties", "name", parties.map(\.name))
        let known = try Self.distinct("exchanges", "id", exchanges.map(\.id))
        _ = try Self.distinct("decisions", "id", decisions.map(\.id))
        func check(
            _ list: String, _ index: Int, _ member: String, _ name: String, _ names: [String: Int], _ what: String
        )
            throws(TraceError)
        {
            guard names[name] == nil else { return }
            throw TraceError(
                path: "\(list)[\(index)].\(member)", reason: "there is no \(what) \(TraceReader.quoted(name))")
        }
        for (index, exchange) in exchanges.enumerated() {
            try check("exchanges", index, "sender", exchange.sender, people, "party")
            try check("exchanges", index, "receiver", exchange.receiver, people, "party")
            guard let parent = exchange.parent else { continue }
            try check("exchanges", index, "parent", parent, known, "exchange")
            guard known[parent, default: 0] < index else {
                throw TraceError(
                    path: "exchanges[\(index)].parent", reason: "\(TraceReader.quoted(parent)) does not stand before it"
                )
            }
        }
        for (index, decision) in decisions.enumerated() {
            try check("decisions", index, "party", decision.party, people, "party")
            if let during = decision.during { try check("decisions", index, "during", during, known, "exchange") }
            guard decision.position <= exchanges.count else {
                throw TraceError(
                    path: "decisions[\(index)].position",
                    reason: "\(decision.position), but there are \(exchanges.count) exchanges")
            }
        }
    }

    /// The names of a list with their places.
    private static func distinct(_ list: String, _ member: String, _ names: [String]) throws(TraceError) -> [String:
        Int]
    {
        var places: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if let first = places.updateValue(index, forKey: name) {
                throw TraceError(
                    path: "\(list)[\(index)].\(member)", reason: "\(TraceReader.quoted(name)) is also \(list)[\(first)]"
                )
            }
        }
        return places
    }
}

extension TraceReader {
    func headers() throws(TraceError) -> Headers {
        _ = try member("headers")
        var headers = Headers()
        for (name, value) in try pairs("headers") {
            if name.isEmpty { throw fail("headers", "a name is empty") }
            headers.add(name, value)
        }
        return headers
    }

    func party() throws(TraceError) -> Party {
        Party(
            name: try name("name"), role: try choice("role", Role.init(rawValue:)), label: try full("label"),
            origin: json["origin"].map { $0 == .null } ?? true ? nil : try origin())
    }

    /// Scheme and authority, with nothing behind them.
    private func origin() throws(TraceError) -> String {
        let text = try text("origin")
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let rest = text.utf8.dropFirst(scheme.utf8.count)
            if !rest.isEmpty, !rest.contains(UInt8(ascii: "/")) { return text }
        }
        throw fail("origin", "not an origin such as https://mcp.example.com")
    }

    private func response() throws(TraceError) -> Response {
        Response(
            status: try int("status", in: TraceLimits.status), reason: try text("reason"), headers: try headers(),
            body: try body())
    }

    private func request() throws(TraceError) -> Request {
        // Empty where the bytes were no request; then the framing has them.
        let mayBeEmpty = json["framing"] != nil
        let method = try mayBeEmpty ? text("method") : full("method")
        guard method.utf8.allSatisfy(Self.isTokenByte) else { throw fail("method", "not a method of HTTP") }
        return Request(
            method: method, target: try mayBeEmpty ? text("target") : full("target"),
            version: try optionalText("version") ?? "HTTP/1.1",
            headers: try headers(), body: try body())
    }

    /// A byte of a token (RFC 9110 section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    func exchange() throws(TraceError) -> Exchange {
        let requestReader = try object("request")
        let request = try requestReader.request()
        var framing = Exchange.Framing(request: try requestReader.bytes("framing"))
        let outcome: Exchange.Outcome
        if json["failure"] != nil {
            if json["response"] != nil { throw fail("failure", "there is a response") }
            outcome = .failure(try choice("failure", Exchange.Failure.init(rawValue:)))
        } else {
            let responseReader = try object("response")
            outcome = .response(try responseReader.response())
            framing.response = try responseReader.bytes("framing")
        }
        let started = try int("started", in: TraceLimits.time)
        let ended = try int("ended", in: TraceLimits.time)
        guard ended >= started else { throw fail("ended", "\(ended), before it started at \(started)") }
        return Exchange(
            id: try exchangeID("id"), kind: try choice("kind", ExchangeKind.init(rawValue:)),
            sender: try text("sender"),
            receiver: try text("receiver"), origin: try origin(), parent: try optionalText("parent"),
            started: started, ended: ended, request: request, outcome: outcome,
            answered: json["answered"] == nil ? nil : try object("answered").response(),
            framing: framing == Exchange.Framing() ? nil : framing)
    }

    func decision() throws(TraceError) -> Decision {
        var values: [TypedValue] = []
        for (index, pair) in try pairs("values").enumerated() {
            guard let kind = ValueKind(rawValue: pair.0) else {
                throw fail("values[\(index)]", "unknown value \(Self.quoted(pair.0))")
            }
            values.append(TypedValue(kind, pair.1))
        }
        return Decision(
            id: try decisionID("id"), party: try text("party"),
            action: try choice("action", Decision.Action.init(rawValue:)),
            during: try optionalText("during"), position: try int("position", in: 0...TraceLimits.exchanges),
            time: try int("time", in: TraceLimits.time),
            finding: Finding(
                try optionalText("check") ?? "", try text("summary"),
                inputs: try pairs("inputs").map { .init($0.0, $0.1) },
                expected: try optionalText("expected"), actual: try optionalText("actual"),
                holds: json["holds"] == nil ? true : try bool("holds")),
            enforced: json["enforced"] == nil ? true : try bool("enforced"), values: values)
    }
}
