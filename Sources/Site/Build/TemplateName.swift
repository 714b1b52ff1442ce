import Authoring
import Specs

/// What a tag asks of a run. Every name is read once, without a run, so that a slip is found even where no run comes by.
enum TemplateName: Hashable, Sendable {
    case revision
    case variant
    case isVariant(String)
    case isRevision(Revision)
    case since(Revision)
    case before(Revision)
    case exchangeCount
    case party(String, PartyField?)
    case exchange(String)
    case value(exchange: String, ExchangeValue)

    enum PartyField: String, CaseIterable, Hashable, Sendable { case origin, label }

    static let topLevel = ["revision", "variant", "is", "since", "before", "count", "party", "exchange"]

    /// Reads a dotted name inside the section of an exchange, or outside of any.
    ///
    /// - Throws: ``Unknown`` for a name that no run could have.
    init(_ name: String, in exchange: String?) throws(Unknown) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains("") else { throw Unknown(name, remedy: "Write names separated by single dots.") }
        let rest = parts.dropFirst()
        switch parts[0] {
        case "revision" where rest.isEmpty: self = .revision
        case "variant" where rest.isEmpty: self = .variant
        case "variant" where rest.count == 1: self = .isVariant(parts[1])
        case "is": self = .isRevision(try TemplateName.revision(name, rest))
        case "since": self = .since(try TemplateName.revision(name, rest))
        case "before": self = .before(try TemplateName.revision(name, rest))
        case "count":
            guard Array(rest) == ["exchanges"] else {
                throw Unknown(name, "count.exchanges", among: ["count.exchanges"])
            }
            self = .exchangeCount
        case "party":
            guard let party = rest.first else {
                throw Unknown(name, remedy: "Write party.NAME.label or party.NAME.origin.")
            }
            guard parts.count > 2 else {
                self = .party(party, nil)
                return
            }
            guard parts.count == 3, let field = PartyField(rawValue: parts[2]) else {
                throw Unknown(name, parts[2], among: PartyField.allCases.map(\.rawValue))
            }
            self = .party(party, field)
        case "exchange":
            guard let id = rest.first else {
                throw Unknown(name, remedy: "Write exchange.KIND, as in exchange.token-request.")
            }
            try TemplateName.check(exchange: id, name)
            if parts.count == 2 {
                self = .exchange(id)
            } else {
                self = .value(exchange: id, try ExchangeValue(parts.dropFirst(2), of: name))
            }
        default:
            let isExchangeName = ExchangeValue.topLevel.contains(parts[0])
            if isExchangeName, let exchange {
                self = .value(exchange: exchange, try ExchangeValue(parts[...], of: name))
            } else if isExchangeName {
                throw Unknown(
                    name, remedy: "It belongs into the section of an exchange, such as {{#exchange.token-request}}.")
            } else {
                throw Unknown(
                    name, parts[0], among: TemplateName.topLevel + (exchange == nil ? [] : ExchangeValue.topLevel))
            }
        }
    }

    private static func revision(_ name: String, _ rest: ArraySlice<String>) throws(Unknown) -> Revision {
        guard rest.count == 1, let text = rest.first, let revision = Revision(named: text) else {
            throw Unknown(name, rest.joined(separator: "."), among: Revision.allCases.map(\.rawValue))
        }
        return revision
    }

    /// `KIND`, or `KIND-2` and so on.
    private static func check(exchange id: String, _ name: String) throws(Unknown) {
        if ExchangeKind(rawValue: id) != nil { return }
        if let dash = id.lastIndex(of: "-"), let number = Int(id[id.index(after: dash)...]), number >= 2,
            ExchangeKind(rawValue: String(id[..<dash])) != nil
        {
            return
        }
        throw Unknown(
            "“\(id)” is not a kind of exchange", Nearest.match(id, among: ExchangeKind.allCases.map(\.rawValue)))
    }

    /// Why the name cannot stand for a text, for the names that only make sections.
    var whyNoText: String? {
        switch self {
        case .isVariant, .isRevision, .since, .before: "It is a question: write {{#…}} and {{/…}} around the text."
        case .exchange: "It is a section: write {{#…}} and {{/…}} around the text."
        case .party(_, nil): "Add .label or .origin."
        case .revision, .variant, .exchangeCount, .party, .value: nil
        }
    }

    /// A name that means nothing.
    struct Unknown: Error {
        var message: String
        var remedy: String?

        init(_ name: String, remedy: String) {
            message = "“\(name)” is not a name of this page."
            self.remedy = remedy
        }

        init(_ name: String, _ part: String, among names: [String]) {
            message = "“\(name)” is not a name of this page."
            remedy = Nearest.remedy(for: part, among: names)
        }

        init(_ message: String, _ nearest: String?) {
            self.message = message + "."
            remedy =
                nearest.map { "Did you mean “\($0)”?" } ?? "The kinds are the names of the files in content/exchanges/."
        }
    }
}

/// A value of an exchange.
enum ExchangeValue: Hashable, Sendable {
    case number, from, to
    case method, target, url, path
    case status, reason
    case query(String), form(String), requestHeader(String)
    case responseHeader(String), location(String), challenge(String)
    case requestJSON([String]), responseJSON([String]), claims([String])

    static let topLevel = ["request", "response", "challenge", "claims", "number", "from", "to"]
    private static let requestNames = ["method", "target", "url", "path", "query", "form", "json", "header"]
    private static let responseNames = ["status", "reason", "header", "json", "location"]

    init(_ parts: ArraySlice<String>, of name: String) throws(TemplateName.Unknown) {
        let head = parts.first ?? ""
        let rest = Array(parts.dropFirst())
        switch head {
        case "number" where rest.isEmpty: self = .number
        case "from" where rest.isEmpty: self = .from
        case "to" where rest.isEmpty: self = .to
        case "challenge" where rest.count == 1: self = .challenge(rest[0])
        case "claims" where !rest.isEmpty: self = .claims(rest)
        case "request": self = try ExchangeValue.request(rest, name)
        case "response": self = try ExchangeValue.response(rest, name)
        case "challenge", "claims": throw .init(name, remedy: "Write \(head).NAME.")
        case "number", "from", "to": throw .init(name, remedy: "“\(head)” has no parts.")
        default: throw .init(name, head, among: ExchangeValue.topLevel)
        }
    }

    private static func request(_ parts: [String], _ name: String) throws(TemplateName.Unknown) -> ExchangeValue {
        switch (parts.first ?? "", parts.count) {
        case ("method", 1): return .method
        case ("target", 1): return .target
        case ("url", 1): return .url
        case ("path", 1): return .path
        case ("query", 2): return .query(parts[1])
        case ("form", 2): return .form(parts[1])
        case ("header", 2): return .requestHeader(parts[1])
        case ("json", 2...): return .requestJSON(Array(parts.dropFirst()))
        case (let part, _): throw unknown(part, name, "request", requestNames)
        }
    }

    private static func response(_ parts: [String], _ name: String) throws(TemplateName.Unknown) -> ExchangeValue {
        switch (parts.first ?? "", parts.count) {
        case ("status", 1): return .status
        case ("reason", 1): return .reason
        case ("header", 2): return .responseHeader(parts[1])
        case ("location", 2): return .location(parts[1])
        case ("json", 2...): return .responseJSON(Array(parts.dropFirst()))
        case (let part, _): throw unknown(part, name, "response", responseNames)
        }
    }

    private static func unknown(
        _ part: String, _ name: String, _ side: String, _ names: [String]
    ) -> TemplateName.Unknown {
        guard names.contains(part) else { return .init(name, part, among: names) }
        let single = ["method", "target", "url", "path", "status", "reason"].contains(part)
        return .init(name, remedy: single ? "“\(part)” has no parts." : "Write \(side).\(part).NAME.")
    }
}
