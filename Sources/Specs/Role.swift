/// What a party is in the flow. A run may hold several parties of one role.
public enum Role: String, CaseIterable, Codable, Hashable, Sendable {
    /// The user agent and the person in front of it.
    case browser
    /// The MCP client.
    case client
    /// The MCP server: the resource server of OAuth.
    case server
    /// The authorization server.
    case authorization
    /// An enterprise or upstream identity provider.
    case idp
    /// An API that the MCP server calls on its own account.
    case upstream
    /// The host that serves the client ID metadata document.
    case metadataHost
    case attacker

    /// The name a reader sees.
    public var label: String {
        switch self {
        case .browser: "Browser"
        case .client: "MCP client"
        case .server: "MCP server"
        case .authorization: "Authorization server"
        case .idp: "Identity provider"
        case .upstream: "Upstream API"
        case .metadataHost: "Client metadata host"
        case .attacker: "Attacker"
        }
    }

    /// The name where there is little room.
    public var shortLabel: String {
        switch self {
        case .client: "Client"
        case .authorization: "Auth server"
        default: label
        }
    }
}
