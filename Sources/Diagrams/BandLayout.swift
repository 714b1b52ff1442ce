import Specs

/// One band: an exchange with the places of its lines, labels and chips. Vertical places are relative to its phase.
struct BandLayout: Sendable {
    var exchange: FlowExchange
    /// The top and height of the panel.
    var y: Double
    var height: Double
    /// The outer lanes' places; equal for a message of a party to itself.
    var left: Double
    var right: Double
    var requestY: Double
    var responseY: Double
    var texts: [PlacedText] = []
    var statusBox: (x: Double, y: Double, width: Double)?
    var badge: (x: Double, width: Double, text: PlacedText)?
    var requestChips: [PlacedChip] = []
    var responseChips: [PlacedChip] = []
    /// Which of ``texts`` are the response's line.
    var reply = 0..<0

    var from: Double { isLeftward ? right : left }
    var to: Double { isLeftward ? left : right }
    var isLeftward: Bool { exchange.from > exchange.to }

    init(_ exchange: FlowExchange, y: Double, lanes: LaneLayout, metrics: Metrics) {
        self.exchange = exchange
        self.y = y
        let first = min(exchange.from, exchange.to)
        let second = max(exchange.from, exchange.to)
        left = lanes.x[first]
        right = lanes.x[second]
        if first == second {
            if left + 240 < metrics.width { right = left + 220 } else { left = right - 220 }
        }
        requestY = 0
        responseY = 0
        height = 0

        badge = Self.badge(exchange, y: y, right: right, metrics)
        let start = left + metrics.labelInset
        let end = right - metrics.labelEnd
        let wire = LineBreaking { metrics.mono($0, size: metrics.wire) }

        // The request: method and path, then the caption where room is left.
        let badgeRoom = badge.map { max(0, end - $0.x + 8) } ?? 0
        let label = exchange.method + " " + exchange.path
        let lines = wire.fold(label, width: end - start - badgeRoom, lines: 2)
        var baseline = y + metrics.requestLabel
        for (index, line) in lines.enumerated() {
            if index > 0 { baseline += metrics.lineHeight }
            texts.append(
                PlacedText(
                    x: start, y: baseline, text: line, style: .wire, size: metrics.wire,
                    heavy: index == 0 ? min(exchange.method.count, line.count) : 0))
        }
        addCaption(
            exchange.caption, after: metrics.mono(lines[lines.count - 1], size: metrics.wire), from: start, to: end,
            badgeRoom: lines.count == 1 ? badgeRoom : 0, baseline: &baseline, metrics)
        let chips = ChipRow(metrics: metrics)
        let room = right - left - 40
        func row(_ cargo: [Cargo], _ y: Double) -> [PlacedChip] {
            chips.trailing(cargo, right: right - metrics.chipEnd, y: y, room: room)
        }
        let labelEnd = texts.filter { $0.y == baseline }.map { $0.box(metrics.wide).right }.max() ?? 0
        requestY = baseline + metrics.requestLine - metrics.requestLabel
        if let first = row(exchange.cargo, 0).first, first.x < labelEnd { requestY += metrics.chipClearance }
        requestChips = row(exchange.cargo, requestY)
        responseY = requestY + metrics.responseLine - metrics.requestLine
        responseChips = row(exchange.replyCargo, responseY)

        baseline = responseY + metrics.responseLabel - metrics.responseLine
        let before = texts.count
        addReply(from: start, to: end, baseline: &baseline, metrics)
        reply = before..<texts.count
        let replyEnd = texts[before...].map { $0.box(metrics.wide).right }.max() ?? 0
        if let first = responseChips.first, first.x < replyEnd {
            for index in before..<texts.count { texts[index].y += metrics.chipClearance }
            statusBox?.y += metrics.chipClearance
            baseline += metrics.chipClearance
        }
        addRemarks(from: start, to: end, baseline: &baseline, metrics)
        height = baseline + metrics.bandHeight - metrics.responseLabel - y
    }

    private static func badge(_ exchange: FlowExchange, y: Double, right: Double, _ metrics: Metrics) -> (
        x: Double, width: Double, text: PlacedText
    )? {
        guard let text = exchange.badge else { return nil }
        let words = (metrics.text.of(text, .semibold, size: metrics.badge) * 1.04 * 10).rounded() / 10
        let width = words + 14
        let x = right + metrics.panelReach - 8 - width
        return (
            x, width,
            PlacedText(x: x + 7, y: y + 18.5, text: text, style: .badge, size: metrics.badge, fitted: words)
        )
    }

    private mutating func addCaption(
        _ caption: String, after used: Double, from start: Double, to end: Double, badgeRoom: Double,
        baseline: inout Double, _ metrics: Metrics
    ) {
        guard !caption.isEmpty else { return }
        let gap = used > 0 ? metrics.captionGap : 0
        let room = end - start - badgeRoom - used - gap
        if metrics.roomy(caption, size: metrics.caption) <= room {
            texts.append(
                PlacedText(
                    x: (start + used + gap).rounded(), y: baseline, text: caption, style: .caption,
                    size: metrics.caption, follows: texts.last.map { $0.isFollowed(by: caption, at: baseline) } ?? false
                ))
        } else {
            let fold = LineBreaking { metrics.roomy($0, size: metrics.caption) }
            for line in fold.fold(caption, width: end - start, lines: 2) {
                baseline += metrics.lineHeight
                texts.append(PlacedText(x: start, y: baseline, text: line, style: .caption, size: metrics.caption))
            }
        }
    }

    private mutating func addReply(from start: Double, to end: Double, baseline: inout Double, _ metrics: Metrics) {
        let code: String
        let reason: String
        let caption: String
        switch exchange.reply {
        case .response(let response):
            code = String(response.status)
            reason = response.reason
            caption = response.caption
        case .none(let failure):
            code = "no answer"
            reason = ""
            caption = failure.words
        }
        let width = (metrics.mono(code, size: metrics.status) + 12).rounded()
        statusBox = (start, baseline - 13, width)
        texts.append(
            PlacedText(
                x: start + width / 2, y: baseline, text: code, style: .status, size: metrics.status, anchor: .middle))
        var used = width
        if !reason.isEmpty {
            let wire = LineBreaking { metrics.mono($0, size: metrics.wire) }
            let shown = wire.elide(reason, width: end - start - used - 7)
            texts.append(
                PlacedText(x: start + used + 7, y: baseline, text: shown, style: .wire, size: metrics.wire))
            used += 7 + metrics.mono(shown, size: metrics.wire)
        }
        addCaption(caption, after: used, from: start, to: end, badgeRoom: 0, baseline: &baseline, metrics)
    }

    /// What failed and what differs, under the response.
    private mutating func addRemarks(from start: Double, to end: Double, baseline: inout Double, _ metrics: Metrics) {
        let fold = LineBreaking { metrics.text.of($0, .medium, size: metrics.caption) * metrics.reserve }
        for (index, words) in exchange.remarks.enumerated() {
            let isFirst = index == 0
            let isVerdict = isFirst && exchange.verdict?.holds == false
            baseline += isFirst ? metrics.verdictHeight : metrics.lineHeight
            for (index, line) in fold.fold(words, width: end - start, lines: isVerdict ? 4 : 6).enumerated() {
                if index > 0 { baseline += metrics.lineHeight }
                texts.append(
                    PlacedText(
                        x: start, y: baseline, text: line, style: isVerdict ? .verdict : .change,
                        size: metrics.caption))
            }
        }
    }

    /// The same band at another height.
    func moved(by distance: Double) -> BandLayout {
        var band = self
        band.y += distance
        band.requestY += distance
        band.responseY += distance
        for index in texts.indices { band.texts[index].y += distance }
        for index in requestChips.indices { band.requestChips[index].y += distance }
        for index in responseChips.indices { band.responseChips[index].y += distance }
        band.statusBox?.y += distance
        band.badge?.text.y += distance
        return band
    }

    /// The same band with the request's line at height zero, so that bands of one kind are alike.
    var fromRequest: BandLayout { moved(by: -requestY) }

    /// Places the remark beside the panel, where a gap between lanes is wide enough; else leaves it to the step page.
    mutating func addNote(lanes: [Double], metrics: Metrics) {
        guard !exchange.note.isEmpty else { return }
        let after = lanes.first { $0 > right + 1 }.map { $0 - metrics.noteClearance } ?? metrics.width - 8
        let before = lanes.last { $0 < left - 1 }.map { $0 + metrics.noteClearance } ?? 52
        let rightRoom = after - (right + metrics.panelReach + metrics.noteGap)
        let leftRoom = left - metrics.panelReach - metrics.noteGap - before
        let isRight = rightRoom >= metrics.noteMinimum
        guard isRight || leftRoom >= metrics.noteMinimum && lanes.contains(where: { $0 < left - 1 }) else { return }
        let fold = LineBreaking { metrics.roomy($0, size: metrics.caption) }
        let lines = fold.fold(exchange.note, width: min(290, isRight ? rightRoom : leftRoom), lines: 5)
        guard !lines.joined().contains("…") else { return }
        let x = isRight ? right + metrics.panelReach + metrics.noteGap : left - metrics.panelReach - metrics.noteGap
        var baseline = (y + height / 2 - metrics.lineHeight * Double(lines.count - 1) / 2 + 4).rounded()
        for line in lines {
            texts.append(
                PlacedText(
                    x: x, y: baseline, text: line.hasSuffix(" ") ? String(line.dropLast()) : line, style: .note,
                    size: metrics.caption, anchor: isRight ? .start : .end))
            baseline += metrics.lineHeight
        }
    }
}
