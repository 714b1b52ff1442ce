import OAuth
import Specs
import Wire

/// The MCP side of the client: connect, call, and what a 401 or 403 demands.
extension Client {
    /// The whole job up to `tools/list`: probe, authorize where the server asks for it, open the session.
    func connect(to url: WebURL) async throws {
        try await prepareGrant()
        var connection = connections[url.description] ?? Connection(url: url, revision: speaks[0])
        connection.session = nil
        let probe = try await send(first(connection), connection, token: nil)
        if probe.status == 401 {
            let discovery = try await discover(probe, at: url)
            connection.discovered = discovery
            try await authorize(&connection, scopes: firstScopes(discovery))
            connections[url.description] = connection
            try await openSession(&connection)
        } else {
            try await openSession(&connection, probe: probe)
        }
        connections[url.description] = connection
    }

    /// One tool call, and whatever the client's rules then demand.
    func call(_ tool: String, arguments: JSON, at url: WebURL) async throws {
        guard var connection = connections[url.description] else { throw ClientStop.refused("Not connected to \(url)") }
        defer { connections[url.description] = connection }
        let params: JSON = ["name": .string(tool), "arguments": arguments]
        var rounds = 0
        while true {
            let response = try await send(
                message("tools/call", params), connection, token: connection.tokens?.access, name: tool)
            if response.status == 401, rounds < knobs.rounds {
                rounds += 1
                if rounds == 1 {
                    try await renew(&connection)
                } else {
                    try await startOver(&connection, after: response)
                }
            } else if response.status == 403, let scope = insufficientScope(response) {
                rounds += 1
                let finding = Finding(
                    "client-step-up-retry-limit", "Another round of authorization is still worth trying",
                    inputs: [.init("rounds", String(rounds))], expected: "at most \(knobs.rounds)",
                    actual: String(rounds),
                    holds: rounds <= knobs.rounds)
                guard context.check(finding) else {
                    throw ClientStop.gaveUp("\(tool) needs \(scope), which was not granted")
                }
                try await stepUp(&connection, challenged: ScopeStrategy.list(scope))
            } else if response.status == 404, connection.session != nil, rounds < knobs.rounds {
                rounds += 1
                connection.session = nil
                try await initialize(&connection)
            } else if response.isSuccess {
                return
            } else {
                throw ClientStop.refused("\(tool) was answered with status \(response.status)")
            }
        }
    }

    func refreshNow(at url: WebURL) async throws {
        guard var connection = connections[url.description] else { throw ClientStop.refused("Not connected to \(url)") }
        defer { connections[url.description] = connection }
        try await refresh(&connection)
    }

    func revoke(refreshToken: Bool, at url: WebURL) async throws {
        guard let connection = connections[url.description] else { throw ClientStop.refused("Not connected to \(url)") }
        try await revoke(connection, refreshToken: refreshToken)
    }

    func disconnect(from url: WebURL) async throws {
        guard let connection = connections[url.description], connection.session != nil else {
            throw ClientStop.refused("There is no session")
        }
        var headers = try envelope(connection, token: connection.tokens?.access, method: "DELETE")
        headers.set("Accept", nil)
        _ = try await send(Request(method: "DELETE", target: url.target, headers: headers), to: url)
        connections[url.description]?.session = nil
    }

    // MARK: After a 401 or 403

    /// A refresh where there is a refresh token, else a new round through the browser.
    private func renew(_ connection: inout Connection) async throws {
        if connection.tokens?.refresh != nil {
            do { return try await refreshTwice(&connection) } catch ClientStop.refused {
                connection.tokens?.refresh = nil
            } catch ClientStop.invalidClient(let reason) {
                try forgetRegistration(at: connection.tokens?.issuer ?? "", reason)
            }
        }
        try await authorize(&connection, scopes: connection.requested.isEmpty ? nil : connection.requested)
    }

    /// An answer that never came may still have been processed, so the client tries once more with what it has.
    private func refreshTwice(_ connection: inout Connection) async throws {
        do { try await refresh(&connection) } catch ClientStop.unreachable {
            context.choose("Tries the refresh again, as no answer came", "the same refresh token")
            try await refresh(&connection)
        }
    }

    /// A new token is refused as well: the server may have moved to another authorization server.
    private func startOver(_ connection: inout Connection, after response: Response) async throws {
        let before = connection.discovered?.metadata.issuer ?? ""
        let discovery = try await discover(response, at: connection.url)
        connection.discovered = discovery
        if discovery.metadata.issuer != before {
            context.choose(
                "Leaves the old authorization server, as the metadata names another one", discovery.metadata.issuer,
                clause: "client-reregisters-on-as-change",
                inputs: [.init("issuer before", before), .init("issuer now", discovery.metadata.issuer)])
        }
        connection.tokens = nil
        try await authorize(&connection, scopes: connection.requested.isEmpty ? nil : connection.requested)
    }

    private func insufficientScope(_ response: Response) -> String? {
        let challenge = response.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first
        return challenge?["error"] == "insufficient_scope" ? challenge?["scope"] : nil
    }

    /// Asks for more. From 2026-07-28 on the client unites what it asked for before with what is asked for now.
    private func stepUp(_ connection: inout Connection, challenged: [String]) async throws {
        let unites = context.revision >= .july2026
        let scopes = unites ? ScopeStrategy.union(connection.requested, challenged) : challenged
        context.choose(
            unites ? "Asks for what it had and what is missing" : "Asks for the scopes of the challenge",
            scopes.joined(separator: " "), clause: unites ? "client-step-up-union" : "client-step-up-attempt")
        try await authorize(&connection, scopes: scopes)
    }

    // MARK: Sessions

    /// The request that finds out whether a token is needed.
    private func first(_ connection: Connection) -> JSON {
        connection.revision.isStateless ? message("server/discover", [:]) : initializeMessage(connection)
    }

    private func initializeMessage(_ connection: Connection) -> JSON {
        message(
            "initialize",
            [
                "protocolVersion": .string(connection.revision.rawValue), "capabilities": capabilities,
                "clientInfo": ["name": .string(knobs.software), "version": .string(knobs.version)],
            ])
    }

    /// What the client says that it can do: the extension by which it gets its tokens, where it uses one.
    private var capabilities: JSON {
        guard let name = knobs.flow.extensionName else { return [:] }
        return ["extensions": .object([.init(name, [:])])]
    }

    private func openSession(_ connection: inout Connection, probe: Response? = nil) async throws {
        if connection.revision.isStateless {
            var discovered = probe
            if discovered == nil {
                discovered = try await result(of: "server/discover", connection)
            }
            if let retried = try await retryWithSupportedVersion(connection, discovered) { discovered = retried }
            if discovered?.isSuccess == true { return try await listTools(connection) }
            try fallBack(&connection, discovered)
            try await initialize(&connection)
        } else if let probe {
            try await opened(&connection, probe)
        } else {
            try await initialize(&connection)
        }
    }

    /// After -32022 the client tries again with a revision that both speak.
    private func retryWithSupportedVersion(_ connection: Connection, _ response: Response?) async throws -> Response? {
        let error = response.flatMap { try? JSON(parsing: $0.body) }?["error"]
        guard error?["code"]?.int == -32022, let supported = error?["data"]?["supported"]?.strings,
            supported.contains(connection.revision.rawValue)
        else { return nil }
        context.choose(
            "Tries again with a revision that the server supports", connection.revision.rawValue,
            inputs: [.init("supported", supported.joined(separator: " "))])
        return try await send(message("server/discover", [:]), connection, token: connection.tokens?.access)
    }

    /// An answer that the modern protocol does not know means an older server (2026-07-28, backward compatibility).
    private func fallBack(_ connection: inout Connection, _ response: Response?) throws {
        let code = response.flatMap { try? JSON(parsing: $0.body) }?["error"]?["code"]?.int
        let older = speaks.first { !$0.isStateless }
        guard let older, code.map({ ![-32020, -32021, -32022, -32602].contains($0) }) ?? true else {
            throw ClientStop.refused("server/discover was answered with status \(response?.status ?? 0)")
        }
        context.choose(
            "Takes the server for an older one and starts with initialize", older.rawValue,
            inputs: [.init("error", code.map(String.init) ?? "(none)")])
        connection.revision = older
    }

    private func initialize(_ connection: inout Connection) async throws {
        let response = try await send(initializeMessage(connection), connection, token: connection.tokens?.access)
        try await opened(&connection, response)
    }

    private func opened(_ connection: inout Connection, _ response: Response) async throws {
        guard response.isSuccess else {
            throw ClientStop.refused("initialize was answered with status \(response.status)")
        }
        connection.session = response.headers["Mcp-Session-Id"]
        let note: JSON = ["jsonrpc": "2.0", "method": "notifications/initialized"]
        _ = try await send(note, connection, token: connection.tokens?.access)
        try await listTools(connection)
    }

    private func listTools(_ connection: Connection) async throws {
        let response = try await result(of: "tools/list", connection)
        guard response.isSuccess else {
            throw ClientStop.refused("tools/list was answered with status \(response.status)")
        }
    }

    // MARK: Messages

    func message(_ method: String, _ params: JSON) -> JSON {
        ["jsonrpc": "2.0", "id": JSON(nextRequestID()), "method": .string(method), "params": params]
    }

    /// The headers of an MCP request up to its body.
    private func envelope(_ connection: Connection, token: String?, method: String = "POST") throws -> Headers {
        var headers: Headers = [
            "Host": connection.url.authority, "User-Agent": userAgent, "Accept": "application/json, text/event-stream",
        ]
        headers.add("Authorization", token.map { (knobs.usesProofs ? "DPoP " : "Bearer ") + $0 })
        if knobs.usesProofs, let token { headers.add("DPoP", try proof(method, connection.url, token: token)) }
        if connection.revision.hasVersionHeader, connection.revision.isStateless || connection.session != nil {
            headers.add("MCP-Protocol-Version", connection.revision.rawValue)
        }
        headers.add(connection.revision.sessionHeader, connection.session)
        return headers
    }

    func send(_ message: JSON, _ connection: Connection, token: String?, name: String? = nil) async throws
        -> Response
    {
        let response = try await sendOnce(message, connection, token: token, name: name)
        guard knobs.usesProofs, takeNonce(response, from: connection.url) else { return response }
        return try await sendOnce(message, connection, token: token, name: name)
    }

    private func sendOnce(_ message: JSON, _ connection: Connection, token: String?, name: String?) async throws
        -> Response
    {
        var message = message
        var headers = try envelope(connection, token: token)
        if connection.revision.isStateless, let method = message["method"]?.string {
            headers.add("Mcp-Method", method)
            headers.add("Mcp-Name", name)
            var params = message["params"] ?? [:]
            params["_meta"] = [
                "io.modelcontextprotocol/protocolVersion": .string(connection.revision.rawValue),
                "io.modelcontextprotocol/clientCapabilities": capabilities,
                "io.modelcontextprotocol/clientInfo": [
                    "name": .string(knobs.software), "version": .string(knobs.version),
                ],
            ]
            message["params"] = params
        }
        let body = message.bytes
        headers.add("Content-Type", "application/json")
        headers.add("Content-Length", String(body.count))
        return try await send(
            Request(method: "POST", target: connection.url.target, headers: headers, body: body), to: connection.url)
    }
}
