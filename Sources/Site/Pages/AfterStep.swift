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
        var isNew: Bool
    }

    private func writeKnowledge(to out: inout HTMLWriter) {
        out.html("<div><h3>What each party holds now</h3>")
        writeChange(to: &out)
        out.html("<dl>")
        var others = false
        for party in context.trace.parties {
            let held = holdings(of: party.name)
            if held.isEmpty { continue }
            // Who took no part and learned nothing stands in the table above the steps.
            guard party.name == exchange.sender || party.name == exchange.receiver || held.contains(where: \.isNew)
            else {
                others = true
                continue
            }
            out.html("<dt>")
            context.writePartyName(party.name, to: &out)
            out.html("</dt><dd>")
            for item in held {
                out.html("<i class=\"\(tone(item.kind))\">")
                out.text((item.isNew ? "+ " : "") + item.kind.label)
                out.html("</i> ")
            }
            out.html("</dd>")
        }
        out.html("</dl>")
        if others { out.html("<p>The others hold what they held before.</p>") }
        out.html("</div>")
    }

    /// One line: what is new on the wire, what has ended here.
    private func writeChange(to out: inout HTMLWriter) {
        var fresh: [ValueKind] = []
        for entry in context.entries[position] {
            guard let typed = entry.typed, context.occurrences[typed]?.first == entry else { continue }
            if !fresh.contains(typed.kind) { fresh.append(typed.kind) }
        }
        var ended: [ValueKind] = []
        for holding in context.ledger.holdings {
            guard let until = holding.until, place(of: until) == position else { continue }
            if !ended.contains(holding.value.kind) { ended.append(holding.value.kind) }
        }
        out.html("<p>")
        if fresh.isEmpty && ended.isEmpty {
            out.html("Nothing new since the previous exchange.")
        }
        if !fresh.isEmpty {
            out.html("New on the wire: ")
            out.text(fresh.map(\.label).joined(separator: ", "))
            out.html(". ")
        }
        if !ended.isEmpty {
            out.html("Ended: ")
            out.text(ended.map(\.label).joined(separator: ", "))
            out.html(".")
        }
        out.html("</p>")
    }

    private func holdings(of party: String) -> [Held] {
        var held: [Held] = []
        for holding in context.ledger.holdings where holding.party == party && isKnown(holding.since) {
            if let until = holding.until, isKnown(until) { continue }
            let item = Held(kind: holding.value.kind, isNew: place(of: holding.since) == position)
            if let index = held.firstIndex(where: { $0.kind == item.kind }) {
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
        case .decision(let id): context.position(ofDecision: id)
        }
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
        let host = Shortened.line(WebURL(exchange.origin)?.host ?? exchange.origin)
        if exchange.origin.hasPrefix("https://") {
            out.text("TLS to \(host): sizes and timing, nothing of the content.")
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
