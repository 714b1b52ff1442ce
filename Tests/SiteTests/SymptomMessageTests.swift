import Authoring
import Docs
import Foundation
import Specs
import Testing
import Traces

@testable import Scenarios
@testable import Site

/// From the words that somebody reads to the symptom that explains them.
@Suite struct SymptomMessageTests {
    private static let page = BuildFixture.page("x", id: "X01", body: "x", revisions: [.july2026])

    private static func symptom(_ slug: String, _ match: String) -> (String, String) {
        ("content/symptoms/\(slug).md", "---\ntitle: Title of \(slug)\nmatch: \(match)\nroles: [client]\n---\nText.\n")
    }

    private static func decision(
        _ id: String, _ action: Decision.Action, _ finding: Finding, during: String = "token-request"
    ) -> Decision {
        Decision(id: id, party: "client", action: action, during: during, position: 1, time: 1, finding: finding)
    }

    private static func stop(_ text: String) -> Decision {
        decision("d9", .choose, Finding("", Decision.stopSummary, actual: text, holds: true))
    }

    private static let refusal = ReferenceFixture.refusal(
        .tokenRequest, 400, ["Content-Type": "application/json"],
        body: "{\"error\":\"invalid_grant\",\"error_description\":\"The <i>code</i> expired\"}")

    private static func site(_ decisions: [Decision], _ symptoms: [(String, String)]) async throws -> (
        page: String, warnings: [String]
    ) {
        let (files, report) = try await ReferenceFixture.site([page], symptoms) { _, _ in
            ReferenceFixture.trace(refusal, decisions)
        }
        return (
            try BuildFixture.text("symptoms/index.html", in: files),
            report.warnings.map(\.description).filter { $0.contains("the message") }
        )
    }

    @Test func aMessageLeadsToItsSymptomAndItsRun() async throws {
        let (page, warnings) = try await SymptomMessageTests.site(
            [SymptomMessageTests.stop("The token request was refused: invalid_grant")],
            [SymptomMessageTests.symptom("spent", "{ error: invalid_grant }")])
        #expect(warnings == [])
        #expect(page.contains("“The &lt;i&gt;code&lt;/i&gt; expired”"))
        #expect(page.contains("“The token request was refused: invalid_grant”"))
        #expect(page.components(separatedBy: "<a href=\"spent/index.html\">Title of spent</a>").count - 1 == 3)
        #expect(page.contains("href=\"../scenarios/x/2026-07-28/index.html#s-d9\">1 run</a>"))
        #expect(page.contains("#s-token-request\">1 run</a>"))
    }

    /// Where a check of the client is the cause, the answer that it was made on does not count as an explanation.
    @Test func aCheckOfTheClientNeedsASymptomOfItsOwn() async throws {
        let decisions = [
            SymptomMessageTests.decision(
                "d8", .check, Finding("state-verified", "The state is the one the client sent", holds: false)),
            SymptomMessageTests.stop("The answer does not belong to this request"),
        ]
        let answer = SymptomMessageTests.symptom("spent", "{ error: invalid_grant }")
        let without = try await SymptomMessageTests.site(decisions, [answer])
        #expect(
            without.warnings == [
                "content/symptoms: no symptom describes the message “The answer does not belong to this request”; see run "
                    + "X01/2026-07-28. Add a file whose match covers the error or the check behind it."
            ])
        let with = try await SymptomMessageTests.site(
            decisions, [answer, SymptomMessageTests.symptom("state", "{ check: state-verified }")])
        #expect(with.warnings == [])
    }

    @Test func whatAClientTellsCanBeASymptom() async throws {
        let decisions = [SymptomMessageTests.stop("No answer came back")]
        let symptoms = [SymptomMessageTests.symptom("waiting", "{ told: NO answer }")]
        let (page, _) = try await SymptomMessageTests.site(decisions, symptoms)
        #expect(page.contains("<a href=\"waiting/index.html\">Title of waiting</a>"))
        #expect(page.contains("The client stops by itself"))
    }

    /// Every symptom of this repository has a cause, and a remedy for everybody it names.
    @Test func everySymptomHasACauseAndARemedyForEachRole() throws {
        let symptoms = try SiteContent(of: ReferenceFixture.root).symptoms
        #expect(symptoms.count > 50)
        for symptom in symptoms {
            let text = symptom.body.text
            #expect(text.contains("## Cause\n") && text.contains("## Remedy\n"), "\(symptom.slug)")
            #expect(!symptom.roles.isEmpty, "\(symptom.slug) is for nobody")
            for role in symptom.roles {
                let name = role.noun.prefix(1).uppercased() + role.noun.dropFirst()
                #expect(text.contains("- **\(name):**"), "\(symptom.slug) has no remedy for the \(role.noun)")
            }
        }
    }
}
