import Specs
import Wire

/// The values of `grant_type` that have a name of their own here.
public enum GrantType {
    public static let clientCredentials = "client_credentials"
    /// RFC 7523 section 2.1.
    public static let jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    /// RFC 8693 section 2.1.
    public static let tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
}

/// The statement with which a client proves who it is (`private_key_jwt`, RFC 7523 section 3).
public enum ClientAssertion {
    /// The claims of an assertion that is good for a minute.
    ///
    /// - Parameters:
    ///   - audience: the issuer of the authorization server.
    ///   - now: seconds since 1970.
    ///   - id: a text that is not used twice.
    public static func claims(clientID: String, audience: String, now: Int, id: String) -> JSON {
        [
            "iss": .string(clientID), "sub": .string(clientID), "aud": .string(audience),
            "iat": JSON(now), "exp": JSON(now + 60), "jti": .string(id),
        ]
    }

    /// The rules on what an assertion says: `iss` and `sub` are the client, `aud` is this server, `exp` lies ahead. What
    /// is compared in the finding is the first of them that is broken.
    ///
    /// - Parameters:
    ///   - audiences: what this server answers to: its issuer, and the address of its token endpoint.
    ///   - now: seconds since 1970.
    public static func finding(_ jwt: CompactJWT, clientID: String, audiences: [String], now: Int) -> Finding {
        func text(_ claim: String) -> String { jwt.claims[claim]?.plain ?? "(none)" }
        let stranger = ["iss", "sub"].first { jwt.claims[$0]?.string != clientID }.map(text)
        let isForServer = jwt.claims["aud"]?.string.map(audiences.contains) ?? false
        let isFresh = (jwt.claims["exp"]?.int ?? 0) > now
        let (expected, actual) =
            if let stranger { (clientID, stranger) } else if !isForServer {
                (audiences.first ?? "(none)", text("aud"))
            } else if !isFresh { ("later than \(now)", text("exp")) } else { (text("aud"), text("aud")) }
        return Finding(
            "token-client-authenticated", "The assertion names this client and this server and has not expired",
            inputs: [.init("iss", text("iss")), .init("aud", text("aud")), .init("exp", text("exp"))],
            expected: expected, actual: actual, holds: stranger == nil && isForServer && isFresh)
    }
}

/// What a client may have without a person (RFC 6749 section 4.4, OAuth 2.1 section 4.2).
public enum ClientCredentials {
    /// Only a client that can keep a secret may act in its own name.
    public static func confidentialFinding(_ method: ClientAuthentication) -> Finding {
        Finding(
            "ext-cc-auth-method", "The client has proved who it is",
            inputs: [.init("method", method.rawValue)], expected: "a client with credentials",
            actual: method == .none ? "a client without credentials" : "a client with credentials",
            holds: method != .none)
    }

    /// The client was registered for this grant.
    public static func allowedFinding(_ grant: String, allowed: [String]) -> Finding {
        Finding(
            "token-grant-allowed", "The client was registered for this grant", inputs: [.init("grant_type", grant)],
            expected: allowed.joined(separator: " or "), actual: grant, holds: allowed.contains(grant))
    }

    /// Every scope that is asked for may be given to this client.
    public static func scopeFinding(asked: [String], allowed: [String]) -> Finding {
        Finding(
            "token-scope-allowed", "The scope is one that this client may have",
            inputs: [.init("scope", asked.joined(separator: " "))], expected: allowed.joined(separator: " "),
            actual: asked.joined(separator: " "), holds: asked.allSatisfy(allowed.contains))
    }

    /// The metadata of the authorization server lists the way in which this client authenticates.
    public static func metadataFinding(_ method: ClientAuthentication, offered: [String]) -> Finding {
        Finding(
            "ext-cc-metadata", "The server takes the credentials that this client has",
            inputs: [.init("token_endpoint_auth_methods_supported", offered.joined(separator: " "))],
            expected: method.rawValue, actual: offered.joined(separator: " "),
            holds: offered.contains(method.rawValue))
    }
}
