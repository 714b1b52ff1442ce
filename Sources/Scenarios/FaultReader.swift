import Authoring
import Specs
import Traces
import Wire
import World

/// Reads `answers:`, `sends:` and `ignores:`.
enum FaultReader {
    static func changes(_ value: YAMLValue) throws(Problem) -> [String: Faults.Change] {
        var out: [String: Faults.Change] = [:]
        for (key, settings) in try value.pairs() {
            let kind = try key.text()
            if kind != "*" { _ = try FaultReader.kind(key) }
            out[kind] = try change(settings)
        }
        return out
    }

    private static func change(_ value: YAMLValue) throws(Problem) -> Faults.Change {
        var change = Faults.Change()
        try value.read([
            "status": { change.status = try $0.int() },
            "set": { change.set = try members($0) },
            "remove": { change.remove = try $0.texts() },
            "type": { change.type = try $0.text() },
            "body": { change.body = try $0.text() },
            "headers": { map in
                for (name, value) in try map.pairs() { change.headers.append((try name.text(), try value.text())) }
            },
            "location": { change.location = try $0.text() },
            "lost": { if try $0.bool() { change.drop = .lost } },
            "down": { change.drop = try $0.choice(["refused": .refused, "reset": .reset, "silent": .silent]) },
            "on": { change.on = try $0.int() },
        ])
        return change
    }

    /// Members to set, in the order of the file.
    static func members(_ value: YAMLValue) throws(Problem) -> [(name: String, value: JSON)] {
        var out: [(name: String, value: JSON)] = []
        for (name, member) in try value.pairs() { out.append((try name.text(), try json(member))) }
        return out
    }

    private static func json(_ value: YAMLValue) throws(Problem) -> JSON {
        switch value.content {
        case .null: return .null
        case .scalar(let text):
            if text == "true" || text == "false" { return .bool(text == "true") }
            return Int(text).map { JSON($0) } ?? .string(text)
        case .list(let items):
            var out: [JSON] = []
            for item in items { out.append(try json(item)) }
            return .array(out)
        case .map:
            return .object(try members(value).map { JSON.Member($0.name, $0.value) })
        }
    }

    static func ignored(_ value: YAMLValue) throws(Problem) -> [String] {
        var out: [String] = []
        for item in try value.list() { out.append(try check(item)) }
        return out
    }

    /// The name of a check: a clause id, perhaps with a qualifier.
    static func check(_ value: YAMLValue) throws(Problem) -> String {
        let name = try value.text()
        guard Clause.named(name) != nil else {
            throw value.problem(
                "no check is named “\(name)”.", remedy: Nearest.remedy(for: name, among: Clause.all.map(\.id)))
        }
        return name
    }

    static func kind(_ value: YAMLValue) throws(Problem) -> ExchangeKind {
        let name = try value.text()
        guard let kind = ExchangeKind(rawValue: name) else {
            throw value.problem(
                "no exchange is named “\(name)”.",
                remedy: Nearest.remedy(for: name, among: ExchangeKind.allCases.map(\.rawValue)))
        }
        return kind
    }
}
