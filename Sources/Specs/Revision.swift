/// A dated revision of the Model Context Protocol specification, oldest first.
public enum Revision: String, CaseIterable, Codable, Comparable, Hashable, Sendable {
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// The newest dated revision. `draft` reads the same in every normative page, so it is an alias of this one.
    public static let latest: Revision = .july2026

    /// The revision with this name; `draft` gives ``latest``.
    public init?(named name: String) {
        if name == "draft" {
            self = .latest
        } else {
            self.init(rawValue: name)
        }
    }

    public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }

    /// The revision before this one, or nil for the oldest.
    public var previous: Revision? { Revision.allCases.last { $0 < self } }

    /// Whether MCP server and authorization server share one origin and discovery starts there (2025-03-26 only).
    public var hasBaseURLDiscovery: Bool { self == .march2025 }
    /// Whether protected resource metadata and the `resource` parameter exist (RFC 9728, RFC 8707).
    public var hasProtectedResourceMetadata: Bool { self >= .june2025 }
    /// Whether the client probes the well-known metadata places and OpenID Connect documents when nothing is announced.
    public var hasDiscoveryLadder: Bool { self >= .november2025 }
    /// Whether client ID metadata documents are part of the revision.
    public var hasClientIDMetadataDocuments: Bool { self >= .november2025 }
    /// Whether a client must stop when the metadata does not list PKCE methods.
    public var requiresPKCEMetadata: Bool { self >= .november2025 }
    /// Whether the scope strategy (challenge, then metadata, then none) and step-up are defined.
    public var hasScopeStrategy: Bool { self >= .november2025 }
    /// Whether `iss` is sent and checked in authorization responses (RFC 9207).
    public var hasIssuerIdentification: Bool { self >= .july2026 }
    /// Whether the transport is stateless: no `initialize`, no sessions, `_meta` and mirrored headers on every request.
    public var isStateless: Bool { self >= .july2026 }
    /// Whether every MCP request after `initialize` names its revision in `MCP-Protocol-Version`.
    public var hasVersionHeader: Bool { self >= .june2025 }
    /// Whether one body may hold several JSON-RPC messages (2025-03-26 only).
    public var hasBatches: Bool { self == .march2025 }
    /// How this revision spells the session header (header names compare case-insensitively).
    public var sessionHeader: String { self >= .november2025 ? "MCP-Session-Id" : "Mcp-Session-Id" }
}

/// The revisions for which something holds: from ``since`` up to, not including, ``until``.
public struct Applies: Hashable, Sendable {
    public var since: Revision
    public var until: Revision?

    public init(since: Revision = .march2025, until: Revision? = nil) {
        self.since = since
        self.until = until
    }

    public func covers(_ revision: Revision) -> Bool {
        since <= revision && until.map { revision < $0 } ?? true
    }

    /// All covered revisions, oldest first.
    public var revisions: [Revision] { Revision.allCases.filter(covers) }
}
