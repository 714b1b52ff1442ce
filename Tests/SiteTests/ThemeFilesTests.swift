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

    @Test func addressesOfStylesheetsLeadToWhereTheFilesGo() throws {
        let folder = try site(
            "theme: {css: [static/css/my.css, brand/b.css]}\n",
            [
                "static/css/my.css": """
                /* url(no.png) */ @import "part/more.css" screen and (min-width: 1px);
                a{background:url(img/bg.png)}b{src:url('/x.woff2?#iefix')}c{background:url(data:image/png,x),url(#y)}
                """,
                "static/css/part/more.css": "d{background:url(../img/bg.png)}", "static/css/img/bg.png": "p",
                "static/x.woff2": "f",
                "brand/b.css": "@import url(c.css) layer(l) supports(display:grid);e{src:url(f/a.woff2)}",
                "brand/c.css": "f{background:url(\"/assets/icon.svg\")}g{background:url(/h/p.png)}",
                "brand/f/a.woff2": "f",
                "content/h/p.png": "p",
            ])
        defer { try? FileManager.default.removeItem(at: folder) }
        let sources = try SiteSources(of: folder, library: try Self.library())
        let style = try #require(sources.files.first { $0.path == "assets/site.css" })
        let text = String(decoding: style.bytes, as: UTF8.self)
        for part in [
            "@media screen and (min-width:1px){d{background:url(\"../css/img/bg.png\")}}",
            "a{background:url(\"../css/img/bg.png\")}",
            "b{src:url(\"../x.woff2?#iefix\")}", "url(data:image/png,x),url(#y)", "e{src:url(\"brand/f/a.woff2\")}",
            "@layer l{@supports (display:grid){f{background:url(\"icon.svg\")}g{background:url(\"../h/p.png\")}}}",
        ] {
            #expect(text.contains(part), "\(part)\n\(text.suffix(600))")
        }
        #expect(sources.files.contains { $0.path == "assets/brand/f/a.woff2" })
        #expect(sources.namedFiles.contains("brand/f/a.woff2") && sources.namedFiles.contains("brand/c.css"))
    }

    @Test(arguments: [
        ("a{}\n\nb{background:url(bgg.png)}", 3, "there is no static/bgg.png. Did you mean “static/bg.png”"),
        ("a{src:url(/zz.woff2)}", 1, "there is no static/zz.woff2"),
        ("\n@import 'zz.css';", 2, "there is no static/zz.css"),
        ("a{background:image-set('zz.png' 1x)}", 1, "there is no static/zz.png"),
        ("@import url(//fonts.example/a.css);", 1, "another host"),
        ("a{src:url(https://a.example/b.woff2)}", 1, "another host"),
        ("a{background:url(../../x.png)}", 1, "no file of this site"),
        ("a{background:url(../.git/x)}", 1, "no file of this site"),
        ("@import 'my.css';", 1, "imports itself"), ("a{background:url(javascript:x)}", 1, "another host"),
    ])
    func deadAddressesOfStylesheetsAreProblems(_ style: String, _ line: Int, _ reason: String) throws {
        let folder = try site(
            "theme: {css: static/my.css}\n", ["static/my.css": style, "static/bg.png": "p"])
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = try Self.library()
        do throws(Problems) {
            _ = try SiteSources(of: folder, library: library)
            Issue.record("accepted")
        } catch {
            #expect(error.list.count == 1 && error.list.first?.line == line, "\(error.list)")
            #expect(
                error.list.first.map { $0.file == "static/my.css" && $0.description.contains(reason) } == true,
                "\(error.list)")
        }
    }

    /// The policy in the head lets in what a build takes in, and nothing foreign.
    @Test func thePolicyAllowsTheSitesOwnFilesAlone() throws {
        let head = try String(contentsOf: Self.repository.appending(path: "templates/head.mustache"), encoding: .utf8)
        let policy = try #require(head.split(separator: "\n").first { $0.contains("Content-Security-Policy") })
        let content = try #require(policy.firstMatch(of: /content="([^"]*)"/)).1
        let rules = Dictionary(
            uniqueKeysWithValues: content.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
                .map { ($0[0], Set($0.dropFirst())) })
        for kind in ["style", "img", "font", "media", "script", "frame", "object", "manifest"] {
            #expect(rules[kind + "-src"]?.contains("'self'") == true, "\(kind)")
        }
        #expect(rules["default-src"] == ["'none'"] && rules["base-uri"] == ["'none'"])
        #expect(rules.values.reduce(into: []) { $0.formUnion($1) } == ["'self'", "'none'", "data:", "file:"])
        for kind in ["script", "frame", "object", "style"] { #expect(rules[kind + "-src"]?.contains("data:") == false) }
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
