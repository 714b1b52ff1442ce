import Authoring
import Docs
import Diagrams
import Specs
import Traces
import Wire

/// Writes the steps of a flow page: every exchange with its messages line by line, and the decisions between them.
struct StepWriter {
    let context: FlowContext

    func writeAll(to out: inout HTMLWriter) {
        let exchanges = context.trace.exchanges
        for position in 0...exchanges.count {
            writeLocal(at: position, to: &out)
            if position < exchanges.count { write(exchanges[position], at: position, to: &out) }
        }
    }

    private func write(_ exchange: Exchange, at position: Int, to out: inout HTMLWriter) {
        let number = context.number(position)
        let note = context.explanations.note(for: exchange, in: context.trace)
        out.html("<section class=\"step\"")
        out.attribute("id", Anchor.step(exchange.id))
        out.attribute("data-x", exchange.id)
        out.html(">\n")
        writeHead(exchange, number, note, to: &out)
        out.html("<div class=\"cols\"><div class=\"nar\">")
        writeSide(exchange, at: position, note, to: &out)
        out.html("</div>\n<div>")
        let card = MessageCards(context: context, exchange: exchange, position: position)
        let checks = CheckWriter(context: context, exchange: exchange)
        card.writeRequest(to: &out)
        writeInner(exchange, to: &out)
        checks.write(by: { $0 == exchange.receiver }, to: &out)
        card.writeResponse(to: &out)
        checks.write(by: { $0 != exchange.receiver }, to: &out)
        AfterStep(context: context, exchange: exchange, position: position).write(to: &out)
        writeDetails(exchange, at: position, to: &out)
        out.html("</div></div></section>\n")
    }

    private func writeHead(_ exchange: Exchange, _ number: Int, _ note: ExchangeNote?, to out: inout HTMLWriter) {
        let phase = context.flow.phase(of: exchange.id)?.title ?? exchange.kind.phase.title
        out.html("<div class=\"sh\"><span>Step \(number) of \(context.trace.exchanges.count), ")
        out.text(phase)
        if let parent = exchange.parent, let place = context.position(of: parent) {
            out.html(", before <a")
            out.link("#" + Anchor.step(parent))
            out.html(">step \(context.number(place))</a> was answered")
        }
        out.html("</span>")
        writeWayBack(to: exchange.id, &out)
        out.html("</div>\n<h2>")
        let own = isByAnother(exchange) ? nil : note
        out.text(Shortened.line(own?.title ?? context.flow.exchange(exchange.id)?.title ?? exchange.kind.title))
        out.html("</h2>")
        let summary = own.map(\.summary) ?? sentence(exchange)
        if !summary.isEmpty { out.element("p", class: "sub", summary) }
        out.html("\n")
    }

    /// Whether somebody else sends what is known from another party: an attacker, a server in the role of a client. Then
    /// what is said of the kind in general does not tell who did what here.
    private func isByAnother(_ exchange: Exchange) -> Bool {
        context.trace.party(exchange.sender).map { !exchange.kind.senders.contains($0.role) } ?? false
    }

    /// Links to the row of the diagram, and to the entry of the list that stands for it on narrow screens.
    private func writeWayBack(to id: String, _ out: inout HTMLWriter) {
        if context.diagram.hasPicture {
            out.html("<a class=\"wide\"")
            out.link("#" + Anchor.diagram(id))
            out.html(">Show in diagram</a>")
        }
        out.html(context.diagram.hasPicture ? "<a class=\"narrow\"" : "<a")
        out.link("#m-" + id)
        out.html(">Show in the list</a>")
    }

    /// What the receiver asked others before it answered; those steps stand below this one.
    private func writeInner(_ exchange: Exchange, to out: inout HTMLWriter) {
        let inner = context.trace.exchanges.enumerated().filter { $0.element.parent == exchange.id }
        guard let first = inner.first?.element else { return }
        out.html("<p class=\"jwt2\">Before it answered, ")
        out.text(context.the(first.sender) + " asked ")
        for (number, (position, other)) in inner.enumerated() {
            out.html(number == 0 ? "" : number == inner.count - 1 ? " and " : ", ")
            out.text(context.the(other.receiver))
            out.html(" (<a")
            out.link("#" + Anchor.step(other.id))
            out.html(">step \(context.number(position)), \(other.kind.title)</a>)")
        }
        out.html(".</p>\n")
    }

    /// What the record alone says about an exchange.
    private func sentence(_ exchange: Exchange) -> String {
        let request =
            "\(context.the(exchange.sender, atStart: true)) sends \(Shortened.line(exchange.request.method)) "
            + Shortened.line(exchange.request.path)
            + " to \(context.the(exchange.receiver))"
        switch exchange.outcome {
        case .response(let response):
            let reason = response.reason.isEmpty ? "" : " " + Shortened.line(response.reason)
            return "\(request); the answer is \(response.status)\(reason)."
        case .failure(let failure): return "\(request); \(failure.summary)"
        }
    }

    private func writeSide(
        _ exchange: Exchange, at position: Int, _ note: ExchangeNote?, to out: inout HTMLWriter
    ) {
        out.html("<div class=\"mini\">")
        out.html(context.diagram.map(current: exchange.id))
        out.html("<span><b>You are here</b>")
        let how = exchange.isFrontChannel ? "through the browser" : "directly"
        out.text("\(context.label(exchange.sender)) to \(context.label(exchange.receiver)), \(how)")
        out.html("</span></div>")
        guard let note else { return }
        let first = context.trace.exchanges.prefix(position).first {
            $0.kind == exchange.kind && context.explanations.note(for: $0, in: context.trace) == note
        }
        if let first {
            out.html(
                isByAnother(exchange) ? "<p>What such a message is for: see <a" : "<p>What happens and why: as in <a")
            out.link("#" + Anchor.step(first.id))
            return out.html(">step \(context.position(of: first.id).map(context.number) ?? 0)</a>.</p>")
        }
        for (title, html) in [
            ("What happens", isByAnother(exchange) ? "" : note.happensHTML), ("Why it works", note.whyHTML),
            ("If you skip it", note.skippedHTML),
        ] where !html.isEmpty {
            out.html("<div><h3>\(title)</h3>")
            out.html(html.hasPrefix("<") ? html : "<p>" + html + "</p>")
            out.html("</div>")
        }
    }

    private func writeDetails(_ exchange: Exchange, at position: Int, to out: inout HTMLWriter) {
        out.html("<div class=\"more\">")
        if let command = context.curlLines[position] {
            out.html("<details><summary>The request with curl</summary><pre>")
            out.preformatted(command)
            out.html("</pre>")
            if position == context.curlLines.firstIndex(where: { $0 != nil }) {
                out.html("<p><a href=\"#curl\">What the variables stand for</a></p>")
            }
            out.html("</details>")
        }
        out.html("<details><summary>Raw bytes</summary>")
        writeRaw("Request", exchange.framing?.request ?? exchange.request.bytes, to: &out)
        if let response = exchange.response ?? exchange.answered {
            writeRaw("Response", exchange.framing?.response ?? response.bytes, to: &out)
        }
        out.html("</details></div>\n")
    }

    /// Messages longer than this are cut in the page; `trace.json` has every byte.
    static let rawLimit = 24_000

    private func writeRaw(_ title: String, _ bytes: [UInt8], to out: inout HTMLWriter) {
        out.html("<p>\(title), \(Counted.text(bytes.count, "byte"))</p><pre>")
        let shown = bytes.prefix(StepWriter.rawLimit).filter { $0 != 0x0D }
        out.preformatted(String(decoding: shown, as: UTF8.self))
        out.html("</pre>")
        if bytes.count > StepWriter.rawLimit {
            out.html(
                "<p>\(bytes.count - StepWriter.rawLimit) more bytes are in the recording beside this page.</p>"
            )
        }
    }

    /// The decisions that fell between two exchanges.
    private func writeLocal(at position: Int, to out: inout HTMLWriter) {
        let decisions = context.localDecisions(at: position)
        guard !decisions.isEmpty else { return }
        let isLast = position == context.trace.exchanges.count
        out.html("<div class=\"loc\"")
        if let neighbour = isLast ? context.trace.exchanges.last : context.trace.exchanges[position] {
            out.attribute("data-x", neighbour.id)
        }
        out.html("><p>")
        out.html(isLast ? "After the last step" : "Before step \(context.number(position))")
        out.html(", without the network")
        if let step = decisions.lazy.compactMap({ context.flow.localStep(of: $0.id) }).first {
            writeWayBack(to: step.id, &out)
        }
        out.html("</p><ul>")
        let checks = CheckWriter(context: context, exchange: nil)
        for decision in decisions { checks.writeRow(decision, to: &out) }
        out.html("</ul></div>\n")
    }
}

extension Exchange.Failure {
    /// What happened, as the sender knows it.
    var summary: String {
        switch self {
        case .refused: "the connection was refused, so the request never left."
        case .reset: "the connection broke before an answer came."
        case .lost: "an answer was written, and it was lost on the way."
        case .silent: "no answer came within the sender's patience."
        }
    }
}
