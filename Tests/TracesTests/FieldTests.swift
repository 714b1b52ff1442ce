import Foundation
import Specs
import Testing
import Traces
import Wire

/// Every datum of a message with its place.
@Suite struct FieldTests {
    func fields(
        _ kind: ExchangeKind, _ request: Request, _ outcome: Exchange.Outcome = .response(.ok),
        answered: Response? = nil
    ) -> [Field] {
        var story = Story()
        story.send(kind, from: "a", to: "b", request, outcome, answered: answered)
        return story.exchanges[0].fields
    }

    /// `side place path = value (kind)`, without the plain header rows.
    func lines(_ fields: [Field]) -> [String] {
        fields.filter { $0.place != .header || $0.kind != nil }.map {
            "\($0.side) \($0.place.rawValue) \($0.dotted) = \($0.value)" + ($0.kind.map { " (\($0.rawValue))" } ?? "")
        }
    }

    @Test func queryAndFormAreDecodedInWireOrder() {
        let request = Request.form(
            "/token?tenant=a%20b&tenant=c",
            ["grant_type": "authorization_code", "code": "x+y/z", "resource": "https://m/é"])
        #expect(
            lines(fields(.tokenRequest, request)) == [
                "request query tenant = a b", "request query tenant = c",
                "request form grant_type = authorization_code",
                "request form code = x+y/z (code)", "request form resource = https://m/é (resource)",
            ])
    }

    @Test func jsonLeavesHaveTheirPaths() {
        let body: JSON = [
            "resource": "r", "authorization_servers": ["i1", "i2"], "nested": ["list": [["deep": 1]], "flag": true],
            "empty": [:], "redirect_uris": .array([]), "none": nil,
        ]
        #expect(
            lines(fields(.prm, .get("/"), .response(.json(body)))) == [
                "response json resource = r (resource)", "response json authorization_servers.0 = i1 (issuer)",
                "response json authorization_servers.1 = i2 (issuer)", "response json nested.list.0.deep = 1",
                "response json nested.flag = true", "response json empty = {}",
                "response json redirect_uris = []", "response json none = null",
            ])
    }

    @Test func anEmptyDocumentHasNoFields() {
        #expect(lines(fields(.prm, .get("/"), .response(.json([:])))).isEmpty)
    }

    /// A token to revoke may be of either kind; only an access token is a JWT.
    @Test func aRevokedTokenIsOfTheKindItLooksLike() {
        func kind(_ token: String) -> ValueKind? {
            fields(.revocation, .form("/revoke", ["token": token])).first { $0.place == .form }?.kind
        }
        #expect(kind("opaque") == .refreshToken)
        #expect(kind(unsignedJWT(["sub": "ana"])) == .accessToken)
    }

    @Test func onlyTextIsAValue() {
        let body: JSON = ["code": 400, "state": nil, "access_token": false, "refresh_token": "rt"]
        let kinds = fields(.tokenRequest, .get("/"), .response(.json(body))).filter { $0.place == .json }.map(\.kind)
        #expect(kinds == [nil, nil, nil, .refreshToken])
    }

    @Test func jsonOfAnotherMediaTypeIsReadByItsSuffixAndEventStreamsByLine() {
        let problem = Response(
            status: 400, headers: ["Content-Type": "application/problem+json"], body: Array(#"{"title":"No"}"#.utf8))
        #expect(lines(fields(.other, .get("/"), .response(problem))) == ["response json title = No"])
        let stream = Response(
            status: 200, headers: ["Content-Type": "text/event-stream"],
            body: Array("id: 1\ndata:\n\nevent: message\r\ndata: {\"id\":7}\r\n\r\ndata: {\"id\":8}\n\n".utf8))
        #expect(
            lines(fields(.mcpToolsCall, .get("/"), .response(stream))) == [
                "response json id = 7", "response json id = 8",
            ])
        let page = Response(status: 200, headers: ["Content-Type": "text/html"], body: Array(#"{"code":"x"}"#.utf8))
        #expect(lines(fields(.other, .get("/"), .response(page))).isEmpty)
    }

    @Test func challengeParametersAreFields() {
        let response = Response(
            status: 401,
            headers: ["WWW-Authenticate": #"Basic realm="b", Bearer resource_metadata="https://m/x", scope="r w""#])
        #expect(
            lines(fields(.mcpUnauthenticated, .mcp("x"), .response(response))).filter { $0.contains("challenge") } == [
                "response challenge realm = b",
                "response challenge resource_metadata = https://m/x (resource_metadata)",
                "response challenge scope = r w (scope)",
            ])
    }

    @Test func theQueryOfALocationIsDecoded() {
        let response = Response(
            status: 303, headers: ["Location": "http://127.0.0.1:1/cb?code=c%2F1&state=s&iss=https%3A%2F%2Fa"])
        #expect(
            lines(fields(.consent, .get("/"), .response(response))) == [
                "response location code = c/1 (code)", "response location state = s (state)",
                "response location iss = https://a (issuer)",
            ])
        let relative = Response(status: 303, headers: ["Location": "/login?code=c"])
        #expect(lines(fields(.consent, .get("/"), .response(relative))).isEmpty)
    }

    @Test func cookiesAreReadOnBothSides() {
        let request = Request.get("/", ["Cookie": "session=abc; theme=dark=1; broken"])
        let response = Response(status: 200, headers: ["Set-Cookie": "session=new; Path=/; HttpOnly; SameSite=Lax"])
        #expect(
            lines(fields(.login, request, .response(response))) == [
                "request cookie session = abc (cookie)", "request cookie theme = dark=1 (cookie)",
                "response cookie session = new (cookie)",
            ])
    }

    /// RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined.
    @Test func basicCredentialsAreTakenApart() {
        func lines(_ pair: String) -> [String] {
            let value = "basic " + Data(pair.utf8).base64EncodedString()
            return self.lines(fields(.tokenRequest, .get("/", ["Authorization": value])))
        }
        #expect(
            lines("https%3A%2F%2Fapp:s%3Ae+c") == [
                "request authorization client_id = https://app (client_id)",
                "request authorization client_secret = s:e c (client_secret)",
            ])
        #expect(lines("id:a:b").last == "request authorization client_secret = a:b (client_secret)")
        #expect(
            lines("id:") == [
                "request authorization client_id = id (client_id)",
                "request authorization client_secret =  (client_secret)",
            ])
        #expect(lines("no colon").isEmpty)
    }

    @Test func malformedCredentialsAreNoFields() {
        for value in ["Basic !!!", "Bearer", "Digest username=x", ""] {
            #expect(lines(fields(.tokenRequest, .get("/", ["Authorization": value]))).isEmpty)
        }
    }

    @Test func theClaimsOfATokenAreFieldsThatNameTheirCarrier() {
        let token = unsignedJWT(["iss": "https://a", "aud": ["https://m", "https://n"], "exp": 9, "sub": "ana"])
        let all = fields(.mcpToolsCall, .mcp("tools/call", token: token))
        #expect(
            lines(all).filter { $0.contains("request claim") || $0.contains("jose") } == [
                "request jose-header alg = RS256", "request jose-header kid = key-1 (kid)",
                "request claim iss = https://a (issuer)", "request claim aud.0 = https://m (resource)",
                "request claim aud.1 = https://n (resource)", "request claim exp = 9",
                "request claim sub = ana (subject)",
            ])
        #expect(all.filter { $0.place == .claim }.allSatisfy { $0.carrier == "Authorization" })
        #expect(all.first { $0.place == .authorization }?.value == token)
    }

    @Test func assertionsAndTokensInBodiesAreOpenedToo() {
        let assertion = unsignedJWT(["jti": "one"])
        let token = unsignedJWT(["jti": "two"])
        let all = fields(
            .tokenRequest, .form("/token", ["client_assertion": assertion]),
            .response(.json(["access_token": .string(token), "note": .string(token)])))
        let claims = all.filter { $0.place == .claim }
        #expect(claims.map(\.value) == ["one", "two"])
        #expect(claims.map(\.carrier) == ["client_assertion", "access_token"])
        #expect(claims.map(\.side) == [.request, .response])
    }

    @Test func anOpaqueTokenHasNoClaims() {
        let all = fields(.mcpToolsCall, .mcp("tools/call", token: "opaque"))
        #expect(all.filter { $0.place == .claim || $0.place == .joseHeader }.isEmpty)
        #expect(all.contains { $0.kind == .accessToken && $0.value == "opaque" })
    }

    @Test func theSessionHeaderIsAValueAndOtherHeadersAreNot() {
        let all = fields(.mcpToolsCall, .get("/", ["MCP-Session-Id": "s1", "Host": "m", "X-Code": "c"]))
        #expect(all.filter { $0.kind != nil }.map(\.value) == ["s1"])
        #expect(all.filter { $0.place == .header }.map(\.name) == ["MCP-Session-Id", "Host", "X-Code"])
    }

    @Test func anAnswerThatWasLostStillHasFields() {
        let all = fields(
            .tokenRequest, .get("/"), .failure(.lost), answered: .json(["access_token": "t"]))
        #expect(all.contains { $0.side == .response && $0.value == "t" })
        #expect(fields(.tokenRequest, .get("/"), .failure(.silent)).allSatisfy { $0.side == .request })
    }

    @Test func aNameIsTheLastPathElementThatIsNoIndex() {
        let field = Field(side: .request, place: .json, path: ["aud", "0"], value: "x", kind: nil)
        #expect(field.name == "aud")
        #expect(field.dotted == "aud.0")
    }
}
