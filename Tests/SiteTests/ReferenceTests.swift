import Authoring
import Docs
import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Scenarios
@testable import Site

/// The pages about messages, fields, values, roles and symptoms. A build checks every link and id, so a site that comes
/// out has none that is dead or stands twice.
@Suite struct ReferenceTests {
    private static let paths = [
        "exchanges/index.html", "exchanges/token-request/index.html", "fields/index.html", "fields/code/index.html",
        "roles/index.html", "roles/client/index.html", "scenarios/dcr/2025-11-25/values/index.html",
        "symptoms/index.html", "symptoms/no-token/index.html", "symptoms/spent/index.html",
    ]

    @Test func everyKindOfPageIsWellFormedAndSmall() async throws {
        let files = try await ReferenceFixture.site().files
        for path in ReferenceTests.paths {
            let file = try #require(files.first { $0.path == path }, "\(path)")
            let page = ParsedPage(file.bytes)
            #expect(page.error == nil, "\(path)")
            #expect(page.repeatedIDs.isEmpty && page.deadFragments.isEmpty, "\(path)")
            #expect(!page.attributes.contains("style"), "\(path)")
            #expect(file.bytes.count < 150_000, "\(path) has \(file.bytes.count) bytes")
        }
        let kinds = Set(PagesFixture.trace().exchanges.map(\.kind))
        for kind in kinds { #expect(files.contains { $0.path == "exchanges/\(kind.rawValue)/index.html" }) }
    }

    @Test func equalSourcesGiveEqualBytes() async throws {
        let first = try await ReferenceFixture.site().files
        let second = try await ReferenceFixture.site().files
        #expect(first == second)
    }

    @Test func theExchangePageHasFieldsRecordingsRulesAndRuns() async throws {
        let files = try await ReferenceFixture.site().files
        let page = try BuildFixture.text("exchanges/token-request/index.html", in: files)
        #expect(page.contains("<h1>A trade</h1>"))
        #expect(
            page.contains("<tr id=\"f-q..form.code\"><th scope=\"row\"><code><a href=\"../../fields/code/index.html\">")
        )
        #expect(page.contains("../../scenarios/dcr/2025-11-25/index.html#s-token-request"))
        #expect(page.contains("../../revisions/2026-07-28/index.html#c-token-code-single-use"))
        #expect(page.components(separatedBy: "<div class=\"col\">").count == 5)
        let list = try BuildFixture.text("exchanges/index.html", in: files)
        #expect(list.contains("<a href=\"token-request/index.html\">Token request</a>"))
    }

    @Test func theFieldPageLeadsToEveryRow() async throws {
        let files = try await ReferenceFixture.site().files
        let page = try BuildFixture.text("fields/code/index.html", in: files)
        for anchor in ["s-token-request.q.form.code", "s-authorization-response.q.query.code"] {
            for revision in ["2025-06-18", "2025-11-25"] {
                #expect(page.contains("../../scenarios/dcr/\(revision)/index.html#\(anchor)\""))
            }
        }
        #expect(!page.contains(PagesFixture.code), "a secret is shortened")
        #expect(page.contains(PagesFixture.code.prefix(10) + "…"))
    }

    @Test func longListsAreCut() async throws {
        let pages = (0..<15).map { BuildFixture.page("page-\($0)", id: "P\($0)", body: "x", revisions: [.july2026]) }
        let page = try BuildFixture.text("fields/code/index.html", in: await ReferenceFixture.site(pages).files)
        #expect(page.contains("45 places in 15 runs. 20 of them"))
        #expect(page.contains("And 25 more"))
    }

    @Test func theValuesPageTellsALife() throws {
        let lives = ValueLife.all(in: PagesFixture.trace())
        let code = try #require(lives.first { $0.id == "code" })
        let words = code.events.map(\.words.word)
        #expect(words.first == "Made" && words.last == "Spent")
        #expect(words.contains("Carried"))
        let carried = code.events.firstIndex { $0.kind == .carried(.request) } ?? 0
        #expect(carried > 0)
        let verifier = try #require(lives.first { $0.value.kind == .codeVerifier })
        #expect(verifier.events.contains { $0.isComparison })
        let firstPublic = lives.firstIndex { !$0.value.kind.isSecret } ?? 0
        #expect(lives[firstPublic...].allSatisfy { !$0.value.kind.isSecret })
    }

    /// Every secret has a row with the numbers of its steps, also one that occurs once.
    @Test func theOverviewOfValuesHasEverySecret() async throws {
        let files = try await ReferenceFixture.site().files
        let page = try BuildFixture.text("scenarios/dcr/2025-11-25/values/index.html", in: files)
        let parts = page.components(separatedBy: "</table>")
        try #require(parts.count > 1)
        let lives = ValueLife.all(in: ReferenceFixture.trace(.november2025))
        let secrets = lives.filter(\.value.kind.isSecret)
        #expect(secrets.contains { $0.events.count == 1 }, "the fixture has one that occurs once")
        for life in secrets { #expect(parts[0].contains("<a href=\"#v-\(life.id)\">"), "\(life.id)") }
        let trace = ReferenceFixture.trace(.november2025)
        let issuer = try #require(lives.first { $0.value.kind == .resourceMetadata })
        #expect(issuer.maker(in: trace) == "server")
        #expect(parts[0].contains("<td data-l=\"From\">MCP server</td><td data-l=\"Steps\">"))
        #expect(!page.contains("first seen in step") && !page.contains("(no longer)"))
        #expect(page.contains("though copies stay in histories and logs."))
        #expect(!page.contains("Authorization server</b> <span class=\"leak\">"))
    }

    @Test(
        arguments: [([], ""), ([3], "3"), ([4, 3], "3, 4"), ([1, 9, 2, 3, 10], "1–3, 9, 10")] as [([Int], String)])
    func numbersAreListedAsRanges(_ numbers: [Int], _ text: String) {
        #expect(ReferenceWriter.ranges(Set(numbers)) == text)
    }

    /// A level has its subject and its source, and says where it does not hold everywhere.
    @Test func aLevelInATableHasSubjectScopeAndSource() {
        func html(_ clause: String) -> String {
            var out = HTMLWriter()
            let note = FieldNote(slug: "x", title: "x", shortHTML: "<p>Text.</p>", clauses: [Clause.named(clause)!])
            ReferenceWriter(path: "fields/index.html").note(note, to: &out)
            return String(decoding: out.bytes, as: UTF8.self)
        }
        #expect(
            html("pkce-verifier-sent").hasPrefix("<b class=\"must\">Client MUST</b> Text. <a href=\"https://www.rfc"))
        #expect(
            html("rs-no-passthrough").hasPrefix(
                "<b class=\"must\">MCP server MUST</b> <small>since 2025-06-18</small>"))
        #expect(html("mcp-initialize-first").contains("<small>in 2025-03-26, 2025-06-18 and 2025-11-25</small>"))
    }

    /// A rule of an extension has another sign than one of the revision, and its condition.
    @Test func rulesOfExtensionsAreNotTickedOff() {
        func html(_ clause: String) -> String {
            var out = HTMLWriter()
            writeRequirement(Clause.named(clause)!, to: &out)
            ReferenceWriter(path: "fields/index.html").ticks(Clause.named(clause)!, to: &out)
            return String(decoding: out.bytes, as: UTF8.self)
        }
        let proof = html("as-dpop-proof")
        #expect(proof.hasPrefix("<b class=\"must\">Proposal: MUST</b> <small>where tokens are bound to a key (DPoP)"))
        #expect(proof.contains("○") && proof.contains("optional") && !proof.contains("✓"))
        #expect(html("pkce-verifier-sent").contains("✓") && !html("pkce-verifier-sent").contains("○"))
    }

    /// No keyword stands before a note that states no duty.
    @Test func aNoteThatOnlyDescribesHasNoKeyword() throws {
        func html(_ statesDuty: Bool) throws -> String {
            var out = HTMLWriter()
            let clause = try #require(Clause.named("pkce-verifier-sent"))
            let note = FieldNote(
                slug: "x", title: "x", shortHTML: "<p>Text.</p>", clauses: [clause],
                duties: statesDuty ? nil : [])
            ReferenceWriter(path: "fields/index.html").note(note, to: &out)
            return String(decoding: out.bytes, as: UTF8.self)
        }
        #expect(try html(true).hasPrefix("<b") && html(false).hasPrefix("Text. <a href=\"https://www.rfc"))
        let file = SourceFile(
            path: "content/fields/x.md", text: "---\nfield: x\nplaces: [json]\ntitle: x\nduty: false\n---\nText.\n")
        #expect(try FieldText(parsing: file).duties.isEmpty)
    }

    @Test func theRolePageCollectsWhatThePartiesDo() async throws {
        let files = try await ReferenceFixture.site().files
        let page = try BuildFixture.text("roles/client/index.html", in: files)
        for id in ["x-sends", "x-checks", "x-acts", "x-clauses"] { #expect(page.contains("id=\"\(id)\"")) }
        #expect(page.contains("through the browser"))
        #expect(page.contains("<a href=\"../../fields/code/index.html\">the code</a>"))
    }

    @Test func aSymptomNamesItsRunsOrSaysThatThereAreNone() async throws {
        let files = try await ReferenceFixture.site().files
        let seen = try BuildFixture.text("symptoms/no-token/index.html", in: files)
        #expect(seen.contains("../../scenarios/dcr/2025-06-18/index.html#s-mcp-unauthenticated\""))
        let never = try BuildFixture.text("symptoms/spent/index.html", in: files)
        #expect(never.contains("No recorded run shows this yet."))
    }

    @Test func theFlowPageLeadsToItsValues() async throws {
        let files = try await ReferenceFixture.site().files
        let flow = try BuildFixture.text("scenarios/dcr/2025-11-25/index.html", in: files)
        #expect(flow.contains("<a href=\"values/index.html\">Values of this run</a>"))
    }

    @Test(arguments: HostileTextTests.attacks) func recordedTextIsInert(_ text: String) async throws {
        let page = BuildFixture.page("x", id: "X01", body: "x", revisions: [.july2026])
        let files = try await ReferenceFixture.site([page]) { scenario, revision in
            var trace = HostileTextTests.trace(text)
            trace.run = RunID(scenario: scenario, revision: revision)
            return trace
        }.files
        let made = files.filter { file in
            file.path.hasSuffix(".html")
                && ["exchanges/", "fields/", "roles/", "symptoms/"].contains(where: file.path.hasPrefix)
                || file.path.hasSuffix("values/index.html")
        }
        #expect(made.count > 8)
        let hidden: Set<Unicode.Scalar> = ["\u{0}", "\u{7}", "\u{85}", "\u{202E}", "\u{FFFF}"]
        for file in made {
            let page = ParsedPage(file.bytes)
            #expect(page.error == nil, "\(file.path)")
            // The site's own script and its search.
            #expect(page.elements["script"] == 2 && page.elements["img"] == nil && page.elements["style"] == nil)
            #expect(page.attributes.allSatisfy { !$0.hasPrefix("on") })
            #expect(page.hrefs.allSatisfy { !$0.hasPrefix("javascript") })
            #expect(Set(String(decoding: file.bytes, as: UTF8.self).unicodeScalars).isDisjoint(with: hidden))
        }
    }

    @Test func copiesForProgramsKeepTheSignsOfTables() async throws {
        let files = try await ReferenceFixture.site([
            BuildFixture.page("x", id: "X01", body: "x", revisions: [.july2026])
        ])
        .files
        let copies = files.filter { $0.path.hasPrefix("exchanges/") && $0.path.hasSuffix("/index.md") }
        #expect(!copies.isEmpty)
        for file in copies where file.path != "exchanges/index.md" {
            #expect(String(decoding: file.bytes, as: UTF8.self).contains(" ✓ |"), "\(file.path)")
        }
    }

    @Test func longRecordedTextStaysBounded() async throws {
        let page = BuildFixture.page("x", id: "X01", body: "x", revisions: [.july2026])
        let text = String(repeating: "0123456789", count: 10_000)
        let files = try await ReferenceFixture.site([page]) { scenario, revision in
            var trace = HostileTextTests.trace(text)
            trace.run = RunID(scenario: scenario, revision: revision)
            return trace
        }.files
        for file in files where file.path.hasPrefix("exchanges/") || file.path.hasSuffix("values/index.html") {
            #expect(file.bytes.count < 200_000, "\(file.path) has \(file.bytes.count) bytes")
        }
    }
}
