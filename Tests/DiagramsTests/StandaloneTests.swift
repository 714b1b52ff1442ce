import Foundation
import Testing

@testable import Diagrams

/// Files of their own have everything in attributes that every reader knows.
struct StandaloneTests {
    /// What every reader of SVG 1.1 draws, by element.
    private static let known: [String: Set<String>] = [
        "svg": ["xmlns", "viewBox", "width", "height", "fill", "stroke", "font-family", "role", "aria-label"],
        "title": [], "style": [], "g": ["transform", "id", "data-x", "data-d", "role", "aria-label", "opacity"],
        "rect": painted.union(["x", "y", "width", "height", "rx", "ry"]), "circle": painted.union(["cx", "cy", "r"]),
        "line": painted.union(["x1", "x2", "y1", "y2"]), "path": painted.union(["transform", "d"]),
        "text": [
            "x", "y", "fill", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "text-decoration",
            "textLength", "lengthAdjust",
        ],
    ]
    private static let painted: Set<String> = [
        "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "data-x",
        "data-d",
    ]

    @Test func theWholeStylesheetOfPicturesIsUnderstood() {
        #expect(DiagramStyle.sheet.unread.isEmpty)
    }

    @Test(arguments: fixtureNames) func nothingLeansOnAStylesheet(_ name: String) throws {
        let svg = DiagramRenderer(flow(name)).standaloneSVG()
        for words in ["var(", "calc(", "class=", " style=", "light-dark", "rgba(", "color-mix", "<use", "dominant"] {
            #expect(!svg.contains(words), "\(name): \(words)")
        }
        let elements = try #require(Elements.read(svg)).list.dropFirst()
        for element in elements {
            let allowed = try #require(Self.known[element.name], "\(name): <\(element.name)>")
            for (attribute, value) in element.attributes {
                #expect(allowed.contains(attribute), "\(name): <\(element.name) \(attribute)>")
                #expect(!value.isEmpty || attribute == "aria-label", "\(name): <\(element.name) \(attribute)>")
                let isRead = attribute == "aria-label" || !value.contains { $0 == "@" || $0 == "%" }
                #expect(isRead, "\(name): \(attribute)=\(value)")
            }
        }
        #expect(elements.count { $0.name == "style" } == 1)
    }

    @Test(arguments: fixtureNames) func everyShapeHasItsSizeAndItsColour(_ name: String) throws {
        let elements = try #require(Elements.read(DiagramRenderer(flow(name)).standaloneSVG())).list
        let numbers = [
            "rect": ["x", "y", "width", "height"], "circle": ["cx", "cy", "r"], "line": ["x1", "x2", "y1", "y2"],
            "text": ["x", "y"],
        ]
        for element in elements {
            for attribute in numbers[element.name] ?? [] {
                let value = element.attributes[attribute].flatMap(Double.init)
                #expect(value.map { abs($0) < 90_000 } == true, "\(name): <\(element.name) \(attribute)>")
            }
            if ["rect", "circle", "path"].contains(element.name) {
                let fill = element.attributes["fill"]
                #expect(fill == "none" || fill?.hasPrefix("#") == true, "\(name): \(element)")
            }
            #expect(element.attributes["d"]?.contains("99999") != true, "\(name): \(element)")
        }
    }

    @Test(arguments: fixtureNames) func noTextOfThePictureIsLost(_ name: String) throws {
        let renderer = DiagramRenderer(flow(name))
        guard renderer.hasPicture else { return }
        let drawing = renderer.drawing
        func words(_ texts: [String]) -> [String: Int] {
            let all = texts.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
            return Dictionary(grouping: all) { $0 }.mapValues(\.count)
        }
        var placed = HeaderLayout(renderer.layout).cards.flatMap(\.texts).map(\.text)
        for phase in renderer.layout.phases {
            placed += [phase.title.text, phase.question.text]
            placed += phase.bands.flatMap { $0.texts.map(\.text) + ($0.requestChips + $0.responseChips).map(\.text) }
            placed += phase.redirects.map(\.redirect.tag)
        }
        if !drawing.flow.isComparison {
            placed += EndLayout(renderer.layout).boxes.flatMap { $0.chips.map(\.chip.text) + $0.words.map(\.text) }
        }
        let shown = words(try #require(Elements.read(renderer.standaloneSVG())).texts)
        for (word, count) in words(placed) { #expect(shown[word, default: 0] >= count, "\(name): \(word)") }
    }

    @Test func everyColourHasOneOnDarkPaper() {
        let sets = [DiagramStyle.light, DiagramStyle.dark].map { palette in
            palette.split { $0 == ";" || $0.isNewline }.map { $0.split(separator: ":").map(String.init) }
        }
        let dark = Dictionary(sets[1].map { ($0[0], $0[1]) }) { first, _ in first }
        var found: [String: String] = [:]
        for pair in sets[0] {
            let other = dark[pair[0]]
            #expect(other != nil, "\(pair[0])")
            #expect(found.updateValue(other ?? "", forKey: pair[1]) ?? other == other, "\(pair[1]) has two")
        }
        let style = DiagramRenderer(Flow(Fixture.documentFlow)).standaloneSVG()
        #expect(style.contains("@media (prefers-color-scheme:dark){["))
    }

    @Test(arguments: [
        ("a{x:1}", 1), (".a b{x:1;y:2}", 1), (".a>b{x:1}", 0), ("[n^=z-]{x:1}", 1), (".a:not([y]){x:1}", 1),
        ("a:hover{x:1}", 0),
        ("a+b{x:1}", 0),
    ]) func selectorsThatAreNotUnderstoodAreNamed(text: String, read: Int) {
        #expect(StyleSheet(text).unread.count == 1 - read)
    }

    @Test func rulesCascade() {
        let sheet = StyleSheet(".a{x:1}t{x:0;y:1}.a.b{x:2}.o .a{x:3;z:1}.a:not([k]){x:9}[c^=q]{w:1}")
        func value(_ name: String, _ attributes: [String: String], in outer: [String] = []) -> [String: String] {
            let subject = StyleSheet.Subject(name, attributes.map { .init($0.key, $0.value) })
            let around = outer.map { StyleSheet.Subject("g", [.init("class", $0)]) }
            return Dictionary(sheet.declarations(of: subject, in: around).map { ($0.name, $0.value) }) { $1 }
        }
        #expect(value("t", [:]) == ["x": "0", "y": "1"])
        #expect(value("t", ["class": "a", "k": ""]) == ["x": "1", "y": "1"])
        #expect(value("g", ["class": "a b", "k": ""]) == ["x": "2"])
        #expect(value("g", ["class": "a b", "k": ""], in: ["o", "p"]) == ["x": "3", "z": "1"])
        #expect(value("g", ["class": "a"]) == ["x": "9"])
        #expect(value("g", ["c": "qr"]) == ["w": "1"])
    }

    @Test func variablesAreInheritedAndMayHaveStandIns() {
        let style = Style(variables: ["--a": "1"]).child([("--b", "var(--a) 2"), ("fill", "var(--b)")])
        #expect(style["fill"] == "1 2")
        #expect(style.child([("stroke", "var(--c,var(--b))")])["stroke"] == "1 2")
        #expect(style.child([("stroke", "var(--c)")])["stroke"] == "none")
        #expect(style.child([("opacity", ".5")]).child([])["opacity"] == "1")
        let font = style.child([("font", "italic 500 12.5px a,b")])
        #expect(
            ["font-style", "font-weight", "font-size", "font-family"].map { font[$0] } == [
                "italic", "500", "12.5px", "a,b",
            ])
    }
}
