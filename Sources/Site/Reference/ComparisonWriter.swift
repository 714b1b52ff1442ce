import Docs
import Specs
import Traces

/// Writes one message as recorded under each revision, side by side where there is room.
struct ComparisonWriter {
    /// The recorded exchange that stands for a revision.
    struct Sample: Sendable {
        var revision: Revision
        var place: ReferenceIndex.Place
    }

    let index: ReferenceIndex
    let explanations: any Explanations
    let writer: ReferenceWriter
    let samples: [Sample]

    /// Values longer than this are shortened in a column.
    private static let valueLimit = 56

    /// One exchange for each revision that has the kind: all of one scenario where one has them all, and of those that
    /// went well.
    static func samples(of kind: ExchangeKind, in index: ReferenceIndex) -> [Sample] {
        let places = index.places[kind] ?? []
        let plain = places.filter { index.runs[$0.run].trace.run.variant == nil }
        let good = plain.filter { (index.exchange($0).status ?? 999) < 400 }
        let pool = good.isEmpty ? (plain.isEmpty ? places : plain) : good
        func scenario(_ place: ReferenceIndex.Place) -> String { index.runs[place.run].trace.run.scenario }
        var reach: [String: Set<Revision>] = [:]
        for place in pool { reach[scenario(place), default: []].insert(index.runs[place.run].revision) }
        let most = reach.values.map(\.count).max() ?? 0
        let chosen = pool.lazy.map(scenario).first { reach[$0]?.count == most }
        return Revision.allCases.compactMap { revision in
            let candidates = [pool, places].lazy.flatMap { $0 }.filter { index.runs[$0.run].revision == revision }
            let place = candidates.first { scenario($0) == chosen } ?? candidates.first
            return place.map { Sample(revision: revision, place: $0) }
        }
    }

    func write(_ side: Field.Side, to out: inout HTMLWriter) {
        let messages = samples.map(rows(side))
        guard messages.contains(where: { !$0.rows.isEmpty }) else { return }
        let comparison = RevisionComparison(messages)
        out.html("<h3>\(side == .request ? "Request" : "Response")</h3><div class=\"cmp c\(samples.count)\">\n")
        for (sample, cells) in zip(samples, comparison.columns) {
            out.html("<div class=\"col\"><h4>\(sample.revision.rawValue)")
            let run = index.runs[sample.place.run]
            let exchange = index.exchange(sample.place)
            writer.link(
                run.path + "#" + Anchor.step(exchange.id),
                "\(run.trace.run.scenario), step \(sample.place.exchange + 1)",
                to: &out)
            out.html("</h4><ol>")
            for cell in cells { write(cell, sample, to: &out) }
            out.html("</ol></div>\n")
        }
        out.html("</div>\n")
    }

    private func rows(_ side: Field.Side) -> (Sample) -> (rows: [WireRow], names: RowNames) {
        { sample in
            let run = index.runs[sample.place.run]
            let exchange = index.exchange(sample.place)
            let position = sample.place.exchange
            let entries = zip(run.fields[position], run.anchors[position]).filter { $0.0.side == side }
                .map { FieldEntry(field: $0.0, anchor: $0.1, exchange: position) }
            let names = RowNames(run.trace, exchange.kind)
            switch side {
            case .request: return (MessageRows.request(exchange.request, entries), names)
            case .response:
                guard let response = exchange.response ?? exchange.answered else { return ([], names) }
                return (MessageRows.response(response, entries), names)
            }
        }
    }

    private func write(_ cell: RevisionComparison.Cell, _ sample: Sample, to out: inout HTMLWriter) {
        switch cell.mark {
        case .none: return out.html("<li class=\"no\" aria-hidden=\"true\"></li>")
        case .removed(let name):
            out.html("<li class=\"rem\"><code><span class=\"vh\">removed: </span>")
            out.text(String(name.prefix { $0 == " " }))
            out.html("<s>")
            out.text(shorten(String(name.drop { $0 == " " })))
            out.html("</s></code></li>")
            return
        case .same: out.html("<li>")
        case .added: out.html("<li class=\"add\">")
        case .changed: out.html("<li class=\"chg\">")
        }
        out.html("<code>")
        if cell.mark == .added { out.html("<span class=\"vh\">added: </span>") }
        if cell.mark == .changed { out.html("<span class=\"vh\">changed: </span>") }
        if let row = cell.row { write(row, sample, to: &out) }
        out.html("</code></li>")
    }

    private func write(_ row: WireRow, _ sample: Sample, to out: inout HTMLWriter) {
        let exchange = index.exchange(sample.place)
        let note = row.entries.lazy.compactMap {
            explanations.note(for: $0.field, in: exchange, revision: sample.revision)
        }.first
        for piece in row.pieces {
            switch piece {
            case .text(let text): out.text(shorten(text))
            case .strong(let text): out.element("b", shorten(text))
            case .name(let name):
                if let note {
                    writer.link("fields/\(note.slug)/index.html", shorten(name), class: "n", to: &out)
                } else {
                    out.element("span", class: "n", shorten(name))
                }
            case .value(let text, let entry):
                if let kind = entry?.field.kind, kind.isSecret {
                    out.html("<mark class=\"\(tone(kind))\">")
                    out.text(shorten(text))
                    out.html("</mark>")
                } else {
                    var value = HTMLWriter()
                    value.text(shorten(text))
                    out.html(UnbrokenDates.marking(String(decoding: value.bytes, as: UTF8.self)))
                }
            case .status(let status): writeStatus(status, to: &out)
            }
        }
    }

    private func shorten(_ text: String) -> String {
        guard text.count > ComparisonWriter.valueLimit else { return text }
        return "\(text.prefix(28))… \(text.count - 36) more …\(text.suffix(8))"
    }
}
