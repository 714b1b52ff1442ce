import Docs
import Specs
import Traces

/// The last row: what the attack has brought in each run.
extension PairWriter {
    func writeGains(to out: inout HTMLWriter) {
        let winners = pair.winners
        for party in winners {
            out.html("<tr class=\"r-end\"><th scope=\"row\">")
            out.text(
                (party.role == .attacker ? "The attacker" : Shortened.line(party.label, limit: 60))
                    + " holds in the end")
            out.html("</th>")
            let kinds = Set(RunPair.gains(of: party.name, in: pair.defended.trace).map(\.value.kind))
            writeGains(of: party, .defended, beyond: nil, to: &out)
            writeGains(of: party, .undefended, beyond: kinds, to: &out)
            out.html("</tr>\n")
        }
        guard winners.isEmpty else { return }
        out.html("<tr class=\"r-end\"><th scope=\"row\">In the end</th>")
        for side in [Side.defended, .undefended] {
            cell(side, side == .undefended ? "w" : "", to: &out)
            let count = card(side).trace.exchanges.count
            out.html(count == 1 ? "1 exchange</td>" : "\(count) exchanges</td>")
        }
        out.html("</tr>\n")
    }

    private func writeGains(
        of party: Party, _ side: Side, beyond known: Set<ValueKind>?, to out: inout HTMLWriter
    ) {
        let gains = RunPair.gains(of: party.name, in: card(side).trace)
        let isMore = known.map { known in gains.contains { !known.contains($0.value.kind) } } ?? false
        cell(side, isMore ? "w" : "", to: &out)
        if gains.isEmpty { out.html("<span class=\"none\">nothing</span>") }
        for holding in gains {
            let kind = holding.value.kind
            out.html("<a")
            switch holding.since {
            case .exchange(let id, _):
                out.link(card(side).href + "#" + Anchor.step(id))
                out.attribute("data-x", id)
            case .decision(let id):
                out.link(card(side).href + "#" + Anchor.step(id))
                out.attribute("data-d", id)
            }
            out.html(" class=\"hc sec \(tone(kind))\">")
            if let known, !known.contains(kind) { out.html("+ ") }
            out.text(kind.label)
            out.html("</a> ")
        }
        out.html("</td>")
    }
}
