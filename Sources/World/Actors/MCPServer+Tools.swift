import OAuth
import Specs
import Traces
import Wire

/// The tools: what the list says about them, whether the token covers a call, and what they do.
extension MCPServer {
    func toolList(for caller: Caller) -> JSON {
        .array(
            knobs.tools.map { tool in
                switch tool.name {
                case _ where tool.takes != nil:
                    MCPServer.description(of: tool, taking: .object([.init((tool.takes ?? "") + "_handle", "")]))
                case _ where tool.arguments != nil: MCPServer.description(of: tool, taking: tool.arguments)
                case "create_event":
                    [
                        "name": "create_event",
                        "description": .string(tool.summary ?? "Add an event to the calendar."),
                        "inputSchema": [
                            "type": "object",
                            "properties": [
                                "title": ["type": "string"], "start": ["type": "string", "format": "date-time"],
                            ],
                            "required": ["title", "start"],
                        ],
                    ]
                default:
                    [
                        "name": .string(tool.name),
                        "description": .string(
                            tool.summary
                                ?? (tool.name == "list_events"
                                    ? "List the events of one day." + calendars(of: caller) : "A tool of this server.")),
                        "inputSchema": [
                            "type": "object", "properties": ["day": ["type": "string", "format": "date"]],
                        ],
                    ]
                }
            })
    }

    /// A tool whose input is described by an example of it.
    private static func description(of tool: Tool, taking arguments: JSON?) -> JSON {
        let types = (arguments?.members ?? []).map { member -> JSON.Member in
            let type =
                switch member.value {
                case .number: "number"
                case .bool: "boolean"
                case .array: "array"
                case .object: "object"
                case .string, .null: "string"
                }
            return JSON.Member(member.name, ["type": .string(type)])
        }
        return [
            "name": .string(tool.name), "description": .string(tool.summary ?? "A tool of this server."),
            "inputSchema": ["type": "object", "properties": .object(types)],
        ]
    }

    /// The calendars of the person who asks, where the list is made for each person.
    private func calendars(of caller: Caller) -> String {
        guard knobs.listsPersonal, let person = caller.subject, let names = DemoDirectory.calendars[person] else {
            return ""
        }
        return " Calendars: \(names.joined(separator: ", "))."
    }

    func call(_ id: JSON?, _ message: JSON, _ caller: Caller, finish: (JSON) -> JSON) async -> Response {
        let name = message["params"]?["name"]?.string ?? ""
        guard let tool = knobs.tools.first(where: { $0.name == name }) else {
            return answers.json(200, MCPServer.error(id, -32602, "Unknown tool: \(name)"))
        }
        if let scopes = caller.scopes, let needed = tool.scope {
            let finding = AccessToken.scopeFinding(granted: scopes, needed: [needed], hierarchy: knobs.hierarchy)
            if !context.check(finding) {
                let echo = (knobs.stepUp ?? (context.revision == .november2025 ? .echo : .needed)) == .echo
                let asked = echo ? ScopeStrategy.union(scopes, [needed]) : [needed]
                return challenge(
                    403, error: "insufficient_scope", description: "\(name) needs \(needed)",
                    scope: asked.joined(separator: " "))
            }
        }
        let output = await output(of: tool, message["params"]?["arguments"] ?? [:], caller)
        var members: JSON = ["content": [["type": "text", "text": .string(output.text)]]]
        members["structuredContent"] = output.structured
        members["isError"] = .bool(output.isError)
        return result(id, finish(members))
    }

    /// What a tool says in the end.
    struct ToolOutput: Sendable {
        var text: String
        var structured: JSON?
        var isError = false
    }

    private func output(of tool: Tool, _ arguments: JSON, _ caller: Caller) async -> ToolOutput {
        if tool.usesUpstream { return await askUpstream(arguments, caller) }
        if let name = tool.opens { return open(name, arguments, caller) }
        if let name = tool.takes { return use(name, by: tool, arguments, caller) }
        if let result = tool.result { return ToolOutput(text: result) }
        switch tool.name {
        case "list_events":
            return ToolOutput(
                text: (["09:30 Stand-up", "13:00 Lunch with the platform team"] + created).joined(separator: "\n"))
        case "create_event":
            let title = arguments["title"]?.string ?? "Untitled"
            created.append((arguments["start"]?.string ?? "") + " " + title)
            return ToolOutput(text: "Created: \(title)")
        default: return ToolOutput(text: "Done.")
        }
    }

    // MARK: State between calls, under a handle (MCP 2026-07-28, tools, stateful tools)

    /// Something a tool keeps for a person from one call to the next.
    struct Kept: Sendable {
        var owner: String?
        var title: String
    }

    private func open(_ name: String, _ arguments: JSON, _ caller: Caller) -> ToolOutput {
        let handle = name + "_" + context.random("handle", bytes: 12)
        let title = arguments["title"]?.string ?? "Untitled"
        kept[handle] = Kept(owner: caller.subject, title: title)
        context.create(
            .handle, handle, "Keeps the \(name) under a handle, for \(caller.subject ?? "anybody")",
            clause: "rs-handle-bound", inputs: [.init("sub", caller.subject ?? "(none)")])
        return ToolOutput(
            text: "Opened the \(name) “\(title)”: \(handle)",
            structured: .object([.init(name + "_handle", .string(handle))]))
    }

    /// A handle is a name, not a key: whose it is was noted when it was made. An unknown one and somebody else's get the
    /// same answer.
    private func use(_ name: String, by tool: Tool, _ arguments: JSON, _ caller: Caller) -> ToolOutput {
        let handle = arguments[name + "_handle"]?.string ?? ""
        let unknown = ToolOutput(text: "There is no such \(name)", isError: true)
        guard let found = kept[handle] else { return unknown }
        let finding = Finding(
            "rs-handle-bound", "The handle belongs to the person of the token",
            inputs: [.init(name + "_handle", handle), .init("sub", caller.subject ?? "(none)")],
            expected: found.owner ?? "(none)", actual: caller.subject ?? "(none)", holds: found.owner == caller.subject)
        guard context.check(finding) else { return unknown }
        kept[handle] = nil
        return ToolOutput(text: (tool.result ?? "Done with") + " “\(found.title)”")
    }
}
