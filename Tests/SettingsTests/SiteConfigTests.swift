import Authoring
import Testing

@testable import Settings

private func problems(_ text: String) -> [String] {
    do throws(Problems) {
        _ = try SiteConfig(parsing: text)
        return []
    } catch {
        return error.list.map(\.description)
    }
}

@Suite struct SiteConfigTests {
    @Test(arguments: [
        ("nam: x\nname: y\n", "1:1: “nam” is not known here. Did you mean “name”?"),
        ("name: [a]\n", "1:7: expected a text."),
        ("# nothing\n", "1:1: “name” is missing. Add a line such as name: Connect to Example."),
        ("name: x\nprofiles: 3\n", "2:11: expected a map of names and values."),
        (
            "name: x\nurl: docs.example.com\n",
            "2:6: “docs.example.com” is not the address of a site. Write it like https://docs.example.com/oauth/."
        ),
        ("name: x\ntheme: {lihgt: {}}\n", "2:9: “lihgt” is not known here. Did you mean “light”?"),
        ("name: x\ntheme: {light: {paper: red}}\n", "2:24: this is not a colour. Write it like \"#1F5BD8\"."),
        ("name: x\nlinks: {style: prety}\n", "2:16: “prety” is not known here. Did you mean “pretty”?"),
        (
            "name: x\nlanguage: english\n",
            "2:11: “english” is not the tag of a language. Write for example en, de or pt-BR."
        ),
        (
            "name: x\nredirects: {old: /new/}\n",
            "2:13: a moved address is a path of this site. Write it like /old/setup/."
        ),
        (
            "name: x\nscenarios: A04\n",
            "2:12: “A04” is not known here. Write none, all, or a list of ids such as [A04, B01]."
        ),
        ("name: x\ndrafts: maybe\n", "2:9: expected true or false."),
        (
            "name: x\nserver: {name: A, url: 'https://a.example/mcp', tools: {t: {scpe: r}}}\n",
            "2:61: “scpe” is not known here. Did you mean “scope”?"
        ),
        (
            "name: x\ntheme: {css: ../other.css}\n",
            "2:14: “../other.css” is not the path of a file in the site's folder. Write it from that folder on, such as static/logo.svg."
        ),
        (
            "name: x\ntheme: {fonts: {text: \"a;b\"}}\n",
            "2:23: “a;b” is not a list of fonts. Write names with commas, such as Inter, sans-serif."
        ),
        (
            "name: x\n  y: z\n",
            "2:4: not YAML: mapping values are not allowed in this context. Put a text with a colon in it into quotes, and check the indentation."
        ),
    ])
    func aMistakeHasItsPlaceAndAWayOut(text: String, expected: String) {
        #expect(problems(text) == ["wirescribe.yml:" + expected])
    }

    @Test func allMistakesAreReportedAtOnce() {
        let found = problems("title: x\nupdated: svn\ntheme:\n  radius: big\nserver:\n  name: A\n")
        #expect(found.map { $0.split(separator: ":")[1] } == ["1", "1", "2", "4", "6", "6"])
    }

    @Test(arguments: [
        (
            "{name: 2}, {name: 1, folder: v1, url: https://example.com/1/}",
            "2:23: version 1 has both a folder and a url."
        ),
        ("{name: 2}, {name: 1}", "2:23: the versions 2 and 1 have the same pages."),
        ("{name: 2}, {name: 1, folder: v}, {name: 0, folder: v}", "2:45: the versions 1 and 0 have the same pages."),
        ("{name: 2, folder: v2}", "2:11: every version has a folder, so that the site has no page at its root."),
        ("{name: 2}, {name: 1, folder: ../v1}", "2:41: “../v1” is not the name of a folder."),
    ])
    func everyPageHasOneVersion(_ versions: String, _ problem: String) {
        let found = problems("name: x\nversions: [\(versions)]\n")
        #expect(found.count == 1 && found[0].contains(problem), "\(found)")
    }

    @Test func everyKeyIsReadIntoItsPlace() throws {
        let config = try SiteConfig(
            parsing: """
                name: Docs
                url: https://example.com/oauth
                languages: {de: Deutsch, ar: العربية}
                versions: [{name: "3"}, {name: "2", folder: v2}, {name: "1", url: https://example.com/1/}]
                scenarios: [A04]
                server:
                  name: Acme Tickets
                  url: https://mcp.acme.example/mcp
                  issuer: https://login.acme.example
                  tools:
                    search: {scope: tickets.read, arguments: {query: printer, limit: 2}}
                  tokens: {lifetime: 15m, rotate: false}
                profiles:
                  acme:
                    client: {}
                redirects: {/old/: /new/}
                """)
        #expect(config.basePath == "/oauth/")
        #expect(config.languages.map(\.tag) == ["de", "ar"])
        #expect(config.versions.map(\.url) == [nil, nil, "https://example.com/1/"])
        #expect(config.versions.map(\.folder) == [nil, "v2", nil])
        #expect(config.server?.tools.first?.arguments.last?.example == 2)
        #expect(config.server?.tokens.lifetime == 900 && config.server?.tokens.rotates == false)
        #expect(try config.profiles.pairs().map(\.key.line) == [14])
        #expect(config.redirects.map(\.to.scalar) == ["/new/"])
        guard case .some(let ids) = config.scenarios else { Issue.record("no list"); return }
        #expect(ids.map(\.scalar) == ["A04"])
    }

    @Test func theReferenceNamesEveryKeyOnceAndSaysWhatItIs() {
        let rows = SiteConfig.reference
        #expect(Set(rows.map(\.name)).count == rows.count)
        let unfinished = rows.filter { !$0.summary.hasSuffix(".") || $0.type.isEmpty || $0.summary.contains("\n") }
        #expect(unfinished.isEmpty)
        let paper = rows.first { $0.name == "theme.dark.paper" }
        #expect(paper?.type == "colour" && paper?.standard == "#111319")
        let lifetime = rows.first { $0.name == "server.tokens.lifetime" }
        #expect(lifetime?.standard == "1h")
        #expect(rows.first { $0.name == "server.tools.TOOL.scope" }?.type == "text")
        #expect(rows.first { $0.name == "links.style" }?.allowed == ["index", "pretty"])
        #expect(
            rows.filter(\.isRequired).map(\.name).sorted() == [
                "name", "server.name", "server.tools", "server.url", "versions.name",
            ])
    }
}
