import Docs
import Diagrams
import Specs
import Traces

/// Writes recorded runs as a wall of comparable cards: thumbnail, title, revision, outcome, number of exchanges.
func writeRunCards(_ runs: [RunCard], showsTitle: Bool, to out: inout HTMLWriter) {
    guard !runs.isEmpty else { return }
    out.html("<ul class=\"runs\">")
    for run in runs {
        let trace = run.trace
        out.html("<li><a class=\"run\"")
        out.link(run.href)
        out.html(">")
        out.html(DiagramRenderer(Flow(trace)).thumbnail())
        out.html("<span class=\"rt\"><b>")
        out.text(showsTitle ? trace.title : trace.run.revision.rawValue)
        out.html("</b>")
        var facts: [String] = showsTitle ? [] : [trace.run.variant ?? ""].filter { !$0.isEmpty }
        facts.append(trace.exchanges.count == 1 ? "1 exchange" : "\(trace.exchanges.count) exchanges")
        out.html("<small>")
        out.text(facts.joined(separator: ", "))
        out.html("</small>")
        writeOutcome(trace.outcome, to: &out)
        out.html("</span></a></li>\n")
    }
    out.html("</ul>\n")
}
