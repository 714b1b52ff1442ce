/// The lanes' cards and the zones' names.
struct HeaderLayout {
    struct Card {
        var x: Double
        var width: Double
        var hasIcon: Bool
        var isCompact: Bool
        /// From the card's left end.
        var texts: [PlacedText]
    }

    private(set) var cards: [Card] = []
    private(set) var zoneTitles: [PlacedText] = []

    init(_ layout: FlowLayout) {
        let metrics = layout.metrics
        let zoneFold = LineBreaking { metrics.text.of($0, .medium, size: 11.5) * metrics.reserve }
        zoneTitles = layout.lanes.zones.map { zone in
            PlacedText(
                x: zone.x + zone.width / 2, y: 18, text: zoneFold.elide(zone.zone.title, width: zone.width - 6),
                style: .zone,
                size: 11.5, anchor: .middle)
        }
        for (index, lane) in layout.flow.lanes.enumerated() {
            let width = layout.lanes.cardWidth[index]
            let x = layout.lanes.x[index] - width / 2
            let name = metrics.text.of(lane.label, .semibold, size: metrics.laneName) * 1.02
            cards.append(
                width >= 160 && name <= (width - 54) * 1.1
                    ? Self.full(lane, x, width, metrics) : Self.compact(lane, x, width, metrics))
        }
    }

    /// Icon, name and one line below it.
    private static func full(_ lane: Flow.Lane, _ x: Double, _ width: Double, _ metrics: Metrics) -> Card {
        let room = width - 42 - 12
        let name = fitted(lane.label, room: room, size: metrics.laneName, metrics)
        let mono = LineBreaking { metrics.mono($0, size: metrics.laneDetail) }
        let hasDetail = !lane.detail.isEmpty
        var texts = [
            PlacedText(
                x: 42, y: metrics.cardTop + (hasDetail ? 22 : 30), text: name.text, style: .laneName,
                size: metrics.laneName, fitted: name.width)
        ]
        if hasDetail {
            texts.append(
                PlacedText(
                    x: 42, y: metrics.cardTop + 39, text: mono.elide(lane.detail, width: room), style: .laneDetail,
                    size: metrics.laneDetail))
        }
        return Card(x: x, width: width, hasIcon: true, isCompact: false, texts: texts)
    }

    /// The name in two lines where it needs them, without icon where the card is narrow.
    private static func compact(_ lane: Flow.Lane, _ x: Double, _ width: Double, _ metrics: Metrics) -> Card {
        let hasIcon = width >= 160
        let inset = hasIcon ? 42.0 : 10.0
        let room = width - inset - 10
        let fold = LineBreaking { metrics.text.of($0, .semibold, size: 12.5) * 1.03 }
        let lines = fold.fold(lane.label, width: room, lines: 2)
        let mono = LineBreaking { metrics.mono($0, size: 10.5) }
        var texts: [PlacedText] = []
        let first = lines.count == 2 ? 16.0 : lane.detail.isEmpty ? 30.0 : 22.0
        for (index, line) in lines.enumerated() {
            let text = line.hasSuffix(" ") ? String(line.dropLast()) : line
            texts.append(
                PlacedText(
                    x: inset, y: metrics.cardTop + first + 14 * Double(index), text: text, style: .laneName,
                    size: 12.5,
                    fitted: min(room, fold.measure(text).rounded())))
        }
        if !lane.detail.isEmpty {
            texts.append(
                PlacedText(
                    x: inset, y: metrics.cardTop + (lines.count == 2 ? 44 : 39),
                    text: mono.elide(lane.detail, width: room),
                    style: .laneDetail, size: 10.5))
        }
        return Card(x: x, width: width, hasIcon: hasIcon, isCompact: true, texts: texts)
    }

    /// A name squeezed by at most a sixth, or shortened.
    private static func fitted(_ name: String, room: Double, size: Double, _ metrics: Metrics) -> (
        text: String, width: Double
    ) {
        let measure = { (text: String) in metrics.text.of(text, .semibold, size: size) * 1.02 }
        let text = LineBreaking(measure: measure).elide(name, width: room * 1.16)
        return (text, min(room, measure(text).rounded()))
    }
}

/// The row "Held at the end".
struct EndLayout {
    struct HeldBox {
        var x: Double
        var width: Double
        var height: Double
        var chips: [(chip: PlacedChip, evidence: Flow.Evidence)]
        /// What is held without a thread, or that nothing is.
        var words: [PlacedText]
    }

    let title: PlacedText
    let textEnd: Double
    let boxY = 40.0
    private(set) var boxes: [HeldBox] = []
    private(set) var height = 0.0
    private(set) var sentence = "Held at the end. "

    init(_ layout: FlowLayout) {
        let metrics = layout.metrics
        let words = "Held at the end"
        let width = (metrics.text.of(words, .semibold, size: metrics.phaseTitle) * 1.02).rounded()
        title = PlacedText(x: 2, y: 22, text: words, style: .phaseTitle, size: metrics.phaseTitle, fitted: width)
        textEnd = 2 + width
        let row = ChipRow(metrics: metrics)
        var parts: [String] = []
        for lane in layout.flow.lanes.indices {
            let x = layout.lanes.x[lane]
            let holdings = layout.flow.heldAtEnd(by: lane)
            let held = holdings.map { layout.flow.secrets[$0.secret] }
            let quiet = layout.flow.heldWithoutThread(by: lane)
            let label = layout.flow.lanes[lane].label
            let all = held.map(\.label) + quiet
            parts.append(label + ": " + (all.isEmpty ? "nothing secret" : Sentence.list(all)))
            let cargo = held.map { Cargo($0) }
            let widest = cargo.map { row.width($0.label, isSecret: true).chip }.reduce(0, max)
            let chips = cargo.enumerated().map { index, item in
                (
                    row.chip(item, x: x - (widest / 2).rounded(), y: boxY + 18 + Double(index) * 24),
                    holdings[index].evidence
                )
            }
            let words = all.isEmpty ? "nothing secret" : quiet.joined(separator: ", ")
            let fold = LineBreaking { metrics.roomy($0, size: metrics.caption) }
            let room = max(widest, layout.lanes.cardWidth[lane] - 16)
            let lines = words.isEmpty ? [] : fold.fold(words, width: room, lines: 4)
            let above = 24 * Double(held.count)
            // Even, so that its ends are at whole numbers.
            let width = (max(widest, lines.map(fold.measure).reduce(0, max)) / 2).rounded(.up) * 2
            boxes.append(
                HeldBox(
                    x: x - width / 2 - 8, width: width + 16,
                    height: above + (lines.isEmpty ? 11 : 19 + 16 * Double(lines.count)), chips: chips,
                    words: lines.enumerated().map { index, line in
                        PlacedText(
                            x: x, y: boxY + above + 22 + 16 * Double(index), text: line, style: .caption,
                            size: metrics.caption, anchor: .middle)
                    }))
        }
        sentence += parts.joined(separator: "; ") + "."
        height = boxY + (boxes.map(\.height).max() ?? 0) + 10
    }
}
