import OAuth
import Specs
import Traces
import Wire

/// The authorization endpoint, login and consent (RFC 6749 section 4.1.1, RFC 7636, RFC 8707, RFC 9207).
extension AuthorizationServer {
    func authorize(_ request: Request) async -> Response {
        let (query, repeated) = parameters.query(request)
        // What is wrong with who asks, or with where the answer goes, is said here and never sent anywhere.
        if let name = repeated.first(where: { $0 == "client_id" || $0 == "redirect_uri" }) {
            return answers.errorPage(
                400, title: "This request cannot be read",
                text: "\(name) occurs more than once, so nobody was sent back.")
        }
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
        var transaction = Transaction(
            clientID: client.id, redirectURI: redirectURI, scopes: [],
            state: repeated.contains("state") ? nil : query.field("state"),
            challenge: query["code_challenge"], challengeMethod: query["code_challenge_method"] ?? "plain",
            resource: query["resource"])
        transaction.refusal = objection(to: query, repeated: repeated, client)
        transaction.scopes = query["scope"].map(ScopeStrategy.list) ?? Array(knobs.scopes.prefix(1))
        let cookies = AuthorizationServer.cookies(request)
        let person = cookies["session"].flatMap { logins[$0] }
        if let refusal = transaction.refusal, context.check(loginFinding(person)) {
            return redirect(transaction, refusal)
        }
        let browser = cookies["browser"] ?? context.random("browser cookie", bytes: 16)
        transaction.browser = browser
        var response = firstPage(transaction, client, person: person)
        if cookies["browser"] == nil {
            context.create(.cookie, browser, "Recognizes this browser when its forms come back")
            response.headers.set("Set-Cookie", cookie("browser", browser))
        }
        return response
    }

    /// What the person sees first, or the answer where nothing is left to ask.
    private func firstPage(_ transaction: Transaction, _ client: RegisteredClient, person: String?) -> Response {
        guard let refusal = transaction.refusal else {
            if let provider { return loginElsewhere(transaction, client, provider) }
            return person.map { decide(transaction, client, person: $0) }
                ?? loginPage(transaction, client, wrong: false)
        }
        // Who logs people in elsewhere knows nobody here, and sends nobody anywhere with a request that is wrong.
        guard provider == nil else {
            return answers.errorPage(
                400, title: "This request cannot be carried out",
                text: "\(client.name) asked for something wrong: \(refusal.description).")
        }
        return loginPage(transaction, client, wrong: false)
    }

    /// RFC 9700 section 4.11.2: an error that goes back by itself makes the server a springboard to anywhere.
    private func loginFinding(_ person: String?) -> Finding {
        Finding(
            "as-login-before-redirect", "Somebody has logged in before the browser is sent back with an error",
            expected: "somebody logged in", actual: person == nil ? "nobody yet" : "somebody logged in",
            holds: person != nil)
    }

    private func cookie(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=\(knobs.sameSite.rawValue)"
            + (issuer.scheme == "https" ? "; Secure" : "")
    }

    static func cookies(_ request: Request) -> [String: String] {
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
        else {
            let finding = Finding(
                redirectCheck(client), "The request says which redirect URI of several is meant",
                inputs: [.init("redirect_uris", client.redirectURIs.joined(separator: " "))],
                expected: "a redirect_uri",
                actual: "(none)", holds: false)
            _ = context.check(finding)
            return nil
        }
        let registered = client.redirectURIs.first { RedirectURI.matches(presented, registered: $0) }
        let hasOtherPort = registered.map { !$0.isIdentical(to: presented) } ?? false
        let teller = client.isDocument ? "document lists" : "client registered"
        let finding = Finding(
            redirectCheck(client),
            hasOtherPort
                ? "The \(teller) this redirect URI; the port of a loopback one is ignored (RFC 8252 section 7.3)"
                : "The redirect URI is one that the \(teller)",
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
    private func objection(
        to query: Form, repeated: [String], _ client: RegisteredClient
    ) -> Refusal? {
        if let name = repeated.first {
            return ("invalid_request", ParameterReader.refusal(ofRepeated: name).description)
        }
        if !client.grantTypes.contains("authorization_code") {
            let finding = ClientCredentials.allowedFinding("authorization_code", allowed: client.grantTypes)
            guard context.check(finding) else {
                return ("unauthorized_client", "The client was not registered for this grant")
            }
        }
        let type = query["response_type"]
        guard context.check(Finding("as-response-type", "The response type is code", expected: "code", equals: type))
        else {
            return type == nil
                ? ("invalid_request", "response_type is missing")
                : ("unsupported_response_type", "Only response_type=code is supported")
        }
        let challenge = query["code_challenge"]
        guard
            context.check(
                Finding(
                    "as-pkce-required", "The request carries a code challenge",
                    inputs: [.init("code_challenge", challenge ?? "(none)")], expected: "a code_challenge",
                    actual: challenge ?? "(none)", holds: challenge != nil))
        else { return ("invalid_request", "code_challenge is required") }
        if let challenge {
            guard PKCE.isVerifier(challenge) || context.check(PKCE.challengeFinding(challenge)) else {
                return ("invalid_request", "code_challenge is not 43 to 128 unreserved characters")
            }
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
    func targetObjection(_ requested: [String]) -> Refusal? {
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
        guard let form = try? parameters.form(request, check: "as-own-form") else { return unreadableForm }
        guard let transaction = transaction(form, request), let client = knownClient(transaction.clientID) else {
            return expiredPage
        }
        let name = form["username"] ?? ""
        let finding = Finding(
            "as-login-credentials", "Name and password belong together", inputs: [.init("username", name)],
            expected: "the password of \(name)", actual: "the password sent",
            holds: DemoDirectory.passwords[name] != nil && DemoDirectory.passwords[name] == form["password"])
        guard context.check(finding) else { return loginPage(transaction, client, wrong: true) }
        let session = context.random("login cookie", bytes: 24)
        logins[session] = name
        context.create(.cookie, session, "Remembers that \(name) is logged in")
        var response =
            transaction.refusal.map { redirect(transaction, $0) }
            ?? (knobs.consent == .atLogin
                ? answer(form["decision"], transaction, person: name) : decide(transaction, client, person: name))
        response = leavingPasswordBehind(response)
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

    // MARK: Consent

    /// What follows once it is clear who the person is: the question, or the answer given before.
    private func decide(_ transaction: Transaction, _ client: RegisteredClient, person: String) -> Response {
        guard knobs.consent == .remembered, approvals.contains(Approval(by: person, client: client.id)) else {
            return consentPage(transaction, client, person: person)
        }
        context.choose(
            "Does not ask again about a client that this person allowed before", client.id,
            inputs: [.init("client_id", client.id), .init("person", person)])
        return issueCode(transaction, person: person)
    }

    func consent(_ request: Request) -> Response {
        guard let form = try? parameters.form(request, check: "as-own-form") else { return unreadableForm }
        let session = AuthorizationServer.cookies(request)["session"]
        guard let transaction = transaction(form, request) else { return expiredPage }
        if let provider { return answerHere(form["decision"], transaction, provider) }
        guard let person = session.flatMap({ logins[$0] }) else { return expiredPage }
        return answer(form["decision"], transaction, person: person)
    }

    /// What the person said about a client leads back to it, with a code or without.
    private func answer(_ decision: String?, _ transaction: Transaction, person: String) -> Response {
        guard context.check(consentFinding("as-consent-given", decision, transaction)) else {
            return deny(transaction)
        }
        approvals.insert(Approval(by: person, client: transaction.clientID))
        return issueCode(transaction, person: person)
    }

    func consentFinding(_ check: String, _ decision: String?, _ transaction: Transaction) -> Finding {
        Finding(
            check, "The person allows this client and these scopes",
            inputs: [
                .init("client_id", transaction.clientID), .init("scope", transaction.scopes.joined(separator: " ")),
            ], expected: "approve", actual: decision, holds: decision == "approve")
    }

    func deny(_ transaction: Transaction) -> Response {
        redirect(transaction, error: "access_denied", description: "The person did not allow it")
    }

    func issueCode(_ transaction: Transaction, person: String) -> Response {
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

    private func redirect(_ transaction: Transaction, _ refusal: Refusal) -> Response {
        redirect(transaction, error: refusal.error, description: refusal.description)
    }

    func redirect(_ transaction: Transaction, error: String, description: String) -> Response {
        redirect(transaction, fields: ["error": error, "error_description": description])
    }

    private func redirect(_ transaction: Transaction, fields: Form) -> Response {
        var fields = fields
        // Byte for byte as it came, whatever the bytes are (RFC 6749 section 4.1.2).
        if let state = transaction.state { fields.fields.append(state) }
        if context.revision.hasIssuerIdentification, knobs.sendsIssuer { fields.add("iss", knobs.issuer) }
        let location = WebURL(transaction.redirectURI)?.adding(fields).headerValue ?? transaction.redirectURI
        return answers.empty(
            knobs.redirectStatus,
            headers: ["Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"])
    }

    /// Where the form with the password is answered by a redirect, it is 303 whatever redirects usually are here: after
    /// 307 the browser would post the form again, to the client (RFC 9700 section 4.12).
    private func leavingPasswordBehind(_ response: Response) -> Response {
        guard response.isRedirect else { return response }
        let finding = Finding(
            "as-no-307", "The redirect makes the browser leave the form with the password behind", expected: "303",
            actual: String(response.status), holds: response.status == 303)
        if context.check(finding) { return response }
        var response = response
        response.status = 303
        response.reason = Response.standardReason(303)
        return response
    }
}
