import Testing
import Wire

@testable import Docs

/// Each place in which an address can stand, in each kind of file: one that leads nowhere is found there, one that leads
/// somewhere is none.
@Suite struct FinishedCheckTests {
    /// What the site holds besides the file that is tried.
    private static let others: [String: String] = [
        "good/index.html": "<main id=main><h2 id='here'>x</h2><a name=\"old\"></a></main>", "good.png": "",
        "good.svg":
            "<svg xmlns='http://www.w3.org/2000/svg'><g id=\"part\"/></svg>",
        "good/index.md": "# Good\n\n## Here it is\n", "index.html": "",
    ]

    private static func faults(
        _ path: String, _ text: String, own: Set<String> = [], _ change: (inout DocsSettings) -> Void = { _ in }
    ) -> [FinishedCheck.Fault] {
        var settings = DocsSettings(name: "x")
        settings.baseURL = "https://site.example/base/"
        change(&settings)
        let sink = CheckedSink(
            MemorySink(), LinkRules(settings, own: own, recorded: ["trace.json"], searchFolder: "assets/search/"))
        for (path, text) in others { sink.put(OutputFile(path: path, text: text)) }
        sink.put(OutputFile(path: path, text: text))
        let check = sink.check()
        return check.faults(in: check.broken) { sink.store.bytes(of: $0) }
    }

    /// An escaped `#` is a part of a name, and no file has this one.
    @Test func anEscapedAnchorIsNone() {
        let bad = Self.faults("a/index.html", "<a href=\"../good/index.html%23here\">x</a>")
        #expect(bad.count == 1, "\(bad)")
        #expect(Self.faults("a/index.html", "<a href=\"../good/index.html#here\">x</a>").isEmpty)
    }

    /// Where addresses stand in HTML; `@` is the address. All but those marked are seen relative to the page.
    static let inHTML = [
        "<a href=\"@\">x</a>", "<a href='@'>x</a>", "<a href=@>x</a>", "<A\n HREF = \"@\" >x</A>", "<area href=\"@\">",
        "<a class=\"x\" data-y='1' href=\" @ \">x</a>", "<p><a\thref=\"@\"/></p>",
        "<img src=\"@\" alt=x>", "<img srcset=\"@ 2x\">", "<img srcset='../good.png 1x, @ 2x'>",
        "<img srcset=\"@, ../good.png 2x\">", "<source srcset=\"../good.png 100w,@ 200w\">",
        "<link rel=preload as=image imagesrcset=\"@ 1x\">", "<link rel=stylesheet href=\"@\">",
        "<link href=\"@\" rel=\"canonical\">", "<link rel=alternate hreflang=de href=@>", "<link rel=icon href=\"@\"/>",
        "<link rel=manifest href=\"@\">", "<link rel=next href=\"@\">", "<script src=\"@\"></script>",
        "<iframe src=\"@\"></iframe>", "<iframe srcdoc=\"&lt;a href='@'>x&lt;/a>\"></iframe>", "<embed src=\"@\">",
        "<audio src=\"@\"></audio>", "<video poster=\"@\"></video>", "<video><track src=\"@\"></video>",
        "<object data=\"@\"></object>", "<input type=image src=\"@\">", "<form action=\"@\"></form>",
        "<button formaction=\"@\">x</button>", "<blockquote cite=\"@\">x</blockquote>", "<q cite=@>x</q>",
        "<img longdesc=\"@\">", "<body background=\"@\">", "<html manifest=\"@\">",
        "<meta http-equiv=refresh content=\"0; url=@\">", "<meta content=\"5;URL='@'\" http-equiv=\"Refresh\">",
        "<div style=\"background:url(@)\">x</div>", "<div style=\"background: url( '@' )\">x</div>",
        "<div style='background:url(&quot;@&quot;)'>x</div>", "<style>a{background:url(@)}</style>",
        "<style>@import \"@\";</style>", "<svg><use xlink:href=\"@\"/></svg>", "<svg><use href=\"@\"/></svg>",
        "<svg><image href='@'/></svg>", "<svg><a xlink:href=\"@\">x</a></svg>", "<svg><rect fill=\"url(@)\"/></svg>",
        "<svg><style>a{fill:url(@)}</style></svg>", "<noscript><img src=\"@\"></noscript>",
        "<title>x</title><a href=\"@\">x</a>", "<!-- <a href=no> --><a href=\"@\">x</a>",
        "<script>if (a<b) '<a href=no>'</script><a href=\"@\">x</a>",
        "<textarea><a href=no></textarea><a href=\"@\">x</a>",
        "<svg><script href='../good.png'/></svg><a href=\"@\">x</a>",
    ]

    @Test(arguments: inHTML) func aDeadAddressIsFoundInHTML(_ place: String) {
        let good = place.contains("<a ") || place.contains("<A") ? "../good/index.html#here" : "../good.png"
        let bad = Self.faults(
            "a/index.html",
            place.replacing("@import", with: "%import").replacing("@", with: "../gone.png").replacing(
                "%import", with: "@import"))
        #expect(bad.map(\.file) == ["gone.png"])
        #expect(bad.map(\.line) == [place.hasPrefix("<A") ? 2 : 1])
        let fine = Self.faults(
            "a/index.html",
            place.replacing("@import", with: "%import").replacing("@", with: good).replacing("%import", with: "@import")
        )
        #expect(fine.isEmpty, "\(fine)")
    }

    /// Where absolute addresses of the site stand.
    static let absolute: [(path: String, text: String)] = [
        ("a/index.html", "<link rel=canonical href=\"@\">"),
        ("a/index.html", "<meta property=\"og:url\" content=\"@\">"),
        ("a/index.html", "<meta property=og:image content=@>"),
        ("a/index.html", "<meta name=twitter:image content=\"@\">"),
        ("a/index.html", "<a href=\"@\">x</a>"),
        ("a/index.html", "<script type=\"application/ld+json\">{\"url\":\"@\"}</script>"),
        ("a/index.html", "<script type=application/ld+json>{\"a\":[{\"item\":\"x\"},{\"item\": \"@\"}]}</script>"),
        ("a/index.md", "[x](@)\n"), ("llms.txt", "- [x](@): y\n"),
        ("sitemap.xml", "<urlset><url><loc>@</loc></url></urlset>"),
        ("sitemap.xml", "<url><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"@\"/></url>"),
        ("sitemap.xml", "<sitemapindex><sitemap><loc>\n@\n</loc></sitemap></sitemapindex>"),
        ("feed.xml", "<feed><entry><link rel=\"alternate\" href=\"@\"/></entry></feed>"),
        ("feed.xml", "<feed><entry><content type=\"html\">&lt;p>&lt;a href=\"@\">x&lt;/a></content></entry></feed>"),
        ("feed.xml", "<rss><channel><link>@</link></channel></rss>"),
        ("feed.xml", "<rss><description><![CDATA[<img src=\"@\">]]></description></rss>"),
        ("feed.xml", "<feed><icon>@</icon></feed>"), ("robots.txt", "User-agent: *\nSitemap: @\n"),
        ("feed.xml", "<rss><item><enclosure url=\"@\" length=\"1\"/></item></rss>"),
        ("feed.xml", "<rss><item><media:content medium=\"image\" url='@'/></item></rss>"),
        ("search.xml", "<OpenSearchDescription><Image width=\"16\">@</Image></OpenSearchDescription>"),
        ("search.xml", "<OpenSearchDescription><Url template=\"@?q={searchTerms}\"/></OpenSearchDescription>"),
        ("feeds.opml", "<opml><outline xmlUrl=\"@\"/></opml>"), ("feeds.opml", "<outline htmlUrl='@'/>"),
        ("build.json", "{\"home\": \"@\"}"), ("site.webmanifest", "{\"start_url\": \"@\"}"),
        ("assets/x.css", "a{background:url(@)}"), ("good2.svg", "<svg><a href=\"@\"/></svg>"),
    ]

    @Test(arguments: absolute) func anAddressOfTheSiteItselfIsChecked(_ path: String, _ text: String) {
        let bad = Self.faults(path, text.replacing("@", with: "https://site.example/base/gone/"))
        #expect(bad.map(\.file) == ["gone/index.html"])
        #expect(Self.faults(path, text.replacing("@", with: "https://site.example/base/good/")).isEmpty)
        #expect(Self.faults(path, text.replacing("@", with: "https://site.example/base")).isEmpty)
    }

    /// Where relative addresses stand in files that are no HTML.
    static let relative: [(path: String, text: String)] = [
        ("assets/site.css", "a{background:url(@)}"), ("assets/site.css", "a{background:URL(\"@\")}"),
        ("assets/site.css", "@import '@';"), ("assets/site.css", "@import url(@) print;"),
        ("assets/site.css", "a{background:image-set(\"../good.png\" 1x, '@' type(\"image/png\") 2x)}"),
        ("assets/site.css", "/* url(no) */ b::after{content:\"url(no)\"} a{background:url( @ )}"),
        ("assets/site.css", "@font-face{font-family:x;src:local(\"no\"),url('@') format(\"woff2\")}"),
        ("x/y.svg", "<svg><image href=\"@\"/></svg>"), ("x/y.svg", "<?xml-stylesheet href=\"@\"?><svg/>"),
        ("x/y.svg", "<svg><style><![CDATA[a{fill:url(@)}]]></style></svg>"),
        ("x/y.svg", "<svg><rect filter='url(\"@\")'/></svg>"), ("a/index.md", "![x](@)"), ("a/index.md", "[x]: @\n"),
        ("a/index.md", "[x][y]\n\n[y]: <@> \"t\"\n"), ("a/index.md", "<img src=\"@\">\n"),
        ("a/index.md", "- x <img src='@'> y\n"),
        ("a/index.md", "| a |\n|---|\n| [x](@) |\n"), ("x/site.webmanifest", "{\"icons\":[{\"src\":\"@\"}]}"),
        ("x/feed.xml", "<feed><entry><content type='html'>&lt;img src='@'></content></entry></feed>"),
    ]

    @Test(arguments: relative) func aDeadAddressIsFoundInOtherFiles(_ path: String, _ text: String) {
        func filled(_ address: String) -> String {
            text.replacing("@import", with: "%i").replacing("@font", with: "%f").replacing("@", with: address)
                .replacing("%i", with: "@import").replacing("%f", with: "@font")
        }
        #expect(Self.faults(path, filled("../gone.png")).map(\.file) == ["gone.png"])
        let fine = Self.faults(path, filled("../good.png"))
        #expect(fine.isEmpty, "\(fine)")
    }

    /// What the fragment of an address finds.
    @Test(arguments: [
        ("../good/index.html#here", true), ("../good/index.html#old", true), ("../good/index.html#her", false),
        ("../good/index.html#HERE", false), ("../good/index.html#top", true), ("../good/index.html#", true),
        ("../good/index.html#:~:text=x", true), ("../good/index.html#here:~:text=x", true),
        ("../good/index.html#her:~:text=x", false), ("../good/index.html#/here", false), ("https:good.png", false),
        ("../good/index.html?q=1#here", true),
        ("../good/index.html#h%65re", true),
        ("../good.svg#part", true), ("../good.svg#gone", false), ("../good.svg#svgView(viewBox(0,0,1,1))", true),
        ("../good.png#xywh=1,1,2,2", true), ("../good/index.md#here-it-is", true), ("../good/index.md#here", false),
        ("#own", true), ("#none", false), ("", true), ("?x", true), ("index.html#own", true),
        ("../a/index.html#none", false),
        ("../good/../good/./index.html#here", true), ("..%2Fgood.png", false), ("%2E%2E/good.png", true),
        ("../%67ood.png", true), ("../good", false),
        ("../good/", false), ("../../x", false), ("/base/good/index.html#here", true), ("/good/index.html", false),
        ("//site.example/base/good/#here", true), ("https://site.example/base/good/#gone", false),
        ("https://site.example/elsewhere/", true), ("https://other.example/", true), ("mailto:a@b.example", true),
        ("vscode:mcp/install?x", true), ("tel:+49301234", true), ("data:text/plain,x", true), ("javascript:x()", false),
    ]) func fragmentsAndFormsOfAddresses(_ address: String, _ isFine: Bool) {
        let escaped = address.replacing("&", with: "&amp;")
        let page = "<p id=own><a href=\"\(escaped)\">x</a></p>"
        #expect(Self.faults("a/index.html", page).isEmpty == isFine)
    }

    @Test func aFileOfTheAuthorIsReadAsServersReadIt() {
        let page = "<a href=\"../good/\">x</a><a href=\"/base/good/index.html\">y</a><a href='/nowhere/'>z</a>"
        #expect(Self.faults("own/x.html", page, own: ["own/x.html"]).map(\.target) == ["/nowhere/"])
        let based = "<base href=\"/base/good/\"><a href=\"index.html#here\">x</a><a href=\"gone.html\">y</a>"
        #expect(Self.faults("own/x.html", based, own: ["own/x.html"]).map(\.file) == ["good/gone.html"])
        let away = "<base href=\"https://other.example/\"><a href=\"gone.html\">y</a>"
        #expect(Self.faults("own/x.html", away, own: ["own/x.html"]).isEmpty)
        let ignored = Self.faults("own/x.html", page, own: ["own/x.html"]) { $0.ignoredLinks = ["/own/*"] }
        #expect(ignored.isEmpty)
        let routes = "<a href='#/pets'>x</a><a href='x.html#!/pets'>y</a><img usemap='#gone'><a href='#gone/'>z</a>"
        #expect(Self.faults("own/x.html", routes, own: ["own/x.html"]).map(\.anchor) == ["gone", "gone/"])
        #expect(Self.faults("data.json", "{\"url\":\"https://site.example/base/api\"}", own: ["data.json"]).isEmpty)
    }

    @Test func whatIsNotToBeCheckedIsNot() {
        #expect(Self.faults("a/index.html", "<a href=\"gone.html\">x</a>") { $0.ignoredLinks = ["gone*"] }.isEmpty)
        #expect(Self.faults("trace.json", "{\"x\":\"https://site.example/base/gone/\"}").isEmpty)
        #expect(
            Self.faults("a/index.md", "`[x](gone.md)`\n\n    [y](gone.md)\n\n```\n[z]: gone.md\n```\n\\[q](gone.md)\n")
                .isEmpty)
        #expect(Self.faults("feed.xml", "<feed><summary>&lt;a href=\"gone.html\"></summary></feed>").isEmpty)
    }

    @Test func aSearchLeadsToPagesAndHeadings() {
        func page(_ path: String, _ id: String) -> String {
            "wirescribeSearch.page(0,[\"\(path)\",\"a \\\" b\",[[\"\",\"\",\"x\"],[\"\(id)\",\"[\\\"y\\\"]\",\"z, [\"]]])\n"
        }
        #expect(Self.faults("assets/search/p0.js", page("good/index.html", "here")).isEmpty)
        #expect(Self.faults("assets/search/p0.js", page("good/index.html", "gone")).map(\.anchor) == ["gone"])
        #expect(Self.faults("assets/search/de/p0.js", page("gone/index.html", "")).map(\.file) == ["gone/index.html"])
    }

    @Test func everyMistakeSaysWhereItIsAndWhatIsNear() {
        let page =
            "<p id=x>\n<img src=\"https://other.example/a.png\">\n<a href=\"../god/index.html\">x</a><a href='../good/index.html#hree'>y</a><i id=x></i>\n"
        let found = FinishedCheck.problems(Self.faults("a/index.html", page)) { _ in nil }
        #expect(
            Set(found.map(\.description)) == [
                "a/index.html:3: the id “x” stands twice. A link to it finds the first one only.",
                "a/index.html:2: “https://other.example/a.png” is loaded from another host. Put the file into the site.",
                "a/index.html:3: the link “../god/index.html” leads to no file. Did you mean “good/index.html”?",
                "a/index.html:3: the link “../good/index.html#hree” leads to no anchor: good/index.html has no id “hree”. Did you mean “#here”?",
            ])
        let known = FinishedCheck.problems(Self.faults("a/index.html", "<a href=\"gone.png\">x</a>")) { _ in
            ("content/a.md", 7)
        }
        #expect(known.map(\.description) == ["content/a.md:7: in a/index.html:1 the link “gone.png” leads to no file."])
    }

    @Test func stylesheetsLoadNothingFromOtherHosts() {
        let style =
            "@namespace url(http://x.example/); a{background:url('data:image/svg+xml,<svg xmlns=http://x>')} @import \"https://fonts.example/a.css\"; b{c:url(https://x.y/z)}"
        let targets = Self.faults("assets/site.css", style).map(\.target)
        #expect(targets == ["https://fonts.example/a.css", "https://x.y/z"])
    }

    @Test func onlyWhatABrowserFetchesIsLoaded() {
        let page = """
            <link rel="canonical" href="https://x.example/a/"/><link href="https://x.example/feed.xml" rel="alternate"/>
            <link href="https://x.example/a.css" rel="alternate stylesheet"/><link rel=icon href=https://x.example/i.svg>
            """
        #expect(Self.faults("a.html", page).map(\.target) == ["https://x.example/a.css", "https://x.example/i.svg"])
    }

    @Test func whatIsKnownOfAFileSurvivesTheDisk() throws {
        let rules = LinkRules(DocsSettings(name: "x"))
        let links = rules.links(of: "a.html", Array("<p id=x><a href=b.html#y>z</a><a href=\"/\">q</a>".utf8))
        var writer = ByteWriter()
        links.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try FileLinks(from: &reader) == links)
        #expect(links.isFaulty && links.offered.count == 1 && links.needed.count == 1)
    }
}
