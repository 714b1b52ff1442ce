import Docs
import Foundation
import Specs
import Traces
import Wire

@testable import Scenarios
@testable import Site

/// Sites with a reference: the whole run of the pages' fixture under two revisions, and what is written about it.
enum ReferenceFixture {
    static let role = (
        "content/roles/client.md",
        "---\ntitle: Your job\nsummary: You start.\n---\nBuild it. See [the code](/fields/code/).\n"
    )
    static let field = (
        "content/fields/code.md",
        "---\nfield: code\nplaces: [form, query, location]\ntitle: The code\nclauses: [token-code-single-use]\n---\nOnce.\n\nMore."
    )
    static let exchange = (
        "content/exchanges/token-request.md",
        "---\nkind: token-request\ntitle: A trade\nsummary: s\nhappens: h\nwhy: w\nskipped: x\n---\n## Body\n\nText.\n"
    )
    static let symptom = (
        "content/symptoms/no-token.md",
        "---\ntitle: No token\nmatch: { status: 401, kind: mcp-unauthenticated }\nroles: [client]\n---\n## Cause\n\nNone.\n"
    )
    static let neverSeen = (
        "content/symptoms/spent.md",
        "---\ntitle: Spent\nmatch: { error: invalid_grant, text: used }\n---\nText.\n"
    )
    static let texts = [role, field, exchange, symptom, neverSeen]

    /// The fixture's run as if recorded under a revision.
    static func trace(_ revision: Revision, scenario: String = "A06") -> Trace {
        var trace = PagesFixture.trace()
        trace.run = RunID(scenario: scenario, revision: revision)
        return trace
    }

    static let page = BuildFixture.page("dcr", id: "A06", body: "x", revisions: [.june2025, .november2025])

    /// A site with the standard templates, and what its build reports.
    static func site(
        _ pages: [ScenarioPage] = [page], _ files: [(String, String)] = texts,
        trace: @escaping @Sendable (String, Revision) -> Trace = { ReferenceFixture.trace($1, scenario: $0) }
    ) async throws -> (files: [OutputFile], report: BuildReport) {
        var sources = try BuildFixture.sources(files)
        sources.templates = try standardTemplates()
        let assets = try FileManager.default.contentsOfDirectory(atPath: root.path + "/templates/assets").sorted()
        sources.files = assets.map { OutputFile(path: "assets/" + $0, text: "") }
        let made = try await SiteBuilder(sources, generator: BuildFixture.generator, isCompact: false)
            .site(pages, runs: FixedRuns(trace: trace))
        return (made.files, made.report)
    }

    /// The repository's own folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A run with one exchange.
    static func trace(_ exchange: Exchange, _ decisions: [Decision] = []) -> Trace {
        Trace(
            run: RunID(scenario: "X01", revision: .july2026), title: "One", epoch: 0, parties: PagesFixture.parties,
            exchanges: [exchange], decisions: decisions, outcome: .refused)
    }

    /// A refusal with a JSON body, a challenge or neither.
    static func refusal(_ kind: ExchangeKind, _ status: Int, _ headers: Headers = [:], body: String = "") -> Exchange {
        Exchange(
            id: kind.rawValue, kind: kind, sender: "client", receiver: "authorization", origin: "https://a.example",
            started: 0, ended: 40, request: Request(method: "POST", target: "/x", headers: ["Host": "a.example"]),
            outcome: .response(Response(status: status, headers: headers, body: Array(body.utf8))))
    }
}
