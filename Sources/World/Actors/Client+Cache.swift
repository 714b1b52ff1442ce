import Specs
import Wire

/// Results that are kept for a while (MCP 2026-07-28, caching): a private one only for the token it was made for.
extension Client {
    /// A result with what its server said about keeping it.
    struct KeptResult: Sendable {
        var response: Response
        /// The token under which it was given.
        var token: String?
        /// Milliseconds of the run's clock at which it stops being fresh.
        var expires: Int
        var isPrivate: Bool
    }

    /// The result of a method without parameters: the one kept, or a new one.
    func result(of method: String, _ connection: Connection) async throws -> Response {
        if let kept = fresh(method, connection) { return kept }
        let response = try await send(message(method, [:]), connection, token: connection.tokens?.access)
        keep(response, of: method, connection)
        return response
    }

    private func key(_ method: String, _ connection: Connection) -> String { method + " " + connection.url.description }

    private func keep(_ response: Response, of method: String, _ connection: Connection) {
        guard knobs.keepsResults, response.isSuccess, let result = (try? JSON(parsing: response.body))?["result"],
            let milliseconds = result["ttlMs"]?.int, milliseconds > 0
        else { return }
        keptResults[key(method, connection)] = KeptResult(
            response: response, token: connection.tokens?.access,
            expires: context.run.clock.elapsed + milliseconds, isPrivate: result["cacheScope"]?.string != "public")
    }

    /// A kept result that may be used now, for this token.
    private func fresh(_ method: String, _ connection: Connection) -> Response? {
        guard let kept = keptResults[key(method, connection)], kept.expires > context.run.clock.elapsed else {
            return nil
        }
        let scope = kept.isPrivate ? "private" : "public"
        if kept.isPrivate {
            let isSame = kept.token == connection.tokens?.access
            let finding = Finding(
                "client-cache-per-authorization", "The kept result of \(method) was given for this token",
                inputs: [.init("cacheScope", scope)], expected: "the same access token",
                actual: isSame ? "the same access token" : "another access token", holds: isSame)
            guard context.check(finding) else { return nil }
        }
        let text = String(decoding: kept.response.body, as: UTF8.self)
        context.choose(
            "Uses the result of \(method) that it has kept", text,
            inputs: [.init("cacheScope", scope)])
        return kept.response
    }
}
