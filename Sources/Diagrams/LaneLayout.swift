import Specs

/// Where the lanes stand: gaps follow from what is written between neighbours, then shrink or grow to fill the width.
struct LaneLayout: Sendable {
    var x: [Double] = []
    var cardWidth: [Double] = []
    var zones: [PlacedZone] = []

    struct PlacedZone: Hashable, Sendable {
        var zone: Flow.Zone
        var x: Double
        var width: Double
    }

    init(_ flow: Flow, _ metrics: Metrics) {
        let count = flow.lanes.count
        guard count > 0 else { return }
        let standard = count <= 4 ? 192.0 : count == 5 ? 168.0 : 146.0
        cardWidth = flow.lanes.map { $0.role == .metadataHost ? min(standard, 124) : standard }
        guard count > 1 else {
            x = [metrics.laneLeft + cardWidth[0] / 2]
            zones = Self.zones(flow, x, cardWidth, metrics)
            return
        }
        let gaps = Self.gaps(flow, cardWidth, metrics)
        x = [metrics.laneLeft + cardWidth[0] / 2]
        for gap in gaps { x.append((x[x.count - 1] + gap).rounded()) }
        zones = Self.zones(flow, x, cardWidth, metrics)
    }

    private static func gaps(_ flow: Flow, _ cards: [Double], _ metrics: Metrics) -> [Double] {
        let last = cards.count - 1
        let room = metrics.laneRight - cards[last] / 2 - metrics.laneLeft - cards[0] / 2
        let zoneOf = cards.indices.map { lane in flow.zones.firstIndex { $0.lanes.contains(lane) } }
        var least: [Double] = []
        var wanted: [Double] = []
        for lane in 0..<last {
            let border =
                zoneOf[lane] == zoneOf[lane + 1] && zoneOf[lane] != nil ? 12 : 2 * metrics.zonePadding + metrics.zoneGap
            least.append(max(metrics.minimumGap, (cards[lane] + cards[lane + 1]) / 2 + border))
            wanted.append(max(least[lane], label(flow, lane, metrics) + 40))
        }
        let leastSum = least.reduce(0, +)
        let wantedSum = wanted.reduce(0, +)
        if leastSum >= room { return least.map { $0 * room / leastSum } }
        if wantedSum > room {
            let share = (room - leastSum) / (wantedSum - leastSum)
            return zip(least, wanted).map { $0 + ($1 - $0) * share }
        }
        // What is left goes to the narrow gaps first, then to all.
        let narrow = wanted.map { max(0, metrics.comfortableGap - $0) }
        let share = min(1, (room - wantedSum) / max(1, narrow.reduce(0, +)))
        let comfortable = zip(wanted, narrow).map { $0 + $1 * share }
        let extra = (room - comfortable.reduce(0, +)) / Double(last)
        return comfortable.map { $0 + extra }
    }

    /// The widest content between exactly this lane and the next: a label on one line, a row of chips, a verdict.
    private static func label(_ flow: Flow, _ lane: Int, _ metrics: Metrics) -> Double {
        let row = ChipRow(metrics: metrics)
        func chips(_ cargo: [Cargo]) -> Double {
            cargo.map { row.width($0.label, isSecret: $0.isSecret).chip + metrics.chipGap }.reduce(0, +)
        }
        var widest = 0.0
        for phase in flow.phases {
            for exchange in phase.exchanges
            where min(exchange.from, exchange.to) == lane && max(exchange.from, exchange.to) == lane + 1 {
                let path = metrics.mono(exchange.method + " " + exchange.path, size: metrics.wire)
                let verdict = exchange.remarks.isEmpty ? 0 : 260.0
                let words = metrics.roomy(exchange.caption, size: metrics.caption)
                widest = max(widest, path, chips(exchange.cargo), chips(exchange.replyCargo), words, verdict)
            }
        }
        return widest
    }

    private static func zones(_ flow: Flow, _ x: [Double], _ cards: [Double], _ metrics: Metrics) -> [PlacedZone] {
        flow.zones.map { zone in
            let first = zone.lanes.lowerBound
            let last = zone.lanes.upperBound
            let left = x[first] - cards[first] / 2 - metrics.zonePadding
            let right = x[last] + cards[last] / 2 + metrics.zonePadding
            return PlacedZone(zone: zone, x: left, width: right - left)
        }
    }
}
