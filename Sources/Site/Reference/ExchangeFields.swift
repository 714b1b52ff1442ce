import Authoring
import Docs
import Specs
import Traces

/// The table of every field that a kind of exchange may carry.
extension SitePages {
    /// So many fields of one side are listed; a recorded body can have any number.
    private static let fieldLimit = 160

    func fields(
        of kind: ExchangeKind, _ notes: [String: FieldNote], _ writer: ReferenceWriter, to out: inout HTMLWriter
    ) {
        guard index.places[kind] != nil else { return }
        out.html("<section aria-labelledby=\"x-fields\"><h2 id=\"x-fields\">Every field recorded</h2>")
        out.html(
            """
            <p class="sub">The union over all recorded runs. ✓: every message of the revision has it; n of m: n of its m \
            messages; –: none. The runs include mistakes, attacks and optional features, so what must be there is missing \
            in some.</p>\n
            """)
        var taken: Set<String> = []
        for (title, side) in [("Request", Field.Side.request), ("Response", .response)] {
            let uses = index.uses(of: kind, side)
            guard !uses.isEmpty else { continue }
            out.html("<h3>\(title)</h3>\n")
            writer.table(["Field", "What it is"], revisionsAfter: 2, to: &out)
            // An object with members in some messages is recorded as a field only where it is empty; its row counts both.
            let parents = Set(
                uses.filter { $0.key.place == .json }.flatMap { use in
                    use.key.path.indices.map { Array(use.key.path[..<$0]) }
                })
            var group: String?
            for use in uses.prefix(SitePages.fieldLimit) {
                let heading = SitePages.heading(use)
                if heading != group {
                    out.html("<tr class=\"grp\"><th scope=\"colgroup\" colspan=\"\(2 + Revision.allCases.count)\">")
                    out.text(heading)
                    out.html("</th></tr>\n")
                    group = heading
                }
                var use = use
                if use.key.place == .json, parents.contains(use.key.path) {
                    use.counts = index.counts(ofMember: use.key)
                }
                row(use, kind, notes, &taken, writer, to: &out)
            }
            writer.endTable(to: &out)
            let left = uses.count - SitePages.fieldLimit
            if left > 0 { out.html("<p class=\"sub\">\(Counted.text(left, "field")) more in the runs.</p>\n") }
        }
        out.html("</section>\n")
    }

    private static func heading(_ use: ReferenceIndex.Use) -> String {
        guard let carrier = use.key.carrier else { return use.key.place.heading }
        return use.key.place.heading + " in " + Shortened.line(carrier, limit: 60)
    }

    private func row(
        _ use: ReferenceIndex.Use, _ kind: ExchangeKind, _ notes: [String: FieldNote], _ taken: inout Set<String>,
        _ writer: ReferenceWriter, to out: inout HTMLWriter
    ) {
        let slugs = Revision.allCases.reversed().compactMap { use.slugs[$0] }
        let note = slugs.first.flatMap { notes[$0] }
        out.html("<tr")
        let base = ReferenceAnchor.make(
            [use.key.side == .request ? "q" : "r", use.key.carrier ?? "", use.key.place.rawValue] + use.key.path)
        var anchor = base
        var repeats = 1
        while !taken.insert(anchor).inserted {
            repeats += 1
            anchor = base + "~\(repeats)"
        }
        out.attribute("id", anchor)
        out.html("><th scope=\"row\"><code>")
        let isRequest = use.key.side == .request
        let name =
            use.key.place == .startLine ? (isRequest ? "method and path" : "status") : use.first.field.pattern
        writer.nameLink(
            slugs.first.map { "fields/\($0)/index.html" }, Shortened.line(name, limit: 240), to: &out)
        out.html("</code></th><td class=\"wide\">")
        if let note {
            writer.note(note, to: &out)
            earlier(slugs, use, notes, writer, to: &out)
        } else {
            out.html("<span class=\"none\">Not explained yet.</span>")
        }
        out.html("</td>")
        writer.ticks(use.counts, of: index.totals[kind] ?? [:], to: &out)
        out.html("</tr>\n")
    }

    /// Where another revision has a text of its own, a link to it.
    private func earlier(
        _ slugs: [String], _ use: ReferenceIndex.Use, _ notes: [String: FieldNote], _ writer: ReferenceWriter,
        to out: inout HTMLWriter
    ) {
        var seen: Set<String> = [slugs[0]]
        for slug in slugs where seen.insert(slug).inserted {
            let revisions = Revision.allCases.filter { use.slugs[$0] == slug }.map(\.rawValue)
            out.html(" <span class=\"alt\">In ")
            out.text(ReferenceWriter.list(revisions) + ": ")
            writer.link("fields/\(slug)/index.html", notes[slug]?.title ?? slug, to: &out)
            out.html(".</span>")
        }
    }
}
