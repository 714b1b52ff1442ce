import Authoring

/// The keys that one map of a YAML file may have, read into a value of `Root`. It is the only place that names a key: the
/// reader, its errors and the reference for authors come from it.
struct Schema<Root: Sendable>: Sendable {
    /// One key of the map.
    struct Key: Sendable {
        var name: String
        /// The remedy text when the key is missing; nil for a key that need not be there.
        var remedyWhenMissing: String?
        var read: @Sendable (YAMLValue, inout Root, inout [Problem]) -> Void
        /// What the reference says about the key and about everything below it, with the defaults of a root.
        var describe: @Sendable (Root) -> [SettingDescription]
    }

    var keys: [Key]

    init(_ keys: Key...) { self.keys = keys }
    init(_ keys: [Key]) { self.keys = keys }

    /// Reads a map. Every mistake is appended to `problems`; what is right is still read.
    func read(_ value: YAMLValue, into root: inout Root, _ problems: inout [Problem]) {
        let pairs: [(key: YAMLValue, value: YAMLValue)]
        do throws(Problem) {
            pairs = try value.pairs()
        } catch {
            let names = keys.map(\.name).joined(separator: ", ")
            problems.append(value.problem("expected a map of names and values.", remedy: "Known names: \(names)."))
            return
        }
        for (key, value) in pairs {
            let name = key.scalar ?? ""
            if let found = keys.first(where: { $0.name == name }) {
                // An empty value leaves the default.
                if !value.isNull { found.read(value, &root, &problems) }
            } else {
                let remedy = Nearest.remedy(for: name, among: keys.map(\.name))
                problems.append(key.problem("“\(name)” is not known here.", remedy: remedy))
            }
        }
        let given = Set(pairs.filter { !$0.value.isNull }.compactMap(\.key.scalar))
        for key in keys where !given.contains(key.name) {
            guard let remedy = key.remedyWhenMissing else { continue }
            problems.append(value.problem("“\(key.name)” is missing.", remedy: remedy))
        }
    }

    func describe(_ root: Root) -> [SettingDescription] { keys.flatMap { $0.describe(root) } }
}

extension Schema.Key {
    /// A key whose value goes to a property.
    ///
    /// - Parameters:
    ///   - summary: one sentence for the reference.
    ///   - remedy: what an author reads when the key is missing; nil for a key that need not be there.
    static func key<Value: Sendable>(
        _ name: String, _ property: WritableKeyPath<Root, Value> & Sendable, _ setting: Setting<Value>,
        _ summary: String, required remedy: String? = nil
    ) -> Schema.Key {
        Schema.Key(
            name: name, remedyWhenMissing: remedy,
            read: { value, root, problems in
                if let new = setting.parse(value, root[keyPath: property], &problems) { root[keyPath: property] = new }
            },
            describe: { root in
                let current = root[keyPath: property]
                let own = SettingDescription(
                    path: [name], type: setting.type, isRequired: remedy != nil,
                    standard: remedy == nil ? setting.show(current) : nil, allowed: setting.allowed, summary: summary)
                return [own] + setting.parts(current).map { $0.below(name) }
            })
    }
}

/// One row of the reference of `wirescribe.yml`.
public struct SettingDescription: Hashable, Sendable {
    /// The names from the root of the file; a name in capitals stands for one that the author chooses.
    public var path: [String]
    /// In words, such as “text” or “true or false”.
    public var type: String
    public var isRequired: Bool
    /// As one would write it in YAML; nil when there is none.
    public var standard: String?
    /// The words that may stand there; empty when the type says it all.
    public var allowed: [String]
    /// One sentence.
    public var summary: String

    /// The path as one writes about it: `theme.light.paper`.
    public var name: String { path.joined(separator: ".") }

    func below(_ name: String) -> SettingDescription {
        var row = self
        row.path = [name] + path
        return row
    }
}
