import Scenarios
import Specs
import Traces

/// The reference: a page for every explained field and kind of exchange, and a list of each.
extension SitePages {
    func reference(_ result: inout PageResult) {
        for field in sources.content.fields { page(of: field, &result) }
        for text in sources.content.exchanges { page(of: text, &result) }
        let fields = sources.content.fields.sorted {
            ($0.title.lowercased(), $0.slug) < ($1.title.lowercased(), $1.slug)
        }
        list(
            FrameMaker.fields, "Every header, parameter, member and claim that is explained on these pages.",
            fields.map { ($0.title, "fields/\($0.slug)/index.html", $0.field) }, &result)
        let order = ExchangeKind.allCases
        let exchanges = sources.content.exchanges.sorted {
            (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0)
        }
        list(
            FrameMaker.exchanges, "What each kind of message is for, in the order of a flow.",
            exchanges.map { ($0.title, "exchanges/\($0.kind.rawValue)/index.html", $0.kind.rawValue) }, &result)
    }

    /// A list of pages with a name beside each; none when there is nothing to list.
    private func list(
        _ place: FrameMaker.Place, _ summary: String, _ items: [(title: String, path: String, name: String)],
        _ result: inout PageResult
    ) {
        guard !items.isEmpty else { return }
        var out = HTMLWriter()
        out.html("<ul>\n")
        for item in items {
            out.html("<li>")
            link(SitePath.relative(from: place.path, to: item.path), item.title, &out)
            out.html(" ")
            out.element("code", item.name)
            out.html("</li>\n")
        }
        out.html("</ul>\n")
        let body = RenderedBody(html: String(decoding: out.bytes, as: UTF8.self), file: "")
        result.files.append(OutputFile(path: place.path, bytes: prose(place.path, place.title, summary, body)))
    }

    private func page(of field: FieldText, _ result: inout PageResult) {
        let path = "fields/\(field.slug)/index.html"
        result.page(path, source: field.note.file) { () throws(Problems) in
            var body = try bodies.render(field.note, page: path)
            let rest = try bodies.render(field.rest, page: path)
            body.html += rest.html
            body.headings = rest.headings
            body.linkLines.merge(rest.linkLines) { first, _ in first }
            body.html += clauses(field.clauses, path)
            return (body, prose(path, field.title, "", body, kicker: "Field " + field.field, below: FrameMaker.fields))
        }
    }

    private func clauses(_ clauses: [Clause], _ path: String) -> String {
        guard !clauses.isEmpty else { return "" }
        var out = HTMLWriter()
        out.html("<h2 id=\"rules\">The rules</h2>\n<ul>")
        for clause in clauses {
            out.html("<li>")
            out.element("b", clause.level.rawValue)
            out.html(" ")
            out.text(clause.text)
            out.html(" ")
            let newest = clause.revisions.max() ?? .latest
            link(
                SitePath.root(of: path) + "revisions/\(newest.rawValue)/index.html#c-\(clause.id)", clause.source, &out)
            out.html("</li>\n")
        }
        out.html("</ul>\n")
        return String(decoding: out.bytes, as: UTF8.self)
    }

    private func page(of text: ExchangeText, _ result: inout PageResult) {
        let path = "exchanges/\(text.kind.rawValue)/index.html"
        result.page(path, source: text.body.file) { () throws(Problems) in
            var body = RenderedBody.empty
            for (title, part) in [("", text.happens), ("Why", text.why), ("Without it", text.skipped), ("", text.body)]
            {
                let rendered = try bodies.render(part, page: path)
                body.html += title.isEmpty ? rendered.html : "<h2>\(title)</h2>\n" + rendered.html
                body.headings += rendered.headings
                body.linkLines.merge(rendered.linkLines) { first, _ in first }
            }
            body.file = text.body.file
            return (
                body, prose(path, text.title, text.summary, body, kicker: text.kind.title, below: FrameMaker.exchanges)
            )
        }
    }
}
