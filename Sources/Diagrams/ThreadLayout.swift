/// A line along a lane for as long as its party holds a secret.
struct PlacedThread: Hashable, Sendable {
    /// Indexes into ``Flow/secrets``; more than one where the lane is crowded.
    var secrets: [Int]
    var lane: Int
    var x: Double
    var start: Place
    var end: Place
    /// Whether it ends before the flow does.
    var isCut: Bool
    /// The outermost slot, where dots are smaller.
    var isOuter: Bool

    /// A height in a phase.
    struct Place: Hashable, Comparable, Sendable {
        var phase: Int
        var y: Double

        static func < (left: Place, right: Place) -> Bool { (left.phase, left.y) < (right.phase, right.y) }
    }

    /// The stretch inside a phase of this height, or nil.
    func segment(in phase: Int, height: Double) -> ClosedRange<Double>? {
        guard start.phase <= phase, end.phase >= phase else { return nil }
        let from = start.phase == phase ? start.y : 0
        let to = end.phase == phase ? end.y : height
        return from <= to ? from...to : nil
    }
}

/// Finds the places of threads: where they start and end, and in which slot beside the lifeline.
struct ThreadLayout {
    private(set) var threads: [PlacedThread] = []

    init(_ flow: Flow, _ phases: [PhaseLayout], _ lanes: LaneLayout, _ metrics: Metrics) {
        guard !phases.isEmpty else { return }
        let places = EventPlaces(phases, metrics)
        let receivers = Dictionary(flow.exchanges.map { ($0.id, $0.to) }) { first, _ in first }
        var byLane: [[PlacedThread]] = Array(repeating: [], count: flow.lanes.count)
        for holding in flow.holdings where flow.secrets[holding.secret].isThreaded {
            let start = places.start(holding.since)
            var end = holding.until.map(places.end) ?? places.last
            // Who is asked to spend a secret holds it until the request is there; the cross bar stands above its head.
            if case .response(let id)? = holding.until, receivers[id] == holding.lane {
                var arrival = places.end(.request(id))
                arrival.y -= 8
                if arrival > start { end = arrival }
            }
            if end <= start { end = PlacedThread.Place(phase: start.phase, y: start.y + 8) }
            byLane[holding.lane].append(
                PlacedThread(
                    secrets: [holding.secret], lane: holding.lane, x: 0, start: start, end: end,
                    isCut: holding.until != nil, isOuter: false))
        }
        for lane in byLane.indices {
            threads += Self.place(byLane[lane], slots: Self.slots(flow.lanes[lane]), x: lanes.x[lane])
        }
    }

    /// Slots beside a lifeline, the best first: away from where most arrows touch the lane.
    private static func slots(_ lane: Flow.Lane) -> [Double] {
        switch lane.role {
        case .browser: [9, 14, -9, -14]
        case .client: [-9, 9, -14, 14]
        default: [9, -9, -14, 14]
        }
    }

    /// Greedy interval colouring in order of start. What finds no free slot shares the last one as a bundle.
    private static func place(_ threads: [PlacedThread], slots: [Double], x: Double) -> [PlacedThread] {
        var out: [PlacedThread] = []
        var ends: [PlacedThread.Place?] = Array(repeating: nil, count: slots.count)
        var lastInBundle: Int?
        let sorted = threads.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(
            \.element)
        for var thread in sorted {
            // A glimpse shorter than a disc of a check goes to the outer slots, beside that disc.
            let isBrief = thread.start.phase == thread.end.phase && thread.end.y - thread.start.y < 20
            let order = isBrief ? Array(slots.indices.reversed()) : Array(slots.indices)
            let free = order.first { slot in ends[slot].map { $0 < thread.start } ?? true }
            if let slot = free {
                thread.x = x + slots[slot]
                thread.isOuter = abs(slots[slot]) > 10
                ends[slot] = thread.end
                if slot == slots.count - 1 { lastInBundle = out.count }
                out.append(thread)
            } else if let bundle = lastInBundle {
                out[bundle].secrets += thread.secrets
                out[bundle].end = max(out[bundle].end, thread.end)
                out[bundle].isCut = out[bundle].isCut && thread.isCut
                ends[slots.count - 1] = out[bundle].end
            }
        }
        return out
    }
}

/// The heights of events.
private struct EventPlaces {
    private var request: [String: PlacedThread.Place] = [:]
    private var response: [String: PlacedThread.Place] = [:]
    private var before: [String: PlacedThread.Place] = [:]
    private var local: [String: PlacedThread.Place] = [:]
    let last: PlacedThread.Place
    private let offset: Double

    init(_ phases: [PhaseLayout], _ metrics: Metrics) {
        offset = metrics.threadStart
        last = PlacedThread.Place(phase: phases.count - 1, y: phases[phases.count - 1].height)
        for (index, phase) in phases.enumerated() {
            for row in phase.rows {
                switch row {
                case .band(let band):
                    request[band.exchange.id] = .init(phase: index, y: band.requestY)
                    response[band.exchange.id] = .init(phase: index, y: band.responseY)
                    before[band.exchange.id] = .init(phase: index, y: band.y - metrics.bandGap / 2)
                case .local(let step): local[step.step.id] = .init(phase: index, y: step.chipY)
                case .launch, .same: break
                }
            }
        }
    }

    func start(_ moment: Flow.Moment) -> PlacedThread.Place {
        var place = end(moment)
        switch moment {
        case .request, .response: place.y += offset
        case .local, .before, .end: break
        }
        return place
    }

    func end(_ moment: Flow.Moment) -> PlacedThread.Place {
        switch moment {
        case .request(let id): request[id] ?? last
        case .response(let id): response[id] ?? last
        case .local(let id): local[id] ?? last
        case .before(let id): before[id] ?? last
        case .end: last
        }
    }
}
