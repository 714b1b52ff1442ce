import Diagrams
import Docs
import Specs
import Traces

/// Every story and every revision, with a link, an outcome and a small picture for each run.
struct MatrixPage: Sendable {
    struct Row: Sendable {
        var id: String
        var title: String
        var href: String
        /// In the order of the revisions, the main run of each before its variants.
        var runs: [RunCard]
        /// What stands instead of runs.
        var remark: String?
    }

    struct Section: Sendable {
        /// The letter of the ids; empty for stories outside the catalogue.
        var letter: String
        var title: String
        var rows: [Row]
    }

    var frame: PageFrame
    var sections: [Section]

    func html(templates: PageTemplates) -> [UInt8] {
        var stamps = Stamps()
        var tables = HTMLWriter(capacity: 200_000)
        for section in sections { write(section, &stamps, to: &tables) }
        var out = HTMLWriter(capacity: 300_000)
        stamps.write(to: &out)
        out.html(tables.bytes)
        var intro = HTMLWriter()
        if sections.count > 1 {
            intro.html("<nav class=\"jump\" aria-label=\"Parts of this page\">")
            for section in sections {
                intro.html("<a href=\"#\(MatrixPage.anchor(section))\">")
                intro.text(section.title)
                intro.html(" <small>\(section.rows.count)</small></a> ")
            }
            intro.html("</nav>")
        }
        return templates.document(frame, kind: "is-matrix", intro: intro, content: out)
    }

    private static func anchor(_ section: Section) -> String {
        section.letter.isEmpty ? "matrix" : "matrix." + section.letter
    }

    private func write(_ section: Section, _ stamps: inout Stamps, to out: inout HTMLWriter) {
        let id = MatrixPage.anchor(section)
        out.html("<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">")
        out.text(section.title)
        out.html("</h2>\n<table class=\"matrix\"><thead><tr><th scope=\"col\">Story</th>")
        for revision in Revision.allCases {
            out.html("<th scope=\"col\"><a")
            out.link("\(frame.root)revisions/\(revision.rawValue)/index.html")
            out.html(">\(revision.rawValue)</a></th>")
        }
        out.html("</tr></thead><tbody>\n")
        for row in section.rows { write(row, &stamps, to: &out) }
        out.html("</tbody></table></section>\n")
    }

    private func write(_ row: Row, _ stamps: inout Stamps, to out: inout HTMLWriter) {
        out.html("<tr><th scope=\"row\"><a")
        out.link(row.href)
        out.html(">")
        out.text(row.title)
        out.html("</a> <small>")
        out.text(row.id)
        out.html("</small></th>")
        if let remark = row.remark {
            out.html("<td class=\"rm\" colspan=\"\(Revision.allCases.count)\">")
            out.text(remark)
            out.html("</td></tr>\n")
            return
        }
        for revision in Revision.allCases {
            let runs = row.runs.filter { $0.trace.run.revision == revision }
            guard !runs.isEmpty else {
                out.html("<td class=\"no\">–</td>")
                continue
            }
            out.html("<td data-l=\"\(revision.rawValue)\">")
            for run in runs { write(run, &stamps, to: &out) }
            out.html("</td>")
        }
        out.html("</tr>\n")
    }

    private func write(_ run: RunCard, _ stamps: inout Stamps, to out: inout HTMLWriter) {
        let trace = run.trace
        out.html("<a class=\"mc o-\(trace.outcome.rawValue)\"")
        out.link(run.href)
        out.html(">")
        out.html(stamps.use(trace))
        out.html("<span>")
        if let variant = trace.run.variant {
            out.html("<small>")
            out.text(Shortened.line(variant, limit: 60))
            out.html("</small> ")
        }
        out.html("\(trace.outcome.phrase)</span></a>")
    }
}

/// The pictures of a page, each drawn once however many runs have its shape.
private struct Stamps {
    private var numbers: [String: Int] = [:]
    private var drawn: [(height: Int, content: String)] = []

    /// The reference to the picture of a run.
    mutating func use(_ trace: Trace) -> String {
        let stamp = DiagramRenderer(Flow(trace)).stamp()
        let number = numbers[stamp.content] ?? drawn.count
        if number == drawn.count {
            numbers[stamp.content] = number
            drawn.append(stamp)
        }
        return "<svg width=\"46\" height=\"\(stamp.height)\" aria-hidden=\"true\"><use href=\"#M\(number)\"/></svg>"
    }

    func write(to out: inout HTMLWriter) {
        out.html("<svg class=\"vh\" aria-hidden=\"true\">")
        for (number, stamp) in drawn.enumerated() {
            out.html("<symbol id=\"M\(number)\" viewBox=\"0 0 46 \(stamp.height)\">")
            out.html(stamp.content)
            out.html("</symbol>")
        }
        out.html("</svg>\n")
    }
}

extension Trace.Outcome {
    /// How a run ended, in the words of a table's cell.
    fileprivate var phrase: String {
        switch self {
        case .success: "succeeds"
        case .denied: "is declined"
        case .refused: "is refused"
        case .stopped: "is stopped"
        case .gaveUp: "gives up"
        case .harmed: "does harm"
        }
    }
}
