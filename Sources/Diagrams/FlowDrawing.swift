import Specs

extension Drawing {
    /// Shapes that the pictures of a flow refer to.
    var symbols: [Markup] {
        [
            .tag(
                "g", ["id": prefix + "k"],
                [
                    .tag("circle", ["cx": "3", "cy": "5", "r": "2.3"]),
                    .tag("path", ["d": Icon.keyShaft]),
                ])
        ] + shapes.definitions(prefix: prefix)
    }

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
            metrics.headerHeight, cssClass: "seq hd4 rep", [.init("aria-hidden", "true")],
            [.tag("use", ["href": "#" + prefix + "hd"])])
    }

    var headerContent: [Markup] {
        let placed = HeaderLayout(layout)
        var out: [Markup] = layout.lanes.zones.map { zone in
            path(
                "zn z-" + zone.zone.letter,
                "M\(decimal(zone.x)) \(decimal(metrics.headerHeight))V14q0-14 14-14H\(decimal(zone.x + zone.width - 14))"
                    + "q14 0 14 14V\(decimal(metrics.headerHeight))z")
        }
        out += placed.zoneTitles.map { text($0) }
        for (lane, card) in placed.cards.enumerated() {
            var inner: [Markup] = [
                .tag(
                    "rect",
                    [
                        "x": decimal(card.x), "y": decimal(metrics.cardTop), "width": decimal(card.width),
                        "height": decimal(metrics.cardHeight), "rx": decimal(metrics.panelRadius),
                    ])
            ]
            if card.hasIcon {
                inner.append(
                    .tag(
                        "g",
                        [
                            "class": "ic",
                            "transform": "translate(\(decimal(card.x + 14)) \(decimal(metrics.cardTop + 16)))",
                        ],
                        Icon.shapes(flow.lanes[lane].role)))
            }
            inner += card.texts.map { text($0) }
            out.append(.tag("g", ["class": "lh l-" + flow.lanes[lane].letter + (card.isCompact ? " cc" : "")], inner))
            let bottom = metrics.cardTop + metrics.cardHeight
            out.append(
                path(
                    lifeClass(lane),
                    "M\(decimal(layout.lanes.x[lane])) \(decimal(bottom))V\(decimal(metrics.headerHeight))"))
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
                .init("id", key), .init("role", "group"), .init("aria-labelledby", key + "-t " + key + "-q"),
            ], phaseContent(index, isNamed: true))
    }

    func phaseContent(_ index: Int, isNamed: Bool) -> [Markup] {
        let phase = layout.phases[index]
        let key = prefix + phase.phase.id
        var out = zones(from: metrics.stripHeight, height: phase.height - metrics.stripHeight)
        out.append(strip(phase.textEnd))
        var strands = Strands()
        for lane in flow.lanes.indices {
            let start = layout.lanes.x[lane] < phase.textEnd + 14 ? metrics.stripHeight : 0
            draw(
                lane, phase: index, from: start, to: phase.height, hidden: phase.panels(on: lane), namesSources: true,
                into: &strands)
        }
        out += strands.markup
        out.append(text(phase.title, id: isNamed ? key + "-t" : nil))
        out.append(text(phase.question, id: isNamed ? key + "-q" : nil))
        for row in phase.rows {
            switch row {
            case .band(let band): out.append(self.band(band, phase: index))
            case .local(let local): out.append(self.local(local, phase: index))
            case .launch(let launch): out.append(self.launch(launch))
            }
        }
        out += phase.redirects.map(redirect)
        return out
    }

    /// One path for each owner's colour.
    private func zones(from y: Double, height: Double) -> [Markup] {
        var strands = Strands()
        for zone in layout.lanes.zones {
            strands.add(
                "M\(decimal(zone.x)) \(decimal(y))h\(decimal(zone.width))v\(decimal(height))H\(decimal(zone.x))z",
                "zn z-" + zone.zone.letter)
        }
        return strands.markup
    }

    private func strip(_ textEnd: Double) -> Markup {
        path("phl", "M\(decimal(textEnd + 4)) 19H\(decimal(metrics.width))")
    }

    /// What every party still holds.
    var end: Markup {
        let placed = EndLayout(layout)
        return svg(
            placed.height, cssClass: "seq endr",
            [.init("role", "img"), .init("aria-label", placed.sentence)], endContent(placed))
    }

    func endContent(_ placed: EndLayout) -> [Markup] {
        var out: [Markup] = []
        let last = layout.phases.count - 1
        for lane in flow.lanes.indices {
            let top = layout.lanes.x[lane] < placed.textEnd + 14 ? metrics.endStrip : 0
            out.append(
                path(lifeClass(lane), "M\(decimal(layout.lanes.x[lane])) \(decimal(top))V\(decimal(placed.boxY))"))
            for thread in layout.threads where thread.lane == lane && !thread.isCut && thread.end.phase == last {
                let hue = thread.secrets.count > 1 ? "st" : flow.secrets[thread.secrets[0]].hue.rawValue
                out.append(path("th t-" + hue, "M\(decimal(thread.x)) \(decimal(top))V\(decimal(placed.boxY))"))
            }
        }
        out.append(text(placed.title))
        for box in placed.boxes {
            out.append(
                .tag(
                    "rect",
                    [
                        "class": "endp", "x": decimal(box.x), "y": decimal(placed.boxY), "width": decimal(box.width),
                        "height": decimal(box.height), "rx": "10",
                    ]))
            out += box.chips.map { chip($0.chip).tracing($0.evidence) }
            if let words = box.words { out.append(text(words)) }
        }
        return out
    }
}
