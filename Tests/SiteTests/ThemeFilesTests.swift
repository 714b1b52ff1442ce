import Authoring
import Docs
import Foundation
import Settings
import Testing

@testable import Site

@Suite struct ThemeFilesTests {
    /// The repository, whose templates are the standard ones.
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The standard templates, as every site inherits them.
    private static func library() throws -> Inheritance {
        let folder = repository.appending(path: "templates")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.contains(".") {
            files["templates/" + name] = Array(try Data(contentsOf: folder.appending(path: name)))
        }
        return Inheritance(files)
    }

    @Test func theStandardColoursAreThoseOfTheStylesheet() throws {
        let style = try String(
            contentsOf: Self.repository.appending(path: "templates/assets/diagram.css"), encoding: .utf8)
        let parts = style.components(separatedBy: "prefers-color-scheme:dark")
        #expect(parts.count == 2)
        for (part, palette) in zip(parts, [Palette.light, Palette.dark]) {
            for token in [
                ("--paper", palette.paper), ("--panel", palette.panel), ("--sunk", palette.sunk),
                ("--ink", palette.ink), ("--ink2", palette.ink2), ("--ink3", palette.ink3), ("--line", palette.line),
                ("--focus", palette.focus), ("--B", palette.browser), ("--C", palette.client), ("--S", palette.server),
                ("--A", palette.authorization), ("--X", palette.attacker),
            ] {
                #expect(part.contains("\(token.0):\(token.1.colour.hex);"), "\(token.0)")
            }
        }
    }

    @Test func tokensStylesheetsAndLogoReachTheOutput() throws {
        let folder = try site(
            "theme: {radius: 2px, css: brand.css, logo: art/logo.svg}\n",
            ["brand.css": "h1{color:teal}", "art/logo.svg": "<svg/>"])
        defer { try? FileManager.default.removeItem(at: folder) }
        let sources = try SiteSources(of: folder, library: try Self.library())
        let style = try #require(sources.files.first { $0.path == "assets/site.css" })
        let text = String(decoding: style.bytes, as: UTF8.self)
        #expect(text.contains(":root{--radius:2px}") && text.hasSuffix("h1{color:teal}"))
        #expect(sources.logo == "assets/logo.svg" && sources.files.contains { $0.path == "assets/logo.svg" })
    }

    @Test func aFileThatIsNotThereIsAProblemWhereItIsNamed() throws {
        let folder = try site("theme: {css: brnd.css}\n", ["brand.css": ""])
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = try Self.library()
        do throws(Problems) {
            _ = try SiteSources(of: folder, library: library)
            Issue.record("accepted")
        } catch {
            #expect(
                error.list.map(\.description) == [
                    "wirescribe.yml:2:14: there is no file “brnd.css”. Did you mean “brand.css”?"
                ])
        }
    }

    private func site(_ settings: String, _ files: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "theme-\(UUID().uuidString)")
        for (path, text) in files.merging(["wirescribe.yml": "name: x\n" + settings], uniquingKeysWith: { $1 }) {
            let place = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
        return folder
    }
}
