import Specs
import Testing
import Traces
import Wire

/// One datum of a run is one value, however often and wherever it occurs.
@Suite struct LineageTests {
    @Test func aCodeIsOneValueAcrossLocationQueryAndForm() throws {
        var story = Story()
        let callback = Response(status: 303, headers: ["Location": "http://127.0.0.1:1/cb?code=a%2Fb&state=s"])
        story.send(
            .consent, from: "browser", to: "auth", .form("/consent", ["decision": "approve"]), .response(callback))
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=a/b&state=s"))
        story.send(.tokenRequest, from: "client", to: "auth", .form("/token", ["code": "a/b"]))
        let code = try #require(story.trace.values.first { $0.kind == .code })
        #expect(code.id == "code")
        #expect(code.text == "a/b")
        #expect(code.occurrences.map(\.exchange) == ["consent", "authorization-response", "token-request"])
        #expect(code.occurrences.map(\.place) == [.location, .query, .form])
        #expect(code.occurrences.map(\.side) == [.response, .request, .request])
        #expect(code.born == nil)
    }

    @Test func theSameTextOfAnotherKindIsAnotherValue() {
        var story = Story()
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=same&state=same"))
        #expect(story.trace.values.map(\.id) == ["code", "state"])
    }

    @Test func laterValuesOfAKindAreNumberedInOrderOfOccurrence() {
        var story = Story()
        for code in ["one", "two", "one", "three"] {
            story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=\(code)&state=s"))
        }
        let codes = story.trace.values.filter { $0.kind == .code }
        #expect(codes.map(\.id) == ["code", "code-2", "code-3"])
        #expect(codes.map(\.text) == ["one", "two", "three"])
        #expect(codes[0].occurrences.map(\.exchange) == ["authorization-response", "authorization-response-3"])
    }

    @Test func aValueIsBornByTheDecisionThatMadeIt() throws {
        var story = Story()
        story.decide(.create, "client", [TypedValue(.codeVerifier, "v"), TypedValue(.state, "s")])
        story.decide(.store, "client", [TypedValue(.issuer, "i")])
        story.send(.tokenRequest, from: "client", to: "auth", .form("/token", ["code_verifier": "v", "issuer": "i"]))
        story.decide(.create, "auth", [TypedValue(.accessToken, "t")], during: "token-request")
        story.send(.mcpToolsCall, from: "client", to: "server", .mcp("tools/call", token: "t"))
        let values = story.trace.values
        #expect(values.first { $0.kind == .codeVerifier }?.born == "d1")
        #expect(values.first { $0.kind == .accessToken }?.born == "d3")
        #expect(try #require(values.first { $0.kind == .issuer }).born == nil)
    }

    @Test func whatNeverTravelsIsNoValue() {
        var story = Story()
        story.decide(.create, "client", [TypedValue(.state, "kept")])
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=&state=sent"))
        #expect(story.trace.values.map(\.text) == ["sent"])
    }

    /// A number counts what came before, made or sent; what never travelled leaves a gap.
    @Test func aValueMadeEarlierKeepsTheLowerNumber() {
        var story = Story()
        story.decide(.create, "client", [TypedValue(.state, "first"), TypedValue(.state, "second")])
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=c&state=second"))
        story.send(.authorizationResponse, from: "browser", to: "client", .get("/cb?code=c&state=first"))
        let states = story.trace.values.filter { $0.kind == .state }
        #expect(states.map(\.id) == ["state", "state-2"])
        #expect(states.map(\.text) == ["first", "second"])
        #expect(states[0].occurrences.map(\.exchange) == ["authorization-response-2"])
    }

    /// Where a number would say nothing, the name comes from the first place.
    @Test func endpointsAndRedirectURIsAreNamedAfterTheirPlace() {
        var story = Story()
        for host in ["a", "b"] {
            let metadata: JSON = ["token_endpoint": .string("https://\(host)/token"), "jwks_uri": "https://a/keys"]
            story.send(.asMetadata, from: "client", to: "auth", .get("/"), .response(.json(metadata)))
        }
        let document: JSON = ["redirect_uris": ["http://127.0.0.1/cb", "http://localhost/cb", "http://127.0.0.1:1/cb"]]
        story.send(
            .authorizationRequest, from: "browser", to: "auth", .get("/a?redirect_uri=http%3A%2F%2F127.0.0.1:1%2Fcb"))
        story.send(.cimdFetch, from: "auth", to: "host", .get("/client.json"), .response(.json(document)))
        story.send(
            .registration, from: "attacker", to: "auth", .json("/register", ["redirect_uris": ["https://x.example/cb"]])
        )
        #expect(
            story.trace.values.map(\.name) == [
                "token endpoint", "key set address", "token endpoint 2", "redirect_uri", "listed redirect_uri",
                "listed redirect_uri 2", "attacker's redirect_uri",
            ])
        #expect(story.trace.values.map(\.id).prefix(3) == ["endpoint", "endpoint-2", "endpoint-3"])
    }

    @Test func claimsInsideATokenAreOccurrences() throws {
        var story = Story()
        let token = unsignedJWT(["aud": "https://m", "client_id": "app"])
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token", ["resource": "https://m", "client_id": "app"]))
        story.send(.mcpToolsCall, from: "client", to: "server", .mcp("tools/call", token: token))
        let resource = try #require(story.trace.values.first { $0.kind == .resource })
        #expect(resource.occurrences.map(\.place) == [.form, .claim])
        let id = try #require(story.trace.values.first { $0.kind == .clientID })
        #expect(id.occurrences.map(\.exchange) == ["token-request", "mcp-tools-call"])
    }

    /// A recorded run: everything the flow turns on has one value, born where a party made it.
    @Test(arguments: Fixture.allCases) func aRecordedRun(fixture: Fixture) throws {
        let trace = try fixture.trace()
        let values = trace.values
        #expect(Set(values.map(\.id)).count == values.count)
        #expect(Set(values.map { TypedValue($0.kind, $0.text) }).count == values.count)
        for kind in [ValueKind.code, .codeVerifier, .codeChallenge, .state, .accessToken, .refreshToken] {
            let own = values.filter { $0.kind == kind }
            #expect(own.count == 1, "\(kind)")
            let born = try #require(own.first?.born)
            #expect(trace.decisions.first { $0.id == born }?.action == .create)
        }
        let code = try #require(values.first { $0.kind == .code })
        #expect(code.occurrences.map(\.exchange) == ["consent", "authorization-response", "token-request"])
        #expect(values.flatMap(\.occurrences).allSatisfy { trace.exchange($0.exchange) != nil })
    }
}
