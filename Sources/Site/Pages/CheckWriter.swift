import Docs
import Specs
import Traces

/// Writes what the parties checked, made and chose: comparisons that matter as boxes with both values, the rest as lists.
struct CheckWriter {
    let context: FlowContext
    /// The exchange in question, or nil for decisions between exchanges.
    let exchange: Exchange?

    /// Checks that deserve a box of their own: proof of possession, origin, destination, signature.
    private static let important: Set<String> = [
        "token-pkce-enforced", "pkce-verifier-matches", "state-verified", "client-iss-match",
        "client-iss-required-when-advertised", "rs-invalid-token-401/signature", "rs-invalid-token-401/issuer",
        "rs-audience-validated", "client-rejects-prm-resource-mismatch", "client-metadata-issuer-identical",
        "rs-insufficient-scope-403", "cimd-as-validates-client-id", "cimd-as-validates-redirect",
        "ext-dpop-rs-rejects/key", "ext-ema-id-jag-aud", "ext-ema-id-jag-client", "as-workload-known",
    ]

    /// Writes the decisions that the given parties took during the exchange, party by party.
    func write(by isOurs: (String) -> Bool, to out: inout HTMLWriter) {
        guard let exchange else { return }
        let decisions = context.decisions(during: exchange).filter { isOurs($0.party) }
        var parties: [String] = []
        for decision in decisions where !parties.contains(decision.party) { parties.append(decision.party) }
        for party in parties { write(decisions.filter { $0.party == party }, of: party, to: &out) }
    }

    private func write(_ decisions: [Decision], of party: String, to out: inout HTMLWriter) {
        let boxed = decisions.filter(hasBox)
        let listed = decisions.filter { !hasBox($0) }
        for decision in boxed { writeBox(decision, to: &out) }
        guard !listed.isEmpty else { return }
        out.html("<div class=\"chk\"><h3>")
        let checks = listed.contains { $0.action == .check }
        let acts = listed.contains { $0.action != .check }
        out.text("What \(context.the(party)) " + (checks && acts ? "checked and did" : checks ? "checked" : "did"))
        out.html("</h3><ul>")
        var rest = listed.map { (decision: $0, earlier: earlierTimes($0)) }[...]
        while let (decision, earlier) = rest.first {
            let again = earlier.map { first in
                (first: first, count: rest.prefix { $0.earlier.contains { $0.during == first.during } }.count)
            }
            let count = again.map(\.count).max() ?? 0
            if count > 2, let first = again.first(where: { $0.count == count })?.first {
                writeAgain(rest.prefix(count).map(\.decision), first, to: &out)
                rest = rest.dropFirst(count)
            } else {
                writeRow(decision, to: &out)
                rest = rest.dropFirst()
            }
        }
        out.html("</ul></div>\n")
    }

    /// The decisions of earlier steps in which the same party compared the same, as successfully.
    private func earlierTimes(_ decision: Decision) -> [Decision] {
        guard let position = exchange.flatMap({ context.position(of: $0.id) }), decision.action == .check,
            !decision.isNegative, decision.enforced, decision.values.isEmpty
        else { return [] }
        return context.trace.decisions.filter {
            $0.finding.check == decision.finding.check && $0.action == .check && $0.party == decision.party
                && $0.finding.summary == decision.finding.summary && $0.enforced && !$0.isNegative
                && $0.during.flatMap(context.position) ?? .max < position
        }
    }

    /// Checks that an earlier step lists, in one item: it names the first of them, and has an anchor for each.
    private func writeAgain(_ decisions: [Decision], _ first: Decision, to out: inout HTMLWriter) {
        out.html("<li")
        out.attribute("data-d", decisions[0].id)
        out.html("><b class=\"yes\">✓</b> ")
        for decision in decisions {
            out.html("<i")
            out.attribute("id", Anchor.step(decision.id))
            out.html("></i>")
        }
        out.html("The same \(decisions.count) checks as in <a")
        out.link("#" + Anchor.step(first.id))
        out.html(">step \(context.number(context.position(of: first)))</a>: all hold</li>\n")
    }

    /// Negative results always; important positive ones the first time they occur on the page.
    private func hasBox(_ decision: Decision) -> Bool {
        if decision.isNegative { return true }
        guard decision.action == .check else { return false }
        guard CheckWriter.important.contains(decision.finding.check) else { return false }
        let first = context.trace.decisions.first { $0.finding.check == decision.finding.check && !$0.isNegative }
        return first?.id == decision.id
    }

    /// One decision as a list item with its anchor.
    func writeRow(_ decision: Decision, to out: inout HTMLWriter) {
        let finding = decision.finding
        out.html("<li")
        out.attribute("id", Anchor.step(decision.id))
        out.attribute("data-d", decision.id)
        out.html(">")
        writeMark(decision, to: &out)
        if exchange == nil {
            context.writePartyName(decision.party, to: &out)
            out.html(": ")
        }
        out.text(Shortened.line(finding.summary, limit: 400))
        if !decision.enforced { out.html(" <span class=\"off\">not enforced</span>") }
        if exchange == nil || decision.isNegative { writeValues(decision, to: &out) }
        if decision.action != .check, let result = finding.actual {
            out.html(" <code>")
            writeShort(result, to: &out)
            out.html("</code>")
        }
        writeChips(decision, to: &out)
        if let first = earlier(decision) {
            out.html(" <a")
            out.link("#" + Anchor.step(first.id))
            out.html(">rule above</a>")
        } else {
            writeClause(finding.check, to: &out)
        }
        out.html("</li>\n")
    }

    /// The first decision that made the same comparison; its row names the rule.
    private func earlier(_ decision: Decision) -> Decision? {
        guard decision.action == .check, !decision.isNegative else { return nil }
        let first = context.trace.decisions.first { $0.finding.check == decision.finding.check }
        return first?.id == decision.id || clause(decision.finding.check) == nil ? nil : first
    }

    private func writeMark(_ decision: Decision, to out: inout HTMLWriter) {
        let mark = Mark(decision)
        let style = mark == .held ? " class=\"yes\"" : mark == .failed ? " class=\"not\"" : ""
        out.html("<b\(style)>\(mark.rawValue)</b> ")
    }

    /// The sign before a decision.
    private enum Mark: String, CaseIterable {
        case held = "✓", failed = "✗", chosen = "→", made = "+", kept = "=", forgotten = "−", assumed = "!", asked = "?"

        init(_ decision: Decision) {
            self =
                switch decision.action {
                case .check: decision.finding.holds ? .held : .failed
                case .choose: .chosen
                case .create: .made
                case .store: .kept
                case .forget: .forgotten
                case .assume: .assumed
                case .ask: .asked
                }
        }

        var meaning: String {
            switch self {
            case .held: "holds"
            case .failed: "fails"
            case .chosen: "chosen"
            case .made: "made"
            case .kept: "kept"
            case .forgotten: "given up"
            case .assumed: "assumed"
            case .asked: "asked"
            }
        }
    }

    /// What the signs before these decisions mean.
    static func legend(of decisions: [Decision]) -> String {
        let used = Set(decisions.map(Mark.init))
        let signs = Mark.allCases.filter(used.contains).map { $0.rawValue + " " + $0.meaning }
        return signs.isEmpty ? "" : "Signs of decisions: " + signs.joined(separator: ", ") + "."
    }

    /// What came into being or ended, by kind.
    private func writeChips(_ decision: Decision, to out: inout HTMLWriter) {
        var seen: Set<String> = []
        for value in decision.values where seen.insert(context.name(value)).inserted {
            out.html(" <span class=\"hc \(value.kind.isSecret ? "sec " : "")\(tone(value.kind))\">")
            out.text(context.name(value))
            out.html("</span>")
            guard exchange == nil else { continue }
            out.html(" <code>")
            writeShort(value.text, to: &out)
            out.html("</code>")
        }
    }

    private func writeValues(_ decision: Decision, to out: inout HTMLWriter) {
        for input in decision.finding.inputs where !input.value.isEmpty {
            out.html(" <span class=\"inp\">")
            out.text(Shortened.line(input.name))
            out.html(" <code>")
            writeShort(input.value, to: &out)
            out.html("</code></span>")
        }
    }

    /// The clause behind a check, unless it began later than the run's revision or had ended by then.
    private func clause(_ check: String) -> Clause? {
        Clause.named(check).flatMap { $0.revisions.contains(context.revision) ? $0 : nil }
    }

    private func writeClause(_ check: String, to out: inout HTMLWriter) {
        guard let clause = clause(check) else { return }
        out.html(" ")
        writeLevel(clause, to: &out)
        if let citation = Citations.best(for: clause, in: context.revision) { writeCitation(citation, to: &out) }
    }

    // MARK: Boxes

    private func writeBox(_ decision: Decision, to out: inout HTMLWriter) {
        let finding = decision.finding
        let hue = finding.inputs.compactMap { input in ValueHue.named(input.name) }.first ?? "t-st"
        out.html(decision.isNegative ? "<div class=\"proof bad\"" : "<div class=\"proof \(hue)\"")
        out.attribute("id", Anchor.step(decision.id))
        out.attribute("data-d", decision.id)
        out.html("><h3>")
        out.text(Shortened.line(finding.summary, limit: 400))
        out.html("</h3><dl>")
        let (actual, expected) = roles(in: finding)
        for (index, input) in finding.inputs.enumerated() where index != expected && index != actual {
            writePair(input.name, input.value, to: &out)
        }
        let computed = CheckWriter.hashes(finding) ? "SHA-256 of the verifier" : "found"
        writePair(actual.map { finding.inputs[$0].name } ?? computed, finding.actual ?? "(nothing)", to: &out)
        if let text = finding.expected {
            writePair(expected.map { finding.inputs[$0].name } ?? "expected", text, to: &out)
        }
        out.html("</dl><p>")
        writeVerdict(decision, to: &out)
        writeClause(finding.check, to: &out)
        out.html("</p></div>\n")
    }

    /// Whether a check hashed a verifier to compare it with a challenge: `plain` compares the verifier itself, and other
    /// checks of PKCE look for a parameter only.
    private static func hashes(_ finding: Finding) -> Bool {
        let verifier = finding.inputs.first { $0.name == "code_verifier" }?.value
        return finding.check == "token-pkce-enforced" && finding.actual != verifier
    }

    /// Which inputs are the two sides of the comparison. A PKCE check computes its own side, so there the input is what
    /// was expected; everywhere else the first input is what was found.
    private func roles(in finding: Finding) -> (actual: Int?, expected: Int?) {
        func input(_ text: String?, besides taken: Int?) -> Int? {
            guard let text else { return nil }
            return finding.inputs.indices.first { finding.inputs[$0].value == text && $0 != taken }
        }
        if CheckWriter.hashes(finding) {
            let expected = input(finding.expected, besides: nil)
            return (input(finding.actual, besides: expected), expected)
        }
        let actual = input(finding.actual, besides: nil)
        return (actual, input(finding.expected, besides: actual))
    }

    private func writePair(_ name: String, _ value: String, to out: inout HTMLWriter) {
        out.html("<dt>")
        out.text(Shortened.line(name))
        out.html("</dt><dd>")
        writeShort(value, to: &out)
        out.html("</dd>")
    }

    private func writeVerdict(_ decision: Decision, to out: inout HTMLWriter) {
        let finding = decision.finding
        if finding.holds {
            out.html(
                finding.expected == finding.actual ? "<b class=\"yes\">✓ Equal.</b>" : "<b class=\"yes\">✓ Holds.</b>")
        } else {
            out.html("<b class=\"not\">✗ Does not hold.</b>")
        }
        out.html(" Decided by ")
        context.writePartyName(decision.party, to: &out)
        out.html(".")
        if !decision.enforced {
            out.html(" <span class=\"off\">not enforced</span> The check was switched off in this run.")
        }
    }

    private func writeShort(_ text: String, to out: inout HTMLWriter) { out.text(Shortened.line(text)) }
}

/// The hue of a value that is only known by name, as in a finding's inputs.
enum ValueHue {
    static func named(_ name: String) -> String? {
        guard let kind = ValueKind(rawValue: name), kind.isSecret || kind == .codeChallenge else { return nil }
        return tone(kind)
    }
}
