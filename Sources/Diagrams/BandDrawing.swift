extension Drawing {
    /// One exchange: a link to its step. Inside, heights count from the request's line, so that bands of one kind are
    /// alike; what is the same in most bands stands in the stylesheet.
    func band(_ placed: BandLayout, phase: Int) -> Markup {
        let exchange = placed.exchange
        let band = placed.fromRequest
        var out = [place(frame(band), band)]
        out += threads(placed, phase: phase).map { place($0) }
        out.append(place(arrows(band)))
        out += broken(band)
        let line = reply(band)
        let replyX = band.statusBox?.x ?? 0
        let replyY = (band.statusBox?.y ?? 0) - Self.replyTop
        if shapes.id(of: line) != nil {
            out.append(place(line, x: replyX, y: replyY))
        } else {
            out.append(place(status(band), x: replyX, y: replyY))
            out += texts(band.texts[replyRest(band)])
        }
        out += texts(band.texts[..<band.reply.lowerBound]) + texts(band.texts[band.reply.upperBound...])
        out += (band.requestChips + band.responseChips).map { chip($0) }
        if let badge = band.badge { out.append(self.badge(badge)) }
        out += verdict(band)
        if exchange.change != .removed { out.append(number(String(exchange.number), y: numberY(band))) }
        return .tag(
            hasLinks ? "a" : "g",
            [
                "transform": "translate(0 \(decimal(placed.requestY)))",
                "class": "ex \(channelClass(exchange.channel))" + Self.stateClass(exchange)
                    + Self.lensClass(exchange),
                "id": prefix + "d-" + exchange.id, "href": hasLinks ? links.href(exchange, prefix) : nil,
                "data-x": exchange.id, "role": hasLinks ? nil : "group",
                "aria-label": Sentence.of(exchange),
            ], out)
    }

    /// What is behind a band: its row, its panel, the lines of its two lanes and the disc of its number. Heights are shares
    /// of the band's, so that all bands of two lanes have one frame.
    func frame(_ band: BandLayout) -> Markup {
        var out: [Markup] = hasLinks ? [.tag("rect", ["class": "row"])] : []
        out.append(
            .tag(
                "rect",
                [
                    "class": "pnl", "x": decimal(band.left - metrics.panelReach),
                    "width": decimal(band.right - band.left + 2 * metrics.panelReach),
                ]))
        for lane in Set([band.exchange.from, band.exchange.to]).sorted() {
            let x = decimal(layout.lanes.x[lane])
            out.append(.tag("line", ["class": lifeClass(lane), "x1": x, "x2": x, "y1": "1%", "y2": "99%"]))
        }
        if band.exchange.change != .removed { out.append(.tag("circle", ["class": "num"])) }
        return .tag("svg", ["class": "fr"], out)
    }

    /// The frame of a band at its height.
    private func place(_ frame: Markup, _ band: BandLayout) -> Markup {
        let heights = [Markup.Attribute("y", decimal(band.y)), .init("height", decimal(band.height))]
        guard let id = shapes.id(of: frame) else { return frame.with(heights) }
        return .element("use", [.init("href", "#" + prefix + id)] + heights, [])
    }

    private func numberY(_ band: BandLayout) -> Double { (band.y + band.height / 2).rounded() }

    func channelClass(_ channel: FlowExchange.Channel) -> String { channel == .front ? "fc" : "bc" }

    static func stateClass(_ exchange: FlowExchange) -> String {
        switch exchange.change {
        case nil: stateClass(exchange.state)
        case .added: " v-add"
        case .removed: " v-rem"
        case .changed: " v-chg"
        }
    }

    static func stateClass(_ state: FlowExchange.State) -> String {
        switch state {
        case .ok: ""
        case .failed: " v-fail"
        case .attack: " v-atk"
        case .stopped: " v-atk v-stop"
        }
    }

    private func number(_ text: String, y: Double) -> Markup {
        let usual = (metrics.bandHeight / 2 - metrics.requestLine).rounded()
        return .tag("text", ["class": "numt", "y": y == usual ? nil : decimal(y - usual)], [.text(text)])
    }

    /// A bar on a lane while its party works.
    func activity(_ lane: Int, x: Double, from: Double, to: Double) -> Markup {
        path("act l-" + flow.lanes[lane].letter, "\(point(x, from + 4))V\(decimal(to - 4))")
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
                ["class": "org l-" + flow.lanes[exchange.from].letter, "cx": decimal(band.from)]))
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
                path("ln rs", "\(point(tip + sign, band.responseY))H\(decimal(middle + 8 * sign))"),
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
                .tag("path", ["d": "\(point(x - 3, y - 3))l6 6m0-6l-6 6"]),
            ])
    }

    /// Where the box of a status starts when nothing is wrapped, from the request's line.
    private static let replyTop = 35.0

    /// The status in its box and the reason behind it, with the box's left end at the origin.
    func status(_ band: BandLayout) -> Markup {
        replyShape(band, band.reply.lowerBound..<replyRest(band).lowerBound)
    }

    /// The whole line of the response: status, reason and caption.
    func reply(_ band: BandLayout) -> Markup { replyShape(band, band.reply) }

    /// What follows the status and the reason on lines of its own.
    private func replyRest(_ band: BandLayout) -> Range<Int> {
        let start = band.reply.first { index in
            let text = band.texts[index]
            return text.style == .caption && !text.follows
        }
        return (start ?? band.reply.upperBound)..<band.reply.upperBound
    }

    private func replyShape(_ band: BandLayout, _ range: Range<Int>) -> Markup {
        let box = band.statusBox ?? (0, 0, 0)
        let family =
            switch band.exchange.reply {
            case .response(let response): max(1, min(5, response.status / 100))
            case .none: 5
            }
        let moved = band.texts[range].map { text in
            var text = text
            text.x -= box.x
            text.y -= box.y - Self.replyTop
            return text
        }
        return .tag(
            "svg", ["class": "st s\(family)"], [.tag("rect", ["width": decimal(box.width)])] + texts(moved))
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
                    ]), text(badge.text),
            ])
    }

    /// The disc on the lane of the party that checked.
    private func verdict(_ band: BandLayout) -> [Markup] {
        guard let verdict = band.exchange.verdict else { return [] }
        let x = verdict.lane == band.exchange.from ? band.from : band.to
        let y = ((band.requestY + band.responseY) / 2).rounded()
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
                    .tag("path", ["d": "\(point(x - 4, y))l3 3 5.4-6"]),
                ])
        ]
    }

    /// What one party makes by itself: a link to the box between the steps. Heights count from the row of chips.
    func local(_ local: LocalLayout, phase: Int) -> Markup {
        let origin = local.chipY
        var out: [Markup] = hasLinks ? [.tag("rect", ["class": "row"])] : []
        out.append(
            .tag(
                "rect", ["class": "pnl", "x": decimal(local.panelX), "width": decimal(local.panelWidth)]))
        out.append(
            life(local.step.lane, from: local.y + 1 - origin, to: local.y + metrics.localHeight - 1 - origin))
        var strands = Strands()
        draw(
            local.step.lane, phase: phase, from: local.y + 1, to: local.y + metrics.localHeight - 1, origin: origin,
            into: &strands)
        out += strands.markup
        out.append(activity(local.step.lane, x: local.lane, from: local.y + 14 - origin, to: local.y + 50 - origin))
        func moved(_ text: PlacedText) -> PlacedText {
            var text = text
            text.y -= origin
            return text
        }
        out.append(text(moved(local.caption)))
        if let arrow = local.arrow {
            out.append(path("ln", "M\(decimal(arrow.from)) 0H\(decimal(arrow.to - 10))"))
            out.append(head(x: arrow.to - 4, y: 0, pointsRight: true))
            out.append(text(moved(arrow.label)))
        }
        out += local.chips.map { chip($0, row: origin) }
        return .tag(
            hasLinks ? "a" : "g",
            [
                "transform": "translate(0 \(decimal(origin)))",
                "class": "self bc" + Self.stateClass(local.step.state) + Self.lensClass(local.step.cargo),
                "id": prefix + "d-" + local.step.id, "href": hasLinks ? links.href(local.step.id, prefix) : nil,
                "data-d": local.step.decisions.joined(separator: " "), "role": hasLinks ? nil : "group",
                "aria-label": Sentence.of(local.step),
            ], out)
    }

    /// Exchanges that are the same as before: a link to the first of them.
    func same(_ placed: SameLayout) -> Markup {
        let content: [Markup] = [
            .tag(
                "rect",
                [
                    "class": "pnl", "x": decimal(placed.x), "width": decimal(placed.width), "y": decimal(placed.y),
                    "height": decimal(metrics.sameHeight),
                ]), text(placed.caption),
        ]
        return .tag(
            hasLinks ? "a" : "g",
            [
                "class": "same bc", "href": hasLinks ? links.href(placed.run.exchanges[0], prefix) : nil,
                "data-x": placed.run.exchanges.joined(separator: " "), "aria-label": placed.run.linkWords,
            ], content)
    }

    func launch(_ launch: LaunchLayout) -> Markup {
        let sign = launch.to < launch.from ? -1.0 : 1.0
        let from = launch.from + 5 * sign
        let tip = launch.to - 6 * sign
        return .tag(
            "g", ["class": "hop fc", "data-x": launch.hop.exchange],
            [
                path("cas", "\(point(from, launch.y))H\(decimal(tip))"),
                path("ln dt", "\(point(from, launch.y))H\(decimal(tip - 6 * sign))"),
                head(x: tip, y: launch.y, pointsRight: sign > 0), text(launch.caption),
            ])
    }

    /// The browser goes on to where a response sent it.
    func redirect(_ placed: PhaseLayout.PlacedRedirect) -> Markup {
        let outer = placed.x - metrics.redirectReach
        let curve = "H\(decimal(outer + 18))q-18 0-18 18V\(decimal(placed.to - 18))q0 18 18 18H"
        let start = point(placed.x - 6, placed.from) + curve
        let middle = (placed.from + placed.to) / 2
        return .tag(
            "g",
            [
                "class": "hop fc rd" + (flow.exchange(placed.target).map(Self.lensClass) ?? ""),
                "data-x": placed.redirect.source + " " + placed.target,
            ],
            [
                path("cas", start + decimal(placed.x - 8)), path("ln", start + decimal(placed.x - 14)),
                head(x: placed.x - 7, y: placed.to, pointsRight: true),
                place(redirectTag(placed), x: outer, y: middle),
            ])
    }

    /// The words on a redirect's connector, with their middle at the origin.
    func redirectTag(_ placed: PhaseLayout.PlacedRedirect) -> Markup {
        .tag(
            "svg", ["class": "fr"],
            [
                .tag("rect", ["class": "hopb"]),
                .tag("text", ["class": "hopt", "y": "-3"], [.text(placed.redirect.tag)]),
                .tag(
                    "text", ["class": "hops", "y": "11"],
                    [.text(placed.redirect.tag == "POST" ? "form" : "redirect")]),
            ])
    }

    /// Marks what a filter of the page may leave bright.
    static func lensClass(_ exchange: FlowExchange) -> String { lensClass(exchange.cargo + exchange.replyCargo) }

    static func lensClass(_ cargo: [Cargo]) -> String {
        (cargo.contains { $0.isSecret && $0.hue == .code } ? " k-code" : "")
            + (cargo.contains { $0.isSecret && $0.hue == .accessToken } ? " k-at" : "")
    }
}
