import Growth
import Markdown
import Testing

struct GlossaryTests {
    private let glossary = Glossary([
        GlossaryTerm(names: ["access token"], url: "/glossary/access-token/", definition: "A \"key\"."),
        GlossaryTerm(names: ["PKCE", "proof key"], url: "/glossary/pkce/"),
        GlossaryTerm(names: ["token"], url: "/glossary/token/"),
    ])

    private func html(_ source: String, except: String? = nil) throws -> String {
        try parse(source).linkingTerms(glossary, except: except).html(HTMLOptions(headingAnchors: false))
    }

    @Test func onlyTheFirstUseIsALink() throws {
        #expect(
            try html("An access token, access token and PKCE; pkce.") == """
                <p>An <a class="term" href="/glossary/access-token/" title="A &quot;key&quot;.">access token</a>, access \
                <a class="term" href="/glossary/token/">token</a> and <a class="term" href="/glossary/pkce/">PKCE</a>; \
                pkce.</p>

                """)
    }

    @Test func pluralsCapitalsAndOtherNames() throws {
        #expect(try html("Access tokens").contains(">Access tokens</a>"))
        #expect(try html("*Proof keys*").contains("<em><a class=\"term\" href=\"/glossary/pkce/\">Proof keys</a></em>"))
        #expect(try html("tokenize, subtoken, token-like, access\ntoken").contains("<a") == true)
        #expect(
            try html("tokenize subtoken token-like token_type") == "<p>tokenize subtoken token-like token_type</p>\n")
    }

    @Test func headingsLinksAndCodeStayAsTheyAre() throws {
        let source = "# Token\n\n[a token](x) `token` ![token](y)\n\n    token\n"
        #expect(!(try html(source)).contains("class=\"term\""))
        #expect(try html(source + "\ntoken").contains("<p><a class=\"term\""))
    }

    @Test func noPageLinksToItself() throws {
        #expect(try html("a token", except: "/glossary/token/") == "<p>a token</p>\n")
        #expect(try parse("a token").linkingTerms(Glossary([])).html() == "<p>a token</p>\n")
    }

    @Test func linksAreListedToBeChecked() throws {
        #expect(try parse("a token").linkingTerms(glossary).links.map(\.url) == ["/glossary/token/"])
    }

    @Test func hostileText() throws {
        let ratio = try Growth.ratio(2_500, 20_000) { count throws in
            #expect(try html(String(repeating: "access tokens ", count: count)).ranges(of: "<a").count == 2)
        }
        #expect(ratio ?? 0 < 24, "eight times the text took \(ratio ?? 0) times the work")
    }
}
