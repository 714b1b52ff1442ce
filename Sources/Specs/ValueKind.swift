/// What a datum is, wherever it stands. Occurrences of equal kind and equal decoded text are one value.
public enum ValueKind: String, CaseIterable, Codable, Hashable, Sendable {
    case code
    case codeVerifier = "code_verifier"
    case codeChallenge = "code_challenge"
    case state
    case accessToken = "access_token"
    case refreshToken = "refresh_token"
    case clientID = "client_id"
    case clientSecret = "client_secret"
    case clientAssertion = "client_assertion"
    /// A signed statement that is itself the permission: an ID-JAG, or a workload's token.
    case assertion
    /// What an identity provider says about a person who has logged in.
    case identityToken = "id_token"
    /// A statement, for one request, that its sender holds a key (RFC 9449).
    case dpopProof = "dpop_proof"
    case nonce
    case redirectURI = "redirect_uri"
    case resource
    case issuer
    case scope
    case resourceMetadata = "resource_metadata"
    case sessionID = "session_id"
    /// The name of something that a tool keeps for a person, such as a draft.
    case handle
    case password
    case cookie
    case formToken = "form_token"
    case subject
    case tokenID = "jti"
    case keyID = "kid"
    case endpoint

    /// Whether holding it gives power. Redaction and the diagram's chips follow this.
    public var isSecret: Bool {
        switch self {
        case .code, .codeVerifier, .accessToken, .refreshToken, .clientSecret, .clientAssertion, .assertion,
            .identityToken, .dpopProof, .sessionID, .handle, .password, .cookie, .formToken:
            true
        case .codeChallenge, .state, .nonce, .clientID, .redirectURI, .resource, .issuer, .scope, .resourceMetadata,
            .subject,
            .tokenID, .keyID, .endpoint:
            false
        }
    }

    /// Whether the value is random by nature, so that a search index leaves it out.
    public var isRandom: Bool { isSecret || [.codeChallenge, .state, .nonce, .tokenID].contains(self) }

    /// The name on a chip: the field name of the specification.
    public var label: String {
        switch self {
        case .sessionID: "session id"
        case .formToken: "form token"
        case .resourceMetadata: "metadata URL"
        case .subject: "subject"
        case .dpopProof: "DPoP proof"
        case .endpoint: "endpoint"
        default: rawValue
        }
    }

    /// The kind of value at a place of the wire, or nil for a field that carries nothing worth following.
    ///
    /// - Parameters:
    ///   - name: the field's own name: a parameter, a JSON member (the last object key of its path), a claim, a header.
    ///   - place: where it stands.
    ///   - kind: what the exchange is for.
    public static func at(_ name: String, in place: FieldPlace, of kind: ExchangeKind) -> ValueKind? {
        switch place {
        case .query, .form, .location, .challenge, .claim, .joseHeader, .html: parameter(name, kind)
        // A token exchange answers with a grant in the member of that name (RFC 8693 section 2.2.1).
        case .json where kind == .tokenExchange && name == "access_token": .assertion
        case .json: kind.isMCP ? (name.hasSuffix("_handle") ? .handle : nil) : parameter(name, kind)
        case .header: header(name.lowercased())
        case .cookie: .cookie
        case .authorization: .accessToken
        case .startLine, .text: nil
        }
    }

    private static func header(_ name: String) -> ValueKind? {
        switch name {
        case "mcp-session-id": .sessionID
        case "dpop": .dpopProof
        case "dpop-nonce": .nonce
        default: nil
        }
    }

    private static func parameter(_ name: String, _ kind: ExchangeKind) -> ValueKind? {
        switch name {
        case "code": .code
        case "code_verifier": .codeVerifier
        case "code_challenge": .codeChallenge
        case "state": .state
        case "access_token": .accessToken
        case "refresh_token": .refreshToken
        case "token": kind == .revocation ? .refreshToken : kind == .introspection ? .accessToken : nil
        case "client_id", "azp": .clientID
        case "client_secret": .clientSecret
        case "client_assertion": .clientAssertion
        case "assertion": .assertion
        case "id_token", "subject_token": .identityToken
        case "nonce": .nonce
        case "redirect_uri", "redirect_uris": .redirectURI
        case "resource", "aud": .resource
        case "issuer", "iss", "authorization_servers": .issuer
        case "scope": .scope
        case "resource_metadata": .resourceMetadata
        case "password": .password
        case "form_token": .formToken
        case "sub": .subject
        case "jti": .tokenID
        case "kid", "jkt": .keyID
        case "authorization_endpoint", "token_endpoint", "registration_endpoint", "revocation_endpoint", "jwks_uri":
            .endpoint
        default: nil
        }
    }
}

/// Where in a message a field stands.
public enum FieldPlace: String, CaseIterable, Codable, Hashable, Sendable {
    /// Method, path, status.
    case startLine = "start-line"
    case query
    case header
    /// The credentials of an `Authorization` header.
    case authorization
    /// A parameter of `WWW-Authenticate`.
    case challenge
    case cookie
    /// A query parameter of the `Location` header.
    case location
    case form
    case json
    /// A claim of a JWT that stands in another field.
    case claim
    /// A header parameter of such a JWT.
    case joseHeader = "jose-header"
    /// A hidden input of a page's form.
    case html
    case text
}
