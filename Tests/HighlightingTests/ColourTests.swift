import Foundation
import Highlighting
import Testing

/// The colours in `templates/assets/code.css`, against the grounds that code stands on.
struct ColourTests {
    private static func asset(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../templates/assets")
        return try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    /// The design tokens of both schemes, the light one first.
    private static func palettes() throws -> [[String: String]] {
        let parts = try asset("diagram.css").split(separator: "@media (prefers-color-scheme:dark)", maxSplits: 1)
        return parts.map { part in
            var tokens: [String: String] = [:]
            for match in part.matches(of: /--(\w+):#([0-9A-F]{6})/) where tokens[String(match.1)] == nil {
                tokens[String(match.1)] = String(match.2)
            }
            return tokens
        }
    }

    private static func luminance(_ colour: String) -> Double {
        let value = Int(colour, radix: 16) ?? 0
        let channels = [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { channel -> Double in
            let share = Double(channel) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private static func contrast(_ one: String, _ other: String) -> Double {
        let (bright, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
        return (bright + 0.05) / (dark + 0.05)
    }

    @Test func everyKindIsLegibleInBothSchemes() throws {
        let style = try Self.asset("code.css")
        #expect(style.utf8.count < 4_000)
        for palette in try Self.palettes() {
            for kind in TokenKind.allCases {
                let selector = ".hl .\(kind.className)"
                let rule = try #require(
                    style.split(separator: "}").first { rule in
                        rule.split(separator: "{").first?.split(whereSeparator: { ",\n".contains($0) })
                            .contains { $0 == selector } == true
                    }, "no rule for \(kind)")
                let names = rule.matches(of: /var\(--(\w+)\)/).map { String($0.1) }
                let colour = try #require(palette[names[0]])
                let grounds = names.count > 1 ? [names[1]] : ["sunk", "sel", "panel"]
                for ground in grounds {
                    #expect(Self.contrast(colour, try #require(palette[ground])) >= 4.5, "\(kind) on \(ground)")
                }
            }
        }
    }
}
