import Authoring
import Foundation
import Specs
import Settings
import Testing
import Traces
import Wire

@testable import Scenarios
@testable import Site

@Suite struct ReferenceReportTests {
    private static let page = BuildFixture.page("x", id: "X01", body: "x", revisions: [.july2026])

    @Test func whatIsNotExplainedIsNamed() async throws {
        let exchange = ReferenceFixture.refusal(
            .tokenRequest, 400, ["Content-Type": "application/json"],
            body: "{\"error\":\"invalid_grant\",\"list\":[1,2]}")
        let report = try await ReferenceFixture.site([ReferenceReportTests.page], []) { _, _ in
            ReferenceFixture.trace(exchange)
        }.report
        let lines = report.warnings.map(\.description)
        #expect(
            lines.contains(
                "content/fields: token-request, response, json: “list.*” is not explained under 2026-07-28; see run "
                    + "X01/2026-07-28, exchange token-request. Add a file with field: list.* and places: [json]."))
        #expect(
            lines.contains(
                "content/exchanges/token-request.md: the kind “token-request” has no text; it occurs first in run "
                    + "X01/2026-07-28, exchange token-request. Write this file."))
        #expect(
            lines.contains(
                "content/symptoms: no symptom describes “400 invalid_grant” in token-request; see run X01/2026-07-28, "
                    + "exchange token-request. Add a file whose match covers it."))
        #expect(report.explainedFields == 0)
        #expect(report.unexplainedFields == lines.count - 2)
        #expect(report.summary.hasPrefix("0 of \(report.unexplainedFields) fields and 0 of 1 kinds"))
    }

    /// A site that means to tell the whole catalogue hears what it lacks; any other one does not.
    @Test func whatTheCatalogueLacksIsNamed() async throws {
        let whole = try SiteConfig(parsing: "name: Docs\ncatalogue: true\n")
        #expect(whole.tellsCatalogue)
        var page = BuildFixture.page("a06", id: "A06", body: "x", revisions: [.july2026])
        page.conformance = ["auth/metadata-default"]
        func warnings(_ config: SiteConfig) async throws -> [String] {
            let builder = SiteBuilder(
                try BuildFixture.sources(config: config), generator: BuildFixture.generator, isCompact: false)
            let runs = FixedRuns { BuildFixture.trace($0, $1) }
            return try await builder.site([page], runs: runs).report.warnings.map(\.description)
        }
        let lines = try await warnings(whole)
        #expect(lines.count { $0.contains("no page tells ") } == 126)
        #expect(
            lines.contains(
                "content/scenarios: no page tells E09, “DPoP”. Add one, or one that says why it is not recorded (“excluded: …”)."
            ))
        #expect(lines.count { $0.contains("no page names the conformance scenario auth/") } == 32)
        #expect(!lines.contains { $0.contains("A06, ") || $0.contains("auth/metadata-default") })
        #expect(try await !warnings(SiteConfig(name: "Docs")).contains { $0.contains("no page") })
    }

    @Test func whatIsExplainedIsCounted() async throws {
        let report = try await ReferenceFixture.site().report
        #expect(report.explainedFields == 3)
        #expect(!report.warnings.contains { $0.message.contains("“code” is not explained") })
        #expect(!report.warnings.contains { $0.file == "content/exchanges/token-request.md" })
    }

    @Test(arguments: [
        ("title: x\nmatch: { staus: 401 }\n", "3:10: “staus” is not known here. Did you mean “status”?"),
        (
            "title: x\nmatch: { kind: prm }\n",
            "3:8: a match needs a status, an error, a failure, a check or what the client told. Add one, such as status: 401."
        ),
        ("title: x\nmatch: { status: 401, kind: pmr }\n", "3:29: “pmr” is not a kind of exchange. Did you mean “prm”?"),
        ("title: x\n", "1: “match” is missing. Add it to the front matter."),
        (
            "title: x\nmatch: { check: state-verifed }\n",
            "3:17: there is no clause “state-verifed”. Did you mean “state-verified”?"
        ),
    ])
    func aSlipInASymptomHasItsLine(head: String, expected: String) async {
        let found = await BuildFixture.lines {
            _ = try SiteContent(files: [
                SourceFile(path: "content/symptoms/a.md", text: "---\n" + head + "---\nText.\n")
            ])
        }
        #expect(found == ["content/symptoms/a.md:" + expected])
    }

    @Test func aRoleIsNamedByItsFile() async {
        let found = await BuildFixture.lines {
            _ = try SiteContent(files: [
                SourceFile(path: "content/roles/cliant.md", text: "---\ntitle: x\nsummary: y\n---\n"),
                SourceFile(path: "content/roles/server.md", text: "---\ntitle: x\n---\n"),
            ])
        }
        #expect(
            found == [
                "content/roles/cliant.md: “cliant” is not a role. Did you mean “client”?",
                "content/roles/server.md:1: “summary” is missing. Add it to the front matter.",
            ])
    }

    // MARK: The symptoms of this repository

    private static let type: Headers = ["Content-Type": "application/json"]

    /// What the parties of this repository answer when they refuse.
    private static let refusals: [Exchange] = {
        func json(_ kind: ExchangeKind, _ status: Int, _ error: String, _ text: String = "") -> Exchange {
            ReferenceFixture.refusal(
                kind, status, type, body: "{\"error\":\"\(error)\",\"error_description\":\"\(text)\"}")
        }
        func rpc(_ status: Int, _ code: Int, _ text: String) -> Exchange {
            ReferenceFixture.refusal(
                .mcpOther, status, type,
                body: "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":\(code),\"message\":\"\(text)\"}}")
        }
        func challenge(_ kind: ExchangeKind, _ status: Int, _ error: String, _ text: String = "") -> Exchange {
            let value = Challenge(["error": error, "error_description": text]).headerValue
            return ReferenceFixture.refusal(kind, status, ["WWW-Authenticate": value])
        }
        func page(_ kind: ExchangeKind, _ text: String) -> Exchange {
            ReferenceFixture.refusal(kind, 400, ["Content-Type": "text/html; charset=utf-8"], body: "<h1>\(text)</h1>")
        }
        let grants = [
            "Unknown code", "The code was already used", "The code has expired",
            "The code was issued to another client",
            "redirect_uri differs from the authorization request", "code_verifier does not match the challenge",
            "code_verifier without a code_challenge",
        ]
        let tokens = [
            "The token is malformed", "The signature does not verify", "The issuer is not trusted here",
            "The token has expired", "The token was issued for another resource",
        ]
        return grants.map { json(.tokenRequest, 400, "invalid_grant", $0) }
            + tokens.map { challenge(.mcpInvalidToken, 401, "invalid_token", $0) }
            + [
                json(.tokenRefresh, 400, "invalid_grant", "The refresh token was already used"),
                json(.tokenRefresh, 400, "invalid_scope"), json(.tokenRequest, 401, "invalid_client"),
                json(.tokenRequest, 400, "unsupported_grant_type"), json(.tokenRequest, 400, "invalid_target"),
                json(.tokenRequest, 500, "server_error"), json(.registration, 400, "invalid_redirect_uri"),
                json(.registration, 400, "invalid_client_metadata"), json(.prm, 404, "not_found"),
                json(.other, 404, "not_found"), json(.other, 405, "invalid_request", "Wrong HTTP method"),
                json(.cimdFetch, 404, "not_found"),
                challenge(.mcpStepUp, 403, "insufficient_scope"), challenge(.mcpInvalidToken, 401, "invalid_request"),
                page(.authorizationRequest, "This application is not known here"),
                page(.authorizationRequest, "This redirect address is not registered"),
                page(.login, "This page has expired"), ReferenceFixture.refusal(.login, 401),
                ReferenceFixture.refusal(.mcpUnauthenticated, 401), ReferenceFixture.refusal(.mcpSSEGet, 405),
                rpc(400, -32700, "The body is not a JSON-RPC request"), rpc(404, -32601, "Unknown method: x"),
                rpc(200, -32601, "Unknown method: x"), rpc(400, -32602, "A required member of _meta is missing"),
                rpc(400, -32020, "Header Mcp-Name does not match the body"), rpc(403, -32600, "Origin not allowed"),
                rpc(400, -32022, "Unsupported protocol version"), rpc(200, -32602, "Unknown tool: x"),
                rpc(400, -32000, "Unsupported protocol version: 2030-01-01"), rpc(404, -32001, "Session not found"),
                rpc(400, -32000, "No session: send initialize first"),
            ]
    }()

    @Test func everyRefusalOfThePartiesHasASymptom() throws {
        let folder = ReferenceFixture.root
        let symptoms = try SiteContent(of: folder).symptoms
        #expect(symptoms.count >= 40)
        for exchange in ReferenceReportTests.refusals {
            let signal = try #require(ErrorSignal(exchange, fields: exchange.fields))
            let found = symptoms.filter { $0.isShown(by: signal) }.map(\.slug)
            #expect(!found.isEmpty && found.count <= 2, "\(signal.summary) \(signal.texts) in \(signal.kind): \(found)")
        }
        let clients = try SiteContent(of: folder).roles.map(\.role)
        #expect(Set(clients) == [.client, .server, .authorization])
    }

    // MARK: Lines beside lines

    @Test func linesAreComparedByNameAndStructure() {
        func message(_ names: [(String, String)]) -> (rows: [WireRow], names: RowNames) {
            let body = names.map { $0.0 + "=" + $0.1 }.joined(separator: "&")
            var exchange = ReferenceFixture.refusal(.tokenRequest, 200)
            exchange.request = Request(
                method: "POST", target: names[0].1 == "one" ? "/token" : "/oauth/token",
                headers: [
                    "Content-Type": "application/x-www-form-urlencoded", "Host": names[0].1 + ".example",
                    "Origin": "https://\(names[0].1).example",
                ],
                body: Array(body.utf8))
            let entries = exchange.fields.filter { $0.side == .request }
                .map { FieldEntry(field: $0, anchor: "a", exchange: 0) }
            return (
                MessageRows.request(exchange.request, entries),
                RowNames(ReferenceFixture.trace(exchange), .tokenRequest)
            )
        }
        let old = message([
            ("code", "one"), ("scope", "a"), ("gone", "x"), ("client_id", "c"), ("u", "https://one.example/a"),
            ("v", "https://one.example/.well-known/a"), ("w", "https://one.example/"),
        ])
        let new = message([
            ("code", "two"), ("scope", "b"), ("resource", "r"), ("client_id", "c"), ("u", "https://two.example/b?c"),
            ("v", "https://one.example/.well-known/b"), ("w", "http://127.0.0.1:1/"),
        ])
        let columns = RevisionComparison([old, new]).columns
        #expect(columns[0].count == columns[1].count)
        let marks = columns[1].compactMap { cell -> String? in
            switch cell.mark {
            case .added: cell.row.map { "+" + new.names.label($0) }
            case .changed: cell.row.map { "~" + new.names.label($0) }
            case .removed(let name): "-" + name
            case .same, .none: nil
            }
        }
        #expect(marks == ["~scope", "-gone", "+resource", "~v", "~w"])
    }
}
