import Specs
import Traces
import Wire

/// The pages that a person reads at the authorization server: login, consent, and the one that has expired.
extension AuthorizationServer {
    /// A token for the form of the next page, good for one post.
    private func startPage(_ transaction: Transaction) -> String {
        let formToken = context.random("form token", bytes: 16)
        context.create(.formToken, formToken, "Ties the form to this page and this browser")
        transactions[formToken] = transaction
        return formToken
    }

    var expiredPage: Response {
        answers.errorPage(400, title: "This page has expired", text: "Please start again from the application.")
    }

    var unreadableForm: Response {
        answers.errorPage(400, title: "This form cannot be read", text: "Please start again from the application.")
    }

    func loginPage(_ transaction: Transaction, _ client: RegisteredClient, wrong: Bool) -> Response {
        let formToken = startPage(transaction)
        let buttons =
            knobs.consent == .atLogin && transaction.refusal == nil
            ? "<p>It wants: \(HTMLPage.escape(transaction.scopes.joined(separator: ", ")))</p>\n" + decisionButtons
            : "<p><button type=\"submit\">Log in</button></p>"
        let form = """
            \(request(transaction, client))
            \(wrong ? "<p role=\"alert\">Name and password do not belong together.</p>\n" : "")<form method="post" action="\(HTMLPage.escape(formPath("login")))">
            <input type="hidden" name="form_token" value="\(formToken)">
            <p><label for="username">Name</label><br><input id="username" name="username" autocomplete="username" required></p>
            <p><label for="password">Password</label><br><input id="password" name="password" type="password" autocomplete="current-password" required></p>
            \(buttons)
            </form>\(knobs.showsPeople ? "\n<p>\(HTMLPage.escape(DemoDirectory.hint))</p>" : "")
            """
        return page(wrong ? 401 : 200, title: "Log in to \(issuer.host)", body: form)
    }

    /// What the client asks for. Who is going to be sent back with an error learns it before they log in for nothing.
    private func request(_ transaction: Transaction, _ client: RegisteredClient) -> String {
        let name = HTMLPage.escape(client.name)
        guard let refusal = transaction.refusal else { return "<p>\(name) asks for access in your name.</p>" }
        let host = WebURL(transaction.redirectURI)?.host ?? transaction.redirectURI
        return """
            <p>\(name) asks for something that cannot be granted: \(HTMLPage.escape(refusal.description)).</p>
            <p>After the login you are sent back to <strong>\(HTMLPage.escape(host))</strong> with this error.</p>
            """
    }

    private var decisionButtons: String {
        """
        <p><button type="submit" name="decision" value="approve">Allow</button>
        <button type="submit" name="decision" value="deny">Deny</button></p>
        """
    }

    private func page(_ status: Int, title: String, body: String) -> Response {
        answers.html(status, HTMLPage.page(title: title, body: body), headers: HTMLPage.protection)
    }

    /// Nobody else's page may frame a page of this server (RFC 9700 section 4.16). The rule stands in the headers of every
    /// page; by `Sec-Fetch-Dest` a server learns when it matters.
    func unframed(_ page: Response, answering request: Request) -> Response {
        guard page.headers.mediaType == "text/html", let destination = request.headers["Sec-Fetch-Dest"],
            destination != "document"
        else { return page }
        let finding = Finding(
            "consent-no-framing", "The page is asked for as a page of its own",
            inputs: [.init("Sec-Fetch-Dest", destination)], expected: "document", actual: destination, holds: false)
        guard context.check(finding) else { return page }
        var page = page
        page.headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        page.headers.set("X-Frame-Options", nil)
        return page
    }

    private func formPath(_ name: String) -> String { WebURL(endpoint(name))?.path ?? "/" + name }

    /// - Parameter person: nil where the person has not logged in yet.
    func consentPage(_ transaction: Transaction, _ client: RegisteredClient, person: String?) -> Response {
        let formToken = startPage(transaction)
        let redirect = WebURL(transaction.redirectURI)
        let host = redirect?.host ?? transaction.redirectURI
        let scopes = list(transaction.scopes)
        let identity =
            client.isDocument
            ? "<p>It is published at <strong>\(HTMLPage.escape(WebURL(client.id)?.host ?? client.id))</strong>.</p>\n"
            : "<p>Its name has not been verified.</p>\n"
        let local =
            redirect?.isLoopback == true ? "<p>\(AuthorizationServer.localWarning)</p>\n" : ""
        let resource = transaction.resource.map { "<p>For: \(HTMLPage.escape($0))</p>\n" } ?? ""
        let form = """
            <p>\(HTMLPage.escape(client.name)) wants to act for <strong>\(HTMLPage.escape(person ?? "you"))</strong>:</p>
            <ul>\(scopes)</ul>
            \(resource)\(identity)\(person == nil ? providerNotice(transaction) : "")<p>You will be sent to <strong>\(HTMLPage.escape(host))</strong>.</p>
            \(local)<form method="post" action="\(HTMLPage.escape(formPath("consent")))">
            <input type="hidden" name="form_token" value="\(formToken)">
            \(decisionButtons)
            </form>
            """
        if client.isDocument { recordWhatIsShown(host, client) }
        if person == nil { recordNotice(transaction, client) }
        return page(200, title: "Allow \(client.name)?", body: form)
    }

    private func list(_ scopes: [String]) -> String {
        scopes.map { "<li>\(HTMLPage.escape($0))</li>" }.joined()
    }

    /// What a server that logs people in at a provider tells them before it does: what is asked for there, and the whole
    /// address to which the answer goes.
    private func providerNotice(_ transaction: Transaction) -> String {
        """
        <p>To do so, \(HTMLPage.escape(issuer.host)) asks \(HTMLPage.escape(providerHost)) for:</p>
        <ul>\(list(IdentityProvider.scopes))</ul>
        <p>The answer goes to <code>\(HTMLPage.escape(transaction.redirectURI))</code>.</p>

        """
    }

    private var providerHost: String { provider.flatMap { WebURL($0.issuer)?.host } ?? "" }

    private func recordNotice(_ transaction: Transaction, _ client: RegisteredClient) {
        context.choose(
            "Names the client, what is asked for at the provider, and the registered redirect URI", client.name,
            clause: "proxy-consent-page",
            inputs: [
                .init("scopes at \(providerHost)", IdentityProvider.scopes.joined(separator: " ")),
                .init("redirect_uri", transaction.redirectURI),
            ])
    }

    private static let localWarning =
        "The answer goes to a program on this computer. Go on only if you started it yourself."

    /// What the person must be told about a client that is known by its document alone, in the words of the page.
    private func recordWhatIsShown(_ host: String, _ client: RegisteredClient) {
        context.choose(
            "Shows the host that the browser will be sent to", "You will be sent to \(host).",
            clause: "cimd-consent-shows-redirect-host")
        guard client.redirectURIs.allSatisfy({ WebURL($0)?.isLoopback == true }) else { return }
        context.choose(
            "Warns, since the client's document lists nothing but this computer", AuthorizationServer.localWarning,
            clause: "cimd-consent-localhost-warning")
    }
}
