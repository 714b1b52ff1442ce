/// The whole diagram as one SVG file for any reader: header, phases and end stacked. It leans on no stylesheet; the one rule
/// inside only tells readers that know it the colours on dark paper.
struct Standalone: Sendable {
    private let drawing: Drawing

    init(_ layout: FlowLayout) {
        drawing = Drawing(layout: layout, prefix: "", hasLinks: false)
    }

    func markup(_ scheme: ColorScheme) -> Markup {
        let layout = drawing.layout
        let metrics = layout.metrics
        let colours = StandaloneColours(scheme)
        let resolver = StyleResolver(
            DiagramStyle.sheet,
            shapes: Icon.definitions(Set(drawing.flow.lanes.map(\.role)), prefix: "") + drawing.symbols,
            colours: colours, text: metrics.text)
        let end = EndLayout(layout)
        let margin = 16.0
        var y = margin
        var parts: [Markup] = []
        func stack(_ content: [Markup], _ height: Double) {
            parts += resolver.resolved(content, y: y, width: metrics.width, height: height)
            y += height
        }
        stack(drawing.headerContent, metrics.headerHeight)
        for index in layout.phases.indices {
            stack(drawing.phaseContent(index, isNamed: false), layout.phases[index].height)
        }
        if !layout.phases.isEmpty, !drawing.flow.isComparison { stack(drawing.endContent(end), end.height) }
        y += margin
        let width = metrics.width + 2 * margin
        let paper = Markup.tag(
            "rect",
            [
                "x": decimal(-margin), "y": "0", "width": decimal(width), "height": decimal(y),
                "fill": colours.colour("@paper"),
            ])
        let style = colours.dark(for: parts + [paper, .tag("g", ["fill": colours.colour("@ink")])])
        return .tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "\(decimal(-margin)) 0 \(decimal(width)) \(decimal(y))",
                "width": decimal(width), "height": decimal(y), "fill": colours.colour("@ink"), "stroke": "none",
                "font-family": StandaloneColours.sans, "role": "group",
                "aria-label": drawing.flow.title,
            ],
            [.tag("title", [:], [.text(drawing.flow.title)])] + style + [paper] + parts)
    }
}

/// The colours of a file of its own, by the role that the stylesheet's variables name.
struct StandaloneColours: Sendable {
    private let scheme: ColorScheme
    private static let lightValues = values(DiagramStyle.light)
    private static let darkValues = values(DiagramStyle.dark)

    /// Fonts of the widths that the layout reckons with. Some readers try only the first; any system has another for it.
    static let sans = "Arial,Liberation Sans,sans-serif"
    static let mono = "DejaVu Sans Mono,Menlo,Consolas,monospace"

    init(_ scheme: ColorScheme) { self.scheme = scheme }

    /// What the stylesheet's variables hold: for each colour, a sign with its role.
    var variables: [String: String] {
        var out = ["--sans": Self.sans, "--mono": Self.mono]
        for role in Self.lightValues.keys { out["--" + role] = "@" + role }
        return out
    }

    /// The colour that a sign or a role stands for; nil for what is none.
    func colour(_ value: String) -> String? {
        let role = value == "currentColor" ? "ink" : value.hasPrefix("@") ? String(value.dropFirst()) : nil
        return role.flatMap(light)
    }

    private func light(_ role: String) -> String? { (scheme == .dark ? Self.darkValues : Self.lightValues)[role] }

    /// The one rule for dark paper, with the colours that occur; none where the scheme is fixed. It finds elements by their
    /// colours: classes would be for it alone, and ImageMagick fails at them.
    func dark(for content: [Markup]) -> [Markup] {
        guard scheme == .automatic else { return [] }
        var used: Set<String> = []
        for node in content { Self.collect(node, into: &used) }
        let rules = Self.lightValues.sorted { $0.key < $1.key }.flatMap { role, light in
            ["fill", "stroke"].map { "[\($0)=\"\(light)\"]{\($0):\(Self.darkValues[role] ?? light)}" }
        }
        var seen: Set<String> = []
        let kept = rules.filter { rule in used.contains(String(rule.prefix { $0 != "]" })) && seen.insert(rule).inserted
        }
        return [.tag("style", [:], [.text("@media (prefers-color-scheme:dark){\(kept.joined())}")])]
    }

    /// The beginnings of the rules that something asks for: `[fill="#FFFFFF"`.
    private static func collect(_ node: Markup, into used: inout Set<String>) {
        switch node {
        case .text: break
        case .group(let children): for child in children { collect(child, into: &used) }
        case .element(_, let attributes, let children):
            for attribute in attributes where attribute.name == "fill" || attribute.name == "stroke" {
                used.insert("[\(attribute.name)=\"\(attribute.value)\"")
            }
            for child in children { collect(child, into: &used) }
        }
    }

    private static func values(_ palette: String) -> [String: String] {
        var out: [String: String] = [:]
        for part in palette.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let pair = part.drop { $0 == " " }.split(separator: ":")
            if pair.count == 2, pair[0].hasPrefix("--") { out[String(pair[0].dropFirst(2))] = String(pair[1]) }
        }
        return out
    }
}
