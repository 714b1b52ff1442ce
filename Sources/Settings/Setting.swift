import Authoring

/// How one kind of value is read from YAML, called in words, and shown as a default.
struct Setting<Value: Sendable>: Sendable {
    var type: String
    /// The words that may stand there; empty when the type says it all.
    var allowed: [String] = []
    /// The value as one would write it in YAML; nil when it stands for “nothing”.
    var show: @Sendable (Value) -> String?
    /// What the reference describes where there is no value.
    var start: Value?
    /// The rows of the reference below a value.
    var parts: @Sendable (Value) -> [SettingDescription] = { _ in [] }
    /// The value that the file asks for, given the present one; nil when it cannot be read, and then a problem says why.
    var parse: @Sendable (YAMLValue, Value?, inout [Problem]) -> Value?

    /// The same, where there may be no value.
    var optional: Setting<Value?> {
        let inner = self
        return Setting<Value?>(
            type: type, allowed: allowed, show: { $0.flatMap(inner.show) },
            parts: { ($0 ?? inner.start).map(inner.parts) ?? [] },
            parse: { value, current, problems in
                // A value that cannot be read leaves the present one.
                guard let new = inner.parse(value, current.flatMap { $0 }, &problems) else { return nil }
                return .some(new)
            })
    }

    /// The same, together with the place in the file.
    var placed: Setting<Placed<Value>?> {
        let inner = self
        return Setting<Placed<Value>?>(
            type: type, allowed: allowed, show: { $0.flatMap { inner.show($0.value) } },
            parse: { value, _, problems in
                inner.parse(value, nil, &problems).map { .some(Placed(value: $0, place: value)) }
            })
    }
}

/// A value of a configuration file with its place, for mistakes that show only later.
public struct Placed<Value: Sendable>: Sendable {
    public var value: Value
    public var place: YAMLValue

    public init(value: Value, place: YAMLValue) {
        self.value = value
        self.place = place
    }
}
