import Specs

/// The flow as a list, for screens on which the picture's text would be too small. It is still a sequence: every item
/// carries the lanes at its left edge.
struct ListTwin: Sendable {
    let flow: Flow
    let prefix: String
    private let links: StepLinks
    private let x: [Double]
    private var shapes = RepeatedShapes(letter: "V")

    init(_ flow: Flow, prefix: String, links: StepLinks = StepLinks()) {
        self.flow = flow
        self.links = links
        self.prefix = prefix
        let count = flow.lanes.count
        x = (0..<count).map { count == 1 ? 36 : 9 + 54 * Double($0) / Double(count - 1) }
        shapes = RepeatedShapes(flow.exchanges.map(arrows), letter: "V")
    }

    var markup: Markup {
        var out: [Markup] = [HTMLPiece.hidden(shared), laneKey]
        for phase in flow.phases {
            out.append(
                .tag("h3", [:], [.text(phase.title), .tag("span", [:], [.text(phase.question)])]))
            out.append(.tag("ol", ["class": "pl"], phase.items.compactMap(item)))
        }
        if !flow.isComparison {
            out.append(.tag("h3", [:], [.text("Held at the end")]))
            out.append(.tag("ul", ["class": "he"], flow.lanes.indices.map(held)))
        }
        return .tag("div", ["class": "phone"], out)
    }

    /// What ``markup`` and the picture refer to.
    var icons: [Markup] { Icon.definitions(Set(flow.lanes.map(\.role)), prefix: prefix) }

    /// The lanes, and every drawing that several items share.
    private var shared: [Markup] {
        let lanes = flow.lanes.indices.map { lane in
            // Longer than any item, whose frame cuts them off.
            Markup.tag("path", ["class": "l-" + flow.lanes[lane].letter, "d": "M\(decimal(x[lane]))-20V999"])
        }
        return [.tag("g", ["class": "rails", "id": prefix + "r"], lanes)] + shapes.definitions(prefix: prefix)
    }

    private var laneKey: Markup {
        .tag(
            "ul", ["class": "lanekey", "aria-label": "Lanes, left to right"],
            flow.lanes.map { lane in
                .tag(
                    "li", ["class": "l-" + lane.letter],
                    [
                        .tag(
                            "svg", ["viewBox": "-1 -1 20 19", "aria-hidden": "true"],
                            [.tag("use", ["href": "#" + prefix + Icon.id(lane.role)])]),
                        .text(shortName(lane)),
                    ])
            })
    }

    private func shortName(_ lane: Flow.Lane) -> String {
        if flow.lanes.filter({ $0.role == lane.role }).count > 1 { return lane.label }
        switch lane.role {
        case .browser: return "Browser"
        case .client: return "Client"
        case .server: return "Server"
        case .authorization: return "Auth"
        case .idp: return "IdP"
        case .upstream: return "API"
        case .metadataHost: return "Metadata"
        case .attacker: return "Attacker"
        }
    }

    private func item(_ item: FlowItem) -> Markup? {
        switch item {
        case .exchange(let exchange): exchangeItem(exchange)
        case .local(let step): localItem(step)
        case .launch: nil
        case .same(let run): sameItem(run)
        }
    }

    private func sameItem(_ run: SameRun) -> Markup {
        .tag(
            "li", ["class": "nl"],
            [
                .tag(
                    "a",
                    [
                        "class": "pe bc", "href": links.href(run.exchanges[0], prefix),
                        "data-x": run.exchanges.joined(separator: " "),
                    ],
                    [
                        .tag(
                            "svg", ["class": "rl", "aria-hidden": "true"],
                            [.tag("use", ["href": "#" + prefix + "r"])]),
                        .tag("span", ["class": "pc"], [.text(run.linkWords)]),
                    ])
            ])
    }

    private func exchangeItem(_ exchange: FlowExchange) -> Markup {
        let drawing = exchange.channel == .front ? "fc" : "bc"
        var body: [Markup] = [
            .tag(
                "span", ["class": "pm"],
                [
                    exchange.change == .removed ? .group([]) : .tag("i", [:], [.text(String(exchange.number))]),
                    name(exchange.from), .text(" "), .tag("em", [:], [.text("→")]), .text(" "), name(exchange.to),
                ] + badge(exchange)),
            .tag(
                "span", ["class": "pr"],
                [
                    .tag(
                        "code", [:],
                        [.tag("b", [:], [.text(exchange.method)]), .text(" ")] + HTMLPiece.breakable(exchange.path))
                ] + (exchange.redirect.map { [.tag("u", ["data-x": $0.source], [.text("after " + $0.tag)])] } ?? [])),
        ]
        if !exchange.caption.isEmpty { body.append(.tag("span", ["class": "pc"], [.text(exchange.caption)])) }
        body += HTMLPiece.chips(exchange.cargo)
        switch exchange.reply {
        case .response(let response):
            body.append(
                .tag(
                    "span", ["class": "rr"],
                    [
                        .tag(
                            "span", ["class": "hs s\(max(1, min(5, response.status / 100)))"],
                            [.text(String(response.status))]),
                        .text(" "), .tag("code", [:], [.text(response.reason)]), .text(" "),
                        .tag("span", ["class": "pc"], HTMLPiece.breakable(response.caption)),
                    ]))
            body += HTMLPiece.chips(response.cargo)
        case .none(let failure):
            body.append(
                .tag(
                    "span", ["class": "rr"],
                    [
                        .tag("span", ["class": "hs s5"], [.text("no answer")]), .text(" "),
                        .tag("span", ["class": "pc"], [.text(failure.words)]),
                    ]))
        }
        for (index, remark) in exchange.remarks.enumerated() {
            let verdict = index == 0 ? exchange.verdict.flatMap { $0.holds ? nil : $0 } : nil
            body.append(
                .tag("span", ["class": verdict == nil ? "pc" : "pv", "data-d": verdict?.decision], [.text(remark)]))
        }
        let state = Drawing.stateClass(exchange)
        return .tag(
            "li",
            [
                "value": exchange.change == .removed ? nil : String(exchange.number),
                "class": exchange.change == .removed ? "nl" : nil,
            ],
            [
                .tag(
                    "a",
                    [
                        "class": "pe \(drawing)" + state + Drawing.lensClass(exchange),
                        "id": prefix + "m-" + exchange.id,
                        "href": links.href(exchange, prefix), "data-x": exchange.id,
                    ], [rail(arrows(exchange)), .tag("span", ["class": "pb"], body)])
            ])
    }

    private func badge(_ exchange: FlowExchange) -> [Markup] {
        exchange.badge.map { [.tag("span", ["class": "bg"], [.text($0)])] } ?? []
    }

    private func name(_ index: Int) -> Markup {
        let lane = flow.lanes[index]
        let label = lane.label == lane.role.label ? lane.role.shortLabel : lane.label
        return .tag("b", ["class": "l-" + lane.letter], [.text(label)])
    }

    /// The lanes beside an item and the drawing on them.
    private func rail(_ drawing: Markup) -> Markup {
        let shape = shapes.id(of: drawing).map { Markup.tag("use", ["href": "#" + prefix + $0]) } ?? drawing
        return .tag(
            "svg", ["class": "rl", "aria-hidden": "true"], [.tag("use", ["href": "#" + prefix + "r"]), shape])
    }

    private func arrows(_ exchange: FlowExchange) -> Markup {
        let from = x[exchange.from]
        let to = exchange.from == exchange.to ? from + 9 : x[exchange.to]
        let sign = to < from ? -1.0 : 1.0
        let isShort = abs(to - from) < 16
        let head = isShort ? 5.0 : 8.0
        func line(_ start: Double, _ tip: Double, _ y: Int, _ kind: String) -> [Markup] {
            let way = tip < start ? -1.0 : 1.0
            let neck = tip - (head - 2) * way
            var out: [Markup] = []
            if (neck - start) * way > 0 {
                out.append(.tag("path", ["class": kind, "d": "M\(decimal(start)) \(y)H\(decimal(neck))"]))
            }
            let barb = way < 0 ? "-4-1.5 4 1.5 4z" : "-4 1.5 4-1.5 4z"
            out.append(.tag("path", ["class": "hd", "d": "M\(decimal(tip)) \(y)l\(decimal(-head * way))" + barb]))
            return out
        }
        var out: [Markup] = [
            .tag("path", ["class": "act l-" + flow.lanes[exchange.to].letter, "d": "M\(decimal(to)) 16V44"])
        ]
        let tip = to - 3.5 * sign
        out += line(from + 4 * sign, tip, 20, "ln")
        if case .response = exchange.reply { out += line(tip, from + 3 * sign, 40, "ln rs") }
        out.append(
            .tag(
                "circle",
                ["class": "org l-" + flow.lanes[exchange.from].letter, "cx": decimal(from), "cy": "20"]))
        return .tag("g", [:], out)
    }

    private func localItem(_ step: LocalStep) -> Markup {
        let dot: Markup = .tag(
            "path", ["class": "act l-" + flow.lanes[step.lane].letter, "d": "M\(decimal(x[step.lane])) 16V40"])
        let body: [Markup] =
            [.tag("span", ["class": "pm"], [name(step.lane), .text(" " + step.caption)])] + HTMLPiece.chips(step.cargo)
        return .tag(
            "li", ["class": "nl"],
            [
                .tag(
                    "a",
                    [
                        "class": "pe bc" + Drawing.stateClass(step.state) + Drawing.lensClass(step.cargo),
                        "id": prefix + "m-" + step.id, "href": links.href(step.id, prefix),
                        "data-d": step.decisions.joined(separator: " "),
                    ], [rail(dot), .tag("span", ["class": "pb"], body)])
            ])
    }

    private func held(_ lane: Int) -> Markup {
        let held = flow.heldAtEnd(by: lane).map { holding in
            HTMLPiece.chip(Cargo(flow.secrets[holding.secret]), from: holding.evidence)
        }
        let quiet = flow.heldWithoutThread(by: lane)
        let words = held.isEmpty && quiet.isEmpty ? "nothing secret" : quiet.joined(separator: ", ")
        return .tag(
            "li", [:],
            [name(lane), .text(" ")] + (held.isEmpty ? [] : [.tag("span", ["class": "cs"], held)])
                + (words.isEmpty ? [] : [.tag("span", ["class": "pc"], [.text(words)])]))
    }
}
