import Docs
import Authoring
import Specs
import Traces

/// The pages about kinds of exchanges.
extension SitePages {
    func page(of kind: ExchangeKind, _ notes: [String: FieldNote], _ result: inout PageResult) {
        let path = ReferencePlan.path(kind)
        let text = sources.content.exchanges.first { $0.kind == kind }
        result.page(path, source: text?.body.file) { () throws(Problems) in
            let writer = ReferenceWriter(path: path)
            var out = HTMLWriter(capacity: 200_000)
            let body = try text.map { (text) throws(Problems) in try prose(text, path, to: &out) }
            fields(of: kind, notes, writer, to: &out)
            recordings(of: kind, writer, to: &out)
            rules(at: kind, writer, to: &out)
            runs(with: kind, writer, to: &out)
            var kicker = HTMLWriter()
            kicker.html("Message, phase <b>\(kind.phase.title)</b>")
            if let text, text.title != kind.title { kicker.html(", \(kind.title)") }
            let kinds = ReferencePlan.kinds(sources.content, recorded)
            let position = kinds.firstIndex(of: kind) ?? 0
            return (
                body,
                document(
                    path, text?.title ?? kind.title, text?.summary ?? fallbackSummary(kind), kicker: kicker,
                    intro: intro(kind, writer), below: FrameMaker.exchanges,
                    previous: position > 0 ? place(kinds[position - 1]) : nil,
                    next: position + 1 < kinds.count ? place(kinds[position + 1]) : nil, out)
            )
        }
    }

    private func place(_ kind: ExchangeKind) -> FrameMaker.Place {
        .init(title: kind.title, path: ReferencePlan.path(kind))
    }

    /// What the kind alone says, where no text does.
    private func fallbackSummary(_ kind: ExchangeKind) -> String {
        "\(kind.title): what it may carry, and how each revision records it."
    }

    // MARK: Above the content

    private func intro(_ kind: ExchangeKind, _ writer: ReferenceWriter) -> HTMLWriter {
        var out = HTMLWriter()
        let places = index.places[kind] ?? []
        if !places.isEmpty {
            out.html("<dl class=\"facts\"><div><dt>From and to</dt><dd>")
            for (number, pair) in pairs(places).enumerated() {
                out.html(number == 0 ? "" : "<br/>")
                writer.role(pair.sender, to: &out)
                out.html(" → ")
                writer.role(pair.receiver, to: &out)
            }
            out.html("</dd></div><div><dt>Carried by</dt><dd>")
            let isFront = index.exchange(places[0]).isFrontChannel
            out.html(isFront ? "the browser (front channel)" : "a direct connection (back channel)")
            out.html("</dd></div><div><dt>Recorded</dt><dd>")
            let runs = Set(places.map(\.run)).count
            let times = Counted.text(places.count, "time")
            out.text("\(times) in " + Counted.text(runs, "run"))
            out.html("</dd></div><div><dt>Answered with</dt><dd>")
            for status in Set(places.compactMap { index.exchange($0).status }).sorted() {
                writeStatus(status, to: &out)
                out.html(" ")
            }
            out.html("</dd></div></dl>")
        }
        var parts: [(title: String, id: String, count: Int?)] = []
        let fields = index.uses(of: kind, .request).count + index.uses(of: kind, .response).count
        if fields > 0 { parts.append(("Fields", "x-fields", fields)) }
        if !places.isEmpty { parts.append(("By revision", "x-recorded", nil)) }
        let rules = rules(at: kind).count
        if rules > 0 { parts.append(("Rules", "x-rules", rules)) }
        if !places.isEmpty { parts.append(("Runs", "x-runs", Set(places.map(\.run)).count)) }
        writer.jump(parts, to: &out)
        return out
    }

    private func pairs(_ places: [ReferenceIndex.Place]) -> [(sender: Role, receiver: Role)] {
        var pairs: [(sender: Role, receiver: Role)] = []
        for place in places {
            let (trace, exchange) = (index.runs[place.run].trace, index.exchange(place))
            guard let sender = trace.party(exchange.sender)?.role, let receiver = trace.party(exchange.receiver)?.role,
                !pairs.contains(where: { $0.sender == sender && $0.receiver == receiver })
            else { continue }
            pairs.append((sender, receiver))
        }
        return pairs
    }

    // MARK: The text

    private func prose(_ text: ExchangeText, _ path: String, to out: inout HTMLWriter) throws(Problems) -> RenderedBody
    {
        var body = RenderedBody(html: "", file: text.body.file)
        out.html("<div class=\"three\">")
        for (title, part) in [
            ("What happens", text.happens), ("Why it works", text.why), ("If you skip it", text.skipped),
        ] {
            let rendered = try bodies.render(part, page: path)
            out.html("<div><h2>\(title)</h2>\(rendered.html)</div>")
            body.linkLines.merge(rendered.linkLines) { first, _ in first }
            body.sections += rendered.sections
        }
        out.html("</div>\n")
        let rest = try bodies.render(text.body, page: path)
        body.linkLines.merge(rest.linkLines) { first, _ in first }
        body.sections += rest.sections
        if !rest.html.isEmpty { out.html("<div class=\"prose full\">\(rest.html)</div>\n") }
        return body
    }

    // MARK: Recordings, rules, runs

    private func recordings(of kind: ExchangeKind, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        let samples = ComparisonWriter.samples(of: kind, in: index)
        guard !samples.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-recorded\"><h2 id=\"x-recorded\">")
        out.html(samples.count > 1 ? "As recorded, revision by revision</h2>" : "As recorded</h2>")
        if samples.count > 1 {
            out.html("<p class=\"sub\">Marks compare a column with the one before it: ")
            out.html("<span class=\"m-add\">+ added</span> <span class=\"m-chg\">~ changed</span> ")
            out.html("<span class=\"m-rem\">− <s>removed</s></span>. ")
            out.html("Random values count as equal, and so do lengths, hosts and paths that a server chooses. ")
            out.html("The scope is what the client of that run asked for. ")
            out.html("Every line is explained in the run that the column names.</p>\n")
        } else {
            out.html("<p class=\"sub\">Only \(samples[0].revision.rawValue) has a run with this message. ")
            out.html("Every line is explained in that run.</p>\n")
        }
        let comparison = ComparisonWriter(index: index, explanations: explanations, writer: writer, samples: samples)
        comparison.write(.request, to: &out)
        comparison.write(.response, to: &out)
        out.html("</section>\n")
    }

    private func rules(at kind: ExchangeKind) -> [Clause] {
        Clause.all.filter { $0.places.contains(kind.rawValue) }
    }

    private func rules(at kind: ExchangeKind, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        let clauses = rules(at: kind)
        guard !clauses.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-rules\"><h2 id=\"x-rules\">The rules for this message</h2>")
        clauseTable(clauses, showsRole: true, writer, to: &out)
        out.html("</section>\n")
    }

    /// Writes clauses with the revisions they belong to, and what the signs mean.
    func clauseTable(_ clauses: [Clause], showsRole: Bool, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        out.html("<p class=\"sub\">The words are ours, the linked text is the authority. ")
        if clauses.contains(where: { !$0.isExtension }) { out.html("✓: the rule is part of the revision. ") }
        if clauses.contains(where: \.isExtension) {
            out.html("○: a rule of an extension or a proposal, for those who use it; the revision does not ask for it.")
        }
        out.html("</p>\n")
        let heads: [StaticString] = showsRole ? ["Who", "Requirement", "Source"] : ["Requirement", "Source"]
        writer.table(heads, revisionsAfter: heads.count - 1, to: &out)
        for clause in clauses {
            out.html("<tr>")
            if showsRole {
                out.html("<td>")
                writer.role(clause.role, to: &out)
                out.html("</td>")
            }
            out.html("<td class=\"wide\">")
            writeRequirement(clause, to: &out)
            out.html(" ")
            writer.clauseLink(clause, to: &out)
            out.html("</td>")
            writer.ticks(clause, to: &out)
            out.html("<td class=\"src\">")
            writer.citations(clause, to: &out)
            out.html("</td></tr>\n")
        }
        writer.endTable(to: &out)
    }

    private func runs(with kind: ExchangeKind, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        out.html("<section aria-labelledby=\"x-runs\"><h2 id=\"x-runs\">All runs that contain it</h2>\n")
        let places = index.places[kind] ?? []
        if places.isEmpty {
            out.html("<p class=\"sub\">No recorded run contains this message yet.</p>")
        } else {
            RunList(index: index, writer: writer).write(
                places.map { place in
                    RunList.Item(
                        run: place.run, anchor: Anchor.step(index.exchange(place).id),
                        words: "step \(place.exchange + 1)")
                }, to: &out)
        }
        out.html("</section>\n")
    }

    // MARK: The list of kinds

    func exchangeList(_ result: inout PageResult) {
        let place = FrameMaker.exchanges
        let kinds = ReferencePlan.kinds(sources.content, recorded)
        guard !kinds.isEmpty else { return }
        let writer = ReferenceWriter(path: place.path)
        var out = HTMLWriter(capacity: 32_000)
        let phases = Phase.allCases.filter { phase in kinds.contains { $0.phase == phase } }
        for phase in phases {
            out.html(
                "<section aria-labelledby=\"x-\(phase.rawValue)\"><h2 id=\"x-\(phase.rawValue)\">\(phase.title)</h2>")
            out.html("<p class=\"sub\">\(phase.question)</p>\n")
            writer.table(["Message", "What happens", "Recorded"], revisionsAfter: 2, to: &out)
            for kind in kinds where kind.phase == phase { row(kind, writer, to: &out) }
            writer.endTable(to: &out)
            out.html("</section>\n")
        }
        var intro = HTMLWriter()
        writer.jump(phases.map { ($0.title, "x-" + $0.rawValue, nil) }, to: &intro)
        let summary = "What each kind of message is for, what it may carry, and what every revision made of it."
        result.files.append(
            OutputFile(
                path: place.path, bytes: document(place.path, place.title, summary, intro: intro, below: nil, out)))
    }

    private func row(_ kind: ExchangeKind, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        let text = sources.content.exchanges.first { $0.kind == kind }
        out.html("<tr><th scope=\"row\">")
        writer.link(ReferencePlan.path(kind), kind.title, to: &out)
        out.html("</th><td class=\"wide\">")
        if let text {
            out.element("b", text.title)
            out.html("<br/>")
            out.text(text.summary)
        }
        out.html("</td>")
        writer.ticks(Set((index.totals[kind] ?? [:]).keys), to: &out)
        out.html("<td class=\"num\">")
        let runs = Set((index.places[kind] ?? []).map(\.run)).count
        out.text(runs == 0 ? "not yet" : Counted.text(runs, "run"))
        out.html("</td></tr>\n")
    }
}
