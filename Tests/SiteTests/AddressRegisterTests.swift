import Authoring
import Foundation
import Settings
import Testing

@testable import Docs
@testable import Site

/// One register knows who writes which file: the author's files win where they may, everything else that meets is one
/// error, and what an earlier build left has no say.
@Suite struct AddressRegisterTests {
    private static let generator = Generator(version: "1", markdownVersion: "0", fingerprint: "a")

    /// A site of documentation in a folder of its own.
    private struct Site: EditedFolder {
        let folder: URL
        let library: Inheritance
        var output: URL { folder.appending(path: "_site") }

        func remove(_ path: String) { try? FileManager.default.removeItem(at: folder.appending(path: path)) }

        func build(into output: URL, isCached: Bool) throws {
            let generator = AddressRegisterTests.generator
            let cache = isCached ? SiteCache(of: folder.path, program: generator) : nil
            let build = try SiteBuild(of: folder, to: output, cache: cache, generator: generator)
            if build.unchanged != nil { return }
            _ = try build.write(documentation())
        }

        func documentation() throws -> DocumentationSite {
            try #require(try DocumentationSite(of: folder, library: library, generator: AddressRegisterTests.generator))
        }

        func build() throws { try build(into: output, isCached: true) }

        /// The paths in which the output differs from that of a build from nothing.
        func stale() throws -> [String] {
            let cold = folder.deletingLastPathComponent().appending(path: "cold")
            try? FileManager.default.removeItem(at: cold)
            try build(into: cold, isCached: false)
            let (one, other) = (try BuildFixture.tree(output), try BuildFixture.tree(cold))
            return Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted()
        }

        func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: output.path + "/" + path).map { String(decoding: $0, as: UTF8.self) }
        }

        func problems() throws -> [String] {
            do {
                try build()
                return []
            } catch let problems as Problems {
                return problems.list.map(\.description)
            }
        }
    }

    private static let settings = "name: Site\nurl: https://docs.example.com/base/\n"

    private func withSite(_ action: (Site) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wirescribe-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let templates = ReferenceFixture.root.appending(path: "templates")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: templates.path) where name.contains(".") {
            files["templates/" + name] = Array(try Data(contentsOf: templates.appending(path: name)))
        }
        let site = Site(folder: folder.appending(path: "site"), library: Inheritance(files))
        try site.write("wirescribe.yml", AddressRegisterTests.settings)
        try site.write("content/index.md", "---\ntitle: Home\ndate: 2026-07-28\n---\n[Setup](guides/setup.md#keys)\n")
        try site.write("content/guides/index.md", "---\ntitle: Guides\n---\nText.\n")
        try site.write(
            "content/guides/setup.md", "---\ntitle: Setup\ntags: [a]\naliases:\n- /old/\n---\n## Keys\n\n`x`\n")
        try action(site)
    }

    // MARK: Who wins

    @Test(arguments: [
        ("static/robots.txt", "robots.txt"), ("content/robots.txt", "robots.txt"), ("static/llms.txt", "llms.txt"),
        ("static/card.png", "card.png"), ("content/guides/card.png", "guides/card.png"),
        ("static/guides/setup/card.png", "guides/setup/card.png"),
    ]) func theAuthorsFileWinsAndLeavesNothingBehind(file: String, path: String) throws {
        try withSite { site in
            try site.build()
            let made = try #require(site.text(path))
            try site.write(file, "the author's")
            try site.build()
            #expect(site.text(path) == "the author's")
            #expect(try site.stale() == [])
            try site.build()
            #expect(site.text(path) == "the author's")
            // Everything else changes too, and the file stays the author's.
            try site.write("content/guides/setup.md", "---\ntitle: Start\n---\n## Keys\n")
            try site.build()
            #expect(site.text(path) == "the author's")
            try site.write(
                "content/guides/setup.md", "---\ntitle: Setup\ntags: [a]\naliases:\n- /old/\n---\n## Keys\n\n`x`\n")
            site.remove(file)
            try site.build()
            #expect(site.text(path) == made, "the site's own is back")
            #expect(try site.stale() == [])
        }
    }

    /// Whatever is added and taken away in whatever order, the output is that of a build from nothing.
    @Test(arguments: 0..<4) func theOutputIsNeverStale(seed: UInt64) throws {
        let files = [
            ("static/robots.txt", "mine"), ("static/llms.txt", "mine"), ("static/card.png", "mine"),
            ("content/guides/card.png", "mine"), ("content/guides/setup/card.png", "mine"),
            ("content/news.md", "---\ntitle: News\ndate: 2026-08-01\ntags: [C++, a]\n---\nText.\n"),
            ("content/guides/use.md", "---\ntitle: Use\ntags: [C]\n---\nText.\n"),
            ("templates/assets/icon.svg", "<svg/>"),
        ]
        let settings = [
            "", "feed: false\n", "tags: false\n", "fingerprint: true\n", "links: {style: pretty}\n",
            "redirects: {/was/: /guides/}\n", "languages: {de: Deutsch}\n", "theme: {logo: static/card.png}\n",
        ]
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        try withSite { site in
            var there: Set<Int> = []
            var steps: [String] = []
            for _ in 0..<14 {
                if next(3) == 0 {
                    let extra = settings[next(settings.count - (there.contains(2) ? 0 : 1))]
                    let url = next(4) == 0 ? "name: Site\n" : AddressRegisterTests.settings
                    try site.write("wirescribe.yml", url + extra)
                    steps.append("settings " + extra)
                } else {
                    let number = next(files.count)
                    if there.remove(number) != nil {
                        site.remove(files[number].0)
                        if number == 2 { try site.write("wirescribe.yml", AddressRegisterTests.settings) }
                    } else {
                        there.insert(number)
                        try site.write(files[number].0, files[number].1)
                    }
                    steps.append((there.contains(number) ? "+ " : "- ") + files[number].0)
                }
                try site.build()
                #expect(try site.stale() == [], "seed \(seed): \(steps.joined(separator: ", "))")
            }
        }
    }

    // MARK: Who meets

    private static let renamed = "Rename one of them."

    @Test(
        arguments: [
            (
                ["static/sitemap.xml": "x"],
                "static/sitemap.xml: the address “/sitemap.xml” also comes from the sitemap. Rename it; every site with a url has its own sitemap."
            ),
            (
                ["static/feed.xml": "x"],
                "static/feed.xml: the address “/feed.xml” also comes from the feed. Rename it, or write feed: false into wirescribe.yml."
            ),
            (
                ["content/Robots.TXT": "x"],
                "content/Robots.TXT: the address “/Robots.TXT” also comes from the file for crawlers. Call it “robots.txt” to put it in that one's place."
            ),
            (
                ["static/build.json": "x"],
                "static/build.json: the address “/build.json” also comes from the manifest. Rename one of them."
            ),
            (
                ["static/guides/index.md": "x"],
                "static/guides/index.md: the address “/guides/index.md” also comes from the Markdown copy of /guides/. Rename it."
            ),
            (
                ["static/assets/search/own.js": "x"],
                "static/assets/search/own.js: the address “/assets/search/own.js” is in the folder of the search, “/assets/search/”. Rename it, or put it into another folder."
            ),
            (
                ["static/assets/search": "x"],
                "static/assets/search: the address “/assets/search” is in the folder of the search, “/assets/search/”. Rename it, or put it into another folder."
            ),
            (
                ["static/assets/site.css": "x"],
                "static/assets/site.css: the address “/assets/site.css” also comes from the templates. Rename it, or put it into templates/ to replace the standard one."
            ),
            (
                ["static/Assets/Site.css": "x"],
                "static/Assets/Site.css: the address “/Assets/Site.css” also comes from the templates. Rename it, or put it into templates/ to replace the standard one."
            ),
            (
                ["static/404.html": "x"],
                "static/404.html: the address “/404.html” also comes from the page for unknown addresses. Rename one of them."
            ),
            (
                ["static/robots.txt": "x", "content/robots.txt": "y"],
                "static/robots.txt: the address “/robots.txt” also comes from content/robots.txt. Rename one of them."
            ),
            (
                ["static/guides": "x"],
                "static/guides: “/guides” is a file, and content/guides/index.md needs a folder there for “/guides/index.html”. Rename one of them."
            ),
            (
                ["static/GUIDES": "x"],
                "static/GUIDES: “/GUIDES” is a file, and content/guides/index.md needs a folder there for “/guides/index.html”. Rename one of them."
            ),
            (
                ["static/robots.txt/note.txt": "x"],
                "static/robots.txt/note.txt: “/robots.txt/note.txt” needs a folder where the file for crawlers has the file “/robots.txt”. Rename one of them."
            ),
            (
                ["content/card.png.md": "---\ntitle: Card\n---\n"],
                "content/card.png.md: “/card.png/index.html” needs a folder where the card of / has the file “/card.png”. Rename one of them."
            ),
            (
                ["static/old/index.html": "x"],
                "content/guides/setup.md:5: the address “/old/” also comes from static/old/index.html. Rename one of them."
            ),
            (
                ["wirescribe.yml": settings + "redirects:\n  /old/: /guides/\n"],
                "wirescribe.yml:4: the address “/old/” also comes from content/guides/setup.md:5. Rename one of them."
            ),
            (
                ["wirescribe.yml": settings + "redirects:\n  /guides: /guides/setup/\n"],
                "wirescribe.yml:4: the address “/guides/” also comes from content/guides/index.md. Rename one of them."
            ),
            (
                ["content/tags/a.md": "---\ntitle: A\n---\n"],
                "content/tags/a.md: the address “/tags/a/” also comes from the list of pages with a tag. Rename one of them."
            ),
            (
                ["content/Guides.md": "---\ntitle: A\n---\n"],
                "content/guides/index.md: the address “/guides/” also comes from content/Guides.md. Rename one of them."
            ),
            (
                [
                    "art/a.css": "x", "static/assets/art/b.svg": "x", "art/b.svg": "y",
                    "wirescribe.yml": settings + "theme: {css: art/a.css, logo: static/assets/art/b.svg}\n",
                ],
                ""
            ),
        ] as [([String: String], String)]) func whatMeetsIsOneErrorWithBothSources(
            files: [String: String], expected: String
        ) throws
    {
        try withSite { site in
            try site.build()
            let good = try BuildFixture.tree(site.output)
            for (path, text) in files { try site.write(path, text) }
            let found = try site.problems()
            #expect(found == (expected.isEmpty ? [] : [expected]))
            if !expected.isEmpty { #expect(try BuildFixture.tree(site.output) == good, "the old output stays whole") }
        }
    }

    /// What two places name of one file is one file.
    @Test func aLogoMayStandInAStylesheetToo() throws {
        try withSite { site in
            try site.write("logo.svg", "<svg/>")
            try site.write("own.css", "h1{background:url(logo.svg)}")
            try site.write(
                "wirescribe.yml", AddressRegisterTests.settings + "theme: {css: own.css, logo: logo.svg}\n")
            #expect(try site.problems() == [])
        }
    }

    // MARK: Who claims

    @Test func everyFileOfASiteIsClaimed() throws {
        try withSite { site in
            try site.write(
                "wirescribe.yml",
                AddressRegisterTests.settings
                    + "fingerprint: true\nlanguages: {de: Deutsch}\nversions: [{name: 2}, {name: 1, folder: v1}]\n"
                    + "redirects: {/was/: /guides/}\ntheme: {css: own.css, logo: logo.svg}\n")
            try site.write("content/v1/index.md", "---\ntitle: Old\ntags: [C++]\n---\nText.\n")
            try site.write("content/map.svg", "<svg/>")
            try site.write("content/.well-known/x.txt", "x")
            try site.write("static/CNAME", "x")
            try site.write("logo.svg", "<svg/>")
            try site.write("own.css", "h1{background:url(art/a.png)}")
            try site.write("art/a.png", "x")
            var memory = DocsMemory()
            let docs = try site.documentation().builder.read(&memory)
            let sink = MemorySink()
            try docs.build(to: sink, &memory)
            let register = docs.register()
            #expect(register.problems == [])
            let unclaimed = Set(sink.all.map(\.path)).subtracting(register.paths).filter {
                !$0.hasPrefix(SearchFiles.folder)
            }
            #expect(unclaimed == [])
            let optional = Set(["build.json"])
            #expect(
                register.paths.subtracting(sink.all.map(\.path)).subtracting(optional) == [], "claimed and not made")
        }
    }

    @Test func everyFileOfASiteWithRunsIsClaimed() async throws {
        var config = SiteConfig(name: "Test")
        config.baseURL = .init("https://docs.example.com/")
        let builder = SiteBuilder(
            try BuildFixture.sources(config: config), generator: BuildFixture.generator, isCompact: false)
        let site = try await builder.site(
            [BuildFixture.page(body: "Text.")], runs: FixedRuns { BuildFixture.trace($0, $1) })
        let register = site.documentation.register()
        #expect(register.problems == [])
        let unclaimed = Set(site.files.map(\.path)).subtracting(register.paths).filter {
            !$0.hasPrefix(SearchFiles.folder)
        }
        #expect(unclaimed == [])
    }
}
