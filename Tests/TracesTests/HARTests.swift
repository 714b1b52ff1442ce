import Specs
import Testing
import Traces
import Wire

/// HTTP Archive 1.2, as far as browsers read it.
@Suite struct HARTests {
    static let log: JSON? = {
        var story = Story()
        story.send(
            .login, from: "browser", to: "auth",
            .form("/login?step=1&x=a%20b", ["user": "ana", "password": "p&q"], ["Cookie": "session=abc; theme=dark"]),
            .response(
                Response(
                    status: 303,
                    headers: ["Location": "/next", "Set-Cookie": "session=new; Path=/", "set-cookie": "b=2; Secure"])))
        story.send(.other, from: "client", to: "server", .get("/"), .failure(.reset), parent: "login")
        let picture = Response(status: 200, headers: ["Content-Type": "image/png"], body: [0x89, 0xFF])
        story.send(.other, from: "client", to: "server", .get("/p"), .response(picture))
        story.send(.prm, from: "client", to: "server", .get("/m"), .response(.json(["resource": "é"])))
        story.exchanges[3].started = 61_007
        story.exchanges[3].ended = 61_000
        return story.trace.har["log"]
    }()

    func entry(_ index: Int) throws -> JSON {
        let entries = try #require(Self.log?["entries"]?.array)
        #expect(entries.count == 4)
        return entries[index]
    }

    @Test func theArchiveNamesVersionCreatorAndPage() {
        #expect(Self.log?["version"] == "1.2")
        #expect(Self.log?["creator"]?["name"] == "Wirescribe")
        #expect(Self.log?["pages"]?.array?.first?["title"] == "T01/2026-07-28")
        #expect(Self.log?["pages"]?.array?.first?["startedDateTime"] == "2026-08-03T09:00:00.000Z")
        #expect(Self.log?["pages"]?.array?.first?["pageTimings"] == ["onContentLoad": -1, "onLoad": -1])
    }

    @Test func aRequestHasURLQueryCookiesAndPostData() throws {
        let request = try #require(try entry(0)["request"])
        #expect(request["method"] == "POST")
        #expect(request["url"] == "https://auth.example.com/login?step=1&x=a%20b")
        #expect(
            request["queryString"] == [["name": "step", "value": "1"], ["name": "x", "value": "a b"]])
        #expect(
            request["cookies"] == [["name": "session", "value": "abc"], ["name": "theme", "value": "dark"]])
        #expect(request["postData"]?["mimeType"] == "application/x-www-form-urlencoded")
        #expect(request["postData"]?["text"] == "user=ana&password=p%26q")
        #expect(request["postData"]?["params"]?.array?.last == ["name": "password", "value": "p&q"])
        #expect(request["bodySize"] == 23)
        #expect(try entry(1)["request"]?["postData"] == nil)
    }

    @Test func aResponseHasStatusRedirectAndCookies() throws {
        let response = try #require(try entry(0)["response"])
        #expect(response["status"] == 303)
        #expect(response["statusText"] == "See Other")
        #expect(response["redirectURL"] == "/next")
        #expect(response["cookies"] == [["name": "session", "value": "new"], ["name": "b", "value": "2"]])
        #expect(response["headers"]?.array?.count == 3)
    }

    @Test func anExchangeWithoutAnAnswerHasStatusZero() throws {
        let entry = try entry(1)
        #expect(entry["response"]?["status"] == 0)
        #expect(entry["response"]?["_error"] == "reset")
        #expect(entry["_parent"] == "login")
    }

    @Test func whatCommonReadersAskForIsThere() throws {
        let entries = try #require(Self.log?["entries"]?.array)
        #expect(entries.allSatisfy { $0["serverIPAddress"] == "127.0.0.1" })
        #expect(entries.map { $0["connection"] } == ["1", "2", "2", "2"])
    }

    @Test func aRequestBodyThatIsNoTextIsKeptAndSaidToBeSo() throws {
        var story = Story()
        story.send(
            .other, from: "client", to: "server",
            Request(
                method: "PUT", target: "/?a=%E9&b=%FF%41&c=%EF%BF%BD", headers: ["Content-Type": "image/png"],
                body: [0x89, 0xFF]))
        story.send(.other, from: "client", to: "server", .get("/empty"), .response(Response(status: 204)))
        story.send(
            .other, from: "client", to: "server",
            Request(
                method: "POST", target: "/", headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("a=%E9&b=%C3%A9&+c=".utf8)))
        let entries = try #require(story.trace.har["log"]?["entries"]?.array)
        let post = try #require(entries[0]["request"]?["postData"])
        #expect(post["text"] == "if8=" && post["_encoding"] == "base64" && post["comment"] != nil)
        #expect(
            entries[0]["request"]?["queryString"]
                == [
                    ["name": "a", "value": "%E9"], ["name": "b", "value": "%FF%41"],
                    ["name": "c", "value": "\u{FFFD}"],
                ])
        #expect(entries[1]["response"]?["content"]?["size"] == 0 && entries[1]["response"]?["content"]?["text"] == "")
        #expect(
            entries[2]["request"]?["postData"]?["params"]
                == [["name": "a", "value": "%E9"], ["name": "b", "value": "é"], ["name": " c", "value": ""]])
    }

    @Test func binaryBodiesAreBase64AndTextIsText() throws {
        let picture = try #require(try entry(2)["response"]?["content"])
        #expect(picture["encoding"] == "base64")
        #expect(picture["text"] == "if8=")
        #expect(picture["size"] == 2)
        let text = try #require(try entry(3)["response"]?["content"])
        #expect(text["encoding"] == nil)
        #expect(text["text"] == #"{"resource":"é"}"#)
        #expect(text["size"] == 17)
    }

    @Test func timesAreUTCWithMillisecondsAndNeverNegative() throws {
        #expect(try entry(0)["time"] == 5)
        #expect(try entry(1)["startedDateTime"] == "2026-08-03T09:00:00.010Z")
        #expect(try entry(3)["startedDateTime"] == "2026-08-03T09:01:01.007Z")
        #expect(try entry(3)["time"] == 0)
    }

    @Test func entriesNameTheirExchangeAndParties() throws {
        let entry = try entry(0)
        #expect(entry["_exchange"] == "login")
        #expect(entry["_from"] == "browser")
        #expect(entry["_to"] == "auth")
        #expect(entry["_parent"] == nil)
    }

    @Test(arguments: Fixture.allCases) func aRecordedRunHasOneEntryAnExchange(fixture: Fixture) throws {
        let trace = try fixture.trace()
        let entries = try #require(trace.har["log"]?["entries"]?.array)
        #expect(entries.map { $0["_exchange"]?.string } == trace.exchanges.map(\.id))
        #expect(entries.map { $0["response"]?["status"]?.int } == trace.exchanges.map(\.status))
    }
}
