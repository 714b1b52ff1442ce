import Testing

@testable import Diagrams

struct MarkupTests {
    @Test(arguments: fixtureNames)
    func fragmentsAreWellFormedAndIdsUnique(_ name: String) throws {
        let renderer = DiagramRenderer(flow(name))
        let page = renderer.page
        let elements = try #require(Elements.read(page), "\(name) is not well-formed")
        let ids = elements.values("id")
        #expect(Set(ids).count == ids.count, "ids of \(name) repeat")
        let steps = renderer.flow.exchanges.map { "#s-" + $0.id }
        let locals = (renderer.flow.localSteps.map(\.id) + renderer.flow.folded).map { "#s-" + $0 }
        let targets = Set(ids.map { "#" + $0 } + steps + locals)
        for link in elements.values("href") { #expect(targets.contains(link), "\(name): \(link) leads nowhere") }
        for names in elements.values("aria-labelledby") {
            for id in names.split(separator: " ") { #expect(ids.contains(String(id))) }
        }
        #expect(Set(elements.values("href")).isSuperset(of: steps + locals))
        #expect(!elements.list.contains { $0.attributes["style"] != nil })
        #expect(!elements.list.contains { ["script", "foreignObject", "image"].contains($0.name) })
    }

    @Test(arguments: fixtureNames)
    func everyRowNamesItsSource(_ name: String) throws {
        let renderer = DiagramRenderer(flow(name))
        let elements = try #require(Elements.read(renderer.figure()))
        let sources = Set(elements.values("data-x"))
        for exchange in renderer.flow.exchanges { #expect(sources.contains(exchange.id)) }
        for element in elements.list where element.name == "a" || element.attributes["class"]?.hasPrefix("hop ") == true
        {
            #expect(element.attributes["data-x"] != nil || element.attributes["data-d"] != nil)
        }
        for step in renderer.flow.localSteps {
            let links = elements.list.filter { $0.attributes["href"] == "#s-" + step.id }
            #expect(links.count == (renderer.hasPicture ? 2 : 1), "\(name): \(step.id)")
            #expect(links.allSatisfy { $0.attributes["data-d"] == step.decisions.joined(separator: " ") })
        }
    }

    @Test(arguments: fixtureNames)
    func linksFollowTime(_ name: String) throws {
        let renderer = DiagramRenderer(flow(name))
        let elements = try #require(Elements.read(renderer.figure()))
        let wanted = renderer.flow.phases.flatMap(\.items).compactMap { item -> String? in
            switch item {
            case .exchange(let exchange): exchange.id
            case .local(let step): step.id
            case .launch, .same: nil
            }
        }
        for letter in ["d-", "m-"] where letter == "m-" || renderer.hasPicture {
            let links = elements.list.filter { $0.name == "a" && $0.attributes["id"]?.hasPrefix(letter) ?? false }
            #expect(links.map { String($0.attributes["id"]?.dropFirst(2) ?? "") } == wanted)
        }
    }

    @Test func lensesNameWhatTheFlowHas() throws {
        let all = try #require(Elements.read(DiagramRenderer(Flow(Fixture.documentFlow)).lenses()))
        #expect(all.values("value") == ["all", "fc", "code", "at"])
        #expect(all.list.filter { $0.attributes["checked"] != nil }.map { $0.attributes["value"] } == ["all"])
        #expect(DiagramRenderer(Flow(Fixture.redirectFlow)).lenses().contains("front channel") == false)
        #expect(DiagramRenderer(Flow(Fixture.scriptsFlow)).lenses().isEmpty)
        let figure = try #require(Elements.read(DiagramRenderer(Flow(Fixture.documentFlow)).figure()))
        func bright(_ name: String) -> [String] {
            figure.list.filter {
                $0.name == "a" && $0.attributes["class"]?.split(separator: " ").contains(name[...]) == true
            }
            .compactMap { $0.attributes["id"] }.filter { $0.hasPrefix("d-") }
        }
        #expect(bright("k-code") == ["d-consent", "d-authorization-response", "d-token-request"])
        #expect(bright("k-at").first == "d-token-request")
    }

    @Test(arguments: fixtureNames)
    func renderingTwiceGivesTheSameBytes(_ name: String) {
        let first = DiagramRenderer(flow(name))
        let second = DiagramRenderer(flow(name))
        #expect(first.page == second.page)
        #expect(first.standaloneSVG() == second.standaloneSVG())
        #expect(MermaidExport.text(first.flow) == MermaidExport.text(second.flow))
    }

    @Test func prefixesKeepTwoFlowsApart() throws {
        let flow = Flow(Fixture.documentFlow)
        let page = DiagramRenderer(flow).page + DiagramRenderer(flow, prefix: "b-").page
        let ids = try #require(Elements.read(page)).values("id")
        #expect(Set(ids).count == ids.count)
    }

    @Test func recordedTextIsNeverMarkup() throws {
        let renderer = DiagramRenderer(Flow(Fixture.hostileFlow))
        let all = renderer.page + renderer.standaloneSVG()
        #expect(!all.contains("<script"))
        #expect(!all.contains("<b>#1"))
        #expect(!all.contains("\u{202E}"))
        #expect(!all.contains("\u{0}"))
        #expect(all.contains("\\u{202E}"))
        #expect(Elements.read(renderer.standaloneSVG()) != nil)
    }

    @Test func labelsAreCapped() {
        let long = String(repeating: "x", count: 10_000)
        #expect(VisibleText.label(long).count == VisibleText.labelLimit + 1)
        #expect(VisibleText.label("a\nb\tc\u{7F}") == "a\\nb\\tc\\u{7F}")
    }

    @Test func standaloneFilesReferToNothingOutside() throws {
        for scheme in [ColorScheme.automatic, .light, .dark] {
            let svg = DiagramRenderer(Flow(Fixture.documentFlow)).standaloneSVG(scheme)
            let elements = try #require(Elements.read(svg))
            let ids = elements.values("id")
            #expect(elements.values("href").allSatisfy { $0.hasPrefix("#") && ids.contains(String($0.dropFirst())) })
            #expect(elements.list[1].attributes["xmlns"] == "http://www.w3.org/2000/svg")
            #expect(svg.contains("prefers-color-scheme") == (scheme == .automatic))
            #expect(!svg.contains("url(") && !svg.contains("@import"))
        }
    }

    @Test func sevenLanesAreAList() throws {
        var parties = Cast.five + [Cast.attacker]
        parties.append(.init(name: "idp", role: .idp, label: "Identity provider", origin: "https://idp.example"))
        var run = TraceBuilder(.july2026, parties)
        for party in parties.dropFirst() { run.send(.other, "browser", party.name, Make.get("/"), Make.page()) }
        let renderer = DiagramRenderer(Flow(run.trace()))
        #expect(!renderer.hasPicture)
        #expect(!renderer.figure().contains("class=\"desk\""))
        #expect(Elements.read(renderer.figure()) != nil)
    }

    @Test func numbersHaveOneDecimalAndAFullStop() {
        #expect(decimal(3) == "3")
        #expect(decimal(-0.04) == "0")
        #expect(decimal(-2.25) == "-2.3")
        #expect(decimal(1.96) == "2")
        #expect(decimal(10.05) == "10.1" || decimal(10.05) == "10")
    }
}
