import Specs
import Wire
import World

/// One thing that happens in a scenario. Nothing runs in parallel.
public enum Step: Sendable {
    case connect(to: String, person: String?)
    case call(tool: String, arguments: JSON?, to: String)
    case refresh(to: String)
    case revoke(refreshToken: Bool, to: String)
    case disconnect(to: String)
    case wait(seconds: Int)

    static let verbs = ["connect", "call", "refresh", "revoke", "disconnect", "wait"]

    /// Reads a step: a word, or a map whose first key is the verb with its main argument.
    init(_ value: YAMLValue, servers: [String], tools: [String]) throws(Problem) {
        let verb: YAMLValue
        var argument: YAMLValue?
        var options: [(key: YAMLValue, value: YAMLValue)] = []
        if value.isMap {
            let pairs = try value.pairs()
            verb = pairs[0].key
            argument = pairs[0].value
            options = Array(pairs.dropFirst())
        } else {
            verb = value
        }
        var to = "server"
        var person: String?
        var with: JSON?
        for (key, option) in options {
            switch try key.text() {
            case "to":
                to = try option.text()
                guard servers.contains(to) else {
                    throw option.problem("no MCP server is named “\(to)”.", remedy: Nearest.remedy(for: to, among: servers))
                }
            case "as": person = try option.choice(["person": "person", "second": "second"])
            case "with": with = .object(try FaultReader.members(option).map { JSON.Member($0.name, $0.value) })
            case let name:
                throw key.problem("“\(name)” is no option of a step.", remedy: Nearest.remedy(for: name, among: ["to", "as", "with"]))
            }
        }
        switch try verb.text() {
        case "connect":
            if let argument { _ = try argument.choice(["client": ()]) }
            self = .connect(to: to, person: person)
        case "call":
            guard let tool = try argument?.text() else { throw verb.problem("call needs the name of a tool.") }
            guard tools.contains(tool) else {
                throw (argument ?? verb).problem("no tool is named “\(tool)”.", remedy: Nearest.remedy(for: tool, among: tools))
            }
            self = .call(tool: tool, arguments: with, to: to)
        case "refresh": self = .refresh(to: to)
        case "revoke":
            guard let argument else { throw verb.problem("revoke needs access_token or refresh_token.") }
            self = .revoke(refreshToken: try argument.choice(["refresh_token": true, "access_token": false]), to: to)
        case "disconnect": self = .disconnect(to: to)
        case "wait":
            guard let argument else { throw verb.problem("wait needs a duration, such as 61m.") }
            self = .wait(seconds: try argument.seconds())
        case let name: throw verb.problem("“\(name)” is no step.", remedy: Nearest.remedy(for: name, among: Step.verbs))
        }
    }

    func perform(on stage: Stage) async throws {
        switch self {
        case .connect(let server, let person): try await stage.connect(to: server, as: person)
        case .call(let tool, let arguments, let server): try await stage.call(tool, arguments: arguments, at: server)
        case .refresh(let server): try await stage.refresh(at: server)
        case .revoke(let refreshToken, let server): try await stage.revoke(refreshToken: refreshToken, at: server)
        case .disconnect(let server): try await stage.disconnect(from: server)
        case .wait(let seconds): stage.wait(seconds: seconds)
        }
    }
}
