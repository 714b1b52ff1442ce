import Authoring
import Docs
import Foundation
import Settings
import Testing

@testable import Site

/// Pages of documentation beside the pages of runs: every key of the configuration holds for both.
@Suite struct BuildProseTests {
    private static let config = """
        name: Test
        url: https://example.com/docs
        languages: {de: Deutsch}
        versions:
        - {name: "2.0"}
        - {name: "1.0", url: https://example.com/1.0/}
        edit: https://git.example.com/edit/{path}
        redirects: {/old/: /scenarios/step-up/}
        links: {style: pretty, ignore: [/elsewhere/*]}
        fingerprint: true
        markdown: {html: allow}
        """

    private static let about =
        "---\ntitle: About\ntags: [Basics]\naliases: [/us/]\n---\n## How\n\n[run](/scenarios/step-up/2026-07-28/#s-token-request) [list](scenarios/step-up.md) [x](/elsewhere/y)\n"

    /// A site in a folder, with the standard templates.
    private func build(_ files: [String: String], _ config: String = BuildProseTests.config) async throws
        -> [OutputFile]
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wirescribe-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files.merging(["wirescribe.yml": config], uniquingKeysWith: { own, _ in own }) {
            let place = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
        var library: [String: [UInt8]] = [:]
        for name in PageTemplates.names {
            let place = ReferenceFixture.root.appendingPathComponent("templates/\(name).mustache")
            library["templates/\(name).mustache"] = Array(try Data(contentsOf: place))
        }
        for name in ["site.css", "site.js", "search.js", "icon.svg"] { library["templates/assets/" + name] = [0x20] }
        library["content/glossary/scope.md"] = Array("---\ntitle: Scope\nsummary: What is allowed.\n---\n".utf8)
        let sources = try SiteSources(of: folder, library: Inheritance(library))
        let page = BuildFixture.page(
            body: "Read [about](/about/#how), a scope, <a href=\"/about/\">raw</a>, [there](/elsewhere/z).")
        return try await SiteBuilder(sources, generator: BuildFixture.generator, isCompact: false)
            .build([page], runs: FixedRuns { BuildFixture.trace($0, $1) })
    }

    @Test(
        arguments: [
            ("<p>Since 2025-06-18.</p>", "<p>Since <span class=\"nb\">2025-06-18</span>.</p>"),
            ("<a href=\"/2025-06-18/\">x</a>", "<a href=\"/2025-06-18/\">x</a>"),
            ("<pre><code class=\"x\">2025-06-18</code></pre>", "<pre><code class=\"x\">2025-06-18</code></pre>"),
            ("<script>a = '2025-06-18'</script>", "<script>a = '2025-06-18'</script>"),
            ("<code>a</code> 2025-06-18", "<code>a</code> <span class=\"nb\">2025-06-18</span>"),
            (
                "<p>12025-06-18 2025-06-181 a2025-06-18-b 2025-06-1</p>",
                "<p>12025-06-18 2025-06-181 a2025-06-18-b 2025-06-1</p>"
            ),
        ])
    func aDateOfProseStaysInOneLine(_ html: String, _ expected: String) {
        #expect(UnbrokenDates.marking(html) == expected)
    }

    @Test func everyKeyHoldsForBoth() async throws {
        let files = try await build([
            "content/about.md": BuildProseTests.about, "content/later.md": "---\ntitle: Later\ndraft: true\n---\n",
            "content/de/about.md": "---\ntitle: Über\n---\n", "content/picture.svg": "<svg/>",
        ])
        let paths = Set(files.map(\.path))
        for path in [
            "us/index.html", "old/index.html", "tags/basics/index.html", "de/about/index.html", "sitemap.xml",
            "llms.txt", "about/index.md", "about/card.png", "scenarios/step-up/index.md", "scenarios/step-up/card.png",
            "picture.svg", "glossary/scope/index.html", "assets/search/index.js",
        ] { #expect(paths.contains(path), "\(path) is missing") }
        #expect(!paths.contains("later/index.html") && !paths.contains("scenarios/step-up/2026-07-28/card.png"))
        let about = try BuildFixture.text("about/index.html", in: files)
        let run = try BuildFixture.text("scenarios/step-up/2026-07-28/index.html", in: files)
        let style = try #require(paths.first { $0.hasPrefix("assets/site.") && $0.hasSuffix(".css") && $0.count > 15 })
        for page in [about, run] {
            #expect(page.contains(style))
            #expect(page.contains("data-index="))
            #expect(page.contains("<a href=\"https://example.com/1.0/\">1.0</a>"))
            #expect(page.contains("hreflang=\"de\""))
            #expect(page.contains("rel=\"canonical\" href=\"https://example.com/docs/"))
            #expect(!page.contains("index.html"), "a link is not pretty")
        }
        #expect(about.contains("<a href=\"../scenarios/step-up/2026-07-28/#s-token-request\">run</a>"))
        #expect(about.contains("rel=\"alternate\" type=\"text/markdown\" href=\"index.md\""))
        #expect(!run.contains("text/markdown"), "a run has its trace instead of a copy")
        #expect(about.contains("https://git.example.com/edit/content/about.md"))
        #expect(about.contains("<a href=\"../tags/basics/\">Basics</a>"))
        #expect(about.contains("<a href=\"../\">Home</a>"))
        #expect(about.contains("rel=\"alternate\" type=\"text/markdown\" href=\"index.md\""))
        #expect(run.contains("<a href=\"../../../about/#how\">about</a>"))
        #expect(run.contains("<a href=\"../../../about/\">raw</a>"))
        #expect(
            run.contains("<a class=\"term\" href=\"../../../glossary/scope/\" title=\"What is allowed.\">scope</a>"))
        #expect(run.contains("og:image\" content=\"https://example.com/docs/scenarios/step-up/card.png\""))
        // Nobody can edit what is not in the site's folder.
        #expect(!(try BuildFixture.text("glossary/scope/index.html", in: files)).contains("git.example.com"))
        let sitemap = try BuildFixture.text("sitemap.xml", in: files)
        #expect(sitemap.contains("<loc>https://example.com/docs/scenarios/step-up/2026-07-28/</loc>"))
        #expect(sitemap.contains("<loc>https://example.com/docs/about/</loc>"))
        let list = try BuildFixture.text("llms.txt", in: files)
        #expect(list.contains("[About](https://example.com/docs/about/index.md)"))
        #expect(list.contains("(https://example.com/docs/scenarios/step-up/index.md)"))
        #expect(!list.contains("step-up/2026-07-28/index.md"))
        let found = files.filter { $0.path.hasPrefix("assets/search/p") }.map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
        #expect(found.contains { $0.contains("\"about/index.html\",\"About\"") })
        #expect(found.contains { $0.contains("\"scenarios/step-up/index.html\",\"Story B07\"") })
    }

    /// Every version in every language has a selector, links of its own, and an index of what its reader may find.
    @Test func aVersionMayBeAFolder() async throws {
        let page = { (title: String) in "---\ntitle: \(title)\n---\n[Setup](setup.md)\n" }
        let files = try await build(
            [
                "content/docs/index.md": page("Two"), "content/docs/setup.md": page("Setup two"),
                "content/docs/new.md": page("New"),
                "content/v1/docs/index.md": page("One"), "content/v1/docs/setup.md": page("Setup one"),
                "content/v1/de/docs/setup.md": page("Setup eins"),
            ],
            """
            name: Test
            languages: {de: Deutsch}
            versions:
            - {name: "2.0"}
            - {name: "1.0", folder: v1}
            - {name: "0.9", url: https://old.example.com/}
            links: {ignore: [/elsewhere/z, /about/*]}
            """)
        func selector(_ path: String) throws -> [String] {
            let html = try BuildFixture.text(path, in: files)
            let nav = try #require(html.firstMatch(of: /<nav class="choice"[^>]*>(.*?)<\/nav>/)?.1)
            return nav.matches(of: /href="([^"]*)"( aria-current="true")?>([^<]*)/).map {
                "\($0.3) \($0.1)" + ($0.2 == nil ? "" : " current")
            }
        }
        #expect(
            try selector("v1/docs/setup/index.html") == [
                "2.0 ../../../docs/setup/index.html", "1.0 ../../../v1/docs/setup/index.html current",
                "0.9 https://old.example.com/",
            ])
        // What an older version lacks leads to the nearest page that it has.
        #expect(try selector("docs/new/index.html")[1] == "1.0 ../../v1/docs/index.html")
        #expect(
            try BuildFixture.text("v1/docs/index.html", in: files).contains("href=\"../../v1/docs/setup/index.html\""))

        func found(_ folder: String) -> Set<String> {
            let pages = files.filter { $0.path.wholeMatch(of: /(.*\/)p\d+\.js/)?.1 == "assets/search/\(folder)" }
            return Set(
                pages.compactMap {
                    String(decoding: $0.bytes, as: UTF8.self).firstMatch(of: /\["([^"]*)"/).map { String($0.1) }
                })
        }
        let runs = found("").filter { $0.hasPrefix("scenarios/") || $0.hasPrefix("glossary/") }
        #expect(!runs.isEmpty)
        #expect(
            found("").subtracting(runs).isSuperset(
                of: ["docs/index.html", "docs/setup/index.html", "docs/new/index.html"]))
        #expect(found("").allSatisfy { !$0.hasPrefix("v1/") && !$0.hasPrefix("de/") })
        let german = found("v1/de/")
        #expect(german.isSuperset(of: ["v1/de/docs/setup/index.html", "v1/de/docs/index.html"]))
        #expect(german.contains { $0.hasPrefix("scenarios/") } && !german.contains("docs/new/index.html"))
        #expect(
            try BuildFixture.text("v1/de/docs/setup/index.html", in: files).contains(
                "data-root=\"../../../../\" data-index=\"../../../../assets/search/v1/de/\""))
    }

    @Test func inheritedTermsLeaveTheHeadAlone() async throws {
        let files = try await build(
            ["content/about.md": "---\ntitle: About\n---\n## How\n"], "name: Test\nlinks: {ignore: [/elsewhere/z]}\n")
        let home = try BuildFixture.text("index.html", in: files)
        let head = try #require(home.firstRange(of: "</header>").map { home[..<$0.lowerBound] })
        #expect(head.contains(">About</a>") && !head.contains("glossary"))
        #expect(home.contains("come from recordings."))
    }

    @Test func filesOfTheSiteComeIntoTheBodiesOfScenarios() async throws {
        try await BuildFixture.withFolder { folder in
            func write(_ path: String, _ text: String) throws {
                let place = folder.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place)
            }
            try write("shared/note.md", "one\n\nA note for {{revision}}.\n")
            try write("shared/code.swift", "let a = \"{{revision}}\"\nlet b = 2\n")
            var sources = try BuildFixture.sources()
            sources.folder = folder
            let builder = SiteBuilder(sources, generator: BuildFixture.generator, isCompact: false)
            func build(_ body: String) async throws -> [OutputFile] {
                try await builder.build(
                    [BuildFixture.page(body: body)], runs: FixedRuns { BuildFixture.trace($0, $1) })
            }
            let body =
                "x\n\n<!-- include: /shared/note.md -->\n\n```swift include=\"/shared/code.swift\" lines=\"1-1\"\n```\n"
            let run = try BuildFixture.text("scenarios/step-up/2025-11-25/index.html", in: try await build(body))
            #expect(run.contains("<p>A note for <span class=\"nb\">2025-11-25</span>.</p>"))
            // Code is shown as it is.
            #expect(run.contains("{{revision}}") && !run.contains("let b"))
            try write("shared/note.md", "one\n\n[x](/nowhere/) {{revisoin}}\n")
            let slips = await BuildFixture.lines { try builder.check([BuildFixture.page(body: body)]) }
            #expect(slips.count == 1 && slips[0].hasPrefix("shared/note.md:3:"), "\(slips)")
            #expect(slips.first?.contains("revisoin") == true)
            try write("shared/note.md", "one\n\n[x](/nowhere/)\n")
            #expect(
                await BuildFixture.lines { _ = try await build(body) } == [
                    "shared/note.md:3: the link “/nowhere/” leads to no page."
                ])
            #expect(
                await BuildFixture.lines {
                    try builder.check([BuildFixture.page(body: "<!-- include: ../../../x -->")])
                }
                    == [
                        "content/scenarios/step-up.md:5: “../../../x” is no file of this site; a path may not leave its folder."
                    ])
        }
    }

    @Test func documentationAloneHasItsSearchAndNoRecordings() async throws {
        try await BuildFixture.withFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent("content"), withIntermediateDirectories: true)
            try Data("name: Test\n".utf8).write(to: folder.appendingPathComponent("wirescribe.yml"))
            try Data("---\ntitle: Home\n---\nWords.\n".utf8).write(
                to: folder.appendingPathComponent("content/index.md"))
            var library: [String: [UInt8]] = [:]
            for name in PageTemplates.names {
                let place = ReferenceFixture.root.appendingPathComponent("templates/\(name).mustache")
                library["templates/\(name).mustache"] = Array(try Data(contentsOf: place))
            }
            let assets = ReferenceFixture.root.appendingPathComponent("templates/assets")
            for name in try FileManager.default.contentsOfDirectory(atPath: assets.path) {
                library["templates/assets/" + name] = Array(try Data(contentsOf: assets.appendingPathComponent(name)))
            }
            let site = try #require(
                try DocumentationSite(of: folder, library: Inheritance(library), generator: BuildFixture.generator))
            let sink = MemorySink()
            var memory = DocsMemory()
            #expect(try site.write(to: sink, &memory) == 1)
            let home = try BuildFixture.text("index.html", in: sink.all)
            #expect(home.contains("data-root=\"\" data-index=\"assets/search/\"") && !home.contains("recordings"))
            #expect(try BuildFixture.text("assets/search/p0.js", in: sink.all).contains("Words."))
        }
    }
}
