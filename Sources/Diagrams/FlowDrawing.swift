import Specs

extension Drawing {
    /// Shapes that the pictures of a flow refer to: the key, the zones, the lifelines, what is behind every phase, and what
    /// occurs more than once.
    var symbols: [Markup] {
        [
            .tag(
                "g", ["id": prefix + "k", "class": "kg"],
                [
                    .tag("circle", ["cx": "10", "r": "2.3"]), .tag("path", ["d": Icon.keyShaft]),
                ]),
            .tag("g", ["id": prefix + "y"], zones),
            .tag("g", ["id": prefix + "l"], flow.lanes.indices.map { life($0, from: 0, to: Self.endless) }),
            .tag(
                "g", ["id": prefix + "z"],
                [
                    // The zones' round corners are above the frame that cuts them off.
                    .tag("svg", ["y": decimal(metrics.stripHeight)], [use("y", y: -20)]), use("l"),
                    path("phl", "M0 19H\(decimal(metrics.width))"),
                ]),
        ] + shapes.definitions(prefix: prefix)
    }

    /// Longer than any picture, whose frame cuts it off.
    static let endless = 99999.0

    func svg(_ height: Double, cssClass: String, _ attributes: [Markup.Attribute], _ children: [Markup]) -> Markup {
        .element(
            "svg",
            [
                .init("class", cssClass), .init("viewBox", "0 0 \(decimal(metrics.width)) \(decimal(height))"),
            ] + attributes, children)
    }

    /// The lanes' cards, as a picture of its own that can stick to the top.
    var header: Markup {
        let names = flow.lanes.map(\.label)
        return svg(
            metrics.headerHeight, cssClass: "seq hd4",
            [.init("role", "img"), .init("aria-label", "Lanes, left to right: " + Sentence.list(names))],
            [.tag("g", ["id": prefix + "hd"], headerContent)])
    }

    /// The header again, for paper.
    var headerCopy: Markup {
        svg(
            metrics.headerHeight, cssClass: "seq rep", [],
            [.tag("use", ["href": "#" + prefix + "hd"])])
    }

    var headerContent: [Markup] {
        let placed = HeaderLayout(layout)
        var out = [use("y")] + placed.zoneTitles.map { text($0) }
        out.append(use("l", y: metrics.cardTop + metrics.cardHeight))
        for (lane, card) in placed.cards.enumerated() {
            var inner: [Markup] = [.tag("rect", ["width": decimal(card.width)])]
            if card.hasIcon {
                inner.append(use(Icon.id(flow.lanes[lane].role), x: 14, y: metrics.cardTop + 16))
            }
            inner += card.texts.map { text($0) }
            let name = "lh l-" + flow.lanes[lane].letter + (card.isCompact ? " cc" : "")
            out.append(.tag("svg", ["x": decimal(card.x), "class": name], inner))
        }
        return out
    }

    /// A phase as a picture of its own.
    func phase(_ index: Int) -> Markup {
        let phase = layout.phases[index]
        let key = prefix + phase.phase.id
        return svg(
            phase.height, cssClass: "seq",
            [
                .init("id", key), .init("role", "group"), .init("aria-labelledby", key + "-t"),
            ], phaseContent(index, isNamed: true))
    }

    func phaseContent(_ index: Int, isNamed: Bool) -> [Markup] {
        let phase = layout.phases[index]
        let key = prefix + phase.phase.id
        var out = [use("z")]
        var strands = Strands()
        for lane in flow.lanes.indices {
            draw(
                lane, phase: index, from: 0, to: phase.height, hidden: phase.panels(on: lane), namesSources: true,
                into: &strands)
        }
        out += strands.markup
        out.append(strip(phase.textEnd))
        out.append(.tag("g", ["id": isNamed ? key + "-t" : nil], [text(phase.title), text(phase.question)]))
        for row in phase.rows {
            switch row {
            case .band(let band): out.append(self.band(band, phase: index))
            case .local(let local): out.append(self.local(local, phase: index))
            case .launch(let launch): out.append(self.launch(launch))
            case .same(let run): out.append(same(run))
            }
        }
        out += phase.redirects.map(redirect)
        return out
    }

    /// Longer than any picture; the stylesheet has the height.
    private var zones: [Markup] {
        layout.lanes.zones.map { zone in
            .tag("rect", ["class": "z-" + zone.zone.letter, "x": decimal(zone.x), "width": decimal(zone.width)])
        }
    }

    /// Paper under a strip's text, so that no line strikes it; the hairline goes on behind.
    private func strip(_ textEnd: Double) -> Markup {
        .tag("rect", ["class": "cov", "width": decimal((textEnd + 14).rounded())])
    }

    /// What every party still holds.
    var end: Markup {
        let placed = EndLayout(layout)
        return svg(
            placed.height, cssClass: "seq endr",
            [.init("role", "img"), .init("aria-label", placed.sentence)], endContent(placed))
    }

    func endContent(_ placed: EndLayout) -> [Markup] {
        let last = layout.phases.count - 1
        var strands = Strands()
        for lane in flow.lanes.indices {
            for thread in layout.threads where thread.lane == lane && !thread.isCut && thread.end.phase == last {
                strands.add("M\(decimal(thread.x)) 0V\(decimal(placed.boxY))", "th " + threadClass(thread))
            }
        }
        var out: [Markup] = [.tag("svg", ["height": decimal(placed.boxY)], [use("l")])]
        out += strands.markup
        out.append(strip(placed.textEnd))
        out.append(text(placed.title))
        for box in placed.boxes {
            out.append(
                .tag(
                    "rect",
                    [
                        "class": "endp", "x": decimal(box.x), "y": decimal(placed.boxY), "width": decimal(box.width),
                        "height": decimal(box.height),
                    ]))
            out += box.chips.map { chip($0.chip).tracing($0.evidence) }
            out += box.words.map { text($0) }
        }
        return out
    }
}
