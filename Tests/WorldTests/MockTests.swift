import Foundation
import OAuth
import Specs
import Testing
import Traces
import Wire

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@testable import World

/// The servers alone, as strangers meet them.
@Suite(.serialized) struct MockTests {
    /// A mock with a client that acts for itself, so that a token is one request away.
    private func mock<Result>(
        _ revision: Revision, _ use: (Mock) async throws -> Result
    ) async throws -> (result: Result, trace: Trace) {
        var cast = Cast()
        cast.authorization.flows.append(GrantType.clientCredentials)
        cast.authorization.preregistered = [
            PreregisteredClient(
                id: "job", secret: "s", authentication: .basic,
                grants: [GrantType.clientCredentials, "authorization_code"])
        ]
        let mock = try await Mock(revision: revision, port: 0, advertisesCIMD: false, cast: cast)
        do {
            let result = try await use(mock)
            let trace = try mock.trace()
            await mock.stop()
            return (result, trace)
        } catch {
            await mock.stop()
            throw error
        }
    }

    private func send(
        _ method: String, _ address: String, _ headers: [String: String] = [:], body: String? = nil
    ) async throws -> (status: Int, body: JSON?) {
        var request = URLRequest(url: try #require(URL(string: address)))
        request.httpMethod = method
        // More seconds than any machine needs for an answer that comes.
        request.timeoutInterval = 3_600
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = body.map { Data($0.utf8) }
        let (data, response) = try await URLSession(configuration: .ephemeral).data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, try? JSON(parsing: Array(data)))
    }

    private func form(_ address: String, _ body: String) async throws -> (status: Int, body: JSON?) {
        try await send(
            "POST", address,
            [
                "Content-Type": "application/x-www-form-urlencoded",
                "Authorization": BasicCredentials(user: "job", password: "s").header,
            ], body: body)
    }

    private func call(_ mock: Mock, token: String?) async throws -> (status: Int, body: JSON?) {
        let body =
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}"#
        var headers = ["Content-Type": "application/json", "Accept": "application/json, text/event-stream"]
        headers["Authorization"] = token.map { "Bearer " + $0 }
        return try await send("POST", mock.url, headers, body: body)
    }

    @Test func aRevokedAccessTokenIsRefusedFromThenOn() async throws {
        let (statuses, trace) = try await mock(.november2025) { mock in
            let granted = try await form(mock.issuer + "/token", "grant_type=client_credentials").body
            let token = try #require(granted?["access_token"]?.string)
            let before = try await call(mock, token: token).status
            let revoked = try await form(mock.issuer + "/revoke", "token=" + token).status
            return [before, revoked, try await call(mock, token: token).status]
        }
        #expect(statuses == [200, 200, 401])
        #expect(trace.negative("rs-invalid-token-401/active", by: "server"))
        #expect(trace.exchange("mcp-invalid-token") != nil)
        #expect(trace.decisions.contains { $0.finding.summary.contains("the MCP server refuses it from now on") })
        #expect(trace.outcome == .success)
    }

    @Test(arguments: Revision.allCases, ["GET", "POST", "DELETE"])
    func whateverIsAskedWithoutATokenIsTheFirstStep(revision: Revision, method: String) async throws {
        let (status, trace) = try await mock(revision) { try await send(method, $0.url).status }
        #expect(status == 401)
        #expect(trace.exchanges.map(\.kind) == [.mcpUnauthenticated])
        #expect(trace.outcome == .refused)
    }

    @Test func nothingThatAClientWritesRenamesWhatFollows() async throws {
        let redirect = "redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&state=s"
        let (_, trace) = try await mock(.july2026) { mock in
            let ask = mock.issuer + "/authorize?response_type=code&client_id=job&code_challenge=c&" + redirect
            // Where its redirect leads, nobody listens.
            _ = try? await send("GET", ask + "&scope=openid%20offline_access", ["Accept": "text/html"])
            _ = try await send("GET", ask + "&redirect_uri=" + Percent.encode(mock.url), ["Accept": "text/html"])
            _ = try await send("GET", mock.url + "?code=c&state=s&response_type=code")
            _ = try await send(
                "POST", mock.issuer + "/token", ["Content-Type": "application/json"], body: #"{"jsonrpc":"2.0"}"#)
            _ = try await form(mock.issuer + "/token", "grant_type=client_credentials")
            _ = try? await send("GET", ask + "&scope=events.read", ["Accept": "*/*"])
            _ = try await form(mock.issuer + "/login", "username=a&password=b")
        }
        #expect(
            trace.exchanges.map(\.kind) == [
                .authorizationRequest, .authorizationRequest, .mcpUnauthenticated, .tokenRequest,
                .tokenClientCredentials, .authorizationRequest, .login,
            ])
        #expect(trace.exchanges.map(\.sender).prefix(2) == ["browser", "browser"])
        #expect(trace.exchanges[5].sender == "client")
    }

    @Test func aRecordingInWhichNothingSucceedsIsNoSuccess() async throws {
        let (status, trace) = try await mock(.july2026) { mock in
            try await send("POST", mock.issuer + "/register", ["Content-Type": "application/json"], body: "{}").status
        }
        #expect(status == 400)
        #expect(trace.outcome == .refused)
        let (_, empty) = try await mock(.july2026) { _ in }
        #expect(empty.outcome == .gaveUp)
    }
}
