import OAuth
import Wire

/// The metadata of a client as the server registers it: what was sent, without what the server does not do, and with the
/// defaults of RFC 7591 section 2.
struct Registration {
    /// What a server has to offer to clients that register.
    struct Offer {
        var grantTypes: [String]
        var scopes: [String]
        var authentication: [ClientAuthentication]
        /// Whether `application_type` means something here, so that its default is told.
        var saysType: Bool
    }

    /// An error of section 3.2.2.
    struct Refusal: Error {
        var error: String
        /// The member that is at fault, with what it should be; nil where a finding about it is recorded already.
        var member: String?
        var given = ""
        var expected = ""
        var reason: String
    }

    private(set) var name: String?
    private(set) var redirectURIs: [String] = []
    private(set) var grantTypes: [String] = []
    private(set) var responseTypes: [String] = []
    private(set) var applicationType: String?
    private(set) var scope: String?
    private(set) var method = ""
    private(set) var keysURI: String?
    private(set) var keys: JWKSet?
    private let body: JSON
    private let offer: Offer

    var authentication: ClientAuthentication? { ClientAuthentication(rawValue: method) }

    init(reading body: JSON, offer: Offer) throws {
        self.body = body
        self.offer = offer
        try checkKinds()
        name = body["client_name"]?.string
        redirectURIs = body["redirect_uris"]?.strings ?? []
        method = body["token_endpoint_auth_method"]?.string ?? ClientAuthentication.basic.rawValue
        try readGrants()
        try readResponses()
        try readType()
        try readScope()
        try readKeys()
    }

    /// The members of the answer behind id and secret, in the order in which RFC 7591 introduces them.
    var confirmed: [JSON.Member] {
        var out: [JSON.Member] = []
        func add(_ name: String, _ value: JSON?) { if let value { out.append(.init(name, value)) } }
        add("client_name", body["client_name"])
        add("client_uri", body["client_uri"])
        if !redirectURIs.isEmpty { add("redirect_uris", JSON(redirectURIs)) }
        add("grant_types", JSON(grantTypes))
        add("response_types", JSON(responseTypes))
        add("application_type", applicationType.map { .string($0) })
        add("scope", scope.map { .string($0) })
        add("jwks_uri", keysURI.map { .string($0) })
        if keys != nil { add("jwks", body["jwks"]) }
        add("token_endpoint_auth_method", .string(method))
        return out
    }

    // MARK: Reading

    private static let texts = [
        "client_name", "client_uri", "application_type", "scope", "jwks_uri", "token_endpoint_auth_method",
    ]
    private static let lists = ["redirect_uris", "grant_types", "response_types"]

    private func refusal(_ member: String, expected: String, _ reason: String) -> Refusal {
        Refusal(
            error: member == "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata", member: member,
            given: body[member]?.plain ?? "(none)", expected: expected,
            reason: reason)
    }

    /// Each member is of the kind that it has to be.
    private func checkKinds() throws {
        for member in Registration.texts where body[member].map({ $0.string == nil }) ?? false {
            throw refusal(member, expected: "a string", "\(member) is not a string")
        }
        for member in Registration.lists where body[member].map({ $0.strings == nil }) ?? false {
            throw refusal(member, expected: "an array of strings", "\(member) is not an array of strings")
        }
        if let uri = body["client_uri"]?.string, WebURL(uri) == nil {
            throw refusal("client_uri", expected: "an http or https URL", "client_uri is not an http or https URL")
        }
    }

    /// The grants that the client asks for and that the server has; a grant that cannot stand alone does not.
    private mutating func readGrants() throws {
        let asked = body["grant_types"]?.strings ?? ["authorization_code"]
        var had: [String] = []
        for grant in asked where offer.grantTypes.contains(grant) && !had.contains(grant) { had.append(grant) }
        if method == ClientAuthentication.none.rawValue { had.removeAll { $0 == GrantType.clientCredentials } }
        guard had.contains(where: { $0 != "refresh_token" }) else {
            let expected = offer.grantTypes.joined(separator: " or ")
            throw refusal(
                "grant_types", expected: expected,
                "None of the grant_types can be registered for this client; supported: "
                    + offer.grantTypes.joined(separator: ", "))
        }
        grantTypes = had
    }

    /// `code` belongs to `authorization_code` and to nothing else here (section 2.1).
    private mutating func readResponses() throws {
        let usesCode = grantTypes.contains("authorization_code")
        let asked = body["response_types"]?.strings
        let asksForCode = asked?.contains("code") ?? usesCode
        if usesCode, !asksForCode {
            throw refusal(
                "response_types", expected: "code", "None of the response_types is supported; supported: code")
        }
        if asksForCode, body["grant_types"]?.strings?.contains("authorization_code") == false {
            throw refusal(
                "response_types", expected: "no code without authorization_code",
                "response_types has code, but grant_types has no authorization_code")
        }
        responseTypes = usesCode ? ["code"] : []
    }

    private mutating func readType() throws {
        let type = body["application_type"]?.string
        if let type, type != "native", type != "web" {
            throw refusal("application_type", expected: "native or web", "application_type is neither native nor web")
        }
        // OpenID Connect Dynamic Client Registration 1.0 section 2: the default is web.
        applicationType = type ?? (offer.saysType ? "web" : nil)
    }

    /// The scopes that the client may ask for. What this server does not know it does not confirm.
    private mutating func readScope() throws {
        guard let asked = body["scope"]?.string.map(ScopeStrategy.list), !asked.isEmpty else {
            return
        }
        let known = asked.filter(offer.scopes.contains)
        if known.isEmpty {
            throw refusal(
                "scope", expected: offer.scopes.joined(separator: " "),
                "None of the scopes is known here; supported: " + offer.scopes.joined(separator: " "))
        }
        scope = ScopeStrategy.union(known, []).joined(separator: " ")
    }

    /// The client's keys: by value or by address, never both, and present where it will sign with them.
    private mutating func readKeys() throws {
        if body["jwks"] != nil, body["jwks_uri"] != nil {
            throw refusal("jwks", expected: "jwks or jwks_uri", "jwks and jwks_uri must not both be present")
        }
        if let value = body["jwks"] {
            let signs = method == ClientAuthentication.privateKeyJWT.rawValue
            guard let set = JWKSet(parsing: value.bytes), !signs || !set.ids.isEmpty else {
                throw refusal("jwks", expected: "a JWK set", "jwks is not a JWK set with an RSA key that has a kid")
            }
            keys = set
        }
        if let address = body["jwks_uri"]?.string {
            guard let url = WebURL(address), url.scheme == "https" || url.isLoopback else {
                throw refusal("jwks_uri", expected: "an https URL", "jwks_uri is not an https URL")
            }
            keysURI = address
        }
        if method == ClientAuthentication.privateKeyJWT.rawValue, keys == nil, keysURI == nil {
            throw refusal("jwks_uri", expected: "jwks or jwks_uri", "private_key_jwt needs jwks or jwks_uri")
        }
    }
}
