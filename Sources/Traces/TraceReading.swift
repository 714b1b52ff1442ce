import Foundation
import Specs
import Wire

/// Why a text is no trace: the place in the document and the cause.
public struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
    public var path: String
    public var reason: String
    public var description: String { (path.isEmpty ? "trace" : path) + ": " + reason }
}

extension Trace {
    /// Reads `trace.json`. Throws ``TraceError`` when the text is no JSON, a member is missing or of another type, or the
    /// format is newer than this build understands.
    public init(parsing bytes: some Collection<UInt8>) throws(TraceError) {
        let root: JSON
        do { root = try JSON(parsing: bytes) } catch { throw TraceError(path: "", reason: error.description) }
        let reader = Reader(json: root, path: "")
        let format = try reader.int("format")
        guard format == Trace.format else {
            throw TraceError(path: "format", reason: "this build reads format \(Trace.format), the file has \(format)")
        }
        guard let run = RunID(try reader.text("run")) else {
            throw TraceError(path: "run", reason: "not SCENARIO/REVISION")
        }
        self.init(
            run: run, title: try reader.text("title"), epoch: try reader.int("epoch"),
            parties: try reader.list("parties") { (item) throws(TraceError) in try item.party() },
            exchanges: try reader.list("exchanges") { (item) throws(TraceError) in try item.exchange() },
            decisions: try reader.list("decisions") { (item) throws(TraceError) in try item.decision() },
            outcome: try reader.choice("outcome", Outcome.init(rawValue:)))
    }
}

/// A JSON object with the path that led to it, for errors that point.
private struct Reader {
    var json: JSON
    var path: String

    func fail(_ name: String, _ reason: String) -> TraceError {
        TraceError(path: path.isEmpty ? name : path + "." + name, reason: reason)
    }

    func member(_ name: String) throws(TraceError) -> JSON {
        guard let value = json[name] else { throw fail(name, "missing") }
        return value
    }

    func text(_ name: String) throws(TraceError) -> String {
        guard let text = try member(name).string else { throw fail(name, "not a string") }
        return text
    }

    func optionalText(_ name: String) throws(TraceError) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.string else { throw fail(name, "not a string") }
        return text
    }

    func int(_ name: String) throws(TraceError) -> Int {
        guard let number = try member(name).int else { throw fail(name, "not an integer") }
        return number
    }

    func bool(_ name: String) throws(TraceError) -> Bool {
        guard let flag = try member(name).bool else { throw fail(name, "not a boolean") }
        return flag
    }

    func choice<Value>(_ name: String, _ make: (String) -> Value?) throws(TraceError) -> Value {
        let text = try text(name)
        guard let value = make(text) else { throw fail(name, "unknown value “\(text)”") }
        return value
    }

    func object(_ name: String) throws(TraceError) -> Reader {
        let value = try member(name)
        guard value.members != nil else { throw fail(name, "not an object") }
        return Reader(json: value, path: path.isEmpty ? name : path + "." + name)
    }

    func list<Item>(_ name: String, _ read: (Reader) throws(TraceError) -> Item) throws(TraceError) -> [Item] {
        guard let items = try member(name).array else { throw fail(name, "not a list") }
        var out: [Item] = []
        for (index, item) in items.enumerated() {
            out.append(try read(Reader(json: item, path: (path.isEmpty ? name : path + "." + name) + "[\(index)]")))
        }
        return out
    }

    func bytes(_ name: String) throws(TraceError) -> [UInt8]? {
        guard let text = try optionalText(name) else { return nil }
        guard let data = Data(base64Encoded: text) else { throw fail(name, "not base64") }
        return Array(data)
    }

    func body() throws(TraceError) -> [UInt8] {
        if let text = try optionalText("body") { return Array(text.utf8) }
        return try bytes("bodyBase64") ?? []
    }

    /// A list of pairs of texts. A list that is not there is empty.
    func pairs(_ name: String) throws(TraceError) -> [(String, String)] {
        guard let value = json[name] else { return [] }
        guard let items = value.array else { throw fail(name, "not a list") }
        var pairs: [(String, String)] = []
        for item in items {
            guard let pair = item.strings, pair.count == 2 else { throw fail(name, "not pairs of two texts") }
            pairs.append((pair[0], pair[1]))
        }
        return pairs
    }

    func headers() throws(TraceError) -> Headers {
        _ = try member("headers")
        var headers = Headers()
        for (name, value) in try pairs("headers") { headers.add(name, value) }
        return headers
    }

    func party() throws(TraceError) -> Party {
        Party(
            name: try text("name"), role: try choice("role", Role.init(rawValue:)), label: try text("label"),
            origin: try optionalText("origin"))
    }

    func response() throws(TraceError) -> Response {
        Response(status: try int("status"), reason: try text("reason"), headers: try headers(), body: try body())
    }

    func exchange() throws(TraceError) -> Exchange {
        let requestReader = try object("request")
        let request = Request(
            method: try requestReader.text("method"), target: try requestReader.text("target"),
            headers: try requestReader.headers(), body: try requestReader.body())
        var framing = Exchange.Framing(request: try requestReader.bytes("framing"))
        let outcome: Exchange.Outcome
        if json["failure"] != nil {
            outcome = .failure(try choice("failure", Exchange.Failure.init(rawValue:)))
        } else {
            let responseReader = try object("response")
            outcome = .response(try responseReader.response())
            framing.response = try responseReader.bytes("framing")
        }
        return Exchange(
            id: try text("id"), kind: try choice("kind", ExchangeKind.init(rawValue:)), sender: try text("sender"),
            receiver: try text("receiver"), origin: try text("origin"), parent: try optionalText("parent"),
            started: try int("started"), ended: try int("ended"), request: request, outcome: outcome,
            answered: json["answered"] == nil ? nil : try object("answered").response(),
            framing: framing == Exchange.Framing() ? nil : framing)
    }

    func decision() throws(TraceError) -> Decision {
        var values: [TypedValue] = []
        for (kind, text) in try pairs("values") {
            guard let kind = ValueKind(rawValue: kind) else { throw fail("values", "unknown value “\(kind)”") }
            values.append(TypedValue(kind, text))
        }
        return Decision(
            id: try text("id"), party: try text("party"), action: try choice("action", Decision.Action.init(rawValue:)),
            during: try optionalText("during"), position: try int("position"), time: try int("time"),
            finding: Finding(
                try optionalText("check") ?? "", try text("summary"),
                inputs: try pairs("inputs").map { .init($0.0, $0.1) },
                expected: try optionalText("expected"), actual: try optionalText("actual"),
                holds: json["holds"] == nil ? true : try bool("holds")),
            enforced: json["enforced"] == nil ? true : try bool("enforced"), values: values)
    }
}
