import Authoring
import Docs
import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Site

/// The level before a note is that of the sentence it stands before.
@Suite struct FieldDutyTests {
    private static func field(_ head: String, _ body: String) -> SourceFile {
        SourceFile(
            path: "content/fields/x.md",
            text: "---\nfield: x\nplaces: [json]\ntitle: x\n\(head)\n---\n\(body)\n")
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var head: String
        var body: String
        var line: Int
        var says: String
        var testDescription: String { says }
    }

    static let wrongs = [
        // A SHOULD told as a MUST, and the other way round.
        Wrong(
            head: "clauses: [pkce-verifier-sent]", body: "You SHOULD send it.", line: 7, says: "the note says “SHOULD”"),
        Wrong(
            head: "clauses: [pkce-verifier-sent]", body: "It should be there. More.", line: 7,
            says: "the note says “should”"),
        Wrong(
            head: "clauses: [as-iss-included]\nrevisions: [\"2026-07-28\"]", body: "This must be sent.", line: 8,
            says: "the note says “must”"),
        Wrong(
            head: "clauses: [token-basic-encoding]", body: "Encoding is REQUIRED.", line: 7,
            says: "the note says “REQUIRED”"),
        Wrong(
            head: "clauses: [token-scope-allowed]", body: "Text. Sending it is a MUST.", line: 7,
            says: "the note says “MUST”"),
        // More than one level, and nothing says which the sentence is about.
        Wrong(
            head: "clauses: [pkce-verifier-sent, token-response-expires-in]", body: "Send it.", line: 5,
            says: "more than one level: MUST, SHOULD"),
        Wrong(
            head: "clauses: [mcp-version-header-legacy]\nrevisions: [\"2025-06-18\"]",
            body: "Send it.\n\nIts value SHOULD be the agreed one.", line: 5, says: "the page also says “SHOULD”"),
        // Clauses out of place.
        Wrong(
            head: "revisions: [\"2025-03-26\"]\nclauses: [client-iss-match]", body: "Compare.", line: 6,
            says: "does not belong to 2025-03-26"),
        Wrong(
            head: "kinds: [introspection]\nclauses: [token-response-no-store]", body: "Keep none.", line: 6,
            says: "says nothing about introspection"),
        Wrong(
            head: "clauses: [pkce-verifier-sent]\nduty: pkce-s256", body: "Send it.", line: 6,
            says: "states “pkce-s256”, which is not one of its clauses"),
        Wrong(
            head: "clauses: [pkce-verifier-sent]\nduty: true", body: "Send it.", line: 6,
            says: "“true” does not say which duty"),
        Wrong(
            head: "clauses: [pkce-verifier-sent]\nduty: pkce-verifier-sen", body: "Send it.", line: 6,
            says: "no clause “pkce-verifier-sen”"),
        Wrong(head: "status: bad", body: "Text.", line: 5, says: "bad"),
    ]

    @Test(arguments: wrongs)
    func aNoteWithAnotherLevelThanItsSentenceDoesNotBuild(_ wrong: Wrong) throws {
        let problem = try #require(throws: Problem.self) {
            try FieldText(parsing: FieldDutyTests.field(wrong.head, wrong.body))
        }
        #expect(problem.file == "content/fields/x.md")
        #expect(problem.line == wrong.line)
        #expect(problem.message.contains(wrong.says))
        #expect(problem.remedy != nil)
    }

    @Test(arguments: [
        ("clauses: [pkce-verifier-sent]", "Send it, which is a MUST.", "pkce-verifier-sent"),
        ("clauses: [pkce-verifier-sent]", "Send it. It may be long, and should be random.", "pkce-verifier-sent"),
        (
            "clauses: [pkce-verifier-sent, token-response-expires-in]\nduty: token-response-expires-in",
            "It should be short.", "token-response-expires-in"
        ),
        ("clauses: [pkce-verifier-sent]\nduty: false", "You SHOULD know what it is.", ""),
        ("clauses: [token-basic-encoding]", "Encode it.", "token-basic-encoding"),
        ("kinds: [mcp-tools-call]\nclauses: [bearer-header]", "Send it.", "bearer-header"),
    ])
    func aNoteThatSaysWhatItsClauseSaysIsRead(_ head: String, _ body: String, _ duty: String) throws {
        let text = try FieldText(parsing: FieldDutyTests.field(head, body))
        #expect(text.duties.first?.id ?? "" == duty)
    }

    @Test func theLevelIsThatOfTheDutyAndNotOfTheStrongestClause() throws {
        func html(_ ids: [String], duty: String) throws -> String {
            let clauses = try ids.map { try #require(Clause.named($0)) }
            var out = HTMLWriter()
            let note = FieldNote(
                slug: "x", title: "x", shortHTML: "<p>Text.</p>", clauses: clauses,
                duties: clauses.filter { $0.id == duty })
            ReferenceWriter(path: "fields/index.html").note(note, to: &out)
            return String(decoding: out.bytes, as: UTF8.self)
        }
        let both = ["token-single-auth-method", "token-basic-encoding"]
        #expect(try html(both, duty: "token-basic-encoding").hasPrefix("<b class=\"may\">Client, in plain words</b>"))
        #expect(try html(both, duty: "token-single-auth-method").hasPrefix("<b class=\"must\">Client MUST</b>"))
    }

    @Test func aNoteOfErrorsStandsAtErrorsOnly() throws {
        let files = [
            (
                "content/fields/good.md",
                "---\nfield: Cache-Control\nplaces: [header]\nkinds: [prm]\ntitle: good\n---\nKeep it.\n"
            ),
            (
                "content/fields/bad.md",
                "---\nfield: Cache-Control\nplaces: [header]\nstatus: error\ntitle: bad\n---\nKeep nothing.\n"
            ),
        ]
        let sources = try BuildFixture.sources(files)
        let explanations = try ContentExplanations(
            sources.content, links: LinkResolver(paths: []), page: "index.html")
        for (status, slug) in [(200, "good"), (404, "bad"), (503, "bad")] {
            let exchange = ReferenceFixture.refusal(.prm, status, ["Cache-Control": "no-store"])
            let field = try #require(exchange.fields.first { $0.name == "Cache-Control" })
            #expect(explanations.note(for: field, in: exchange, revision: Revision.july2026)?.slug == slug)
        }
    }
}

/// Clauses that prose names by their ids.
@Suite struct ClauseMentionTests {
    private func problems(_ text: String, _ revision: Revision? = .june2025) -> [Problem] {
        ClauseMentions.problems(in: text, revision: revision) { ("content/scenarios/x.md", 10 + $0) }
    }

    @Test(arguments: [
        "One.\n\nIt stops (MUST, `as-iss-included`).", "One.\n\nIt stops (`as-iss-included`, a MUST of MCP).",
        "One.\n\nEncoded (`token-basic-encoding`, SHOULD).", "One.\n\nIt looks (`state-verified`; MUST) twice.",
    ])
    func aKeywordThatIsNotTheClausesIsRefused(_ text: String) throws {
        let problem = try #require(problems(text, nil).first)
        #expect(problem.line == 13)
        #expect(problem.message.contains("its level is"))
    }

    @Test func aClauseOfAnotherRevisionIsRefused() throws {
        let problem = try #require(problems("It compares.\nSee `client-iss-match/state`.").first)
        #expect(problem.line == 12)
        #expect(problem.message.contains("“client-iss-match” is no clause of 2025-06-18"))
        #expect(problems("See `client-iss-match`.", .july2026).isEmpty)
        #expect(problems("See `client-iss-match`.", nil).isEmpty)
    }

    @Test(arguments: [
        "It stops (MUST, `state-echoed`).",
        "It looks (`client-ssrf-guard`, a SHOULD, which makes considering it a MUST).",
        "Two (`state-echoed`, `state-verified`, MUST and SHOULD).", "`state-echoed` (MUST, RFC 6749)",
        "(no `code-span` MUST)",
    ])
    func whatIsRightOrNotAboutAClausePasses(_ text: String) { #expect(problems(text).isEmpty) }
}

/// The content of this repository, which a build of the default site reads.
@Suite struct DefaultContentTests {
    /// Every note's level is that of its first sentence: all notes are read, and none is refused.
    @Test func everyNoteOfTheDefaultSiteIsRead() throws {
        let folder = ReferenceFixture.root.appending(path: "content/fields")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
        #expect(names.count > 480)
        for name in names {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(throws: Never.self) {
                try FieldText(parsing: SourceFile(path: "content/fields/" + name, text: text))
            }
        }
    }

    /// No prose gives a clause a level that is not its own.
    @Test func noProseOfTheDefaultSiteGivesAClauseAnotherLevel() throws {
        let content = ReferenceFixture.root.appending(path: "content")
        let files = FileManager.default.enumerator(atPath: content.path)?.compactMap { $0 as? String } ?? []
        var read = 0
        for name in files where name.hasSuffix(".md") {
            let text = try String(contentsOf: content.appending(path: name), encoding: .utf8)
            let found = ClauseMentions.problems(in: text, revision: nil) { (name, $0) }
            #expect(found.isEmpty, "\(found)")
            read += 1
        }
        #expect(read > 700)
    }
}
