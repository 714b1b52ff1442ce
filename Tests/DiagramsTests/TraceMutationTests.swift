import Foundation
import Specs
import Testing
import Wire

@testable import Diagrams
@testable import Traces

/// Recorded traces with one to three values replaced by others, over and over: each is refused with one error that has a
/// place, or read and exported in every format.
struct TraceMutationTests {
    /// A generator of numbers with a seed, the same on every machine.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static let texts = [
        "", " ", "\u{0}", "\u{1B}[2J", "\u{202E}abc\u{2066}", "<script>x</script>", "]]>", "\"'`$(x)\\", "end",
        "%%{init}%%",
        "“a” „b‟", "<U+0041>&#65;<&key>~~--__\"\"//**", "!include x", "@enduml", "wrap:x;y#35;", "ﬂ°°35¶ß", "\r\nA: b",
        "https://\u{E9}.example/ü?x=%E9&%", "d1", "d99", "token-request", "client", "Bearer a.b.c", "{\"a\":[1,{}]}",
        "👩‍👩‍👧",
        "مرحبا", String(repeating: "long ", count: 500), String(repeating: "x", count: 5_000),
    ]
    static let others: [JSON] = [
        .null, true, false, [], [:], 0, 1, -1, 99, 600, 1_000_000, JSON(Int.max), JSON(Int.min), .number("1e999"),
        .number("-0"), .number("0.5"), .number("123456789012345678901234567890"), ["a"], [["a", "b"]], ["a": "b"],
    ]

    private func mutated(_ json: JSON, _ numbers: inout Numbers) -> JSON {
        switch json {
        case .object(var members) where !members.isEmpty:
            let index = Int.random(in: 0..<members.count, using: &numbers)
            switch Int.random(in: 0..<24, using: &numbers) {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            default: members[index].value = mutated(members[index].value, &numbers)
            }
            return .object(members)
        case .array(var items) where !items.isEmpty:
            let index = Int.random(in: 0..<items.count, using: &numbers)
            switch Int.random(in: 0..<24, using: &numbers) {
            case 0: items.remove(at: index)
            case 1: items.insert(items[index], at: Int.random(in: 0...items.count, using: &numbers))
            case 2: items.swapAt(index, 0)
            default: items[index] = mutated(items[index], &numbers)
            }
            return .array(items)
        case .string(let text) where Bool.random(using: &numbers):
            let other = Self.texts.randomElement(using: &numbers) ?? ""
            return .string(
                [other, text + other, other + text, String(text.dropLast(3))].randomElement(using: &numbers) ?? other)
        case .number where Bool.random(using: &numbers):
            return JSON([-1, 0, 1, 2, 7, 99, 100, 599, 999, 1000, .max, .min].randomElement(using: &numbers) ?? 0)
        default:
            let value = Self.others.randomElement(using: &numbers) ?? .null
            return Bool.random(using: &numbers) ? value : .string(Self.texts.randomElement(using: &numbers) ?? "")
        }
    }

    private static let recorded: [JSON] = ["A04-2026-07-28", "A06-2025-03-26"].compactMap { name in
        var json = try? JSON(parsing: repositoryFile("Tests/TracesTests/Fixtures/\(name).json"))
        // Derived from the rest, and never read.
        json?["values"] = nil
        return json
    }

    @Test(arguments: 0..<8) func whateverIsChangedThereIsAnErrorWithAPlaceOrEveryExport(seed: UInt64) throws {
        #expect(Self.recorded.count == 2)
        var numbers = Numbers(state: seed)
        var read = 0
        for round in 0..<250 {
            var json = Self.recorded[round % 2]
            for _ in 0...Int.random(in: 0..<3, using: &numbers) { json = mutated(json, &numbers) }
            do {
                let trace = try Trace(reading: json)
                read += 1
                // Drawing takes most of the time.
                if round % 16 < 2 { try checkExports(of: trace) }
            } catch let error as TraceError {
                #expect(!error.reason.isEmpty && !error.path.isEmpty)
                #expect(!error.description.unicodeScalars.contains(where: Unseen.contains))
            }
        }
        #expect(read > 25 && read < 250)
    }

    private func checkExports(of trace: Trace) throws {
        let again = try Trace(parsing: trace.json.bytes)
        #expect(again == trace)
        #expect(trace.har["log"]?["entries"]?.array?.count == trace.exchanges.count)
        let renderer = DiagramRenderer(Flow(trace))
        for (name, text) in [
            ("svg", renderer.standaloneSVG()), ("figure", renderer.figure() + renderer.knowledgeTable()),
            ("mermaid", MermaidExport.text(renderer.flow)), ("plantuml", PlantUMLExport.text(renderer.flow)),
        ] {
            let hidden = text.unicodeScalars.first { $0 != "\n" && Unseen.contains($0) }
            #expect(hidden == nil, "\(name) of \(trace.run)")
            if name == "svg" || name == "figure" { #expect(Elements.read(text) != nil, "\(name) of \(trace.run)") }
        }
    }
}
