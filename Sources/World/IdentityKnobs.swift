import OAuth
import Wire

/// A company's identity provider, or the platform that runs a program: whoever signs statements about people and programs.
public struct IdentityKnobs: Sendable {
    public var issuer = "https://login.company.example"
    public var plays = AssertionGrant.Profile.enterprise
    /// What the company's rule says about this client, this person and that server.
    public var allows = true
    /// Claims of what it issues that differ from what they should be; `typ` stands in the header.
    public var assertion: [(name: String, value: JSON)] = []
    /// Seconds for which a grant or a workload's token is good.
    public var assertionLifetime = 300
    /// Seconds for which a login counts.
    public var loginLifetime = 8 * 3600
    /// The id and the secret under which the client is known here; another id than at any authorization server.
    public var clientID = "calendar-sso"
    public var clientSecret = "demo-sso-secret"
    /// The program, as the platform names it.
    public var workload = "spiffe://company.example/reports/calendar-report"

    public init() {}
}

/// An issuer of assertions that an authorization server trusts.
public struct TrustedIssuer: Sendable {
    public var issuer: String
    public var jwksURI: String
    public var profile: AssertionGrant.Profile
}

/// What a client was told about the identity provider of its company.
public struct ProviderConfiguration: Sendable {
    public var issuer: String
    public var clientID: String
    public var secret: String
}
