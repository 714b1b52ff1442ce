import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Site

@Suite struct HTMLWriterTests {
    @Test(arguments: [
        ("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; \"d\" 'e'"), ("tab\there", "tab␉here"),
        ("\u{0}\u{1B}\u{7F}", "␀␛␡"), ("\u{202E}abc\u{200F}", "‹U+202E›abc‹U+200F›"),
        ("\u{FEFF}\u{85}", "‹U+FEFF›‹U+0085›"),
        ("grün 日本 🙂 ✓", "grün 日本 🙂 ✓"), ("", ""),
    ]) func escapes(_ text: String, _ expected: String) {
        var out = HTMLWriter()
        out.text(text)
        #expect(String(decoding: out.bytes, as: UTF8.self) == expected)
    }

    @Test func attributesEscapeQuotationMarksToo() {
        var out = HTMLWriter()
        out.attribute("title", "a < \"b\" & 'c'\u{0}")
        #expect(String(decoding: out.bytes, as: UTF8.self) == " title=\"a &lt; &quot;b&quot; &amp; &#39;c&#39;␀\"")
    }

    @Test(arguments: ["#x", "a/b.html", "../x/index.html", "https://a.example/?q=1:2", "index.html#a:b"])
    func linksThatLead(_ address: String) { #expect(HTMLWriter.isSafe(address)) }

    @Test(arguments: ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "JaVaScRiPt:x", "\\\\evil", "x:y"])
    func linksThatDoNot(_ address: String) { #expect(!HTMLWriter.isSafe(address)) }
}

@Suite struct MessageRowsTests {
    private func text(_ row: WireRow) -> String {
        row.pieces.map { piece in
            switch piece {
            case .text(let text), .strong(let text), .name(let text), .value(let text, _): text
            case .status(let status): String(status)
            }
        }.joined()
    }

    private func rows(_ request: Request, _ kind: ExchangeKind) -> [String] {
        let exchange = Exchange(
            id: "x", kind: kind, sender: "a", receiver: "b", origin: "https://a.example", started: 0, ended: 0,
            request: request,
            outcome: .failure(.silent))
        let entries = exchange.fields.map { FieldEntry(field: $0, anchor: "", exchange: 0) }
        return MessageRows.request(request, entries).map(text)
    }

    @Test func aQueryHasOneRowForEachParameter() {
        #expect(
            rows(
                Request(method: "GET", target: "/authorize?a=1&b=%20x&c", headers: ["Host": "h"]), .authorizationRequest
            ) == [
                "GET /authorize", "?a=1", "&b=%20x", "&c HTTP/1.1", "Host: h", "",
            ])
    }

    @Test func jsonKeepsItsOrder() {
        let request = Request(
            method: "POST", target: "/", headers: ["Content-Type": "application/json"],
            body: Array(#"{"b":1,"a":["x","y"],"c":{"d":null},"e":[]}"#.utf8))
        #expect(
            rows(request, .other).dropFirst(3) == [
                "{", "  \"b\": 1,", "  \"a\": [\"x\", \"y\"],", "  \"c\": {", "    \"d\": null", "  },", "  \"e\": []",
                "}",
            ])
    }

    @Test func aChallengeHasOneRowForEachParameter() {
        let request = Request(
            method: "GET", target: "/",
            headers: ["WWW-Authenticate": "Bearer realm=\"a, b\", scope=\"x y\", DPoP algs=\"ES256\""])
        #expect(
            rows(request, .other).dropFirst() == [
                "WWW-Authenticate: Bearer", "  realm=\"a, b\",", "  scope=\"x y\",", "  DPoP", "  algs=\"ES256\"", "",
            ])
    }

    @Test func basicCredentialsAreReadOut() {
        let request = Request(method: "POST", target: "/token", headers: ["Authorization": "Basic YTpi"])
        #expect(
            rows(request, .tokenRequest) == [
                "POST /token HTTP/1.1", "Authorization: Basic YTpi", "client_id = a", "client_secret = b", "",
            ])
    }
}

@Suite struct PageTemplatesTests {
    private let good = ["page": "{{>head}}{{title}}{{{content}}}", "head": "", "header": "", "footer": ""]

    @Test func contentIsSplicedIn() throws {
        var content = HTMLWriter()
        content.html("<p>{{title}} &amp;</p>")
        let bytes = try PageTemplates(good).document(PagesFixture.frame("A & B"), kind: "x", content: content)
        #expect(String(decoding: bytes, as: UTF8.self) == "A &amp; B<p>{{title}} &amp;</p>")
    }

    @Test(arguments: [
        ("page", "a\n{{nosuch}}", 2), ("header", "{{#next}}\n{{title}}", 1), ("footer", "x\n\n{{/next}}", 3),
        ("head", "{{>nosuch}}", 1), ("page", "{{#next}}{{/previous}}", 1),
    ]) func mistakesHaveAPlace(_ file: String, _ text: String, _ line: Int) {
        var files = good
        files[file] = text
        #expect { try PageTemplates(files) } throws: { error in
            guard let error = error as? TemplateError else { return false }
            return error.file == file + ".mustache" && error.line == line
        }
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: TemplateError(file: "footer.mustache", line: 1, reason: "missing")) {
            try PageTemplates(["page": "", "head": "", "header": ""])
        }
    }
}

@Suite struct OtherPagesTests {
    private let trace = PagesFixture.trace()
    private var card: RunCard { RunCard(href: "2025-11-25/index.html", trace: trace) }

    private func check(_ bytes: [UInt8]) {
        let page = ParsedPage(bytes)
        #expect(page.error == nil)
        #expect(page.repeatedIDs.isEmpty)
        #expect(page.deadFragments.isEmpty)
        #expect(page.elements["h1"] == 1)
    }

    @Test func overview() throws {
        check(
            ScenarioOverviewPage(
                frame: PagesFixture.frame("Runs"), id: "A06", bodyHTML: "<p>x</p>", runs: [card, card],
                conformance: ["auth/x"]
            ).html(templates: try standardTemplates()))
    }

    @Test(arguments: Revision.allCases) func revisionShowsEveryClause(_ revision: Revision) throws {
        let clauses = Clause.all.filter { $0.revisions.contains(revision) }
        let bytes = RevisionPage(
            frame: PagesFixture.frame(revision.rawValue), revision: revision, bodyHTML: "<p>x</p>", runs: [card],
            clauses: clauses
        ).html(templates: try standardTemplates())
        check(bytes)
        let ids = Set(ParsedPage(bytes).ids)
        for clause in clauses { #expect(ids.contains("c-" + clause.id)) }
    }

    @Test func home() throws {
        let story = HomePage.Story(id: "A06", title: "A & B", summary: "<x>", href: "a/index.html", revisions: [])
        let bytes = HomePage(
            frame: PagesFixture.frame("Home", root: ""), bodyHTML: "<p>x</p>", featured: card,
            revisions: [.init(title: "2025-11-25", href: "r/index.html")], stories: [story], ways: [story],
            doors: [.init(title: "Learn", summary: "s", href: "course/index.html")]
        ).html(templates: try standardTemplates())
        check(bytes)
        #expect(ParsedPage(bytes).hrefs.contains("2025-11-25/index.html#s-token-request"))
        let hasEmptyKicker = String(decoding: bytes, as: UTF8.self).contains("class=\"kick\"")
        #expect(!hasEmptyKicker)
    }

    @Test func proseAndNotFound() throws {
        let templates = try standardTemplates()
        let headings: [ProsePage.Heading] = [
            .init(level: 2, title: "One", id: "one"), .init(level: 3, title: "Two", id: "two"),
        ]
        check(
            ProsePage(
                frame: PagesFixture.frame("Prose"), bodyHTML: "<h2 id=\"one\">One</h2><h3 id=\"two\">Two</h3>",
                headings: headings
            ).html(templates: templates))
        check(ProsePage.notFound(frame: PagesFixture.frame("Nothing here", root: "/")).html(templates: templates))
    }
}
