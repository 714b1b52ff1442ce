import Docs
import Specs
import Traces

/// What the reference pages have in common: links that lead from the page to the rest of the site, and cells of tables.
struct ReferenceWriter {
    /// The page that is written.
    let path: String

    /// The address of a page of the site, with its anchor where the target has one.
    private func href(_ target: String) -> String {
        let end = target.firstIndex(of: "#") ?? target.endIndex
        return SitePath.relative(from: path, to: String(target[..<end])) + target[end...]
    }

    /// Writes a link to a page of the site.
    func link(_ target: String, _ title: String, class name: StaticString? = nil, to out: inout HTMLWriter) {
        out.html("<a")
        if let name { out.html(" class=\"\(name)\"") }
        out.link(href(target))
        out.html(">")
        out.text(title)
        out.html("</a>")
    }

    /// Writes a link whose text may be broken between the parts of a name.
    func nameLink(_ target: String?, _ name: String, to out: inout HTMLWriter) {
        if let target {
            out.html("<a")
            out.link(href(target))
            out.html(">")
        }
        var rest = name[...]
        while let end = rest.firstIndex(where: { "./_-".contains($0) }) {
            out.text(String(rest[...end]))
            out.html("<wbr/>")
            rest = rest[rest.index(after: end)...]
        }
        out.text(String(rest))
        if target != nil { out.html("</a>") }
    }

    /// Writes the heads of the four revision columns.
    func revisionHeads(to out: inout HTMLWriter) {
        for revision in Revision.allCases {
            out.html("<th scope=\"col\" class=\"tk\">\(revision.rawValue)</th>")
        }
    }

    /// Writes four cells: a tick where something is in all exchanges of a revision, a count where it is in some.
    func ticks(_ counts: [Revision: Int], of totals: [Revision: Int], to out: inout HTMLWriter) {
        for revision in Revision.allCases {
            let (count, total) = (counts[revision] ?? 0, totals[revision] ?? 0)
            out.html("<td class=\"tk\" data-l=\"\(revision.rawValue)\">")
            if total == 0 {
                out.html("<span class=\"vh\">no such message</span>")
            } else if count == 0 {
                mark("–", "never", to: &out)
            } else if count >= total {
                mark("✓", "always", to: &out)
            } else {
                out.html("\(count) of \(total)")
            }
            out.html("</td>")
        }
    }

    /// Writes four cells with a tick or a dash.
    func ticks(_ revisions: some Collection<Revision>, to out: inout HTMLWriter) {
        ticks(revisions, "✓", "yes", to: &out)
    }

    /// Writes four cells: a tick where a rule is part of a revision, a ring where it can be used beside one.
    func ticks(_ clause: Clause, to out: inout HTMLWriter) {
        clause.isExtension
            ? ticks(clause.revisions, "○", "optional", to: &out) : ticks(clause.revisions, to: &out)
    }

    private func ticks(
        _ revisions: some Collection<Revision>, _ sign: StaticString, _ word: StaticString, to out: inout HTMLWriter
    ) {
        for revision in Revision.allCases {
            out.html("<td class=\"tk\" data-l=\"\(revision.rawValue)\">")
            revisions.contains(revision) ? mark(sign, word, to: &out) : mark("–", "no", to: &out)
            out.html("</td>")
        }
    }

    private func mark(_ sign: StaticString, _ word: StaticString, to out: inout HTMLWriter) {
        out.html("<span role=\"img\" aria-label=\"\(word)\">\(sign)</span>")
    }

    /// Writes a clause's level, its text and its sources.
    func clause(_ clause: Clause, to out: inout HTMLWriter) {
        writeRequirement(clause, to: &out)
        out.html(" ")
        citations(clause, to: &out)
    }

    /// Writes what a field is, after who must do what the first clause says, and with its source. A level that does not
    /// hold in every revision says in which.
    func note(_ note: FieldNote, to out: inout HTMLWriter) {
        let clause = note.duties.first ?? note.clauses.first
        if let clause, !note.duties.isEmpty {
            writeDuty(clause, to: &out)
            if let scope = clause.revisions.scopeInWords { out.html("<small>\(scope)</small> ") }
        }
        out.html(unwrapped(note.shortHTML))
        if let clause, let citation = Citations.best(for: clause, in: clause.revisions.max() ?? .latest) {
            out.html(" ")
            writeCitation(citation, to: &out)
        }
    }

    /// Writes the clause that a check follows, on the page of the newest revision that has it.
    func clauseLink(_ clause: Clause, to out: inout HTMLWriter) {
        let revision = clause.revisions.max() ?? .latest
        link("revisions/\(revision.rawValue)/index.html#c-\(clause.id)", clause.id, class: "cid", to: &out)
    }

    func citations(_ clause: Clause, to out: inout HTMLWriter) {
        for citation in Citations.of(clause) {
            writeCitation(citation, to: &out)
            out.html(" ")
        }
    }

    /// Writes links to the parts of the page.
    func jump(_ parts: [(title: String, id: String, count: Int?)], to out: inout HTMLWriter) {
        guard parts.count > 1 else { return }
        out.html("<nav class=\"jump\" aria-label=\"Parts of this page\">")
        for part in parts {
            out.html("<a")
            out.link("#" + part.id)
            out.html(">")
            out.text(part.title)
            if let count = part.count { out.html(" <small>\(count)</small>") }
            out.html("</a> ")
        }
        out.html("</nav>")
    }

    /// Writes a role in the colour of its lane.
    func role(_ role: Role, to out: inout HTMLWriter) {
        out.html("<b class=\"l-\(role.lane)\">")
        out.text(role.label)
        out.html("</b>")
    }

    /// Writes the opening of a table with these columns; `true` columns are followed by those of the revisions.
    func table(_ heads: [StaticString], revisionsAfter position: Int? = nil, to out: inout HTMLWriter) {
        out.html("<div class=\"tw\"><table class=\"ref\"><thead><tr>")
        for (index, head) in heads.enumerated() {
            if index == position { revisionHeads(to: &out) }
            out.html("<th scope=\"col\">\(head)</th>")
        }
        if position == heads.count { revisionHeads(to: &out) }
        out.html("</tr></thead><tbody>\n")
    }

    func endTable(to out: inout HTMLWriter) { out.html("</tbody></table></div>\n") }

    /// Numbers in order, three and more in a row as a range: `2, 5–8`.
    static func ranges(_ numbers: Set<Int>) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { run in
            let (first, last) = (run.lowerBound, run.upperBound)
            return first == last ? "\(first)" : last == first + 1 ? "\(first), \(last)" : "\(first)–\(last)"
        }.joined(separator: ", ")
    }

    /// Words in a list: `a, b and c`.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension [Revision] {
    /// `since 2025-06-18`, or a list of them; nil for all.
    fileprivate var scopeInWords: String? {
        guard let first = self.min(), count < Revision.allCases.count else { return nil }
        if Set(self) == Set(Revision.allCases.filter { $0 >= first }) { return "since " + first.rawValue }
        return "in " + ReferenceWriter.list(sorted().map(\.rawValue))
    }
}

extension Role {
    /// The letter of the lane's colour.
    var lane: StaticString {
        switch self {
        case .browser: "B"
        case .client: "C"
        case .server, .upstream: "S"
        case .authorization, .idp: "A"
        case .metadataHost: "M"
        case .attacker: "X"
        }
    }

    /// The noun in a sentence.
    var noun: String {
        switch self {
        case .browser: "browser"
        case .client: "client"
        case .server: "MCP server"
        case .authorization: "authorization server"
        case .idp: "identity provider"
        case .upstream: "upstream API"
        case .metadataHost: "metadata host"
        case .attacker: "attacker"
        }
    }
}

/// The id of a part of a page, from recorded names.
enum ReferenceAnchor {
    /// Letters, digits, `-`, `_` and `.`; other characters become `~` and two hexadecimal digits.
    static func make(_ parts: [String]) -> String {
        "f-" + Anchor.step(parts.joined(separator: ".")).dropFirst("s-".count)
    }
}
