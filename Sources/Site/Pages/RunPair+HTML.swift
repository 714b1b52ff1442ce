import Authoring
import Diagrams
import Docs
import Specs
import Traces

/// Writes the pairs of a story: the newest revision in full, the others folded away.
///
/// - Parameter root: the way to the site's root, for links to the rules.
func writePairs(_ pairs: [RunPair], root: String, to out: inout HTMLWriter) {
    guard let newest = pairs.first?.revision else { return }
    out.html("<section class=\"sbs\" aria-labelledby=\"pair\"><h2 id=\"pair\">")
    out.html(pairs.contains { !$0.switchedOff.isEmpty } ? "With the check, and without it" : "Withstood, and not")
    out.html("</h2>\n")
    for pair in pairs where pair.revision == newest { PairWriter(pair, root: root).write(to: &out) }
    for pair in pairs where pair.revision != newest {
        out.html("<details><summary>Under \(pair.revision.rawValue)")
        if pairs.filter({ $0.revision == pair.revision }).count > 1, let variant = pair.undefended.trace.run.variant {
            out.text(", " + Shortened.line(variant, limit: 60))
        }
        out.html(": \(pair.beginning)</summary>\n")
        PairWriter(pair, root: root).write(to: &out)
        out.html("</details>\n")
    }
    out.html("</section>\n")
}

extension RunPair {
    /// Where the runs part, in a few words.
    fileprivate var beginning: String {
        if rows.isEmpty { return "the same messages, and another end" }
        return common == 0
            ? "the runs differ from the first exchange on" : "the runs part at step \(common + 1)"
    }
}

/// Writes one pair as a table: the check, every exchange from the first that differs, and what is gained in the end.
struct PairWriter {
    let pair: RunPair
    let root: String
    private let flows: (defended: Flow, undefended: Flow)

    /// The two columns.
    enum Side { case defended, undefended }

    /// So many data of one exchange are shown.
    private static let differenceLimit = 6

    init(_ pair: RunPair, root: String) {
        self.pair = pair
        self.root = root
        flows = (Flow(pair.defended.trace), Flow(pair.undefended.trace))
    }

    func write(to out: inout HTMLWriter) {
        writeRules(to: &out)
        writeBeginning(to: &out)
        out.html("<table class=\"pairs\" data-common=\"\(pair.common)\"")
        out.attribute("data-runs", "\(pair.defended.trace.run) \(pair.undefended.trace.run)")
        out.html("><thead><tr><td></td>")
        writeHead(.defended, to: &out)
        writeHead(.undefended, to: &out)
        out.html("</tr></thead><tbody>\n")
        for decision in pair.switchedOff { writeCheck(decision, to: &out) }
        writeRows(to: &out)
        if pair.rows.isEmpty { writeDecisions(to: &out) }
        writeGains(to: &out)
        out.html("</tbody></table>\n")
    }

    func card(_ side: Side) -> RunCard { side == .defended ? pair.defended : pair.undefended }

    private func name(_ side: Side) -> String {
        switch side {
        case .defended: pair.switchedOff.isEmpty ? "Main run" : "With the check"
        case .undefended:
            pair.switchedOff.isEmpty
                ? "Variant “\(Shortened.line(pair.undefended.trace.run.variant ?? "", limit: 40))”" : "Without it"
        }
    }

    // MARK: Above the table

    /// The checks that were left out, with their clauses.
    private func writeRules(to out: inout HTMLWriter) {
        for decision in pair.switchedOff {
            out.html("<p class=\"rule\"")
            out.attribute("data-d", decision.id)
            out.html("><b>")
            out.text("The check of the " + (pair.undefended.trace.party(decision.party)?.role.noun ?? decision.party))
            out.html(":</b> ")
            guard let clause = Clause.named(decision.finding.check) else {
                out.element("code", decision.finding.check)
                out.html("</p>\n")
                continue
            }
            writeRequirement(clause, to: &out)
            let revision = clause.revisions.contains(pair.revision) ? pair.revision : clause.revisions.max() ?? .latest
            for citation in Citations.of(clause, in: revision) {
                out.html(" ")
                writeCitation(citation, to: &out)
            }
            out.html(" <a class=\"cid\"")
            out.link("\(root)revisions/\(revision.rawValue)/index.html#c-\(clause.id)")
            out.html(">")
            out.text(decision.finding.check)
            out.html("</a></p>\n")
        }
    }

    private func writeBeginning(to out: inout HTMLWriter) {
        out.html("<p class=\"sub\">")
        if pair.rows.isEmpty {
            out.html(
                "All \(pair.common) exchanges are the same in both runs, byte for byte. What is made of them differs.")
        } else if pair.common == 0 {
            out.html("The two runs differ from the first exchange on.")
        } else {
            let last = pair.defended.trace.exchanges[pair.common - 1]
            out.html(pair.common == 1 ? "The first exchange is" : "The first \(pair.common) exchanges are")
            out.html(" the same in both runs, byte for byte, up to ")
            link(.defended, Anchor.step(last.id), "step \(pair.common)", to: &out)
            out.html(".")
        }
        if pair.switchedOff.isEmpty { out.html(" All checks are in force in both.") }
        out.html(pair.rows.isEmpty ? "</p>\n" : " From there on:</p>\n")
    }

    private func writeHead(_ side: Side, to out: inout HTMLWriter) {
        out.html("<th scope=\"col\"><a")
        out.link(card(side).href)
        out.html(">")
        out.text(name(side))
        out.html("</a> ")
        writeOutcome(card(side).trace.outcome, to: &out)
        out.html("</th>")
    }

    private func link(_ side: Side, _ anchor: String, _ text: String, to out: inout HTMLWriter) {
        out.html("<a")
        out.link(card(side).href + "#" + anchor)
        out.html(">")
        out.text(text)
        out.html("</a>")
    }

    // MARK: Rows

    private func writeCheck(_ decision: Decision, to out: inout HTMLWriter) {
        out.html("<tr class=\"r-check\"><th scope=\"row\">")
        out.text(Shortened.line(decision.finding.summary, limit: 200))
        out.html(" <small>the check</small></th>")
        cell(.defended, "w", to: &out)
        if let enforced = pair.enforced(decision) {
            writeResult(enforced, .defended, to: &out)
        } else {
            out.html("<span class=\"none\">not reached</span>")
        }
        out.html("</td>")
        cell(.undefended, "w", to: &out)
        writeResult(decision, .undefended, to: &out)
        out.html("</td></tr>\n")
    }

    private func writeResult(_ decision: Decision, _ side: Side, to out: inout HTMLWriter) {
        out.html("<span")
        out.attribute("data-d", decision.id)
        out.html("><span class=\"not\" role=\"img\" aria-label=\"does not hold\">✗</span> ")
        link(side, Anchor.step(decision.id), decision.enforced ? "does not hold" : "would not hold", to: &out)
        if let step = pair.place(of: decision, in: card(side).trace) { out.html(" in step \(step)") }
        out.html(decision.enforced ? ", and ends it" : " <span class=\"off\">switched off</span>")
        out.html("</span>")
        guard decision.enforced, let expected = decision.finding.expected, let actual = decision.finding.actual else {
            return
        }
        out.html("<ul><li>expected <code>")
        out.text(Shortened.line(expected, limit: 60))
        out.html("</code></li><li>got <code>")
        out.text(Shortened.line(actual, limit: 60))
        out.html("</code></li></ul>")
    }

    /// Where no message differs: what each run made of them.
    private func writeDecisions(to out: inout HTMLWriter) {
        let decisions = pair.decisions
        out.html("<tr class=\"r-changed\"><th scope=\"row\">What follows</th>")
        for (side, list) in [(Side.defended, decisions.defended), (.undefended, decisions.undefended)] {
            cell(side, "w", to: &out)
            for decision in list {
                out.html("<p")
                out.attribute("data-d", decision.id)
                out.html(">")
                link(side, Anchor.step(decision.id), Shortened.line(decision.finding.summary, limit: 200), to: &out)
                if let actual = decision.finding.actual { out.text(": " + Shortened.line(actual, limit: 200)) }
                out.html("</p>")
            }
            out.html("</td>")
        }
        out.html("</tr>\n")
    }

    /// The exchanges; a stretch in which the two runs say the same is one row.
    private func writeRows(to out: inout HTMLWriter) {
        var rest = pair.rows[...]
        while let row = rest.first {
            let same = rest.prefix { $0.change == .same }
            if same.count > 2 {
                writeStretch(same, to: &out)
                rest = rest.dropFirst(same.count)
            } else {
                write(row, to: &out)
                rest = rest.dropFirst()
            }
        }
    }

    private func writeStretch(_ rows: ArraySlice<RunPair.Row>, to out: inout HTMLWriter) {
        out.html(
            "<tr class=\"r-same\"><th scope=\"row\">\(rows.count == 1 ? "1 exchange that is" : "\(rows.count) exchanges that are") the same</th>"
        )
        for side in [Side.defended, .undefended] {
            let places = rows.compactMap { side == .defended ? $0.defended : $0.undefended }
            guard let first = places.first, let last = places.last else { continue }
            let id = card(side).trace.exchanges[first].id
            cell(side, "", exchange: id, to: &out)
            link(side, Anchor.step(id), "Steps \(first + 1) to \(last + 1)", to: &out)
            out.html("</td>")
        }
        out.html("</tr>\n")
    }

    private func write(_ row: RunPair.Row, to out: inout HTMLWriter) {
        let flow = row.undefended == nil ? flows.defended : flows.undefended
        guard let index = row.undefended ?? row.defended else { return }
        let exchange = flow.exchanges[index]
        out.html("<tr class=\"r-\(row.change.rawValue)\"><th scope=\"row\">")
        let other = row.undefended.flatMap { _ in row.defended }.map { flows.defended.exchanges[$0].title }
        out.text(other == nil || other == exchange.title ? exchange.title : exchange.kind.title)
        out.html(" <small><code>\(exchange.kind.rawValue)</code></small></th>")
        let differences = pair.differences(row)
        write(row.defended, .defended, row.change, differences.defended, to: &out)
        write(row.undefended, .undefended, row.change, differences.undefended, to: &out)
        out.html("</tr>\n")
    }

    private func write(
        _ index: Int?, _ side: Side, _ change: RunPair.Row.Change, _ differences: [RunPair.Difference],
        to out: inout HTMLWriter
    ) {
        guard let index else {
            cell(side, "", to: &out)
            return out.html("<span class=\"none\">not sent</span></td>")
        }
        let exchange = card(side).trace.exchanges[index]
        cell(side, change == .same ? "" : "w", exchange: exchange.id, to: &out)
        link(side, Anchor.step(exchange.id), "Step \(index + 1)", to: &out)
        out.text(
            " to " + Shortened.line(card(side).trace.party(exchange.receiver)?.label ?? exchange.receiver, limit: 60))
        out.html(" ")
        switch exchange.outcome {
        case .response(let response): writeStatus(response.status, to: &out)
        case .failure(let failure): out.element("code", failure.rawValue)
        }
        if change == .same { out.html(" <span class=\"none\">the same</span>") }
        writeList(differences, side, to: &out)
        out.html("</td>")
    }

    private func writeList(_ differences: [RunPair.Difference], _ side: Side, to out: inout HTMLWriter) {
        guard !differences.isEmpty else { return }
        out.html("<ul>")
        for difference in differences.prefix(PairWriter.differenceLimit) {
            out.html("<li>")
            link(side, difference.anchor, Shortened.line(difference.field.dotted, limit: 60), to: &out)
            out.html(" <code>")
            out.text(PairWriter.brief(difference.field.value))
            out.html("</code></li>")
        }
        let left = differences.count - PairWriter.differenceLimit
        if left > 0 { out.html("<li class=\"none\">and \(left) more</li>") }
        out.html("</ul>")
    }

    /// The beginning of a value: enough to tell two apart.
    private static func brief(_ value: String) -> String { value.count > 44 ? String(value.prefix(40)) + "…" : value }

    /// Opens a cell; `mark` says that it differs.
    func cell(_ side: Side, _ mark: String, exchange: String? = nil, to out: inout HTMLWriter) {
        out.html("<td class=\"\(side == .defended ? "i" : "o")\(mark.isEmpty ? "" : " " + mark)\"")
        out.attribute("data-l", name(side))
        if let exchange { out.attribute("data-x", exchange) }
        out.html(">")
    }
}

extension RunPair {
    /// The number of the step during which a decision fell.
    fileprivate func place(of decision: Decision, in trace: Trace) -> Int? {
        decision.during.flatMap { id in trace.exchanges.firstIndex { $0.id == id } }.map { $0 + 1 }
    }
}
