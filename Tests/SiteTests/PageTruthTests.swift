import Diagrams
import Foundation
import Specs
import Testing
import Traces

@testable import Diagrams
@testable import Scenarios
@testable import Site

/// Nothing is drawn that was not recorded: a flow page says what its trace says, and a literal that came from nowhere is
/// found out.
@Suite struct PageTruthTests {
    /// Stories with everything that occurs: a client that is an address, a registered one with a secret, two
    /// authorization servers, attacks that are stopped and, with a check switched off, succeed.
    private static let stories = [
        "cimd-public-client", "dcr-client-secret-basic", "authorization-server-migration", "mix-up", "code-injection",
    ]

    private static func traces(of slug: String) async throws -> [Trace] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = "content/scenarios/\(slug).md"
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        return try await Engine.record(try Scenario(parsing: text, file: file, slug: slug).plans, parallel: 2)
    }

    private static func page(_ trace: Trace) throws -> String {
        let bytes = PagesFixture.page(trace).html(
            templates: try standardTemplates(), explanations: SampleExplanations())
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What is derived from the model of the diagram alone.
    private static func drawing(_ flow: Flow) -> String {
        let renderer = DiagramRenderer(flow)
        return "<main>" + renderer.legend() + renderer.figure() + renderer.knowledgeTable() + "</main>"
    }

    @Test(arguments: stories) func saysWhatWasRecorded(_ slug: String) async throws {
        let traces = try await PageTruthTests.traces(of: slug)
        #expect(!traces.isEmpty)
        for trace in traces {
            let found = PageTruth(trace).problems(try PageTruthTests.page(trace))
            #expect(found.isEmpty, "\(trace.run): \(found.prefix(5))")
        }
    }

    @Test func anUndefendedRunIsAmongThem() async throws {
        let traces = try await PageTruthTests.traces(of: "code-injection")
        #expect(traces.contains { $0.outcome == .harmed })
        #expect(traces.contains { $0.outcome == .stopped })
    }

    // MARK: Literals planted in the model

    /// A change of the model after it was derived from the trace, as a writer would make it who draws something by hand.
    struct Planted: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var change: @Sendable (inout Flow) -> Void

        init(_ name: String, _ change: @escaping @Sendable (inout Flow) -> Void) {
            testDescription = name
            self.change = change
        }

        /// Changes the exchange with this id.
        static func exchange(
            _ name: String, _ id: String = "token-request", _ change: @escaping @Sendable (inout FlowExchange) -> Void
        ) -> Planted {
            Planted(name) { flow in
                for phase in flow.phases.indices {
                    for item in flow.phases[phase].items.indices {
                        guard case .exchange(var exchange) = flow.phases[phase].items[item], exchange.id == id else {
                            continue
                        }
                        change(&exchange)
                        flow.phases[phase].items[item] = .exchange(exchange)
                    }
                }
            }
        }
    }

    private static let planted: [Planted] = [
        .exchange("a status") { exchange in
            guard case .response(var response) = exchange.reply else { return }
            response.status = 201
            exchange.reply = .response(response)
        },
        .exchange("an answer that never came") { $0.reply = .none(.lost) },
        .exchange("a chip on the request") {
            $0.cargo.append(Cargo(label: "session id", kind: .sessionID, secret: "session_id"))
        },
        .exchange("a chip on the response", "as-metadata") { exchange in
            guard case .response(var response) = exchange.reply else { return }
            response.cargo.append(Cargo(label: "access_token", kind: .accessToken, secret: "access_token"))
            exchange.reply = .response(response)
        },
        .exchange("another sender") { $0.fromLabel = "Browser" },
        .exchange("another receiver", "prm") { ($0.to, $0.toLabel) = (0, "Browser") },
        .exchange("another method") { $0.method = "GET" },
        .exchange("another path") { $0.path = "/oauth/token" },
        .exchange("another number") { $0.number = 77 },
        .exchange("a number in a caption") { $0.caption = "with 987 parameters" },
        .exchange("an exchange that was not recorded") { $0.id = "token-request-9" },
        .exchange("a redirect", "authorization-response") { $0.redirect?.tag = "399" },
        .exchange("a failed check", "token-request") {
            $0.verdict = .init(decision: "d9999", holds: false, isEnforced: true, lane: $0.to, text: "Nobody checked")
        },
        Planted("an arrow twice") { flow in
            flow.phases[0].items.append(flow.phases[0].items[0])
        },
        Planted("an arrow less") { $0.phases[0].items.removeLast() },
        Planted("a cell with another step") { flow in
            flow.holdings[0].step = "prm"
        },
        Planted("a cell without a source") { flow in
            flow.holdings[0].evidence = Flow.Evidence()
        },
        Planted("knowledge of a party that had no part") { flow in
            flow.holdings[0].lane = flow.lanes.count - 1
        },
        Planted("a number in a cell") { $0.holdings[0].lost = "spent in step 987" },
        Planted("a value that came into being") { flow in
            for phase in flow.phases.indices {
                for item in flow.phases[phase].items.indices {
                    guard case .local(var step) = flow.phases[phase].items[item] else { continue }
                    step.cargo.append(Cargo(label: "nonce", kind: .nonce, secret: nil))
                    flow.phases[phase].items[item] = .local(step)
                }
            }
        },
    ]

    @Test func aPlantedLiteralIsFound() async throws {
        let traces = try await PageTruthTests.traces(of: "cimd-public-client")
        let trace = try #require(traces.first { $0.run.revision == .july2026 })
        let truth = PageTruth(trace)
        let flow = Flow(trace)
        #expect(truth.problems(PageTruthTests.drawing(flow)) == [])
        for planted in PageTruthTests.planted {
            var changed = flow
            planted.change(&changed)
            #expect(changed != flow, "\(planted.testDescription) changes nothing")
            #expect(
                !truth.problems(PageTruthTests.drawing(changed)).isEmpty, "\(planted.testDescription) is not noticed")
        }
    }

    // MARK: Literals planted in the page

    private static let replacements: [(name: String, old: String, new: String)] = [
        (
            "an arrow that names nothing", "<g class=\"hop fc rd k-code\" data-x=",
            "<g class=\"hop fc rd k-code\" data-y="
        ),
        (
            "a chip that names nothing", "<p class=\"sub\">",
            "<p class=\"sub\"><span class=\"hc t-at sec\">access_token</span>"
        ),
        ("a status that names nothing", "<p class=\"sub\">", "<p class=\"sub\"><span class=\"hs s2\">200</span>"),
        ("another verdict", "<b class=\"yes\">✓ Equal.", "<b class=\"not\">✗ Equal."),
        ("another value in a box", "<dt>code_challenge</dt><dd>", "<dt>code_challenge</dt><dd>x"),
    ]

    @Test func aLiteralInThePageIsFound() async throws {
        let traces = try await PageTruthTests.traces(of: "cimd-public-client")
        let trace = try #require(traces.last)
        let page = try PageTruthTests.page(trace)
        for (name, old, new) in PageTruthTests.replacements {
            let place = try #require(page.firstRange(of: old), "\(name): the page has no place for it")
            let changed = page.replacingCharacters(in: place, with: new)
            #expect(!PageTruth(trace).problems(changed).isEmpty, "\(name) is not noticed")
        }
    }
}
