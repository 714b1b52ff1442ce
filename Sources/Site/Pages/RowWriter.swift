import Docs
import Specs
import Traces
import Wire

/// Writes the rows of a message with their notes.
struct RowWriter {
    let context: FlowContext
    let exchange: Exchange
    let provenance: Provenance

    /// Values longer than this are shown with their middle left out; the raw message has them whole.
    static let valueLimit = 200

    init(_ context: FlowContext, _ exchange: Exchange) {
        self.context = context
        self.exchange = exchange
        provenance = Provenance(context: context)
    }

    /// Writes one list of rows; `start` is the note of the first row where the explanations have none.
    func write(_ rows: [WireRow], side: Field.Side, start: String?, to out: inout HTMLWriter) {
        out.html("<ol class=\"wire\">")
        for (index, row) in rows.enumerated() {
            if index == 0 { writeStart(row, side, start, to: &out) } else { write(row, to: &out) }
        }
        out.html("</ol>")
    }

    private func writeStart(_ row: WireRow, _ side: Field.Side, _ fallback: String?, to out: inout HTMLWriter) {
        let place = context.startPlace(side, exchange)
        out.html("<li")
        out.attribute("id", place.anchor)
        out.html(">")
        writeCode(row, note: nil, to: &out)
        let note = context.explanations.note(forStartLineOf: side, in: exchange, revision: context.revision)
        if note != nil || fallback != nil {
            out.html("<p>")
            if let note {
                write(note, at: place, to: &out)
            } else if let fallback {
                out.text(fallback)
            }
            out.html("</p>")
        }
        out.html("</li>")
    }

    /// One row outside a message card, as in the card of a decoded JWT.
    func write(_ row: WireRow, to out: inout HTMLWriter) {
        if row.style == .blank { return out.html("<li class=\"q bl\"><code> </code></li>") }
        let note = context.note(of: row, in: exchange)
        let secret = row.secret
        var classes = secret.map { [tone($0)] } ?? []
        switch row.style {
        case .quiet: classes.append("q")
        case .decoded: classes.append("dec")
        case .cut: classes.append("cut")
        case .line, .blank: if note == nil, row.entries.allSatisfy({ $0.typed == nil }) { classes.append("q") }
        }
        out.html("<li")
        if !classes.isEmpty { out.attribute("class", classes.joined(separator: " ")) }
        if let first = row.entries.first {
            out.attribute("id", first.anchor)
        }
        out.html(">")
        writeCode(row, note: note, to: &out)
        // The items of a list say the same; the first one says it for all.
        writeNote(row.isLaterItem ? nil : note, row, to: &out)
        out.html("</li>")
    }

    private func writeNote(_ note: FieldNote?, _ row: WireRow, to out: inout HTMLWriter) {
        var links = HTMLWriter(capacity: 256)
        if let entry = row.entries.first(where: { $0.typed != nil }) { provenance.write(entry, to: &links) }
        // The name leads to the line that says it first.
        let note = note.flatMap { note in row.hasName && firstPlace(of: note, besides: row) != nil ? nil : note }
        guard note != nil || !links.bytes.isEmpty else { return writeRule(of: row, to: &out) }
        out.html("<p>")
        if let note, let place = row.place { write(note, at: place, to: &out) }
        if note != nil, !links.bytes.isEmpty { out.html(" ") }
        out.html(links.bytes)
        out.html("</p>")
    }

    /// The rule behind a line of a page, where its sender recorded that it chose these words.
    private func writeRule(of row: WireRow, to out: inout HTMLWriter) {
        guard let shown = row.shown,
            let choice = context.decisions(during: exchange).first(where: { $0.finding.actual == shown }),
            let clause = Clause.named(choice.finding.check), clause.revisions.contains(context.revision)
        else { return }
        out.html("<p>")
        writeDuty(clause, to: &out)
        out.text(clause.text)
        out.html(" <a")
        out.link("#" + Anchor.step(choice.id))
        out.html(">rule above</a></p>")
    }

    /// The line that says a note first, where that is not this row.
    private func firstPlace(of note: FieldNote, besides row: WireRow) -> NotePlace? {
        context.firstPlace(of: note).flatMap { $0.anchor == row.place?.anchor ? nil : $0 }
    }

    /// A note in full where the page says it first, elsewhere the way there.
    private func write(_ note: FieldNote, at place: NotePlace, to out: inout HTMLWriter) {
        if let first = context.firstPlace(of: note), first.anchor != place.anchor {
            out.html("<a")
            out.link("#" + first.anchor)
            out.html(">")
            out.html(first.exchange == place.exchange ? "as above" : "as in step \(context.number(first.exchange))")
            return out.html("</a>")
        }
        let duty = note.duty(in: context.revision)
        if let duty { writeDuty(duty, to: &out) }
        let clause = duty ?? note.clauses.first { $0.revisions.contains(context.revision) }
        out.html(unwrapped(note.shortHTML))
        if let citation = clause.flatMap({ Citations.best(for: $0, in: context.revision) }), !cites(note, citation) {
            out.html(" ")
            writeCitation(citation, to: &out)
        }
    }

    /// Whether the text of a note leads to the same section by itself.
    private func cites(_ note: FieldNote, _ citation: Citation) -> Bool {
        citation.url.map { note.shortHTML.contains("\"\($0)\"") } ?? false
    }

    private func writeCode(_ row: WireRow, note: FieldNote?, to out: inout HTMLWriter) {
        out.html(row.isDeep ? "<code class=\"in\">" : "<code>")
        var isAfterEquals = false
        for piece in row.pieces {
            defer { isAfterEquals = piece == .text("=") }
            switch piece {
            case .text(let text): out.text(shorten(text))
            case .strong(let text): out.element("b", text)
            case .name(let name): writeName(name, note, row, to: &out)
            case .value(let text, let entry):
                if text.utf8.count > 24, isAfterEquals { out.html("<wbr/>") }
                writeValue(text, entry, in: row, to: &out)
            case .status(let status): writeStatus(status, to: &out)
            }
        }
        for entry in row.entries.dropFirst() where !row.pieces.contains(where: { $0.entry == entry }) {
            out.html("<span")
            out.attribute("id", entry.anchor)
            out.html("></span>")
        }
        writeDecoded(row, to: &out)
        out.html("</code>")
    }

    private func writeName(_ name: String, _ note: FieldNote?, _ row: WireRow, to out: inout HTMLWriter) {
        guard let note else { return out.element("i", shorten(name)) }
        var target = context.page.frame.root + "fields/" + note.slug + "/index.html"
        if !row.isLaterItem, let first = firstPlace(of: note, besides: row) {
            target = "#" + first.anchor
        } else if !context.page.hasFieldPages {
            return out.element("i", shorten(name))
        }
        out.html("<a")
        out.link(target)
        out.html(">")
        out.text(shorten(name))
        out.html("</a>")
    }

    private func writeValue(_ text: String, _ entry: FieldEntry?, in row: WireRow, to out: inout HTMLWriter) {
        let kind = entry?.field.kind
        let isMarked = kind?.isSecret ?? false
        let needsID = entry != nil && entry != row.entries.first
        let number = entry?.typed.flatMap(context.valueNumber)
        let tag: StaticString = isMarked ? "mark" : "span"
        let hasTag = isMarked || needsID || number != nil
        if hasTag {
            out.html("<\(tag)")
            if isMarked, let kind, kind != row.secret { out.attribute("class", tone(kind)) }
            if needsID, let entry { out.attribute("id", entry.anchor) }
            if let number { out.attribute("data-v", String(number)) }
            out.html(">")
        }
        writeShortened(text, to: &out)
        if hasTag { out.html("</\(tag)>") }
    }

    /// The decoded text of a parameter, or of a part of Basic credentials, that was percent-encoded.
    private func writeDecoded(_ row: WireRow, to out: inout HTMLWriter) {
        for case .value(let text, let entry?) in row.pieces {
            let field = entry.field
            guard [.query, .form, .location, .authorization].contains(field.place), field.value != text,
                field.value.utf8.count <= RowWriter.valueLimit
            else { continue }
            out.html("<span class=\"eq\">")
            out.text("=\u{A0}" + field.value)
            out.html("</span>")
        }
    }

    private func writeShortened(_ text: String, to out: inout HTMLWriter) {
        guard text.utf8.count > RowWriter.valueLimit, text.count > 60 else { return writeBreakable(text, to: &out) }
        let (head, count, tail) = Shortened.parts(of: text)
        out.text(head)
        out.html("<span class=\"cutm\">… \(count) more characters …</span>")
        out.text(tail)
    }

    /// A long percent-encoded value may be broken after an encoded `/`, as the plain one may after a plain one.
    private func writeBreakable(_ text: String, to out: inout HTMLWriter) {
        guard text.utf8.count > 24 else { return out.text(text) }
        var rest = text[...]
        while let slash = rest.range(of: "%2F") {
            out.text(String(rest[..<slash.upperBound]))
            rest = rest[slash.upperBound...]
            if !rest.hasPrefix("%2F"), !rest.isEmpty { out.html("<wbr/>") }
        }
        out.text(String(rest))
    }

    private func shorten(_ text: String) -> String { Shortened.line(text, limit: 600) }
}

extension WireRow {
    /// Where a note of the row stands.
    var place: NotePlace? { entries.first.map { NotePlace(anchor: $0.anchor, exchange: $0.exchange) } }
    /// Whether the row is a line of JSON so deep inside, and so long, that it goes on left of where it began.
    var isDeep: Bool {
        guard case .text(let indent)? = pieces.first, indent.hasPrefix("      ") else { return false }
        return pieces.reduce(0) { $0 + $1.text.utf8.count } > 32
    }
    /// The secret that gives the row its hue.
    var secret: ValueKind? { entries.compactMap(\.field.kind).first(where: \.isSecret) }
}

extension WireRow.Piece {
    var text: String {
        switch self {
        case .text(let text), .strong(let text), .name(let text), .value(let text, _): text
        case .status(let status): String(status)
        }
    }
    var entry: FieldEntry? { if case .value(_, let entry) = self { entry } else { nil } }
}

/// The text of a paragraph without the paragraph.
func unwrapped(_ html: String) -> String {
    guard html.hasPrefix("<p>"), html.hasSuffix("</p>") || html.hasSuffix("</p>\n") else { return html }
    let inner = html.dropFirst(3).dropLast(html.hasSuffix("\n") ? 5 : 4)
    return inner.contains("<p>") ? html : String(inner)
}

/// Writes a level: `MUST`, or `Extension: MUST` where only an extension asks for it, `Proposal:` where a proposal does.
func writeLevel(_ clause: Clause, to out: inout HTMLWriter) { writeKeyword(clause, to: &out) }

/// Writes who must do what follows: `Client MUST`, `Extension: Client MUST`, or `Client, in plain words`.
func writeDuty(_ clause: Clause, to out: inout HTMLWriter) {
    writeKeyword(clause, of: clause.role.shortLabel + (clause.level.isKeyword ? " " : ", "), to: &out)
}

private func writeKeyword(_ clause: Clause, of role: String = "", to out: inout HTMLWriter) {
    out.html(clause.level == .must ? "<b class=\"must\">" : "<b class=\"may\">")
    let origin = clause.isProposal ? "Proposal: " : clause.isExtension ? "Extension: " : ""
    out.html(origin + role + clause.level.rawValue)
    out.html("</b> ")
}

/// Writes a keyword and a clause's words.
func writeRequirement(_ clause: Clause, to out: inout HTMLWriter) {
    writeLevel(clause, to: &out)
    writeWords(clause, to: &out)
}

/// Writes a clause's words, after the condition where it binds only some.
func writeWords(_ clause: Clause, to out: inout HTMLWriter) {
    if let condition = clause.condition { out.html("<small>\(condition)</small> ") }
    out.text(clause.text)
}

/// The citations of all clauses, parsed once.
enum Citations {
    private static let byClause: [String: [Citation]] = Dictionary(
        Clause.all.map { ($0.id, $0.sources) }, uniquingKeysWith: { first, _ in first })

    static func of(_ clause: Clause) -> [Citation] { byClause[clause.id] ?? clause.sources }

    /// Those of a revision's own pages, else those that belong to no revision.
    static func of(_ clause: Clause, in revision: Revision) -> [Citation] {
        Clause.citations(of(clause), in: revision)
    }

    /// The one that a note has room for.
    static func best(for clause: Clause, in revision: Revision) -> Citation? { of(clause, in: revision).first }
}

/// Beginning and end of a long value, with the number of characters between them.
enum Shortened {
    static func parts(of text: String) -> (head: String, left: Int, tail: String) {
        (String(text.prefix(40)), text.count - 52, String(text.suffix(12)))
    }

    static func line(_ text: String, limit: Int = RowWriter.valueLimit) -> String {
        guard text.utf8.count > limit, text.count > 60 else { return text }
        let (head, count, tail) = parts(of: text)
        return "\(head) … \(count) more characters … \(tail)"
    }
}

/// A link to a source; the section of an MCP page is in the link, not in its text.
func writeCitation(_ citation: Citation, to out: inout HTMLWriter) {
    guard let url = citation.url else { return out.element("small", citation.label) }
    out.html("<a")
    out.link(url)
    out.html(">")
    out.text(citation.label.hasPrefix("MCP ") ? String(citation.label.prefix { $0 != "#" }) : citation.label)
    out.html("</a>")
}

func writeStatus(_ status: Int, to out: inout HTMLWriter) {
    out.html("<span class=\"hs s\(status / 100)\">\(status)</span>")
}
