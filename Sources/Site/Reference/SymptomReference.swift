import Docs
import Authoring
import Specs
import Traces

/// The runs that show a symptom.
struct SymptomEvidence: Sendable {
    /// An exchange or a decision that shows it.
    struct Item: Sendable {
        var run: Int
        var anchor: String
        var words: String
        var text: String
    }

    var items: [Item] = []

    init(_ symptom: SymptomText, _ index: ReferenceIndex) {
        for (number, run) in index.runs.enumerated() {
            for (position, exchange) in run.trace.exchanges.enumerated() {
                guard let signal = run.signals[position], symptom.isShown(by: signal)
                else {
                    continue
                }
                items.append(
                    Item(
                        run: number, anchor: Anchor.step(exchange.id),
                        words: "step \(position + 1), \(exchange.kind.title)",
                        text: [signal.summary, signal.texts.first { !$0.hasPrefix("<") } ?? ""].joined(separator: " ")))
            }
            for decision in run.signs where symptom.isShown(by: decision) {
                let name = run.trace.party(decision.party)?.label ?? decision.party
                items.append(
                    Item(
                        run: number, anchor: Anchor.step(decision.id), words: Shortened.line(name, limit: 60),
                        text: decision.stopReason ?? "does not hold: " + decision.finding.summary))
            }
        }
    }

    var runs: Set<Int> { Set(items.map(\.run)) }
}

/// The pages about symptoms.
extension SitePages {
    func symptomPages(_ result: inout PageResult) {
        let symptoms = sources.content.symptoms
        guard !symptoms.isEmpty else { return }
        var evidence: [String: SymptomEvidence] = [:]
        for symptom in symptoms {
            let found = SymptomEvidence(symptom, index)
            evidence[symptom.slug] = found
            page(of: symptom, found, &result)
        }
        symptomList(evidence, &result)
    }

    private func page(of symptom: SymptomText, _ evidence: SymptomEvidence, _ result: inout PageResult) {
        result.page(symptom.path, source: symptom.body.file) { () throws(Problems) in
            let writer = ReferenceWriter(path: symptom.path)
            let body = try bodies.render(symptom.body, page: symptom.path)
            var out = HTMLWriter(capacity: 16_000)
            out.html("<div class=\"sight\"><h2>What you see</h2><ul>")
            for match in symptom.matches {
                out.html("<li>")
                write(match, writer, to: &out)
                out.html("</li>")
            }
            out.html("</ul></div>\n<div class=\"prose lead1\">\(body.html)</div>\n")
            out.html("<section aria-labelledby=\"x-runs\"><h2 id=\"x-runs\">Runs that show it</h2>\n")
            write(evidence, writer, to: &out)
            out.html("</section>\n")
            var kicker = HTMLWriter()
            kicker.html("Symptom")
            for (number, role) in symptom.roles.enumerated() {
                kicker.html(
                    number == 0
                        ? ", for whoever builds the " : number == symptom.roles.count - 1 ? " or the " : ", the ")
                let path = ReferencePlan.path(role)
                plan.titles[path] == nil ? kicker.text(role.noun) : writer.link(path, role.noun, to: &kicker)
            }
            return (
                body,
                document(
                    symptom.path, symptom.title, symptom.summary, kicker: kicker, below: ReferencePlan.symptoms, out)
            )
        }
    }

    /// What has to be on the wire, as a sentence of badges.
    private func write(_ match: SymptomText.Match, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        for status in match.statuses {
            writeStatus(status, to: &out)
            out.html(" ")
        }
        for failure in match.failures { out.element("code", failure.rawValue + " ") }
        for error in match.errors {
            out.element("code", error)
            out.html(" ")
        }
        if !match.texts.isEmpty {
            out.text("“" + match.texts.joined(separator: "” or “") + "” ")
        }
        for (number, check) in match.checks.enumerated() {
            out.html(number == 0 ? "the run ends at the check " : ", ")
            if let clause = Clause.named(check) { writer.clauseLink(clause, to: &out) }
        }
        if !match.told.isEmpty { out.text("the client says “" + match.told.joined(separator: "” or “") + "”") }
        guard !match.kinds.isEmpty else { return }
        out.html("<span class=\"alt\">in ")
        for (number, kind) in match.kinds.enumerated() {
            out.html(number == 0 ? "" : ", ")
            let path = ReferencePlan.path(kind)
            plan.titles[path] == nil ? out.text(kind.title) : writer.link(path, kind.title, to: &out)
        }
        out.html("</span>")
    }

    private func write(_ evidence: SymptomEvidence, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        guard !evidence.items.isEmpty else {
            out.html("<p class=\"sub\">No recorded run shows this yet. ")
            return out.html(
                "The text above follows from the rules and from what servers answer, not from a recording.</p>")
        }
        let limit = SitePages.occurrenceLimit
        let list = RunList(index: index, writer: writer)
        list.write(
            evidence.items.prefix(limit).map { item in
                RunList.Item(run: item.run, anchor: item.anchor, words: item.words, detail: item.text)
            }, to: &out)
        let left = evidence.items.count - limit
        if left > 0 { out.html("<p class=\"sub\">And \(left) more in other runs.</p>") }
    }

    // MARK: The list of symptoms

    private func symptomList(_ evidence: [String: SymptomEvidence], _ result: inout PageResult) {
        let place = ReferencePlan.symptoms
        let writer = ReferenceWriter(path: place.path)
        let symptoms = sources.content.symptoms
        var out = HTMLWriter(capacity: 32_000)
        var intro = HTMLWriter()
        let messages = SymptomMessages(index, symptoms)
        let groups = SymptomGroup.allCases.filter { group in symptoms.contains { $0.group == group } }
        writer.jump(
            groups.map { group in (group.title, "x-" + group.rawValue, symptoms.count { $0.group == group }) }
                + (messages.entries.isEmpty ? [] : [("By message", "x-messages", messages.entries.count)]),
            to: &intro)
        for group in groups {
            out.html(
                "<section aria-labelledby=\"x-\(group.rawValue)\"><h2 id=\"x-\(group.rawValue)\">\(group.title)</h2>")
            out.html("<div class=\"tw\"><table class=\"ref\"><thead><tr><th scope=\"col\">You see</th>")
            out.html("<th scope=\"col\">What it means</th><th scope=\"col\">Recorded</th></tr></thead><tbody>\n")
            let ours = symptoms.filter { $0.group == group }.sorted { left, right in
                let (first, second) = (left.matches[0].statuses.first ?? 999, right.matches[0].statuses.first ?? 999)
                return (first, left.slug) < (second, right.slug)
            }
            for symptom in ours { row(symptom, evidence[symptom.slug]?.runs.count ?? 0, writer, to: &out) }
            out.html("</tbody></table></div></section>\n")
        }
        messageIndex(messages, writer, to: &out)
        let summary =
            "Start from the status or the error text. Each page names the cause, the remedy for every side, and the runs that show it."
        result.files.append(
            OutputFile(
                path: place.path, bytes: document(place.path, place.title, summary, intro: intro, below: nil, out)))
    }

    private func row(_ symptom: SymptomText, _ runs: Int, _ writer: ReferenceWriter, to out: inout HTMLWriter) {
        out.html("<tr><td class=\"see\">")
        let statuses = symptom.matches.flatMap(\.statuses)
        var seen: Set<Int> = []
        for status in statuses where seen.insert(status).inserted {
            writeStatus(status, to: &out)
            out.html(" ")
        }
        var codes: Set<String> = []
        for code in symptom.matches.flatMap(\.errors) where codes.insert(code).inserted {
            out.element("code", code)
            out.html(" ")
        }
        for failure in symptom.matches.flatMap(\.failures) {
            out.element("code", failure.rawValue)
            out.html(" ")
        }
        if let text = symptom.matches.flatMap(\.texts).first { out.text("“\(text)”") }
        if symptom.matches.contains(where: { !$0.checks.isEmpty || !$0.told.isEmpty }) {
            out.html("<span class=\"none\">the client stops</span>")
        }
        out.html("</td><th scope=\"row\" class=\"wide\">")
        writer.link(symptom.path, symptom.title, to: &out)
        if !symptom.summary.isEmpty {
            out.html("<br/><span class=\"sm\">")
            out.text(symptom.summary)
            out.html("</span>")
        }
        out.html("</th><td class=\"num\">\(runs == 0 ? "not yet" : Counted.text(runs, "run"))</td></tr>\n")
    }
}

/// Where a symptom is met.
enum SymptomGroup: String, CaseIterable, Sendable {
    case server, browser, token, registration, discovery, client, anywhere

    /// The place where only this code occurs.
    init?(code: String) {
        switch code {
        case "invalid_token", "insufficient_scope": self = .server
        case "access_denied", "unsupported_response_type", "invalid_scope": self = .browser
        case "invalid_grant", "invalid_client", "unsupported_grant_type", "invalid_target": self = .token
        case "invalid_redirect_uri", "invalid_client_metadata": self = .registration
        default:
            guard Int(code) != nil else { return nil }
            self = .server
        }
    }

    var title: String {
        switch self {
        case .client: "The client stops by itself"
        case .server: "At the MCP server"
        case .browser: "In the browser"
        case .token: "At the token endpoint"
        case .registration: "At registration"
        case .discovery: "During discovery"
        case .anywhere: "Anywhere"
        }
    }
}

extension SymptomText {
    /// By the first kind that it names, else by the code, as far as one is at home in one place.
    var group: SymptomGroup {
        if isOfClient { return .client }
        guard let kind = matches.lazy.compactMap(\.kinds.first).first else {
            return matches.lazy.flatMap(\.errors).compactMap(SymptomGroup.init(code:)).first ?? .anywhere
        }
        if kind.isMCP { return .server }
        switch kind.phase {
        case .discovery: return .discovery
        case .registration: return .registration
        case .authorization: return kind == .cimdFetch ? .registration : .browser
        case .token, .refresh, .revocation: return .token
        case .access, .stepUp: return .server
        }
    }
}
