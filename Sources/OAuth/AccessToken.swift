import Specs
import Wire

/// The checks of a resource server on a JWT access token (RFC 9068 section 4, RFC 8707 section 3).
public enum AccessToken {
    /// What the server knows when it judges a token.
    public struct Expectation: Sendable {
        /// The issuers whose tokens this server accepts.
        public var issuers: [String]
        /// The resource identifier of this server.
        public var audience: String
        /// Seconds since 1970.
        public var now: Int

        public init(issuers: [String], audience: String, now: Int) {
            self.issuers = issuers
            self.audience = audience
            self.now = now
        }
    }

    /// Every check in the order in which it is made; the caller stops at the first that counts. The issuer comes first,
    /// because it decides whose keys are asked.
    public static func findings(_ jwt: CompactJWT, keys: JWKSet, expectation: Expectation) -> [Finding] {
        let claims = jwt.claims
        let issuer = claims["iss"]?.string
        let audiences = claims["aud"]?.strings ?? claims["aud"]?.string.map { [$0] } ?? []
        let expires = claims["exp"]?.int ?? 0
        return [
            Finding(
                "rs-invalid-token-401/issuer", "The token comes from an authorization server of this MCP server",
                inputs: [.init("iss", issuer ?? "(none)")], expected: expectation.issuers.joined(separator: " or "),
                actual: issuer, holds: expectation.issuers.contains { issuer?.isIdentical(to: $0) ?? false }),
            Finding(
                "rs-invalid-token-401/signature", "The token is signed by a key of its issuer",
                inputs: [
                    .init("kid", jwt.header["kid"]?.string ?? "(none)"),
                    .init("known keys", keys.ids.joined(separator: " ")),
                ],
                expected: "RS256 over header and claims, by this key",
                actual: keys.verifies(jwt) ? "RS256 over header and claims, by this key" : "no valid signature",
                holds: keys.verifies(jwt)),
            Finding(
                "rs-audience-validated", "The token was issued for this MCP server",
                inputs: [.init("aud", audiences.joined(separator: " ")), .init("resource", expectation.audience)],
                expected: expectation.audience, actual: audiences.joined(separator: " "),
                holds: audiences.contains { $0.isIdentical(to: expectation.audience) }),
            Finding(
                "rs-invalid-token-401/expiry", "The token has not expired",
                inputs: [.init("exp", String(expires)), .init("now", String(expectation.now))],
                expected: "later than \(expectation.now)", actual: String(expires), holds: expires > expectation.now),
        ]
    }

    /// The scopes of a token.
    public static func scopes(_ jwt: CompactJWT) -> [String] { ScopeStrategy.list(jwt.claims["scope"]?.string ?? "") }

    /// Whether the granted scopes are enough, where one scope may imply others.
    public static func scopeFinding(granted: [String], needed: [String], hierarchy: [String: [String]]) -> Finding {
        let implied = granted + granted.flatMap { hierarchy[$0] ?? [] }
        return Finding(
            "rs-insufficient-scope-403", "The token's scope covers the operation",
            inputs: [.init("scope", granted.joined(separator: " ")), .init("needed", needed.joined(separator: " "))],
            expected: needed.joined(separator: " "), actual: granted.joined(separator: " "),
            holds: needed.allSatisfy(implied.contains))
    }
}
