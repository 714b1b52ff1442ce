/// Pieces that several pictures draw alike.
struct Drawing: Sendable {
    let layout: FlowLayout
    let prefix: String
    /// A file of its own has no steps to link to.
    let hasLinks: Bool
    /// What is drawn more than once.
    private(set) var shapes = RepeatedShapes(letter: "u")

    init(layout: FlowLayout, prefix: String, hasLinks: Bool = true) {
        self.layout = layout
        self.prefix = prefix
        self.hasLinks = hasLinks
        shapes = RepeatedShapes(candidates, letter: "u")
    }

    var flow: Flow { layout.flow }
    var metrics: Metrics { layout.metrics }

    func text(_ placed: PlacedText, id: String? = nil) -> Markup {
        let anchor = placed.anchor == .start || placed.style == .status ? nil : placed.anchor.rawValue
        let children: [Markup]
        if placed.heavy > 0 {
            children = [
                .tag("tspan", ["class": "m"], [.text(String(placed.text.prefix(placed.heavy)))]),
                .text(String(placed.text.dropFirst(placed.heavy))),
            ]
        } else {
            children = [.text(placed.text)]
        }
        return .tag(
            "text",
            [
                "class": placed.style.cssClass, "id": id, "x": decimal(placed.x), "y": decimal(placed.y),
                "text-anchor": anchor, "textLength": placed.fitted.map(decimal),
                "lengthAdjust": placed.fitted == nil ? nil : "spacingAndGlyphs",
            ], children)
    }

    /// A chip at its place.
    func chip(_ chip: PlacedChip) -> Markup {
        place(chipShape(chip), x: chip.x, y: chip.y - metrics.chipHeight / 2)
    }

    /// A chip with its corner at the origin.
    func chipShape(_ chip: PlacedChip) -> Markup {
        let isSecret = chip.cargo.isSecret
        var children: [Markup] = [
            .tag(
                "rect",
                [
                    "width": decimal(chip.width), "height": decimal(metrics.chipHeight), "rx": isSecret ? "9.5" : "4",
                ])
        ]
        if isSecret { children.append(use("k", x: 7, y: 4.5, cssClass: "kg")) }
        children.append(
            .tag(
                "text",
                [
                    "x": decimal(isSecret ? 7 + metrics.glyphRoom : metrics.chipPadding), "y": "13.5",
                    "textLength": decimal(chip.textWidth), "lengthAdjust": "spacingAndGlyphs",
                ], [.text(chip.text)]))
        return .tag("g", ["class": "chip " + Self.chipClass(chip.cargo)], children)
    }

    /// A shape moved from the origin: a reference where the picture draws it more than once.
    func place(_ shape: Markup, x: Double = 0, y: Double) -> Markup {
        if let id = shapes.id(of: shape) { return use(id, x: x, y: y) }
        return shape.with([.init("transform", "translate(\(decimal(x)) \(decimal(y)))")])
    }

    static func chipClass(_ cargo: Cargo) -> String { "t-" + cargo.hue.rawValue + (cargo.isSecret ? " sec" : " pub") }

    func use(_ shape: String, x: Double = 0, y: Double = 0, cssClass: String? = nil) -> Markup {
        .tag(
            "use",
            [
                "class": cssClass, "href": "#" + prefix + shape, "x": x == 0 ? nil : decimal(x),
                "y": y == 0 ? nil : decimal(y),
            ])
    }

    func path(_ cssClass: String, _ data: String) -> Markup { .tag("path", ["class": cssClass, "d": data]) }

    /// An arrow's head with its tip here.
    func head(x: Double, y: Double, pointsRight: Bool) -> Markup {
        path("hd", Line(from: pointsRight ? x - 1 : x + 1, to: x, y: y).head)
    }
}

/// A level arrow as path data.
struct Line: Sendable {
    var from: Double
    var to: Double
    var y: Double

    private var isRight: Bool { to > from }
    private var start: String { "M\(decimal(from)) \(decimal(y))" }
    var whole: String { start + "H" + decimal(to) }
    /// The line up to the head.
    var shaft: String { start + "H" + decimal(isRight ? to - 6 : to + 6) }
    var head: String {
        "M\(decimal(to)) \(decimal(y))" + (isRight ? "l-9-4.6 2 4.6-2 4.6z" : "l9-4.6-2 4.6 2 4.6z")
    }
}
