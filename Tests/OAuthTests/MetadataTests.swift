import OAuth
import Specs
import Testing
import Wire

private func answer(_ json: JSON, status: Int = 200, type: String = "application/json") -> Response {
    Response(status: status, headers: ["Content-Type": type], body: json.bytes)
}

/// RFC 9728 as narrowed by MCP.
@Suite struct ProtectedResourceMetadataTests {
    typealias Metadata = ProtectedResourceMetadata
    static let document: JSON = [
        "resource": "https://mcp.example.com/mcp", "authorization_servers": ["https://auth.example.com"],
        "scopes_supported": ["read", "write"],
    ]

    @Test func aCompleteDocumentIsRead() throws {
        let metadata = try Metadata(checking: answer(Self.document, type: "Application/JSON; charset=utf-8"))
        #expect(metadata.resource == "https://mcp.example.com/mcp")
        #expect(metadata.authorizationServers == ["https://auth.example.com"])
        #expect(metadata.scopesSupported == ["read", "write"])
    }

    @Test func scopesAreOptional() throws {
        var document = Self.document
        document["scopes_supported"] = nil
        #expect(try Metadata(checking: answer(document)).scopesSupported == nil)
    }

    @Test func aDocumentWithoutResourceIsRefused() {
        for resource in [nil, .null, 1] as [JSON?] {
            var document = Self.document
            document["resource"] = resource
            #expect(throws: Metadata.Unusable.noResource) { try Metadata(checking: answer(document)) }
        }
    }

    @Test func atLeastOneAuthorizationServerMustBeNamed() {
        for servers in [nil, .array([]), "https://auth.example.com", ["https://auth.example.com", 1]] as [JSON?] {
            var document = Self.document
            document["authorization_servers"] = servers
            #expect(throws: Metadata.Unusable.noAuthorizationServers) { try Metadata(checking: answer(document)) }
        }
    }

    @Test(arguments: [201, 204, 302, 401, 404, 500]) func onlyStatus200IsADocument(status: Int) {
        #expect(throws: Metadata.Unusable.status(status)) {
            try Metadata(checking: answer(Self.document, status: status))
        }
    }

    @Test func anotherTypeIsNamedAndABrokenTextIsNotJSON() {
        #expect(throws: Metadata.Unusable.type("text/html")) {
            try Metadata(checking: answer(Self.document, type: "text/html"))
        }
        let broken = Response(status: 200, headers: ["Content-Type": "application/json"], body: Array("{".utf8))
        #expect(throws: Metadata.Unusable.notJSON) { try Metadata(checking: broken) }
        #expect(throws: Metadata.Unusable.type(nil)) {
            try Metadata(checking: Response(status: 200, body: Self.document.bytes))
        }
        #expect(Metadata.Unusable.type("text/html").reason == "its type is text/html, not application/json")
        #expect(Metadata.Unusable.type(nil).reason == "it has no Content-Type")
    }

    @Test func everyReasonFailsARequirementOfTheServer() {
        let reasons: [Metadata.Unusable] = [.status(404), .type("text/plain"), .noResource, .noAuthorizationServers]
        let findings = reasons.map { $0.finding("https://mcp.example.com/meta", missing: "rs-prm-discoverable") }
        #expect(Set(findings.map(\.check)).count == reasons.count)
        for (reason, finding) in zip(reasons, findings) {
            #expect(!finding.holds)
            #expect(finding.actual == reason.reason)
            #expect(Clause.named(finding.check)?.role == .server, "\(finding.check)")
        }
        #expect(Metadata.Unusable.status(404).reason.contains("404"))
    }

    /// RFC 9728 section 3.3; a root document may speak for the endpoints below it.
    @Test(arguments: [
        ("https://mcp.example.com/mcp", "https://mcp.example.com/mcp", true),
        ("https://mcp.example.com", "https://mcp.example.com/mcp", true),
        ("https://mcp.example.com/", "https://mcp.example.com/mcp", true),
        ("https://mcp.example.com/v1", "https://mcp.example.com/v1/mcp", true),
        ("https://mcp.example.com/mc", "https://mcp.example.com/mcp", false),
        ("https://mcp.example.com/mcp/more", "https://mcp.example.com/mcp", false),
        ("https://mcp.example.com/mcp/", "https://mcp.example.com/mcp", false),
        ("https://mcp.example.co", "https://mcp.example.com/mcp", false),
        ("https://mcp.example.com", "https://mcp.example.com.evil.example/mcp", false),
        ("https://mcp.example.com", "https://mcp.example.com:8443/mcp", false),
        ("http://mcp.example.com", "https://mcp.example.com/mcp", false),
        ("https://evil.example/mcp", "https://mcp.example.com/mcp", false),
        ("", "https://mcp.example.com/mcp", false), ("https://", "https://mcp.example.com/mcp", false),
    ])
    func clientRejectsPRMResourceMismatch(resource: String, mcpURL: String, holds: Bool) {
        let finding = Metadata.finding(resource: resource, mcpURL: mcpURL)
        #expect(finding.holds == holds)
        #expect(finding.check == "client-rejects-prm-resource-mismatch")
        #expect(Clause.named(finding.check) != nil)
    }
}

/// RFC 8414 section 2.
@Suite struct AuthorizationServerMetadataTests {
    typealias Metadata = AuthorizationServerMetadata
    static let document: JSON = [
        "issuer": "https://auth.example.com", "authorization_endpoint": "https://auth.example.com/authorize",
        "token_endpoint": "https://auth.example.com/token",
        "registration_endpoint": "https://auth.example.com/register",
        "revocation_endpoint": "https://auth.example.com/revoke", "jwks_uri": "https://auth.example.com/jwks.json",
        "scopes_supported": ["read"], "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"], "client_id_metadata_document_supported": true,
        "authorization_response_iss_parameter_supported": true,
    ]

    @Test func aCompleteDocumentIsRead() throws {
        let metadata = try Metadata(checking: answer(Self.document))
        #expect(metadata.issuer == "https://auth.example.com")
        #expect(metadata.authorizationEndpoint == "https://auth.example.com/authorize")
        #expect(metadata.tokenEndpoint == "https://auth.example.com/token")
        #expect(metadata.registrationEndpoint == "https://auth.example.com/register")
        #expect(metadata.revocationEndpoint == "https://auth.example.com/revoke")
        #expect(metadata.jwksURI == "https://auth.example.com/jwks.json")
        #expect(metadata.scopesSupported == ["read"])
        #expect(metadata.tokenEndpointAuthMethods == ["none"])
        #expect(metadata.codeChallengeMethods == ["S256"])
        #expect(metadata.supportsClientIDMetadataDocuments)
        #expect(metadata.sendsIssuer)
    }

    @Test(arguments: ["issuer", "authorization_endpoint", "token_endpoint"])
    func aMissingMemberIsNamed(name: String) {
        for value in [nil, .null, 7] as [JSON?] {
            var document = Self.document
            document[name] = value
            #expect(throws: Metadata.Unusable.missing(name)) { try Metadata(checking: answer(document)) }
        }
    }

    @Test(
        arguments: [
            (["client_credentials"], "authorization_endpoint", true),
            (["urn:ietf:params:oauth:grant-type:jwt-bearer", "refresh_token"], "authorization_endpoint", true),
            (["client_credentials"], "token_endpoint", false), (["implicit"], "token_endpoint", true),
            (["implicit"], "authorization_endpoint", false), (["implicit", "refresh_token"], "token_endpoint", false),
            (["authorization_code"], "authorization_endpoint", false), ([], "token_endpoint", false),
        ] as [([String], String, Bool)])
    func anEndpointThatNoGrantUsesMayBeMissing(grants: [String], name: String, isUsable: Bool) {
        var document = Self.document
        document["grant_types_supported"] = JSON(grants)
        document[name] = nil
        let missing = Result { try Metadata(checking: answer(document)) }
        if isUsable {
            #expect((try? missing.get()) != nil)
        } else {
            #expect(throws: Metadata.Unusable.missing(name)) { try missing.get() }
        }
    }

    @Test func whatIsNoDocumentIsRefused() {
        #expect(throws: Metadata.Unusable.status(404)) { try Metadata(checking: answer(Self.document, status: 404)) }
        #expect(throws: Metadata.Unusable.type("text/plain")) {
            try Metadata(checking: answer(Self.document, type: "text/plain"))
        }
        #expect(throws: Metadata.Unusable.missing("issuer")) { try Metadata(checking: answer([1])) }
    }

    @Test func everyReasonFailsARequirementOfTheIssuer() {
        let reasons: [Metadata.Unusable] = [.status(500), .type("text/plain"), .missing("token_endpoint")]
        let findings = reasons.map { $0.finding("https://auth.example.com", missing: "as-metadata-one-of") }
        #expect(Set(findings.map(\.check)).count == reasons.count)
        for (reason, finding) in zip(reasons, findings) {
            #expect(!finding.holds)
            #expect(finding.actual == reason.reason)
            #expect(Clause.named(finding.check)?.role == .authorization, "\(finding.check)")
        }
        #expect(findings.last?.expected == "token_endpoint")
    }

    @Test func optionalMembersHaveTheDefaultsOfRFC8414() throws {
        let metadata = try Metadata(
            checking: answer([
                "issuer": "i", "authorization_endpoint": "a", "token_endpoint": "t",
            ]))
        #expect(metadata.tokenEndpointAuthMethods == ["client_secret_basic"])
        #expect(metadata.registrationEndpoint == nil)
        #expect(metadata.codeChallengeMethods == nil)
        #expect(!metadata.supportsClientIDMetadataDocuments)
        #expect(!metadata.sendsIssuer)
    }

    /// 2025-03-26: fixed paths on the authorization base URL when there is no document.
    @Test func fallbackEndpointsOf20250326() {
        let metadata = Metadata(defaultsAt: "https://api.example.com")
        #expect(metadata.authorizationEndpoint == "https://api.example.com/authorize")
        #expect(metadata.tokenEndpoint == "https://api.example.com/token")
        #expect(metadata.registrationEndpoint == "https://api.example.com/register")
        #expect(metadata.codeChallengeMethods == nil)
        #expect(!metadata.sendsIssuer)
    }

    /// RFC 8414 section 3.3: identical, without any normalization.
    @Test(arguments: [
        ("https://auth.example.com", true), ("https://auth.example.com/", false), ("https://AUTH.example.com", false),
        ("https://auth.example.com:443", false), ("http://auth.example.com", false), ("https://evil.example", false),
    ])
    func clientMetadataIssuerIdentical(expected: String, holds: Bool) throws {
        let finding = try Metadata(checking: answer(Self.document)).issuerFinding(expected: expected)
        #expect(finding.holds == holds)
        #expect(finding.check == "client-metadata-issuer-identical")
        #expect(Clause.named(finding.check)?.level == .must)
    }

    @Test func clientStopsWithoutPKCEMetadata() throws {
        let cases: [(methods: JSON?, holds: Bool)] = [
            (["S256"], true), (["plain", "S256"], true), (["plain"], false), (.array([]), false), ("S256", false),
            (nil, false), (["s256"], false),
        ]
        for (methods, holds) in cases {
            var document = Self.document
            document["code_challenge_methods_supported"] = methods
            let finding = try Metadata(checking: answer(document)).pkceFinding
            #expect(finding.holds == holds, "\(methods?.text() ?? "absent")")
            #expect(finding.check == "client-stops-without-pkce-metadata")
            #expect(Clause.named(finding.check) != nil)
        }
    }
}
