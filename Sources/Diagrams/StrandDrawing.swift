/// Threads, gathered so that those of one look share a path.
struct Strands {
    private var data: [String: String] = [:]
    private var order: [String] = []
    private var dots: [Markup] = []

    mutating func add(_ stretch: String, _ cssClass: String) {
        if data[cssClass] == nil { order.append(cssClass) }
        data[cssClass, default: ""] += stretch
    }

    mutating func add(_ dot: [Markup]) { dots += dot }

    /// The lines, then the dots at which threads start.
    var markup: [Markup] {
        order.map { .tag("path", ["class": $0, "d": data[$0, default: ""]]) } + dots
    }
}

extension Drawing {
    func lifeClass(_ lane: Int) -> String {
        flow.lanes[lane].role == .attacker ? "life atk l-X" : "life l-" + flow.lanes[lane].letter
    }

    /// A stretch of a lane's line.
    func life(_ lane: Int, from: Double, to: Double) -> Markup {
        path(lifeClass(lane), "\(point(layout.lanes.x[lane], from))V\(decimal(to))")
    }

    /// Draws a lane's threads between two heights of a phase, measured from `origin`. Where bands will draw the dots again
    /// on top of their panels, `hidden` says so. A dot outside of every band names its source itself.
    func draw(
        _ lane: Int, phase: Int, from: Double, to: Double, origin: Double = 0, hidden: [ClosedRange<Double>] = [],
        namesSources: Bool = false, into strands: inout Strands
    ) {
        func isShown(_ y: Double) -> Bool { y >= from && y <= to && !hidden.contains { $0.contains(y) } }
        for thread in layout.threads where thread.lane == lane {
            guard let whole = thread.segment(in: phase, height: layout.phases[phase].height) else { continue }
            let top = max(whole.lowerBound, from)
            let bottom = min(whole.upperBound, to)
            guard top < bottom else { continue }
            let hue = threadClass(thread)
            var data = "\(point(thread.x, top - origin))V\(decimal(bottom - origin))"
            if thread.isCut, thread.end.phase == phase, isShown(thread.end.y) { data += "m-5 0h10" }
            strands.add(data, "th " + hue + (isSession(thread) ? " ses" : ""))
            if thread.start.phase == phase, isShown(thread.start.y) {
                let dot = dot(thread, hue, y: thread.start.y - origin)
                strands.add(namesSources ? dot.map { $0.tracing(evidence(of: thread)) } : dot)
            }
        }
    }

    /// What the recording says about the first of a thread's secrets.
    private func evidence(of thread: PlacedThread) -> Flow.Evidence {
        flow.holdings.first { $0.lane == thread.lane && thread.secrets.contains($0.secret) }?.evidence
            ?? Flow.Evidence()
    }

    /// The threads at both ends of a band, over its panel, measured from the request's line; none, or one shape.
    func threads(_ band: BandLayout, phase: Int) -> [Markup] {
        var strands = Strands()
        for lane in Set([band.exchange.from, band.exchange.to]).sorted() {
            draw(
                lane, phase: phase, from: band.y + 1, to: band.y + band.height - 1, origin: band.requestY,
                into: &strands)
        }
        let markup = strands.markup
        return markup.count > 1 ? [.tag("g", [:], markup)] : markup
    }

    /// Whether the thread is that of an MCP session, which has its hue in common with keys and passwords of clients.
    private func isSession(_ thread: PlacedThread) -> Bool {
        thread.secrets.count == 1 && flow.secrets[thread.secrets[0]].kind == .sessionID
    }

    func threadClass(_ thread: PlacedThread) -> String {
        thread.secrets.count > 1 ? "t-st" : "t-" + flow.secrets[thread.secrets[0]].hue.rawValue
    }

    private func dot(_ thread: PlacedThread, _ hue: String, y: Double) -> [Markup] {
        let isBundle = thread.secrets.count > 1
        let style = isBundle ? "thd many " : thread.isOuter ? "thd out " : "thd "
        var out: [Markup] = [
            .tag(
                "circle",
                ["class": style + hue, "cx": decimal(thread.x), "cy": decimal(y)])
        ]
        if isBundle {
            out.append(
                .tag(
                    "text",
                    ["class": "thn", "x": decimal(thread.x), "y": decimal(y + 3.6)],
                    [.text(String(thread.secrets.count))]))
        }
        return out
    }
}
