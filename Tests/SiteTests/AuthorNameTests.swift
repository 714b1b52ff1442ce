import Authoring
import Foundation
import Settings
import Testing

@testable import Docs
@testable import Site

/// Names of authors' files, whatever is in them, lead where they should from every kind of file.
@Suite struct AuthorNameTests {
    private static let names = [
        "my logo", "Größe", "Gro\u{308}ße", "100%", "a%20b", "C#", "a?b", "a&b", "it's", "(x)", "a;b", "a,b", "a+b",
        "図",
        "a:b", "[x]", "{x}", "x=1@y~z", "a..b", "two  spaces",
    ]

    private struct Site: EditedFolder {
        let folder: URL
        let library: Inheritance

        /// Builds the site with the check of all finished files.
        func build() throws -> [String: String] {
            let generator = Generator(version: "1", markdownVersion: "0")
            let documentation = try #require(
                try DocumentationSite(of: folder, library: library, generator: generator))
            let sink = MemorySink()
            var memory = DocsMemory()
            _ = try documentation.write(to: sink, &memory)
            return Dictionary(sink.all.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }) { $1 }
        }

        func problems() throws -> [String] {
            do {
                _ = try build()
                return []
            } catch let problems as Problems {
                return problems.list.map(\.description)
            }
        }
    }

    private func withSite(_ settings: String, _ action: (Site) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wirescribe-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let templates = ReferenceFixture.root.appending(path: "templates")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: templates.path) where name.contains(".") {
            files["templates/" + name] = Array(try Data(contentsOf: templates.appending(path: name)))
        }
        let site = Site(folder: folder, library: Inheritance(files))
        try site.write("wirescribe.yml", "name: Site\nurl: https://docs.example.com/base/\n" + settings)
        try site.write("content/index.md", "---\ntitle: Home\ndate: 2026-07-28\n---\nText.\n")
        try action(site)
    }

    /// As YAML, and as the address of a name in a file.
    private func quoted(_ text: String) -> String { "\"" + text + "\"" }
    private func address(_ name: String) -> String { SitePath.encoded(SitePath.ofFile(name)) }

    @Test(arguments: names) func aLogoMayHaveAnyName(name: String) throws {
        try withSite("theme: {logo: \(quoted("static/art \(name)/\(name).svg"))}\n") { site in
            try site.write("static/art \(name)/\(name).svg", "<svg/>")
            try site.write("content/guide/index.md", "---\ntitle: Guide\n---\nText.\n")
            let files = try site.build()
            #expect(files[SitePath.ofFile("art \(name)/\(name).svg")] == "<svg/>")
            let page = try #require(files["guide/index.html"])
            let source = address("art \(name)/\(name).svg").replacing("&", with: "&amp;").replacing("'", with: "&#39;")
            #expect(page.contains("src=\"../\(source)\""), "\(page.prefix(3000).suffix(1500))")
        }
    }

    @Test(arguments: names) func whatAStylesheetNamesMayHaveAnyName(name: String) throws {
        try withSite("theme: {css: \(quoted("\(name).css"))}\n") { site in
            let url = "url(\"art%20\(address(name))/\(address(name)).woff2\")"
            try site.write(
                "\(name).css", "@font-face{font-family:x;src:\(url)}h1{background:url(\"/\(address(name)).png\")}")
            try site.write("art \(name)/\(name).woff2", "font")
            try site.write("static/\(name).png", "picture")
            let files = try site.build()
            let path = SitePath.ofFile("assets/art \(name)/\(name).woff2")
            #expect(files[path] == "font", "\(files.keys.sorted())")
            let style = try #require(files["assets/site.css"])
            #expect(style.contains("url(\"\(address("art \(name)/\(name).woff2"))\")"), "\(style.suffix(300))")
            #expect(style.contains("url(\"../\(address(name)).png\")"), "\(style.suffix(300))")
        }
    }

    private static let pageNames = [
        "my page", "Größe", "it's", "(x)", "a;b", "a,b", "a&b", "a+b", "図", "[x]", "x=1@y~z",
    ]

    /// Pages with such names, and everything that is made of them.
    @Test(arguments: pageNames) func aPageMayHaveAnyNameThatAddressesTake(name: String) throws {
        try withSite(
            "navigation: [\(quoted("/\(name)/"))]\nredirects:\n  \(quoted("/was \(name)/")): \(quoted("/\(name)/"))\n"
        ) {
            site in
            try site.write("content/\(name)/index.md", "---\ntitle: Page\ndate: 2026-07-28\n---\n[Home](../index.md)\n")
            try site.write("content/\(name)/card.png", "picture")
            let files = try site.build()
            let url = "https://docs.example.com/base/" + address(name) + "/"
            let html = url.replacing("&", with: "&amp;").replacing("'", with: "&#39;")
            let page = try #require(files["\(name)/index.html"])
            #expect(page.contains("content=\"\(html)card.png\""))
            #expect(page.contains("rel=\"canonical\" href=\"\(html)\""))
            #expect(try #require(files["sitemap.xml"]).contains("<loc>\(html)</loc>"))
            #expect(try #require(files["feed.xml"]).contains("href=\"\(html)\""))
            let copy = (url + "index.md").replacing("(", with: "%28").replacing(")", with: "%29")
            #expect(try #require(files["llms.txt"]).contains("](\(copy))"))
            let moved = try #require(files["was \(name)/index.html"])
            #expect(moved.contains("0; url=../\(html.dropFirst("https://docs.example.com/base/".count))index.html"))
        }
    }

    @Test func redirectsAreWrittenAsAddressesOrAsPeopleReadThem() throws {
        let redirects = """
            redirects:
              /alt%20und%20neu/: /neue%20Seite/#oben
              /gr%C3%B6%C3%9Fe/: /neue Seite/?x=1
              /handbuch/: /files/Das%20Handbuch.pdf
              /.well-known/change-password: /neue Seite/

            """
        try withSite(redirects) { site in
            try site.write("content/neue Seite.md", "---\ntitle: Neu\n---\n## Oben\n")
            try site.write("static/files/Das Handbuch.pdf", "pdf")
            let files = try site.build()
            #expect(try #require(files["alt und neu/index.html"]).contains("url=../neue%20Seite/index.html#oben\""))
            #expect(try #require(files["größe/index.html"]).contains("url=../neue%20Seite/index.html?x=1\""))
            #expect(try #require(files["handbuch/index.html"]).contains("url=../files/Das%20Handbuch.pdf\""))
            #expect(files[".well-known/change-password/index.html"] != nil)
        }
    }

    @Test(arguments: ["/old/?x=1", "/old#part", "/50%/", "/a*b/", "/a%2Fb%3F/", "/../up/", "/a\\\\b/", "/.git/"])
    func aMovedAddressThatNoPageCanHaveIsRefused(from: String) throws {
        #expect {
            _ = try SiteConfig(parsing: "name: x\nredirects:\n  \"\(from)\": /new/\n")
        } throws: { error in
            let found = (error as? Problems)?.list.map(\.description) ?? []
            return found.count == 1 && found[0].hasPrefix("wirescribe.yml:3:3: ")
                && found[0].hasSuffix("no page can have this address. Write it like /old/setup/, without ? and #.")
        }
    }
}
