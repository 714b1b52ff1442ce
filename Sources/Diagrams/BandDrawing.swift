extension Drawing {
    /// One exchange: a link to its step. Inside, heights count from the panel's top, so that bands of one kind are alike.
    func band(_ placed: BandLayout, phase: Int) -> Markup {
        let exchange = placed.exchange
        let band = placed.moved(by: -placed.y)
        let panelX = band.left - metrics.panelReach
        let panelWidth = band.right - band.left + 2 * metrics.panelReach
        var out: [Markup] = []
        if hasLinks {
            out.append(.tag("rect", ["class": "row", "height": decimal(band.height + 2 * metrics.rowBleed)]))
        }
        out.append(
            .tag(
                "rect",
                [
                    "class": "pnl", "x": decimal(panelX), "width": decimal(panelWidth),
                    "height": decimal(band.height), "rx": decimal(metrics.panelRadius),
                ]))
        let strands = strands(placed, phase: phase)
        out.append(shapes.id(of: strands).map { use($0) } ?? strands)
        out.append(place(arrows(band), y: band.requestY))
        out += broken(band)
        if let box = band.statusBox, let status = status(band) { out.append(place(status, x: box.x, y: box.y)) }
        out += band.texts.filter { $0.style != .status }.map { text($0) }
        out += (band.requestChips + band.responseChips).map(chip)
        if let badge = band.badge { out.append(self.badge(badge)) }
        out += verdict(band)
        out += number(String(exchange.number), y: (band.height / 2).rounded())
        return .tag(
            hasLinks ? "a" : "g",
            [
                "class": "ex \(channelClass(exchange.channel)) n\(exchange.number)" + Self.stateClass(exchange.state),
                "id": prefix + "d-" + exchange.id, "href": hasLinks ? "#" + prefix + "s-" + exchange.id : nil,
                "data-x": exchange.id, "role": hasLinks ? nil : "group",
                "aria-label": Sentence.of(exchange), "transform": "translate(0 \(decimal(placed.y)))",
            ], out)
    }

    func channelClass(_ channel: FlowExchange.Channel) -> String { channel == .front ? "fc" : "bc" }

    static func stateClass(_ state: FlowExchange.State) -> String {
        switch state {
        case .ok: ""
        case .failed: " v-fail"
        case .attack: " v-atk"
        case .stopped: " v-atk v-stop"
        }
    }

    private func number(_ text: String, y: Double) -> [Markup] {
        [
            .tag(
                "circle",
                ["class": "num", "cx": decimal(metrics.gutter), "cy": decimal(y), "r": decimal(metrics.numberRadius)]),
            .tag("text", ["class": "numt", "x": decimal(metrics.gutter), "y": decimal(y + 5)], [.text(text)]),
        ]
    }

    /// A bar on a lane while its party works.
    func activity(_ lane: Int, x: Double, from: Double, to: Double) -> Markup {
        path("act l-" + flow.lanes[lane].letter, "M\(decimal(x)) \(decimal(from + 4))V\(decimal(to - 4))")
    }

    /// Request and response lines with the marks at their ends, measured from the request's line.
    func arrows(_ band: BandLayout) -> Markup {
        let exchange = band.exchange
        let ends = ends(band)
        let gap = band.responseY - band.requestY
        var out: [Markup] = []
        if exchange.reply != .none(.refused), exchange.from != exchange.to {
            out.append(activity(exchange.to, x: band.to, from: -6, to: gap + 6))
        }
        let request = Line(from: ends.start, to: ends.tip, y: 0)
        let response = Line(from: ends.tip + ends.sign, to: ends.start + ends.sign, y: gap)
        let isAnswered = if case .response = exchange.reply { true } else { false }
        let drawn = isAnswered ? [request, response] : [request]
        if exchange.channel == .front { out.append(path("cas", drawn.map(\.whole).joined())) }
        out.append(path("ln", request.shaft))
        if isAnswered { out.append(path("ln rs", response.shaft)) }
        out.append(path("hd", drawn.map(\.head).joined()))
        out.append(
            .tag(
                "circle",
                ["class": "org l-" + flow.lanes[exchange.from].letter, "cx": decimal(band.from), "cy": "0", "r": "4"]))
        return .tag("g", [:], out)
    }

    private func ends(_ band: BandLayout) -> (start: Double, tip: Double, sign: Double) {
        let sign = band.isLeftward ? -1.0 : 1.0
        return (band.from + 5 * sign, band.to - 6 * sign, sign)
    }

    /// What became of an exchange without an answer.
    private func broken(_ band: BandLayout) -> [Markup] {
        let (start, tip, sign) = ends(band)
        switch band.exchange.reply {
        case .response, .none(.silent): return []
        case .none(.lost), .none(.reset):
            let middle = (start + tip) / 2
            return [
                path("ln rs", "M\(decimal(tip + sign)) \(decimal(band.responseY))H\(decimal(middle + 8 * sign))"),
                cross(x: middle, y: band.responseY),
            ]
        case .none(.refused): return [cross(x: band.to, y: band.requestY)]
        }
    }

    func cross(x: Double, y: Double, decision: String? = nil) -> Markup {
        .tag(
            "g", ["class": "no", "data-d": decision],
            [
                .tag("circle", ["cx": decimal(x), "cy": decimal(y), "r": "8"]),
                .tag("path", ["d": "M\(decimal(x - 3)) \(decimal(y - 3))l6 6m0-6l-6 6"]),
            ])
    }

    /// The status in its box, with the corner at the origin.
    func status(_ band: BandLayout) -> Markup? {
        guard let box = band.statusBox, let label = band.texts.first(where: { $0.style == .status }) else { return nil }
        let family =
            switch band.exchange.reply {
            case .response(let response): max(1, min(5, response.status / 100))
            case .none: 5
            }
        var moved = label
        moved.x -= box.x
        moved.y -= box.y
        return .tag(
            "g", ["class": "st s\(family)"],
            [.tag("rect", ["width": decimal(box.width), "height": "17", "rx": "4"]), text(moved)])
    }

    private func badge(_ badge: (x: Double, width: Double, text: PlacedText)) -> Markup {
        .tag(
            "g", ["class": "badge"],
            [
                .tag(
                    "rect",
                    [
                        "x": decimal(badge.x), "y": decimal(badge.text.y - 12.5), "width": decimal(badge.width),
                        "height": "17",
                        "rx": "4",
                    ]), text(badge.text),
            ])
    }

    /// The disc on the lane of the party that checked.
    private func verdict(_ band: BandLayout) -> [Markup] {
        guard let verdict = band.exchange.verdict else { return [] }
        let x = verdict.lane == band.exchange.from ? band.from : band.to
        let y = (band.requestY + band.responseY) / 2
        guard verdict.lane == band.exchange.from || verdict.lane == band.exchange.to else { return [] }
        if !verdict.holds {
            return [
                cross(x: x, y: verdict.lane == band.exchange.from ? band.responseY + 15 : y, decision: verdict.decision)
            ]
        }
        return [
            .tag(
                "g", ["class": "ck", "data-d": verdict.decision],
                [
                    .tag("circle", ["cx": decimal(x), "cy": decimal(y), "r": "9"]),
                    .tag("path", ["d": "M\(decimal(x - 4)) \(decimal(y + 0.3))l3 3 5.4-6"]),
                ])
        ]
    }

    /// What one party makes by itself. No step belongs to it, so it is no link.
    func local(_ local: LocalLayout, phase: Int) -> Markup {
        var out: [Markup] = [
            .tag(
                "rect",
                [
                    "class": "pnl", "x": decimal(local.panelX), "y": decimal(local.y),
                    "width": decimal(local.panelWidth),
                    "height": decimal(metrics.localHeight), "rx": decimal(metrics.panelRadius),
                ])
        ]
        var strands = Strands()
        draw(
            local.step.lane, phase: phase, from: local.y + 1, to: local.y + metrics.localHeight - 1, into: &strands)
        out += strands.markup
        out.append(activity(local.step.lane, x: local.lane, from: local.y + 14, to: local.y + 50))
        out.append(text(local.caption))
        if let arrow = local.arrow {
            out.append(path("ln", "M\(decimal(arrow.from)) \(decimal(local.chipY))H\(decimal(arrow.to - 10))"))
            out.append(head(x: arrow.to - 4, y: local.chipY, pointsRight: true))
            out.append(text(arrow.label))
        }
        out += local.chips.map(chip)
        return .tag(
            "g",
            [
                "class": "self bc" + Self.stateClass(local.step.state), "id": prefix + "d-" + local.step.id,
                "data-d": local.step.decisions.joined(separator: " "), "role": "group",
                "aria-label": Sentence.of(local.step),
            ], out)
    }

    func launch(_ launch: LaunchLayout) -> Markup {
        let sign = launch.to < launch.from ? -1.0 : 1.0
        let from = launch.from + 5 * sign
        let tip = launch.to - 6 * sign
        return .tag(
            "g", ["class": "hop fc", "data-x": launch.hop.exchange],
            [
                path("cas", "M\(decimal(from)) \(decimal(launch.y))H\(decimal(tip))"),
                path("ln dt", "M\(decimal(from)) \(decimal(launch.y))H\(decimal(tip - 6 * sign))"),
                head(x: tip, y: launch.y, pointsRight: sign > 0), text(launch.caption),
            ])
    }

    /// The browser goes on to where a response sent it.
    func redirect(_ placed: PhaseLayout.PlacedRedirect) -> Markup {
        let outer = placed.x - metrics.redirectReach
        let curve = "H\(decimal(outer + 18))q-18 0-18 18V\(decimal(placed.to - 18))q0 18 18 18H"
        let start = "M\(decimal(placed.x - 6)) \(decimal(placed.from))" + curve
        let middle = (placed.from + placed.to) / 2
        let isForm = placed.redirect.tag == "POST"
        return .tag(
            "g", ["class": "hop fc rd", "data-x": placed.redirect.source + " " + placed.target],
            [
                path("cas", start + decimal(placed.x - 8)), path("ln", start + decimal(placed.x - 14)),
                head(x: placed.x - 7, y: placed.to, pointsRight: true),
                .tag(
                    "rect",
                    [
                        "class": "hopb", "x": decimal(outer - 26), "y": decimal(middle - 19), "width": "52",
                        "height": "38",
                        "rx": "8",
                    ]),
                .tag(
                    "text",
                    ["class": "hopt", "x": decimal(outer), "y": decimal(middle - 3), "text-anchor": "middle"],
                    [.text(placed.redirect.tag)]),
                .tag(
                    "text",
                    ["class": "hops", "x": decimal(outer), "y": decimal(middle + 11), "text-anchor": "middle"],
                    [.text(isForm ? "form" : "redirect")]),
            ])
    }
}
