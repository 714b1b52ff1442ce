import Docs
import Authoring
import Specs
import Traces

/// The pages about roles: your job if you build this.
extension SitePages {
    func page(of text: RoleText, _ result: inout PageResult) {
        let path = ReferencePlan.path(text.role)
        result.page(path, source: text.body.file) { () throws(Problems) in
            let writer = ReferenceWriter(path: path)
            let facts = RoleFacts(text.role, index)
            let body = try bodies.render(text.body, page: path)
            var out = HTMLWriter(capacity: 200_000)
            out.html("<div class=\"prose lead1\">\(body.html)</div>\n")
            messages(facts.sent, "Everything you send", "x-sends", "To", text.role, writer, to: &out)
            messages(facts.answered, "Everything you answer", "x-answers", "From", text.role, writer, to: &out)
            checks(facts, writer, to: &out)
            acts(facts, writer, to: &out)
            let clauses = Clause.all.filter { $0.role == text.role }
            out.html("<section aria-labelledby=\"x-clauses\"><h2 id=\"x-clauses\">Every requirement, by revision</h2>")
            clauseTable(clauses, showsRole: false, writer, to: &out)
            out.html("</section>\n")
            var kicker = HTMLWriter()
            kicker.html("Your job if you build the ")
            writer.role(text.role, to: &kicker)
            return (
                body,
                document(
                    path, text.title, text.summary, kicker: kicker, intro: intro(facts, clauses.count, writer),
                    below: ReferencePlan.roles, out)
            )
        }
    }

    private func intro(_ facts: RoleFacts, _ clauses: Int, _ writer: ReferenceWriter) -> HTMLWriter {
        var parts: [(title: String, id: String, count: Int?)] = []
        if !facts.sent.isEmpty { parts.append(("You send", "x-sends", facts.sent.count)) }
        if !facts.answered.isEmpty { parts.append(("You answer", "x-answers", facts.answered.count)) }
        let checks = facts.acts.count { $0.action == .check }
        if checks > 0 { parts.append(("You check", "x-checks", checks)) }
        if facts.acts.count > checks { parts.append(("You make and keep", "x-acts", facts.acts.count - checks)) }
        parts.append(("Requirements", "x-clauses", clauses))
        var out = HTMLWriter()
        writer.jump(parts, to: &out)
        return out
    }

    // MARK: Messages

    private func messages(
        _ messages: [RoleFacts.Message], _ title: StaticString, _ id: StaticString, _ partner: StaticString,
        _ role: Role,
        _ writer: ReferenceWriter, to out: inout HTMLWriter
    ) {
        guard !messages.isEmpty else { return }
        out.html("<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(title)</h2>\n")
        writer.table(["Message", "What happens", partner, "Example"], revisionsAfter: 3, to: &out)
        for message in messages {
            let text = sources.content.exchanges.first { $0.kind == message.kind }
            out.html("<tr><th scope=\"row\">")
            writer.link(ReferencePlan.path(message.kind), message.kind.title, to: &out)
            out.html("</th><td class=\"wide\">")
            out.text(text?.summary ?? "")
            out.html("</td><td>")
            for (number, role) in message.partners.enumerated() {
                out.html(number == 0 ? "" : ", ")
                writer.role(role, to: &out)
            }
            if message.isCarried { out.html(" <span class=\"alt\">through the browser</span>") }
            out.html("</td>")
            writer.ticks(Set(message.counts.keys), to: &out)
            let run = index.runs[message.example.run]
            out.html("<td class=\"src\">")
            writer.link(
                run.path + "#" + Anchor.step(index.exchange(message.example).id),
                "\(run.trace.run.scenario), step \(message.example.exchange + 1)", to: &out)
            out.html("</td></tr>\n")
        }
        writer.endTable(to: &out)
        out.html("</section>\n")
    }

    // MARK: Checks

    private func checks(_ facts: RoleFacts, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        let checks = facts.acts.filter { $0.action == .check }
        guard !checks.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-checks\"><h2 id=\"x-checks\">Everything you check</h2>")
        out.html(
            "<p class=\"sub\">Read from the decisions of the recorded runs, by the message in which each first falls. ")
        out.html("The reference implementation refuses when a check fails; the level is that of the rule.</p>\n")
        writer.table(["Check", "Rule", "Example"], revisionsAfter: 2, to: &out)
        let order = ExchangeKind.allCases.filter { kind in checks.contains { $0.kinds.first == kind } }
        for kind in order {
            group(kind.title, ReferencePlan.path(kind), columns: 7, writer, to: &out)
            for check in checks where check.kinds.first == kind { row(check, writer, to: &out) }
        }
        if checks.contains(where: { $0.kinds.isEmpty }) {
            group("Between two messages", nil, columns: 7, writer, to: &out)
        }
        for check in checks where check.kinds.isEmpty { row(check, writer, to: &out) }
        writer.endTable(to: &out)
        out.html("</section>\n")
    }

    private func group(
        _ title: String, _ path: String?, columns: Int, _ writer: ReferenceWriter, to out: inout HTMLWriter
    ) {
        out.html("<tr class=\"grp\"><th scope=\"colgroup\" colspan=\"\(columns)\">")
        if let path { writer.link(path, title, to: &out) } else { out.text(title) }
        out.html("</th></tr>\n")
    }

    private func row(_ act: RoleFacts.Act, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        out.html("<tr><td class=\"wide\">")
        out.text(Shortened.line(act.summary, limit: 300))
        if act.kinds.count > 1 {
            out.html(" <span class=\"alt\">Also at ")
            let others = act.kinds.dropFirst()
            for (number, kind) in others.enumerated() {
                out.html(number == 0 ? "" : number == others.count - 1 ? " and " : ", ")
                writer.link(ReferencePlan.path(kind), kind.title, to: &out)
            }
            out.html(".</span>")
        }
        out.html("</td><td class=\"src\">")
        rule(act, writer, to: &out)
        out.html("</td>")
        writer.ticks(act.revisions, to: &out)
        out.html("<td class=\"src\">")
        example(act, writer, to: &out)
        out.html("</td></tr>\n")
    }

    private func rule(_ act: RoleFacts.Act, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        guard let clause = Clause.named(act.check) else { return out.html("<span class=\"none\">no clause</span>") }
        writeLevel(clause, to: &out)
        writer.clauseLink(clause, to: &out)
    }

    private func example(_ act: RoleFacts.Act, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        let run = index.runs[act.example.run]
        writer.link(run.path + "#" + Anchor.step(act.example.decision), run.trace.run.description.short, to: &out)
        if let refusal = act.refusals.last {
            let run = index.runs[refusal.run]
            out.html(" <span class=\"not\">refused:</span> ")
            writer.link(run.path + "#" + Anchor.step(refusal.decision), run.trace.run.description.short, to: &out)
        }
    }

    // MARK: What is made, chosen, kept and given up

    private func acts(_ facts: RoleFacts, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        let groups: [(String, [Decision.Action])] = [
            ("Made", [.create]), ("Chosen", [.choose, .ask]), ("Kept", [.store]), ("Given up", [.forget]),
        ]
        let present = groups.filter { group in facts.acts.contains { group.1.contains($0.action) } }
        guard !present.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-acts\"><h2 id=\"x-acts\">Everything you make, choose and keep</h2>\n")
        writer.table(["What", "Rule", "Example"], revisionsAfter: 2, to: &out)
        for (title, actions) in present {
            group(title, nil, columns: 7, writer, to: &out)
            for act in facts.acts where actions.contains(act.action) {
                out.html("<tr><td class=\"wide\">")
                out.text(Shortened.line(act.summary, limit: 300))
                for kind in act.values.sorted(by: { $0.rawValue < $1.rawValue }) {
                    out.html(" <span class=\"hc \(kind.isSecret ? "sec " : "")\(tone(kind))\">\(kind.label)</span>")
                }
                out.html("</td><td class=\"src\">")
                rule(act, writer, to: &out)
                out.html("</td>")
                writer.ticks(act.revisions, to: &out)
                out.html("<td class=\"src\">")
                example(act, writer, to: &out)
                out.html("</td></tr>\n")
            }
        }
        writer.endTable(to: &out)
        out.html("</section>\n")
    }

    // MARK: The list of roles

    func roleList(_ result: inout PageResult) {
        let place = ReferencePlan.roles
        let order: [Role] = [.client, .server, .authorization] + Role.allCases
        var seen: Set<Role> = []
        let texts = order.filter { seen.insert($0).inserted }
            .compactMap { role in sources.content.roles.first { $0.role == role } }
        guard !texts.isEmpty else { return }
        let writer = ReferenceWriter(path: place.path)
        var out = HTMLWriter()
        out.html("<div class=\"doors\">\n")
        for text in texts {
            let facts = RoleFacts(text.role, index)
            let clauses = Clause.all.filter { $0.role == text.role }
            let own = clauses.filter { !$0.isExtension }
            let must = own.count { $0.level == .must }
            out.html("<a")
            out.link(SitePath.relative(from: place.path, to: ReferencePlan.path(text.role)))
            out.html("><b>")
            writer.role(text.role, to: &out)
            out.html("</b><span>")
            out.text(text.summary)
            out.html("</span><small>")
            out.text(
                [
                    Counted.text(facts.sent.count, "message") + " sent",
                    "\(facts.answered.count) answered", Counted.text(facts.acts.count { $0.action == .check }, "check"),
                    Counted.text(own.count, "requirement") + ", \(must) of them MUST"
                        + (own.count < clauses.count ? ", \(clauses.count - own.count) of extensions" : ""),
                ].joined(separator: " · "))
            out.html("</small></a>\n")
        }
        out.html("</div>\n")
        let summary =
            "Your job if you build a client, an MCP server or an authorization server: all you send, check and keep."
        result.files.append(
            OutputFile(path: place.path, bytes: document(place.path, place.title, summary, below: nil, out)))
    }
}

extension String {
    /// A run's name where there is little room: without a variant.
    fileprivate var short: String { Shortened.line(split(separator: "/").prefix(2).joined(separator: ", "), limit: 60) }
}
