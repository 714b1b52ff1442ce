import Specs
import Wire

/// Protected resource metadata (RFC 9728 section 2): what a client reads about an MCP server.
public struct ProtectedResourceMetadata: Hashable, Sendable {
    public var resource: String
    public var authorizationServers: [String]
    public var scopesSupported: [String]?

    public init(resource: String, authorizationServers: [String], scopesSupported: [String]?) {
        self.resource = resource
        self.authorizationServers = authorizationServers
        self.scopesSupported = scopesSupported
    }

    /// Why a document cannot be used.
    public enum Unusable: Error, Hashable, Sendable {
        case status(Int)
        /// Another media type than `application/json`, or none.
        case type(String?)
        case notJSON
        case noResource
        case noAuthorizationServers

        /// What is wrong, as the end of a sentence.
        public var reason: String {
            switch self {
            case .status(let status): "it was answered with status \(status)"
            case .type(let type?): "its type is \(type), not application/json"
            case .type(nil): "it has no Content-Type"
            case .notJSON: "it is not JSON"
            case .noResource: "it names no resource"
            case .noAuthorizationServers: "it names no authorization server"
            }
        }

        /// The failed requirement on whoever published the document.
        public func finding(_ address: String, missing: String) -> Finding {
            let (check, expected) =
                switch self {
                case .status: (missing, "status 200")
                case .type, .notJSON: ("rs-prm-content-type", "a JSON object of type application/json")
                case .noResource: ("rs-prm-resource-present", "resource")
                case .noAuthorizationServers: ("rs-prm-authorization-servers", "at least one authorization server")
                }
            return Finding(
                check, "The server's metadata can be used", inputs: [.init("url", address)], expected: expected,
                actual: reason,
                holds: false)
        }
    }

    /// Reads a recorded answer. MCP narrows RFC 9728: at least one authorization server must be named.
    public init(checking response: Response) throws(Unusable) {
        guard response.status == 200 else { throw .status(response.status) }
        guard response.headers.mediaType == "application/json" else { throw .type(response.headers.mediaType) }
        guard let json = try? JSON(parsing: response.body) else { throw .notJSON }
        guard let resource = json["resource"]?.string else { throw .noResource }
        guard let servers = json["authorization_servers"]?.strings, !servers.isEmpty else {
            throw .noAuthorizationServers
        }
        self.init(
            resource: resource, authorizationServers: servers, scopesSupported: json["scopes_supported"]?.strings)
    }

    /// The check of RFC 9728 section 3.3: the document speaks for the URL that is being called. A document found at the
    /// root may name the origin or a parent path of the MCP endpoint.
    public static func finding(resource: String, mcpURL: String) -> Finding {
        let covers = resource == mcpURL || (mcpURL.hasPrefix(resource) && isBoundary(mcpURL, after: resource))
        return Finding(
            "client-rejects-prm-resource-mismatch", "The metadata speaks for the server being called",
            inputs: [.init("resource", resource), .init("MCP endpoint", mcpURL)], expected: mcpURL, actual: resource,
            holds: covers)
    }

    private static func isBoundary(_ url: String, after prefix: String) -> Bool {
        guard let base = WebURL(prefix), let full = WebURL(url), base.origin == full.origin else { return false }
        return base.path.isEmpty || base.path.hasSuffix("/") || full.path.dropFirst(base.path.count).first == "/"
    }
}

/// Authorization server metadata (RFC 8414 section 2, or the OpenID Connect document with the same members).
public struct AuthorizationServerMetadata: Hashable, Sendable {
    public var issuer: String
    /// Nil at a server none of whose grants begins in a browser.
    public var authorizationEndpoint: String?
    /// Nil at a server that gives its tokens out at the authorization endpoint alone.
    public var tokenEndpoint: String?
    public var registrationEndpoint: String?
    public var revocationEndpoint: String?
    public var jwksURI: String?
    public var scopesSupported: [String]?
    public var tokenEndpointAuthMethods: [String]
    /// Nil when the member is absent, which is a reason to stop from 2025-11-25 on.
    public var codeChallengeMethods: [String]?
    public var supportsClientIDMetadataDocuments: Bool
    public var sendsIssuer: Bool

    /// Why a document cannot be used.
    public enum Unusable: Error, Hashable, Sendable {
        case status(Int)
        /// Another media type than `application/json`, or none.
        case type(String?)
        case notJSON
        case missing(String)

        /// What is wrong, as the end of a sentence.
        public var reason: String {
            switch self {
            case .status(let status): "it was answered with status \(status)"
            case .type(let type?): "its type is \(type), not application/json"
            case .type(nil): "it has no Content-Type"
            case .notJSON: "it is not JSON"
            case .missing(let member): "it has no \(member)"
            }
        }

        /// The failed requirement on whoever published the document.
        ///
        /// - Parameter missing: the check that an issuer without any usable document fails.
        public func finding(_ issuer: String, missing: String) -> Finding {
            let (check, expected) =
                switch self {
                case .status: (missing, "status 200")
                case .type, .notJSON: ("as-metadata-content-type", "a JSON object of type application/json")
                case .missing(let member): ("as-metadata-required-fields", member)
                }
            return Finding(
                check, "The issuer's metadata can be used", inputs: [.init("issuer", issuer)], expected: expected,
                actual: reason, holds: false)
        }
    }

    /// Reads a recorded answer. Methods of client authentication default to `client_secret_basic` (RFC 8414 section 2).
    public init(checking response: Response) throws(Unusable) {
        guard response.status == 200 else { throw .status(response.status) }
        guard response.headers.mediaType == "application/json" else { throw .type(response.headers.mediaType) }
        guard let json = try? JSON(parsing: response.body) else { throw .notJSON }
        func required(_ name: String) throws(Unusable) -> String {
            guard let text = json[name]?.string else { throw .missing(name) }
            return text
        }
        issuer = try required("issuer")
        // Each endpoint is required unless no grant that is supported uses it (RFC 8414 section 2).
        let grants = json["grant_types_supported"]?.strings ?? ["authorization_code", "implicit"]
        let usesBrowser = grants.contains("authorization_code") || grants.contains("implicit")
        authorizationEndpoint =
            usesBrowser ? try required("authorization_endpoint") : json["authorization_endpoint"]?.string
        let isImplicit = !grants.isEmpty && grants.allSatisfy { $0 == "implicit" }
        tokenEndpoint = isImplicit ? json["token_endpoint"]?.string : try required("token_endpoint")
        registrationEndpoint = json["registration_endpoint"]?.string
        revocationEndpoint = json["revocation_endpoint"]?.string
        jwksURI = json["jwks_uri"]?.string
        scopesSupported = json["scopes_supported"]?.strings
        tokenEndpointAuthMethods = json["token_endpoint_auth_methods_supported"]?.strings ?? ["client_secret_basic"]
        codeChallengeMethods = json["code_challenge_methods_supported"]?.strings
        supportsClientIDMetadataDocuments = json["client_id_metadata_document_supported"]?.bool ?? false
        sendsIssuer = json["authorization_response_iss_parameter_supported"]?.bool ?? false
    }

    /// The endpoints that 2025-03-26 prescribes when there is no metadata: fixed paths on the authorization base URL.
    public init(defaultsAt base: String) {
        issuer = base
        authorizationEndpoint = base + "/authorize"
        tokenEndpoint = base + "/token"
        registrationEndpoint = base + "/register"
        tokenEndpointAuthMethods = ["none", "client_secret_basic", "client_secret_post"]
        supportsClientIDMetadataDocuments = false
        sendsIssuer = false
    }

    /// RFC 8414 section 3.3: the issuer in the document is the one that the address was built from.
    public func issuerFinding(expected: String) -> Finding {
        Finding(
            "client-metadata-issuer-identical", "The document names the issuer that was looked up",
            inputs: [.init("issuer", issuer), .init("issuer looked up", expected)], expected: expected, equals: issuer)
    }

    /// From 2025-11-25 on a client stops where the document does not say that S256 is supported.
    public var pkceFinding: Finding {
        Finding(
            "client-stops-without-pkce-metadata", "The document lists the PKCE method S256",
            inputs: [
                .init("code_challenge_methods_supported", codeChallengeMethods?.joined(separator: " ") ?? "(absent)")
            ],
            expected: "S256", actual: codeChallengeMethods?.joined(separator: " ") ?? "(absent)",
            holds: codeChallengeMethods?.contains("S256") ?? false)
    }
}

/// Where a client looks for metadata, in order.
public enum DiscoveryLadder {
    /// The places of protected resource metadata when the challenge names none: the path form, then the root.
    public static func protectedResource(mcpURL: WebURL) -> [String] {
        let suffix = "oauth-protected-resource"
        let byPath = mcpURL.inserting(wellKnown: suffix)
        let root = mcpURL.origin + "/.well-known/" + suffix
        return byPath == root ? [root] : [byPath, root]
    }

    /// The places of an issuer's metadata: RFC 8414, then the OpenID Connect documents from 2025-11-25 on.
    public static func authorizationServer(issuer: WebURL, revision: Revision) -> [String] {
        var base = issuer
        if base.path.hasSuffix("/") { base.path.removeLast() }
        let oauth = base.inserting(wellKnown: "oauth-authorization-server")
        guard revision.hasDiscoveryLadder else { return [oauth] }
        let inserted = base.inserting(wellKnown: "openid-configuration")
        let appended = issuer.appending(wellKnown: "openid-configuration")
        return inserted == appended ? [oauth, inserted] : [oauth, inserted, appended]
    }
}

/// Which scopes a client asks for.
public enum ScopeStrategy {
    /// The strategy of 2025-11-25 and later: the challenge's scope, else everything in the metadata, else none.
    public static func select(challenge: String?, supported: [String]?) -> (scopes: [String]?, source: String) {
        if let challenge { return (list(challenge), "the challenge") }
        if let supported { return (supported, "scopes_supported of the metadata") }
        return (nil, "neither challenge nor metadata")
    }

    /// Scope tokens separated by spaces (RFC 6749 section 3.3).
    public static func list(_ scope: String) -> [String] { scope.split(separator: " ").map(String.init) }

    /// Both lists without repeats, the first list's order first.
    public static func union(_ first: [String], _ second: [String]) -> [String] {
        (first + second).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
