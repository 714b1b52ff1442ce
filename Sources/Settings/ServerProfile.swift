import Authoring
import Wire

/// The MCP server and the authorization server of a company, as far as its recorded pages show them.
public struct ServerProfile: Sendable {
    /// As people know it: “Acme Tickets”.
    public var name = ""
    /// The MCP endpoint.
    public var url = ""
    /// The authorization server; nil when it has the origin of the MCP endpoint.
    public var issuer: String?
    public var instructions = ""
    /// Scopes beyond those of the tools.
    public var scopes: [String] = []
    public var tools: [Tool] = []
    public var tokens = TokenRules()
    public var registration = Registration()
    public var client = Client()

    public init() {}

    /// What a client may call.
    public struct Tool: Sendable {
        public var name: String
        public var scope: String?
        public var description = ""
        /// The arguments of recorded calls, which also describe what the tool takes.
        public var arguments: [Argument] = []
        /// What recorded calls answer.
        public var result = ""

        public init(name: String) { self.name = name }
    }

    /// An argument of a tool with an example.
    public struct Argument: Sendable {
        public var name: String
        public var example: JSON
    }

    /// How long tokens live; seconds.
    public struct TokenRules: Sendable {
        public var lifetime = 3600
        public var issuesRefreshTokens = true
        public var rotates = true
        public var refreshLifetime = 30 * 86400
    }

    /// How clients make themselves known.
    public struct Registration: Sendable {
        public var acceptsDocuments = true
        public var acceptsDynamic = true
    }

    /// The client of recorded pages.
    public struct Client: Sendable {
        public var name = "Example Client"
        public var document = "https://client.example/oauth/client.json"
    }

    static let schema = Schema<ServerProfile>(
        .key(
            "name", \.name, .text, "The server's name, as people know it.",
            required: "Add a line such as name: Acme Tickets."),
        .key(
            "url", \.url, .address, "The MCP endpoint.",
            required: "Add a line such as url: https://mcp.acme.example/mcp."),
        .key(
            "issuer", \.issuer, Setting<String>.address.optional,
            "The authorization server's issuer; without one it is the origin of the MCP endpoint."),
        .key("instructions", \.instructions, .text, "What the server tells a model about itself."),
        .key("scopes", \.scopes, .texts, "Scopes that no tool names."),
        .key(
            "tools", \.tools, .named(toolSchema, as: "TOOL", "map of tools", new: Tool.init(name:)),
            "The tools by name; the first one is called where a page of Wirescribe calls a tool.",
            required: "Add at least one tool, as in tools: {search: {scope: tickets.read}}."),
        .key("tokens", \.tokens, .map(tokenSchema, from: TokenRules()), "How long tokens live."),
        .key(
            "registration", \.registration, .map(registrationSchema, from: Registration()),
            "How clients make themselves known."),
        .key("client", \.client, .map(clientSchema, from: Client()), "The client of the recorded pages."))

    private static let toolSchema = Schema<Tool>(
        .key(
            "scope", \.scope, Setting<String>.text.optional, "The scope that a call needs; without one any token does."),
        .key("description", \.description, .text, "What tools/list says about it."),
        .key(
            "arguments", \.arguments, .arguments,
            "The arguments of recorded calls with an example each, which also describe what the tool takes."),
        .key("result", \.result, .text, "What recorded calls answer."))

    private static let tokenSchema = Schema<TokenRules>(
        .key("lifetime", \.lifetime, .duration, "How long an access token lives."),
        .key("refresh", \.issuesRefreshTokens, .flag, "Whether clients get refresh tokens."),
        .key("rotate", \.rotates, .flag, "Whether a refresh token is replaced when it is used."),
        .key("refresh_lifetime", \.refreshLifetime, .duration, "How long a refresh token lives."))

    private static let registrationSchema = Schema<Registration>(
        .key("cimd", \.acceptsDocuments, .flag, "Whether a client ID may be the address of a metadata document."),
        .key("dynamic", \.acceptsDynamic, .flag, "Whether clients may register themselves."))

    private static let clientSchema = Schema<Client>(
        .key("name", \.name, .text, "Its name, as the consent page shows it."),
        .key("document", \.document, .address, "The address of its metadata document."))
}

extension Setting where Value == [ServerProfile.Argument] {
    fileprivate static var arguments: Setting {
        .pairs("map of names and examples") { (key, value) throws(Problem) in
            let text = try value.text()
            let example: JSON =
                switch text {
                case "true", "false": .bool(text == "true")
                case _ where Int(text) != nil: .number(text)
                default: .string(text)
                }
            return ServerProfile.Argument(name: try key.text(), example: example)
        }
    }
}
