import Foundation
import Specs
import Traces
import Wire

/// What a party does otherwise than its software would: the two general faults, and the checks it leaves out.
public struct Faults: Sendable {
    /// A change of what is answered or sent for one kind of exchange.
    public struct Change: Sendable {
        public var status: Int?
        /// Members of the JSON body, or fields of a form or query, to set.
        public var set: [(name: String, value: JSON)] = []
        public var remove: [String] = []
        /// The `Content-Type`.
        public var type: String?
        public var body: String?
        public var headers: [(name: String, value: String)] = []
        public var location: String?
        public var drop: Exchange.Failure?
        /// Which occurrence, from 1; nil for all.
        public var on: Int?

        public init() {}
    }

    public var answers: [String: Change] = [:]
    public var sends: [String: Change] = [:]
    /// Check names: a clause id, or a clause id with its qualifier.
    public var ignored: Set<String> = []

    public init() {}

    func ignores(_ check: String) -> Bool {
        ignored.contains(check) || ignored.contains(String(check.prefix { $0 != "/" }))
    }
}

/// The faults of every party of a run, with the counts of what has happened so far.
struct FaultBook: Sendable {
    private var parties: [String: Faults] = [:]
    private var counts: [String: Int] = [:]
    /// Why the gateway last closed a connection without an answer.
    var lastDrop: Exchange.Failure?

    init(_ parties: [String: Faults] = [:]) { self.parties = parties }

    /// Whether any party bends a message, so that kinds need to be known while the run goes on.
    var bendsMessages: Bool { parties.values.contains { !$0.answers.isEmpty || !$0.sends.isEmpty } }

    func of(_ party: String) -> Faults { parties[party] ?? Faults() }

    mutating func update(_ party: String, _ faults: Faults) { parties[party] = faults }

    private mutating func change(_ list: [String: Faults.Change], _ kind: ExchangeKind, key: String) -> Faults.Change? {
        guard let change = list[kind.rawValue] ?? list["*"] else { return nil }
        counts[key, default: 0] += 1
        return change.on == nil || change.on == counts[key] ? change : nil
    }

    /// Whether nobody listens: the connection is refused before the request leaves.
    mutating func refuses(_ kind: ExchangeKind, _ receiver: String) -> Bool {
        guard let change = of(receiver).answers[kind.rawValue] ?? of(receiver).answers["*"] else { return false }
        return change.drop == .refused
    }

    /// Changes an answer. Returns the failure when the answer never arrives.
    mutating func applyAnswer(_ response: inout Response, kind: ExchangeKind, from party: String) -> Exchange.Failure? {
        guard let change = change(of(party).answers, kind, key: "answer \(party) \(kind)") else { return nil }
        if let drop = change.drop { return drop }
        if let status = change.status {
            response.become(status, keepingBody: change.body != nil || !change.set.isEmpty)
        }
        for header in change.headers { response.headers.set(header.name, header.value) }
        if let type = change.type { response.headers.set("Content-Type", type) }
        if let location = change.location { response.headers.set("Location", location) }
        if !change.set.isEmpty || !change.remove.isEmpty {
            if let url = response.headers["Location"].flatMap(WebURL.init) {
                response.headers.set("Location", change.applied(to: url).description)
            } else if let json = try? JSON(parsing: response.body) {
                response.body = change.applied(to: json).bytes
            }
        }
        if let body = change.body { response.body = Array(body.utf8) }
        response.headers.set("Content-Length", String(response.body.count))
        return nil
    }

    /// Changes a request before it leaves.
    mutating func applyOutgoing(_ request: inout Request, kind: ExchangeKind, from party: String) {
        guard let change = change(of(party).sends, kind, key: "send \(party) \(kind)") else { return }
        for header in change.headers { request.headers.set(header.name, header.value) }
        if !change.set.isEmpty || !change.remove.isEmpty {
            if let json = try? JSON(parsing: request.body) {
                request.body = change.applied(to: json).bytes
            } else if request.headers.mediaType == "application/x-www-form-urlencoded" {
                let form = Form(parsing: request.body)
                request.body = Array(change.applied(to: form).encoded.utf8)
            } else {
                let path = request.path
                request.target = path + "?" + change.applied(to: request.query).encoded
            }
        }
        if let body = change.body { request.body = Array(body.utf8) }
        if !request.body.isEmpty { request.headers.set("Content-Length", String(request.body.count)) }
    }
}

extension Faults.Change {
    func applied(to json: JSON) -> JSON {
        var json = json
        for (name, value) in set { json[name] = value }
        for name in remove { json[name] = nil }
        return json
    }

    func applied(to form: Form) -> Form {
        var form = form
        for (name, value) in set { form.set(name, value.plain) }
        for name in remove { form.set(name, nil) }
        return form
    }

    func applied(to url: WebURL) -> WebURL {
        var url = url
        url.query = applied(to: url.form).encoded
        return url
    }
}

extension Response {
    /// Becomes another answer of the same server: of what the first one said in its headers, nothing stays that an error
    /// does not say, above all not how long it may be kept and what credentials were missing.
    fileprivate mutating func become(_ status: Int, keepingBody keepsBody: Bool) {
        self.status = status
        reason = Response.standardReason(status)
        guard status >= 400 else { return }
        for name in ["Location", "Set-Cookie", "WWW-Authenticate"] where !(name == "WWW-Authenticate" && status == 401)
        {
            headers.set(name, nil)
        }
        headers.set("Pragma", nil)
        headers.set("Cache-Control", "no-store")
        guard !keepsBody else { return }
        body = status == 404 ? Answers.notFound.bytes : []
        headers.set("Content-Type", status == 404 ? "application/json" : nil)
    }
}
