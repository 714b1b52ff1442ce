import Docs
import Authoring
import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Scenarios
@testable import Site

@Suite struct BuildContentTests {
    private static let field = "---\nfield: scope\nplaces: [challenge]\ntitle: The scope\n---\n"

    @Test(arguments: [
        (
            "content/about.md", "---\ntitle: About\n",
            "content/about.md:1: the front matter opened here is never closed. Put a line of --- after its last key."
        ),
        (
            "content/about.md", "---\ntitel: About\n---\n",
            "content/about.md:2:1: “titel” is not known here. Did you mean “title”?"
        ),
        (
            "content/about.md", "Text.\n",
            "content/about.md:1: the page has no title. Begin it with ---, title: … and ---."
        ),
        (
            "content/about.md", "---\ntitle: About\nweight: many\n---\n",
            "content/about.md:3:9: expected a whole number."
        ),
        (
            "content/revisions/2025-11-26.md", "---\ntitle: x\n---\n",
            "content/revisions/2025-11-26.md: “2025-11-26” is not a revision of MCP. Did you mean “2025-11-25”?"
        ),
        (
            "content/fields/scope.md", "---\nfield: scope\nplaces: [chalenge]\ntitle: x\n---\n",
            "content/fields/scope.md:3:10: “chalenge” is not a place on the wire. Did you mean “challenge”?"
        ),
        (
            "content/fields/scope.md", "---\nfield: scope\nplaces: [form]\nkinds: [token-reqest]\ntitle: x\n---\n",
            "content/fields/scope.md:4:9: “token-reqest” is not a kind of exchange. Did you mean “token-request”?"
        ),
        (
            "content/fields/scope.md",
            "---\nfield: scope\nplaces: [form]\nrevisions: \">=2025-11-24\"\ntitle: x\n---\n",
            "content/fields/scope.md:4:12: “2025-11-24” is not a revision of MCP. Did you mean “2025-11-25”?"
        ),
        (
            "content/fields/scope.md",
            "---\nfield: scope\nplaces: [form]\ntitle: x\nclauses: [pkce-verifier-snt]\n---\n",
            "content/fields/scope.md:5:11: there is no clause “pkce-verifier-snt”. Did you mean “pkce-verifier-sent”?"
        ),
        (
            "content/fields/scope.md", "---\nplaces: [form]\ntitle: x\n---\n",
            "content/fields/scope.md:1: “field” is missing. Add it to the front matter."
        ),
        (
            "content/fields/scope.md", field + "\n" + String(repeating: "long ", count: 45) + "\n",
            "content/fields/scope.md:7: the first paragraph has 224 characters; a note at a line has at most 220. Keep the one thing a reader needs at the line and move the rest into a second paragraph."
        ),
        (
            "content/fields/scope.md", field + "- a list\n",
            "content/fields/scope.md:6: the text does not begin with a paragraph. The first paragraph is the note beside the line on the wire."
        ),
        (
            "content/exchanges/prm.md", "---\nkind: prm\ntitle: t\nsummary: s\nhappens: h\nwhy: w\n---\n",
            "content/exchanges/prm.md:1: “skipped” is missing. Add it to the front matter."
        ),
        (
            "content/exchanges/prm.md", "---\nkind: jwks\n---\n",
            "content/exchanges/prm.md:2:7: the file is named prm.md and the kind is “jwks”. Name the file after the kind."
        ),
        (
            "content/my%page.md", "---\ntitle: x\n---\n",
            "content/my%page.md: “my%page” cannot be part of an address. Use letters, digits, spaces, “-”, “_” and single dots, as in step-up; none of / \\ ? # % * : | < >."
        ),
        (
            "content/fields/oauth/scope.md", field + "x\n",
            "content/fields/oauth/scope.md: the file is in a folder of content/fields, which has none. Move it up."
        ),
    ])
    func aMistakeInAFileHasItsPlace(path: String, text: String, expected: String) async {
        let found = await BuildFixture.lines {
            try SiteBuilder(try BuildFixture.sources([(path, text)]), generator: BuildFixture.generator).check([])
        }
        #expect(found == [expected])
    }

    @Test func twoFilesOfOneAddressAreNamed() async throws {
        let files = [("content/a.md", "---\ntitle: A\n---\n"), ("content/A/index.md", "---\ntitle: B\n---\n")]
        let found = await BuildFixture.problems([BuildFixture.page(body: "x")], files)
        #expect(found.count == 1)
        #expect(found.first?.contains("content/a.md") == true && found.first?.contains("content/A/index.md") == true)
        let matrix = await BuildFixture.problems(
            [BuildFixture.page(body: "x")], [("content/Scenarios.md", "---\ntitle: B\n---\n")])
        #expect(
            matrix == [
                "content/Scenarios.md: the address “/Scenarios/” also comes from the list of scenarios. Rename one of them."
            ])
        let twice = await BuildFixture.problems([BuildFixture.page(body: "x"), BuildFixture.page(id: "B08", body: "y")])
        #expect(
            twice.contains(
                "content/scenarios/step-up.md: the address “/scenarios/step-up/” also comes from content/scenarios/step-up.md. Rename one of them."
            ))
    }

    @Test func aSlugCannotLeaveTheSite() async {
        var page = BuildFixture.page(body: "x")
        page.slug = "../../etc"
        #expect(
            await BuildFixture.problems([page]) == [
                "content/scenarios/step-up.md: “../../etc” cannot be part of an address. "
                    + "Use letters, digits, spaces, “-”, “_” and single dots, as in step-up; none of / \\ ? # % * : | < >."
            ])
    }

    @Test func aVariantCannotLeaveTheSite() async {
        let found = await BuildFixture.lines {
            _ = try await BuildFixture.build(
                [BuildFixture.page(body: "x")], trace: { BuildFixture.trace($0, $1, variant: "../x") })
        }
        #expect(
            found.first
                == "content/scenarios/step-up.md: “../x” cannot be part of an address. Use letters, digits, spaces, “-”, “_” and single dots, as in step-up; none of / \\ ? # % * : | < >."
        )
    }

    @Test func filesAreReadWithTheirMistakes() async throws {
        try await BuildFixture.withFolder { folder in
            let content = folder.appendingPathComponent("content")
            try FileManager.default.createDirectory(
                at: content.appendingPathComponent("deep"), withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                at: content.appendingPathComponent("revisions"), withIntermediateDirectories: true)
            let text = Data([0x61, 0x0A, 0x62, 0xFF, 0x0A])
            for name in ["bad.md", "revisions/2025-06-18.md"] {
                try text.write(to: content.appendingPathComponent(name))
            }
            try Data("---\ntitle: Deep\n---\n".utf8).write(to: content.appendingPathComponent("deep/good.md"))
            try FileManager.default.createSymbolicLink(
                at: content.appendingPathComponent("deep/loop"), withDestinationURL: content)
            for name in ["gone.md", "revisions/draft.md"] {
                try FileManager.default.createSymbolicLink(
                    at: content.appendingPathComponent(name), withDestinationURL: folder.appendingPathComponent("none"))
            }
            func lost(_ link: String) -> String {
                "\(link): the link leads nowhere: there is no “\(folder.appendingPathComponent("none").path)”. "
                    + "Remove it, or let it lead to a file of the site."
            }
            #expect(
                await BuildFixture.lines { _ = try SiteContent(of: folder) } == [
                    "content/revisions/2025-06-18.md:2: this line is not UTF-8. Save the file as UTF-8.",
                    lost("content/revisions/draft.md"),
                ])
            var sources = try BuildFixture.sources()
            sources.folder = folder
            let builder = SiteBuilder(sources, generator: BuildFixture.generator)
            // What is no part of a site is told before anything is read.
            #expect(await BuildFixture.lines { try builder.check([]) } == [lost("content/gone.md")])
            try FileManager.default.removeItem(at: content.appendingPathComponent("gone.md"))
            #expect(
                await BuildFixture.lines { try builder.check([]) } == [
                    "content/bad.md:2: this line is not UTF-8. Save the file as UTF-8."
                ])
            try FileManager.default.removeItem(at: content.appendingPathComponent("bad.md"))
            let files = try await builder.build([], runs: FixedRuns { BuildFixture.trace($0, $1) })
            #expect(files.contains { $0.path == "deep/good/index.html" })
        }
    }

    @Test func theMostSpecificExplanationWins() throws {
        func field(_ slug: String, _ head: String) -> (String, String) {
            ("content/fields/\(slug).md", "---\ntitle: \(slug)\n\(head)\n---\nA note.\n")
        }
        let sources = try BuildFixture.sources([
            field("any", "field: \"*\"\nplaces: [challenge, form]"),
            field("scope", "field: scope\nplaces: [challenge, query]"),
            field("scope-step-up", "field: SCOPE\nplaces: [challenge]\nkinds: [mcp-step-up]"),
            field("scopes", "field: scopes.*\nplaces: [json]\nside: response"),
            field("type", "field: content-type\nplaces: [header]\nside: request\nrevisions: \">=2026-07-28\""),
            field("status", "field: response\nplaces: [start-line]"),
        ])
        let explanations = try ContentExplanations(
            sources.content, links: LinkResolver(paths: []), page: "scenarios/a/b/index.html")
        let trace = BuildFixture.trace()
        let notes = trace.exchanges.map { exchange in
            exchange.fields.compactMap { field in
                explanations.note(for: field, in: exchange, revision: .july2026).map { field.dotted + "=" + $0.slug }
            }
        }
        #expect(notes[0] == ["error=any", "scope=scope-step-up"])
        #expect(notes[1] == ["Content-Type=type", "grant_type=any", "code=any", "scopes.0=scopes", "scopes.1=scopes"])
        let token = trace.exchanges[1]
        let type = try #require(token.fields.first { $0.dotted == "Content-Type" })
        #expect(explanations.note(for: type, in: token, revision: .june2025) == nil)
        #expect(explanations.note(forStartLineOf: .response, in: token, revision: .june2025)?.slug == "status")
        #expect(explanations.note(forStartLineOf: .request, in: token, revision: .june2025) == nil)
    }

    /// What is said about a message fits the run: the revision, the two parties, and whether the client proves itself.
    @Test func anExchangeIsExplainedAsItsRunHasIt() throws {
        func explanations(_ cases: String) throws -> ContentExplanations {
            let text = "---\nkind: token-request\ntitle: T\nsummary: S\nhappens: H\nwhy: W\nskipped: K\n\(cases)---\n"
            let sources = try BuildFixture.sources([("content/exchanges/token-request.md", text)])
            return try ContentExplanations(sources.content, links: LinkResolver(paths: []), page: "index.html")
        }
        let known = try explanations(
            """
            cases:
              - client: confidential
                why: proved
              - client: public
                why: unproved
              - revisions: [">=2026-07-28"]
                skipped: new
              - from: server
                title: by the server
              - { from: client, to: authorization, summary: both }

            """)
        var trace = BuildFixture.trace()
        let token = try #require(trace.exchanges.firstIndex { $0.kind == .tokenRequest })
        let note = try #require(known.note(for: trace.exchanges[token], in: trace))
        #expect(note.title == "T" && note.summary == "both" && note.happensHTML.contains("H"))
        #expect(note.whyHTML.contains("unproved") && note.skippedHTML.contains("new"))
        trace.exchanges[token].request.headers.add("Authorization", "Basic YTpi")
        trace.run.revision = .june2025
        let other = try #require(known.note(for: trace.exchanges[token], in: trace))
        #expect(!other.whyHTML.contains("unproved") && other.whyHTML.contains("proved"))
        #expect(other.skippedHTML.contains("K"))
        #expect(throws: Problems.self) { try explanations("cases:\n  - client: secret\n    why: x\n") }
    }
}
