import Foundation
import Markdown
import Testing

/// One example of a published specification.
struct Example: Decodable, Sendable, CustomTestStringConvertible {
    var example: Int
    var section: String
    var markdown: String
    var html: String

    var testDescription: String { "example \(example), \(section)" }

    /// The examples in a file of the folder `Data`.
    static func load(_ name: String) throws -> [Example] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data")
        return try JSONDecoder().decode([Example].self, from: Data(contentsOf: folder.appending(path: name)))
    }

    /// The suite of the CommonMark version that the linked parser implements.
    static let commonMark: [Example] = load(
        orNone: parserVersion.hasPrefix("0.30") ? "commonmark-0.30.json" : "commonmark-0.31.2.json")
    static let gfm: [Example] = load(orNone: "gfm.json")

    /// A file that cannot be read gives no examples, which `suitesAreComplete` reports.
    private static func load(orNone name: String) -> [Example] { (try? load(name)) ?? [] }
}

struct SuiteTests {
    @Test func suitesAreComplete() {
        #expect(Example.commonMark.count == 652)
        #expect(Example.gfm.count == 24)
    }

    @Test(arguments: Example.commonMark)
    func commonMark(_ example: Example) throws {
        #expect(try parse(example.markdown, options: .plain).html(.plain) == example.html)
    }

    /// With all extensions on, the examples of CommonMark that use none of their syntax come out the same.
    @Test func extensionsLeaveCommonMarkAlone() throws {
        var changed: [Int] = []
        for example in Example.commonMark {
            if try parse(example.markdown).html(.plain) != example.html { changed.append(example.example) }
        }
        let sections = Set(Example.commonMark.filter { changed.contains($0.example) }.map(\.section))
        #expect(sections == ["Autolinks"])
    }

    /// The tag filter is not among the extensions: raw HTML is either copied or shown as text, never half of each.
    static let unsupported: Set = ["Disallowed Raw HTML (extension)"]

    @Test(arguments: Example.gfm.filter { !unsupported.contains($0.section) })
    func gfm(_ example: Example) throws {
        let html = try parse(example.markdown).html(.plain)
        #expect(gfmCompatible(html) == example.html)
    }

    /// Takes away what our tables have beyond GitHub's: the wrapper that scrolls and the scope of header cells.
    private func gfmCompatible(_ html: String) -> String {
        html.replacing("<div class=\"tw\"><table>", with: "<table>").replacing("</table></div>", with: "</table>")
            .replacing(" scope=\"col\"", with: "")
    }
}
