import Specs
import Testing
import Traces
import Wire

@testable import World

/// What a browser does with pages in frames, with cookies of other sites, and with forms after a redirect.
@Suite struct FrameTests {
    private func cast(_ revision: Revision, _ sameSite: AuthorizationKnobs.SameSite) -> Cast {
        var cast = WorldTests.cast(revision)
        cast.authorization.sameSite = sameSite
        cast.attacker = AttackerKnobs()
        cast.attacker?.url = "https://collect.attacker.example"
        return cast
    }

    /// A person who is logged in opens the attacker's page.
    private func openBait(_ stage: Stage) async throws {
        try await stage.connect()
        var registration = Move(kind: .registration, by: "attacker", to: "authorization")
        registration.with = [
            ("redirect_uris", .literal("https://collect.attacker.example/cb")),
            ("token_endpoint_auth_method", .literal("none")),
        ]
        try await stage.send(registration)
        var visit = Move(kind: .authorizationRequest, by: "attacker", to: "authorization")
        visit.with = [
            ("client_id", .held(party: "attacker", kind: nil, age: .newest)),
            ("redirect_uri", .literal("https://collect.attacker.example/cb")),
        ]
        visit.isFramed = true
        try await stage.visit(visit)
    }

    private func ignoring(_ check: String) -> Faults {
        var faults = Faults()
        faults.ignored = [check]
        return faults
    }

    @Test(arguments: Revision.allCases) func aFramedConsentPageIsNotShown(_ revision: Revision) async throws {
        let trace = try await play(revision, cast(revision, .none)) { try await openBait($0) }
        #expect(trace.negative("consent-no-framing", by: "authorization"))
        #expect(trace.negative("consent-no-framing", by: "browser"))
        let framed = try #require(trace.exchange("authorization-request-2"))
        #expect(framed.request.headers["Sec-Fetch-Dest"] == "iframe")
        #expect(framed.request.headers["Sec-Fetch-Site"] == "cross-site")
        #expect(framed.request.headers["Sec-Fetch-User"] == nil)
        #expect(framed.request.headers["Cookie"]?.contains("session=") == true)
        #expect(trace.exchanges.last?.id == "authorization-request-2")
    }

    @Test func withoutTheHeaderTheClickLandsOnAllow() async throws {
        let faults = ignoring("consent-no-framing")
        let trace = try await play(
            .july2026, cast(.july2026, .none), fault: { $0["authorization"] = faults }
        ) { try await openBait($0) }
        #expect(trace.exchange("authorization-response-2")?.receiver == "attacker")
        #expect(trace.ledger.held(by: "attacker").contains(.code))
    }

    @Test func laxCookiesStayAtHomeInAFrame() async throws {
        let faults = ignoring("consent-no-framing")
        let trace = try await play(
            .july2026, cast(.july2026, .lax), fault: { $0["authorization"] = faults }
        ) { try await openBait($0) }
        let framed = try #require(trace.exchange("authorization-request-2"))
        #expect(framed.request.headers["Cookie"] == nil)
        // A login form that nobody sees is not filled in.
        #expect(trace.exchanges.last?.id == "authorization-request-2")
    }

    @Test func aFrameNeedsASiteOfTheAttackers() async throws {
        var cast = WorldTests.cast(.july2026)
        cast.attacker = AttackerKnobs()
        cast.attacker?.server = ServerKnobs()
        cast.attacker?.server?.url = "https://login.attacker.example/mcp"
        await #expect(throws: WorldError.self) {
            try await play(.july2026, cast) { stage in
                var visit = Move(kind: .authorizationRequest, by: "attacker", to: "authorization")
                visit.isFramed = true
                try await stage.visit(visit)
            }
        }
    }

    @Test(arguments: [false, true]) func only307RepeatsTheForm(isWrong: Bool) async throws {
        var cast = WorldTests.cast(.july2026)
        cast.authorization.consent = .atLogin
        cast.authorization.redirectStatus = 307
        let faults = isWrong ? ignoring("as-no-307") : Faults()
        let trace = try await play(.july2026, cast, fault: { $0["authorization"] = faults }) { try await $0.connect() }
        #expect(trace.exchange("login")?.status == (isWrong ? 307 : 303))
        let back = try #require(trace.exchange("authorization-response"))
        #expect(back.request.method == (isWrong ? "POST" : "GET"))
        #expect(String(decoding: back.request.body, as: UTF8.self).contains("demo-password-1") == isWrong)
        #expect(back.request.headers["Origin"] == (isWrong ? "null" : nil))
        #expect(trace.negative("as-no-307", by: "authorization"))
    }

    @Test(arguments: Revision.allCases) func everyPageOfTheLoginForbidsFrames(_ revision: Revision) async throws {
        let trace = try await play(revision) { try await $0.connect() }
        let pages = trace.exchanges.filter { $0.receiver == "authorization" }.compactMap(\.response)
            .filter { $0.headers.mediaType == "text/html" }
        #expect(pages.count >= 2)
        for page in pages {
            #expect(page.headers["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(page.headers["X-Frame-Options"] == "DENY")
        }
    }

    @Test func peopleDoNotShareCookies() async throws {
        let trace = try await play(.july2026) { stage in
            try await stage.connect()
            try await stage.connect(as: "second")
        }
        #expect(trace.exchanges.filter { $0.kind == .login }.count == 2)
        #expect(trace.exchange("authorization-request-2")?.request.headers["Cookie"] == nil)
    }

    /// A client that is known by its document alone cannot prove who it is on this computer, so the page says where the
    /// answer goes, and the recording says by which rules, in the page's own words.
    @Test func theConsentPageSaysWhereTheAnswerGoes() async throws {
        let trace = try await play(.november2025) { try await $0.connect() }
        let page = String(decoding: try #require(trace.exchange("login")?.response).body, as: UTF8.self)
            .replacing(/<[^>]*>/, with: "")
        let rules = ["cimd-consent-shows-redirect-host", "cimd-consent-localhost-warning"]
        for rule in rules {
            let choice = try #require(trace.decisions.first { $0.finding.check == rule })
            #expect(choice.during == "login" && choice.party == "authorization")
            #expect(page.contains("\n" + (try #require(choice.finding.actual)) + "\n"))
        }
        let registered = try await play(.june2025) { try await $0.connect() }
        #expect(!registered.decisions.contains { rules.contains($0.finding.check) })
    }
}
