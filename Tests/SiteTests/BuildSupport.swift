import Docs
import Authoring
import Foundation
import Specs
import Settings
import Testing
import Traces
import Wire

@testable import Scenarios
@testable import Site

/// A small site in memory: two scenarios, their runs written by hand, and templates of one line each.
enum BuildFixture {
    static let templates: [String: String] = [
        "page":
            "<html><head>{{>head}}</head><body>{{>header}}<main><h1>{{title}}</h1>{{{content}}}</main>{{>footer}}</body></html>\n",
        "head": "<title>{{pageTitle}}</title>",
        "header": "<nav>{{#navigation}}<a href=\"{{href}}\">{{title}}</a>{{/navigation}}</nav>",
        "footer": "<p>{{#breadcrumbs}}<a href=\"{{href}}\">{{title}}</a>{{/breadcrumbs}}</p>",
    ]

    static func page(
        _ slug: String = "step-up", id: String = "B07", body: String, bodyLine: Int = 5,
        revisions: [Revision] = [.november2025, .july2026], compare: [String] = []
    ) -> ScenarioPage {
        ScenarioPage(
            id: id, slug: slug, title: "Story \(id)", summary: "A story.", weight: 1, revisions: revisions,
            conformance: [],
            compare: compare, file: "content/scenarios/\(slug).md", body: body, bodyLine: bodyLine)
    }

    /// A challenge with a scope, then a token request whose response has no refresh token before 2026-07-28.
    static func trace(
        _ id: String = "B07", _ revision: Revision = .july2026, variant: String? = nil,
        scope: String = "events.read events.write"
    ) -> Trace {
        let isNew = revision >= .july2026
        let challenge = Challenge(["error": "insufficient_scope", "scope": scope])
        let stepUp = Exchange(
            id: "mcp-step-up", kind: .mcpStepUp, sender: "client", receiver: "server",
            origin: "https://mcp.example.com",
            started: 0, ended: 10,
            request: Request(method: "POST", target: "/mcp?lang=en", headers: ["Host": "mcp.example.com"]),
            outcome: .response(Response(status: 403, headers: ["WWW-Authenticate": challenge.headerValue])))
        let body = "{\"access_token\":\"AT1\",\"scopes\":[\"a\",\"b\"]" + (isNew ? ",\"refresh_token\":\"RT1\"}" : "}")
        let token = Exchange(
            id: "token-request", kind: .tokenRequest, sender: "client", receiver: "authorization",
            origin: "https://auth.example.com", started: 20, ended: 30,
            request: Request(
                method: "POST", target: "/token", headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("grant_type=authorization_code&code=SplxlOB".utf8)),
            outcome: .response(
                Response(status: 200, headers: ["Content-Type": "application/json"], body: Array(body.utf8))))
        return Trace(
            run: RunID(scenario: id, revision: revision, variant: variant), title: "Story \(id)", epoch: 1_785_196_800,
            parties: [
                Party(name: "client", role: .client, label: "MCP client", origin: nil),
                Party(name: "server", role: .server, label: "MCP server", origin: "https://mcp.example.com"),
                Party(
                    name: "authorization", role: .authorization, label: "Authorization server",
                    origin: "https://auth.example.com"),
            ],
            exchanges: [stepUp, token], decisions: [], outcome: .success)
    }

    static func sources(_ files: [(String, String)] = [], config: SiteConfig = SiteConfig(name: "Test")) throws
        -> SiteSources
    {
        try SiteSources(
            config: config, content: SiteContent(files: files.map { SourceFile(path: $0.0, text: $0.1) }),
            templates: PageTemplates(templates))
    }

    static let generator = Generator(version: "1", markdownVersion: "0")

    /// The finished files of a site with these scenarios, each with a run for all its revisions.
    static func build(
        _ pages: [ScenarioPage], _ files: [(String, String)] = [], config: SiteConfig = SiteConfig(name: "Test"),
        trace: @escaping @Sendable (String, Revision) -> Trace = { BuildFixture.trace($0, $1) }
    ) async throws -> [OutputFile] {
        let builder = SiteBuilder(try sources(files, config: config), generator: generator, isCompact: false)
        return try await builder.build(pages, runs: FixedRuns(trace: trace))
    }

    /// The problems of a site, one line each.
    static func problems(
        _ pages: [ScenarioPage], _ files: [(String, String)] = [], config: SiteConfig = SiteConfig(name: "Test")
    ) async -> [String] {
        await lines { _ = try await build(pages, files, config: config) }
    }

    /// What an action throws, one line for each problem.
    static func lines(_ action: () async throws -> Void) async -> [String] {
        do {
            try await action()
            return []
        } catch let problems as Problems {
            return problems.list.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    /// The problems of one scenario's body that begins on line 5.
    static func problems(body: String) async -> [String] { await problems([page(body: body)]) }

    /// The text of one output file.
    static func text(_ path: String, in files: [OutputFile]) throws -> String {
        let file = try #require(files.first { $0.path == path })
        return String(decoding: file.bytes, as: UTF8.self)
    }

    /// The prose of one run's page.
    static func prose(_ body: String, _ revision: Revision = .july2026, scope: String = "read") async throws -> String {
        let files = try await build([page(body: body)], trace: { trace($0, $1, scope: scope) })
        let page = try text("scenarios/step-up/\(revision.rawValue)/index.html", in: files)
        let start = try #require(page.firstRange(of: "<div class=\"prose"))
        return String(page[start.lowerBound...])
    }

    /// A folder of its own that is gone afterwards.
    static func withFolder(_ action: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wirescribe-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await action(folder)
    }
}

struct FixedRuns: RunSource {
    var trace: @Sendable (String, Revision) -> Trace

    func traces(for page: ScenarioPage) async throws -> [Trace] {
        page.compare.isEmpty && page.excluded == nil ? page.revisions.map { trace(page.id, $0) } : []
    }
}

/// A folder that a test edits and builds a site from.
protocol EditedFolder {
    var folder: URL { get }
}

extension EditedFolder {
    func write(_ path: String, _ text: String) throws {
        let place = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
    }
}

extension BuildFixture {
    /// The files and folders below a folder by their paths.
    static func tree(_ folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            files[path] = (try? Data(contentsOf: folder.appending(path: path))) ?? Data("folder".utf8)
        }
        return files
    }

    /// The paths in which two folders differ.
    /// What differs between an output and one made from nothing. What somebody put there “by hand”, and no build, stays.
    static func differences(of output: URL, from cold: URL) throws -> [String] {
        let manager = FileManager.default
        return try differences(output, cold).filter { path in
            if manager.fileExists(atPath: cold.appending(path: path).path) { return true }
            let place = output.appending(path: path).path
            let files = (manager.subpaths(atPath: place) ?? []).map { place + "/" + $0 } + [place]
            return !files.contains { manager.contents(atPath: $0) == Data("by hand".utf8) }
        }
    }

    static func differences(_ one: URL, _ other: URL) throws -> [String] {
        let (one, other) = (try tree(one), try tree(other))
        return Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted()
    }
}
