import Docs
import Specs
import Traces
import Wire

/// What a step has changed: values that are new, secrets each party now holds, and what a bystander could have seen.
struct AfterStep {
    let context: FlowContext
    let exchange: Exchange
    let position: Int

    func write(to out: inout HTMLWriter) {
        out.html("<div class=\"after\">")
        writeKnowledge(to: &out)
        writeObservers(to: &out)
        out.html("</div>\n")
    }

    // MARK: Knowledge

    private struct Held {
        var kind: ValueKind
        var name: String
        var isNew: Bool
    }

    private func writeKnowledge(to out: inout HTMLWriter) {
        let change = change
        let parties = context.trace.parties.map { (name: $0.name, held: holdings(of: $0.name)) }
        // What did not change stands in the steps before, and in the table above them.
        let changed = parties.filter { party in
            party.held.contains(where: \.isNew)
                || isPoorer(party.name) && (party.held.isEmpty || !kept(party.held).isEmpty)
        }
        guard !changed.isEmpty || !change.isEmpty else { return }
        out.html("<div><h3>What each party holds now</h3>")
        if !change.isEmpty { out.element("p", change) }
        if !changed.isEmpty {
            out.html("<dl>")
            for party in changed {
                out.html("<dt>")
                context.writePartyName(party.name, to: &out)
                out.html("</dt><dd>")
                for item in party.held where item.isNew {
                    out.html("<i class=\"\(tone(item.kind))\">")
                    out.text("+ " + item.name)
                    out.html("</i> ")
                }
                out.text(party.held.isEmpty ? "nothing secret" : before(party.held))
                out.html("</dd>")
            }
            out.html("</dl>")
        }
        let isRest = parties.contains { party in
            !party.held.isEmpty && !changed.contains { $0.name == party.name }
        }
        if isRest { out.html(changed.isEmpty ? "<p>All as before.</p>" : "<p>The others as before.</p>") }
        out.html("</div>")
    }

    /// What was there before. As in the picture, cookies, form tokens, passwords and used proofs are not named again.
    private func kept(_ held: [Held]) -> [String] {
        held.filter { item in !item.isNew && context.flow.secrets.contains { $0.label == item.name && $0.isThreaded } }
            .map(\.name)
    }

    /// What was there before in words: names, and whether there is more.
    private func before(_ held: [Held]) -> String {
        let names = kept(held)
        let isMore = held.count { !$0.isNew } > names.count
        return (names + (isMore ? ["more from before"] : [])).joined(separator: ", ")
    }

    /// Whether something that the party held has ended in this step.
    private func isPoorer(_ party: String) -> Bool {
        context.ledger.holdings.contains { holding in
            holding.party == party && holding.until.flatMap(place) == position
        }
    }

    /// One line: what is new and no secret, what has ended here; empty where neither is.
    private var change: String {
        var fresh: [String] = []
        for entry in context.entries[position] {
            // Secrets stand below, with those who hold them.
            guard let typed = entry.typed, !typed.kind.isSecret, context.occurrences[typed]?.first == entry else {
                continue
            }
            let name = context.name(typed)
            if !fresh.contains(name) { fresh.append(name) }
        }
        var ended: [String] = []
        for holding in context.ledger.holdings {
            guard let until = holding.until, place(of: until) == position else { continue }
            let name = context.name(holding.value)
            if !ended.contains(name) { ended.append(name) }
        }
        var sentences: [String] = []
        if !fresh.isEmpty { sentences.append("New public values: " + fresh.joined(separator: ", ") + ".") }
        if !ended.isEmpty { sentences.append("Spent or given up: " + ended.joined(separator: ", ") + ".") }
        return sentences.joined(separator: " ")
    }

    private func holdings(of party: String) -> [Held] {
        var held: [Held] = []
        for holding in context.ledger.holdings where holding.party == party && isKnown(holding.since) {
            if let until = holding.until, isKnown(until) { continue }
            let item = Held(
                kind: holding.value.kind, name: context.name(holding.value), isNew: place(of: holding.since) == position
            )
            if let index = held.firstIndex(where: { $0.name == item.name }) {
                held[index].isNew = held[index].isNew || item.isNew
            } else {
                held.append(item)
            }
        }
        return held
    }

    /// The position of the exchange to which an event belongs.
    private func place(of source: Ledger.Source) -> Int? {
        switch source {
        case .exchange(let id, _): context.position(of: id)
        case .decision(let id): context.trace.decisions.first { $0.id == id }.map(place)
        }
    }

    /// A party may come back to an exchange long after its end, as when it gives up: that belongs to the last step before.
    private func place(of decision: Decision) -> Int {
        let exchanges = context.trace.exchanges
        let place = context.position(of: decision)
        guard decision.during != nil,
            let last = exchanges.indices.prefix(decision.position).max(by: { exchanges[$0].ended < exchanges[$1].ended }
            ),
            exchanges[last].ended <= decision.time
        else { return place }
        return max(place, last)
    }

    /// Whether an event had happened when this exchange ended. Exchanges nest, so an answer counts by its time.
    private func isKnown(_ source: Ledger.Source) -> Bool {
        guard let place = place(of: source) else { return false }
        if case .exchange(let id, .response) = source, let other = context.trace.exchange(id) {
            return place == position || place < position && other.ended <= exchange.ended
        }
        return place <= position
    }

    // MARK: Observers

    private func writeObservers(to out: inout HTMLWriter) {
        out.html("<div><h3>What an observer would see</h3><dl><dt>Network</dt><dd>")
        if exchange.origin.hasPrefix("https://") {
            out.text("Only host, sizes and timing (TLS).")
        } else if WebURL(exchange.origin)?.isLoopback == true {
            out.text("Nothing: the message stays on the machine. Other programs there could read it, it is plain HTTP.")
        } else {
            out.text("Everything: this is plain HTTP.")
        }
        if exchange.isFrontChannel {
            out.html("</dd><dt>Browser history</dt><dd>")
            if exchange.request.method == "GET" {
                writeAddress(exchange.url, to: &out)
            } else {
                out.html("The address without the posted form.")
            }
        }
        out.html("</dd><dt>Log of the receiver</dt><dd>")
        writeAddress(exchange.request.method + " " + exchange.request.target, to: &out)
        writeExposed(to: &out)
        out.html("</dd></dl></div>")
    }

    private func writeAddress(_ text: String, to out: inout HTMLWriter) {
        out.html("<code>")
        out.text(text.utf8.count > 120 ? text.prefix(110) + "…" : text)
        out.html("</code>")
    }

    /// Names the secrets that stand in the address, because that is where logs and histories get them from.
    private func writeExposed(to out: inout HTMLWriter) {
        let kinds = context.entries[position]
            .filter { $0.field.side == .request && $0.field.place == .query }
            .compactMap(\.typed?.kind).filter(\.isSecret)
        guard !kinds.isEmpty else { return }
        out.html(" <b class=\"leak\">")
        out.text("with " + kinds.map(\.label).joined(separator: ", ") + " in the address")
        out.html("</b>")
    }
}
