import OAuth
import Specs
import Wire

/// Streamable HTTP of each revision: sessions and `initialize` up to 2025-11-25, self-contained requests from 2026-07-28.
extension MCPServer {
    func protocolAnswer(_ request: Request, _ caller: Caller) async -> Response {
        guard request.method == "POST" else {
            if request.method == "DELETE", !revision.isStateless {
                return versionRefusal(request, nil) ?? endSession(request)
            }
            return answers.empty(405, headers: ["Allow": resource(at: url.path)?.allow ?? ""])
        }
        if let refusal = contentRefusal(request) { return refusal }
        let text = String(validating: request.body, as: UTF8.self)
        guard let body = text.flatMap({ try? JSON(parsing: $0) }) else {
            return answers.json(400, MCPServer.error(nil, -32700, "The body is not JSON"))
        }
        if let messages = body.array, revision.hasBatches { return await batch(request, messages, caller) }
        return await answer(request, body, caller)
    }

    /// The answer to one message: JSON-RPC first, then the rules of the revision.
    private func answer(_ request: Request, _ body: JSON, _ caller: Caller, inBatch: Bool = false) async -> Response {
        let message: RPCMessage
        do {
            message = try RPCMessage(reading: body)
        } catch {
            return answers.json(400, MCPServer.error(error.id, error.code, error.description))
        }
        return revision.isStateless
            ? await stateless(request, message, caller) : await sessioned(request, message, caller, inBatch: inBatch)
    }

    /// Several messages in one body, which 2025-03-26 alone has: the answers to the requests among them, in one array. What
    /// HTTP itself has to say, such as that a token does not reach far enough, is said for all of them.
    private func batch(_ request: Request, _ messages: [JSON], _ caller: Caller) async -> Response {
        if messages.isEmpty { return answers.json(400, MCPServer.error(nil, -32600, "The batch is empty")) }
        if let refusal = sessionRefusal(request, nil) { return refusal }
        var out: [JSON] = []
        for message in messages {
            let response = await answer(request, message, caller, inBatch: true)
            if let body = try? JSON(parsing: response.body) {
                out.append(body)
            } else if !response.isSuccess {
                return response
            }
        }
        return out.isEmpty ? answers.empty(202) : answers.json(200, .array(out))
    }

    /// The body is JSON, and JSON is among what the client takes in return (RFC 9110 sections 15.5.7 and 15.5.16).
    private func contentRefusal(_ request: Request) -> Response? {
        do {
            try parameters.demandMediaType("application/json", request, check: "mcp-content-type")
        } catch {
            return answers.json(415, MCPServer.error(nil, -32600, error.description))
        }
        let accept = request.headers.all("Accept").joined(separator: ", ")
        guard !accept.isEmpty, !MediaRange.list(accept, takes: "application/json") else { return nil }
        let finding = Finding(
            "mcp-accept-header", "The client takes the media type of the answer", inputs: [.init("Accept", accept)],
            expected: "application/json among them", actual: accept, holds: false)
        return context.check(finding)
            ? nil : answers.json(406, MCPServer.error(nil, -32600, "Accept leaves out application/json"))
    }

    func result(_ id: JSON?, _ result: JSON, headers: Headers = [:]) -> Response {
        answers.json(200, ["jsonrpc": "2.0", "id": id ?? .null, "result": result], headers: headers)
    }

    private var serverInfo: JSON {
        ["name": .string(knobs.software.name), "version": .string(knobs.software.version)]
    }

    /// What the server says that it can do, with the extensions by which it takes tokens.
    private func capabilities(tools: JSON) -> JSON {
        var out: JSON = ["tools": tools]
        if !knobs.extensions.isEmpty {
            out["extensions"] = .object(knobs.extensions.map { JSON.Member($0, [:]) })
        }
        return out
    }

    // MARK: 2026-07-28: every request stands alone

    private static let versionMember = "io.modelcontextprotocol/protocolVersion"
    private static let capabilitiesMember = "io.modelcontextprotocol/clientCapabilities"

    private func stateless(_ request: Request, _ rpc: RPCMessage, _ caller: Caller) async -> Response {
        let (id, message) = (rpc.id, rpc.body)
        guard let method = rpc.method else {
            return answers.json(400, MCPServer.error(nil, -32600, "A client sends requests and notifications alone"))
        }
        // The revision knows no notification of clients here, and has no rule for its headers; none is answered.
        if rpc.isNotification { return answers.empty(202) }
        // Without an envelope it is a client of an earlier revision; with one it calls a method that is not there.
        if method == "initialize", message["params"]?["_meta"]?[MCPServer.versionMember] == nil {
            return unsupported(id, requested: message["params"]?["protocolVersion"]?.string ?? "")
        }
        if let refusal = envelopeRefusal(request, message, method) { return refusal }
        switch method {
        case "server/discover":
            return result(
                id,
                complete([
                    "supportedVersions": JSON([revision.rawValue]), "capabilities": capabilities(tools: [:]),
                    "instructions": .string(knobs.instructions),
                    "ttlMs": JSON(knobs.cacheSeconds * 1000),
                    "cacheScope": .string(knobs.discoverScope ?? knobs.cacheScope),
                ]))
        case "tools/list":
            return result(
                id,
                complete([
                    "tools": toolList(for: caller), "ttlMs": JSON(knobs.cacheSeconds * 1000),
                    "cacheScope": .string(knobs.cacheScope),
                ]))
        case "tools/call": return await call(id, message, caller) { complete($0) }
        case "initialize":
            return answers.json(
                404,
                MCPServer.error(
                    id, -32601, "Unknown method: initialize", data: ["supported": JSON([revision.rawValue])]))
        default: return answers.json(404, MCPServer.error(id, -32601, "Unknown method: \(method)"))
        }
    }

    /// Adds what every result of 2026-07-28 carries.
    private func complete(_ members: JSON) -> JSON {
        var out = JSON.object([.init("resultType", "complete")] + (members.members ?? []))
        out["_meta"] = ["io.modelcontextprotocol/serverInfo": serverInfo]
        return out
    }

    /// The rules of the request envelope, in their order: what is required, what must agree, what is supported.
    private func envelopeRefusal(_ request: Request, _ message: JSON, _ method: String) -> Response? {
        let id = message["id"]
        let meta = message["params"]?["_meta"]
        let version = meta?[MCPServer.versionMember]?.string
        let hasMeta = version != nil && meta?[MCPServer.capabilitiesMember] != nil
        guard
            context.check(
                Finding(
                    "mcp-meta-missing-400", "The request names its revision and the client's capabilities",
                    expected: "both members of _meta", actual: hasMeta ? "both members of _meta" : "one is missing",
                    holds: hasMeta))
        else {
            return answers.json(400, MCPServer.error(id, -32602, "A required member of _meta is missing"))
        }
        for mirrored in mirroredHeaders(message, method, version) {
            let value = request.headers[mirrored.header]
            let read = value.flatMap { mirrored.isEncodable ? EncodedHeader.decode($0) : $0 }
            let count = request.headers.all(mirrored.header).count
            let actual = count > 1 ? "\(count) headers" : value == nil ? "(none)" : (read ?? "not decodable")
            let finding = Finding(
                "mcp-header-mismatch-400", "The header \(mirrored.header) says what the body says",
                inputs: [.init(mirrored.header, value ?? "(none)"), .init("body", mirrored.member ?? "(none)")],
                expected: mirrored.member ?? "(none)", actual: actual,
                holds: count == 1 && read != nil && mirrored.member.map { $0.isIdentical(to: read ?? "") } ?? false)
            if !context.check(finding) {
                return answers.json(
                    400, MCPServer.error(id, -32020, "Header \(mirrored.header) does not match the body"))
            }
        }
        let finding = Finding(
            "mcp-version-error-data", "The revision is supported",
            inputs: [.init("MCP-Protocol-Version", version ?? "(none)")],
            expected: revision.rawValue, equals: version)
        return context.check(finding) ? nil : unsupported(id, requested: version ?? "")
    }

    /// A header that repeats a member of the body, so that intermediaries need not read the body.
    private struct Mirrored {
        var header: String
        var member: String?
        /// Whether its value may come as `=?base64?…?=`.
        var isEncodable = false
    }

    private func mirroredHeaders(_ message: JSON, _ method: String, _ version: String?) -> [Mirrored] {
        let params = message["params"]
        var out = [
            Mirrored(header: "MCP-Protocol-Version", member: version), Mirrored(header: "Mcp-Method", member: method),
        ]
        switch method {
        case "tools/call", "prompts/get":
            out.append(Mirrored(header: "Mcp-Name", member: params?["name"]?.string, isEncodable: true))
        case "resources/read":
            out.append(Mirrored(header: "Mcp-Name", member: params?["uri"]?.string, isEncodable: true))
        default: break
        }
        return out
    }

    /// Names the revisions that this server speaks, for a client of another one.
    private func unsupported(_ id: JSON?, requested: String) -> Response {
        answers.json(
            400,
            MCPServer.error(
                id, -32022, "Unsupported protocol version",
                data: ["supported": JSON([revision.rawValue]), "requested": .string(requested)]))
    }

    // MARK: Up to 2025-11-25: sessions

    private func sessioned(
        _ request: Request, _ message: RPCMessage, _ caller: Caller, inBatch: Bool
    ) async -> Response {
        let id = message.id
        if let refusal = versionRefusal(request, id) { return refusal }
        if message.method == "initialize", id != nil {
            // 2025-03-26, lifecycle: it cannot be part of a batch, as nothing else is possible before it.
            if inBatch { return answers.json(400, MCPServer.error(id, -32600, "initialize is part of a batch")) }
            return initialize(id, message.body, caller)
        }
        if let refusal = sessionRefusal(request, id) { return refusal }
        // A notification has no id and is never answered (JSON-RPC 2.0 section 4.1), and neither is a response.
        guard let id, let method = message.method else { return answers.empty(202) }
        switch method {
        case "ping": return result(id, [:])
        case "tools/list": return result(id, ["tools": toolList(for: caller)])
        case "tools/call": return await call(id, message.body, caller) { $0 }
        default: return answers.json(200, MCPServer.error(id, -32601, "Unknown method: \(method)"))
        }
    }

    /// The revision that a request names is one that is spoken here (2025-06-18 on), whatever the request is.
    private func versionRefusal(_ request: Request, _ id: JSON?) -> Response? {
        guard revision.hasVersionHeader, let version = request.headers["MCP-Protocol-Version"] else { return nil }
        let known = Revision(rawValue: version).map { $0 <= revision } ?? false
        let finding = Finding(
            "mcp-version-unsupported-400", "The revision is supported",
            inputs: [.init("MCP-Protocol-Version", version)],
            expected: revision.rawValue, actual: version, holds: known)
        if context.check(finding) { return nil }
        return answers.json(400, MCPServer.error(id, -32000, "Unsupported protocol version: \(version)"))
    }

    private func initialize(_ id: JSON?, _ message: JSON, _ caller: Caller) -> Response {
        guard message["params"]?["protocolVersion"]?.string != nil else {
            return answers.json(200, MCPServer.error(id, -32602, "protocolVersion is missing"))
        }
        let session = context.uuid("session")
        sessions[session] = Session(started: context.now, caller: caller)
        context.create(.sessionID, session, "Opens a session; it says nothing about who may use it")
        let asked = message["params"]?["protocolVersion"]?.string.flatMap(Revision.init(rawValue:))
        let spoken = asked.map { $0 <= revision ? $0 : revision } ?? revision
        return result(
            id,
            [
                "protocolVersion": .string(spoken.rawValue),
                "capabilities": capabilities(tools: ["listChanged": false]),
                "serverInfo": serverInfo,
            ], headers: [revision.sessionHeader: session])
    }

    private func sessionRefusal(_ request: Request, _ id: JSON?) -> Response? {
        guard let session = request.headers["Mcp-Session-Id"] else {
            let finding = Finding(
                "mcp-session-required", "The request belongs to a session", expected: "a session header",
                actual: "none",
                holds: false)
            return context.check(finding)
                ? nil : answers.json(400, MCPServer.error(id, -32000, "No session: send initialize first"))
        }
        let started = sessions[session]?.started
        let alive = started.map { start in knobs.sessionLifetime.map { context.now < start + $0 } ?? true } ?? false
        let finding = Finding(
            "mcp-session-known", "The session is alive", inputs: [.init("session", session)],
            expected: "a live session",
            actual: alive ? "a live session" : "an ended or unknown one", holds: alive)
        return context.check(finding) ? nil : answers.json(404, MCPServer.error(id, -32001, "Session not found"))
    }

    private func endSession(_ request: Request) -> Response {
        if let refusal = sessionRefusal(request, nil) { return refusal }
        sessions[request.headers["Mcp-Session-Id"] ?? ""] = nil
        return answers.empty(204)
    }
}
