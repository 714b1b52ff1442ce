import Specs
import Testing
import Traces
import Wire

@testable import World

/// What each party must refuse, under every revision, with the status and error that the clause names.
@Suite struct RefusalTests {
    @Test(arguments: Revision.allCases)
    func aRequestWithoutATokenIsAnsweredWith401AndAChallenge(_ revision: Revision) async throws {
        let trace = try await play(revision) { stage in
            try await stage.connect()
        }
        let exchange = try #require(trace.exchange("mcp-unauthenticated"))
        #expect(exchange.status == 401)
        let challenge = try #require(exchange.response?.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first)
        #expect(challenge.scheme == "Bearer")
        #expect(!challenge.parameters.fields.isEmpty)
        #expect(challenge["error"] == nil, "RFC 6750 section 3.1: no error where no credentials came")
        #expect((challenge["resource_metadata"] != nil) == revision.hasProtectedResourceMetadata)
    }

    @Test(arguments: Revision.allCases)
    func aTokenForAnotherServerIsAnsweredWith401(_ revision: Revision) async throws {
        var cast = WorldTests.cast(revision)
        var other = ServerKnobs()
        other.url = "https://mcp.tasks.example/mcp"
        cast.moreServers = [("tasks", other)]
        let trace = try await play(revision, cast) { stage in
            try await stage.connect()
            let token = try #require(try stage.newest(.accessToken))
            _ = await stage.post(to: other.url, token: token, revision: revision)
        }
        let exchange = try #require(trace.exchange("mcp-invalid-token"))
        #expect(exchange.status == 401)
        #expect(challengeError(exchange) == "invalid_token")
        #expect(trace.negative("rs-audience-validated", by: "tasks"))
    }

    @Test(arguments: Revision.allCases)
    func aVerifierThatDoesNotHashToTheChallengeIsInvalidGrant(_ revision: Revision) async throws {
        let trace = try await play(
            revision,
            fault: { faults in
                faults["client"] = .sending(
                    "token-request", set: "code_verifier", to: String(repeating: "x", count: 43))
            }
        ) { try await $0.connect() }
        let exchange = try #require(trace.exchange("token-request"))
        #expect(exchange.status == 400)
        #expect(bodyError(exchange) == "invalid_grant")
        #expect(trace.negative("token-pkce-enforced", by: "authorization"))
        #expect(trace.outcome == .refused)
    }

    @Test(arguments: Revision.allCases)
    func anAnswerWithAnotherStateIsDiscarded(_ revision: Revision) async throws {
        let trace = try await play(
            revision,
            fault: { faults in
                faults["authorization"] = .answering("consent", set: "state", to: "forged")
            }
        ) { try await $0.connect() }
        #expect(trace.negative("state-verified", by: "client"))
        #expect(trace.exchange("token-request") == nil)
        #expect(trace.outcome == .refused)
    }

    @Test func anAnswerFromAnotherIssuerIsDiscarded() async throws {
        let trace = try await play(
            .july2026,
            fault: { faults in
                faults["authorization"] = .answering("consent", set: "iss", to: "https://login.attacker.example")
            }
        ) { try await $0.connect() }
        #expect(trace.negative("client-iss-match", by: "client"))
        #expect(trace.exchange("token-request") == nil)
    }

    @Test func anAnswerWithoutThePromisedIssuerIsDiscarded() async throws {
        var cast = WorldTests.cast(.july2026)
        cast.authorization.sendsIssuer = false
        let trace = try await play(.july2026, cast) { try await $0.connect() }
        #expect(trace.negative("client-iss-required-when-advertised", by: "client"))
        #expect(trace.exchange("token-request") == nil)
    }

    @Test(arguments: [Revision.march2025, .june2025, .november2025])
    func olderRevisionsNeitherSendNorCheckTheIssuer(_ revision: Revision) async throws {
        let trace = try await play(revision) { try await $0.connect() }
        let response = try #require(trace.exchange("authorization-response"))
        #expect(response.request.query["iss"] == nil)
        #expect(!trace.decisions.contains { $0.finding.check.hasPrefix("client-iss") })
    }

    @Test(arguments: Revision.allCases)
    func metadataOfAnotherIssuerIsNotUsed(_ revision: Revision) async throws {
        let trace = try await play(
            revision,
            fault: { faults in
                faults["authorization"] = .answering("as-metadata", set: "issuer", to: "https://login.example.net")
            }
        ) { try await $0.connect() }
        #expect(trace.negative("client-metadata-issuer-identical", by: "client"))
        #expect(trace.exchange("authorization-request") == nil)
        #expect(trace.exchange("registration") == nil)
    }

    @Test(arguments: Revision.allCases)
    func anUnregisteredRedirectURIGetsAPageAndNoRedirect(_ revision: Revision) async throws {
        let trace = try await play(
            revision,
            fault: { faults in
                faults["browser"] = .sending(
                    "authorization-request", set: "redirect_uri", to: "https://collect.attacker.example/cb")
            }
        ) { try await $0.connect() }
        let exchange = try #require(trace.exchange("authorization-request"))
        #expect(exchange.status == 400)
        #expect(exchange.response?.headers["Location"] == nil)
        let check =
            revision >= .november2025
            ? "cimd-as-validates-redirect" : revision == .march2025 ? "as-0326-redirect-validated" : "as-redirect-exact"
        #expect(trace.negative(check, by: "authorization"))
        #expect(trace.exchange("authorization-response") == nil)
    }

    /// A program of the person's own machine listens at whatever port is free, so the finding says that it does not count.
    @Test func theFindingSaysThatTheLoopbackPortIsIgnored() async throws {
        let trace = try await play(.november2025) { try await $0.connect() }
        let finding = try #require(trace.decisions.first { $0.finding.check == "cimd-as-validates-redirect" }?.finding)
        #expect(finding.holds && finding.actual?.contains("127.0.0.1:") == true)
        #expect(finding.summary.contains("the port of a loopback one is ignored (RFC 8252 section 7.3)"))
    }

    /// Nobody registers a client that is described by a document.
    @Test func noFindingSpeaksOfARegistrationWhereThereWasNone() async throws {
        let trace = try await play(.latest) { try await $0.connect() }
        #expect(trace.exchange("cimd-fetch") != nil && trace.exchange("registration") == nil)
        #expect(trace.decisions.filter { $0.finding.summary.contains("registered") }.map(\.finding.summary) == [])
    }

    @Test(arguments: Revision.allCases)
    func aDeniedConsentComesBackAsAccessDenied(_ revision: Revision) async throws {
        var cast = WorldTests.cast(revision)
        cast.person.consent = [.deny]
        let trace = try await play(revision, cast) { try await $0.connect() }
        let exchange = try #require(trace.exchange("authorization-response"))
        #expect(exchange.request.query["error"] == "access_denied")
        #expect(exchange.request.query["state"] == trace.exchange("authorization-request")?.request.query["state"])
        #expect((exchange.request.query["iss"] != nil) == revision.hasIssuerIdentification)
        #expect(trace.exchange("token-request") == nil)
        #expect(trace.outcome == .denied)
    }

    @Test(arguments: Revision.allCases)
    func aCheckThatIsSwitchedOffIsRecordedAsNotEnforced(_ revision: Revision) async throws {
        var cast = WorldTests.cast(revision)
        var faults = Faults.sending("token-request", set: "code_verifier", to: String(repeating: "x", count: 43))
        cast.faults["client"] = faults
        faults = Faults()
        faults.ignored = ["token-pkce-enforced"]
        cast.faults["authorization"] = faults
        let trace = try await play(revision, cast) { try await $0.connect() }
        let decision = try #require(trace.decisions.first { $0.finding.check == "token-pkce-enforced" })
        #expect(!decision.finding.holds)
        #expect(!decision.enforced)
        #expect(trace.outcome == .success)
    }
}

private func challengeError(_ exchange: Exchange) -> String? {
    exchange.response?.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first?["error"]
}

private func bodyError(_ exchange: Exchange) -> String? {
    exchange.response.flatMap { try? JSON(parsing: $0.body) }?["error"]?.string
}
