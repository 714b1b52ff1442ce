import Docs
import Authoring
import Specs
import Traces

/// The pages about fields.
extension SitePages {
    /// So many places are listed on the page of a field; the rest is counted.
    static let occurrenceLimit = 20

    func page(of field: FieldText, _ result: inout PageResult) {
        let path = "fields/\(field.slug)/index.html"
        result.page(path, source: field.note.file) { () throws(Problems) in
            let writer = ReferenceWriter(path: path)
            var out = HTMLWriter(capacity: 32_000)
            var body = try bodies.render(field.note, page: path)
            let rest = try bodies.render(field.rest, page: path)
            body.linkLines.merge(rest.linkLines) { first, _ in first }
            body.sections.insert(.init(text: field.field), at: 0)
            body.sections += rest.sections
            out.html("<div class=\"prose lead1\">\(body.html)\(rest.html)</div>\n")
            clauses(field.clauses, writer, to: &out)
            let occurrences = index.occurrences[field.slug] ?? []
            matrix(occurrences, field, writer, to: &out)
            samples(occurrences, to: &out)
            list(occurrences, writer, to: &out)
            var kicker = HTMLWriter()
            kicker.html("Field <b>")
            kicker.text(field.field)
            kicker.html("</b>, ")
            kicker.text(ReferenceWriter.list(field.places.map(\.phrase)))
            if field.revisions.count < Revision.allCases.count {
                kicker.text(", " + ReferenceWriter.list(field.revisions.map(\.rawValue)))
            }
            return (body, document(path, field.title, "", kicker: kicker, below: FrameMaker.fields, out))
        }
    }

    private func clauses(_ clauses: [Clause], _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        guard !clauses.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-rules\"><h2 id=\"x-rules\">The rules</h2>\n")
        clauseTable(clauses, showsRole: true, writer, to: &out)
        out.html("</section>\n")
    }

    // MARK: Where it stands

    private struct Row: Hashable {
        var kind: ExchangeKind
        var side: Field.Side
        var place: FieldPlace
        var name: String
    }

    private func matrix(
        _ occurrences: [ReferenceIndex.Occurrence], _ field: FieldText, _ writer: ReferenceWriter,
        to out: inout HTMLWriter
    ) {
        out.html("<section aria-labelledby=\"x-places\"><h2 id=\"x-places\">Where it stands</h2>\n")
        guard !occurrences.isEmpty else {
            out.html("<p class=\"sub\">No recorded run has this field yet.")
            if !field.kinds.isEmpty {
                out.html(" It belongs to ")
                for (number, kind) in field.kinds.enumerated() {
                    out.html(number == 0 ? "" : number == field.kinds.count - 1 ? " and " : ", ")
                    let isThere = plan.titles[ReferencePlan.path(kind)] != nil
                    isThere
                        ? writer.link(ReferencePlan.path(kind), kind.title, to: &out) : out.text(kind.title)
                }
                out.html(".")
            }
            return out.html("</p></section>\n")
        }
        var rows: [Row] = []
        var places: [Row: [Revision: Set<ReferenceIndex.Place>]] = [:]
        for occurrence in occurrences {
            let exchange = index.exchange(occurrence.place)
            let field = occurrence.field
            let row = Row(
                kind: exchange.kind, side: field.side, place: field.place,
                name: field.place == .startLine ? "" : field.pattern)
            if places[row] == nil { rows.append(row) }
            places[row, default: [:]][index.runs[occurrence.place.run].revision, default: []].insert(occurrence.place)
        }
        let order = Dictionary(uniqueKeysWithValues: ExchangeKind.allCases.enumerated().map { ($1, $0) })
        rows.sort {
            (order[$0.kind] ?? 0, $0.side.rawValue, $0.name) < (order[$1.kind] ?? 0, $1.side.rawValue, $1.name)
        }
        writer.table(["Message", "Place", "Name"], revisionsAfter: 3, to: &out)
        for row in rows.prefix(SitePages.occurrenceLimit) {
            out.html("<tr><th scope=\"row\">")
            writer.link(ReferencePlan.path(row.kind), row.kind.title, to: &out)
            out.html("</th><td>\(row.side.rawValue), \(row.place.phrase)</td><td class=\"wide\"><code>")
            writer.nameLink(nil, Shortened.line(row.name, limit: 120), to: &out)
            out.html("</code></td>")
            let counts = (places[row] ?? [:]).mapValues(\.count)
            writer.ticks(counts, of: index.totals[row.kind] ?? [:], to: &out)
            out.html("</tr>\n")
        }
        writer.endTable(to: &out)
        out.html("</section>\n")
    }

    private func samples(_ occurrences: [ReferenceIndex.Occurrence], to out: inout HTMLWriter) {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for occurrence in occurrences where !occurrence.field.value.isEmpty {
            let text = SitePages.sample(occurrence.field)
            if counts[text] == nil { order.append(text) }
            counts[text, default: 0] += 1
        }
        guard !order.isEmpty else { return }
        let isSecret = occurrences.contains { $0.field.kind?.isSecret ?? false }
        out.html(
            "<section aria-labelledby=\"x-values\"><h2 id=\"x-values\">Recorded values</h2>\n<ul class=\"samples\">")
        let ranked = order.enumerated().sorted { left, right in
            let (first, second) = (counts[left.element] ?? 0, counts[right.element] ?? 0)
            return first == second ? left.offset < right.offset : first > second
        }
        let shown = isSecret ? 3 : 8
        for (_, text) in ranked.prefix(shown) {
            out.html("<li><code>")
            out.text(text)
            out.html("</code> <small>\(Counted.text(counts[text] ?? 0, "time"))</small></li>\n")
        }
        out.html("</ul>")
        let left = order.count - shown
        if left > 0 { out.html("<p class=\"sub\">\(Counted.text(left, "other value")) in the runs.</p>") }
        if isSecret {
            out.html("<p class=\"sub\">A secret: shortened here, whole in the runs, worthless everywhere.</p>")
        }
        out.html("</section>\n")
    }

    /// A value as an example: secrets keep their beginning only.
    private static func sample(_ field: Field) -> String {
        guard field.kind?.isSecret ?? false, field.value.count > 12 else { return Shortened.line(field.value) }
        return "\(field.value.prefix(10))… (\(field.value.count) characters)"
    }

    // MARK: Every occurrence

    private func list(
        _ occurrences: [ReferenceIndex.Occurrence], _ writer: ReferenceWriter, to out: inout HTMLWriter
    ) {
        guard !occurrences.isEmpty else { return }
        let chosen = SitePages.chosen(occurrences, index)
        out.html("<section aria-labelledby=\"x-runs\"><h2 id=\"x-runs\">Every occurrence</h2><p class=\"sub\">")
        let runs = Set(occurrences.map(\.place.run)).count
        out.text(
            "\(Counted.text(occurrences.count, "place")) in \(Counted.text(runs, "run"))"
                + (chosen.count < occurrences.count ? ". \(chosen.count) of them, each kind of message first:" : ":"))
        out.html("</p>\n")
        let kinds = Set(occurrences.map { index.exchange($0.place).kind })
        RunList(index: index, writer: writer).write(
            chosen.map { occurrence in
                let path = occurrence.field.path
                let name =
                    path.contains { Int($0) != nil } ? " " + Shortened.line(occurrence.field.dotted, limit: 60) : ""
                let kind = kinds.count > 1 ? " " + index.exchange(occurrence.place).kind.title : ""
                return RunList.Item(
                    run: occurrence.place.run, anchor: occurrence.anchor,
                    words: "step \(occurrence.place.exchange + 1)" + kind + name)
            }, to: &out)
        if chosen.count < occurrences.count {
            out.html(
                "<p class=\"sub\">And \(occurrences.count - chosen.count) more in the same messages of other runs.</p>")
        }
        out.html("</section>\n")
    }

    /// At most ``occurrenceLimit``: one for each kind, place and revision, then the others in order.
    private static func chosen(
        _ occurrences: [ReferenceIndex.Occurrence], _ index: ReferenceIndex
    ) -> [ReferenceIndex.Occurrence] {
        guard occurrences.count > occurrenceLimit else { return occurrences }
        var seen: Set<[String]> = []
        var first: [Int] = []
        var rest: [Int] = []
        for (number, occurrence) in occurrences.enumerated() {
            let revision = index.runs[occurrence.place.run].revision
            let group = [
                index.exchange(occurrence.place).kind.rawValue, occurrence.field.place.rawValue, revision.rawValue,
            ]
            if seen.insert(group).inserted { first.append(number) } else { rest.append(number) }
        }
        return (first + rest).prefix(occurrenceLimit).sorted().map { occurrences[$0] }
    }

    // MARK: The list of fields

    func fieldList(_ notes: [String: FieldNote], _ result: inout PageResult) {
        let place = FrameMaker.fields
        let fields = sources.content.fields
        guard !fields.isEmpty else { return }
        let writer = ReferenceWriter(path: place.path)
        var out = HTMLWriter(capacity: 200_000)
        var intro = HTMLWriter()
        let places = FieldPlace.inReadingOrder.filter { place in fields.contains { $0.places.first == place } }
        writer.jump(
            places.map { place in
                (place.heading, "x-" + place.rawValue, fields.count { $0.places.first == place })
            }, to: &intro)
        for place in places {
            let ours = fields.filter { $0.places.first == place }.sorted { left, right in
                (left.field.lowercased(), left.title, left.slug) < (right.field.lowercased(), right.title, right.slug)
            }
            out.html(
                "<section aria-labelledby=\"x-\(place.rawValue)\"><h2 id=\"x-\(place.rawValue)\">\(place.heading)</h2>")
            out.html("<dl class=\"gloss\">\n")
            for field in ours { entry(field, notes[field.slug], writer, to: &out) }
            out.html("</dl></section>\n")
        }
        let summary =
            "Every header, parameter, member and claim of the recorded messages, in a sentence or two, "
            + "with a page of its own for each."
        result.files.append(
            OutputFile(
                path: place.path, bytes: document(place.path, place.title, summary, intro: intro, below: nil, out)))
    }

    private func entry(_ field: FieldText, _ note: FieldNote?, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        out.html("<div><dt>")
        writer.link("fields/\(field.slug)/index.html", field.title, to: &out)
        if field.title != field.field {
            out.html(" <code>")
            out.text(field.field)
            out.html("</code>")
        }
        out.html("</dt><dd>")
        if let note { writer.note(note, to: &out) }
        out.html("</dd></div>\n")
    }
}
