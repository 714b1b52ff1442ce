import Specs
import Testing
import Traces
import Wire

@testable import World

/// The default cast of a revision: one origin in 2025-03-26, two from then on.
func cast(_ revision: Revision) -> Cast {
    var cast = Cast()
    if revision.hasBaseURLDiscovery {
        cast.server.url = "https://api.calendar.example/v1/mcp"
        cast.authorization.issuer = "https://api.calendar.example"
    }
    return cast
}

/// Plays steps on a stage; a client that stops gives the outcome.
func play(
    _ revision: Revision, _ given: Cast? = nil, name: String = "test",
    fault: (inout [String: Faults]) -> Void = { _ in }, _ steps: (Stage) async throws -> Void
) async throws -> Trace {
    var cast = given ?? WorldTests.cast(revision)
    fault(&cast.faults)
    let stage = try await Stage(RunID(scenario: name, revision: revision), cast: cast)
    var outcome = Trace.Outcome.success
    do {
        try await steps(stage)
    } catch let stop as ClientStop {
        outcome = stop.outcome
    } catch {
        _ = try? await stage.finish(title: name, outcome: .refused)
        throw error
    }
    return try await stage.finish(title: name, outcome: outcome)
}

extension Faults {
    static func answering(_ kind: String, set name: String, to value: String) -> Faults {
        var faults = Faults()
        var change = Change()
        change.set = [(name, .string(value))]
        faults.answers[kind] = change
        return faults
    }

    static func sending(_ kind: String, set name: String, to value: String) -> Faults {
        var faults = Faults()
        var change = Change()
        change.set = [(name, .string(value))]
        faults.sends[kind] = change
        return faults
    }

    static func dropping(_ kind: String, _ failure: Exchange.Failure) -> Faults {
        var faults = Faults()
        var change = Change()
        change.drop = failure
        faults.answers[kind] = change
        return faults
    }
}

extension Trace {
    /// Whether a party made this check and it came out negative.
    func negative(_ check: String, by party: String) -> Bool {
        decisions.contains { $0.isNegative && $0.party == party && $0.finding.check == check }
    }
}

extension Stage {
    /// The newest value of a kind that was stored or made in the run so far.
    func newest(_ kind: ValueKind) throws -> String? {
        try run.recorder.record().decisions.flatMap(\.values).last { $0.kind == kind }?.text
    }

    /// A tools/list as a client of the revision sends it.
    func post(
        to address: String, token: String?, revision: Revision, method: String = "tools/list",
        headers more: Headers = [:],
        body changed: JSON? = nil
    ) async -> Response? {
        guard let url = WebURL(address) else { return nil }
        var headers: Headers = ["Host": url.authority, "Accept": "application/json, text/event-stream"]
        headers.add("Authorization", token.map { "Bearer " + $0 })
        if revision.isStateless {
            headers.add("MCP-Protocol-Version", revision.rawValue)
            headers.add("Mcp-Method", method)
        }
        for header in more.list { headers.set(header.name, header.value) }
        let meta: JSON = [
            "io.modelcontextprotocol/protocolVersion": .string(revision.rawValue),
            "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        let body =
            (changed ?? [
                "jsonrpc": "2.0", "id": 99, "method": .string(method),
                "params": revision.isStateless ? ["_meta": meta] : [:],
            ])
            .bytes
        headers.add("Content-Type", "application/json")
        headers.add("Content-Length", String(body.count))
        return await send(Request(method: "POST", target: url.target, headers: headers, body: body), to: url)
    }

    func form(_ form: Form, to address: String, headers more: Headers = [:]) async -> Response? {
        guard let url = WebURL(address) else { return nil }
        let body = Array(form.encoded.utf8)
        var headers: Headers = ["Host": url.authority, "Content-Type": "application/x-www-form-urlencoded"]
        headers.list += more.list
        headers.add("Content-Length", String(body.count))
        return await send(Request(method: "POST", target: url.target, headers: headers, body: body), to: url)
    }

    func send(_ request: Request, to url: WebURL) async -> Response? {
        if case .response(let response) = await run.send(request, to: url.origin, from: "client") { return response }
        return nil
    }
}
