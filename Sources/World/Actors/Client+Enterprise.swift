import OAuth
import Specs
import Traces
import Wire

/// Grants that others have decided about: the company's identity provider, or the platform that runs the program.
extension Client {
    /// What the client needs in hand before it knocks at a server.
    func prepareGrant() async throws {
        switch knobs.flow {
        case .idJAG where identityToken == nil: try await signOn()
        case .jwtBearer: try await readWorkloadToken()
        case .code, .clientCredentials, .idJAG: break
        }
    }

    // MARK: Single sign-on (OpenID Connect Core section 3.1)

    private func signOn() async throws {
        guard let provider = knobs.provider else { throw ClientStop.refused("No identity provider is configured") }
        let response = try await fetch(provider.issuer + "/.well-known/openid-configuration")
        guard let metadata = try? AuthorizationServerMetadata(checking: response),
            context.check(metadata.issuerFinding(expected: provider.issuer)),
            let endpoint = metadata.authorizationEndpoint.flatMap(WebURL.init), let exchange = metadata.tokenEndpoint
        else { throw ClientStop.refused("The metadata of \(provider.issuer) cannot be used") }
        let verifier = context.random("sign-on verifier")
        let challenge = PKCE.challenge(for: verifier)
        let state = context.random("sign-on state", bytes: 16)
        context.create(.codeVerifier, verifier, "Makes a verifier and keeps it", clause: "pkce-fresh-per-request")
        context.create(.codeChallenge, challenge, "Hashes the verifier into a challenge", clause: "pkce-s256")
        context.create(.state, state, "Makes a state that ties the answer to this request", clause: "state-present")
        callback = nil
        _ = await browser.open(
            endpoint.adding([
                "response_type": "code", "client_id": provider.clientID, "redirect_uri": redirectURI,
                "scope": "openid", "state": state, "code_challenge": challenge, "code_challenge_method": "S256",
            ]))
        guard let answer = callback.map(AuthorizationResponse.init) else {
            throw ClientStop.gaveUp("No answer came back from the browser")
        }
        guard context.check(answer.stateFinding(sent: state)), let code = answer.code else {
            throw ClientStop.refused("The login did not succeed")
        }
        let form: Form = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirectURI, "code_verifier": verifier,
        ]
        let answered = try await self.form(form, to: exchange, headers: credentials(of: provider))
        let body = try? JSON(parsing: answered.body)
        guard answered.status == 200, let token = body?["id_token"]?.string else {
            throw ClientStop.refused("The identity provider gave no ID token")
        }
        let findings = GrantExchange.identityFindings(
            CompactJWT(token), issuer: provider.issuer, clientID: provider.clientID, now: now)
        for finding in findings where !context.check(finding) {
            throw ClientStop.refused("The ID token cannot be used")
        }
        identityToken = token
        exchangeEndpoint = exchange
        context.note(
            .store, "Keeps the ID token: the person is logged in to the client",
            values: [TypedValue(.identityToken, token)])
    }

    private func credentials(of provider: ProviderConfiguration) -> Headers {
        ["Authorization": BasicCredentials(user: provider.clientID, password: provider.secret).header]
    }

    // MARK: Enterprise-managed authorization (SEP-990)

    /// The ID token becomes a grant, the grant becomes an access token. A grant that got too old is fetched anew, once.
    func enterpriseTokens(_ discovery: Discovery, _ identity: Credentials, scopes: [String]?) async throws -> Tokens {
        let (grant, expires) = try await exchangeGrant(discovery, scopes: scopes)
        do {
            return try await redeem(grant, discovery, identity, scopes: nil)
        } catch ClientStop.refused(let reason) where expires <= now {
            context.choose(
                "Fetches a new grant, as this one has expired", "token exchange",
                inputs: [.init("refused", reason)])
            return try await redeem(
                try await exchangeGrant(discovery, scopes: scopes).grant, discovery, identity, scopes: nil)
        }
    }

    private func exchangeGrant(_ discovery: Discovery, scopes: [String]?) async throws -> (grant: String, expires: Int)
    {
        guard let provider = knobs.provider, let token = identityToken, let endpoint = exchangeEndpoint else {
            throw ClientStop.refused("The person is not logged in")
        }
        var form: Form = [
            "grant_type": GrantType.tokenExchange, "requested_token_type": AssertionGrant.grantToken,
            "audience": discovery.metadata.issuer,
        ]
        form.add("resource", discovery.resource)
        form.add("scope", scopes?.joined(separator: " "))
        form.add("subject_token", token)
        form.add("subject_token_type", AssertionGrant.identityToken)
        let asked = now
        let response = try await self.form(form, to: endpoint, headers: credentials(of: provider))
        let body = try? JSON(parsing: response.body)
        guard response.status == 200, let grant = body?["access_token"]?.string else {
            let error = body?["error"]?.string ?? "status \(response.status)"
            // Nobody is sent to the server's own login instead: the company has spoken.
            context.choose(
                "Does not try another way around the company's decision", error, clause: "ext-ema-no-authorize")
            throw ClientStop.refused(
                "Your company does not allow this server: \(error)"
                    + (body?["error_description"]?.string.map { " (\($0))" } ?? ""))
        }
        guard context.check(GrantExchange.answerFinding(body)) else {
            throw ClientStop.refused("The identity provider answered with something else than a grant")
        }
        return (grant, asked + (body?["expires_in"]?.int ?? 0))
    }

    // MARK: Workload identity (SEP-1933)

    private func readWorkloadToken() async throws {
        guard let platform, let audience = knobs.workloadAudience,
            let token = await platform.workloadToken(for: audience)
        else { throw ClientStop.refused("The platform has no token for this program") }
        workloadToken = token
        context.note(
            .store, "Reads the token that the platform put there",
            values: [TypedValue(.assertion, token)])
    }

    /// The platform's statement is the grant. A refusal is final.
    func workloadTokens(_ discovery: Discovery, _ identity: Credentials, scopes: [String]?) async throws -> Tokens {
        if workloadToken == nil { try await readWorkloadToken() }
        let token = workloadToken ?? ""
        workloadToken = nil
        do {
            return try await redeem(token, discovery, identity, scopes: scopes)
        } catch ClientStop.refused(let reason) {
            context.choose(
                "Shows the error and tries nothing else", reason, clause: "ext-wif-no-retry",
                inputs: [.init("grant_type", GrantType.jwtBearer)])
            throw ClientStop.refused(reason)
        }
    }

    // MARK: The JWT bearer grant (RFC 7523 section 2.1)

    private func redeem(_ assertion: String, _ discovery: Discovery, _ identity: Credentials, scopes: [String]?)
        async throws -> Tokens
    {
        var form: Form = ["grant_type": GrantType.jwtBearer, "assertion": assertion]
        form.add("scope", scopes?.joined(separator: " "))
        form.add("resource", discovery.resource)
        return try await tokens(form, discovery, identity, asked: scopes ?? [], previous: nil)
    }
}
