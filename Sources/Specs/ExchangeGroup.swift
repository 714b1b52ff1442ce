/// Names in capitals that stand for several exchanges in `expect.exchanges`, expanded by revision.
public enum ExchangeGroup: String, CaseIterable, Sendable {
    case discovery = "DISCOVERY"
    case register = "REGISTER"
    case authorize = "AUTHORIZE"
    case session = "SESSION"

    /// The steps of the group as `KIND` or `KIND STATUS`, for a client whose registration is `auto`.
    public func expansion(in revision: Revision) -> [String] {
        switch self {
        case .discovery:
            revision.hasProtectedResourceMetadata
                ? ["mcp-unauthenticated 401", "prm", "as-metadata"] : ["mcp-unauthenticated 401", "as-metadata"]
        case .register:
            revision.hasClientIDMetadataDocuments ? [] : ["registration"]
        case .authorize:
            ["authorization-request"] + (revision.hasClientIDMetadataDocuments ? ["cimd-fetch"] : [])
                + ["login", "consent", "authorization-response"]
        case .session:
            revision.isStateless
                ? ["mcp-discover", "jwks", "mcp-tools-list"]
                : ["mcp-initialize", "jwks", "mcp-initialized", "mcp-tools-list"]
        }
    }
}
