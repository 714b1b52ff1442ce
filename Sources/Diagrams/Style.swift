/// The computed style of an element: its own declarations, what it inherits, and the variables that hold for it.
struct Style: Sendable {
    /// Properties that children have too.
    private static let inherited: Set<String> = [
        "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family",
        "font-size", "font-weight", "font-style", "text-anchor", "text-decoration", "paint-order",
    ]
    /// What a property is where nothing is said.
    private static let initial = [
        "fill": "@ink", "stroke": "none", "stroke-width": "1", "stroke-dasharray": "none", "stroke-linecap": "butt",
        "stroke-linejoin": "miter", "font-weight": "400", "font-style": "normal", "text-anchor": "start",
        "text-decoration": "none", "opacity": "1",
    ]

    private var variables: [String: String]
    private var properties: [String: String] = [:]

    /// A style of which nothing is said.
    static let plain = Style(variables: [:])

    /// - Parameter variables: by name with its two hyphens.
    init(variables: [String: String]) { self.variables = variables }

    /// The value of a property, or how it begins.
    subscript(name: String) -> String { properties[name] ?? Self.initial[name] ?? "" }

    /// The style of a child about which this is said, the strongest last.
    func child(_ declarations: [StyleSheet.Declaration]) -> Style {
        var style = self
        style.properties = properties.filter { Self.inherited.contains($0.key) }
        // A variable of the element holds for all its declarations, wherever they stand.
        for (name, value) in declarations where name.hasPrefix("--") {
            style.variables[name] = Self.filled(value, variables)
        }
        for (name, value) in declarations where !name.hasPrefix("--") {
            guard let value = Self.filled(value, style.variables) else { continue }
            if name == "font" { style.setFont(value) } else { style.properties[name] = value }
        }
        return style
    }

    /// `[STYLE] [WEIGHT] SIZE FAMILY`, which sets all four.
    private mutating func setFont(_ value: String) {
        var words = value.split(separator: " ", omittingEmptySubsequences: true)[...]
        properties["font-style"] = "normal"
        properties["font-weight"] = "400"
        while let word = words.first, !word.hasSuffix("px") {
            properties[Int(word) == nil ? "font-style" : "font-weight"] = String(word)
            words.removeFirst()
        }
        properties["font-size"] = words.popFirst().map(String.init)
        properties["font-family"] = words.joined(separator: " ")
    }

    /// A value with what its variables hold; nil where one holds nothing and nothing stands for it.
    private static func filled(_ value: String, _ variables: [String: String]) -> String? {
        guard let start = value.firstRange(of: "var(") else { return value }
        var depth = 1
        var end = start.upperBound
        while end < value.endIndex {
            if value[end] == "(" { depth += 1 } else if value[end] == ")" { depth -= 1 }
            if depth == 0 { break }
            end = value.index(after: end)
        }
        guard end < value.endIndex else { return nil }
        let parts = value[start.upperBound..<end].split(separator: ",", maxSplits: 1)
        guard let name = parts.first,
            let found = variables[String(name)] ?? (parts.count > 1 ? filled(String(parts[1]), variables) : nil)
        else { return nil }
        return filled(value[..<start.lowerBound] + found + value[value.index(after: end)...], variables)
    }
}
