import Authoring
import Foundation
import Testing

@testable import Docs

/// Addresses that authors write, in Markdown and in HTML: each leads somewhere, or is a problem with its line.
@Suite struct AuthorAddressTests {
    private static let templates = ["page": "<html>{{{content}}}</html>\n", "head": "", "header": "", "footer": ""]

    /// A site of some files with one page that has a text, at line 4.
    private func site(
        _ text: String, at page: String = "page.md", _ files: [String: String] = [:],
        _ change: (inout DocsSettings) -> Void = { _ in }
    ) async throws -> (pages: [String: String], problems: [Problem]) {
        var found: (pages: [String: String], problems: [Problem]) = ([:], [])
        try await withFolder { folder in
            var all = files
            all[page] = "---\ntitle: Page\n---\n" + text
            for (path, text) in all {
                let place = folder.appendingPathComponent("content/" + path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place)
            }
            var settings = DocsSettings(name: "Site")
            settings.allowsHTML = true
            change(&settings)
            let builder = DocsBuilder(
                root: folder.path, settings: settings, templates: try PageTemplates(Self.templates))
            let sink = MemorySink()
            var memory = DocsMemory()
            do {
                try builder.read(&memory).build(to: sink, &memory)
                found.pages = Dictionary(
                    uniqueKeysWithValues: sink.all.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
            } catch let problems as Problems {
                found.problems = problems.list
            }
        }
        return found
    }

    @Test(arguments: [
        "[x](vscode:mcp/install?%7B%7D)", "[x](tel:+49301234)", "<xmpp:a@b>", "[x][y]\n\n[y]: urn:ietf:x",
        "<a href=\"cursor://x\">x</a>", "<a href='ssh://a'>x</a>", "a[^1]\n\n[^1]: [x](magnet:?xt=1)", "[x](claude:x)",
    ])
    func harmlessSchemesReachThePage(_ text: String) async throws {
        let (pages, problems) = try await site(text)
        #expect(problems.isEmpty)
        let page = try #require(pages["page/index.html"])
        let scheme = ["vscode:", "tel:", "xmpp:", "urn:", "cursor:", "ssh:", "magnet:", "claude:"].first {
            text.contains($0)
        }
        #expect(page.contains("href=\"\(scheme ?? "?")") || page.contains("href='\(scheme ?? "?")"))
    }

    @Test(arguments: [
        "[x](javascript:alert(1))", "![x](data:text/html,x)", "[x](vbscript:x)", "[x](file:///etc/passwd)",
        "[x](JavaScript&colon;x)", "[x](java&Tab;script:x)", "<a href=\"javascript&colon;x\">x</a>",
        "<a href=\"&#106avascript:x\">x</a>", "<a href=\"java&NewLine;script:x\">x</a>",
        "<a href=' javascript:x'>x</a>",
        "<a HREF = javascript:x>x</a>", "<form action=\"javascript:x\"></form>",
        "<button formaction=\"javascript:x\">x</button>", "<svg><a xlink:href=\"javascript:x\"></a></svg>",
        "<a href=\"jav\u{1}ascript:x\" ping=\"javascript:x\">x</a>",
        "<div style=\"background:url(javascript:x)\"></div>",
        "<iframe src=\"javascript:x\"></iframe>", "<object data=\"data:text/html,x\"></object>",
        "<meta http-equiv=\"refresh\" content=\"0; url=javascript:x\">", "[x](view-source:x)", "[x](blob:x)",
    ])
    func dangerousSchemesAreProblems(_ text: String) async throws {
        let (_, problems) = try await site("\n" + text) { $0.ignoredLinks = ["*"] }
        #expect(!problems.isEmpty && problems.allSatisfy { $0.line == 5 }, "\(problems)")
        #expect(problems.first?.file == "content/page.md")
    }

    // MARK: Attributes

    @Test(arguments: [
        ("<img src=\"a.png\">", "src=\"../a.png\""), ("<img src = a.png >", "src = \"../a.png\""),
        ("<img srcset=\"a.png 1x, b.png 2x\" src=a.png>", "srcset=\"../a.png 1x, ../b.png 2x\""),
        ("<img srcset=\"a.png, b.png 2x,\" src=a.png>", "srcset=\"../a.png, ../b.png 2x\""),
        ("<img SRCSET='\n  a.png 100w,\n  b.png 200w' src=a.png>", "SRCSET='../a.png 100w, ../b.png 200w'"),
        ("<picture><source srcset=\"b.png\" media=\"(x)\"><img src=a.png></picture>", "srcset=\"../b.png\""),
        ("<a href=\"x.md\" ping=\"x.md a.png\">x</a>", "ping=\"../x/index.html ../a.png\""),
        (
            "<div style=\"background: url(a.png), url('b.png')\"></div>",
            "url(&quot;../a.png&quot;), url(&quot;../b.png&quot;)"
        ),
        ("<video poster=\"a.png\" src=\"b.png\"></video>", "poster=\"../a.png\" src=\"../b.png\""),
        ("<link rel=\"preload\" imagesrcset=\"a.png 1x\">", "imagesrcset=\"../a.png 1x\""),
        ("<object data=\"a.png\"></object>", "data=\"../a.png\""),
        ("<table background=\"a.png\"></table>", "background=\"../a.png\""),
        (
            "<svg><image href=\"a.png\"/><use xlink:href=\"#x\"/></svg><b id=\"x\"></b>",
            "href=\"../a.png\"/><use xlink:href=\"#x\""
        ),
        ("<form action=\"x.md\"></form>", "action=\"../x/index.html\""),
        ("<blockquote cite=\"x.md\"></blockquote>", "cite=\"../x/index.html\""),
        ("<meta http-equiv=\"Refresh\" content=\"5; url=x.md\">", "content=\"5; url=../x/index.html\""),
        (
            "<style>\n.a{background:image-set(\"a.png\" 1x, url(b.png) 2x)}\n</style>",
            "image-set(\"../a.png\" 1x, url(\"../b.png\") 2x)"
        ),
        (
            "<a title=\"x.md\" href=\"x.md?a=1&amp;b=2#top\">x</a>",
            "title=\"x.md\" href=\"../x/index.html?a=1&amp;b=2#top\""
        ),
        (
            "<img src=\"data:image/png;base64,AA\" srcset=\"a.png 1x\">",
            "src=\"data:image/png;base64,AA\" srcset=\"../a.png 1x\""
        ),
        ("<script>var a = '<img src=\"zz.png\">';</script>", "src=\"zz.png\""),
        ("<!-- <img src=zz.png> -->", "src=zz.png"),
    ])
    func attributesAreRewritten(_ text: String, _ expected: String) async throws {
        let (pages, problems) = try await site(
            text, ["x.md": "---\ntitle: X\n---\n", "a.png": "a", "b.png": "b"])
        #expect(problems.isEmpty, "\(problems)")
        #expect(pages["page/index.html"]?.contains(expected) == true, "\(pages["page/index.html"] ?? "")")
    }

    @Test(arguments: [
        "<img srcset=\"a.png 1x, zz.png 2x\">", "<source srcset=\"zz.png\">", "<a href=\"x.md\" ping=\"zz.md\">x</a>",
        "<div style=\"background:url(zz.png)\"></div>", "<img src=\"https://other.example/a.png\">",
        "<img srcset=\"a.png, //other.example/a.png 2x\">", "<link rel=\"preload\" imagesrcset=\"zz.png 2x\">",
        "<video poster=zz.png></video>", "<style>@import \"zz.css\";</style>", "<form action=\"zz.md\"></form>",
    ])
    func deadOnesAreProblems(_ text: String) async throws {
        let (_, problems) = try await site("\n" + text, ["x.md": "---\ntitle: X\n---\n", "a.png": "a"])
        #expect(problems.first?.line == 5, "\(problems)")
    }

    @Test func htmlThatEatsThePageIsAProblem() async throws {
        for text in ["\n<!-- a", "\n</main></body>", "\n<div>\n", "\n<a href=\"x>y</a>"] {
            let (_, problems) = try await site(text)
            #expect(!problems.isEmpty && problems.allSatisfy { $0.line == 5 }, "\(problems)")
        }
        // Where HTML is shown as text it cannot.
        let (pages, problems) = try await site("</main></body>") { $0.allowsHTML = false }
        #expect(problems.isEmpty && pages["page/index.html"]?.contains("&lt;/main&gt;") == true)
    }

    // MARK: One base

    private static let tree = [
        "index.md": "---\ntitle: Home\n---\n", "guide/index.md": "---\ntitle: Guide\n---\n",
        "guide/b.md": "---\ntitle: B\n---\n## One\n", "de/index.md": "---\ntitle: De\n---\n",
        "guide/sub/index.md": "---\ntitle: Sub\n---\n", "guide/p.png": "p", "q.png": "q",
    ]

    @Test(arguments: [
        ("b.md", "../b/index.html"), ("b/", "../b/index.html"), ("b", "../b/index.html"), ("./b/", "../b/index.html"),
        (".", "../index.html"), ("./", "../index.html"), ("..", "../../index.html"), ("../", "../../index.html"),
        ("../de/", "../../de/index.html"), ("../de", "../../de/index.html"), ("../de/index.md", "../../de/index.html"),
        ("sub/", "../sub/index.html"), ("sub", "../sub/index.html"), ("sub/..", "../index.html"), ("p.png", "../p.png"),
        ("../q.png", "../../q.png"), ("/de/", "../../de/index.html"), ("/", "../../index.html"),
        ("b.md#one", "../b/index.html#one"), ("b/#one", "../b/index.html#one"),
        ("b/?x=1#one", "../b/index.html?x=1#one"),
        ("?x=1", "?x=1"), ("#top", "#top"), ("b.md#Top", "../b/index.html#Top"),
        ("b.md#:~:text=x", "../b/index.html#:~:text=x"),
        ("%62.md", "../b/index.html"), ("../guide/b.md", "../b/index.html"), ("index.html", "../index.html"),
    ])
    func relativeLinksStartAtTheFile(_ url: String, _ href: String) async throws {
        let (pages, problems) = try await site("[x](\(url))", at: "guide/a.md", Self.tree)
        #expect(problems.isEmpty, "\(problems)")
        #expect(
            pages["guide/a/index.html"]?.contains("<a href=\"\(href)\">x</a>") == true,
            "\(pages["guide/a/index.html"] ?? "")")
    }

    @Test(arguments: [
        ("../../de/", "/de/"), ("../b/", "/guide/b/"), ("../../guide/sub/", "/guide/sub/"), ("../../", "/"),
    ])
    func theOtherReadingIsTold(_ url: String, _ meant: String) async throws {
        let (_, problems) = try await site("\n[x](\(url))", at: "guide/a.md", Self.tree)
        let problem = try #require(problems.first)
        #expect(problems.count == 1 && problem.line == 5, "\(problems)")
        #expect(problem.description.contains("write “\(meant)”"), "\(problem)")
    }

    @Test func pagesAtTheTopReachHome() async throws {
        for url in [".", "./", "index.md", "/"] {
            let (pages, problems) = try await site("[x](\(url))", Self.tree)
            #expect(
                problems.isEmpty && pages["page/index.html"]?.contains("<a href=\"../index.html\">") == true,
                "\(problems)")
        }
        let (_, problems) = try await site("[x](../)", Self.tree)
        #expect(problems.first?.description.contains("leads out of the site") == true)
        #expect(problems.first?.description.contains("write “/”") == true)
    }

    // MARK: Redirects

    @Test func redirectsLeadToAnchors() async throws {
        let (pages, problems) = try await site("x", Self.tree) {
            $0.redirects = [.init(from: "/old/", to: "/guide/b/?x=1#one", file: "wirescribe.yml", line: 3)]
        }
        #expect(problems.isEmpty, "\(problems)")
        let page = try #require(pages["old/index.html"])
        #expect(
            page.contains("url=../guide/b/index.html?x=1#one")
                && page.contains("href=\"../guide/b/index.html?x=1#one\""))
    }

    @Test func stylesAreReadAsBrowsersDo() {
        let style = """
            /* url(no.png) */ @import 'a.css' screen; @namespace svg url(http://www.w3.org/2000/svg);
            a{background:URL( b.png );content:"url(no)";src:url("c\\"d.png")url('\\65 .png')}
            b{x:image-set("f.png" type("image/no"), url(g.png));--y:url(h\\).png)}
            """
        let places = StyleAddresses(Array(style.utf8)).places
        #expect(
            places.map(\.address) == ["a.css", "b.png", "c\"d.png", "e.png", "f.png", "g.png", "h).png"])
        #expect(places.map(\.condition) == ["screen", nil, nil, nil, nil, nil, nil])
        for broken in ["url(", "url(\"", "@import", "@import \"", "/*", "\\", "a{b:url(x", "\"\\", "image-set(\""] {
            #expect(StyleAddresses.rewriting(Array(broken.utf8)) { _ in nil } == Array(broken.utf8))
        }
    }
}
