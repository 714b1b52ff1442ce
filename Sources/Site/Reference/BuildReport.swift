import Docs
import Authoring
import Scenarios
import Specs
import Traces

/// What a finished build leaves to be said: how much is explained, and what is not.
public struct BuildReport: Sendable {
    /// Fields of the recorded runs that a text explains, each counted once for a kind of exchange, a side and a place.
    public var explainedFields: Int
    /// Fields that no text explains.
    public var unexplainedFields: Int
    /// Kinds of exchanges that occur in the runs, and those of them that have a text.
    public var exchangeKinds: Int
    public var explainedKinds: Int
    /// What is missing, sorted; a strict build takes them for errors.
    public var warnings: [Problem]
    /// The links to other sites, each once.
    public internal(set) var outsideLinks: [OutsideLink] = []

    /// Looks through everything that was recorded.
    ///
    /// - Parameter stories: the pages of a site that means to tell the whole catalogue; nil for one that does not.
    init(_ index: ReferenceIndex, _ content: SiteContent, stories: [ScenarioPage]?) {
        var warnings: [Problem] = []
        var explained = 0
        for use in index.uses {
            let missing = use.counts.keys.filter { use.slugs[$0] == nil }.sorted()
            if missing.isEmpty { explained += 1 } else { warnings.append(BuildReport.problem(use, missing, index)) }
        }
        explainedFields = explained
        unexplainedFields = index.uses.count - explained
        let kinds = index.recordedKinds
        exchangeKinds = kinds.count
        let texts = Set(content.exchanges.map(\.kind))
        explainedKinds = kinds.count(where: texts.contains)
        for kind in kinds where !texts.contains(kind) {
            let place = index.places[kind]?.first
            warnings.append(
                Problem(
                    file: "content/exchanges/\(kind.rawValue).md",
                    "the kind “\(kind.rawValue)” has no text; it occurs first in \(BuildReport.name(place, index)).",
                    remedy: "Write this file."))
        }
        warnings += BuildReport.symptoms(index, content) + (stories.map(BuildReport.untold) ?? [])
        self.warnings = Problems(distinct: warnings).list
    }

    /// The stories of the catalogue that no page tells, and the official scenarios of authorization that none names.
    private static func untold(_ pages: [ScenarioPage]) -> [Problem] {
        let ids = Set(pages.map(\.id))
        let names = Set(pages.flatMap(\.conformance))
        let stories = Catalogue.stories.filter { !ids.contains($0.id) }.map { story in
            Problem(
                file: "content/scenarios", "no page tells \(story.id), “\(story.subject)”.",
                remedy: "Add one, or one that says why it is not recorded (“excluded: …”).")
        }
        let scenarios = ConformanceScenario.all.filter { $0.name.hasPrefix("auth/") && !names.contains($0.name) }
        return stories
            + scenarios.map { scenario in
                Problem(
                    file: "content/scenarios", "no page names the conformance scenario \(scenario.name).",
                    remedy: "Add it to conformance: of the page that covers it.")
            }
    }

    /// One line for the console.
    public var summary: String {
        let fields = explainedFields + unexplainedFields
        return
            "\(explainedFields) of \(fields) fields and \(explainedKinds) of \(exchangeKinds) kinds of messages explained"
    }

    private static func name(_ place: ReferenceIndex.Place?, _ index: ReferenceIndex) -> String {
        guard let place else { return "no run" }
        let run = HTMLWriter.visible(Shortened.line(index.runs[place.run].trace.run.description, limit: 120))
        return "run \(run), exchange \(index.exchange(place).id)"
    }

    private static func problem(
        _ use: ReferenceIndex.Use, _ missing: [Revision], _ index: ReferenceIndex
    ) -> Problem {
        let key = use.key
        let name = HTMLWriter.visible(Shortened.line(use.first.field.pattern, limit: 120))
        let carrier = key.carrier.map { " in " + HTMLWriter.visible(Shortened.line($0, limit: 60)) } ?? ""
        let revisions = missing.map(\.rawValue)
        let isFirst = missing.contains(index.runs[use.first.place.run].revision)
        let place =
            isFirst ? use.first.place : index.places[key.kind]?.first { missing.contains(index.runs[$0.run].revision) }
        return Problem(
            file: "content/fields",
            "\(key.kind.rawValue), \(key.side.rawValue), \(key.place.rawValue)\(carrier): “\(name)” is not explained under "
                + "\(ReferenceWriter.list(revisions)); see \(BuildReport.name(place, index)).",
            remedy: "Add a file with field: \(name) and places: [\(key.place.rawValue)].")
    }

    /// The errors on the wire that no symptom describes.
    private static func symptoms(_ index: ReferenceIndex, _ content: SiteContent) -> [Problem] {
        var problems: [Problem] = []
        var seen: Set<String> = []
        for (number, run) in index.runs.enumerated() {
            for (position, exchange) in run.trace.exchanges.enumerated() {
                guard let signal = run.signals[position],
                    !content.symptoms.contains(where: { $0.isShown(by: signal) }),
                    seen.insert(exchange.kind.rawValue + " " + signal.summary).inserted
                else { continue }
                let place = ReferenceIndex.Place(run: number, exchange: position)
                problems.append(
                    Problem(
                        file: "content/symptoms",
                        "no symptom describes “\(signal.summary)” in \(exchange.kind.rawValue); see \(name(place, index)).",
                        remedy: "Add a file whose match covers it."))
            }
        }
        for entry in SymptomMessages(index, content.symptoms).unexplained {
            let run = HTMLWriter.visible(index.runs[entry.run].trace.run.description)
            problems.append(
                Problem(
                    file: "content/symptoms",
                    "no symptom describes the message “\(HTMLWriter.visible(Shortened.line(entry.text, limit: 120)))”; see run \(run).",
                    remedy: "Add a file whose match covers the error or the check behind it."))
        }
        return problems
    }
}
