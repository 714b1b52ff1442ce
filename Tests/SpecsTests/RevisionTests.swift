import Specs
import Testing

@Suite struct RevisionTests {
    @Test func revisionsAreOrderedByDate() {
        #expect(
            Revision.allCases.map(\.rawValue) == ["2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"])
        #expect(Revision.allCases == Revision.allCases.sorted())
        #expect(Revision.latest == Revision.allCases.last)
    }

    @Test func draftIsAnAliasOfTheNewestRevision() {
        #expect(Revision(named: "draft") == .latest)
        #expect(Revision(named: "2025-06-18") == .june2025)
        #expect(Revision(named: "2025-06-19") == nil)
        #expect(Revision(named: "Draft") == nil)
    }

    @Test func everyRevisionButTheFirstHasAPredecessor() {
        #expect(Revision.allCases.map(\.previous) == [nil, .march2025, .june2025, .november2025])
    }

    /// The table of differences between the revisions, one column a revision.
    @Test(arguments: [
        (Revision.march2025, [true, false, false, false, false, false, false, false, false]),
        (.june2025, [false, true, false, false, false, false, false, false, true]),
        (.november2025, [false, true, true, true, true, true, false, false, true]),
        (.july2026, [false, true, true, true, true, true, true, true, true]),
    ])
    func whatEachRevisionBrings(revision: Revision, features: [Bool]) {
        #expect(
            [
                revision.hasBaseURLDiscovery, revision.hasProtectedResourceMetadata, revision.hasDiscoveryLadder,
                revision.hasClientIDMetadataDocuments, revision.requiresPKCEMetadata, revision.hasScopeStrategy,
                revision.hasIssuerIdentification, revision.isStateless, revision.hasVersionHeader,
            ] == features)
    }

    @Test func theSessionHeaderChangedItsSpelling() {
        #expect(Revision.june2025.sessionHeader == "Mcp-Session-Id")
        #expect(Revision.november2025.sessionHeader == "MCP-Session-Id")
    }

    @Test func aRangeHoldsItsFirstRevisionAndNotItsEnd() {
        #expect(Applies().revisions == Revision.allCases)
        #expect(Applies(since: .june2025).revisions == [.june2025, .november2025, .july2026])
        #expect(Applies(since: .june2025, until: .july2026).revisions == [.june2025, .november2025])
        #expect(Applies(since: .july2026, until: .july2026).revisions.isEmpty)
        #expect(!Applies(until: .june2025).covers(.june2025))
    }
}

@Suite struct ExchangeGroupTests {
    /// The happy path of each revision's section, without the preliminaries of a registered client.
    @Test(arguments: [
        (
            Revision.march2025,
            [
                "mcp-unauthenticated 401", "as-metadata", "registration", "authorization-request", "login", "consent",
                "authorization-response", "mcp-initialize", "jwks", "mcp-initialized", "mcp-tools-list",
            ]
        ),
        (
            .june2025,
            [
                "mcp-unauthenticated 401", "prm", "as-metadata", "registration", "authorization-request", "login",
                "consent", "authorization-response", "mcp-initialize", "jwks", "mcp-initialized", "mcp-tools-list",
            ]
        ),
        (
            .november2025,
            [
                "mcp-unauthenticated 401", "prm", "as-metadata", "authorization-request", "cimd-fetch", "login",
                "consent", "authorization-response", "mcp-initialize", "jwks", "mcp-initialized", "mcp-tools-list",
            ]
        ),
        (
            .july2026,
            [
                "mcp-unauthenticated 401", "prm", "as-metadata", "authorization-request", "cimd-fetch", "login",
                "consent", "authorization-response", "mcp-discover", "jwks", "mcp-tools-list",
            ]
        ),
    ])
    func groupsExpandToTheStepsOfTheRevision(revision: Revision, steps: [String]) {
        #expect(ExchangeGroup.allCases.flatMap { $0.expansion(in: revision) } == steps)
    }

    @Test func everyStepNamesAKindOfExchange() {
        for revision in Revision.allCases {
            for step in ExchangeGroup.allCases.flatMap({ $0.expansion(in: revision) }) {
                let kind = step.split(separator: " ").first.flatMap { ExchangeKind(rawValue: String($0)) }
                #expect(kind != nil, "\(step)")
            }
        }
    }

    @Test func groupNamesCannotBeTakenForKinds() {
        #expect(ExchangeGroup.allCases.allSatisfy { $0.rawValue == $0.rawValue.uppercased() })
    }
}
