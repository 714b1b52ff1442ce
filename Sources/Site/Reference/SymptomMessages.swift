import Authoring
import Docs
import Specs
import Traces

/// Every message that a party gives in a recorded run, with the symptoms that explain it: descriptions of errors on the
/// wire, titles of error pages, and what a client tells the person when it stops.
struct SymptomMessages: Sendable {
    struct Entry: Sendable {
        var text: String
        /// By name of their file.
        var symptoms: Set<String>
        /// How many runs have it.
        var runs: Set<Int>
        /// Where it stands first.
        var run: Int
        var anchor: String
        /// Who says it, as a lane's label.
        var speaker: String
    }

    /// In order of the texts.
    let entries: [Entry]

    init(_ index: ReferenceIndex, _ symptoms: [SymptomText]) {
        var found: [String: Entry] = [:]
        for (number, run) in index.runs.enumerated() {
            let trace = run.trace
            func add(_ text: String, by party: String, _ explaining: Set<String>, at anchor: String) {
                let label = trace.party(party)?.label ?? party
                var entry =
                    found[text]
                    ?? Entry(text: text, symptoms: [], runs: [], run: number, anchor: anchor, speaker: label)
                entry.symptoms.formUnion(explaining)
                entry.runs.insert(number)
                found[text] = entry
            }
            var shown: [String: Set<String>] = [:]
            for (position, exchange) in trace.exchanges.enumerated() {
                guard let signal = run.signals[position] else { continue }
                let explaining = Set(symptoms.filter { $0.isShown(by: signal) }.map(\.slug))
                shown[exchange.id] = explaining
                for text in signal.texts {
                    add(
                        SymptomMessages.title(ofPage: text) ?? text, by: exchange.receiver, explaining,
                        at: Anchor.step(exchange.id))
                }
            }
            for decision in trace.decisions {
                guard let told = decision.stopReason else { continue }
                // Where a check of its own ended it, that check is the cause; else the answer that it got.
                let checks = trace.decisions.filter {
                    $0.isNegative && $0.enforced && $0.party == decision.party && $0.during == decision.during
                }
                var explaining =
                    checks.isEmpty
                    ? shown[decision.during ?? ""] ?? []
                    : Set(checks.flatMap { check in symptoms.filter { $0.isShown(by: check) }.map(\.slug) })
                explaining.formUnion(symptoms.filter { $0.isShown(by: decision) }.map(\.slug))
                add(told, by: decision.party, explaining, at: Anchor.step(decision.id))
            }
        }
        entries = found.values.sorted { ($0.text.lowercased(), $0.text) < ($1.text.lowercased(), $1.text) }
    }

    /// The title of an error page; nil for a message that is no page.
    private static func title(ofPage text: String) -> String? {
        guard text.hasPrefix("<"), let start = text.firstRange(of: "<title>"),
            let end = text[start.upperBound...].firstRange(of: "</title>")
        else { return nil }
        return String(text[start.upperBound..<end.lowerBound])
    }

    /// The messages that lead nowhere.
    var unexplained: [Entry] { entries.filter(\.symptoms.isEmpty) }
}

/// The index from a message to its explanation.
extension SitePages {
    func messageIndex(_ messages: SymptomMessages, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        guard !messages.entries.isEmpty else { return }
        let titles = Dictionary(sources.content.symptoms.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        out.html("<section aria-labelledby=\"x-messages\"><h2 id=\"x-messages\">By message</h2>")
        out.html(
            "<p class=\"sub\">Every text that a server sent with an error, or a client showed when it stopped.</p>")
        out.html("<div class=\"tw\"><table class=\"ref\"><thead><tr><th scope=\"col\">Message</th>")
        out.html("<th scope=\"col\">What it means</th><th scope=\"col\">Recorded</th></tr></thead><tbody>\n")
        for entry in messages.entries {
            out.html("<tr><td class=\"see\">“")
            out.text(Shortened.line(entry.text, limit: 200))
            out.html("” <span class=\"alt\">")
            out.text(Shortened.line(entry.speaker, limit: 60))
            out.html("</span></td><td class=\"wide\">")
            for (number, symptom) in entry.symptoms.sorted().compactMap({ titles[$0] }).enumerated() {
                if number > 0 { out.html("<br/>") }
                writer.link(symptom.path, symptom.title, to: &out)
            }
            out.html("</td><td class=\"num\">")
            let run = index.runs[entry.run]
            writer.link(
                run.path + "#" + entry.anchor, Counted.text(entry.runs.count, "run"), to: &out)
            out.html("</td></tr>\n")
        }
        out.html("</tbody></table></div></section>\n")
    }
}
