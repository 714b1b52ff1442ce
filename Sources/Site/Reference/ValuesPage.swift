import Authoring
import Docs
import Diagrams
import Specs
import Traces

/// The page about the values of one run: where each was made, carried, compared and spent.
struct ValuesPage: Sendable {
    var frame: PageFrame
    var trace: Trace
    /// The reference to the run's own page.
    var run: String
    /// The same page of the other runs of the scenario.
    var siblings: [PageFrame.Link]

    /// So many moments of one value are listed.
    private static let momentLimit = 48

    func html(templates: PageTemplates) -> [UInt8] {
        let lives = ValueLife.all(in: trace)
        // A secret has a life even where it occurs once: somebody holds it from then on.
        let travelling = lives.filter { $0.events.count > 1 || $0.value.kind.isSecret }
        let single = lives.filter { $0.events.count <= 1 && !$0.value.kind.isSecret }
        var out = HTMLWriter(capacity: 64_000)
        writeOverview(travelling, to: &out)
        writeGroup("Secrets", "secrets", travelling.filter(\.value.kind.isSecret), to: &out)
        writeGroup("Other values", "others", travelling.filter { !$0.value.kind.isSecret }, to: &out)
        writeSingle(single, to: &out)
        var kicker = HTMLWriter()
        kicker.html("Recorded run ")
        kicker.text(Shortened.line(trace.run.scenario, limit: 60))
        kicker.html(", MCP authorization <b>\(trace.run.revision.rawValue)</b>")
        if let variant = trace.run.variant { kicker.text(", " + Shortened.line(variant, limit: 60)) }
        var intro = HTMLWriter()
        intro.html("<nav class=\"tabs\" aria-label=\"This run, and its values under other revisions\">")
        writeTab(PageFrame.Link(title: "← The run", href: run), to: &intro)
        if siblings.count > 1 { for link in siblings { writeTab(link, to: &intro) } }
        intro.html("</nav>")
        return templates.document(
            frame, kind: "is-ref", kicker: String(decoding: kicker.bytes, as: UTF8.self), intro: intro, content: out)
    }

    // MARK: All values at a glance

    private func writeOverview(_ lives: [ValueLife], to out: inout HTMLWriter) {
        guard !lives.isEmpty else {
            return out.html("<p class=\"sub\">No value of this run occurs in more than one place.</p>\n")
        }
        out.html("<section aria-labelledby=\"x-all\"><h2 id=\"x-all\">All lives at a glance</h2>")
        out.html("<p class=\"sub\">One column for each step. ")
        out.html("A dot: the value stands in a message of that step. A ring: a party compared it there.</p>\n")
        out.html("<div class=\"tw\"><table class=\"ref lives\"><thead><tr><th scope=\"col\">Value</th>")
        out.html("<th scope=\"col\">Steps")
        writeScale(to: &out)
        out.html("</th><th scope=\"col\">Made, or first sent, by</th>")
        out.html("<th scope=\"col\">Stands in steps</th></tr></thead><tbody>\n")
        for life in lives {
            out.html("<tr><th scope=\"row\"><a")
            out.link("#v-" + life.id)
            out.html(">")
            writeChip(life, to: &out)
            out.html("</a></th><td class=\"st\">")
            writeStrip(life, to: &out)
            out.html("</td><td data-l=\"From\">")
            if let maker = life.maker(in: trace) { out.text(label(maker)) }
            out.html("</td><td data-l=\"Steps\">")
            out.text(ReferenceWriter.ranges(Set(life.exchanges.map { $0 + 1 })))
            out.html("</td></tr>\n")
        }
        out.html("</tbody></table></div></section>\n")
    }

    /// The numbers above the columns of the strips. Each digit has a place of its own.
    private func writeScale(to out: inout HTMLWriter) {
        let count = trace.exchanges.count
        var places: [String] = []
        for number in 1...max(1, count) {
            let digits = String(number).count
            for digit in 0..<digits { places.append(String(18 * number - 9 - 3 * (digits - 1) + 6 * digit)) }
        }
        out.html("<svg viewBox=\"0 0 \(count * 18) 20\" aria-hidden=\"true\"><text y=\"14\" x=\"")
        out.html(places.joined(separator: " "))
        out.html("\">\((1...max(1, count)).map(String.init).joined())</text></svg>")
    }

    private func writeChip(_ life: ValueLife, to out: inout HTMLWriter) {
        let kind = life.value.kind
        out.html("<span class=\"hc \(kind.isSecret ? "sec " : "")\(tone(kind))\">\(life.name)</span>")
    }

    /// A drawing that the list below it says in words.
    private func writeStrip(_ life: ValueLife, to out: inout HTMLWriter) {
        let step = 18
        let count = trace.exchanges.count
        let used = life.exchanges
        out.html(
            "<svg class=\"\(tone(life.value.kind))\" viewBox=\"0 0 \(count * step) 20\" aria-hidden=\"true\">")
        func x(_ column: Int) -> Int { column * step + step / 2 }
        // The stylesheet dots the columns. A place is a stroke without length and with a round end; a ring is a wide one
        // under a narrower one in the colour of the page.
        if let first = used.min(), let last = used.max(), last > first {
            out.html("<path d=\"M\(x(first)) 10H\(x(last))\"/>")
        }
        func writeDots(_ style: StaticString, _ columns: [Int]) {
            guard !columns.isEmpty else { return }
            out.html("<path class=\"\(style)\" d=\"\(columns.map { "M\(x($0)) 10h0" }.joined())\"/>")
        }
        let compared = Set(life.events.filter(\.isComparison).map(\.exchange)).sorted()
        writeDots("r", compared)
        writeDots("i", compared)
        writeDots("f", Set(used).sorted())
        out.html("</svg>")
    }

    // MARK: One value

    private func writeGroup(_ title: String, _ id: String, _ lives: [ValueLife], to out: inout HTMLWriter) {
        guard !lives.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-\(id)\"><h2 id=\"x-\(id)\">\(title)</h2>\n<div class=\"vals\">\n")
        let ledger = trace.ledger
        for life in lives { write(life, ledger, to: &out) }
        out.html("</div></section>\n")
    }

    private func write(_ life: ValueLife, _ ledger: Ledger, to out: inout HTMLWriter) {
        out.html("<article class=\"val \(tone(life.value.kind))\" id=\"v-\(life.id)\"><h3>")
        writeChip(life, to: &out)
        out.html("</h3><p class=\"vv\"><code>")
        out.text(Shortened.line(life.value.text))
        out.html("</code></p>")
        writeHolders(life, ledger, to: &out)
        out.html("<ol class=\"hist\">")
        let moments = ValueLife.Moment.joining(life.events, in: trace)
        for moment in moments.prefix(ValuesPage.momentLimit) { write(moment, to: &out) }
        let left = moments.dropFirst(ValuesPage.momentLimit).reduce(0) { $0 + $1.events.count }
        if left > 0 { out.html("<li class=\"none\">and \(Counted.text(left, "more event"))</li>") }
        out.html("</ol></article>\n")
    }

    private func writeHolders(_ life: ValueLife, _ ledger: Ledger, to out: inout HTMLWriter) {
        let holdings = ledger.holdings.filter { $0.value == life.value }
        guard !holdings.isEmpty else { return }
        out.html("<p class=\"held\">Known to ")
        for (number, holding) in holdings.enumerated() {
            out.html(number == 0 ? "" : number == holdings.count - 1 ? " and " : ", ")
            let role = trace.party(holding.party)?.role
            out.html("<b class=\"l-\(role?.lane ?? "X")\">")
            out.text(label(holding.party))
            out.html("</b>")
            // Whoever put it into the URL knew it before.
            if holding.exposed, !isIssuer(holding) { out.html(" <span class=\"leak\">(from a URL)</span>") }
            if case .decision? = holding.until { out.html(" (until it gave it up)") }
        }
        out.html(".")
        let ends = holdings.compactMap { holding -> String? in
            if case .exchange(let id, _)? = holding.until { id } else { nil }
        }
        if let end = ends.first, let number = trace.exchanges.firstIndex(where: { $0.id == end }) {
            out.html(" Of no more use after step \(number + 1)")
            if holdings.contains(where: { $0.exposed && !isIssuer($0) }) {
                out.html(", though copies stay in histories and logs")
            }
            out.html(".")
        }
        out.html("</p>")
    }

    private func isIssuer(_ holding: Ledger.Holding) -> Bool {
        switch holding.since {
        case .exchange(let id, let side): side == .response && trace.exchange(id)?.receiver == holding.party
        case .decision(let id): trace.decisions.first { $0.id == id }?.action == .create
        }
    }

    private func write(_ moment: ValueLife.Moment, to out: inout HTMLWriter) {
        let event = moment.events[0]
        let (word, style) = event.words
        // The sign before the word comes from the stylesheet; the rule stands with the decision on the run's page.
        out.html("<li class=\"\(style)\"><b>\(word)</b>")
        if let decision = event.decision {
            out.text(" by \(label(decision.party)), \(place(of: decision, event))")
            for (number, decision) in moment.events.compactMap(\.decision).enumerated() {
                out.html(number == 0 ? ": <a" : "; <a")
                out.link(run + "#" + Anchor.step(decision.id))
                out.html(">")
                out.text(Shortened.line(decision.finding.summary, limit: 300))
                out.html("</a>")
            }
        } else if event.rows.isEmpty {
            out.html(" with the answer of <a")
            out.link(run + "#" + Anchor.step(trace.exchanges[event.exchange].id))
            out.html(">step \(event.exchange + 1)</a>")
        } else {
            writeRows(moment, to: &out)
        }
        out.html("</li>\n")
    }

    /// Where messages between two parties carried the value: one step, or several that carried it in the same fields.
    private func writeRows(_ moment: ValueLife.Moment, to out: inout HTMLWriter) {
        let event = moment.events[0]
        let exchange = trace.exchanges[event.exchange]
        let isRequest = event.kind == .carried(.request)
        out.html(moment.events.count > 1 ? " in steps " : " in step ")
        for (number, event) in moment.events.enumerated() {
            out.html(number == 0 ? "<a" : number + 1 == moment.events.count ? " and <a" : ", <a")
            out.link(run + "#" + event.rows[0].anchor)
            out.html(">\(event.exchange + 1)</a>")
        }
        out.text(
            ", \(label(isRequest ? exchange.sender : exchange.receiver)) → "
                + "\(label(isRequest ? exchange.receiver : exchange.sender)): ")
        for (number, row) in event.rows.enumerated() {
            out.html(number == 0 ? "<code>" : ", <code>")
            out.text(Shortened.line(row.field.dotted, limit: 80))
            out.html("</code>, \(row.field.place.phrase)")
        }
    }

    private func place(of decision: Decision, _ event: ValueLife.Event) -> String {
        if decision.during != nil { return "step \(event.exchange + 1)" }
        return decision.position < trace.exchanges.count
            ? "before step \(decision.position + 1)" : "after the last step"
    }

    // MARK: Values with one place

    private func writeSingle(_ lives: [ValueLife], to out: inout HTMLWriter) {
        guard !lives.isEmpty else { return }
        out.html("<section aria-labelledby=\"x-once\"><h2 id=\"x-once\">Seen once</h2><ul class=\"samples\">")
        for life in lives {
            out.html("<li id=\"v-\(life.id)\">")
            writeChip(life, to: &out)
            out.html(" <code>")
            out.text(Shortened.line(life.value.text))
            out.html("</code>")
            if let event = life.events.first, let row = event.rows.first {
                out.html(" <a")
                out.link(run + "#" + row.anchor)
                out.html(">step \(event.exchange + 1), ")
                out.text(Shortened.line(row.field.dotted, limit: 80))
                out.html("</a>")
            }
            out.html("</li>\n")
        }
        out.html("</ul></section>\n")
    }

    private func label(_ party: String) -> String { Shortened.line(trace.party(party)?.label ?? party, limit: 80) }
}

extension ValueLife {
    /// The party that made it or, where the recording does not say, sent it first.
    func maker(in trace: Trace) -> String? {
        if let birth = events.first(where: { $0.kind == .born })?.decision { return birth.party }
        guard let first = events.first(where: { !$0.rows.isEmpty }) else { return nil }
        let exchange = trace.exchanges[first.exchange]
        return first.kind == .carried(.request) ? exchange.sender : exchange.receiver
    }
}

extension ValueLife.Event {
    var isComparison: Bool { if case .compared = kind { true } else { false } }

    /// A verb and the class that gives it its sign.
    var words: (word: String, style: String) {
        switch kind {
        case .born: ("Made", "e-new")
        case .assumed: ("Assumed", "e-bad as")
        case .chosen: ("Chosen", "e-to")
        case .kept: ("Kept", "e-is")
        case .forgotten: ("Given up", "e-end")
        case .carried: ("Carried", "e-at")
        case .compared(let holds): holds ? ("Compared", "e-yes") : ("Refused", "e-bad")
        case .spent: ("Spent", "e-end")
        }
    }
}

extension StoryPages {
    /// Where the values of a run are shown.
    static func valuesPath(_ page: String) -> String { page.dropLast("index.html".count) + "values/index.html" }
}
