import Specs
import Testing

@Suite struct ExchangeKindTests {
    @Test func namesAreKebabCaseAndTitlesDiffer() {
        let kinds = ExchangeKind.allCases
        #expect(kinds.allSatisfy { $0.rawValue.allSatisfy { $0.isLowercase || $0 == "-" } })
        #expect(Set(kinds.map(\.title)).count == kinds.count)
    }

    @Test func mcpKindsAreTheRequestsToTheMCPEndpoint() {
        let mcp = ExchangeKind.allCases.filter(\.isMCP)
        #expect(
            Set(mcp) == [
                .mcpUnauthenticated, .mcpInitialize, .mcpInitialized, .mcpDiscover, .mcpToolsList, .mcpToolsCall,
                .mcpInvalidToken, .mcpStepUp, .mcpSSEGet, .mcpSessionDelete, .mcpOther,
            ])
    }

    @Test func everyPhaseHasAKindATitleAndAQuestion() {
        for phase in Phase.allCases {
            #expect(ExchangeKind.allCases.contains { $0.phase == phase })
            #expect(phase.question.hasSuffix("?"))
        }
        #expect(Set(Phase.allCases.map(\.title)).count == Phase.allCases.count)
    }

    @Test(arguments: [
        (ExchangeKind.mcpUnauthenticated, Phase.discovery), (.prm, .discovery), (.registration, .registration),
        (.cimdFetch, .authorization), (.tokenRequest, .token), (.tokenRefresh, .refresh), (.mcpStepUp, .stepUp),
        (.revocation, .revocation), (.mcpToolsCall, .access), (.jwks, .access),
    ])
    func kindsStandInTheirPhase(kind: ExchangeKind, phase: Phase) {
        #expect(kind.phase == phase)
    }

    /// What is told about a kind in general is told of these; who else sends one did something else.
    @Test func everyKindIsSentBySomebodyAndTheFrontChannelByABrowser() {
        #expect(ExchangeKind.allCases.filter(\.senders.isEmpty) == [])
        #expect(ExchangeKind.allCases.filter { $0.senders.contains(.attacker) } == [.other])
        for kind in [ExchangeKind.authorizationRequest, .login, .consent, .authorizationResponse] {
            #expect(kind.senders == [.browser])
        }
        for kind in ExchangeKind.allCases where kind.isMCP { #expect(kind.senders == [.client]) }
        #expect(ExchangeKind.introspection.senders == [.server])
    }

    @Test func rolesHaveDifferentLabels() {
        #expect(Set(Role.allCases.map(\.label)).count == Role.allCases.count)
    }
}

@Suite struct ValueKindTests {
    /// Redaction and the diagram's chips follow this list.
    @Test func whatGivesPowerIsSecret() {
        #expect(
            Set(ValueKind.allCases.filter(\.isSecret)) == [
                .code, .codeVerifier, .accessToken, .refreshToken, .clientSecret, .clientAssertion, .assertion,
                .identityToken, .dpopProof, .sessionID, .handle, .password, .cookie, .formToken,
            ])
        #expect(
            ValueKind.allCases.filter { $0.isRandom && !$0.isSecret } == [.codeChallenge, .state, .nonce, .tokenID])
    }

    @Test(arguments: [
        ("code", FieldPlace.location, ExchangeKind.consent, ValueKind.code),
        ("code", .query, .authorizationResponse, .code),
        ("code", .form, .tokenRequest, .code), ("code_verifier", .form, .tokenRequest, .codeVerifier),
        ("code_challenge", .query, .authorizationRequest, .codeChallenge),
        ("iss", .query, .authorizationResponse, .issuer),
        ("iss", .claim, .mcpToolsCall, .issuer), ("aud", .claim, .mcpToolsCall, .resource),
        ("resource", .json, .prm, .resource), ("authorization_servers", .json, .prm, .issuer),
        ("resource_metadata", .challenge, .mcpUnauthenticated, .resourceMetadata),
        ("scope", .challenge, .mcpStepUp, .scope), ("kid", .joseHeader, .tokenRequest, .keyID),
        ("kid", .json, .jwks, .keyID), ("Mcp-Session-Id", .header, .mcpInitialize, .sessionID),
        ("MCP-SESSION-ID", .header, .mcpInitialize, .sessionID),
        ("Authorization", .authorization, .mcpToolsCall, .accessToken),
        ("anything", .cookie, .login, .cookie), ("token", .form, .revocation, .refreshToken),
        ("token", .form, .introspection, .accessToken), ("azp", .claim, .mcpToolsCall, .clientID),
        ("form_token", .html, .login, .formToken), ("jwks_uri", .json, .asMetadata, .endpoint),
        ("redirect_uris", .json, .registration, .redirectURI),
    ])
    func placesHaveAKind(name: String, place: FieldPlace, kind: ExchangeKind, expected: ValueKind) {
        #expect(ValueKind.at(name, in: place, of: kind) == expected)
    }

    @Test(arguments: [
        ("code", FieldPlace.json, ExchangeKind.mcpToolsCall), ("scope", .json, .mcpOther),
        ("code", .header, .tokenRequest),
        ("code", .text, .consent), ("token", .form, .tokenRequest), ("client_name", .json, .registration),
        ("Code", .form, .tokenRequest), ("state", .text, .other), ("code", .startLine, .other),
    ])
    func otherPlacesHaveNone(name: String, place: FieldPlace, kind: ExchangeKind) {
        #expect(ValueKind.at(name, in: place, of: kind) == nil)
    }

    @Test func labelsAreTheNamesOfTheSpecification() {
        #expect(ValueKind.accessToken.label == "access_token")
        #expect(ValueKind.sessionID.label == "session id")
        #expect(Set(ValueKind.allCases.map(\.label)).count == ValueKind.allCases.count)
    }
}

@Suite struct FindingTests {
    @Test func equalTextsHold() {
        let finding = Finding("state-verified", "Compared", expected: "abc", equals: "abc")
        #expect(finding.holds)
        #expect(finding.expected == "abc")
        #expect(finding.actual == "abc")
    }

    @Test(arguments: [nil, "", "ABC", "abc ", "ab"] as [String?])
    func anyOtherTextDoesNot(actual: String?) {
        #expect(!Finding("state-verified", "Compared", expected: "abc", equals: actual).holds)
    }

    /// RFC 8414 section 4: no Unicode normalization. Swift's `==` would call these two equal.
    @Test func textsThatOnlyLookAlikeDoNotHold() {
        let finding = Finding(
            "client-iss-match", "Compared", expected: "https://caf\u{E9}.example", equals: "https://cafe\u{301}.example"
        )
        #expect(!finding.holds)
    }
}
