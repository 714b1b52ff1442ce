import Specs

/// Numbers only: where everything in a flow's diagram stands.
struct FlowLayout: Sendable {
    let flow: Flow
    let metrics: Metrics
    let lanes: LaneLayout
    var phases: [PhaseLayout] = []
    var threads: [PlacedThread] = []

    init(_ flow: Flow, _ metrics: Metrics = Metrics()) {
        self.flow = flow
        self.metrics = metrics
        lanes = LaneLayout(flow, metrics)
        for phase in flow.phases { phases.append(PhaseLayout(phase, lanes: lanes, metrics: metrics)) }
        threads = ThreadLayout(flow, phases, lanes, metrics).threads
    }
}

/// One phase: a strip with its name, then its rows.
struct PhaseLayout: Sendable {
    var phase: FlowPhase
    var title: PlacedText
    var question: PlacedText
    /// The place up to which the strip's text reaches; lifelines left of it are interrupted.
    var textEnd: Double
    var rows: [Row] = []
    var height: Double
    /// Connectors of redirects: from the response of one band to the request of a later one.
    var redirects: [PlacedRedirect] = []

    enum Row: Sendable {
        case band(BandLayout)
        case local(LocalLayout)
        case launch(LaunchLayout)
        case same(SameLayout)
    }

    struct PlacedRedirect: Sendable {
        var redirect: FlowExchange.Redirect
        var target: String
        var x: Double
        var from: Double
        var to: Double
    }

    init(_ phase: FlowPhase, lanes: LaneLayout, metrics: Metrics) {
        self.phase = phase
        let titleWidth = (metrics.text.of(phase.title, .semibold, size: metrics.phaseTitle) * 1.02).rounded()
        title = PlacedText(
            x: 2, y: 24, text: phase.title, style: .phaseTitle, size: metrics.phaseTitle, fitted: titleWidth)
        question = PlacedText(
            x: 2 + titleWidth + 16, y: 24, text: phase.question, style: .phaseQuestion, size: metrics.phaseQuestion)
        textEnd = question.x + metrics.roomy(phase.question, size: metrics.phaseQuestion)
        var y = metrics.stripHeight + metrics.stripGap
        let sources = Set(phase.exchanges.compactMap { $0.redirect?.source })
        for item in phase.items {
            switch item {
            case .exchange(let exchange):
                var band = BandLayout(exchange, y: y, lanes: lanes, metrics: metrics)
                band.addNote(lanes: lanes.x, metrics: metrics)
                rows.append(.band(band))
                y += band.height + metrics.bandGap + (sources.contains(exchange.id) ? metrics.redirectExtra : 0)
            case .local(let step):
                let local = LocalLayout(step, y: y, lanes: lanes, metrics: metrics)
                rows.append(.local(local))
                y += metrics.localHeight + metrics.bandGap
            case .launch(let hop):
                rows.append(.launch(LaunchLayout(hop, y: y, lanes: lanes, metrics: metrics)))
                y += metrics.hopHeight
            case .same(let run):
                rows.append(.same(SameLayout(run, y: y, lanes: lanes, metrics: metrics)))
                y += metrics.sameHeight + metrics.bandGap
            }
        }
        height = y - metrics.bandGap + metrics.phaseBottom
        placeRedirects(metrics)
    }

    var bands: [BandLayout] {
        rows.compactMap { if case .band(let band) = $0 { band } else { nil } }
    }

    /// The heights at which a panel that involves this lane stands on it.
    func panels(on lane: Int) -> [ClosedRange<Double>] {
        rows.compactMap { row in
            switch row {
            case .band(let band):
                band.exchange.from == lane || band.exchange.to == lane ? band.y...(band.y + band.height) : nil
            case .local(let local): local.step.lane == lane ? local.y...(local.y + local.height) : nil
            case .launch, .same: nil
            }
        }
    }

    private mutating func placeRedirects(_ metrics: Metrics) {
        let bands = bands
        let byID = Dictionary(bands.map { ($0.exchange.id, $0) }, uniquingKeysWith: { first, _ in first })
        for band in bands {
            guard let redirect = band.exchange.redirect, let source = byID[redirect.source] else { continue }
            redirects.append(
                PlacedRedirect(
                    redirect: redirect, target: band.exchange.id, x: band.from, from: source.responseY,
                    to: band.requestY))
        }
    }
}

/// A row for what one party makes by itself.
struct LocalLayout: Sendable {
    var step: LocalStep
    var y: Double
    var height: Double
    var lane: Double
    var panelX: Double
    var panelWidth: Double
    var caption: PlacedText
    var chips: [PlacedChip]
    /// The arrow from a value to the one derived from it.
    var arrow: (from: Double, to: Double, label: PlacedText)?
    var chipY: Double

    init(_ step: LocalStep, y: Double, lanes: LaneLayout, metrics: Metrics) {
        self.step = step
        self.y = y
        height = metrics.localHeight
        lane = lanes.x[step.lane]
        chipY = y + 45
        let row = ChipRow(metrics: metrics)
        let captionWidth = metrics.roomy(step.caption, size: metrics.caption)
        let arrowRoom = step.derived == nil ? 0 : 64.0
        let isRight = lane < metrics.width * 0.6
        let limit = isRight ? metrics.width - 24 - lane - 36 : lane - 90
        let chipsWidth =
            step.cargo.map { row.width($0.label, isSecret: $0.isSecret).chip + metrics.chipGap }.reduce(
                -metrics.chipGap, +)
            + arrowRoom
        let inner = min(limit, max(captionWidth, chipsWidth, 200))
        let start = isRight ? lane + 20 : lane - 20 - inner
        panelX = isRight ? lane - metrics.panelReach : start - 16
        panelWidth = inner + 20 + metrics.panelReach * 2
        let fold = LineBreaking { metrics.roomy($0, size: metrics.caption) }
        caption = PlacedText(
            x: start, y: y + 24, text: fold.elide(step.caption, width: inner), style: .caption, size: metrics.caption)
        chips = []
        if chipsWidth > inner {
            chips = row.trailing(step.cargo, right: start + inner, y: chipY, room: inner)
            return
        }
        var x = start
        for (index, cargo) in step.cargo.enumerated() {
            if index == step.derived {
                arrow = (
                    x - 2, x - 2 + arrowRoom,
                    PlacedText(
                        x: x - 4 + arrowRoom / 2, y: chipY - 5, text: "SHA-256", style: .operation, size: 10.5,
                        anchor: .middle)
                )
                x += arrowRoom
            }
            let chip = row.chip(cargo, x: x, y: chipY)
            chips.append(chip)
            x += chip.width + metrics.chipGap
        }
    }
}

/// The thin row for exchanges that are the same as before.
struct SameLayout: Sendable {
    var run: SameRun
    var y: Double
    var x: Double
    var width: Double
    var caption: PlacedText

    init(_ run: SameRun, y: Double, lanes: LaneLayout, metrics: Metrics) {
        self.run = run
        self.y = y
        x = (lanes.x.first ?? 0) - metrics.panelReach
        width = (lanes.x.last ?? 0) + metrics.panelReach - x
        caption = PlacedText(x: x + 34, y: y + 19.5, text: run.linkWords, style: .caption, size: metrics.caption)
    }
}

/// The dotted hop from client to browser.
struct LaunchLayout: Sendable {
    var hop: LaunchHop
    var y: Double
    var from: Double
    var to: Double
    var caption: PlacedText

    init(_ hop: LaunchHop, y: Double, lanes: LaneLayout, metrics: Metrics) {
        self.hop = hop
        self.y = y + 19
        from = lanes.x[hop.from]
        to = lanes.x[hop.to]
        let fold = LineBreaking { metrics.roomy($0, size: metrics.caption) }
        caption = PlacedText(
            x: (from + to) / 2, y: y + 10, text: fold.elide(hop.caption, width: abs(from - to) - 36), style: .caption,
            size: metrics.caption, anchor: .middle)
    }
}
