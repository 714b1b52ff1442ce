import OAuth
import Specs
import Traces
import Wire

/// What an identity provider signs for others to act on.
extension AssertionIssuer {
    /// RFC 8693: an ID token goes in, a grant for one authorization server comes out, if the company's rule allows it.
    func exchange(_ form: Form) -> Response {
        guard context.check(GrantExchange.parametersFinding(form)) else {
            return refusal("invalid_request", "A parameter is missing")
        }
        let subject = form["subject_token"].flatMap { CompactJWT($0) }
        let keys = JWKSet(parsing: keySet.bytes) ?? JWKSet()
        let findings = GrantExchange.subjectFindings(
            subject, keys: keys, issuer: knobs.issuer, clientID: knobs.clientID, now: context.now)
        for finding in findings where !context.check(finding) {
            return refusal("invalid_grant", "The subject token cannot be used")
        }
        let person = subject?.claims["sub"]?.string ?? ""
        let (audience, resource) = (form["audience"] ?? "", form["resource"] ?? "")
        let client = clientIDs[audience]
        let allowed = knobs.allows && client != nil
        let policy = Finding(
            "idp-policy", "The company allows this person to use this server with this client",
            inputs: [
                .init("sub", person), .init("client_id", knobs.clientID), .init("audience", audience),
                .init("resource", resource), .init("scope", form["scope"] ?? "(none)"),
            ], expected: "allowed", actual: allowed ? "allowed" : "not allowed", holds: allowed)
        guard context.check(policy) else {
            return refusal("invalid_target", "The policy of your company does not allow this server")
        }
        var claims: JSON = [
            "iss": .string(knobs.issuer), "sub": .string(person), "aud": .string(audience),
            "resource": .string(resource), "client_id": .string(client ?? ""),
            "jti": .string(context.random("grant id", bytes: 12)), "iat": JSON(context.now),
            "exp": JSON(context.now + knobs.assertionLifetime),
        ]
        if let scope = form["scope"] { claims["scope"] = .string(scope) }
        guard let grant = sign(claims, type: AssertionGrant.grantType) else { return refusal("server_error", "") }
        context.create(
            .assertion, grant, "Issues a grant for one client at one authorization server",
            clause: "ext-ema-token-exchange-response",
            inputs: stated(in: grant, "aud", "client_id", "resource"))
        var body: JSON = [
            "issued_token_type": .string(AssertionGrant.grantToken), "access_token": .string(grant),
            "token_type": "N_A", "expires_in": JSON(knobs.assertionLifetime),
        ]
        if let scope = form["scope"] { body["scope"] = .string(scope) }
        return answers.json(200, body, headers: AssertionIssuer.noStore)
    }

    /// A token about the program itself, as a platform puts it within the program's reach. No HTTP is involved.
    ///
    /// - Parameter audience: the issuer that the deployment names.
    func workloadToken(for audience: String) -> String? {
        let claims: JSON = [
            "iss": .string(knobs.issuer), "sub": .string(knobs.workload), "aud": .string(audience),
            "jti": .string(context.random("workload token id", bytes: 12)), "iat": JSON(context.now),
            "exp": JSON(context.now + knobs.assertionLifetime),
        ]
        guard let token = sign(claims, type: "JWT") else { return nil }
        context.create(
            .assertion, token, "Puts a token about the program into a file that only the program can read",
            inputs: stated(in: token, "sub", "aud"))
        return token
    }

    /// What a token says, which the knobs may have changed.
    private func stated(in token: String, _ names: String...) -> [Finding.Input] {
        let claims = CompactJWT(token)?.claims
        return names.map { .init($0, claims?[$0]?.plain ?? "(none)") }
    }

    /// Signs claims, changed as the knobs say; `typ` is the one name that stands in the header.
    private func sign(_ claims: JSON, type: String) -> String? {
        var (claims, type) = (claims, type)
        for (name, value) in knobs.assertion {
            if name == "typ" { type = value.plain } else { claims[name] = value }
        }
        return try? key.sign(type: type, claims: claims)
    }
}
