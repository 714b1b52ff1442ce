/// The stories that somebody who builds or runs OAuth for MCP has to know: a site that wants to be complete tells each of
/// them or says why it cannot.
public enum Catalogue {
    /// A group of stories; its letter begins their ids.
    public struct Section: Hashable, Sendable {
        public var letter: String
        public var title: String
        public var stories: [Story]
    }

    /// One story, by the id that a scenario page carries.
    public struct Story: Hashable, Sendable {
        public var id: String
        /// What it is about, in the field's own terms.
        public var subject: String
    }

    /// In the order of a reader: what works, how it goes on, what fails, what must fail, what is optional.
    public static let sections: [Section] = [
        section(
            "A", "Logins that succeed",
            [
                "Metadata at the base URL",
                "Default endpoints",
                "First split of roles",
                "Client ID metadata document, public client",
                "Client ID metadata document with private_key_jwt",
                "Dynamic registration, public client",
                "Dynamic registration, client_secret_basic",
                "Dynamic registration, client_secret_post",
                "Pre-registered client",
                "Client id entered by the person",
                "Registration ladder",
                "Resource metadata at the path, not announced",
                "Resource metadata only at the root",
                "Resource metadata at an address of its own",
                "OpenID Connect discovery only",
                "Issuer with a path, inserted",
                "Issuer with a path, appended",
                "Several authorization servers",
                "Scope from the challenge",
                "Scope from the resource metadata",
                "Scope omitted",
                "iss advertised and correct",
                "iss neither advertised nor sent",
                "offline_access",
                "No offline_access on offer",
                "Same server, four revisions",
                "Stateless transport",
                "Two MCP servers, one client",
                "Public server",
                "Resource: the path or the origin",
                "Client of two eras",
            ]),
        section(
            "B", "The life of a grant",
            [
                "Access token expiry, refresh",
                "Refresh with rotation",
                "Refresh reuse detection",
                "No refresh token issued",
                "Lost refresh response",
                "Revocation",
                "Step-up",
                "Step-up refused by the person",
                "Step-up retry limit",
                "Step-up under two revisions",
                "Scope hierarchy",
                "Migration, dynamic registration",
                "Migration, pre-registered client",
                "Migration, client ID metadata document",
                "Client metadata changed",
                "Session expired",
                "Client secret expired",
                "Signing key rotation",
                "Logout",
            ]),
        section(
            "C", "Denials and errors",
            [
                "The person denies",
                "The person leaves",
                "invalid_client",
                "invalid_grant: expired code",
                "invalid_target",
                "invalid_scope",
                "unsupported_grant_type",
                "PKCE not advertised",
                "Only plain offered",
                "Resource metadata nowhere",
                "Resource metadata without authorization servers",
                "Resource metadata of the wrong type",
                "No authorization server metadata anywhere",
                "Metadata issuer mismatch",
                "Resource mismatch",
                "Registration refused: redirect URI",
                "Registration not allowed",
                "Client document missing",
                "Client document of another client_id",
                "Redirect URI not in the client document",
                "Unsupported protocol version",
                "Header and body disagree",
                "Missing _meta",
                "Token without expires_in",
                "Authorization server down",
            ]),
        section(
            "D", "Attacks",
            [
                "Code interception",
                "Code injection",
                "Forged callback",
                "Mix-up: wrong iss",
                "Mix-up: iss stripped",
                "Mix-up: unadvertised iss",
                "Issuer equal only after normalization",
                "Metadata in the name of another issuer",
                "Resource metadata pointing at a victim",
                "Audience confusion",
                "Token passthrough",
                "Redirect URI manipulation",
                "Open redirector",
                "Code replay",
                "Code used by another client",
                "PKCE stripped",
                "PKCE downgraded to plain",
                "Confused deputy",
                "Phishing by registration",
                "Client id of somebody else",
                "Loopback impersonation",
                "SSRF through a client id",
                "SSRF through discovery",
                "Token in the query string",
                "DNS rebinding",
                "Session id as a credential",
                "Handle of another person",
                "Refresh token theft",
                "Stolen token, bearer or bound",
                "DPoP proof replay",
                "Credentials for the wrong issuer",
                "Authorization URL with another scheme",
                "Forged error",
                "Framed consent page",
                "Password sent on by a 307",
                "Scopes that are too broad",
                "Header smuggling",
                "Cache shared between people",
            ]),
        section(
            "E", "Extensions",
            [
                "Client credentials with a secret",
                "Client credentials with private_key_jwt",
                "Client credentials and step-up",
                "Client assertion for another audience",
                "Enterprise-managed authorization",
                "Enterprise policy denies",
                "ID-JAG for another audience, client or of another type",
                "ID-JAG expired",
                "DPoP",
                "DPoP with nonces",
                "DPoP-bound token sent as bearer",
                "Workload identity",
                "Workload identity refused",
                "Delegation to a third party",
            ]),
    ]

    /// Every story, in the order of the ids.
    public static let stories = sections.flatMap(\.stories)

    /// The section to which an id belongs by its letter; nil for a story outside the catalogue.
    public static func section(of id: String) -> Section? { sections.first { id.hasPrefix($0.letter) } }

    /// Numbers the subjects from 1: `A01`, `A02`, ….
    private static func section(_ letter: String, _ title: String, _ subjects: [String]) -> Section {
        let stories = subjects.enumerated().map { index, subject in
            Story(id: letter + (index < 9 ? "0" : "") + String(index + 1), subject: subject)
        }
        return Section(letter: letter, title: title, stories: stories)
    }
}
