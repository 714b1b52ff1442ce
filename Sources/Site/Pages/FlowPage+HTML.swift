import Docs
import Diagrams
import Specs
import Traces

extension FlowPage {
    /// The page of one recorded run: diagram, who knows what, and every exchange line by line.
    ///
    /// - Parameters:
    ///   - templates: the frame.
    ///   - explanations: what each line means.
    /// - Returns: the whole document; the same bytes for the same inputs.
    public func html(templates: PageTemplates, explanations: any Explanations) -> [UInt8] {
        let context = FlowContext(page: self, explanations: explanations)
        var content = HTMLWriter(capacity: 300_000)
        writeProse(to: &content)
        writeDiagram(context, to: &content)
        content.html(
            "<div class=\"steps\" id=\"steps\">\n<p class=\"sub\">Every line that was sent, with what it is for. ")
        content.html(
            "A name leads to the page of the field, or to the line that met it first. ")
        content.html(CheckWriter.legend(of: trace.decisions))
        content.html("</p>\n")
        StepWriter(context: context).writeAll(to: &content)
        content.html("</div>\n")
        writeAbout(context, to: &content)
        var intro = HTMLWriter()
        writeSiblings(to: &intro)
        return templates.document(frame, kind: "is-flow", kicker: kicker, intro: intro, content: content)
    }

    private var kicker: String {
        var out = HTMLWriter()
        out.html("Recorded run, MCP authorization <b>")
        out.text(trace.run.revision.rawValue)
        out.html("</b>, ")
        if let variant = trace.run.variant { out.text(Shortened.line(variant) + ", ") }
        writeOutcome(trace.outcome, to: &out)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    private func writeSiblings(to out: inout HTMLWriter) {
        guard siblings.count > 1 else { return }
        out.html("<nav class=\"tabs\" aria-label=\"The same story under other revisions\">")
        for link in siblings { writeTab(link, to: &out) }
        out.html("</nav>")
    }

    private func writeProse(to out: inout HTMLWriter) {
        guard !bodyHTML.isEmpty || !downloads.isEmpty else { return }
        out.html("<div class=\"lead\"><div class=\"prose\">")
        out.html(bodyHTML)
        out.html("</div>")
        if !downloads.isEmpty {
            out.html("<aside class=\"files\" aria-label=\"More of this run\"><h2>More of this run</h2><ul>")
            for link in downloads {
                out.html("<li>")
                writeLink(link, to: &out)
                out.html("</li>")
            }
            out.html("</ul><p>As HTTP Archive, Mermaid, PlantUML or SVG: <code>wirescribe export ")
            out.text(Shortened.line(trace.run.description, limit: 120))
            out.html(" <span class=\"nb\">--format har</span></code></p></aside>")
        }
        out.html("</div>\n")
    }

    private func writeDiagram(_ context: FlowContext, to out: inout HTMLWriter) {
        out.html("<section class=\"pic\" aria-labelledby=\"flow\"><h2 id=\"flow\" class=\"vh\">The flow</h2>\n")
        out.html(context.diagram.mapSymbol())
        if context.diagram.hasPicture { out.html(context.diagram.overview()) }
        out.html(context.diagram.legend())
        out.html(context.diagram.lenses())
        out.html(context.diagram.figure())
        out.html("</section>\n")
        let table = context.diagram.knowledgeTable()
        guard !table.isEmpty else { return }
        out.html("<section aria-labelledby=\"knows\"><h2 id=\"knows\">Who knows what, and since when</h2>")
        out.html("<p class=\"sub\">Read from the recording: a party knows a secret from the message that brought it.")
        if context.flow.holdings.contains(where: { $0.isExposed && $0.until != nil }) {
            out.html(" Copies of what is spent stay in histories and logs.")
        }
        out.html("</p>\n")
        out.html(table)
        out.html("</section>\n")
    }

    private func writeAbout(_ context: FlowContext, to out: inout HTMLWriter) {
        out.html(
            "<section class=\"about\" aria-labelledby=\"about\"><h2 id=\"about\">About this run</h2><dl><dt>Run</dt><dd><code>"
        )
        out.text(Shortened.line(trace.run.description))
        out.html("</code></dd><dt>Recorded</dt><dd>")
        let exchanges = trace.exchanges.count == 1 ? "1 exchange" : "\(trace.exchanges.count) exchanges"
        let decisions = trace.decisions.count == 1 ? "1 decision" : "\(trace.decisions.count) decisions"
        out.text("\(exchanges), \(decisions), \(trace.parties.count) parties")
        if isPlayed { out.html("; one program plays them all, browser and person too") }
        out.html(
            "</dd><dt>Clock</dt><dd>set to \(trace.epoch), seconds since 1970; it moves only with the messages</dd>"
        )
        if !conformance.isEmpty {
            out.html("<dt>Conformance suite</dt><dd>")
            writeConformance(conformance, to: &out)
            out.html("</dd>")
        }
        if context.curlLines.contains(where: { $0 != nil }) {
            out.html(
                "<dt id=\"curl\">curl</dt><dd>The lines of this page run against <code>wirescribe mock --revision ")
            out.text(trace.run.revision.rawValue + (context.mockPath.map { " --path " + $0 } ?? ""))
            out.html(FlowPage.aboutVariables)
            if context.curlLines.contains(where: { $0?.contains("$BASIC") == true }) {
                out.html(" <code>$BASIC</code> is id and secret, each form-encoded, joined by a colon, in base64.")
            }
            out.html("</dd>")
        }
        out.html("</dl></section>\n")
    }

    private static let aboutVariables = """
        </code>, whose parties keep every rule. <code>$MCP</code> and <code>$AUTH</code> are the origins of the <code>url</code> \
        and the <code>issuer</code> that it prints. You choose <code>$CODE_VERIFIER</code>, 43 characters or more; \
        <code>$CODE_CHALLENGE</code> is its SHA-256 in base64url; <code>$PASSWORD</code> is <code>demo-password-1</code>. \
        Every other variable is a value of the same name from an earlier answer.
        """
}

/// The names of official conformance scenarios, each linked to its place in the suite.
func writeConformance(_ names: [String], to out: inout HTMLWriter) {
    for name in names {
        let known = ConformanceScenario.named(name)
        if let known {
            out.html("<a")
            out.link(known.url)
            out.html(">")
        }
        out.element("code", class: "cf", name)
        out.html(known == nil ? " " : "</a> ")
    }
}

/// How a run ended, as a badge.
func writeOutcome(_ outcome: Trace.Outcome, to out: inout HTMLWriter) {
    out.html("<span class=\"oc o-\(outcome.rawValue)\">\(outcome.label)</span>")
}

func writeTab(_ link: PageFrame.Link, to out: inout HTMLWriter) { writeLink(link, to: &out) }

extension Trace.Outcome {
    /// A few words for cards and headings.
    var label: String {
        switch self {
        case .success: "succeeds"
        case .denied: "denied by the person"
        case .refused: "refused, as it should be"
        case .stopped: "attack stopped"
        case .gaveUp: "gave up"
        case .harmed: "attack succeeds"
        }
    }
}
