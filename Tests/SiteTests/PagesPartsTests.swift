import Docs
import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Site

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
                "GET /authorize", "?a=1", "&b=%20x", "&c", " HTTP/1.1", "Host: h", "",
            ])
    }

    /// What only shapes a page or takes something in is counted; what tells the reader something has a row.
    @Test func aPageShowsTheLinesThatTellSomething() {
        let page = """
            <html><head><title>T</title>
            </head>
            <body><h1>Allow?</h1>
            <p>You will be sent to <strong>127.0.0.1</strong>.</p>
            <form>
            <input value="Name">
            <button>Allow</button>
            </form></body></html>
            """
        let response = Response(status: 200, headers: ["Content-Type": "text/html"], body: Array(page.utf8))
        let rows = MessageRows.response(response, [])
        #expect(
            rows.dropFirst(3).map(text) == [
                "<body><h1>Allow?</h1>", "<p>You will be sent to <strong>127.0.0.1</strong>.</p>",
                "6 more lines, \(page.utf8.count) bytes in all, whole in the raw message",
            ])
        #expect(rows.compactMap(\.shown) == ["Allow?", "You will be sent to 127.0.0.1."])
        let bare = Response(status: 200, headers: ["Content-Type": "text/html"], body: Array("<br>\n<hr>".utf8))
        #expect(MessageRows.response(bare, []).dropFirst(3).map(text) == ["<br>", "<hr>"])
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
        let request = Request(method: "POST", target: "/token", headers: ["Authorization": "Basic YTpiJTNE"])
        #expect(
            rows(request, .tokenRequest) == [
                "POST /token HTTP/1.1", "Authorization: Basic YTpiJTNE", "client_id = a", "client_secret = b%3D", "",
            ])
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

    @Test func revisionDrawsALoginBesideTheOneBefore() throws {
        var earlier = PagesFixture.trace()
        earlier.exchanges.removeAll { $0.kind == .asMetadata }
        var now = PagesFixture.trace()
        now.exchanges.removeAll { $0.kind == .prm }
        let bytes = RevisionPage(
            frame: PagesFixture.frame("2025-11-25"), revision: .november2025, bodyHTML: "", runs: [],
            login: .init(
                now: RunCard(href: "now/index.html", trace: now),
                before: RunCard(href: "old/index.html", trace: earlier)),
            clauses: []
        ).html(templates: try standardTemplates())
        check(bytes)
        let html = String(decoding: bytes, as: UTF8.self)
        let links = Set(ParsedPage(bytes).hrefs)
        #expect(links.contains("old/index.html#s-prm") && links.contains("now/index.html#s-as-metadata"))
        #expect(!links.contains("now/index.html#s-prm") && !links.contains("old/index.html#s-as-metadata"))
        #expect(html.contains(": 1 added, 1 removed, \(now.exchanges.count - 1) the same."))
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

    @Test func proseIsListed() throws {
        let templates = try standardTemplates()
        let headings: [PageHeading] = [
            .init(level: 2, title: "One", id: "one"), .init(level: 3, title: "Two", id: "two"),
        ]
        check(
            ProsePage(
                frame: PagesFixture.frame("Prose"), bodyHTML: "<h2 id=\"one\">One</h2><h3 id=\"two\">Two</h3>",
                headings: headings
            ).html(templates: templates))
    }
}
