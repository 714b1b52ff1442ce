import Docs
import Authoring
import Foundation
import Specs
import Settings
import Testing
import Traces
import Wire

@testable import Scenarios
@testable import Site

@Suite struct BuildSiteTests {
    @Test func everyFileOfTheSiteIsThere() async throws {
        let files = try await BuildFixture.build(
            [
                BuildFixture.page(
                    body: "See [the token](#s-token-request), [about](/about/#how), [old](/revisions/2025-06-18/).")
            ],
            [
                (
                    "content/index.md",
                    "---\ntitle: Home\nfeatured: B07\nways: [B07]\ndoors:\n- {title: Learn, to: /about/}\n---\nHello.\n"
                ),
                ("content/about.md", "---\ntitle: About\n---\n## How\n\n[home](/) [story](scenarios/step-up.md)\n"),
                (
                    "content/fields/scope.md",
                    "---\nfield: scope\nplaces: [challenge]\ntitle: The scope\n---\nWhat.\n\nMore.\n"
                ),
                (
                    "content/exchanges/prm.md",
                    "---\nkind: prm\ntitle: t\nsummary: s\nhappens: h\nwhy: w\nskipped: x\n---\nAll.\n"
                ),
            ])
        let index = files.filter { $0.path.hasPrefix("assets/search/") }
        // A file for each page that is found, the terms, and where they begin.
        #expect(index.contains { $0.path == "assets/search/index.js" } && index.count > 10)
        #expect(
            files.map(\.path).filter { !$0.hasPrefix("assets/search/") && !$0.hasSuffix(".md") } == [
                "404.html", "about/index.html", "build.json", "exchanges/index.html",
                "exchanges/mcp-step-up/index.html", "exchanges/prm/index.html", "exchanges/token-request/index.html",
                "fields/index.html", "fields/scope/index.html",
                "index.html", "llms.txt",
                "revisions/2025-03-26/index.html", "revisions/2025-06-18/index.html", "revisions/2025-11-25/index.html",
                "revisions/2026-07-28/index.html", "revisions/draft/index.html", "scenarios/index.html",
                "scenarios/step-up/2025-11-25/index.html",
                "scenarios/step-up/2025-11-25/trace.json",
                "scenarios/step-up/2025-11-25/values/index.html",

                "scenarios/step-up/2026-07-28/index.html", "scenarios/step-up/2026-07-28/trace.json",
                "scenarios/step-up/2026-07-28/values/index.html",
                "scenarios/step-up/index.html",
            ])
        let flow = try BuildFixture.text("scenarios/step-up/2025-11-25/index.html", in: files)
        #expect(flow.contains("<a href=\"#s-token-request\">the token</a>"))
        #expect(flow.contains("<a href=\"../../../about/index.html#how\">about</a>"))
        #expect(flow.contains("<a href=\"../../../revisions/2025-06-18/index.html\">old</a>"))
        let overview = try BuildFixture.text("scenarios/step-up/index.html", in: files)
        #expect(
            overview.contains("<a href=\"2026-07-28/index.html#s-token-request\">the token</a>")
        )
        let about = try BuildFixture.text("about/index.html", in: files)
        #expect(
            about.contains("<a href=\"../index.html\">home</a> <a href=\"../scenarios/step-up/index.html\">story</a>"))
        let trace = try #require(files.first { $0.path == "scenarios/step-up/2026-07-28/trace.json" })
        #expect(try Trace(parsing: trace.bytes) == BuildFixture.trace())
        let manifest = try JSON(parsing: #require(files.first { $0.path == "build.json" }).bytes)
        #expect(manifest["counts"]?["runs"]?.int == 2)
        #expect(manifest["counts"]?["files"]?.int == files.count)
        #expect(manifest["runs"]?.array?.first?["run"]?.string == "B07/2025-11-25")
    }

    @Test(arguments: [
        (
            "a\n\n[x](#s-token-reqest)",
            "7: the link “#s-token-reqest” leads to no step of run B07/2025-11-25. Did you mean “#s-token-request”?"
        ),
        (
            "[x](#s-cimd-fetch)",
            "5: the link “#s-cimd-fetch” leads to no step of run B07/2025-11-25. Put it into a section such as {{#exchange.cimd-fetch}}."
        ),
        (
            "[x](/scenarios/step-down/)",
            "5: the link “/scenarios/step-down/” leads to no page. Did you mean “/scenarios/step-up/”?"
        ),
        (
            "[x](/revisions/2025-11-26/)",
            "5: the link “/revisions/2025-11-26/” leads to no page. Did you mean “/revisions/2025-11-25/”?"
        ),
        ("[x](gone.md)", "5: the link “gone.md” leads to no page: there is no such file."),
        ("[x](//example.com/)", "5: the link “//example.com/” names no scheme. Write https: in front of it."),
    ])
    func aDeadLinkHasItsLine(body: String, expected: String) async {
        let found = await BuildFixture.problems(body: body)
        #expect(found.first == "content/scenarios/step-up.md:" + expected)
    }

    @Test(arguments: [
        (
            "## Here\n\n[x](#their)",
            "7:5: the link “#their” leads to no anchor: /about/ has no “#their”."
        ),
        (
            "## Here\n\n[x](/scenarios/step-up/2026-07-28/#s-token-reqest)",
            "7:5: the link “/scenarios/step-up/2026-07-28/#s-token-reqest” leads to no anchor: /scenarios/step-up/2026-07-28/ has no “#s-token-reqest”. Did you mean “#s-token-request”?"
        ),
        ("\n[x](image.png)", "6:5: the link “image.png” leads to no file."),
        (
            "![x](https://example.com/x.png)",
            "5:6: the page loads “https://example.com/x.png” from another host. Put the file into the site."
        ),
        ("[x](../../../etc/passwd)", "5:5: the link “../../../etc/passwd” leads out of the site."),
        ("[x](//example.com/)", "5:5: the link “//example.com/” names no scheme. Write https: in front of it."),
        ("[x](#s-prm)", "5:5: the link “#s-prm” leads to no anchor: /about/ has no “#s-prm”."),
    ])
    func aDeadAnchorHasItsLine(body: String, expected: String) async {
        let page = ("content/about.md", "---\ntitle: A\nsummary: b\n---\n" + body)
        let found = await BuildFixture.problems([BuildFixture.page(body: "x")], [page])
        #expect(found.first == "content/about.md:" + expected)
        #expect(found.count == 1)
    }

    @Test func aDeadLinkInANoteIsReportedOnce() async {
        let note = (
            "content/fields/scope.md", "---\nfield: scope\nplaces: [challenge]\ntitle: x\n---\n[x](/nowhere/)\n"
        )
        let found = await BuildFixture.problems([BuildFixture.page(body: "x")], [note])
        #expect(found == ["content/fields/scope.md:6: the link “/nowhere/” leads to no page."])
    }

    @Test func unknownScenariosOnTheHomePageAreReported() async {
        let home = ("content/index.md", "---\ntitle: H\nfeatured: B08\ndoors:\n- title: x\n  to: /abut/\n---\n")
        let found = await BuildFixture.problems(
            [BuildFixture.page(body: "x")], [home, ("content/about.md", "---\ntitle: A\n---\n")])
        #expect(
            found == [
                "content/index.md:3:11: there is no scenario “B08”. Did you mean “B07”?",
                "content/index.md:6: the link “/abut/” leads to no page. Did you mean “/about/”?",
            ])
    }

    @Test func theNavigationIsChecked() async throws {
        let config = try SiteConfig(parsing: "name: x\nnavigation:\n- /\n- /scenaros/\n")
        let found = await BuildFixture.problems([BuildFixture.page(body: "x")], config: config)
        #expect(found == ["wirescribe.yml:4:3: “/scenaros/” is no page of this site. Did you mean “/scenarios/”?"])
    }

    @Test func aFailingRunIsReportedForEveryPage() async {
        struct Failing: RunSource {
            struct Lost: Error, CustomStringConvertible { var description: String { "the network is gone" } }
            func traces(for page: ScenarioPage) async throws -> [Trace] {
                if page.id == "B07" { throw Problem(file: page.file, line: 9, "expected success, got refused.") }
                throw Lost()
            }
        }
        let found = await BuildFixture.lines {
            let builder = SiteBuilder(try BuildFixture.sources(), generator: BuildFixture.generator, isCompact: false)
            _ = try await builder.build(
                [BuildFixture.page(body: "x"), BuildFixture.page("b", id: "C01", body: "y")], runs: Failing())
        }
        #expect(
            found == [
                "content/scenarios/b.md: the network is gone",
                "content/scenarios/step-up.md:9: expected success, got refused.",
            ])
    }

    @Test func equalSourcesGiveEqualBytes() async throws {
        let pages = (0..<12).map {
            BuildFixture.page("page-\($0)", id: "P\($0)", body: "Text {{revision}} {{count.exchanges}}.")
        }
        let first = try await BuildFixture.build(pages)
        let second = try await BuildFixture.build(pages.reversed())
        #expect(first == second)
        #expect(first.map(\.path) == first.map(\.path).sorted())
    }

    @Test func stylesheetsAreJoinedAndOverridden() async throws {
        try await BuildFixture.withFolder { folder in
            func write(_ path: String, _ text: String) throws {
                let place = folder.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place)
            }
            var standard = [
                "templates/assets/diagram.css": Array("d{}".utf8), "templates/assets/site.css": Array("s{}".utf8),
            ]
            for (name, text) in BuildFixture.templates { standard["templates/\(name).mustache"] = Array(text.utf8) }
            let library = Inheritance(standard)
            try write("site/templates/assets/site.css", "mine{}")
            try write("site/templates/footer.mustache", "<p>Mine</p>")
            try write("site/static/robots.txt", "all")
            try write("site/wirescribe.yml", "name: Mine\n")
            let sources = try SiteSources(
                of: folder.appendingPathComponent("site"), library: library)
            #expect(
                sources.files.map { $0.path + "=" + String(decoding: $0.bytes, as: UTF8.self) } == [
                    "assets/site.css=d{}\nmine{}", "robots.txt=all",
                ])
            let files = try await SiteBuilder(sources, generator: BuildFixture.generator, isCompact: false)
                .build([BuildFixture.page(body: "x")], runs: FixedRuns { BuildFixture.trace($0, $1) })
            #expect(try BuildFixture.text("404.html", in: files).contains("<p>Mine</p>"))
            try write("site/templates/footer.mustache", "<p>\n{{nobody}}</p>")
            let found = await BuildFixture.lines {
                _ = try SiteSources(
                    of: folder.appendingPathComponent("site"), library: library)
            }
            #expect(found.count == 1 && found[0].hasPrefix("templates/footer.mustache:2: no value “nobody”"))
        }
    }

    @Test func thePageForUnknownAddressesUsesThePublishedPath() async throws {
        let config = try SiteConfig(parsing: "name: x\nurl: https://example.com/docs\n")
        let files = try await BuildFixture.build([BuildFixture.page(body: "x")], config: config)
        #expect(try BuildFixture.text("404.html", in: files).contains("href=\"/docs/scenarios/index.html\""))
    }

    // MARK: Stories by revision

    @Test func theMatrixLinksEveryRunWithItsOutcomeAndAPicture() async throws {
        var left = BuildFixture.page("framing", id: "D34", body: "Why not.")
        left.excluded = "It is about <pixels>."
        let pages = [
            BuildFixture.page(body: "x"), left,
            BuildFixture.page("over", id: "B10", body: "x", compare: ["B07"]),
            BuildFixture.page("own", id: "X01", body: "x", revisions: [.july2026]),
        ]
        let files = try await BuildFixture.build(pages) { id, revision in
            var trace = BuildFixture.trace(id, revision)
            if id == "X01" { trace.outcome = .gaveUp }
            return trace
        }
        let matrix = try BuildFixture.text("scenarios/index.html", in: files)
        let titles = ["The life of a grant", "Attacks", "More stories"]
        #expect(titles.allSatisfy { matrix.contains(">\($0)</h2>") })
        #expect(!matrix.contains("Logins that succeed"))
        for part in [
            "<a class=\"mc o-success\" href=\"step-up/2025-11-25/index.html\"><svg width=\"46\"",
            "<a class=\"mc o-success\" href=\"step-up/2026-07-28/index.html\">",
            "<a class=\"mc o-gave-up\" href=\"own/2026-07-28/index.html\">", "<span>gives up</span>",
            "Not recorded: It is about &lt;pixels&gt;.", "href=\"framing/index.html\"",
            "Sets runs of other stories side by side.",
        ] {
            #expect(matrix.contains(part), "\(part) is missing")
        }
        // Runs of one shape share one picture.
        #expect(matrix.components(separatedBy: "<symbol ").count - 1 == 1)
        #expect(matrix.components(separatedBy: "<use ").count - 1 == 3)
        let page = try BuildFixture.text("scenarios/framing/index.html", in: files)
        #expect(page.contains("Not recorded</h2><p class=\"sub\">It is about &lt;pixels&gt;.</p>"))
        #expect(page.contains("Why not."))
        #expect(!files.contains { $0.path.hasPrefix("scenarios/framing/2") })
    }
}
