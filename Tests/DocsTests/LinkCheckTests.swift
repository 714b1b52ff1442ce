import Testing

@testable import Docs

@Suite struct LinkCheckTests {
    @Test func repeatedIDsAndEntitiesAreRead() {
        let html = """
            <!-- <a href="no"> --><a id="x" href="b.html?q=1&amp;r=2#&#x41;">a</a><script>if (a<b) "<a href='no'>"</script>
            <p id='x' class=a>1 < 2 <img src=c.png></p>
            """
        let references = HTMLReferences(Array(html.utf8))
        #expect(references.ids == ["x"])
        #expect(references.repeatedIDs == ["x"])
        #expect(Set(references.references.map(\.target)) == ["b.html?q=1&r=2#A", "c.png"])
    }

    @Test func stylesheetsLoadNothingFromOtherHosts() {
        let style =
            "a{background:url('data:image/svg+xml,<svg xmlns=http://x>')} @import \"https://fonts.example/a.css\"; b{c:url(//x.y/z)}"
        let found = LinkCheck([OutputFile(path: "assets/site.css", text: style)]).problems().map(\.description)
        #expect(
            found == [
                "assets/site.css: the stylesheet loads “//x.y/z” from another host. Put the file into the site.",
                "assets/site.css: the stylesheet loads “https://fonts.example/a.css” from another host. Put the file into the site.",
            ])
    }

    @Test func onlyWhatABrowserFetchesIsLoaded() {
        let page = """
            <link rel="canonical" href="https://x.example/a/"/><link href="https://x.example/feed.xml" rel="alternate"/>
            <link href="https://x.example/a.css" rel="alternate stylesheet"/><link rel=icon href=https://x.example/i.svg>
            """
        let found = LinkCheck([OutputFile(path: "a.html", text: page)]).problems().map(\.description)
        #expect(
            found == [
                "a.html: a.html loads “https://x.example/a.css” from another host. Put the file into the site.",
                "a.html: a.html loads “https://x.example/i.svg” from another host. Put the file into the site.",
            ])
    }
}

@Suite struct SitePathTests {
    @Test(arguments: [
        ("a/b/index.html", "x.html", "a/b/x.html"), ("a/b/index.html", "../x/y.html", "a/x/y.html"),
        ("a/b/index.html", "../../index.html", "index.html"), ("index.html", "a/", "a"), ("a/index.html", "../", ""),
        ("a/index.html", "./x.html", "a/x.html"), ("a/index.html", "b/../../x.html", "x.html"),
        ("a/index.html", "..", ""), ("a/index.html", "b//c.html", "a/b/c.html"), ("a/index.html", ".x/y", "a/.x/y"),
    ]) func aReferenceLeadsFromTheFolderOfItsPage(page: String, reference: String, path: String) {
        #expect(SitePath.joined(page, reference) == path)
    }

    @Test(arguments: [
        ("index.html", "a/index.html", "a/index.html"), ("a/index.html", "index.html", "../index.html"),
        ("a/b/index.html", "a/c/index.html", "../c/index.html"), ("a/b/index.html", "a/b/index.html", "index.html"),
        ("ab/x.html", "ac/x.html", "../ac/x.html"), ("a/b.html", "a/b/c.html", "b/c.html"),
        ("a/bc/d.html", "a/b.html", "../b.html"),
    ]) func aReferenceGoesNoFurtherUpThanItMust(page: String, path: String, reference: String) {
        #expect(SitePath.relative(from: page, to: path) == reference)
    }

    @Test(arguments: [("index.html", "../x.html"), ("a/index.html", "../../x"), ("a/index.html", "b/../../../x")])
    func aReferenceOutOfTheSiteLeadsNowhere(page: String, reference: String) {
        #expect(SitePath.joined(page, reference) == nil)
    }
}
