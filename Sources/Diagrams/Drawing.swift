/// Pieces that several pictures draw alike.
struct Drawing: Sendable {
    let layout: FlowLayout
    let prefix: String
    /// A file of its own has no steps to link to.
    var hasLinks = true

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

    func chip(_ chip: PlacedChip) -> Markup {
        let top = chip.y - metrics.chipHeight / 2
        let isSecret = chip.cargo.isSecret
        var children: [Markup] = [
            .tag(
                "rect",
                [
                    "x": decimal(chip.x), "y": decimal(top), "width": decimal(chip.width),
                    "height": decimal(metrics.chipHeight), "rx": isSecret ? "9.5" : "4",
                ])
        ]
        if isSecret {
            children.append(use("kg", "k", x: chip.x + 7, y: chip.y - 5))
        }
        children.append(
            .tag(
                "text",
                [
                    "x": decimal(chip.x + (isSecret ? 7 + metrics.glyphRoom : metrics.chipPadding)),
                    "y": decimal(chip.y + 4), "textLength": decimal(chip.textWidth), "lengthAdjust": "spacingAndGlyphs",
                ], [.text(chip.text)]))
        return .tag("g", ["class": "chip " + Self.chipClass(chip.cargo)], children)
    }

    static func chipClass(_ cargo: Cargo) -> String { "t-" + cargo.hue.rawValue + (cargo.isSecret ? " sec" : " pub") }

    func use(_ cssClass: String?, _ symbol: String, x: Double, y: Double) -> Markup {
        .tag("use", ["class": cssClass, "href": "#" + prefix + symbol, "x": decimal(x), "y": decimal(y)])
    }

    func path(_ cssClass: String, _ data: String) -> Markup { .tag("path", ["class": cssClass, "d": data]) }

    /// An arrow's head with its tip here.
    func head(x: Double, y: Double, pointsRight: Bool) -> Markup {
        path("hd", Line(from: pointsRight ? x - 1 : x + 1, to: x, y: y).head)
    }

    func lifeClass(_ lane: Int) -> String {
        flow.lanes[lane].role == .attacker ? "life atk l-X" : "life l-" + flow.lanes[lane].letter
    }

    /// A lane's lifeline and threads between two heights of a phase. Where bands will draw the dots again on top of their
    /// panels, `hidden` says so.
    func strand(_ lane: Int, phase: Int, from: Double, to: Double, hidden: [ClosedRange<Double>] = []) -> [Markup] {
        var out: [Markup] = [path(lifeClass(lane), "M\(decimal(layout.lanes.x[lane])) \(decimal(from))V\(decimal(to))")]
        func isShown(_ y: Double) -> Bool { y >= from && y <= to && !hidden.contains { $0.contains(y) } }
        for thread in layout.threads where thread.lane == lane {
            guard let whole = thread.segment(in: phase, height: layout.phases[phase].height) else { continue }
            let top = max(whole.lowerBound, from)
            let bottom = min(whole.upperBound, to)
            guard top < bottom else { continue }
            let hue = threadClass(thread)
            var data = "M\(decimal(thread.x)) \(decimal(top))V\(decimal(bottom))"
            if thread.isCut, thread.end.phase == phase, isShown(thread.end.y) { data += "m-5 0h10" }
            out.append(path("th " + hue, data))
            if thread.start.phase == phase, isShown(thread.start.y) { out += dot(thread, hue) }
        }
        return out
    }

    private func threadClass(_ thread: PlacedThread) -> String {
        thread.secrets.count > 1 ? "t-st" : "t-" + flow.secrets[thread.secrets[0]].hue.rawValue
    }

    private func dot(_ thread: PlacedThread, _ hue: String) -> [Markup] {
        let isBundle = thread.secrets.count > 1
        let radius = isBundle ? 6.5 : thread.isOuter ? 3.6 : 4.6
        var out: [Markup] = [
            .tag(
                "circle",
                ["class": "thd " + hue, "cx": decimal(thread.x), "cy": decimal(thread.start.y), "r": decimal(radius)])
        ]
        if isBundle {
            out.append(
                .tag(
                    "text",
                    [
                        "class": "thn", "x": decimal(thread.x), "y": decimal(thread.start.y + 3.6),
                        "text-anchor": "middle",
                    ],
                    [.text(String(thread.secrets.count))]))
        }
        return out
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
        "M\(decimal(to)) \(decimal(y))" + (isRight ? "l-9-4.6l2 4.6l-2 4.6z" : "l9-4.6l-2 4.6l2 4.6z")
    }
}
