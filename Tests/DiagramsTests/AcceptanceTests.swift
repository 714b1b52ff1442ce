import Foundation
import Specs
import Testing
import Traces

@testable import Diagrams

/// Checks of the diagram that hold for every flow.
struct AcceptanceTests {
    @Test(arguments: fixtureNames)
    func everySecretIsInThreadsTableAndList(_ name: String) throws {
        let renderer = DiagramRenderer(flow(name))
        let flow = renderer.flow
        guard !flow.isComparison else { return }
        // The table: a row for each secret, a cell for each lane, and each cell leads to the step of that holding.
        let table = try #require(Elements.read(renderer.knowledgeTable()))
        let rows = table.list.filter { $0.name == "tr" && $0.attributes["class"] != nil }
        #expect(rows.count == flow.secrets.count)
        let cells = table.list.filter { $0.name == "td" }
        #expect(cells.count == flow.secrets.count * flow.lanes.count)
        let steps = table.values("href").sorted()
        #expect(steps == flow.holdings.map { "#s-" + $0.step }.sorted())
        // The threads: one stretch for each holding of a threaded secret, from the place of that event.
        let threads = renderer.layout.threads
        for (index, secret) in flow.secrets.enumerated() where secret.isThreaded && renderer.hasPicture {
            for holding in flow.holdings where holding.secret == index {
                let thread = threads.first { $0.lane == holding.lane && $0.secrets.contains(index) }
                #expect(thread != nil, "\(name): no thread of \(secret.id) on lane \(holding.lane)")
            }
        }
        // The list and the picture: a secret on an arrow is named at the same steps in both.
        for exchange in flow.exchanges {
            let secrets = (exchange.cargo + exchange.replyCargo).compactMap(\.secret)
            for secret in secrets { #expect(flow.secrets.contains { $0.id == secret }, "\(name): \(secret)") }
            let item = try #require(items(renderer.figure())["m-" + exchange.id])
            for cargo in exchange.cargo + exchange.replyCargo where cargo.isSecret {
                #expect(item.contains(">" + escaped(cargo.label) + "<"), "\(name): \(cargo.label) in \(exchange.id)")
            }
        }
    }

    private func escaped(_ text: String) -> String { Markup.text(text).serialized }

    /// The items of the list by their ids.
    private func items(_ figure: String) -> [String: String] {
        var out: [String: String] = [:]
        for part in figure.components(separatedBy: "<a class=\"pe ").dropFirst() {
            guard let id = part.firstRange(of: "id=\""), let end = part.firstRange(of: "</a>") else { continue }
            out[String(part[id.upperBound...].prefix { $0 != "\"" })] = String(part[..<end.lowerBound])
        }
        return out
    }

    @Test(arguments: fixtureNames)
    func chipsAreNamesAndNeverValues(_ name: String) {
        guard let trace = Fixture.all.first(where: { $0.name == name })?.trace else { return }
        let page = DiagramRenderer(Flow(trace)).page
        for holding in trace.ledger.holdings where holding.value.kind.isSecret && holding.value.text.utf8.count > 8 {
            #expect(!page.contains(holding.value.text), "\(name): \(holding.value.kind)")
        }
    }

    @Test func edgesAreWhatTheyClaim() throws {
        let flow = Flow(Fixture.edgeFlow)
        #expect(flow.lanes.count == 5)
        #expect(flow.exchanges[0].path.count >= 43 && abs(flow.exchanges[0].from - flow.exchanges[0].to) == 1)
        #expect(flow.exchanges[1].cargo.count == 8)
        #expect(flow.exchanges.contains { $0.reply == .none(.silent) })
        if case .response(let response) = flow.exchanges[1].reply { #expect(response.reason.isEmpty) }
        #expect(FlowLayout(Flow(Fixture.redirectFlow)).phases.flatMap(\.redirects).count == 3)
        #expect(
            Fixture.scriptsFlow.exchanges.contains { $0.request.path.unicodeScalars.contains { $0.value > 0x3000 } })
        #expect(Fixture.scriptsFlow.exchanges.contains { $0.request.path.contains("مرحبا") })
    }

    @Test(arguments: fixtureNames)
    func whatIsReferredToIsDrawn(_ name: String) throws {
        // A shape nobody uses would be weight for nothing.
        let page = DiagramRenderer(flow(name)).page
        let elements = try #require(Elements.read(page))
        let used = Set(elements.list.filter { $0.name == "use" }.compactMap { $0.attributes["href"] })
        let shapes = elements.values("id").filter { $0.first == "u" || $0.first == "v" }
        for shape in shapes { #expect(used.contains("#" + shape), "\(name): \(shape)") }
    }

    @Test(arguments: fixtureNames)
    func nothingIsFetched(_ name: String) throws {
        let renderer = DiagramRenderer(flow(name))
        let elements = try #require(Elements.read(renderer.page + renderer.standaloneSVG()))
        for attribute in ["href", "src", "xlink:href"] {
            for target in elements.values(attribute) { #expect(target.hasPrefix("#"), "\(name): \(target)") }
        }
    }

    @Test func linesThatCarryMeaningStandOut() throws {
        for (name, css) in [("light", DiagramStyle.light), ("dark", DiagramStyle.dark)] {
            let colours = Colours(css)
            let lines: [(String, String)] = [
                ("ink", "panel"), ("fc", "fcp"), ("fc", "panel"), ("code", "panel"), ("ver", "panel"), ("at", "panel"),
                ("rt", "panel"), ("B", "zu"), ("C", "zu"), ("S", "zr"), ("A", "za"), ("X", "paper"), ("er", "erb"),
                ("ok", "okb"), ("S", "panel"), ("ink3", "paper"), ("focus", "paper"), ("focus", "panel"),
                ("focus", "fcp"), ("code", "zu"), ("ver", "zu"),
                ("at", "zu"), ("rt", "zu"), ("at", "zr"), ("code", "za"), ("rt", "za"),
            ]
            for (line, back) in lines {
                let ratio = try #require(colours.contrast(line, back))
                #expect(ratio >= 3, "\(name): \(line) on \(back) has \(ratio)")
            }
        }
    }
}
