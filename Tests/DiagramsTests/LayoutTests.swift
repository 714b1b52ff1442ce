import Testing

@testable import Diagrams

struct LayoutTests {
    /// All boxes of text in one phase, with what they say.
    private func boxes(_ phase: PhaseLayout, _ metrics: Metrics, _ sans: Double) -> [(String, Box)] {
        func box(_ text: PlacedText) -> (String, Box) {
            let isMono = text.style.face == .mono
            return (text.text, text.box(TextWidth(scale: metrics.text.scale * (isMono ? 1 : sans))))
        }
        var out = [box(phase.title), box(phase.question)]
        for row in phase.rows {
            switch row {
            case .band(let band):
                out += band.texts.map(box)
                out += (band.requestChips + band.responseChips).map { ($0.text, $0.box(metrics)) }
                if let badge = band.badge { out.append(box(badge.text)) }
                out.append(
                    (String(band.exchange.number), Box(left: 6.5, right: 33.5, top: band.y + 30, bottom: band.y + 60)))
            case .local(let local):
                out.append(box(local.caption))
                out += local.chips.map { ($0.text, $0.box(metrics)) }
            case .launch(let launch): out.append(box(launch.caption))
            case .same(let run): out.append(box(run.caption))
            }
        }
        for redirect in phase.redirects {
            let middle = (redirect.from + redirect.to) / 2
            let x = redirect.x - metrics.redirectReach
            out.append((redirect.redirect.tag, Box(left: x - 26, right: x + 26, top: middle - 19, bottom: middle + 19)))
        }
        return out
    }

    private func expectNoOverlap(_ list: [(String, Box)], _ metrics: Metrics, _ name: String) {
        for (index, first) in list.enumerated() {
            #expect(
                first.1.left >= -0.5 && first.1.right <= metrics.width + 0.5, "\(name): “\(first.0)” leaves the picture"
            )
            for second in list[(index + 1)...] {
                #expect(!first.1.intersects(second.1), "\(name): “\(first.0)” on “\(second.0)”")
            }
        }
    }

    @Test(arguments: fixtureNames, [1.0, 1.15])
    func noTextTouchesAnother(_ name: String, _ scale: Double) {
        var metrics = Metrics()
        metrics.text.scale = scale
        let layout = FlowLayout(flow(name), metrics)
        for phase in layout.phases {
            expectNoOverlap(boxes(phase, metrics, scale == 1 ? 1.15 : 1), metrics, "\(name) at \(scale)")
        }
        let header = HeaderLayout(layout)
        let texts =
            header.zoneTitles
            + header.cards.flatMap { card in
                card.texts.map { text in
                    var text = text
                    text.x += card.x
                    return text
                }
            }
        expectNoOverlap(texts.map { ($0.text, $0.box(metrics.text)) }, metrics, name + " header")
        let end = EndLayout(layout)
        let ends = end.boxes.map {
            ("box", Box(left: $0.x, right: $0.x + $0.width, top: end.boxY, bottom: end.boxY + $0.height))
        }
        expectNoOverlap(ends + [(end.title.text, end.title.box(metrics.text))], metrics, name + " end")
    }

    @Test(arguments: fixtureNames)
    func labelsStayInsideTheirPanels(_ name: String) {
        let layout = FlowLayout(flow(name))
        for band in layout.phases.flatMap(\.bands) {
            for text in band.texts where text.style != .note && text.style != .status {
                let box = text.box(layout.metrics.text)
                #expect(box.left >= band.left && box.right <= band.right - 8, "\(name): “\(text.text)”")
                #expect(box.top >= band.y && box.bottom <= band.y + band.height)
            }
            for chip in band.requestChips + band.responseChips {
                #expect(
                    chip.x >= band.left + 10 && chip.x + chip.width <= band.right - 10, "\(name): chip \(chip.text)")
            }
        }
    }

    @Test(arguments: fixtureNames)
    func notesStandBetweenLanes(_ name: String) {
        let layout = FlowLayout(flow(name))
        for band in layout.phases.flatMap(\.bands) {
            for text in band.texts where text.style == .note {
                let box = text.box(layout.metrics.wide)
                for x in layout.lanes.x {
                    #expect(x + 15 < box.left || x - 15 > box.right, "\(name): a lifeline through “\(text.text)”")
                }
            }
        }
    }

    @Test func bandsKeepTheirPitch() throws {
        let layout = FlowLayout(Flow(Fixture.redirectFlow))
        let bands = try #require(layout.phases.first).bands
        #expect(bands.count == 4)
        for (first, second) in zip(bands, bands.dropFirst()) {
            #expect(second.y - first.y - first.height == layout.metrics.bandGap + layout.metrics.redirectExtra)
        }
        #expect(layout.phases[0].redirects.count == 3)
    }

    @Test func plainBandsHaveTheSpecifiedSize() throws {
        let layout = FlowLayout(Flow(Fixture.registrationFlow))
        let band = try #require(layout.phases.flatMap(\.bands).first { $0.exchange.kind == .registration })
        #expect(band.height == 96)
        #expect(band.requestY - band.y == 37)
        #expect(band.responseY - band.y == 64)
    }

    @Test func threadsDoNotShareASlot() {
        for name in fixtureNames {
            let threads = FlowLayout(flow(name)).threads
            for (index, first) in threads.enumerated() {
                #expect(first.start < first.end)
                for second in threads[(index + 1)...] where second.lane == first.lane && second.x == first.x {
                    #expect(first.end < second.start || second.end < first.start, "\(name): two threads in one slot")
                }
            }
        }
    }

    @Test func lanesKeepTheirDistance() {
        for name in fixtureNames {
            let layout = FlowLayout(flow(name))
            for index in layout.lanes.x.indices.dropLast() {
                let gap = layout.lanes.x[index + 1] - layout.lanes.x[index]
                #expect(gap >= 130)
                #expect(gap >= (layout.lanes.cardWidth[index] + layout.lanes.cardWidth[index + 1]) / 2)
            }
        }
    }

    @Test(arguments: [
        "/.well-known/oauth-protected-resource/very/long/path", "/a%2Fb%2Fc%2Fd%2Fe%2Ff?x=%20%20%20&y=1,2,3",
        "/予定/一覧/取得/x",
        "no place to break", "x",
    ])
    func foldingKeepsEveryCharacter(_ text: String) {
        let fold = LineBreaking { Double($0.count) }
        for width in 3...30 {
            let lines = fold.fold(text, width: Double(width), lines: 20)
            if !lines.joined().contains("…") { #expect(lines.joined() == text) }
            for line in lines { #expect(line.count <= width) }
            for line in fold.fold(text, width: Double(width), lines: 2) {
                #expect(!line.hasSuffix("%") && !line.contains("%…") && !line.contains("%2…"))
            }
        }
    }

    @Test func widthsOfKnownStrings() {
        let width = TextWidth()
        #expect(width.of("", .regular, size: 12) == 0)
        #expect(abs(width.of("0000000000", .mono, size: 12.5) - 75.25) < 0.01)
        #expect((60...75).contains(width.of("code_verifier", .semibold, size: 11)))
        #expect(width.of("予定", .regular, size: 10) == 20)
        #expect(width.of("e\u{301}", .regular, size: 10) == width.of("e", .regular, size: 10))
    }
}
