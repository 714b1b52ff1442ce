import Specs
import Wire

/// Grants that a signed statement of another party stands for (RFC 7523 section 2.1), and how one is had (RFC 8693).
public enum AssertionGrant {
    /// The `typ` of an identity assertion authorization grant.
    public static let grantType = "oauth-id-jag+jwt"
    /// The same grant as a type of token (RFC 8693 section 3).
    public static let grantToken = "urn:ietf:params:oauth:token-type:id-jag"
    /// An OpenID Connect ID token as a type of token.
    public static let identityToken = "urn:ietf:params:oauth:token-type:id_token"

    /// What kind of statement an issuer is trusted for.
    public enum Profile: String, Sendable {
        /// A person's identity provider grants access to a client (ID-JAG).
        case enterprise
        /// A platform says which program it runs.
        case workload
    }

    /// What an authorization server knows when it judges an assertion.
    public struct Expectation: Sendable {
        public var profile: Profile
        /// The server's own issuer.
        public var audience: String
        /// The client that sends the assertion.
        public var clientID: String
        /// The subject that this client was registered with; nil where the assertion is about a person.
        public var subject: String?
        /// Seconds since 1970.
        public var now: Int

        public init(profile: Profile, audience: String, clientID: String, subject: String?, now: Int) {
            self.profile = profile
            self.audience = audience
            self.clientID = clientID
            self.subject = subject
            self.now = now
        }
    }

    /// Whether somebody whom this server trusts has signed the assertion (RFC 7523 section 3, item 1).
    public static func issuerFinding(_ jwt: CompactJWT?, trusted: [String]) -> Finding {
        let issuer = jwt?.claims["iss"]?.string
        return Finding(
            "as-assertion-issuer", "The assertion comes from an issuer that this server trusts",
            inputs: [.init("iss", issuer ?? "(none)")],
            expected: trusted.isEmpty ? "nobody" : trusted.joined(separator: " or "), actual: issuer,
            holds: issuer.map(trusted.contains) ?? false)
    }

    /// Every further check in the order in which it is made; the caller stops at the first that counts.
    public static func findings(_ jwt: CompactJWT, keys: JWKSet, _ expected: Expectation) -> [Finding] {
        let claims = jwt.claims
        let isSigned = keys.verifies(jwt)
        let expires = claims["exp"]?.int ?? 0
        var findings = [
            Finding(
                "as-assertion-signature", "The assertion is signed by a key of its issuer",
                inputs: [
                    .init("kid", jwt.header["kid"]?.string ?? "(none)"),
                    .init("known keys", keys.ids.joined(separator: " ")),
                ], expected: "RS256 over header and claims, by this key",
                actual: isSigned ? "RS256 over header and claims, by this key" : "no valid signature", holds: isSigned)
        ]
        if expected.profile == .enterprise {
            findings.append(
                Finding(
                    "ext-ema-id-jag-typ", "The assertion is a grant and no other kind of token",
                    inputs: [.init("typ", jwt.header["typ"]?.string ?? "(none)")], expected: grantType,
                    equals: jwt.header["typ"]?.string))
        }
        findings.append(
            Finding(
                expected.profile == .enterprise ? "ext-ema-id-jag-aud" : "as-assertion-audience",
                "The assertion is meant for this authorization server",
                inputs: [.init("aud", claims["aud"]?.string ?? "(none)")], expected: expected.audience,
                equals: claims["aud"]?.string))
        findings.append(
            Finding(
                "as-assertion-expiry", "The assertion has not expired",
                inputs: [.init("exp", String(expires)), .init("now", String(expected.now))],
                expected: "later than \(expected.now)", actual: String(expires), holds: expires > expected.now))
        switch expected.profile {
        case .enterprise:
            findings.append(
                Finding(
                    "ext-ema-id-jag-client", "The assertion was made for the client that sends it",
                    inputs: [.init("client_id", claims["client_id"]?.string ?? "(none)")],
                    expected: expected.clientID, equals: claims["client_id"]?.string))
        case .workload:
            findings.append(
                Finding(
                    "as-workload-known", "The assertion is about the program that this client was registered for",
                    inputs: [.init("sub", claims["sub"]?.string ?? "(none)")],
                    expected: expected.subject ?? "a registered program", equals: claims["sub"]?.string))
        }
        return findings
    }
}

/// A token exchange for an identity assertion authorization grant (RFC 8693, SEP-990).
public enum GrantExchange {
    /// Whether the request names all that it has to.
    public static func parametersFinding(_ form: Form) -> Finding {
        let wanted = ["audience", "resource", "subject_token"]
        var missing = wanted.filter { form[$0] == nil }
        if form["requested_token_type"] != AssertionGrant.grantToken { missing.append("requested_token_type") }
        if form["subject_token_type"] != AssertionGrant.identityToken { missing.append("subject_token_type") }
        return Finding(
            "ext-ema-token-exchange-params", "The request names the grant, the person, the server and its issuer",
            inputs: [
                .init("audience", form["audience"] ?? "(none)"), .init("resource", form["resource"] ?? "(none)"),
            ], expected: "every parameter",
            actual: missing.isEmpty ? "every parameter" : "without " + missing.joined(separator: ", "),
            holds: missing.isEmpty)
    }

    /// The checks of the identity provider on the statement that it exchanges: its own, not expired, for this client.
    public static func subjectFindings(
        _ jwt: CompactJWT?, keys: JWKSet, issuer: String, clientID: String, now: Int
    ) -> [Finding] {
        let claims = jwt?.claims ?? [:]
        let isOwn = jwt.map(keys.verifies) ?? false
        let expires = claims["exp"]?.int ?? 0
        return [
            Finding(
                "idp-subject-token-valid", "The identity token was issued here",
                inputs: [.init("iss", claims["iss"]?.string ?? "(none)")], expected: issuer,
                actual: isOwn ? claims["iss"]?.string : "no valid signature",
                holds: isOwn && claims["iss"]?.string == issuer),
            Finding(
                "idp-subject-token-valid/expiry", "The identity token has not expired",
                inputs: [.init("exp", String(expires)), .init("now", String(now))], expected: "later than \(now)",
                actual: String(expires), holds: expires > now),
            Finding(
                "idp-subject-token-audience", "The identity token was issued to this client",
                inputs: [.init("aud", claims["aud"]?.string ?? "(none)")], expected: clientID,
                equals: claims["aud"]?.string),
        ]
    }

    /// Whether the answer is the grant that was asked for.
    public static func answerFinding(_ body: JSON?) -> Finding {
        let type = body?["issued_token_type"]?.string
        return Finding(
            "ext-ema-token-exchange-response", "The answer is a grant",
            inputs: [.init("issued_token_type", type ?? "(none)")], expected: AssertionGrant.grantToken, equals: type)
    }

    /// The checks of a client on an ID token that it has received over TLS from the issuer itself (OpenID Connect Core
    /// section 3.1.3.7, where TLS may stand in for the signature).
    public static func identityFindings(_ jwt: CompactJWT?, issuer: String, clientID: String, now: Int) -> [Finding] {
        let claims = jwt?.claims ?? [:]
        let expires = claims["exp"]?.int ?? 0
        return [
            Finding(
                "client-id-token-validated/issuer", "The ID token comes from the identity provider that was asked",
                inputs: [.init("iss", claims["iss"]?.string ?? "(none)")], expected: issuer,
                equals: claims["iss"]?.string),
            Finding(
                "client-id-token-validated/audience", "The ID token is meant for this client",
                inputs: [.init("aud", claims["aud"]?.string ?? "(none)")], expected: clientID,
                equals: claims["aud"]?.string),
            Finding(
                "client-id-token-validated/expiry", "The ID token has not expired",
                inputs: [.init("exp", String(expires)), .init("now", String(now))], expected: "later than \(now)",
                actual: String(expires), holds: expires > now),
        ]
    }
}
