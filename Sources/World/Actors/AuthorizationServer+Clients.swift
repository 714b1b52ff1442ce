import OAuth
import Specs
import Traces
import Wire

/// How the server knows a client: by hand, by registration (RFC 7591), or by a document at the client's own address.
extension AuthorizationServer {
    /// A client that needs no fetch.
    func knownClient(_ id: String) -> RegisteredClient? { clients[id] ?? documents[id]?.client }

    /// The client with this id, fetching its metadata document where the id is an address.
    func client(named id: String) async -> RegisteredClient? {
        if let client = clients[id] {
            return context.check(knownFinding(id, holds: true)) ? client : nil
        }
        if let cached = documents[id], cached.expires > context.now {
            context.note(
                .choose, "Takes the client's document from its cache", clause: "cimd-as-caches",
                inputs: [.init("client_id", id)])
            return cached.client
        }
        if knobs.acceptsCIMD, context.revision.hasClientIDMetadataDocuments, let url = WebURL(id), isDocumentID(url) {
            return await fetchDocument(id, url)
        }
        _ = context.check(knownFinding(id, holds: false))
        return nil
    }

    private func knownFinding(_ id: String, holds: Bool) -> Finding {
        Finding(
            "as-client-known", "The client id is known here", inputs: [.init("client_id", id)],
            expected: "a registered client", actual: holds ? "a registered client" : "an unknown one", holds: holds)
    }

    private func isDocumentID(_ url: WebURL) -> Bool {
        (url.scheme == "https" || url.isLoopback) && url.path.count > 1 && url.fragment == nil
    }

    /// Fetches and checks a client ID metadata document (CIMD sections 3 to 4).
    private func fetchDocument(_ id: String, _ url: WebURL) async -> RegisteredClient? {
        // A server on loopback is a demonstration whose clients are on loopback too.
        if !issuer.isLoopback {
            let finding = AddressGuard.finding("cimd-as-ssrf", url)
            guard context.check(finding) else { return nil }
        }
        let request = Request(
            method: "GET", target: url.target,
            headers: ["Host": url.authority, "Accept": "application/json", "User-Agent": userAgent])
        guard case .response(let response) = await context.send(request, to: url), response.status == 200,
            let document = try? JSON(parsing: response.body)
        else {
            _ = context.check(
                Finding(
                    "cimd-as-validates-document", "The client's document can be fetched and read",
                    inputs: [.init("client_id", id)], expected: "200 with JSON", actual: "no usable document",
                    holds: false))
            return nil
        }
        guard
            context.check(
                Finding(
                    "cimd-as-validates-client-id", "The document names the address it was fetched from",
                    inputs: [
                        .init("client_id", id),
                        .init("client_id in the document", document["client_id"]?.plain ?? "(none)"),
                    ],
                    expected: id, equals: document["client_id"]?.string))
        else { return nil }
        let redirects = document["redirect_uris"]?.strings ?? []
        let name = document["client_name"]?.string
        guard
            context.check(
                Finding(
                    "cimd-as-validates-document", "The document has a name and redirect URIs",
                    inputs: [
                        .init("client_name", name ?? "(none)"),
                        .init("redirect_uris", redirects.joined(separator: " ")),
                    ], expected: "client_name and redirect_uris",
                    actual: name == nil || redirects.isEmpty ? "one is missing" : "client_name and redirect_uris",
                    holds: name != nil && !redirects.isEmpty))
        else { return nil }
        let client = RegisteredClient(
            id: id, name: name ?? id, redirectURIs: redirects,
            authentication: document["token_endpoint_auth_method"]?.string.flatMap(ClientAuthentication.init) ?? .none,
            grantTypes: document["grant_types"]?.strings ?? ["authorization_code"],
            jwksURI: document["jwks_uri"]?.string, isDocument: true)
        documents[id] = CachedDocument(client: client, expires: context.now + AuthorizationServer.maxAge(response))
        return client
    }

    var userAgent: String { knobs.agent }

    private static func maxAge(_ response: Response) -> Int {
        guard let control = response.headers["Cache-Control"] else { return 0 }
        for part in control.split(separator: ",").map(\.trimmed) where part.hasPrefix("max-age=") {
            return Int(part.dropFirst(8)) ?? 0
        }
        return 0
    }

    // MARK: Dynamic client registration (RFC 7591)

    func register(_ request: Request) -> Response {
        guard request.headers.mediaType == "application/json", let body = try? JSON(parsing: request.body),
            body.members != nil
        else { return registrationError("invalid_client_metadata", "The body is not a JSON object") }
        let redirects = body["redirect_uris"]?.strings ?? []
        let type = body["application_type"]?.string
        guard
            context.check(
                Finding(
                    "dcr-redirect-allowed", "Every redirect URI may be registered",
                    inputs: [.init("redirect_uris", redirects.joined(separator: " "))],
                    expected: "https, or http on the person's own machine", actual: redirects.joined(separator: " "),
                    holds: !redirects.isEmpty && redirects.allSatisfy { isRegistrable($0, type: type) }))
        else {
            return registrationError("invalid_redirect_uri", "A redirect URI is missing or not allowed for this client")
        }
        let method = body["token_endpoint_auth_method"]?.string ?? "client_secret_basic"
        let authentication = ClientAuthentication(rawValue: method)
        guard
            context.check(
                Finding(
                    "dcr-metadata-valid", "The requested client authentication is offered",
                    inputs: [.init("token_endpoint_auth_method", method)],
                    expected: knobs.clientAuthentication.map(\.rawValue).joined(separator: " or "), actual: method,
                    holds: authentication.map(knobs.clientAuthentication.contains) ?? false)), let authentication
        else { return registrationError("invalid_client_metadata", "token_endpoint_auth_method is not supported") }
        let id = context.random("client id", bytes: 12)
        let secret = [.basic, .post].contains(authentication) ? context.randomBase64("client secret") : nil
        let expires = secret == nil ? nil : knobs.secretLifetime.map { context.now + $0 } ?? 0
        clients[id] = RegisteredClient(
            id: id, name: body["client_name"]?.string ?? id, redirectURIs: redirects, authentication: authentication,
            secret: secret, secretExpires: expires == 0 ? nil : expires,
            grantTypes: body["grant_types"]?.strings ?? ["authorization_code"], jwksURI: body["jwks_uri"]?.string)
        context.create(.clientID, id, "Registers the client under a new id", clause: "dcr-response-201")
        if let secret {
            context.create(.clientSecret, secret, "Issues a secret with the id")
        }
        return registered(id, secret: secret, expires: expires, body, authentication)
    }

    /// Registration by strangers is against this server's policy; nothing is stored.
    func refuseRegistration() -> Response {
        let finding = Finding(
            "dcr-allowed", "Registration without an arrangement is allowed here", expected: "allowed",
            actual: "not allowed",
            holds: false)
        _ = context.check(finding)
        return answers.json(
            403, ["error": "access_denied", "error_description": "Clients are registered by an administrator"],
            headers: ["Cache-Control": "no-store"])
    }

    private func isRegistrable(_ uri: String, type: String?) -> Bool {
        guard RedirectURI.isAllowed(uri) else { return false }
        return knobs.loopback == .any || type == "native" || WebURL(uri)?.isLoopback != true
    }

    /// The answer of RFC 7591 section 3.2.1: the new id, then everything as registered.
    private func registered(
        _ id: String, secret: String?, expires: Int?, _ body: JSON, _ authentication: ClientAuthentication
    ) -> Response {
        var members: [JSON.Member] = [.init("client_id", .string(id))]
        if let secret { members.append(.init("client_secret", .string(secret))) }
        if let expires { members.append(.init("client_secret_expires_at", JSON(expires))) }
        members.append(.init("client_id_issued_at", JSON(context.now)))
        let echoed = [
            "client_name", "client_uri", "redirect_uris", "grant_types", "response_types", "application_type", "scope",
            "jwks_uri",
        ]
        for name in echoed {
            if let value = body[name] { members.append(.init(name, value)) }
        }
        members.append(.init("token_endpoint_auth_method", .string(authentication.rawValue)))
        return answers.json(201, .object(members), headers: ["Cache-Control": "no-store"])
    }

    private func registrationError(_ error: String, _ description: String) -> Response {
        answers.json(
            400, ["error": .string(error), "error_description": .string(description)],
            headers: ["Cache-Control": "no-store"])
    }
}
