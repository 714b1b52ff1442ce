import Docs
import Authoring
import Specs
import Traces

/// The explanations of `content/fields/` and `content/exchanges/`, indexed by place and name.
public struct ContentExplanations: Explanations {
    /// A class, because every look for an explanation goes through several.
    private final class Entry: Sendable {
        let field: FieldText
        let pattern: [String]
        let note: FieldNote

        init(field: FieldText, pattern: [String], note: FieldNote) {
            self.field = field
            self.pattern = pattern
            self.note = note
        }

        func matches(_ side: Field.Side, _ exchange: Exchange, _ carrier: String?, _ revision: Revision) -> Bool {
            (field.isError.map { $0 == ((exchange.response?.status ?? 0) >= 400) } ?? true)
                && (field.kinds.isEmpty || field.kinds.contains(exchange.kind))
                && (field.carriers.isEmpty || carrier.map(field.carriers.contains) ?? false)
                && (field.side == nil || field.side == side)
                && field.revisions.contains(revision)
        }
    }

    private struct Key: Hashable, Sendable {
        var place: FieldPlace
        var name: String
    }

    /// Entries with exact names by name, best first.
    private var exact: [Key: [Entry]] = [:]
    /// Entries with a `*` by the number of their segments, best first.
    private var open: [Key: [Entry]] = [:]
    private var exchanges: [ExchangeKind: Said] = [:]

    /// What is said about a kind of exchange, and what is said instead in some runs.
    private struct Said: Sendable {
        var note: ExchangeNote
        var cases: [(when: ExchangeText.Case, then: ExchangeNote)]
    }

    /// No explanations.
    init() {}

    /// Renders every note once.
    ///
    /// - Throws: `Problems` with every dead link in a note.
    init(_ content: SiteContent, links: LinkResolver, page: String) throws(Problems) {
        var problems: [Problem] = []
        func html(_ text: MarkdownText) -> String {
            do throws(Problems) {
                return try text.html(links, on: page, isInline: true)
            } catch {
                problems += error.list
                return ""
            }
        }
        for field in ContentExplanations.ranked(content.fields) {
            let note = FieldNote(
                slug: field.slug, title: field.title, shortHTML: html(field.note), clauses: field.clauses,
                duties: field.duties)
            for place in field.places {
                let pattern = ContentExplanations.segments(of: field.field, in: place)
                let entry = Entry(field: field, pattern: pattern, note: note)
                if pattern.contains("*") {
                    open[Key(place: place, name: String(pattern.count)), default: []].append(entry)
                } else {
                    exact[Key(place: place, name: pattern.joined(separator: ".")), default: []].append(entry)
                }
            }
        }
        for text in content.exchanges {
            exchanges[text.kind] = Said(
                note: ExchangeNote(
                    title: text.title, summary: text.summary, happensHTML: html(text.happens), whyHTML: html(text.why),
                    skippedHTML: html(text.skipped)),
                cases: text.cases.map { item in
                    (
                        item,
                        ExchangeNote(
                            title: item.title ?? "", summary: item.summary ?? "",
                            happensHTML: item.happens.map(html) ?? "", whyHTML: item.why.map(html) ?? "",
                            skippedHTML: item.skipped.map(html) ?? "")
                    )
                })
        }
        guard problems.isEmpty else { throw Problems(problems) }
    }

    /// Most specific first: few stars before many, with a carrier before without, with a status before without, with kinds
    /// before without, with a side before without, then by name.
    private static func ranked(_ fields: [FieldText]) -> [FieldText] {
        func rank(_ field: FieldText) -> (Int, Int, Int, Int, String) {
            let stars = field.field.split(separator: ".").count { $0 == "*" }
            return (
                stars, field.carriers.isEmpty ? 1 : 0, (field.isError == nil ? 2 : 0) + (field.kinds.isEmpty ? 1 : 0),
                field.side == nil ? 1 : 0,
                field.slug
            )
        }
        return fields.sorted { rank($0) < rank($1) }
    }

    /// A dotted name in parts. Names of headers and of challenge parameters do not depend on case, and may hold dots.
    private static func segments(of name: String, in place: FieldPlace) -> [String] {
        switch place {
        case .json, .claim, .joseHeader: name.split(separator: ".").map(String.init)
        case .header, .challenge: [name.lowercased()]
        default: [name]
        }
    }

    public func note(for field: Field, in exchange: Exchange, revision: Revision) -> FieldNote? {
        note(field.place, field.path, field.side, exchange, field.carrier, revision)
    }

    public func note(forStartLineOf side: Field.Side, in exchange: Exchange, revision: Revision) -> FieldNote? {
        note(.startLine, [side.rawValue], side, exchange, nil, revision)
    }

    public func note(for exchange: Exchange, in trace: Trace) -> ExchangeNote? {
        guard let said = exchanges[exchange.kind] else { return nil }
        return said.cases.reduce(said.note) { note, item in
            item.when.isThat(of: exchange, in: trace) ? note.overlaid(with: item.then) : note
        }
    }

    private func note(
        _ place: FieldPlace, _ path: [String], _ side: Field.Side, _ exchange: Exchange, _ carrier: String?,
        _ revision: Revision
    ) -> FieldNote? {
        let path = place == .header || place == .challenge ? path.map { $0.lowercased() } : path
        let named = exact[Key(place: place, name: path.joined(separator: "."))]
        if let entry = named?.first(where: { $0.matches(side, exchange, carrier, revision) }) { return entry.note }
        let candidates = open[Key(place: place, name: String(path.count))]
        let entry = candidates?.first { entry in
            entry.matches(side, exchange, carrier, revision)
                && zip(entry.pattern, path).allSatisfy { $0 == "*" || $0 == $1 }
        }
        return entry?.note
    }
}
