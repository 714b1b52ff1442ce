import Authoring
import Specs
import Wire
import World

/// One thing that happens in a scenario. Nothing runs in parallel.
public enum Step: Sendable {
    case connect(to: String, person: String?, until: Set<ExchangeKind>)
    case resume
    case call(tool: String, arguments: JSON?, to: String, person: String?)
    case refresh(to: String)
    case revoke(refreshToken: Bool, to: String)
    case disconnect(to: String)
    case wait(seconds: Int)
    case change(Cast)
    case steal([ValueKind], from: ExchangeKind?, by: String, via: String)
    case send(Move)
    case visit(Move)
    case tamper(Move)

    /// Whether a client that stopped before keeps this step from happening: what the client itself does next.
    var isOfClient: Bool {
        switch self {
        case .connect, .resume, .call, .refresh, .revoke, .disconnect: true
        case .wait, .change, .steal, .send, .visit, .tamper: false
        }
    }

    func perform(on stage: Stage) async throws {
        switch self {
        case .connect(let server, let person, let until): try await stage.connect(to: server, as: person, until: until)
        case .resume: try await stage.resume()
        case .call(let tool, let arguments, let server, let person):
            try await stage.call(tool, arguments: arguments, at: server, as: person)
        case .refresh(let server): try await stage.refresh(at: server)
        case .revoke(let refreshToken, let server): try await stage.revoke(refreshToken: refreshToken, at: server)
        case .disconnect(let server): try await stage.disconnect(from: server)
        case .wait(let seconds): stage.wait(seconds: seconds)
        case .change(let cast): try await stage.change(to: cast)
        case .steal(let kinds, let from, let by, let via): try stage.steal(kinds, from: from, by: by, via: via)
        case .send(let move): try await stage.send(move)
        case .visit(let move): try await stage.visit(move)
        case .tamper(let move): try stage.tamper(move)
        }
    }
}

/// Reads `steps:` in order; a `change` moves the cast on for what follows.
struct StepReader {
    var cast: Cast

    static let verbs = [
        "connect", "call", "refresh", "revoke", "disconnect", "wait", "change", "visit", "send", "steal", "tamper",
    ]

    private var servers: [String] {
        ["server"] + cast.moreServers.map(\.name) + (cast.attacker?.server == nil ? [] : ["attacker"])
    }
    private var tools: [String] {
        cast.server.tools.map(\.name) + cast.moreServers.flatMap { $0.knobs.tools.map(\.name) }
    }
    private var parties: [String] {
        ["browser", "client", "server", "authorization", "metadataHost", "attacker"] + cast.moreServers.map(\.name)
            + cast.moreAuthorizations.map(\.name) + (cast.idp == nil && cast.assertionIssuer == nil ? [] : ["idp"])
            + (cast.upstream == nil ? [] : ["upstream"])
    }

    /// A step: a word, or a map whose first key is the verb with its main argument; options stand beside it.
    mutating func read(_ value: YAMLValue) throws(Problem) -> Step {
        let pairs =
            value.isMap
            ? try value.pairs()
            : [(key: value, value: YAMLValue(file: value.file, line: value.line, column: value.column, content: .null))]
        guard let (verb, argument) = pairs.first.map({ ($0.key, $0.value) }) else {
            throw value.problem("an empty step.")
        }
        let options = Options(list: Array(pairs.dropFirst()), verb: verb)
        switch try verb.text() {
        case "connect":
            if !argument.isNull { _ = try argument.choice(["client": ()]) }
            try options.allow(["to", "as", "until", "resume"])
            if try options["resume"]?.bool() == true { return .resume }
            var kinds: Set<ExchangeKind> = []
            for item in try options["until"]?.list() ?? [] { kinds.insert(try FaultReader.kind(item)) }
            return .connect(to: try server(options["to"]), person: try person(options["as"]), until: kinds)
        case "call":
            try options.allow(["to", "as", "with"])
            let tool = try argument.text()
            guard tools.contains(tool) else {
                throw argument.problem("no tool is named “\(tool)”.", remedy: Nearest.remedy(for: tool, among: tools))
            }
            let arguments = try options["with"].map { (value) throws(Problem) in
                JSON.object(try FaultReader.members(value).map { JSON.Member($0.name, $0.value) })
            }
            return .call(
                tool: tool, arguments: arguments, to: try server(options["to"]), person: try person(options["as"]))
        case "refresh":
            try options.allow(["to"])
            return .refresh(to: try server(options["to"]))
        case "revoke":
            try options.allow(["to"])
            return .revoke(
                refreshToken: try argument.choice(["refresh_token": true, "access_token": false]),
                to: try server(options["to"]))
        case "disconnect":
            try options.allow(["to"])
            return .disconnect(to: try server(options["to"]))
        case "wait":
            try options.allow([])
            return .wait(seconds: try argument.seconds())
        case "change": return try change(argument, options)
        case "steal":
            try options.allow(["by", "from", "via"])
            var kinds: [ValueKind] = []
            for item in try argument.list() { kinds.append(try valueKind(item)) }
            return .steal(
                kinds, from: try options["from"].map { (value) throws(Problem) in try FaultReader.kind(value) },
                by: try party(options["by"], default: "attacker"), via: try options["via"]?.text() ?? "log")
        case "send": return .send(try move(argument, options, by: "client", to: "server"))
        case "visit": return .visit(try move(argument, options, by: "attacker", to: "authorization"))
        case "tamper": return .tamper(try move(argument, options, by: "attacker", to: "authorization"))
        case let name:
            throw verb.problem("“\(name)” is no step.", remedy: Nearest.remedy(for: name, among: StepReader.verbs))
        }
    }

    private struct Options {
        var list: [(key: YAMLValue, value: YAMLValue)]
        var verb: YAMLValue

        subscript(name: String) -> YAMLValue? { list.first { $0.key.scalar == name }?.value }

        func allow(_ names: [String]) throws(Problem) {
            for (key, _) in list where !names.contains(key.scalar ?? "") {
                throw key.problem(
                    "“\(key.scalar ?? "")” is no option of \(verb.scalar ?? "this step").",
                    remedy: Nearest.remedy(for: key.scalar ?? "", among: names))
            }
        }
    }

    private func server(_ value: YAMLValue?) throws(Problem) -> String {
        guard let value else { return "server" }
        let name = try value.text()
        guard servers.contains(name) else {
            throw value.problem("no MCP server is named “\(name)”.", remedy: Nearest.remedy(for: name, among: servers))
        }
        return name
    }

    private func person(_ value: YAMLValue?) throws(Problem) -> String? {
        try value?.choice(["person": "person", "second": "second"])
    }

    private func party(_ value: YAMLValue?, default name: String) throws(Problem) -> String {
        guard let value else { return name }
        let given = try value.text()
        guard parties.contains(given) else {
            throw value.problem("no party is named “\(given)”.", remedy: Nearest.remedy(for: given, among: parties))
        }
        return given
    }

    private func valueKind(_ value: YAMLValue) throws(Problem) -> ValueKind {
        let name = try value.text()
        guard let kind = ValueKind(rawValue: name) else {
            throw value.problem(
                "no kind of value is named “\(name)”.",
                remedy: Nearest.remedy(for: name, among: ValueKind.allCases.map(\.rawValue)))
        }
        return kind
    }

    private mutating func change(_ argument: YAMLValue, _ options: Options) throws(Problem) -> Step {
        try options.allow(["to"])
        guard let knobs = options["to"] else {
            throw argument.problem("change needs the new knobs.", remedy: "Add “to: { … }”.")
        }
        var reader = CastReader(cast)
        reader.isChange = true
        try reader.read(
            YAMLValue(
                file: argument.file, line: argument.line, column: argument.column, content: .map([(argument, knobs)])))
        cast = reader.cast
        return .change(cast)
    }

    // MARK: Moves

    private func move(_ argument: YAMLValue, _ options: Options, by: String, to: String) throws(Problem) -> Move {
        try options.allow(["by", "from", "to", "as", "with", "without", "headers", "framed", "session"])
        let kind = try FaultReader.kind(argument)
        let target = kind.isMCP ? "server" : "authorization"
        var move = Move(
            kind: kind, by: try party(options["by"] ?? options["from"], default: by),
            to: try party(options["to"], default: target))
        for (name, value) in try options["with"]?.pairs() ?? [] {
            move.with.append((try name.text(), try moveValue(value)))
        }
        for (name, value) in try options["headers"]?.pairs() ?? [] {
            move.headers.append((try name.text(), try moveValue(value)))
        }
        move.person = try person(options["as"])
        move.without = try options["without"]?.texts() ?? []
        move.isFramed = try options["framed"]?.bool() ?? false
        move.opensSession = try options["session"]?.choice(["open": true]) ?? false
        return move
    }

    /// A literal, or `@PARTY`, `@PARTY.previous`, `@PARTY.KIND`.
    private func moveValue(_ value: YAMLValue) throws(Problem) -> MoveValue {
        let text = try value.text()
        guard text.hasPrefix("@") else { return .literal(text) }
        let parts = text.dropFirst().split(separator: ".").map(String.init)
        guard let owner = parts.first, parties.contains(owner) else {
            throw value.problem(
                "no party is named “\(parts.first ?? "")”.",
                remedy: Nearest.remedy(for: parts.first ?? "", among: parties))
        }
        var kind: ValueKind?
        var age = MoveValue.Age.newest
        for part in parts.dropFirst() {
            if let named = MoveValue.Age(rawValue: part) {
                age = named
            } else if let named = ValueKind(rawValue: part) {
                kind = named
            } else {
                throw value.problem(
                    "“\(part)” is neither a kind of value nor an age.",
                    remedy: Nearest.remedy(
                        for: part, among: ValueKind.allCases.map(\.rawValue) + ["first", "previous"]))
            }
        }
        return .held(party: owner, kind: kind, age: age)
    }
}
