/// The whole diagram as one SVG file: header, phases and end stacked, with the stylesheet inside.
struct Standalone: Sendable {
    private let drawing: Drawing

    init(_ layout: FlowLayout) {
        drawing = Drawing(layout: layout, prefix: "", hasLinks: false)
    }

    func markup(_ scheme: ColorScheme) -> Markup {
        let layout = drawing.layout
        let metrics = layout.metrics
        let end = EndLayout(layout)
        let margin = 16.0
        var y = margin
        var parts: [Markup] = []
        func stack(_ content: [Markup], _ height: Double) {
            parts.append(
                .tag(
                    "svg", ["y": decimal(y), "width": decimal(metrics.width), "height": decimal(height)], content))
            y += height
        }
        stack(drawing.headerContent, metrics.headerHeight)
        for index in layout.phases.indices {
            stack(drawing.phaseContent(index, isNamed: false), layout.phases[index].height)
        }
        if !layout.phases.isEmpty, !drawing.flow.isComparison { stack(drawing.endContent(end), end.height) }
        y += margin
        let width = metrics.width + 2 * margin
        return .tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "\(decimal(-margin)) 0 \(decimal(width)) \(decimal(y))",
                "width": decimal(width), "height": decimal(y), "class": "seq", "role": "group",
                "aria-label": drawing.flow.title,
            ],
            [
                .tag("title", [:], [.text(drawing.flow.title)]),
                .tag("style", [:], [.text(DiagramStyle.standalone(scheme))]),
                .tag(
                    "defs", [:],
                    Icon.definitions(Set(drawing.flow.lanes.map(\.role)), prefix: "") + drawing.symbols),
                .tag(
                    "rect",
                    [
                        "class": "bgd", "x": decimal(-margin), "y": "0", "width": decimal(width), "height": decimal(y),
                    ]),
            ] + parts)
    }
}
