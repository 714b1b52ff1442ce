import Diagrams
import Specs
import Testing
import Traces
import Wire

@testable import Scenarios

/// What the program writes about a message says nothing that was not recorded.
@Suite struct RecordedSentencesTests {
    /// What is wrong with the sentences about the decisions of a run.
    private static func problems(in trace: Trace) -> [String] {
        trace.decisions.flatMap { decision in
            let sentence = decision.finding.summary
            func wrong(_ why: String) -> String { "\(trace.run) \(decision.id) “\(sentence)”: \(why)" }
            var out: [String] = []
            let rules = SentenceRule.all.filter { sentence.hasPrefix($0.opening) }
            if rules.contains(where: { !$0.isTrue(Sighting(trace: trace, decision: decision)) }) {
                out.append(wrong("the recording shows something else"))
            }
            let finding = decision.finding
            if decision.isNegative, let actual = finding.actual, actual == finding.expected {
                out.append(wrong("\(actual) on both sides, and it does not hold"))
            }
            if decision.action != .check, rules.isEmpty, sentence.contains(SentenceRule.farReaching) {
                out.append(wrong("says something about other messages, and no rule says when that is true"))
            }
            return out + inputs(of: decision, in: trace).map(wrong)
        }
    }

    /// An input with the name of a field was sent, here or before; one that is said to be missing is missing; what is
    /// said to be in a new token is there.
    private static func inputs(of decision: Decision, in trace: Trace) -> [String] {
        if decision.action == .create, let claims = decision.values.first.flatMap({ CompactJWT($0.text) })?.claims {
            return decision.finding.inputs.compactMap { input in
                let stated = claims[input.name]?.plain
                return stated == nil || stated == input.value ? nil : "the token says \(input.name) \(stated ?? "")"
            }
        }
        guard decision.action == .check, let exchange = decision.during.flatMap(trace.exchange) else { return [] }
        let earlier = trace.exchanges.prefix(decision.position)
        return decision.finding.inputs.compactMap { input in
            func isNamed(_ field: Field) -> Bool { field.dotted.lowercased() == input.name.lowercased() }
            let sent = exchange.fields.filter { $0.side == .request && isNamed($0) }
            if sent.isEmpty || sent.contains(where: { $0.value == input.value }) { return nil }
            if input.value == "(none)" { return "\(input.name) is there: \(sent[0].value)" }
            let isKnown = earlier.contains { $0.fields.contains { isNamed($0) && $0.value == input.value } }
            return isKnown || input.name == "host" ? nil : "\(input.name) is \(sent[0].value), not \(input.value)"
        }
    }

    /// What is wrong with titles, captions and remarks of the diagram.
    ///
    /// - Parameter known: the rules that speak of a text, for those that many runs have.
    private static func problems(
        in flow: Flow, of trace: Trace, _ known: inout [String: [CaptionRule]]
    ) -> [String] {
        flow.exchanges.flatMap { drawn -> [String] in
            guard let exchange = trace.exchange(drawn.id) else { return ["\(drawn.id) was not recorded"] }
            var texts = [drawn.title, drawn.caption, drawn.note]
            if case .response(let response) = drawn.reply { texts.append(response.caption) }
            return texts.filter { text in
                let rules = known[text] ?? CaptionRule.all.filter { text.contains($0.words) }
                known[text] = rules
                return rules.contains { !$0.isTrue(exchange, trace) }
            }.map { "\(trace.run) \(drawn.id): “\($0)” is not so" }
        }
    }

    @Test func everySentenceAboutADecisionIsTrueOfItsRun() async throws {
        let traces = try await Engine.record(RepositoryPages.all.flatMap(\.plans), parallel: 2)
        #expect(traces.count > 400)
        let found = traces.flatMap(RecordedSentencesTests.problems)
        #expect(found.isEmpty, "\(found.count): \(found.prefix(60).joined(separator: "\n"))")
        var known: [String: [CaptionRule]] = [:]
        let drawn = traces.flatMap { RecordedSentencesTests.problems(in: Flow($0), of: $0, &known) }
        #expect(drawn.isEmpty, "\(drawn.count): \(drawn.prefix(40).joined(separator: "\n"))")
        let unused = SentenceRule.all.map(\.opening).filter { opening in
            !traces.contains { $0.decisions.contains { $0.finding.summary.hasPrefix(opening) } }
        }
        #expect(unused == [])
    }

    /// The same run with something else in one place is refused.
    @Test func aFalseSentenceIsFound() async throws {
        let story = try #require(RepositoryPages.all.first { $0.page.id == "A04" })
        let trace = try await Engine.record(try #require(story.plans.last))
        #expect(RecordedSentencesTests.problems(in: trace) == [])
        func expectRefused(_ summary: String, _ change: (inout Decision) -> Void) throws {
            var changed = trace
            let index = try #require(changed.decisions.firstIndex { $0.finding.summary == summary })
            change(&changed.decisions[index])
            #expect(!RecordedSentencesTests.problems(in: changed).isEmpty, "\(summary)")
        }
        try expectRefused("Takes the only authorization server") { $0.finding.actual = "https://else.example" }
        try expectRefused("Takes its scope from the challenge") { $0.finding.actual = "events.write" }
        try expectRefused("Issues a code for one redemption within 60 seconds") {
            $0.finding.summary = "Issues a code for one redemption within 61 seconds"
        }
        try expectRefused("Issues an access token for one resource") {
            $0.finding.inputs[0].value = "https://x.example"
        }
        try expectRefused("The code has not been used before") { $0.finding.holds = false }
        try expectRefused("Makes a verifier and keeps it") {
            $0.finding.summary = "Makes a verifier that nobody has seen"
        }
        try expectRefused("The response type is code") { $0.finding.inputs = [.init("response_type", "(none)")] }
        var flow = Flow(trace)
        flow.phases[0].items.removeAll { if case .exchange = $0 { false } else { true } }
        guard case .exchange(var first) = flow.phases[0].items[0] else { return }
        first.title = "A code comes back"
        flow.phases[0].items[0] = .exchange(first)
        var known: [String: [CaptionRule]] = [:]
        #expect(RecordedSentencesTests.problems(in: flow, of: trace, &known).count == 1)
    }
}
