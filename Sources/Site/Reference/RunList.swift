import Docs
import Traces

/// Places in recorded runs, a line for each scenario.
struct RunList {
    /// A place in a run.
    struct Item: Sendable {
        var run: Int
        /// The id on the run's page.
        var anchor: String
        /// What the link says after the revision.
        var words: String
        /// What stands behind the links of a line; said once when it is the same for all of them.
        var detail = ""
    }

    let index: ReferenceIndex
    let writer: ReferenceWriter

    func write(_ items: [Item], to out: inout HTMLWriter) {
        guard !items.isEmpty else { return }
        out.html("<ul class=\"where\">")
        var start = 0
        while start < items.count {
            let scenario = index.runs[items[start].run].trace.run.scenario
            let end = items[start...].firstIndex { index.runs[$0.run].trace.run.scenario != scenario } ?? items.count
            write(Array(items[start..<end]), of: scenario, to: &out)
            start = end
        }
        out.html("</ul>\n")
    }

    private func write(_ items: [Item], of scenario: String, to out: inout HTMLWriter) {
        out.html("<li><b>")
        out.text(Shortened.line(index.runs[items[0].run].title, limit: 120))
        out.html("</b> <small>")
        out.text(Shortened.line(scenario, limit: 60))
        out.html("</small>")
        let isShared = Set(items.map(\.detail)).count == 1
        var last: Int?
        for item in items {
            let run = index.runs[item.run]
            let variant = run.trace.run.variant.map { ", " + Shortened.line($0, limit: 60) } ?? ""
            let name = item.run == last ? "" : run.revision.rawValue + variant + ", "
            last = item.run
            out.html(" ")
            writer.link(run.path + "#" + item.anchor, name + item.words, to: &out)
            if !isShared { writeDetail(item, to: &out) }
        }
        if isShared { writeDetail(items[0], to: &out) }
        out.html("</li>\n")
    }

    private func writeDetail(_ item: Item, to out: inout HTMLWriter) {
        guard !item.detail.isEmpty else { return }
        out.html(" <small>")
        out.text(Shortened.line(item.detail, limit: 160))
        out.html("</small>")
    }
}
