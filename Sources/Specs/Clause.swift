import Foundation

/// One normative requirement: the strength of its keyword, the revisions it belongs to, where a trace shows it, and its
/// source. The text is ours; the source is the authority.
public struct Clause: Hashable, Sendable {
    /// The keyword of the cited source, never promoted.
    public enum Level: String, CaseIterable, Codable, Hashable, Sendable {
        case must = "MUST", should = "SHOULD", may = "MAY"
        /// The source says so without a keyword of RFC 2119, as part of what the thing is.
        case plain = "in plain words"
        /// No source says so; it follows from what they say, as we read them.
        case reading = "our reading"

        /// Whether it is a keyword of RFC 2119.
        public var isKeyword: Bool { self == .must || self == .should || self == .may }
    }

    /// Stated in an MCP authorization page (1), inherited from an RFC or a best-practice page (2), or transport, proxy,
    /// extension and optional features (3).
    public enum Tier: Int, Codable, Hashable, Sendable { case stated = 1, inherited, optional }

    public var id: String
    /// Who must obey.
    public var role: Role
    public var level: Level
    public var revisions: [Revision]
    /// Names of exchange kinds, or of the groups `trace` and `mcp-authenticated`.
    public var places: [String]
    public var text: String
    /// The citations, separated by `"; "`, as in ``sources``.
    public var source: String
    public var tier: Tier
    /// Scenarios or checks of the official conformance suite that observe the same behaviour.
    public var conformance: [String]

    init(
        _ id: String, _ role: Role, _ level: Level, _ revisions: [Revision], at places: [String], _ text: String,
        source: String, tier: Tier, conformance: [String] = []
    ) {
        self.id = id
        self.role = role
        self.level = level
        self.revisions = revisions
        self.places = places
        self.text = text
        self.source = source
        self.tier = tier
        self.conformance = conformance
    }

    /// Every clause, in the order in which a flow meets them.
    public static let all: [Clause] =
        discovery + registration + authorization + tokens + resource + transport + clientCredentials + enterprise
        + boundTokens + workloads + engine

    /// An extension of MCP, or a proposal for one. Its clauses bind only those who use it.
    enum Extension: CaseIterable {
        case clientCredentials, assertions, enterprise, boundTokens, workloads

        /// Whether it is no extension yet: DPoP and workload identity.
        var isProposal: Bool { self == .boundTokens || self == .workloads }

        /// For whom its clauses hold.
        var condition: String {
            switch self {
            case .clientCredentials: "where clients act in their own name"
            case .assertions: "where an assertion is the grant"
            case .enterprise: "where a company decides on access"
            case .boundTokens: "where tokens are bound to a key (DPoP)"
            case .workloads: "where workloads prove who they are"
            }
        }

        /// What is demanded of those who use it, and what the engine checks beyond that.
        var clauses: [Clause] {
            switch self {
            case .clientCredentials: Clause.clientCredentials + Clause.clientCredentialsGrant
            case .assertions: Clause.assertionGrant
            case .enterprise: Clause.enterprise + Clause.identityProvider
            case .boundTokens: Clause.boundTokens + Clause.proofsOfKeys
            case .workloads: Clause.workloads + Clause.workloadGrant
            }
        }
    }

    /// Whether it binds only those who use an extension of MCP or a proposal for one.
    public var isExtension: Bool { partOf != nil }

    /// Whether it belongs to a proposal, which is no extension yet.
    public var isProposal: Bool { partOf?.isProposal ?? false }

    /// For whom it holds, where it binds only those who use an extension or a proposal.
    public var condition: String? { partOf?.condition }

    private var partOf: Extension? { Clause.extensionsByID[id] }

    private static let extensionsByID = Dictionary(
        uniqueKeysWithValues: Extension.allCases.flatMap { part in part.clauses.map { ($0.id, part) } })

    private static let byID: [String: Clause] = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// The kinds of exchange it is about; empty where it is about a run as a whole.
    public var kinds: Set<ExchangeKind> {
        places.contains("trace")
            ? []
            : Set(
                places.flatMap { place in
                    place == "mcp-authenticated"
                        ? ExchangeKind.authenticated : ExchangeKind(rawValue: place).map { [$0] } ?? []
                })
    }

    /// The clause with this id. A check may be narrower than its clause (`rs-invalid-token-401/expiry`); the part after
    /// the slash is ignored here.
    public static func named(_ check: String) -> Clause? {
        byID[check.split(separator: "/", maxSplits: 1).first.map(String.init) ?? check]
    }

    /// The citations with their links, in the order of the source text.
    public var sources: [Citation] {
        source.components(separatedBy: "; ").map(Citation.init(parsing:))
    }

    /// The citations that hold in one of its revisions: pages of that revision, else what belongs to no revision.
    public static func citations(_ sources: [Citation], in revision: Revision) -> [Citation] {
        let own = sources.filter { $0.revision == revision }
        return (own.isEmpty ? sources.filter { $0.revision == nil } : own).map { $0.asReferred(by: revision) }
    }
}

/// One citation: what a reader sees and where it leads.
public struct Citation: Hashable, Sendable {
    public var label: String
    public var url: String?
    /// The revision of MCP whose text it is; nil for what belongs to no revision, such as an RFC.
    public var revision: Revision?

    /// Reads `RFC 6750 §3.1`, `OAuth 2.1 draft-13 §5.3.1`, `CIMD §4.5` or an address without its scheme.
    public init(parsing text: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let slash = text.firstIndex(of: "/"), text[..<slash].contains("."), !text.contains(" ") {
            url = "https://" + text
            revision = Citation.revision(ofPage: text)
            label = Citation.label(ofPage: text, revision)
            return
        }
        label = text
        if text.hasPrefix("github.com/") {
            url = "https://" + text.prefix { $0 != " " }
            return
        }
        let section = text.range(of: "§").map { range in
            String(text[range.upperBound...].prefix { $0.isNumber || $0 == "." || $0.isLetter })
        }
        let number = section.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
        let anchor = number.map { "#section-" + $0 } ?? ""
        if text.hasPrefix("RFC ") {
            url = "https://www.rfc-editor.org/rfc/rfc" + text.dropFirst(4).prefix { $0.isNumber } + ".html" + anchor
        } else if text.hasPrefix(Citation.oauthDraft) {
            let draft = text.dropFirst(Citation.oauthDraft.count).prefix { $0.isNumber }
            url = "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-" + draft + anchor
        } else if text.hasPrefix("CIMD") {
            url = "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-00" + anchor
        } else if text.hasPrefix("draft-") {
            url = "https://datatracker.ietf.org/doc/html/" + text.prefix { $0 != " " } + anchor
        } else if text.hasPrefix("OIDC Discovery") || text.hasPrefix("OpenID Connect Discovery") {
            url = "https://openid.net/specs/openid-connect-discovery-1_0.html"
        } else if text.hasPrefix("OpenID Connect Core") {
            url = "https://openid.net/specs/openid-connect-core-1_0.html"
        } else {
            url = nil
        }
    }

    private static let oauthDraft = "OAuth 2.1 draft-"

    /// The same section of that draft of OAuth 2.1 which a revision refers to: 2025-03-26 refers to draft-12. The sections
    /// that are cited have the same numbers and say the same there.
    func asReferred(by revision: Revision) -> Citation {
        guard revision == .march2025, label.hasPrefix(Citation.oauthDraft + "13") else { return self }
        return Citation(parsing: Citation.oauthDraft + "12" + label.dropFirst(Citation.oauthDraft.count + 2))
    }

    private static func revision(ofPage address: String) -> Revision? {
        address.split(separator: "/").lazy.compactMap { Revision(named: String($0)) }.first
    }

    private static func label(ofPage address: String, _ revision: Revision?) -> String {
        let page = address.split(separator: "#", maxSplits: 1)
        let parts = page[0].split(separator: "/").map(String.init)
        let fragment = page.count > 1 ? "#" + page[1] : ""
        let name = parts.last.map { $0 == "index" ? parts[parts.count - 2] : $0 } ?? address
        guard parts[0] == "modelcontextprotocol.io" else { return parts[0] + "/…/" + name + fragment }
        return "MCP " + (revision.map { $0.rawValue + " " } ?? "") + name + fragment
    }
}
