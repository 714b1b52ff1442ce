import OAuth
import Specs
import Traces
import Wire

/// A company's identity provider (OpenID Connect login, token exchange to a grant), or a platform that names its programs.
///
/// It shows no consent page: who may use what is the company's decision, taken when the grant is asked for.
actor AssertionIssuer: Responder {
    let context: PartyContext
    let knobs: IdentityKnobs
    let answers: Answers
    let parameters: ParameterReader
    let key: SigningKey
    /// The client's id at each authorization server, as an administrator entered it here.
    let clientIDs: [String: String]

    private var pending: [String: Form] = [:]
    private var sessions: [String: String] = [:]
    private var codes: [String: (request: Form, person: String)] = [:]

    init(context: PartyContext, knobs: IdentityKnobs, clientIDs: [String: String]) throws {
        self.context = context
        self.knobs = knobs
        self.clientIDs = clientIDs
        answers = Answers(context: context)
        parameters = ParameterReader(context: context)
        key = try DemoKeys.identity.get()
    }

    static let noStore: Headers = ["Cache-Control": "no-store", "Pragma": "no-cache"]

    func respond(to request: Request) async -> Response {
        switch (request.method, request.path) {
        case ("GET", "/.well-known/openid-configuration"):
            return answers.json(200, metadata, headers: ["Cache-Control": "public, max-age=600"])
        case ("GET", "/jwks.json"):
            return answers.json(200, keySet, headers: ["Cache-Control": "public, max-age=600"])
        case ("GET", "/authorize"): return authorize(request)
        case ("POST", "/login"): return login(request)
        case ("POST", "/token"): return token(request)
        default: return answers.notFound()
        }
    }

    var keySet: JSON { ["keys": .array([key.jwk])] }

    private var metadata: JSON {
        [
            "issuer": .string(knobs.issuer), "authorization_endpoint": .string(knobs.issuer + "/authorize"),
            "token_endpoint": .string(knobs.issuer + "/token"), "jwks_uri": .string(knobs.issuer + "/jwks.json"),
            "scopes_supported": ["openid"], "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", .string(GrantType.tokenExchange)],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        ]
    }

    // MARK: Login (OpenID Connect Core section 3.1)

    private func authorize(_ request: Request) -> Response {
        let (query, repeated) = parameters.query(request)
        guard repeated.isEmpty, query["client_id"] == knobs.clientID, query["redirect_uri"] != nil,
            PKCE.isVerifier(query["code_challenge"] ?? "")
        else {
            return answers.errorPage(
                400, title: "This application is not known here", text: "Ask the people who look after your computer.")
        }
        let session = request.headers.all("Cookie").flatMap { $0.split(separator: ";") }.map(\.trimmed)
            .first { $0.hasPrefix("sso=") }.map { String($0.dropFirst(4)) }
        if let person = session.flatMap({ sessions[$0] }) { return issueCode(query, person) }
        return loginPage(query, wrong: false)
    }

    private func loginPage(_ query: Form, wrong: Bool) -> Response {
        let formToken = context.random("form token", bytes: 16)
        context.create(.formToken, formToken, "Ties the form to this page")
        pending[formToken] = query
        let form = """
            \(wrong ? "<p role=\"alert\">Name and password do not belong together.</p>\n" : "")<form method="post" action="/login">
            <input type="hidden" name="form_token" value="\(formToken)">
            <p><label for="username">Name</label><br><input id="username" name="username" autocomplete="username" required></p>
            <p><label for="password">Password</label><br><input id="password" name="password" type="password" autocomplete="current-password" required></p>
            <p><button type="submit">Log in</button></p>
            </form>
            """
        return answers.html(
            wrong ? 401 : 200, HTMLPage.page(title: "Log in to your company", body: form), headers: HTMLPage.protection)
    }

    private func login(_ request: Request) -> Response {
        guard let form = try? parameters.form(request, check: "as-own-form") else {
            return answers.errorPage(400, title: "This form cannot be read", text: "Please start again.")
        }
        guard let query = pending.removeValue(forKey: form["form_token"] ?? "") else {
            return answers.errorPage(400, title: "This page has expired", text: "Please start again.")
        }
        let name = form["username"] ?? ""
        let finding = Finding(
            "as-login-credentials", "Name and password belong together", inputs: [.init("username", name)],
            expected: "the password of \(name)", actual: "the password sent",
            holds: DemoDirectory.passwords[name] != nil && DemoDirectory.passwords[name] == form["password"])
        guard context.check(finding) else { return loginPage(query, wrong: true) }
        let session = context.random("login cookie", bytes: 24)
        sessions[session] = name
        context.create(.cookie, session, "Remembers that \(name) is logged in")
        var response = issueCode(query, name)
        response.headers.add("Set-Cookie", "sso=\(session); Path=/; Secure; HttpOnly; SameSite=Lax")
        return response
    }

    private func issueCode(_ query: Form, _ person: String) -> Response {
        let code = context.random("code")
        codes[code] = (query, person)
        context.create(.code, code, "Issues a code for the login", clause: "as-code-present-once")
        var fields: Form = ["code": code]
        fields.add("state", query["state"])
        let location = query["redirect_uri"].flatMap(WebURL.init)?.adding(fields).headerValue ?? ""
        return answers.empty(
            303, headers: ["Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"])
    }

    // MARK: Token endpoint

    private func token(_ request: Request) -> Response {
        let form: Form
        do {
            form = try parameters.form(request)
        } catch {
            return refusal("invalid_request", error.description)
        }
        let credentials = request.headers["Authorization"].flatMap { BasicCredentials($0) }
        let known = BasicCredentials(user: knobs.clientID, password: knobs.clientSecret)
        let authenticated = Finding(
            "token-client-authenticated", "The client proves who it is in the way it registered",
            inputs: [.init("client_id", credentials?.user ?? "(none)")], expected: "client_secret_basic",
            actual: credentials == nil ? "no credentials" : "client_secret_basic", holds: credentials == known)
        guard context.check(authenticated) else {
            var response = refusal("invalid_client", "Client authentication failed", status: 401)
            response.headers.add("WWW-Authenticate", Challenge(scheme: "Basic", ["realm": "login"]).headerValue)
            return response
        }
        switch form["grant_type"] {
        case "authorization_code": return identify(form)
        case GrantType.tokenExchange: return exchange(form)
        default: return refusal("unsupported_grant_type", "grant_type is not supported")
        }
    }

    func refusal(_ error: String, _ description: String, status: Int = 400) -> Response {
        answers.json(
            status, ["error": .string(error), "error_description": .string(description)],
            headers: AssertionIssuer.noStore)
    }

    /// An ID token for the person who has logged in (section 3.1.3.3). The access token beside it opens nothing in MCP.
    private func identify(_ form: Form) -> Response {
        let code = form["code"] ?? ""
        guard let (query, person) = codes.removeValue(forKey: code) else {
            return refusal("invalid_grant", "Unknown code")
        }
        let proof = PKCE.finding(verifier: form["code_verifier"], challenge: query["code_challenge"] ?? "")
        guard context.check(proof) else { return refusal("invalid_grant", "code_verifier does not match") }
        let claims: JSON = [
            "iss": .string(knobs.issuer), "sub": .string(person), "aud": .string(knobs.clientID),
            "iat": JSON(context.now), "exp": JSON(context.now + knobs.loginLifetime),
        ]
        guard let token = try? key.sign(type: "JWT", claims: claims) else { return refusal("server_error", "") }
        context.create(
            .identityToken, token, "States who has logged in",
            inputs: [.init("aud", knobs.clientID)])
        let access = context.random("access token")
        context.create(.accessToken, access, "Issues an access token for its own user data")
        return answers.json(
            200,
            [
                "access_token": .string(access), "token_type": "Bearer", "expires_in": 3600,
                "id_token": .string(token), "scope": "openid",
            ], headers: AssertionIssuer.noStore)
    }
}
