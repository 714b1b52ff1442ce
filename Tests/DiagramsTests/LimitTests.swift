import Foundation
import Growth
import Testing

@testable import Diagrams

struct LimitTests {
    /// The wide picture alone.
    private func picture(_ figure: String) -> String {
        guard let from = figure.range(of: "<figure"), let to = figure.range(of: "<div class=\"phone\">")
        else { return "" }
        return String(figure[from.lowerBound..<to.lowerBound])
    }

    @Test func aBandCostsAtMostSeventeenHundredBytes() throws {
        let renderer = DiagramRenderer(Flow(Fixture.documentFlow))
        var bands = 0
        for (index, phase) in renderer.layout.phases.enumerated() {
            for band in phase.bands { bands += renderer.drawing.band(band, phase: index).serialized.utf8.count }
        }
        #expect(bands / renderer.flow.exchanges.count <= 925)
        // With the shapes that bands share, the lanes' header, the phases' frames and the row at the end.
        #expect(picture(renderer.figure()).utf8.count / renderer.flow.exchanges.count <= 1745)
    }

    @Test func aPageStaysSmall() {
        let renderer = DiagramRenderer(Flow(Fixture.documentFlow))
        let size = renderer.figure().utf8.count + renderer.knowledgeTable().utf8.count + renderer.overview().utf8.count
        #expect(size <= 120_000)
        #expect(renderer.map(current: "token-request").utf8.count <= 1500)
    }

    @Test func fiveHundredExchangesStayUnderTheLimit() {
        let figure = DiagramRenderer(Flow(Fixture.long(500))).figure()
        #expect(picture(figure).utf8.count <= 900_000)
    }

    @Test func workGrowsWithTheNumberOfExchanges() {
        let flows = [50, 500].map { ($0, Flow(Fixture.long($0))) }
        let ratio = Growth.ratio(50, 500) { count in
            for (size, flow) in flows where size == count { _ = DiagramRenderer(flow).figure() }
        }
        #expect(ratio ?? 0 < 25, "ten times the exchanges took \(ratio ?? 0) times the work")
    }

    @Test func theStylesheetHoldsTheSameTextAsStandaloneFiles() throws {
        let css = try repositoryFile("templates/assets/diagram.css")
        #expect(css.contains(DiagramStyle.palette))
        #expect(css.contains(DiagramStyle.picture))
        #expect(css.utf8.count <= 22_000)
        #expect(!css.replacing("url(\"data:", with: "").contains("url(") && !css.contains("@import"))
    }

    @Test func textHasContrast() throws {
        for (name, palette) in [("light", DiagramStyle.light), ("dark", DiagramStyle.dark)] {
            let colours = Colours(palette)
            let texts: [(String, String)] = [
                ("ink", "paper"), ("ink", "panel"), ("ink2", "paper"), ("ink2", "panel"), ("ink2", "fcp"),
                ("ink3", "sunk"),
                ("ink3", "panel"), ("focus", "panel"), ("fc", "fcp"), ("code", "codeb"), ("ver", "verb"), ("at", "atb"),
                ("rt", "rtb"), ("st", "stb"), ("ink", "stb"), ("ok", "okb"), ("mv", "mvb"), ("er", "erb"),
                ("er", "panel"),
                ("ink", "sel"), ("ink3", "zu"), ("ink3", "zr"), ("ink3", "za"), ("B", "panel"), ("C", "panel"),
                ("S", "panel"),
                ("A", "panel"), ("X", "panel"), ("panel", "X"), ("panel", "er"), ("ver", "panel"), ("ver", "fcp"),
                ("st", "fcp"),
                // Badges of comparisons, and what was removed.
                ("panel", "ok"), ("panel", "S"), ("panel", "ink3"), ("ink", "okb"), ("ink2", "okb"), ("ink", "zu"),
                ("ink3", "paper"),
            ]
            for (front, back) in texts {
                let ratio = try #require(colours.contrast(front, back))
                #expect(ratio >= 4.5, "\(name): \(front) on \(back) has \(ratio)")
            }
        }
    }
}

/// Colours by variable, with the contrast of WCAG 2.
struct Colours {
    private var luminance: [String: Double] = [:]

    init(_ css: String) {
        for part in css.split(whereSeparator: { $0 == ";" || $0.isNewline }) where part.hasPrefix("--") {
            let pair = part.dropFirst(2).split(separator: ":")
            guard pair.count == 2, pair[1].hasPrefix("#"), let value = Int(pair[1].dropFirst(), radix: 16) else {
                continue
            }
            let channels = [value >> 16, value >> 8 & 255, value & 255].map { channel in
                let part = Double(channel) / 255
                return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
            }
            luminance[String(pair[0])] = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
        }
    }

    func contrast(_ first: String, _ second: String) -> Double? {
        guard let one = luminance[first], let two = luminance[second] else { return nil }
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }
}
