/// The flow as a few thin arrows: cards of phases, the map of a step page, thumbnails of an index.
struct Miniature: Sendable {
    let flow: Flow
    private let prefix: String
    private let x: [Double]

    private static let width = 92.0
    private static let pitch = 11.0

    init(_ layout: FlowLayout, prefix: String) {
        self.prefix = prefix
        flow = layout.flow
        let places = layout.lanes.x
        let first = places.first ?? 0
        let span = max(1, (places.last ?? 1) - first)
        x = places.map { 8 + ($0 - first) / span * 76 }
    }

    /// What stands on a row: an arrow of an exchange, or a dot of a local step.
    private enum Mark {
        case arrow(FlowExchange)
        case dot(LocalStep)
    }

    private func marks(_ phases: [FlowPhase]) -> [Mark] {
        phases.flatMap { phase in
            phase.items.compactMap { item in
                switch item {
                case .exchange(let exchange): .arrow(exchange)
                case .local(let step): .dot(step)
                case .launch, .same: nil
                }
            }
        }
    }

    /// How many rows a map has at most, and a card.
    private static let mapRows = 26
    private static let cardRows = 12

    /// Whether the flow is short enough for its cards and maps to be cut from one picture.
    private var isShared: Bool { marks(flow.phases).count <= Self.mapRows }

    /// One phase, at least four rows high.
    func card(_ index: Int) -> Markup {
        let marks = marks([flow.phases[index]])
        let rows = Double(min(marks.count, Self.cardRows))
        let height = max(4, rows) * Self.pitch + 8
        let top = (height - 8 - rows * Self.pitch) / 2
        guard isShared else {
            let shown = Array(marks.prefix(Self.cardRows))
            return svg(
                height, drawing(shown, first: 9 + top, pitch: Self.pitch, height: height, current: nil), label: nil)
        }
        return svg(height, [use(lanesID), use(phaseID(index), y: top)], label: nil)
    }

    private var mapID: String { prefix + "map" }
    private var lanesID: String { prefix + "ml" }
    private func phaseID(_ index: Int) -> String { prefix + "M\(index + 1)" }

    private func use(_ id: String, y: Double = 0) -> Markup {
        .tag("use", ["href": "#" + id, "y": y == 0 ? nil : decimal(y)])
    }

    /// The picture of which the cards of the phases and the maps of the steps are parts; nil for a flow too long to be one
    /// picture.
    func mapSymbol() -> Markup? {
        guard isShared else { return nil }
        var row = 0
        var parts: [Markup] = []
        var definitions: [Markup] = [
            .tag("g", ["class": "mn", "id": lanesID], lanes(height: Drawing.endless))
        ]
        for (index, phase) in flow.phases.enumerated() {
            let marks = marks([phase])
            definitions.append(.tag("g", ["id": phaseID(index)], arrows(marks, first: 9, pitch: Self.pitch)))
            parts.append(use(phaseID(index), y: Double(row) * Self.pitch))
            row += marks.count
        }
        definitions.append(.tag("g", ["id": mapID], [use(lanesID)] + parts))
        return HTMLPiece.hidden(definitions)
    }

    /// The whole flow, or the rows around the current exchange when there are many.
    func map(current: String?) -> Markup {
        let all = marks(flow.phases)
        let limit = Self.mapRows
        let place = all.firstIndex { mark in
            if case .arrow(let exchange) = mark { exchange.id == current } else { false }
        }
        let from = max(0, min(all.count - limit, (place ?? 0) - limit / 2))
        let shown = Array(all.dropFirst(from).prefix(limit))
        let height = Double(max(4, shown.count)) * Self.pitch + 8
        guard isShared, let place, case .arrow(let exchange) = all[place] else {
            return svg(
                height, drawing(shown, first: 9, pitch: Self.pitch, height: height, current: current), label: nil)
        }
        let arrow = arrow(exchange, 9 + Double(place) * Self.pitch, small: false)
        return svg(
            height, [use(mapID), .tag("path", ["class": "tl cur " + channel(exchange), "d": arrow])], label: nil)
    }

    /// The whole flow at a fixed height at most, for walls of comparable pictures.
    func thumbnail(label: String) -> Markup {
        let all = marks(flow.phases)
        let pitch = min(8, 112 / Double(max(1, all.count)))
        let height = max(4, Double(all.count)) * pitch + 8
        return svg(height, drawing(all, first: 4 + pitch / 2, pitch: pitch, height: height, current: nil), label: label)
    }

    /// The whole flow at a glance, without heads of arrows: for tables with a picture in every cell. Flows of the same shape
    /// give the same picture.
    func stamp() -> (height: Double, content: [Markup]) {
        let all = marks(flow.phases)
        let pitch = min(3, 40 / Double(max(1, all.count)))
        let height = max(10, (Double(all.count) * pitch + 4).rounded(.up))
        var out: [Markup] = flow.lanes.indices.map { lane in
            .tag(
                "path",
                [
                    "class": "life l-" + flow.lanes[lane].letter,
                    "d": "M\(decimal(x[lane] / 2)) 1V\(decimal(height - 1))",
                ])
        }
        var paths: [String: String] = [:]
        var order: [String] = []
        for (row, mark) in all.enumerated() {
            guard case .arrow(let exchange) = mark else { continue }
            let y = 2 + (Double(row) + 0.5) * pitch
            let end = exchange.from == exchange.to ? x[exchange.from] / 2 + 5 : x[exchange.to] / 2
            append(
                "\(point(x[exchange.from] / 2, y))H\(decimal(end))", "tl " + channel(exchange), &paths,
                &order)
        }
        for name in order { out.append(.tag("path", ["class": name, "d": paths[name, default: ""]])) }
        return (height, out)
    }

    private func svg(_ height: Double, _ content: [Markup], label: String?) -> Markup {
        .tag(
            "svg",
            [
                "class": label == nil ? "mn" : "mn thumb",
                "viewBox": label == nil ? nil : "0 0 92 \(decimal(height))", "height": decimal(height),
                "role": label == nil ? nil : "img", "aria-label": label,
                "aria-hidden": label == nil ? "true" : nil,
            ], content)
    }

    /// One path for each lane and each channel, so that a map costs a few hundred bytes.
    private func drawing(_ marks: [Mark], first: Double, pitch: Double, height: Double, current: String?) -> [Markup] {
        lanes(height: height) + arrows(marks, first: first, pitch: pitch, current: current)
    }

    private func lanes(height: Double) -> [Markup] {
        flow.lanes.indices.map { lane in
            .tag(
                "path",
                ["class": "life l-" + flow.lanes[lane].letter, "d": "M\(decimal(x[lane])) 2V\(decimal(height - 2))"])
        }
    }

    /// One path for each channel.
    private func arrows(_ marks: [Mark], first: Double, pitch: Double, current: String? = nil) -> [Markup] {
        var out: [Markup] = []
        var paths: [String: String] = [:]
        var order: [String] = []
        var highlight: Markup?
        let small = pitch < 7
        for (row, mark) in marks.enumerated() {
            let y = first + Double(row) * pitch
            switch mark {
            case .dot(let step):
                append("\(point(x[step.lane], y))h.01", "tn bc", &paths, &order)
            case .arrow(let exchange):
                let data = arrow(exchange, y, small: small)
                let channel = channel(exchange)
                if exchange.id == current {
                    highlight = .tag("path", ["class": "tl cur " + channel, "d": data])
                } else {
                    append(data, "tl " + channel, &paths, &order)
                }
            }
        }
        for name in order { out.append(.tag("path", ["class": name, "d": paths[name, default: ""]])) }
        if let highlight { out.append(highlight) }
        return out
    }

    private func channel(_ exchange: FlowExchange) -> String {
        let state =
            exchange.state == .attack || exchange.state == .stopped
            ? " v-atk" : exchange.state == .failed ? " v-fail" : ""
        return (exchange.channel == .front ? "fc" : "bc") + state
    }

    private func append(_ data: String, _ name: String, _ paths: inout [String: String], _ order: inout [String]) {
        if paths[name] == nil { order.append(name) }
        paths[name, default: ""] += data
    }

    /// A line with a filled head.
    private func arrow(_ exchange: FlowExchange, _ y: Double, small: Bool) -> String {
        let from = x[exchange.from]
        let to = exchange.from == exchange.to ? from + 10 : x[exchange.to]
        let sign = to < from ? -1.0 : 1.0
        let length = small ? 3.0 : 4.0
        let half = small ? 1.2 : 2.2
        let tip = to - sign
        return "\(point(from, y))H\(decimal(tip - length * sign))"
            + "\(point(tip, y))l\(decimal(-length * sign)) \(decimal(-half))v\(decimal(2 * half))z"
    }
}
