import Specs

/// "Who knows what, and since when": a row for every secret, a column for every lane.
struct KnowledgeTable: Sendable {
    let flow: Flow
    let prefix: String

    var markup: Markup {
        let head =
            [Markup.tag("th", ["scope": "col"], [.text("Value")])]
            + flow.lanes.map { .tag("th", ["scope": "col", "class": "l-" + $0.letter], [.text($0.label)]) }
        let order = flow.secrets.indices.sorted { left, right in
            (flow.secrets[left].isThreaded ? 0 : 1, left) < (flow.secrets[right].isThreaded ? 0 : 1, right)
        }
        let rows = order.map(row)
        return .tag(
            "div", ["class": "tw"],
            [
                .tag(
                    "table", ["class": "know"],
                    [.tag("thead", [:], [.tag("tr", [:], head)]), .tag("tbody", [:], rows)])
            ])
    }

    private func row(_ index: Int) -> Markup {
        let secret = flow.secrets[index]
        let cargo = Cargo(secret)
        let birth = flow.holdings.first { $0.secret == index }?.evidence
        let cells = flow.lanes.indices.map { lane in
            cell(flow.holdings.first { $0.secret == index && $0.lane == lane }, flow.lanes[lane].label)
        }
        return .tag(
            "tr", ["class": "t-" + secret.hue.rawValue, "data-x": birth?.exchangeList, "data-d": birth?.decisionList],
            [.tag("th", ["scope": "row"], [HTMLPiece.chip(cargo)])] + cells)
    }

    private func cell(_ holding: Flow.Holding?, _ lane: String) -> Markup {
        guard let holding else { return .tag("td", ["class": "no", "data-l": lane], [.text("never")]) }
        let number = flow.number(of: holding.step).map(String.init) ?? ""
        let words = [holding.gained + (holding.isExposed ? " in a URL" : ""), holding.lost].filter { !$0.isEmpty }
        return .tag(
            "td",
            [
                "class": holding.isExposed ? "warn" : "has", "data-l": lane, "data-x": holding.evidence.exchangeList,
                "data-d": holding.evidence.decisionList,
            ],
            [
                .tag(
                    "a", ["class": "k", "href": "#" + prefix + "s-" + holding.step],
                    [.text((holding.isBefore ? "before step " : "step ") + number)]),
                .tag("small", [:], [.text(words.joined(separator: ", "))]),
            ])
    }
}
