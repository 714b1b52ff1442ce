import Authoring

extension Theme {
    /// Contrast that text needs (WCAG 2.2, 1.4.3), and what shapes that carry meaning need (1.4.11).
    private static let forText = 4.5
    private static let forShapes = 3.0

    /// What must be legible on what, by the names of the tokens.
    private static let pairs: [(front: [String], ratio: Double, behind: [String])] = [
        (["ink", "ink2"], forText, ["paper", "panel", "sunk"]),
        (["ink3", "accent"], forText, ["paper", "panel"]),
        (["browser", "client", "server", "authorization", "attacker"], forText, ["paper", "panel"]),
        (["focus"], forShapes, ["paper", "panel"]),
    ]

    /// Colours that cannot be read where they stand. Only what the site gives can be at fault, so a site that gives no
    /// colour has no problems.
    func contrastProblems() -> [Problem] {
        var problems: [Problem] = []
        for (scheme, palette) in [("light", light), ("dark", dark)] {
            for (names, ratio, backgrounds) in Theme.pairs {
                let behind = backgrounds.compactMap(palette.entry)
                for name in names {
                    guard let front = palette.entry(name) else { continue }
                    problems += problem(of: name, front, on: zip(backgrounds, behind), ratio, scheme).map { [$0] } ?? []
                }
            }
        }
        return problems
    }

    private func problem(
        of name: String, _ front: Palette.Entry, on behind: some Sequence<(String, Palette.Entry)>, _ ratio: Double,
        _ scheme: String
    ) -> Problem? {
        let behind = Array(behind)
        let failing = behind.filter { front.colour.contrast(with: $0.1.colour) < ratio }
        guard let worst = failing.min(by: { contrast(front, $0.1) < contrast(front, $1.1) }),
            let place = front.place ?? worst.1.place
        else { return nil }
        let words =
            "\(scheme) colours: \(name) \(front.colour.hex) on \(worst.0) \(worst.1.colour.hex) has a contrast of "
            + "\(Theme.decimal(contrast(front, worst.1))), and needs \(Theme.decimal(ratio))."
        guard let better = front.colour.nearest(contrast: ratio, to: behind.map(\.1.colour)) else {
            return place.problem(
                words,
                remedy:
                    "No colour is legible on all of \(behind.map(\.0).joined(separator: ", ")): bring those nearer to each other."
            )
        }
        return place.problem(words, remedy: "The nearest \(name) that has it is \"\(better.hex)\".")
    }

    private func contrast(_ front: Palette.Entry, _ behind: Palette.Entry) -> Double {
        front.colour.contrast(with: behind.colour)
    }

    /// Two digits after the point, cut and not rounded, so that a failing ratio never reads like a passing one.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int(value * 100)
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    // MARK: Stylesheet

    /// The custom properties that the site changes, as rules that follow the standard stylesheet; empty when it changes none.
    public var style: String {
        var root: [String] = []
        if !fonts.text.isEmpty { root.append("--sans:\(fonts.text)") }
        if !fonts.code.isEmpty { root.append("--mono:\(fonts.code)") }
        if radius != Theme().radius { root.append("--radius:\(radius)") }
        var rules = root.isEmpty ? "" : ":root{\(root.joined(separator: ";"))}\n"
        for (scheme, palette) in [("light", light), ("dark", dark)] where !palette.declarations.isEmpty {
            let declarations = palette.declarations.joined(separator: ";")
            rules += "@media (prefers-color-scheme:\(scheme)){:root{\(declarations)}}\n"
        }
        return rules
    }
}

extension Palette {
    func entry(_ name: String) -> Entry? {
        Palette.tokens.first { $0.name == name }.map { self[keyPath: $0.path] }
    }

    /// The tokens that the site gives, as CSS.
    fileprivate var declarations: [String] {
        Palette.tokens.compactMap { token in
            let entry = self[keyPath: token.path]
            return entry.place == nil ? nil : "\(token.property):\(entry.colour.hex)"
        }
    }
}
