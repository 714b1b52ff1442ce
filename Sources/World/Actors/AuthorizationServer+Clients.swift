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
}
