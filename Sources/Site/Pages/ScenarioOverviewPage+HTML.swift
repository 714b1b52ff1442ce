import Docs
import Specs
import Traces

extension ScenarioOverviewPage {
    /// The page of a scenario: its runs side by side, then what they show.
    public func html(templates: PageTemplates) -> [UInt8] {
        var out = HTMLWriter(capacity: 64_000)
        if let excluded {
            out.html("<section aria-labelledby=\"runs\"><h2 id=\"runs\">Not recorded</h2><p class=\"sub\">")
            out.text(excluded)
            out.html("</p></section>\n")
        } else {
            out.html("<section aria-labelledby=\"runs\"><h2 id=\"runs\">")
            out.html(runs.count == 1 ? "The recorded run" : "The recorded runs")
            out.html("</h2><p class=\"sub\">Each opens with its diagram and explains every line that was sent.</p>\n")
            writeRunCards(runs, showsTitle: Set(runs.map(\.trace.run.scenario)).count > 1, to: &out)
            out.html("</section>\n")
        }
        if !bodyHTML.isEmpty {
            out.html("<div class=\"prose full\">")
            out.html(bodyHTML)
            out.html("</div>\n")
        }
        writePairs(RunPair.all(in: runs), root: frame.root, to: &out)
        if !conformance.isEmpty {
            out.html("<section class=\"about\" aria-labelledby=\"cf\"><h2 id=\"cf\">In the conformance suite</h2><p>")
            writeConformance(conformance, to: &out)
            out.html("</p></section>\n")
        }
        var kicker = HTMLWriter()
        kicker.html("Story <b>")
        kicker.text(id)
        kicker.html("</b>")
        return templates.document(
            frame, kind: "is-overview", kicker: String(decoding: kicker.bytes, as: UTF8.self), content: out)
    }
}
