import Docs
import Scenarios
import Specs
import Testing
import Traces

@testable import Site

@Suite struct BuildTemplateTests {
    private let file = "content/scenarios/step-up.md"

    /// A body that begins on line 5, and the one problem it has.
    @Test(
        arguments: [
            (
                "Text.\n\n{{#exchange.token-request}}\nMore.\n",
                "7:1: the section {{#exchange.token-request}} opened here is never closed. Close it with {{/exchange.token-request}}."
            ),
            (
                "{{#exchange.token-request}}\n{{^since.2026-07-28}}\n{{/exchange.token-request}}\n",
                "6:1: the section {{^since.2026-07-28}} opened here is still open where {{/exchange.token-request}} closes the section around it, on line 7. Close the inner section first."
            ),
            ("a {{/exchange.prm}}", "5:3: {{/exchange.prm}} closes a section that is not open."),
            (
                "a\nb {{#exchange.token-reqest}}x{{/exchange.token-reqest}}",
                "6:3: “token-reqest” is not a kind of exchange. Did you mean “token-request”?"
            ),
            (
                "{{#exchange.token-request}}{{response.sttus}}{{/exchange.token-request}}",
                "5:28: “response.sttus” is not a name of this page. Did you mean “status”?"
            ),
            (
                "{{response.status}}",
                "5:1: “response.status” is not a name of this page. It belongs into the section of an exchange, such as {{#exchange.token-request}}."
            ),
            ("{{revison}}", "5:1: “revison” is not a name of this page. Did you mean “revision”?"),
            (
                "{{since.2026-07-28}}",
                "5:1: “since.2026-07-28” is not a value. It is a question: write {{#…}} and {{/…}} around the text."
            ),
            (
                "{{#is.2026-07-29}}x{{/is.2026-07-29}}",
                "5:1: “is.2026-07-29” is not a name of this page. Did you mean “2026-07-28”?"
            ),
            ("x {{revision", "5:3: the tag opened here is never closed. Close it with }}."),
            (
                "{{{revision}}}",
                "5:1: “{” cannot stand in a tag. Tags are {{name}}, {{#name}}, {{^name}}, {{/name}} and {{! remark }}."
            ),
            (
                "run: ${{ secrets.TOKEN }}",
                "5:7: “secrets.TOKEN” is not a name of this page. An expression of GitHub Actions belongs into a fenced code block."
            ),
            ("{{party.sever.label}}", "5:1: no run of this page has a party “sever”. Did you mean “server”?"),
            ("{{#variant.odd}}x{{/variant.odd}}", "5:1: this page has no variant “odd”. Nothing may stand here."),
            (
                "{{#exchange.token-request}}\n{{response.json.refresh_token}}\n{{/exchange.token-request}}",
                "6:1: “response.json.refresh_token” has no value in run B07/2025-11-25. Guard it with a section of the same name."
            ),
            (
                "{{#exchange.token-request}}{{challenge.scope}}{{/exchange.token-request}}",
                "5:28: “challenge.scope” has no value in the runs B07/2025-11-25, B07/2026-07-28. Guard it with a section of the same name."
            ),
            ("a\n\n<b>{{revision}}</b>\n\n<i>\n{{revision}}</i>\n", nil),
            (
                "A \u{E000}0\u{E001} {{revision}}",
                "5: the characters U+E000 to U+E004 cannot stand in a page with tags. Remove them."
            ),
        ] as [(String, String?)])
    func everyMistakeHasItsPlace(body: String, expected: String?) async {
        let found = await BuildFixture.problems(body: body)
        guard let expected else { return }
        #expect(found == ["\(file):" + expected])
    }

    @Test func aValueInRawHTMLIsReportedAtItsLine() async {
        let found = await BuildFixture.problems(body: "Text.\n\n<div>\n{{revision}}\n</div>\n")
        let line =
            "\(file):8: a value stands in raw HTML. Write the element as Markdown, or put the value outside of it."
        #expect(found.first == line)
    }

    @Test func linesSurviveRemovedSections() async {
        let body = """
            {{#before.2025-11-25}}
            gone

            gone
            {{/before.2025-11-25}}
            {{! a remark
            of two lines }}

            See [there](/scenarios/stepup/).
            """
        let found = await BuildFixture.problems(body: body)
        #expect(
            found == ["\(file):13: the link “/scenarios/stepup/” leads to no page. Did you mean “/scenarios/step-up/”?"]
        )
    }

    @Test(arguments: [
        "{{! a\n```\nb }}\n```\n{{nobody}}\n```\n{{revision}}\n", "> ```\n{{revision}}\n> ```http\n> {{nobody}}\n",
        "a\r{{revision}}\r\n```\r{{nobody}}\r```\r",
    ])
    func fencesInOddPlacesAreNoTrouble(body: String) throws {
        let template = try? BodyTemplate(IncludedText(MarkdownText(file: file, line: 1, text: body)) { _ in nil })
        if let expansion = template?.expand(BuildFixture.trace()) {
            #expect(expansion.values == ["2026-07-28"])
            #expect(expansion.markdown.contains("{{nobody}}"))
        }
    }

    @Test func everyNameHasItsValue() async throws {
        let body = """
            {{revision}} {{count.exchanges}} {{party.server.label}} {{party.server.origin}}
            {{#exchange.mcp-step-up}}
            {{number}} {{from}} {{to}} {{request.method}} {{request.target}} {{request.url}} {{request.path}}
            {{request.query.lang}} {{request.header.host}} {{response.status}} {{response.reason}} {{challenge.scope}}
            {{#since.2026-07-28}}new {{revision}}{{/since.2026-07-28}}
            {{exchange.token-request.request.form.code}}
            {{/exchange.mcp-step-up}}
            {{#exchange.token-request}}
            {{response.json.access_token}} {{response.json.scopes.1}} {{response.json.scopes}}
            {{#response.json.refresh_token}}has {{response.json.refresh_token}}{{/response.json.refresh_token}}
            {{^challenge.scope}}none{{/challenge.scope}}
            {{/exchange.token-request}}
            {{^exchange.registration}}unregistered{{/exchange.registration}}
            {{#exchange.registration}}{{response.json.client_id}}{{/exchange.registration}}
            """
        let trace = BuildFixture.trace("B07", .july2026, scope: "read")
        let expansion = try BodyTemplate(IncludedText(MarkdownText(file: file, line: 1, text: body)) { _ in nil })
            .expand(trace)
        #expect(expansion.missing == [])
        #expect(
            expansion.values == [
                "2026-07-28", "2", "MCP server", "https://mcp.example.com", "1", "MCP client", "MCP server", "POST",
                "/mcp?lang=en", "https://mcp.example.com/mcp?lang=en", "/mcp", "en", "mcp.example.com", "403",
                "Forbidden", "read",
                "2026-07-28", "SplxlOB", "AT1", "b", "[\"a\",\"b\"]", "RT1",
            ])
        #expect(expansion.markdown.contains("none\nunregistered\n"))
        #expect(
            expansion.lines.count == expansion.markdown.split(separator: "\n", omittingEmptySubsequences: false).count)
        let number = expansion.markdown.split(separator: "\n").firstIndex(of: "unregistered")
        #expect(number.map { expansion.line($0 + 1) } == 13)
    }

    @Test func fencedCodeIsLeftAlone() async throws {
        let body = """
            {{revision}}

            ```yaml
            token: ${{ secrets.TOKEN }} {{{
            ```

            ```http {live}
            version: {{revision}}
            ```

            > ~~~
            > {{nobody}}
            > ~~~
            """
        let prose = try await BuildFixture.prose(body)
        #expect(prose.contains("<span class=\"a\">token</span>: ${{ secrets.TOKEN }} {{{"))
        #expect(prose.contains("<span class=\"a\">version</span>: 2026-07-28"))
        #expect(prose.contains("{{nobody}}"))
    }

    @Test(arguments: [
        "](javascript:alert(1))", "{{secret}}", "<script>alert(1)</script>", "a`b``c", "two\nlines\n\n# three",
        "*x* _y_ | z",
        "\u{E000}0\u{E001}", "&amp;", "https://evil.example/", "\"><img src=x onerror=alert(1)>", "]]>",
        "</style><style>*{display:none}", "a\u{0}b", "\u{202E}txt.exe\u{202C}",
        String(repeating: "lang ", count: 20_000),
    ])
    func hostileValuesComeOutInert(value: String) async throws {
        let body = """
            {{#exchange.mcp-step-up}}
            Text {{challenge.scope}} and *{{challenge.scope}}*, `{{challenge.scope}}`, [a link](https://example.com/{{challenge.scope}}).

            | a | b |
            |---|---|
            | {{challenge.scope}} | 1 |

            ## About {{challenge.scope}}
            {{/exchange.mcp-step-up}}
            """
        let prose = try await BuildFixture.prose(body, scope: value)
        let plain = try await BuildFixture.prose(body, scope: "plain")
        #expect(!prose.contains("<script>alert"))
        #expect(!prose.contains("<img") && !prose.contains("<style"))
        #expect(!prose.contains("href=\"javascript"))
        #expect(!prose.unicodeScalars.contains { ["\u{0}", "\u{202E}", "\u{202C}"].contains($0) })
        #expect(prose.contains("id=\"about-challenge-scope\""))
        // Behind the body stand the messages, whose length decides how much of them is shown.
        func count(_ tag: String, in page: String) -> Int {
            page[..<(page.firstRange(of: "<section")?.lowerBound ?? page.endIndex)].ranges(of: tag).count
        }
        for tag in ["<a ", "<em>", "<code>", "<td", "<h1", "<h2", "<p>"] {
            #expect(count(tag, in: prose) == count(tag, in: plain), "\(tag)")
        }
    }

    @Test(arguments: ["javascript:alert(1)", "/about/", "data:text/html,x"])
    func aRecordedDestinationIsNoLinkIntoTheSite(value: String) async throws {
        let body = "{{#exchange.mcp-step-up}}[there]({{challenge.scope}}){{/exchange.mcp-step-up}}"
        let prose = try await BuildFixture.prose(body, scope: value)
        #expect(!prose.contains("href=\"" + value))
        #expect(!prose.contains("recorded:"))
    }

    @Test func pagesOverOtherRunsHaveTopLevelNamesOnly() async throws {
        let other = BuildFixture.page(body: "x")
        let page = BuildFixture.page(
            "both", id: "C01", body: "{{revision}} {{#exchange.prm}}x{{/exchange.prm}}", compare: ["B07"])
        let found = await BuildFixture.problems([other, page])
        #expect(
            found == [
                "content/scenarios/both.md:5:14: “exchange.prm” names an exchange, and this page shows no run of its own. "
                    + "Link to the step on the page of a run."
            ])
        let good = BuildFixture.page("both", id: "C01", body: "{{revision}}", compare: ["B07", "B07/2025-11-25"])
        let files = try await BuildFixture.build([other, good])
        #expect(
            try BuildFixture.text("scenarios/both/index.html", in: files).contains(
                "<p><span class=\"nb\">2026-07-28</span></p>"))
    }
}
