/// The rules of a stylesheet, as much of CSS as ``DiagramStyle/picture`` uses: compound selectors with spaces between them,
/// `[name]`, `[name^=start]` and `:not()` of those, and declarations.
struct StyleSheet: Sendable {
    typealias Declaration = (name: String, value: String)

    /// An element as selectors see it.
    struct Subject: Sendable {
        var name: String
        var classes: [Substring]
        var attributes: [Markup.Attribute]

        init(_ name: String, _ attributes: [Markup.Attribute]) {
            self.name = name
            self.attributes = attributes
            classes = attributes.first { $0.name == "class" }?.value.split(separator: " ") ?? []
        }
    }

    private struct Compound: Sendable {
        var name: Substring?
        var classes: [Substring] = []
        var attributes: [(name: Substring, start: Substring?, isExcluded: Bool)] = []

        func matches(_ subject: Subject) -> Bool {
            if let name, name != subject.name { return false }
            return classes.allSatisfy(subject.classes.contains)
                && attributes.allSatisfy { test in
                    let value = subject.attributes.first { $0.name == test.name }?.value
                    return (value.map { $0.hasPrefix(test.start ?? "") } ?? false) != test.isExcluded
                }
        }
    }

    private struct Rule: Sendable {
        /// From the outermost ancestor to the element itself.
        var compounds: [Compound]
        var specificity: Int
        var declarations: [Declaration]
    }

    private var rules: [Rule] = []
    /// The rules whose last part asks for a class, and the others, by their place in the stylesheet.
    private var byClass: [Substring: [Int]] = [:]
    private var others: [Int] = []
    /// What was not understood; a test holds it empty.
    private(set) var unread: [String] = []

    init(_ text: String) {
        for block in text.split(separator: "}") {
            let parts = block.split(separator: "{", maxSplits: 1)
            guard parts.count == 2 else {
                if !block.allSatisfy(\.isWhitespace) { unread.append(String(block)) }
                continue
            }
            let declarations = parts[1].split(separator: ";").compactMap { text -> Declaration? in
                let pair = text.split(separator: ":", maxSplits: 1)
                return pair.count == 2 ? (Self.trimmed(pair[0]), Self.trimmed(pair[1])) : nil
            }
            for selector in parts[0].split(separator: ",") { add(Self.trimmed(selector), declarations) }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private mutating func add(_ selector: String, _ declarations: [Declaration]) {
        var compounds: [Compound] = []
        for part in selector.split(separator: " ") {
            guard let compound = Self.compound(part) else {
                unread.append(selector)
                return
            }
            compounds.append(compound)
        }
        guard let last = compounds.last else { return }
        let weight = compounds.reduce(0) { sum, compound in
            sum + 100 * (compound.classes.count + compound.attributes.count) + (compound.name == nil ? 0 : 1)
        }
        if let name = last.classes.first {
            byClass[name, default: []].append(rules.count)
        } else {
            others.append(rules.count)
        }
        rules.append(Rule(compounds: compounds, specificity: weight, declarations: declarations))
    }

    private static func compound(_ text: Substring) -> Compound? {
        var compound = Compound()
        var rest = text
        func isName(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "-" }
        while let first = rest.first {
            if first == "*" {
                rest.removeFirst()
            } else if first == "." {
                let name = rest.dropFirst().prefix(while: isName)
                compound.classes.append(name)
                rest = rest.dropFirst(1 + name.count)
            } else if first == "[" || rest.hasPrefix(":not([") {
                let isExcluded = first == ":"
                guard let end = rest.firstIndex(of: "]") else { return nil }
                let inner = rest[..<end].drop { $0 != "[" }.dropFirst().split(separator: "^=")
                guard let name = inner.first, name.allSatisfy(isName) else { return nil }
                compound.attributes.append((name, inner.count > 1 ? inner[1] : nil, isExcluded))
                rest = rest[end...].dropFirst(isExcluded ? 2 : 1)
            } else if isName(first) {
                compound.name = rest.prefix(while: isName)
                rest = rest.drop(while: isName)
            } else {
                return nil
            }
        }
        return compound
    }

    /// What the rules say of an element, the strongest last.
    ///
    /// - Parameter ancestors: the elements around it, the outermost first.
    func declarations(of subject: Subject, in ancestors: [Subject]) -> [Declaration] {
        let places = (subject.classes.flatMap { byClass[$0] ?? [] } + others).sorted()
        let matching = places.filter { matches(rules[$0].compounds, subject, ancestors) }
        return matching.sorted { (rules[$0].specificity, $0) < (rules[$1].specificity, $1) }.flatMap {
            rules[$0].declarations
        }
    }

    private func matches(_ compounds: [Compound], _ subject: Subject, _ ancestors: [Subject]) -> Bool {
        guard let last = compounds.last, last.matches(subject) else { return false }
        var wanted = compounds.dropLast()
        for ancestor in ancestors.reversed() {
            guard let next = wanted.last else { break }
            if next.matches(ancestor) { wanted.removeLast() }
        }
        return wanted.isEmpty
    }
}
