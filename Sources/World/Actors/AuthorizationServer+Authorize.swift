import OAuth
import Specs
import Traces
import Wire

/// The authorization endpoint, login and consent (RFC 6749 section 4.1.1, RFC 7636, RFC 8707, RFC 9207).
extension AuthorizationServer {
    func authorize(_ request: Request) async -> Response {
        let query = request.query
        let clientID = query["client_id"] ?? ""
        guard let client = await client(named: clientID) else {
            return answers.errorPage(
                400, title: "This application is not known here",
                text: "The client_id “\(clientID)” could not be verified, so nobody was sent back to it.")
        }
        guard let redirectURI = redirectURI(query, client) else {
            return answers.errorPage(
                400, title: "This redirect address is not registered",
                text:
                    "The redirect_uri “\(query["redirect_uri"] ?? "")” does not belong to \(client.name), so nobody was sent to it."
            )
        }
        let transaction = Transaction(
            clientID: client.id, redirectURI: redirectURI, scopes: [], state: query["state"],
            challenge: query["code_challenge"], challengeMethod: query["code_challenge_method"] ?? "plain",
            resource: query["resource"])
        if let (error, description) = objection(to: query) {
            return redirect(transaction, error: error, description: description)
        }
        var accepted = transaction
        accepted.scopes = query["scope"].map(ScopeStrategy.list) ?? Array(knobs.scopes.prefix(1))
        let cookies = AuthorizationServer.cookies(request)
        let browser = cookies["browser"] ?? context.random("browser cookie", bytes: 16)
        accepted.browser = browser
        let formToken = startPage(accepted)
        var response: Response
        if let person = cookies["session"].flatMap({ logins[$0] }) {
            response = consentPage(accepted, client, person: person, formToken: formToken)
        } else {
            response = loginPage(client, formToken: formToken, wrong: false)
        }
        if cookies["browser"] == nil {
            context.create(.cookie, browser, "Recognizes this browser when its forms come back")
            response.headers.set("Set-Cookie", cookie("browser", browser))
        }
        return response
    }

    /// A token for the form of the next page, good for one post.
    private func startPage(_ transaction: Transaction) -> String {
        let formToken = context.random("form token", bytes: 16)
        context.create(.formToken, formToken, "Ties the form to this page and this browser")
        transactions[formToken] = transaction
        return formToken
    }

    private func cookie(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (issuer.scheme == "https" ? "; Secure" : "")
    }

    private static func cookies(_ request: Request) -> [String: String] {
        var out: [String: String] = [:]
        for pair in request.headers.all("Cookie").flatMap({ $0.split(separator: ";") }) {
            let parts = pair.trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { out[String(parts[0])] = String(parts[1]) }
        }
        return out
    }

    /// The redirect URI to answer to: the one in the request if the client may use it.
    private func redirectURI(_ query: Form, _ client: RegisteredClient) -> String? {
        guard let presented = query["redirect_uri"] ?? (client.redirectURIs.count == 1 ? client.redirectURIs[0] : nil)
        else { return nil }
        let registered = client.redirectURIs.first { RedirectURI.matches(presented, registered: $0) }
        let finding = Finding(
            redirectCheck(client), "The redirect URI is one that the client registered",
            inputs: [
                .init("redirect_uri", presented), .init("redirect_uris", client.redirectURIs.joined(separator: " ")),
            ],
            expected: client.redirectURIs.joined(separator: " or "), actual: presented, holds: registered != nil)
        return context.check(finding) ? presented : nil
    }

    private func redirectCheck(_ client: RegisteredClient) -> String {
        if client.isDocument { return "cimd-as-validates-redirect" }
        return context.revision == .march2025 ? "as-0326-redirect-validated" : "as-redirect-exact"
    }

    /// The error that goes back to the client, or nil when the request is acceptable.
    private func objection(to query: Form) -> (error: String, description: String)? {
        let type = query["response_type"]
        guard context.check(Finding("as-response-type", "The response type is code", expected: "code", equals: type))
        else {
            return ("unsupported_response_type", "Only response_type=code is supported")
        }
        let challenge = query["code_challenge"]
        guard
            context.check(
                Finding(
                    "as-pkce-required", "The request carries a code challenge",
                    inputs: [.init("code_challenge", challenge ?? "(none)")], expected: "a code_challenge",
                    actual: challenge ?? "(none)", holds: challenge != nil))
        else { return ("invalid_request", "code_challenge is required") }
        if challenge != nil {
            let method = query["code_challenge_method"] ?? "plain"
            let supported = knobs.pkceMethods ?? ["S256"]
            let finding = Finding(
                "as-s256-only", "The challenge method is supported", inputs: [.init("code_challenge_method", method)],
                expected: supported.joined(separator: " or "), actual: method, holds: supported.contains(method))
            guard context.check(finding) else {
                return ("invalid_request", "code_challenge_method \(method) is not supported")
            }
        }
        if let scope = query["scope"] {
            let unknown = ScopeStrategy.list(scope).filter { !knobs.scopes.contains($0) }
            let finding = Finding(
                "as-scope-known", "Every requested scope is known", inputs: [.init("scope", scope)],
                expected: knobs.scopes.joined(separator: " "), actual: scope, holds: unknown.isEmpty)
            guard context.check(finding) else {
                return ("invalid_scope", "Unknown scope: " + unknown.joined(separator: " "))
            }
        }
        return targetObjection(query.all("resource"))
    }

    /// RFC 8707 section 2: the requested resource must be one that this server issues tokens for.
    func targetObjection(_ requested: [String]) -> (error: String, description: String)? {
        guard context.revision.hasProtectedResourceMetadata, let known = knobs.resources else { return nil }
        for resource in requested {
            let finding = Finding(
                "token-invalid-target", "The resource is one that this server issues tokens for",
                inputs: [.init("resource", resource)], expected: known.joined(separator: " or "), actual: resource,
                holds: known.contains(resource))
            if !context.check(finding) { return ("invalid_target", "Unknown resource: " + resource) }
        }
        return nil
    }

    // MARK: Login

    func login(_ request: Request) -> Response {
        let form = Form(parsing: String(decoding: request.body, as: UTF8.self))
        guard let transaction = transaction(form, request), let client = knownClient(transaction.clientID) else {
            return expiredPage
        }
        let name = form["username"] ?? ""
        let finding = Finding(
            "as-login-credentials", "Name and password belong together", inputs: [.init("username", name)],
            expected: "the password of \(name)", actual: "the password sent",
            holds: DemoDirectory.passwords[name] != nil && DemoDirectory.passwords[name] == form["password"])
        guard context.check(finding) else { return loginPage(client, formToken: startPage(transaction), wrong: true) }
        let session = context.random("login cookie", bytes: 24)
        logins[session] = name
        context.create(.cookie, session, "Remembers that \(name) is logged in")
        var response = consentPage(transaction, client, person: name, formToken: startPage(transaction))
        response.headers.set("Set-Cookie", cookie("session", session))
        return response
    }

    /// The transaction that a form post belongs to: the hidden field names a page of this server, and the cookie is that
    /// of the browser which was shown it. The field is good for one post.
    private func transaction(_ form: Form, _ request: Request) -> Transaction? {
        let formToken = form["form_token"] ?? ""
        let browser = AuthorizationServer.cookies(request)["browser"]
        let transaction = transactions.removeValue(forKey: formToken)
        let holds = transaction != nil && transaction?.browser == browser
        let finding = Finding(
            "as-consent-csrf", "The form belongs to a page that this browser was shown",
            inputs: [.init("form_token", formToken), .init("browser", browser ?? "(no cookie)")],
            expected: "a page shown to this browser",
            actual: transaction == nil
                ? "no page of this server" : holds ? "a page shown to this browser" : "another browser's page",
            holds: holds)
        return context.check(finding) ? transaction : nil
    }

    private var expiredPage: Response {
        answers.errorPage(400, title: "This page has expired", text: "Please start again from the application.")
    }

    private func loginPage(_ client: RegisteredClient, formToken: String, wrong: Bool) -> Response {
        let form = """
            <p>\(HTMLPage.escape(client.name)) asks for access in your name.</p>
            \(wrong ? "<p role=\"alert\">Name and password do not belong together.</p>\n" : "")<form method="post" action="\(HTMLPage.escape(formPath("login")))">
            <input type="hidden" name="form_token" value="\(formToken)">
            <p><label for="username">Name</label><br><input id="username" name="username" autocomplete="username" required></p>
            <p><label for="password">Password</label><br><input id="password" name="password" type="password" autocomplete="current-password" required></p>
            <p><button type="submit">Log in</button></p>
            </form>
            """
        return answers.html(
            wrong ? 401 : 200, HTMLPage.page(title: "Log in to \(issuer.host)", body: form),
            headers: HTMLPage.protection)
    }

    private func formPath(_ name: String) -> String { WebURL(endpoint(name))?.path ?? "/" + name }

    // MARK: Consent

    private func consentPage(
        _ transaction: Transaction, _ client: RegisteredClient, person: String, formToken: String
    ) -> Response {
        let redirect = WebURL(transaction.redirectURI)
        let host = redirect?.host ?? transaction.redirectURI
        let scopes = transaction.scopes.map { "<li>\(HTMLPage.escape($0))</li>" }.joined()
        let identity =
            client.isDocument
            ? "<p>It is published at <strong>\(HTMLPage.escape(WebURL(client.id)?.host ?? client.id))</strong>.</p>\n"
            : "<p>Its name has not been verified.</p>\n"
        let local =
            redirect?.isLoopback == true
            ? "<p>The answer goes to a program on this computer. Go on only if you started it yourself.</p>\n" : ""
        let resource = transaction.resource.map { "<p>For: \(HTMLPage.escape($0))</p>\n" } ?? ""
        let form = """
            <p>\(HTMLPage.escape(client.name)) wants to act for <strong>\(HTMLPage.escape(person))</strong>:</p>
            <ul>\(scopes)</ul>
            \(resource)\(identity)<p>You will be sent to <strong>\(HTMLPage.escape(host))</strong>.</p>
            \(local)<form method="post" action="\(HTMLPage.escape(formPath("consent")))">
            <input type="hidden" name="form_token" value="\(formToken)">
            <p><button type="submit" name="decision" value="approve">Allow</button>
            <button type="submit" name="decision" value="deny">Deny</button></p>
            </form>
            """
        return answers.html(
            200, HTMLPage.page(title: "Allow \(client.name)?", body: form), headers: HTMLPage.protection)
    }

    func consent(_ request: Request) -> Response {
        let form = Form(parsing: String(decoding: request.body, as: UTF8.self))
        let session = AuthorizationServer.cookies(request)["session"]
        guard let transaction = transaction(form, request), let person = session.flatMap({ logins[$0] }) else {
            return expiredPage
        }
        let approved = form["decision"] == "approve"
        let finding = Finding(
            "as-consent-given", "The person allows this client and these scopes",
            inputs: [
                .init("client_id", transaction.clientID), .init("scope", transaction.scopes.joined(separator: " ")),
            ], expected: "approve", actual: form["decision"], holds: approved)
        guard context.check(finding) else {
            return redirect(transaction, error: "access_denied", description: "The person did not allow it")
        }
        var granted = transaction
        if let grants = knobs.grants { granted.scopes = granted.scopes.filter(grants.contains) }
        let code = context.random("code")
        codes[code] = IssuedCode(transaction: granted, subject: person, expires: context.now + knobs.codeLifetime)
        context.create(
            .code, code, "Issues a code for one redemption within \(knobs.codeLifetime) seconds",
            clause: "as-code-present-once",
            inputs: [
                .init("client_id", granted.clientID), .init("redirect_uri", granted.redirectURI),
                .init("code_challenge", granted.challenge ?? "(none)"), .init("resource", granted.resource ?? "(none)"),
            ])
        return redirect(granted, fields: ["code": code])
    }

    // MARK: Back to the client

    private func redirect(_ transaction: Transaction, error: String, description: String) -> Response {
        redirect(transaction, fields: ["error": error, "error_description": description])
    }

    /// 303, so that the browser never posts a password to the client (RFC 9700 section 4.12).
    private func redirect(_ transaction: Transaction, fields: Form) -> Response {
        var fields = fields
        fields.add("state", transaction.state)
        if context.revision.hasIssuerIdentification, knobs.sendsIssuer { fields.add("iss", knobs.issuer) }
        let location = WebURL(transaction.redirectURI)?.adding(fields).description ?? transaction.redirectURI
        return answers.empty(
            303, headers: ["Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"])
    }
}
