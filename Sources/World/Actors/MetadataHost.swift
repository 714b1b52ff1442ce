import OAuth
import Specs
import Wire

/// The web host on which a client publishes its metadata document and its keys (CIMD section 4).
actor MetadataHost: Responder {
    let context: PartyContext
    var knobs: MetadataHostKnobs
    private let client: ClientKnobs
    private let answers: Answers

    init(context: PartyContext, knobs: MetadataHostKnobs, client: ClientKnobs) {
        self.context = context
        self.knobs = knobs
        self.client = client
        answers = Answers(context: context)
    }

    /// A new document from here on.
    func change(to knobs: MetadataHostKnobs) { self.knobs = knobs }

    static func jwksURI(beside document: String) -> String {
        (WebURL(document)?.origin ?? "") + "/oauth/jwks.json"
    }

    func respond(to request: Request) async -> Response {
        let caching: Headers = ["Cache-Control": "public, max-age=\(knobs.maxAge)"]
        if request.path == WebURL(client.metadataDocument)?.path {
            return answers.json(200, document, headers: caching)
        }
        if request.path == "/oauth/jwks.json", let key = try? DemoKeys.client.get() {
            return answers.json(200, ["keys": .array([key.jwk])], headers: caching)
        }
        return answers.notFound()
    }

    private var document: JSON {
        var out: JSON = [
            "client_id": .string(client.metadataDocument),
            "client_name": .string(client.name),
            "client_uri": .string((WebURL(client.metadataDocument)?.origin ?? "") + "/"),
            "redirect_uris": ["http://127.0.0.1/callback", "http://localhost/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": .string(client.authentication.rawValue),
        ]
        if client.authentication == .privateKeyJWT {
            out["jwks_uri"] = .string(MetadataHost.jwksURI(beside: client.metadataDocument))
        }
        for (name, value) in knobs.set { out[name] = value }
        for name in knobs.remove { out[name] = nil }
        return out
    }
}
