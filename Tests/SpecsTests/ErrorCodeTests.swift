import Testing

@testable import Specs

/// Which endpoint may send which error code with which status.
@Suite struct ErrorCodeTests {
    @Test(arguments: [
        ("invalid_grant", ErrorPlace.token, 400), ("invalid_client", .token, 401), ("invalid_client", .token, 400),
        ("use_dpop_nonce", .token, 400), ("use_dpop_nonce", .resource, 401), ("invalid_token", .resource, 401),
        ("insufficient_scope", .resource, 403), ("invalid_redirect_uri", .registration, 400),
        ("unsupported_token_type", .revocation, 400), ("invalid_target", .token, 400),
        ("invalid_token", .registration, 401),
    ])
    func codesOfTheirEndpointAreRight(_ code: String, _ place: ErrorPlace, _ status: Int) {
        #expect(ErrorCode.objection(to: code, at: place, status: status) == nil)
    }

    @Test(
        arguments: [
            ("access_denied", ErrorPlace.token, 400), ("access_denied", .registration, 403),
            ("invalid_grant", .authorization, nil),
            ("invalid_client", .authorization, nil), ("unsupported_response_type", .token, 400),
            ("server_error", .token, 500),
            ("temporarily_unavailable", .token, 503), ("invalid_token", .token, 401),
            ("invalid_scope", .registration, 400),
            ("invalid_client_metadata", .token, 400), ("unsupported_token_type", .token, 400),
            ("invalid_grant", .resource, 401),
            ("invalid_token", .resource, 403), ("insufficient_scope", .resource, 401),
            ("invalid_request", .resource, 401),
            ("invalid_grant", .token, 401), ("invalid_redirect_uri", .registration, 403), ("slow_down", .token, 400),
            ("invalid_scope", .revocation, 400), ("no_such_code", .introspection, 401),
        ] as [(String, ErrorPlace, Int?)])
    func codesOfAnotherEndpointOrStatusAreNot(_ code: String, _ place: ErrorPlace, _ status: Int?) throws {
        let objection = try #require(ErrorCode.objection(to: code, at: place, status: status))
        #expect(objection.contains("“\(code)”") && objection.contains("RFC"))
    }

    @Test func everyEntryHasASourceWithALink() {
        for entry in ErrorCode.all {
            let first = entry.source.split(separator: ",").first.map(String.init) ?? ""
            #expect(Citation(parsing: first).url != nil, "\(entry.source)")
        }
        let keys = ErrorCode.all.map { $0.place.rawValue + " " + $0.code }
        #expect(Set(keys).count == keys.count)
        #expect(Set(ErrorCode.all.map(\.place)) == Set(ErrorPlace.allCases))
    }

    @Test func everyEndpointThatMayRefuseHasItsStatuses() {
        for kind in ExchangeKind.allCases {
            guard let place = ErrorPlace(kind), let row = StatusTable.row(kind), place != .authorization, !kind.isMCP
            else { continue }
            for entry in ErrorCode.all where entry.place == place {
                #expect(entry.statuses.allSatisfy(row.statuses.contains), "\(kind) \(entry.code)")
            }
        }
    }

    @Test(arguments: [
        (ExchangeKind.registration, 200), (.tokenRequest, 201), (.tokenRequest, 403), (.revocation, 204), (.prm, 204),
        (.asMetadata, 401), (.mcpStepUp, 401), (.mcpInvalidToken, 403), (.mcpInitialized, 204), (.tokenRefresh, 302),
    ])
    func aStatusOfAnotherEndpointIsNot(_ kind: ExchangeKind, _ status: Int) {
        #expect(StatusTable.objection(to: status, of: kind)?.contains("\(status)") == true)
    }

    @Test(arguments: [
        (ExchangeKind.registration, 201), (.registration, 404), (.tokenRequest, 200), (.tokenRequest, 503),
        (.mcpSSEGet, 405), (.mcpToolsCall, 404), (.cimdFetch, 302), (.login, 303),
    ])
    func aStatusOfItsOwnIsRight(_ kind: ExchangeKind, _ status: Int) {
        #expect(StatusTable.objection(to: status, of: kind) == nil)
    }

    @Test func clausesKnowTheKindsThatTheyAreAbout() {
        #expect(Clause.named("bearer-header")?.kinds.contains(.mcpToolsCall) == true)
        #expect(Clause.named("bearer-header")?.kinds.contains(.mcpUnauthenticated) == false)
        #expect(Clause.named("token-response-no-store")?.kinds.contains(.introspection) == false)
        #expect(Clause.named("pkce-fresh-per-request")?.kinds == [])
    }
}
