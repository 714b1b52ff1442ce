import Docs
import Traces

/// Where a value came from and where it goes: the links under a note. Everything is read from the trace.
struct Provenance {
    let context: FlowContext

    /// Writes at most two links: origin or next place, and comparison.
    func write(_ entry: FieldEntry, to out: inout HTMLWriter) {
        guard let typed = entry.typed, let all = context.occurrences[typed] else { return }
        let compared = comparison(of: entry)
        let first = origin(of: entry, typed, all)
        guard first != nil || compared != nil else { return }
        if let first { link(first.text, first.anchor, to: &out) }
        if first != nil, compared != nil { out.html(" ") }
        if let compared { link(compared.text, compared.anchor, to: &out) }
    }

    private typealias Target = (text: String, anchor: String)

    private func link(_ text: String, _ anchor: String, to out: inout HTMLWriter) {
        out.html("<a")
        out.link("#" + anchor)
        out.html(">")
        out.text(text)
        out.html("</a>")
    }

    /// Made by the speaker, learned from a message to the speaker, or said by it before; else where it goes from here.
    private func origin(of entry: FieldEntry, _ typed: TypedValue, _ all: [FieldEntry]) -> Target? {
        let exchange = context.trace.exchanges[entry.exchange]
        let speaker = entry.field.side == .request ? exchange.sender : exchange.receiver
        let earlier = all.prefix { $0 != entry }
        if let birth = context.births[typed], birth.party == speaker {
            let isHere = birth.during == exchange.id
            let place = birth.during.flatMap(context.position(of:))
            let text = isHere ? "created here" : place.map { "made in step \(context.number($0))" } ?? madeBefore(birth)
            return (text, Anchor.step(birth.id))
        }
        let learned = earlier.first { other in
            let message = context.trace.exchanges[other.exchange]
            return speaker == (other.field.side == .request ? message.receiver : message.sender)
        }
        if let source = learned ?? earlier.first {
            if source.exchange == entry.exchange { return ("as above", source.anchor) }
            return ("from step \(context.number(source.exchange))", source.anchor)
        }
        guard let next = all.first(where: { $0.exchange > entry.exchange }) else { return nil }
        return ("again in step \(context.number(next.exchange))", next.anchor)
    }

    private func madeBefore(_ decision: Decision) -> String {
        decision.position < context.trace.exchanges.count
            ? "made before step \(context.number(decision.position))" : "made after the last step"
    }

    /// Comparisons with registered addresses, which hold although a loopback port differs.
    private static let comparisonsBesidesPorts: Set<String> = [
        "as-0326-redirect-validated", "as-redirect-exact", "cimd-as-validates-redirect",
    ]

    /// The first comparison with another value that this one went into once it was there; where there is none, the first
    /// check of it under its name.
    private func comparison(of entry: FieldEntry) -> Target? {
        let value = entry.field.value
        let checks = (context.comparisons[value] ?? []).filter { follows($0, entry) }
        func isNamed(_ check: Decision) -> Bool {
            check.finding.inputs.contains { $0.name == entry.field.dotted && $0.value == value }
        }
        let equal = checks.filter { check in
            check.finding.expected == value
                || isNamed(check) && Provenance.comparisonsBesidesPorts.contains(check.finding.check)
        }
        guard let check = equal.first(where: isNamed) ?? equal.first ?? checks.first(where: isNamed) ?? checks.first
        else { return nil }
        let place = context.position(of: check)
        let verb = equal.isEmpty ? "checked" : "compared"
        return (
            place == entry.exchange ? verb + " here" : "\(verb) in step \(context.number(place))",
            Anchor.step(check.id)
        )
    }

    /// Whether a check was made after the value was sent: in its exchange or a later one, or in the one that waited for it.
    /// Who answers has checked the request before the answer.
    private func follows(_ check: Decision, _ entry: FieldEntry) -> Bool {
        let place = context.position(of: check)
        let exchange = context.trace.exchanges[entry.exchange]
        if place == entry.exchange { return entry.field.side == .request || check.party != exchange.receiver }
        return place > entry.exchange
            || exchange.parent == context.trace.exchanges[place].id && check.time >= exchange.ended
    }
}
