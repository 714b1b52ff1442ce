import Specs
import Traces

/// Cuts a run into phases. An exchange sent while another is answered, or reached by a redirect, stays where that one is.
struct PhaseGrouping {
    let builder: FlowBuilder
    let locals: [LocalGroup]

    private struct Cut {
        var phase: Phase
        var from: Int
    }

    var phases: [FlowPhase] {
        let exchanges = builder.trace.exchanges.indices.map(builder.exchange(at:))
        let cuts = cuts(exchanges)
        let stepsBefore = Dictionary(locals.map { ($0.position, $0.steps) }, uniquingKeysWith: { $0 + $1 })
        var counts: [Phase: Int] = [:]
        var out: [FlowPhase] = []
        for (index, cut) in cuts.enumerated() {
            let end = index + 1 < cuts.count ? cuts[index + 1].from : exchanges.count
            var items: [FlowItem] = []
            for position in cut.from..<end {
                for step in stepsBefore[position] ?? [] { items.append(.local(step)) }
                if let hop = builder.launch(before: position, redirect: exchanges[position].redirect) {
                    items.append(.launch(hop))
                }
                items.append(.exchange(exchanges[position]))
            }
            counts[cut.phase, default: 0] += 1
            let count = counts[cut.phase, default: 1]
            out.append(
                FlowPhase(
                    phase: cut.phase, key: cut.phase.rawValue + (count == 1 ? "" : "-\(count)"), items: items))
        }
        let late = locals.filter { $0.position >= exchanges.count }.flatMap(\.steps)
        if !late.isEmpty, !out.isEmpty { out[out.count - 1].items += late.map(FlowItem.local) }
        return out
    }

    private func cuts(_ exchanges: [FlowExchange]) -> [Cut] {
        var cuts: [Cut] = []
        var isSteppingUp = false
        for (index, exchange) in exchanges.enumerated() {
            let phase: Phase
            if let current = cuts.last?.phase {
                phase = next(exchange, index, current, exchanges, &isSteppingUp)
            } else {
                phase = exchange.kind == .mcpInvalidToken ? refused(index, exchanges) : exchange.kind.phase
                isSteppingUp = exchange.kind == .mcpStepUp
            }
            if phase != cuts.last?.phase { cuts.append(Cut(phase: phase, from: index)) }
        }
        return cuts
    }

    private func next(
        _ exchange: FlowExchange, _ index: Int, _ current: Phase, _ exchanges: [FlowExchange],
        _ isSteppingUp: inout Bool
    ) -> Phase {
        if builder.trace.exchanges[index].parent != nil || exchange.redirect != nil { return current }
        if exchange.kind == .mcpStepUp {
            isSteppingUp = true
            return .stepUp
        }
        if isSteppingUp {
            if !exchange.kind.isMCP, [.discovery, .registration, .authorization, .token].contains(exchange.kind.phase) {
                return .stepUp
            }
            isSteppingUp = false
        }
        switch exchange.kind {
        case .jwks, .cimdFetch, .introspection, .preflight, .other: return current
        case .mcpInvalidToken: return refused(index, exchanges)
        default: return exchange.kind.phase
        }
    }

    /// A refused token that the client then refreshes is the beginning of the refresh.
    private func refused(_ index: Int, _ exchanges: [FlowExchange]) -> Phase {
        let following = exchanges[(index + 1)...].first { builder.trace.exchanges[$0.number - 1].parent == nil }
        return following?.kind == .tokenRefresh ? .refresh : .access
    }
}
