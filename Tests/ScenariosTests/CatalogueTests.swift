import Authoring
import Specs
import Testing
import Traces

@testable import Scenarios

/// What a site has of every story: runs, a stated reason, or nothing.
@Suite struct CatalogueTests {
    private func page(_ id: String, _ head: String) throws(Problem) -> Scenario {
        try Scenario(
            parsing: "---\nid: \(id)\ntitle: Story \(id)\nsummary: A story.\n\(head)\n---\nBody.\n",
            file: "content/scenarios/\(id).md", slug: id.lowercased())
    }

    private func mistake(_ head: String) -> Problem? {
        do throws(Problem) {
            _ = try page("A01", head)
            return nil
        } catch {
            return error
        }
    }

    @Test func theCatalogueNumbersItsStories() {
        #expect(Catalogue.sections.map(\.letter) == ["A", "B", "C", "D", "E"])
        #expect(Catalogue.sections.map(\.stories.count) == [31, 19, 25, 38, 14])
        #expect(Catalogue.stories.count == 127)
        #expect(Catalogue.stories.first { $0.id == "D14" }?.subject == "Code replay")
        #expect(Catalogue.section(of: "E09")?.title == "Extensions")
        #expect(Set(Catalogue.stories.map(\.subject)).count == 127)
    }

    @Test func aStoryIsRecordedComparedExcludedOrMissing() throws {
        let scenarios = [
            try page("A01", "revisions: [\"2026-07-28\"]\nscenario: { steps: [connect] }"),
            try page("A26", "scenario: { compare: [A01] }"),
            try page("D34", "excluded: No request crosses the network; it is about what a page may be shown in."),
        ]
        let entries = CatalogueEntry.entries(of: scenarios, isWhole: true)
        func entry(_ id: String) throws -> CatalogueEntry { try #require(entries.first { $0.id == id }) }
        #expect(entries.count == 127)
        #expect(entries.map(\.id) == Catalogue.stories.map(\.id))
        #expect(try entry("A01").state == .recorded)
        #expect(try entry("A01").runs.map(\.description) == ["A01/2026-07-28"])
        #expect(try entry("A26").state == .compared)
        #expect(try entry("D34").state == .excluded)
        #expect(try entry("D34").reason == "No request crosses the network; it is about what a page may be shown in.")
        #expect(try entry("D34").runs.isEmpty)
        #expect(try entry("B07").state == .missing)
        #expect(try entry("B07").title == "Step-up")
        #expect(try entry("B07").page == nil)
    }

    /// A company lists the stories that it wants; the rest is not missing there.
    @Test func aSiteOfItsOwnMissesNothing() throws {
        let scenarios = [try page("X01", "scenario: { steps: [connect] }")]
        #expect(CatalogueEntry.entries(of: scenarios, isWhole: false).map(\.id) == ["X01"])
        #expect(CatalogueEntry.entries(of: scenarios, isWhole: true).count == 128)
    }

    @Test func aReasonStandsAlone() throws {
        let both = try #require(mistake("excluded: It is about pixels.\nscenario: { steps: [connect] }"))
        #expect(both.line == 5)
        #expect(both.message == "a story is recorded or left out, not both.")
        let empty = try #require(mistake("excluded: \"\""))
        #expect(empty.message == "a story is left out without a reason.")
        let neither = try #require(mistake("weight: 1"))
        #expect(neither.remedy?.contains("excluded") == true)
    }

    // MARK: The conformance suite

    @Test func aNameThatTheSuiteDoesNotHaveIsReported() throws {
        let problem = try #require(mistake("conformance: [auth/basic-cmid]\nscenario: { steps: [connect] }"))
        #expect(problem.line == 5)
        #expect(problem.message == "the conformance suite has no scenario “auth/basic-cmid”.")
        #expect(problem.remedy == "Did you mean “auth/basic-cimd”?")
    }

    @Test func theSuitesScenariosAreListedOnceWithTheirFile() {
        let all = ConformanceScenario.all
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(all.count { $0.name.hasPrefix("auth/") } == 33)
        #expect(all.allSatisfy { $0.path.hasPrefix("src/scenarios/") && $0.path.hasSuffix(".ts") })
        let dpop = ConformanceScenario.named("auth/dpop-nonce")
        #expect(dpop?.url.hasSuffix("/src/scenarios/client/auth/dpop.ts") == true)
        #expect(ConformanceScenario.named("auth/dpop/nonce") == nil)
    }

    /// Rules name scenarios of the suite too; such a name is one that the suite has.
    @Test func theRulesNameScenariosThatTheSuiteHas() {
        let names = Set(Clause.all.flatMap(\.conformance)).filter { $0.hasPrefix("auth/") }
        let unknown = names.filter { ConformanceScenario.named(String($0.prefix { $0 != " " && $0 != "(" })) == nil }
        #expect(unknown.isEmpty)
    }

    // MARK: This repository

    @Test func thisRepositoryTellsEveryStoryOrSaysWhyNot() {
        let entries = CatalogueEntry.entries(of: RepositoryPages.all, isWhole: true)
        #expect(entries.filter { $0.state == .missing }.map { "\($0.id) \($0.title)" } == [])
        #expect(entries.count { $0.state == .recorded } >= 110)
        #expect(entries.allSatisfy { $0.state != .recorded || !$0.runs.isEmpty })
        #expect(entries.allSatisfy { $0.state != .excluded || $0.reason?.isEmpty == false })
    }

    @Test func everyOfficialScenarioOfAuthorizationIsOnAPage() {
        let named = Set(RepositoryPages.all.flatMap(\.page.conformance))
        let missing = ConformanceScenario.all.map(\.name).filter { $0.hasPrefix("auth/") && !named.contains($0) }
        #expect(missing == [])
    }
}
