import Authoring
import Foundation
import Testing

@testable import Docs

/// A small site on disk with every feature, and what comes of it.
@Suite struct DocsBuilderTests {
    private static let templates = [
        "page":
            "<html lang=\"{{language}}\" dir=\"{{direction}}\">{{>head}}{{>header}}<h1>{{title}}</h1>{{#sidebar}}<nav>{{{sidebar}}}</nav>{{/sidebar}}{{{content}}}{{>footer}}</html>\n",
        "head": "<title>{{pageTitle}}</title><link href=\"{{root}}assets/site.css\"/>",
        "header":
            "{{#breadcrumbs}}<a href=\"{{href}}\">{{title}}</a>{{/breadcrumbs}}{{#languages}}<a lang=\"{{language}}\" href=\"{{href}}\">{{title}}</a>{{/languages}}",
        "footer":
            "{{#previous}}<a rel=\"prev\" href=\"{{href}}\">{{title}}</a>{{/previous}}{{#next}}<a rel=\"next\" href=\"{{href}}\">{{title}}</a>{{/next}}{{#tags}}<a rel=\"tag\" href=\"{{href}}\">{{title}}</a>{{/tags}}",
    ]

    private static let files = [
        "index.md": "---\ntitle: Home\n---\n[Setup](guides/setup.md#keys) ![Map](map.svg)\n",
        "guides/index.md": "---\ntitle: Guides\nweight: 1\n---\nText.\n",
        "guides/setup.md":
            "---\ntitle: Setup & keys\nsummary: How.\nweight: 2\ntags: [Access tokens]\naliases: [/install/]\n---\n## Keys\n\n## Other\n\n[next](use.md)\n",
        "guides/use.md":
            "---\ntitle: Use\nweight: 3\ntags: [Access tokens]\n---\n[home](/) [site](https://example.com/)\n",
        "guides/later.md": "---\ntitle: Later\ndraft: true\n---\n",
        "map.svg": "<svg/>",
    ]

    private func write(_ files: [String: String], to folder: URL) throws {
        for (path, text) in files {
            let place = folder.appendingPathComponent("content/" + path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
    }

    private func builder(_ folder: URL, _ change: (inout DocsSettings) -> Void = { _ in }) throws -> DocsBuilder {
        var settings = DocsSettings(name: "Site")
        change(&settings)
        return DocsBuilder(
            root: folder.path, settings: settings, templates: try PageTemplates(DocsBuilderTests.templates),
            assets: [OutputFile(path: "assets/site.css", text: "a{}")])
    }

    private func build(_ builder: DocsBuilder) throws -> [String: String] {
        let sink = MemorySink()
        var memory = DocsMemory()
        try builder.read(&memory).build(to: sink, &memory)
        return Dictionary(uniqueKeysWithValues: sink.all.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
    }

    private func problems(_ folder: URL) throws -> [String] {
        do {
            _ = try build(try builder(folder))
            return []
        } catch let problems as Problems {
            return problems.list.map(\.description)
        }
    }

    @Test func everyPageHasItsPlace() async throws {
        try await withFolder { folder in
            try write(DocsBuilderTests.files, to: folder)
            let site = try build(try builder(folder))
            #expect(
                site.keys.sorted() == [
                    "404.html", "assets/site.css", "guides/index.html", "guides/setup/index.html",
                    "guides/use/index.html", "index.html", "install/index.html", "map.svg",
                    "tags/access-tokens/index.html", "tags/index.html",
                ])
            let setup = try #require(site["guides/setup/index.html"])
            #expect(setup.contains("<title>Setup &amp; keys · Site</title>"))
            #expect(setup.contains("href=\"../../index.html\">Home</a><a href=\"../../guides/index.html\">Guides</a>"))
            #expect(setup.contains("<li class=\"t2\"><a href=\"#keys\">Keys</a></li>"))
            #expect(setup.contains("setup/index.html\" aria-current=\"page\">Setup &amp; keys</a>"))
            #expect(setup.contains("<a rel=\"prev\" href=\"../../guides/index.html\">Guides</a>"))
            #expect(setup.contains("<a rel=\"next\" href=\"../../guides/use/index.html\">Use</a>"))
            #expect(try #require(site["index.html"]).contains("<img src=\"map.svg\""))
            #expect(try #require(site["index.html"]).contains("href=\"guides/setup/index.html#keys\""))
            #expect(try #require(site["install/index.html"]).contains("0; url=../guides/setup/index.html"))
            #expect(try #require(site["tags/access-tokens/index.html"]).contains(">Setup &amp; keys</a><p>How.</p>"))
            let drafts = try build(try builder(folder) { $0.showsDrafts = true })
            #expect(drafts["guides/later/index.html"] != nil)
        }
    }

    @Test func prettyLinksAndFingerprintsAreOptions() async throws {
        try await withFolder { folder in
            try write(DocsBuilderTests.files, to: folder)
            let site = try build(
                try builder(folder) {
                    $0.hasPrettyLinks = true
                    $0.hasFingerprints = true
                })
            let home = try #require(site["index.html"])
            #expect(home.contains("href=\"guides/setup/#keys\""))
            let style = try #require(site.keys.first { $0.hasPrefix("assets/site.") && $0 != "assets/site.css" })
            #expect(home.contains("<link href=\"\(style)\"/>"))
            let map = try #require(site.keys.first { $0.hasPrefix("map.") && $0 != "map.svg" })
            #expect(home.contains("<img src=\"\(map)\""))
        }
    }

    @Test func everyLanguageHasEveryPage() async throws {
        try await withFolder { folder in
            try write(DocsBuilderTests.files, to: folder)
            try write(["ar/index.md": "---\ntitle: الرئيسية\n---\n[x](guides/setup.md)\n"], to: folder)
            let site = try build(
                try builder(folder) { $0.languages.append(.init(code: "ar", name: "العربية")) })
            let home = try #require(site["ar/index.html"])
            #expect(home.hasPrefix("<html lang=\"ar\" dir=\"rtl\">"))
            #expect(home.contains("href=\"guides/setup/index.html\""))
            let setup = try #require(site["ar/guides/setup/index.html"])
            #expect(setup.contains("<div class=\"prose\" lang=\"en\" dir=\"ltr\">"))
            #expect(setup.contains("href=\"../../../ar/index.html\">الرئيسية</a>"))
            #expect(setup.contains("<a rel=\"tag\" href=\"../../../tags/access-tokens/index.html\">"))
            #expect(setup.contains("<a lang=\"en\" href=\"../../../guides/setup/index.html\">English</a>"))
        }
    }

    @Test(arguments: [
        (
            "a.md", "---\ntitle: A\n---\nSee [x](guides/setpu.md).\n",
            "content/a.md:4:9: the link “guides/setpu.md” leads to no page. Did you mean “guides/setup.md”?"
        ),
        (
            "a.md", "---\ntitle: A\n---\n[x](guides/setup.md#kyes)\n",
            "content/a.md:4:5: the link “guides/setup.md#kyes” leads to no anchor: /guides/setup/ has no “#kyes”. Did you mean “#keys”?"
        ),
        (
            "a.md", "---\ntitle: A\n---\n![x](mop.svg)\n",
            "content/a.md:4:6: the link “mop.svg” leads to no file. Did you mean “/map.svg”?"
        ),
        (
            "a.md", "---\ntitle: A\n---\n[x](guides/later.md)\n",
            "content/a.md:4:5: the link “guides/later.md” leads to content/guides/later.md, which is a draft. Publish it, or take the link out until then."
        ),
        (
            "a.md", "---\ntitle: A\ndrafd: true\n---\n",
            "content/a.md:3:1: “drafd” is not known here. Did you mean “draft”?"
        ),
        (
            "guides/setup/index.md", "---\ntitle: B\n---\n",
            "content/guides/setup/index.md: the address “/guides/setup/” also comes from content/guides/setup.md. Rename one of them."
        ),
        (
            "a%b.md", "---\ntitle: B\n---\n",
            "content/a%b.md: “a%b” cannot be part of an address. Use letters, digits, spaces, “-”, “_” and single dots, as in step-up; none of / \\ ? # % * : | < >."
        ),
        ("a.md", "Text.\n", "content/a.md:1: the page has no title. Begin it with ---, title: … and ---."),
    ]) func aMistakeHasItsPlace(path: String, text: String, expected: String) async throws {
        try await withFolder { folder in
            try write(DocsBuilderTests.files, to: folder)
            try write([path: text], to: folder)
            let found = try problems(folder)
            #expect(found.contains(expected), "\(found)")
        }
    }

    /// Every edit of a session gives what a build from nothing gives, at once where only a text changed.
    @Test func aSessionIsNeverStale() async throws {
        try await withFolder { folder in
            try write(DocsBuilderTests.files, to: folder)
            let session = DocsSession()
            var numbers = SeededNumbers(state: 7)
            let languages: (inout DocsSettings) -> Void = { $0.languages.append(.init(code: "de", name: "Deutsch")) }
            var last: (site: DocsSite, pages: [String: String])?
            var refreshes = 0
            for step in 0..<300 {
                let name = "guides/p\(numbers.next() % 6).md"
                let place = folder.appendingPathComponent("content/" + name)
                var changed = "content/" + name
                switch numbers.next() % 8 {
                case 0: try? FileManager.default.removeItem(at: place)
                case 6, 7:
                    if let old = try? String(contentsOf: place, encoding: .utf8) {
                        try write([name: old + "Sentence \(step).\n"], to: folder)
                    }
                case 1:
                    let german = "---\ntitle: Seite \(step)\n---\nText.\n"
                    try write(["de/" + name: german], to: folder)
                    changed = "content/de/" + name
                case 2:
                    try? FileManager.default.removeItem(at: folder.appendingPathComponent("content/de/" + name))
                    changed = "content/de/" + name
                case 3:
                    try write(["map.svg": "<svg id='\(step)'/>"], to: folder)
                    changed = "content/map.svg"
                default:
                    let tags = numbers.next() % 3 == 0 ? "tags: [t\(numbers.next() % 3)]\n" : ""
                    let draft = numbers.next() % 5 == 0 ? "draft: true\n" : ""
                    let alias = numbers.next() % 5 == 0 ? "aliases: [/old\(name.dropLast(3))/]\n" : ""
                    let text =
                        "---\ntitle: Page \(numbers.next() % 4)\nweight: \(numbers.next() % 9)\n\(tags)\(draft)\(alias)---\n"
                        + "## H\(numbers.next() % 3)\n\n## K\n\n[l](p\(numbers.next() % 6).md) `x`\n"
                    try write([name: text], to: folder)
                }
                let warm: [String: [UInt8]]?
                let cold: [String: String]?
                let early = last?.site.refreshed([changed])
                var site: DocsSite?
                do { (warm, site) = try session.rebuild(try builder(folder, languages)) } catch { warm = nil }
                do { cold = try build(try builder(folder, languages)) } catch { cold = nil }
                #expect(warm?.mapValues { String(decoding: $0, as: UTF8.self) } == cold, "after edit \(step)")
                if let early, let cold, let before = last?.pages {
                    refreshes += early.isEmpty ? 0 : 1
                    let files = Dictionary(early.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }) { $1 }
                    #expect(before.merging(files) { $1 } == cold, "after edit \(step), early")
                }
                last = site.flatMap { site in cold.map { (site, $0) } }
                if cold == nil, numbers.next() % 2 == 0 {
                    // Most edits should meet a site that builds.
                    for number in 0..<6 {
                        try write(["guides/p\(number).md": "---\ntitle: P\n---\n## K\n"], to: folder)
                    }
                }
            }
            #expect(refreshes > 20)
        }
    }

    private struct SeededNumbers {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}
