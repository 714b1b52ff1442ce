import OAuth
import Specs
import Traces
import Wire

/// An OAuth 2.1 authorization server: metadata, registration, login and consent, tokens, revocation, signing keys.
///
/// Every check is a recorded decision and can be switched off by its name; nothing here knows a scenario.
actor AuthorizationServer: Responder {
    let context: PartyContext
    var knobs: AuthorizationKnobs
    let answers: Answers
    let parameters: ParameterReader
    let issuer: WebURL

    var clients: [String: RegisteredClient] = [:]
    var documents: [String: CachedDocument] = [:]
    var transactions: [String: Transaction] = [:]
    var logins: [String: String] = [:]
    var approvals: Set<Approval> = []
    /// Logins at the identity provider that have not come back, by their state.
    var pendingLogins: [String: PendingLogin] = [:]
    /// Where people log in, if not here.
    let provider: IdentityProvider?
    var codes: [String: IssuedCode] = [:]
    var refreshTokens: [String: IssuedRefreshToken] = [:]
    /// The token ids of each grant, so that introspection knows what revocation ended.
    var grants: [String: String] = [:]
    var revokedGrants: Set<String> = []
    /// Which client each access token was issued to.
    var accessTokens: [String: String] = [:]
    /// The ids of access tokens that were revoked by themselves.
    var revokedTokens: Set<String> = []
    var proofs = ProofKeeper()
    /// The keys of the issuers whose assertions count here.
    var assertionKeys: [String: JWKSet] = [:]
    private let firstKey: SigningKey
    private let secondKey: SigningKey

    /// A client as this server knows it, whatever way it came.
    struct RegisteredClient: Sendable {
        var id: String
        var name: String
        var redirectURIs: [String]
        var authentication: ClientAuthentication
        var secret: String?
        var secretExpires: Int?
        var grantTypes: [String]
        var jwksURI: String?
        /// The keys that were entered with it, where it was registered by hand.
        var keys: JWKSet?
        /// The program that may use this id, as its platform names it.
        var subject: String?
        /// Whether the id is the address of a metadata document.
        var isDocument = false
    }

    struct CachedDocument: Sendable {
        var client: RegisteredClient
        var expires: Int
    }

    /// What is wrong with a request, as the client is told.
    typealias Refusal = (error: String, description: String)

    /// An authorization request on its way through login and consent.
    struct Transaction: Sendable {
        var clientID: String
        var redirectURI: String
        var scopes: [String]
        var state: String?
        var challenge: String?
        var challengeMethod = "S256"
        var resource: String?
        /// Why the client gets no code, whatever the person says.
        var refusal: Refusal?
        /// The cookie of the browser that was shown the page.
        var browser: String?
    }

    /// That somebody has allowed a client: a person, or a browser where nobody has logged in yet.
    struct Approval: Hashable, Sendable {
        var by: String
        var client: String
    }

    struct IssuedCode: Sendable {
        var transaction: Transaction
        var subject: String
        var expires: Int
        var isSpent = false
        /// The family of refresh tokens that its redemption started.
        var family: String?
    }

    struct IssuedRefreshToken: Sendable {
        var clientID: String
        var subject: String
        var scopes: [String]
        var resource: String?
        var family: String
        var expires: Int
        var isSpent = false
        var revoked: Revocation?
        /// The thumbprint of the key that it is bound to.
        var key: String?
    }

    /// Why a grant ended, with the check that a later use of it fails.
    enum Revocation: String, Sendable {
        case reuse, replay, revocation

        var check: String {
            switch self {
            case .reuse: "refresh-reuse-revokes-family"
            case .replay: "token-code-replay-revokes"
            case .revocation: "revocation-effective"
            }
        }
    }

    init(context: PartyContext, knobs: AuthorizationKnobs, provider: IdentityProvider? = nil) throws {
        self.context = context
        self.knobs = knobs
        self.provider = provider
        answers = Answers(context: context)
        parameters = ParameterReader(context: context)
        guard let issuer = WebURL(knobs.issuer) else { throw WorldError.notAnAddress(knobs.issuer) }
        self.issuer = issuer
        firstKey = try DemoKeys.authorization.get()
        secondKey = try DemoKeys.second.get()
        for client in knobs.preregistered {
            clients[client.id] = RegisteredClient(
                id: client.id, name: client.id,
                redirectURIs: client.redirectURIs,
                authentication: client.authentication, secret: client.secret, grantTypes: client.grants,
                keys: client.authentication == .privateKeyJWT
                    ? JWKSet(parsing: JSON.object([.init("keys", .array([try DemoKeys.client.get().jwk]))]).bytes)
                    : nil,
                subject: client.subject)
        }
    }

    /// The key that it signs with and publishes.
    var key: SigningKey { knobs.usesSecondKey ? secondKey : firstKey }

    /// The address of one of the server's endpoints.
    func endpoint(_ name: String) -> String {
        (knobs.issuer.hasSuffix("/") ? String(knobs.issuer.dropLast()) : knobs.issuer) + "/" + name
    }

    /// Whether people come here: without a grant that begins in a browser there is nothing to show them.
    private var hasPages: Bool { knobs.flows.contains("authorization_code") }

    private func path(_ name: String) -> String { WebURL(endpoint(name))?.path ?? "" }

    func respond(to request: Request) async -> Response {
        let path = request.path
        switch (request.method, path) {
        case (_, self.path("authorize")) where !hasPages: return answers.notFound()
        case ("GET", self.path("authorize")): return unframed(await authorize(request), answering: request)
        case ("POST", self.path("login")): return unframed(login(request), answering: request)
        case ("POST", self.path("consent")): return unframed(consent(request), answering: request)
        case ("GET", self.path("callback")) where provider != nil: return await comeBack(request)
        case ("POST", self.path("token")): return await token(request)
        case ("POST", self.path("register")) where knobs.acceptsDynamic && knobs.refusesDynamic:
            return refuseRegistration()
        case ("POST", self.path("register")) where knobs.acceptsDynamic: return register(request)
        case ("POST", self.path("revoke")) where knobs.offersRevocation: return await revoke(request)
        case ("POST", self.path("introspect")): return introspect(request)
        case ("GET", self.path("jwks.json")):
            return answers.json(200, ["keys": .array([key.jwk])], headers: ["Cache-Control": "public, max-age=600"])
        case ("GET", _) where metadataPaths.contains(path): return answers.json(200, metadata, headers: metadataCaching)
        case (_, _)
        where [self.path("authorize"), self.path("login"), self.path("consent"), self.path("token")].contains(path):
            return answers.json(405, ["error": "invalid_request", "error_description": "Wrong HTTP method"])
        default: return answers.notFound()
        }
    }

    // MARK: Metadata (RFC 8414 section 2 and 3, OpenID Connect Discovery 1.0 section 4)

    private let metadataCaching: Headers = ["Cache-Control": "public, max-age=600"]

    private var metadataPaths: [String] {
        let ladder = DiscoveryLadder.authorizationServer(issuer: issuer, revision: .latest)
        let (oauth, inserted, appended) = (ladder[0], ladder[1], ladder[ladder.count - 1])
        return knobs.metadata.compactMap { form in
            switch form {
            case .rfc8414: WebURL(oauth)?.path
            case .oidcInsert: WebURL(inserted)?.path
            case .oidcAppend: WebURL(appended)?.path
            }
        }
    }

    var metadata: JSON {
        var out: JSON = [
            "issuer": .string(knobs.issuer)
        ]
        if hasPages { out["authorization_endpoint"] = .string(endpoint("authorize")) }
        out["token_endpoint"] = .string(endpoint("token"))
        if knobs.acceptsDynamic { out["registration_endpoint"] = .string(endpoint("register")) }
        if knobs.offersRevocation { out["revocation_endpoint"] = .string(endpoint("revoke")) }
        if knobs.offersIntrospection { out["introspection_endpoint"] = .string(endpoint("introspect")) }
        out["jwks_uri"] = .string(endpoint("jwks.json"))
        out["scopes_supported"] = JSON(knobs.scopes)
        // A member with nothing in it is left out (RFC 8414 section 3.2).
        if hasPages { out["response_types_supported"] = ["code"] }
        out["grant_types_supported"] = JSON(knobs.flows)
        out["token_endpoint_auth_methods_supported"] = JSON(knobs.clientAuthentication.map(\.rawValue))
        if knobs.clientAuthentication.contains(.privateKeyJWT) {
            out["token_endpoint_auth_signing_alg_values_supported"] = ["RS256"]
        }
        if knobs.offersProofs { out["dpop_signing_alg_values_supported"] = JSON(DPoP.algorithms) }
        if hasPages, let methods = knobs.pkceMethods { out["code_challenge_methods_supported"] = JSON(methods) }
        if knobs.acceptsCIMD, context.revision.hasClientIDMetadataDocuments {
            out["client_id_metadata_document_supported"] = true
        }
        if hasPages, context.revision.hasIssuerIdentification, knobs.advertisesIssuer {
            out["authorization_response_iss_parameter_supported"] = true
        }
        if knobs.metadata != [.rfc8414] {
            out["subject_types_supported"] = ["public"]
            out["id_token_signing_alg_values_supported"] = ["RS256"]
        }
        return out
    }

    // MARK: Changes from outside

    /// New knobs from here on; what was issued stays.
    func change(to knobs: AuthorizationKnobs) { self.knobs = knobs }
}

/// Why a world cannot be built.
public enum WorldError: Error, Hashable, Sendable, CustomStringConvertible {
    case notAnAddress(String)
    case unknownParty(String)
    case unknownTool(String)
    /// A step asks for something that the run's state does not allow.
    case impossible(String)

    public var description: String {
        switch self {
        case .notAnAddress(let text): "“\(text)” is not an absolute http or https URL"
        case .unknownParty(let name): "no party is named “\(name)”"
        case .unknownTool(let name): "no tool is named “\(name)”"
        case .impossible(let reason): reason
        }
    }
}
