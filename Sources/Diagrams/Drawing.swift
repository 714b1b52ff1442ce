/// Pieces that several pictures draw alike.
struct Drawing: Sendable {
    let layout: FlowLayout
    let prefix: String
    /// A file of its own has no steps to link to.
    let hasLinks: Bool
    let links: StepLinks
    /// What is drawn more than once.
    private(set) var shapes = RepeatedShapes(letter: "U")

    init(layout: FlowLayout, prefix: String, hasLinks: Bool = true, links: StepLinks = StepLinks()) {
        self.layout = layout
        self.prefix = prefix
        self.hasLinks = hasLinks
        self.links = links
        shapes = RepeatedShapes(candidates, letter: "U")
        shapes.add(partCandidates)
    }

    var flow: Flow { layout.flow }
    var metrics: Metrics { layout.metrics }

    func text(_ placed: PlacedText, behind: [Markup] = []) -> Markup {
        let anchor = placed.anchor == .start || placed.style.isCentred ? nil : placed.anchor.rawValue
        var children: [Markup] = []
        if placed.heavy > 0 {
            children.append(.tag("tspan", [:], [.text(String(placed.text.prefix(placed.heavy)))]))
        }
        children.append(.text(String(placed.text.dropFirst(placed.heavy))))
        return .tag(
            "text",
            [
                "class": placed.style.cssClass, "x": decimal(placed.x), "y": decimal(placed.y),
                "text-anchor": anchor, "textLength": placed.fitted.map(decimal),
                "lengthAdjust": placed.fitted == nil ? nil : "spacingAndGlyphs",
            ], children + behind)
    }

    /// Texts in order. A caption flows behind its label, and the lines of one remark are one text.
    func texts(_ placed: some Sequence<PlacedText>) -> [Markup] {
        var out: [Markup] = []
        var first: PlacedText?
        var last: PlacedText?
        var behind: [Markup] = []
        func flush() { if let first { out.append(text(first, behind: behind)) } }
        for text in placed {
            if text.follows {
                behind.append(
                    .tag("tspan", ["class": "c", "dx": decimal(metrics.captionGap)], [.text(text.text)]))
            } else if text.style == .note, let last, last.style == .note {
                behind.append(
                    .tag("tspan", ["x": decimal(text.x), "dy": decimal(text.y - last.y)], [.text(text.text)]))
            } else {
                flush()
                first = text
                behind = []
            }
            last = text
        }
        flush()
        return out
    }

    /// A chip at its place in a row of this height.
    func chip(_ chip: PlacedChip, row: Double = 0) -> Markup { place(chipShape(chip), x: chip.x, y: chip.y - row) }

    /// A chip whose left end is the origin, as wide as its text; what is around the text is in the stylesheet.
    func chipShape(_ chip: PlacedChip) -> Markup {
        let isSecret = chip.cargo.isSecret
        return .tag(
            "svg", ["width": decimal(chip.textWidth), "class": Self.chipClass(chip.cargo)],
            [
                .tag("rect"), isSecret ? use("k") : .group([]),
                .tag("text", ["textLength": "100%", "lengthAdjust": "spacingAndGlyphs"], [.text(chip.text)]),
            ])
    }

    /// A shape moved from the origin: a reference where the picture draws it more than once.
    func place(_ shape: Markup, x: Double = 0, y: Double = 0) -> Markup {
        if let id = shapes.id(of: shape) { return use(id, x: x, y: y) }
        return shape.with(Self.moved(x, y))
    }

    /// The attributes of a reference, or of a picture within the picture, at a place.
    static func moved(_ x: Double, _ y: Double) -> [Markup.Attribute] {
        [("x", x), ("y", y)].filter { $0.1 != 0 }.map { .init($0.0, decimal($0.1)) }
    }

    static func chipClass(_ cargo: Cargo) -> String {
        (cargo.isSecret ? "t-\(cargo.hue.rawValue) sec" : cargo.hue == .plain ? "pub" : "t-\(cargo.hue.rawValue) pub")
            + (cargo.isNew ? " nw" : "")
    }

    func use(_ shape: String, x: Double = 0, y: Double = 0) -> Markup {
        .element("use", [.init("href", "#" + prefix + shape)] + Self.moved(x, y), [])
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
    private var start: String { point(from, y) }
    var whole: String { start + "H" + decimal(to) }
    /// The line up to the head.
    var shaft: String { start + "H" + decimal(isRight ? to - 6 : to + 6) }
    var head: String {
        point(to, y) + (isRight ? "l-9-4.6 2 4.6-2 4.6z" : "l9-4.6-2 4.6 2 4.6z")
    }
}
