import OAuth
import Specs
import Traces
import Wire

/// The authorization code grant with PKCE, the checks of what comes back, and tokens.
extension Client {
    /// A whole round: identity, browser, code, tokens; or what the configured grant has in their place.
    func authorize(_ connection: inout Connection, scopes: [String]?) async throws {
        guard knobs.flow == .code else {
            connection.tokens = try await obtain(connection, scopes: scopes)
            return connection.requested = ScopeStrategy.union(connection.requested, scopes ?? [])
        }
        guard let discovery = connection.discovered else {
            throw ClientStop.refused("Nothing is known about the server")
        }
        let metadata = discovery.metadata
        let identity = try await identify(at: metadata)
        do {
            connection.tokens = try await authorize(connection, discovery, identity, scopes: scopes)
        } catch ClientStop.invalidClient(let reason) {
            try forgetRegistration(at: metadata.issuer, reason)
            let renewed = try await identify(at: metadata)
            connection.tokens = try await authorize(connection, discovery, renewed, scopes: scopes)
        }
        connection.requested = ScopeStrategy.union(connection.requested, scopes ?? [])
    }

    /// Gives up an id that came from registration, so that the next round registers anew. Throws where it did not.
    func forgetRegistration(at issuer: String, _ reason: String) throws {
        guard let identity = credentials[issuer], identity.isRegistered else { throw ClientStop.refused(reason) }
        credentials[issuer] = nil
        context.note(
            .forget, "Gives up the client id that is no longer accepted",
            inputs: [.init("client_id", identity.clientID)],
            values: identity.secret.map { [TypedValue(.clientSecret, $0)] } ?? [])
    }

    /// Browser, code, tokens, under one identity.
    private func authorize(
        _ connection: Connection, _ discovery: Discovery, _ identity: Credentials, scopes: [String]?
    ) async throws -> Tokens {
        let response = try await openBrowser(connection, discovery, identity, scopes)
        let code: String
        do {
            code = try accept(response.answer, metadata: discovery.metadata, state: response.state)
        } catch {
            context.note(
                .forget, "Gives up the pending request with its verifier and state", clause: "pkce-fresh-per-request",
                values: [TypedValue(.codeVerifier, response.verifier), TypedValue(.state, response.state)])
            throw error
        }
        return try await redeem(
            code, verifier: response.verifier, discovery: discovery, identity: identity, scopes: scopes ?? [])
    }

    /// The scopes for the first request, by the strategy of the revision, with `offline_access` only where it is offered.
    func firstScopes(_ discovery: Discovery) -> [String]? {
        var scopes: [String]?
        if context.revision.hasScopeStrategy {
            let (selected, source) = ScopeStrategy.select(
                challenge: discovery.challengeScope, supported: discovery.scopesSupported)
            scopes = selected
            context.choose(
                "Takes its scope from \(source)", selected?.joined(separator: " ") ?? "no scope parameter",
                clause: discovery.challengeScope != nil
                    ? "scope-from-challenge" : selected == nil ? "scope-omitted" : "scope-from-prm")
        } else {
            scopes = discovery.scopesSupported
        }
        for extra in knobs.asks {
            let offered = discovery.metadata.scopesSupported?.contains(extra) ?? false
            if extra == "offline_access", !offered {
                context.choose(
                    "Does not ask for offline_access, which the issuer does not list", "not requested",
                    clause: "scope-offline-access-only-if-listed")
            } else {
                if scopes?.contains(extra) != true {
                    context.choose("Adds a scope that it was set to ask for", extra)
                }
                scopes = ScopeStrategy.union(scopes ?? [], [extra])
            }
        }
        return scopes
    }

    private struct BrowserAnswer {
        var answer: AuthorizationResponse?
        var verifier: String
        var state: String
    }

    private func openBrowser(
        _ connection: Connection, _ discovery: Discovery, _ identity: Credentials, _ scopes: [String]?
    ) async throws -> BrowserAnswer {
        let metadata = discovery.metadata
        guard let address = metadata.authorizationEndpoint else {
            throw ClientStop.refused("\(metadata.issuer) has no grant that begins in a browser")
        }
        let endpoint = WebURL(address)
        let isSafe = endpoint.map { $0.scheme == "https" || $0.isLoopback } ?? false
        let scheme = String(address.prefix { $0 != ":" })
        let finding = Finding(
            "client-authz-url-scheme", "The browser is sent to a web address over TLS",
            inputs: [.init("authorization_endpoint", address)], expected: "https",
            actual: scheme,
            holds: isSafe)
        guard context.check(finding) else {
            throw ClientStop.refused("The authorization endpoint is no web address to open")
        }
        guard let endpoint else {
            context.choose("Hands the address to the operating system, whatever it is", address)
            throw ClientStop.gaveUp("Nobody came back from the page that was opened")
        }
        let verifier = context.random("code verifier")
        let challenge = PKCE.challenge(for: verifier)
        let state = context.random("state", bytes: 16)
        context.create(.codeVerifier, verifier, "Makes a verifier and keeps it", clause: "pkce-fresh-per-request")
        context.create(.codeChallenge, challenge, "Hashes the verifier into a challenge", clause: "pkce-s256")
        context.create(.state, state, "Makes a state that ties the answer to this request", clause: "state-present")
        context.note(
            .store, "Notes the issuer before the browser opens", clause: "client-records-issuer",
            inputs: [.init("issuer", metadata.issuer)])
        var query: Form = [
            "response_type": "code", "client_id": identity.clientID, "redirect_uri": redirectURI, "state": state,
            "code_challenge": challenge, "code_challenge_method": "S256",
        ]
        query.add("scope", scopes?.joined(separator: " "))
        if context.revision.hasProtectedResourceMetadata { query.add("resource", discovery.resource) }
        callback = nil
        _ = await browser.open(endpoint.adding(query))
        return BrowserAnswer(answer: callback.map(AuthorizationResponse.init), verifier: verifier, state: state)
    }

    /// The checks on what came back through the browser, before anything is sent anywhere. Returns the code.
    private func accept(
        _ answer: AuthorizationResponse?, metadata: AuthorizationServerMetadata, state: String
    ) throws -> String {
        guard let answer else {
            context.run.clock.advance(milliseconds: knobs.timeout * 1000)
            context.choose("Stops waiting for the browser", "after \(knobs.timeout) seconds")
            throw ClientStop.gaveUp("No answer came back from the browser")
        }
        guard context.check(answer.stateFinding(sent: state)) else {
            throw ClientStop.refused("The answer does not belong to this request")
        }
        if context.revision.hasIssuerIdentification,
            let finding = answer.issuerFinding(recorded: metadata.issuer, advertised: metadata.sendsIssuer),
            !context.check(finding)
        {
            throw ClientStop.refused("The answer comes from another authorization server")
        }
        if let error = answer.error {
            let text = "The authorization server answered \(error)" + (answer.errorDescription.map { ": " + $0 } ?? "")
            throw error == "access_denied" ? ClientStop.denied(text) : ClientStop.refused(text)
        }
        guard let code = answer.code else { throw ClientStop.refused("The answer holds no code") }
        return code
    }

    // MARK: Tokens

    private func redeem(
        _ code: String, verifier: String, discovery: Discovery, identity: Credentials, scopes: [String]
    ) async throws -> Tokens {
        var form: Form = ["grant_type": "authorization_code", "code": code, "redirect_uri": redirectURI]
        form.add("code_verifier", verifier)
        if context.revision.hasProtectedResourceMetadata { form.add("resource", discovery.resource) }
        return try await tokens(form, discovery, identity, asked: scopes, previous: nil)
    }

    /// Trades the refresh token for new tokens; the old one is given up once a new one is here.
    func refresh(_ connection: inout Connection) async throws {
        guard let tokens = connection.tokens, let refresh = tokens.refresh, let discovery = connection.discovered,
            let identity = credentials[tokens.issuer]
        else { throw ClientStop.refused("There is no refresh token") }
        var form: Form = ["grant_type": "refresh_token", "refresh_token": refresh]
        if context.revision.hasProtectedResourceMetadata { form.add("resource", discovery.resource) }
        connection.tokens = try await self.tokens(form, discovery, identity, asked: tokens.scope, previous: refresh)
    }

    /// One request to the token endpoint, and what comes of it.
    func tokens(
        _ form: Form, _ discovery: Discovery, _ identity: Credentials, asked: [String], previous: String?
    ) async throws -> Tokens {
        let metadata = discovery.metadata
        var response = try await sendTokenRequest(form, identity, metadata)
        // Without proofs there is no nonce; with them one more attempt carries it.
        if knobs.usesProofs, let url = metadata.tokenEndpoint.flatMap(WebURL.init), takeNonce(response, from: url) {
            response = try await sendTokenRequest(form, identity, metadata)
        }
        let body = try? JSON(parsing: response.body)
        guard response.status == 200, let access = body?["access_token"]?.string else {
            let error = body?["error"]?.string ?? "status \(response.status)"
            let reason = "The token request was refused: \(error)"
            throw error == "invalid_client" ? ClientStop.invalidClient(reason) : ClientStop.refused(reason)
        }
        if knobs.usesProofs, !context.check(DPoP.typeFinding(body?["token_type"]?.string)) {
            throw ClientStop.refused("The token is not bound to the key of this client")
        }
        let refresh = body?["refresh_token"]?.string
        let scope = body?["scope"]?.string.map(ScopeStrategy.list) ?? asked
        var kept = [TypedValue(.accessToken, access)]
        if let refresh { kept.append(TypedValue(.refreshToken, refresh)) }
        context.note(
            .store, "Keeps the tokens under this issuer", clause: "tokens-kept-by-issuer",
            inputs: [.init("issuer", metadata.issuer), .init("resource", discovery.resource ?? "")], values: kept)
        if let previous, refresh != nil {
            context.note(
                .forget, "Gives up the old refresh token", clause: "refresh-uses-latest",
                values: [TypedValue(.refreshToken, previous)])
        }
        return Tokens(access: access, refresh: refresh ?? previous, scope: scope, issuer: metadata.issuer)
    }

    private func sendTokenRequest(
        _ form: Form, _ identity: Credentials, _ metadata: AuthorizationServerMetadata
    ) async throws -> Response {
        var (form, headers) = (form, Headers())
        try authenticate(&form, &headers, identity, metadata)
        guard let endpoint = metadata.tokenEndpoint else {
            throw ClientStop.refused("\(metadata.issuer) has no token endpoint")
        }
        if knobs.usesProofs, let url = WebURL(endpoint) {
            headers.add("DPoP", try proof("POST", url, token: nil))
        }
        return try await self.form(form, to: endpoint, headers: headers)
    }

    /// Adds the one way of client authentication that was registered (RFC 6749 section 2.3).
    func authenticate(
        _ form: inout Form, _ headers: inout Headers, _ identity: Credentials, _ metadata: AuthorizationServerMetadata
    ) throws {
        switch identity.authentication {
        case .none: form.add("client_id", identity.clientID)
        case .basic:
            headers.add(
                "Authorization", BasicCredentials(user: identity.clientID, password: identity.secret ?? "").header)
        case .post:
            form.add("client_id", identity.clientID)
            form.add("client_secret", identity.secret)
        case .privateKeyJWT:
            var claims = ClientAssertion.claims(
                clientID: identity.clientID, audience: metadata.issuer, now: now,
                id: context.random("assertion id", bytes: 12))
            for (name, value) in knobs.assertion { claims[name] = value }
            let assertion = try DemoKeys.client.get().sign(type: "JWT", claims: claims)
            let isAlone = knobs.flow == .clientCredentials
            context.create(
                .clientAssertion, assertion, "Signs an assertion with its own key",
                clause: isAlone ? "ext-cc-jwt-claims" : "")
            // In the client credentials grant the assertion alone says who asks (RFC 7523 section 3).
            if !isAlone { form.add("client_id", identity.clientID) }
            form.add("client_assertion_type", ClientAuthentication.assertionType)
            form.add("client_assertion", assertion)
        }
    }

    /// Takes a token back (RFC 7009).
    func revoke(_ connection: Connection, refreshToken: Bool) async throws {
        guard let tokens = connection.tokens, let discovery = connection.discovered,
            let identity = credentials[tokens.issuer], let endpoint = discovery.metadata.revocationEndpoint
        else { throw ClientStop.refused("There is nothing to revoke") }
        var form: Form = ["token": refreshToken ? tokens.refresh ?? "" : tokens.access]
        form.add("token_type_hint", refreshToken ? "refresh_token" : "access_token")
        var headers = Headers()
        try authenticate(&form, &headers, identity, discovery.metadata)
        _ = try await self.form(form, to: endpoint, headers: headers)
    }
}
