import Testing

@testable import Docs

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
