import Authoring
import Diagrams
import Docs
import Specs
import Traces

extension RevisionPage {
    /// The page of a revision: what it is, the runs recorded under it, and its clauses by who must obey them.
    public func html(templates: PageTemplates) -> [UInt8] {
        var out = HTMLWriter(capacity: 64_000)
        out.html("<div class=\"prose full\">")
        out.html(bodyHTML)
        out.html("</div>\n")
        if let login { write(login, to: &out) }
        if !runs.isEmpty {
            out.html("<section aria-labelledby=\"runs\"><h2 id=\"runs\">Recorded under this revision</h2>\n")
            writeRunCards(runs, showsTitle: true, to: &out)
            out.html("</section>\n")
        }
        writeClauses(to: &out)
        return templates.document(frame, kind: "is-revision", kicker: kicker, content: out)
    }

    private var kicker: String {
        let own = clauses.filter { !$0.isExtension }
        let must = own.filter { $0.level == .must }.count
        let more = clauses.count - own.count
        return
            "MCP revision <b>\(revision.rawValue)</b>, \(Counted.text(own.count, "requirement")), \(must) of them MUST"
            + (more > 0 ? "; \(more) more of extensions and proposals" : "")
    }

    private func write(_ login: Login, to out: inout HTMLWriter) {
        let flow = Flow(login.now.trace, since: login.before.trace)
        guard let changes = flow.changes else { return }
        let links = StepLinks(run: login.now.href, earlier: login.before.href)
        let renderer = DiagramRenderer(flow, links: links)
        out.html(
            "<section class=\"pic\" aria-labelledby=\"wire\"><h2 id=\"wire\">What changed on the wire</h2><p class=\"sub\">"
        )
        out.text("“\(login.now.trace.title)” as ")
        write(login.now, to: &out)
        out.text(" beside ")
        write(login.before, to: &out)
        let counts = [
            (changes.added, "added"), (changes.removed, "removed"), (changes.changed, "changed"),
            (changes.same, "the same"),
        ]
        out.text(": " + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ". ")
        out.html("Compared are parties, method, status, well-known paths and the names of fields. ")
        out.html("Every arrow leads to its step in the run it was recorded in.</p>\n")
        out.html(renderer.figure())
        out.html("</section>\n")
    }

    private func write(_ run: RunCard, to out: inout HTMLWriter) {
        out.html("<a")
        out.link(run.href)
        out.html(">recorded under \(run.trace.run.revision.rawValue)</a>")
    }

    private func writeClauses(to out: inout HTMLWriter) {
        let roles = Role.allCases.filter { role in clauses.contains { $0.role == role } }
        guard !roles.isEmpty else { return }
        out.html(
            "<section aria-labelledby=\"clauses\"><h2 id=\"clauses\">What it demands</h2><p class=\"sub\">By who must obey. "
        )
        out.html("The words are ours, the linked text is the authority. ")
        if clauses.contains(where: \.isExtension) {
            out.html("Those of extensions and proposals bind only who uses them.")
        }
        out.html("</p><p class=\"jump\">")
        for role in roles {
            out.html("<a href=\"#role-\(role.rawValue)\">\(role.label) <small>")
            out.html("\(clauses.filter { $0.role == role }.count)</small></a> ")
        }
        out.html("</p></section>\n")
        for role in roles { writeRole(role, to: &out) }
    }

    private func writeRole(_ role: Role, to out: inout HTMLWriter) {
        let ours = clauses.filter { $0.role == role }
        let own = ours.filter { !$0.isExtension }
        let counts =
            Clause.Level.allCases.map { level in (level.rawValue, own.filter { $0.level == level }.count) }
            + [("of extensions and proposals", ours.count - own.count)]
        out.html(
            "<section class=\"role\" aria-labelledby=\"role-\(role.rawValue)\"><h3 id=\"role-\(role.rawValue)\">\(role.label)</h3>"
        )
        out.html("<p class=\"sub\">")
        out.text(counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", "))
        out.html("</p><div class=\"tw\"><table class=\"clauses\"><thead><tr><th scope=\"col\">Level</th>")
        out.html(
            "<th scope=\"col\">Requirement</th><th scope=\"col\">Where</th><th scope=\"col\">Source</th></tr></thead><tbody>\n"
        )
        for clause in ours { write(clause, to: &out) }
        out.html("</tbody></table></div></section>\n")
    }

    private func write(_ clause: Clause, to out: inout HTMLWriter) {
        out.html("<tr")
        out.attribute("id", "c-" + clause.id)
        out.html("><td data-l=\"Level\">")
        writeLevel(clause, to: &out)
        out.html("</td><td data-l=\"Requirement\">")
        writeWords(clause, to: &out)
        out.html(" <a class=\"cid\"")
        out.link("#c-" + clause.id)
        out.html(">")
        out.text(clause.id)
        out.html("</a></td><td data-l=\"Where\">")
        out.text(clause.places.map(title).joined(separator: ", "))
        out.html("</td><td data-l=\"Source\">")
        for citation in Citations.of(clause, in: revision) {
            writeCitation(citation, to: &out)
            out.html(" ")
        }
        out.html("</td></tr>\n")
    }

    /// The name of a place: a kind of exchange, or one of the two groups.
    private func title(_ place: String) -> String {
        switch place {
        case "trace": "the whole flow"
        case "mcp-authenticated": "MCP request with a token"
        default: ExchangeKind(rawValue: place)?.title ?? place
        }
    }
}
