import Foundation
import Testing

@testable import Docs

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct OutputsTests {
    private let site = PublishedSite(name: "A & B", summary: "Two <letters>.", url: "https://docs.example.com/oauth")
    private let pages = [
        PublishedPage(
            path: "index.html", title: "Home", language: "en", updated: "2026-01-02T00:00:00Z",
            translations: [.init(language: "de", path: "de/index.html")]),
        PublishedPage(
            path: "a/b/index.html", title: "]]> & <b>", summary: "“x” </script> [y]", updated: "2026-02-03T00:00:00Z",
            section: "Guides", tags: ["x", "y"], ancestors: [.init(title: "Home", path: "index.html")]),
        PublishedPage(path: "404.html", title: "None"),
    ]

    private func text(_ file: OutputFile?) throws -> String {
        String(decoding: try #require(file).bytes, as: UTF8.self)
    }

    @Test func theSitemapIsXMLWithAbsoluteAddresses() throws {
        let files = Sitemap.files(pages, of: site)
        #expect(files.map(\.path) == ["sitemap.xml", "robots.txt"])
        let text = try text(files.first)
        #expect(XMLParser(data: Data(text.utf8)).parse())
        #expect(text.contains("<loc>https://docs.example.com/oauth/a/b/</loc><lastmod>2026-02-03T00:00:00Z</lastmod>"))
        #expect(text.contains("hreflang=\"de\" href=\"https://docs.example.com/oauth/de/\""))
        #expect(try self.text(files.last).hasSuffix("Sitemap: https://docs.example.com/oauth/sitemap.xml\n"))
    }

    @Test func aLargeSitemapIsAnIndex() throws {
        let many = (0...Sitemap.most).map { PublishedPage(path: "p\($0)/index.html", title: "") }
        let files = Sitemap.files(many, of: site)
        #expect(files.map(\.path) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml", "robots.txt"])
        #expect(try text(files[2]).contains("<loc>https://docs.example.com/oauth/sitemap-2.xml</loc>"))
    }

    @Test func withoutAnAddressThereIsNoSitemapAndNoFeed() {
        let nowhere = PublishedSite(name: "x")
        #expect(Sitemap.files(pages, of: nowhere).isEmpty)
        #expect(Feed.file(pages, of: nowhere) == nil)
    }

    @Test func theFeedBeginsWithTheNewestChange() throws {
        let text = try text(Feed.file(pages, of: site))
        #expect(XMLParser(data: Data(text.utf8)).parse())
        let titles = text.split(separator: "\n").filter { $0.hasPrefix("<title>") }
        #expect(titles == ["<title>A &amp; B</title>", "<title>]]&gt; &amp; &lt;b&gt;</title>", "<title>Home</title>"])
        #expect(text.contains("<updated>2026-02-03T00:00:00Z</updated>"))
    }

    @Test func aDayBecomesATime() throws {
        let page = PublishedPage(path: "index.html", title: "x", updated: "2026-03-04")
        #expect(try text(Feed.file([page], of: site)).contains("<updated>2026-03-04T00:00:00Z</updated>"))
    }

    @Test func withoutDatesThereIsNoFeed() {
        #expect(Feed.file([PublishedPage(path: "index.html", title: "x")], of: site) == nil)
    }

    @Test func theListForProgramsLinksToTheCopies() throws {
        #expect(
            try text(LanguageModelIndex.file(Array(pages.prefix(2)), of: site)) == """
                # A & B

                > Two \\<letters>.

                ## Pages

                - [Home](https://docs.example.com/oauth/index.md)

                ## Guides

                - [\\]\\]> & \\<b>](https://docs.example.com/oauth/a/b/index.md): “x” \\</script> \\[y\\]

                """)
    }

    @Test func theHeadSaysWhereThePageStands() {
        let html = HeadMetadata(site: site, hasFeed: true).html(pages[1], card: "a/b/card.png")
        #expect(html.contains("<link rel=\"canonical\" href=\"https://docs.example.com/oauth/a/b/\"/>"))
        #expect(html.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"index.md\"/>"))
        #expect(html.contains("property=\"og:image\" content=\"https://docs.example.com/oauth/a/b/card.png\""))
        #expect(html.contains("<meta property=\"og:title\" content=\"]]&gt; &amp; &lt;b&gt;\"/>"))
    }

    @Test func theDescriptionIsJSONAndCannotEndItsElement() throws {
        let html = HeadMetadata(site: site).html(pages[1])
        let start = try #require(html.range(of: "ld+json\">")).upperBound
        let end = try #require(html.range(of: "</script>")).lowerBound
        let json = html[start..<end]
        #expect(!json.contains("<"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["headline"] as? String == "]]> & <b>")
        #expect(object["description"] as? String == "“x” </script> [y]")
        #expect(((object["breadcrumb"] as? [String: Any])?["itemListElement"] as? [Any])?.count == 1)
    }

    @Test func withoutAnAddressTheHeadNamesNone() {
        let html = HeadMetadata(site: PublishedSite(name: "x")).html(pages[1])
        #expect(!html.contains("canonical"))
        #expect(!html.contains("og:url"))
    }
}
