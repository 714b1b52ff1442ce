import Specs
import Traces
import Wire

/// Reads from a trace what the names of a page ask for.
struct RunValues: Sendable {
    let trace: Trace
    private let numbers: [String: Int]

    init(_ trace: Trace) {
        self.trace = trace
        numbers = Dictionary(
            trace.exchanges.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a section with this name is shown.
    func isTrue(_ name: TemplateName) -> Bool {
        switch name {
        case .isVariant(let variant): trace.run.variant == variant
        case .isRevision(let revision): trace.run.revision == revision
        case .since(let revision): trace.run.revision >= revision
        case .before(let revision): trace.run.revision < revision
        case .exchange(let id): numbers[id] != nil
        case .party(let party, nil): trace.party(party) != nil
        case .exchangeCount: !trace.exchanges.isEmpty
        case .revision, .variant, .party, .value: text(name) != nil
        }
    }

    /// The value with this name, or nil when the run has none.
    func text(_ name: TemplateName) -> String? {
        switch name {
        case .revision: trace.run.revision.rawValue
        case .variant: trace.run.variant
        case .exchangeCount: String(trace.exchanges.count)
        case .party(let party, .label?): trace.party(party)?.label
        case .party(let party, .origin?): trace.party(party)?.origin
        case .value(let id, let value): numbers[id].flatMap { text(value, number: $0) }
        case .isVariant, .isRevision, .since, .before, .exchange, .party: nil
        }
    }

    private func text(_ value: ExchangeValue, number: Int) -> String? {
        let exchange = trace.exchanges[number]
        let request = exchange.request
        let response = exchange.response
        switch value {
        case .number: return String(number + 1)
        case .from: return trace.party(exchange.sender)?.label ?? exchange.sender
        case .to: return trace.party(exchange.receiver)?.label ?? exchange.receiver
        case .method: return request.method
        case .target: return request.target
        case .url: return exchange.url
        case .path: return request.path
        case .status: return response.map { String($0.status) }
        case .reason: return response?.reason
        case .query(let name): return request.query[name]
        case .form(let name):
            guard request.headers.mediaType == "application/x-www-form-urlencoded" else { return nil }
            return Form(parsing: request.body)[name]
        case .requestHeader(let name): return request.headers[name]
        case .responseHeader(let name): return response?.headers[name]
        case .location(let name): return response?.headers["Location"].flatMap { RunValues.query(of: $0)[name] }
        case .challenge(let name):
            return response?.headers.all("WWW-Authenticate").flatMap(Challenge.parse).lazy.compactMap { $0[name] }.first
        case .requestJSON(let path): return RunValues.json(request.headers, request.body)?.member(at: path)?.plain
        case .responseJSON(let path):
            return response.flatMap { RunValues.json($0.headers, $0.body) }?.member(at: path)?.plain
        case .claims(let path): return claims(of: exchange)?.member(at: path)?.plain
        }
    }

    /// The query of an absolute or relative reference.
    private static func query(of reference: String) -> Form {
        let bare = reference.prefix { $0 != "#" }
        return Form(parsing: bare.firstIndex(of: "?").map { bare[bare.index(after: $0)...] } ?? "")
    }

    /// A JSON body, or the last message of an event stream.
    private static func json(_ headers: Headers, _ body: [UInt8]) -> JSON? {
        guard let type = headers.mediaType else { return nil }
        if type == "application/json" || type.hasSuffix("+json") { return try? JSON(parsing: body) }
        guard type == "text/event-stream" else { return nil }
        let messages = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).lazy
            .filter { $0.hasPrefix("data:") }.compactMap { try? JSON(parsing: $0.dropFirst("data:".count).trimmed) }
        return Array(messages).last
    }

    /// The claims of the access token in the response, else of the one in the request, else of the client's assertion.
    private func claims(of exchange: Exchange) -> JSON? {
        let issued = exchange.response.flatMap { RunValues.json($0.headers, $0.body) }?["access_token"]?.string
        let credentials = exchange.request.headers["Authorization"]?.split(separator: " ", maxSplits: 1)
        let carried = credentials.flatMap { $0.count == 2 ? String($0[1]) : nil }
        let form =
            exchange.request.headers.mediaType == "application/x-www-form-urlencoded"
            ? Form(parsing: String(decoding: exchange.request.body, as: UTF8.self)) : Form()
        return [issued, carried, form["client_assertion"]].lazy.compactMap { $0.flatMap(CompactJWT.init) }.first?.claims
    }
}

extension JSON {
    /// The value at a path of member names and indexes.
    fileprivate func member(at path: [String]) -> JSON? {
        var value = self
        for name in path {
            if let items = value.array, let index = Int(name), items.indices.contains(index) {
                value = items[index]
            } else if let member = value[name] {
                value = member
            } else {
                return nil
            }
        }
        return value
    }
}
