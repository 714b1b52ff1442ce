import Docs
import Authoring
import Specs
import Traces

/// The reference: a page for every kind of exchange, field, role and symptom, and a list of each.
extension SitePages {
    func reference(_ result: inout PageResult) {
        let notes = fieldNotes(&result)
        for kind in ReferencePlan.kinds(sources.content, recorded) { page(of: kind, notes, &result) }
        exchangeList(&result)
        for field in sources.content.fields { page(of: field, &result) }
        fieldList(notes, &result)
        for role in sources.content.roles { page(of: role, &result) }
        roleList(&result)
        symptomPages(&result)
    }

    /// The notes with their links as seen from a page of the reference; all of them stand equally deep.
    private func fieldNotes(_ result: inout PageResult) -> [String: FieldNote] {
        var notes: [String: FieldNote] = [:]
        for field in sources.content.fields {
            do throws(Problems) {
                let html = try field.note.html(bodies.links, on: "fields/slug/index.html", isInline: true)
                notes[field.slug] = FieldNote(
                    slug: field.slug, title: field.title, shortHTML: html, clauses: field.clauses)
            } catch {
                result.problems += error.list
            }
        }
        return notes
    }

    /// A page of the reference.
    ///
    /// - Parameter kicker: the line over the title, as HTML.
    func document(
        _ path: String, _ title: String, _ summary: String, kicker: HTMLWriter? = nil, intro: HTMLWriter? = nil,
        below parent: FrameMaker.Place?, previous: FrameMaker.Place? = nil, next: FrameMaker.Place? = nil,
        _ content: HTMLWriter
    ) -> [UInt8] {
        let trail = [FrameMaker.home, parent, .init(title: title, path: path)].compactMap { $0 }
        let frame = frames.frame(path, title: title, summary: summary, trail: trail, previous: previous, next: next)
        return sources.templates.document(
            frame, kind: "is-ref", kicker: kicker.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "", intro: intro,
            content: content)
    }
}

/// The addresses of the reference, before any page is made.
enum ReferencePlan {
    static let roles = FrameMaker.Place(title: "Roles", path: "roles/index.html")
    static let symptoms = FrameMaker.Place(title: "Symptoms", path: "symptoms/index.html")

    static func path(_ kind: ExchangeKind) -> String { "exchanges/\(kind.rawValue)/index.html" }
    static func path(_ role: Role) -> String { "roles/\(role.rawValue)/index.html" }

    /// The kinds that a run contains or a text explains, in the order of a flow.
    static func kinds(_ content: SiteContent, _ recorded: RecordedSite) -> [ExchangeKind] {
        let recordedKinds = recorded.runs.flatMap { $0.trace.exchanges.map(\.kind) }
        let known = Set(recordedKinds + content.exchanges.map(\.kind))
        return ExchangeKind.allCases.filter(known.contains)
    }

    /// Plans every page of the reference.
    static func add(_ content: SiteContent, _ recorded: RecordedSite, to plan: inout SitePlan) {
        for field in content.fields {
            plan.add("fields/\(field.slug)/index.html", from: field.note.file, title: field.title)
        }
        if !content.fields.isEmpty {
            plan.add(FrameMaker.fields.path, by: "the list of fields", title: FrameMaker.fields.title)
        }
        let kinds = kinds(content, recorded)
        for kind in kinds {
            if let text = content.exchanges.first(where: { $0.kind == kind }) {
                plan.add(path(kind), from: text.body.file, title: text.title)
            } else {
                plan.add(path(kind), by: "the page of \(kind.rawValue)", title: kind.title)
            }
        }
        if !kinds.isEmpty {
            plan.add(FrameMaker.exchanges.path, by: "the list of messages", title: FrameMaker.exchanges.title)
        }
        for role in content.roles { plan.add(path(role.role), from: role.body.file, title: role.title) }
        if !content.roles.isEmpty { plan.add(roles.path, by: "the list of roles", title: roles.title) }
        for symptom in content.symptoms { plan.add(symptom.path, from: symptom.body.file, title: symptom.title) }
        if !content.symptoms.isEmpty { plan.add(symptoms.path, by: "the list of symptoms", title: symptoms.title) }
    }
}
