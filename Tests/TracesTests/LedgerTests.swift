import Specs
import Testing
import Traces
import Wire

/// Who holds which secret, and from when to when.
@Suite struct LedgerTests {
    typealias Holding = Ledger.Holding

    func holding(_ kind: ValueKind, _ party: String, in trace: Trace) -> Holding? {
        trace.ledger.holdings.first { $0.value.kind == kind && $0.party == party }
    }

    @Test func senderAndReceiverOfAMessageKnowItsSecrets() {
        var story = Story()
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c"]),
            .response(.json(["access_token": "t"], status: 400)))
        let trace = story.trace
        #expect(holding(.code, "client", in: trace)?.since == .exchange("token-request", .request))
        #expect(holding(.code, "auth", in: trace)?.since == .exchange("token-request", .request))
        #expect(holding(.accessToken, "client", in: trace)?.since == .exchange("token-request", .response))
        #expect(holding(.accessToken, "auth", in: trace)?.since == .exchange("token-request", .response))
        #expect(holding(.code, "server", in: trace) == nil)
        #expect(trace.ledger.held(by: "client") == [.code, .accessToken])
    }

    @Test func whatIsNoSecretIsNotListed() {
        var story = Story()
        story.send(.authorizationRequest, from: "browser", to: "auth", .get("/a?state=s&code_challenge=x&client_id=i"))
        story.decide(.create, "client", [TypedValue(.state, "s")])
        #expect(story.trace.ledger.holdings.isEmpty)
    }

    @Test func whoMadeAValueHoldsItSinceThatDecision() {
        var story = Story()
        story.decide(.create, "client", [TypedValue(.codeVerifier, "v")])
        story.send(.tokenRequest, from: "client", to: "auth", .form("/token", ["code_verifier": "v"]))
        #expect(holding(.codeVerifier, "client", in: story.trace)?.since == .decision("d1"))
        #expect(holding(.codeVerifier, "auth", in: story.trace)?.since == .exchange("token-request", .request))
    }

    @Test func anAssumedTheftMakesAHolder() {
        var story = Story()
        story.send(.mcpToolsCall, from: "client", to: "server", .mcp("tools/call", token: "t"))
        story.decide(.assume, "attacker", [TypedValue(.accessToken, "t")])
        #expect(holding(.accessToken, "attacker", in: story.trace)?.since == .decision("d1"))
        #expect(story.trace.ledger.newest(.accessToken, of: "attacker") == "t")
    }

    @Test func forgettingEndsTheHoldingOfThatPartyAlone() {
        var story = Story()
        story.send(.mcpToolsCall, from: "client", to: "server", .mcp("tools/call", token: "t"))
        story.decide(.forget, "client", [TypedValue(.accessToken, "t")])
        #expect(holding(.accessToken, "client", in: story.trace)?.until == .decision("d1"))
        #expect(holding(.accessToken, "server", in: story.trace)?.until == nil)
        #expect(story.trace.ledger.held(by: "client").isEmpty)
        #expect(story.trace.ledger.newest(.accessToken, of: "client") == nil)
    }

    @Test func checkingChoosingAndAskingTeachNobodyAnything() {
        var story = Story()
        for action in [Decision.Action.check, .choose, .ask] {
            story.decide(action, "client", [TypedValue(.code, "c")])
        }
        #expect(story.trace.ledger.holdings.isEmpty)
    }

    @Test func aRedeemedCodeIsSpentForEveryoneAndSoIsItsVerifier() {
        var story = Story()
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=c&state=s"))
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c", "code_verifier": "v"]),
            .response(.json(["access_token": "t"])))
        let spent = Ledger.Source.exchange("token-request", .response)
        for party in ["browser", "client", "auth"] {
            #expect(holding(.code, party, in: story.trace)?.until == spent, "\(party)")
        }
        #expect(holding(.codeVerifier, "client", in: story.trace)?.until == spent)
        #expect(holding(.accessToken, "client", in: story.trace)?.until == nil)
        #expect(story.trace.ledger.held(by: "client") == [.accessToken])
    }

    @Test func aRefusedRedemptionSpendsNothing() {
        var story = Story()
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c"]),
            .response(.json(["error": "invalid_grant"], status: 400)))
        #expect(holding(.code, "client", in: story.trace)?.until == nil)
    }

    @Test func aSpentValueIsNotHeldAgainWhenItIsReplayed() {
        var story = Story()
        let token = Response.json(["access_token": "t"])
        story.send(.tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c"]), .response(token))
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c"]),
            .response(.json(["error": "invalid_grant"], status: 400)))
        #expect(story.trace.ledger.holdings.filter { $0.value.kind == .code }.count == 2)
        #expect(story.trace.ledger.newest(.code, of: "client") == nil)
    }

    @Test func rotationEndsTheOldRefreshTokenAndOnlyRotation() {
        func refresh(answering new: String?) -> Trace {
            var story = Story()
            var json: JSON = ["access_token": "t"]
            json["refresh_token"] = new.map { .string($0) }
            story.send(
                .tokenRefresh, from: "client", to: "auth", .form("/token", ["refresh_token": "old"]),
                .response(.json(json)))
            return story.trace
        }
        let rotated = refresh(answering: "new")
        #expect(holding(.refreshToken, "client", in: rotated)?.until == .exchange("token-refresh", .response))
        #expect(rotated.ledger.newest(.refreshToken, of: "client") == "new")
        #expect(refresh(answering: "old").ledger.newest(.refreshToken, of: "client") == "old")
        #expect(refresh(answering: nil).ledger.newest(.refreshToken, of: "client") == "old")
    }

    @Test func revocationEndsTheToken() {
        var story = Story()
        story.send(.tokenRefresh, from: "client", to: "auth", .form("/token", ["refresh_token": "r"]))
        story.send(.revocation, from: "client", to: "auth", .form("/revoke", ["token": "r"]))
        #expect(holding(.refreshToken, "client", in: story.trace)?.until == .exchange("revocation", .response))
        #expect(holding(.refreshToken, "auth", in: story.trace)?.until == .exchange("revocation", .response))
    }

    /// A browser that brings a hidden value back had it from the page.
    @Test func whatAPageHidesIsReceivedWithThePage() {
        var story = Story()
        let page = "<form method=\"post\"><input type=\"hidden\" name=\"form_token\" value=\"a&amp;b\"></form>"
        story.send(
            .authorizationRequest, from: "browser", to: "auth", .get("/authorize"),
            .response(
                Response(status: 200, headers: ["Content-Type": "text/html; charset=utf-8"], body: Array(page.utf8))))
        story.send(.login, from: "browser", to: "auth", .form("/login", ["form_token": "a&b"]))
        let trace = story.trace
        #expect(holding(.formToken, "browser", in: trace)?.value.text == "a&b")
        #expect(holding(.formToken, "browser", in: trace)?.since == .exchange("authorization-request", .response))
        #expect(trace.values.map(\.occurrences.count) == [2])
    }

    /// Nobody is said to send first what an earlier message brought them, wherever in that message it stood.
    @Test(arguments: Fixture.allCases)
    func nobodySendsFirstWhatAMessageBroughtBefore(fixture: Fixture) throws {
        let trace = try fixture.trace()
        func text(_ message: [UInt8]) -> String { Percent.decode(Substring(String(decoding: message, as: UTF8.self))) }
        var checked = 0
        for holding in trace.ledger.holdings where holding.value.text.count >= 8 {
            guard case .exchange(let id, .request) = holding.since, let sent = trace.exchange(id),
                sent.sender == holding.party
            else { continue }
            checked += 1
            for other in trace.exchanges {
                if other.sender == holding.party, other.ended <= sent.started, let response = other.response {
                    #expect(!text(response.bytes).contains(holding.value.text), "\(holding.value.kind) in \(other.id)")
                }
                if other.receiver == holding.party, other.started < sent.started {
                    #expect(
                        !text(other.request.bytes).contains(holding.value.text), "\(holding.value.kind) in \(other.id)")
                }
            }
        }
        #expect(checked > 0)
    }

    @Test func aSecretInAURLIsExposedAndInABodyItIsNot() {
        var story = Story()
        let callback = Response(status: 303, headers: ["Location": "http://127.0.0.1:1/cb?code=c&state=s"])
        story.send(.consent, from: "browser", to: "auth", .form("/consent", ["form_token": "f"]), .response(callback))
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=c&state=s"))
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c", "code_verifier": "v"]),
            .response(.json(["access_token": "t"])))
        for party in ["browser", "client", "auth"] {
            #expect(holding(.code, party, in: story.trace)?.exposed == true, "\(party)")
        }
        #expect(holding(.formToken, "browser", in: story.trace)?.exposed == false)
        #expect(holding(.codeVerifier, "client", in: story.trace)?.exposed == false)
        #expect(holding(.accessToken, "client", in: story.trace)?.exposed == false)
    }

    @Test func whatIsExposedLaterWasHeldBefore() {
        var story = Story()
        story.decide(.create, "auth", [TypedValue(.code, "c")])
        story.send(.authorizationResponse, from: "browser", to: "auth", .get("/cb?code=c&state=s"))
        let holding = holding(.code, "auth", in: story.trace)
        #expect(holding?.since == .decision("d1"))
        #expect(holding?.exposed == true)
    }

    @Test func aLostResponseIsKnownToWhoWroteItAndNotToTheSender() {
        var story = Story()
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c"]), .failure(.lost),
            answered: .json(["access_token": "t"]))
        #expect(holding(.accessToken, "auth", in: story.trace) != nil)
        #expect(holding(.accessToken, "client", in: story.trace) == nil)
        #expect(story.trace.ledger.newest(.code, of: "client") == "c")
    }

    @Test func aRefusedConnectionCarriesNothingAndASilentReceiverHasHeard() {
        func receiverKnows(_ failure: Exchange.Failure) -> Bool {
            var story = Story()
            story.send(.tokenRequest, from: "client", to: "auth", .form("/token", ["code": "c"]), .failure(failure))
            return holding(.code, "auth", in: story.trace) != nil
        }
        #expect(!receiverKnows(.refused))
        #expect(receiverKnows(.silent))
        #expect(receiverKnows(.reset))
    }

    @Test func theNewestOfSeveralIsTheLastThatStillStands() {
        var story = Story()
        story.decide(.store, "client", [TypedValue(.accessToken, "one"), TypedValue(.accessToken, "two")])
        #expect(story.trace.ledger.newest(.accessToken, of: "client") == "two")
        story.decide(.forget, "client", [TypedValue(.accessToken, "two")])
        #expect(story.trace.ledger.newest(.accessToken, of: "client") == "one")
        #expect(story.trace.ledger.held(by: "client") == [.accessToken])
    }

    /// A recorded run, party by party.
    @Test func aRecordedRun() throws {
        let trace = try Fixture.cimd.trace()
        let verifier = try #require(holding(.codeVerifier, "client", in: trace))
        let born = trace.values.first { $0.kind == .codeVerifier }?.born
        #expect(verifier.since == born.map { .decision($0) })
        #expect(verifier.until == .exchange("token-request", .response))
        #expect(holding(.code, "browser", in: trace)?.since == .exchange("consent", .response))
        #expect(holding(.code, "client", in: trace)?.since == .exchange("authorization-response", .request))
        #expect(holding(.code, "server", in: trace) == nil)
        #expect(holding(.accessToken, "client", in: trace)?.since == .exchange("token-request", .response))
        #expect(holding(.accessToken, "server", in: trace)?.since == .exchange("mcp-discover", .request))
        #expect(holding(.accessToken, "browser", in: trace) == nil)
        #expect(holding(.password, "client", in: trace) == nil)
        #expect(trace.ledger.held(by: "client") == [.accessToken, .refreshToken])
        #expect(trace.ledger.held(by: "server") == [.accessToken])
        #expect(trace.ledger.held(by: "metadataHost").isEmpty)
    }
}
