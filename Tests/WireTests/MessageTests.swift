import Testing
import Wire

/// HTTP/1.1 messages as recorded (RFC 9112).
@Suite struct MessageTests {
    static let request = """
        POST /token?x=1&x=2 HTTP/1.1\r\nHost: auth.example.com\r\naCCEPT: application/json\r\n\
        X-Twice: one\r\nX-Twice: two\r\nContent-Length: 7\r\n\r\na=1&b=2
        """
    static let response = """
        HTTP/1.1 401 Unauthorized\r\nContent-Type: application/JSON; charset=utf-8\r\n\
        WWW-Authenticate: Bearer realm="a: b"\r\nContent-Length: 2\r\n\r\n{}
        """

    @Test func requestBytesSurviveTheRoundTrip() throws {
        let message = try Request(parsing: Array(Self.request.utf8))
        #expect(message.method == "POST")
        #expect(message.target == "/token?x=1&x=2")
        #expect(message.path == "/token")
        #expect(message.query.all("x") == ["1", "2"])
        #expect(message.body == Array("a=1&b=2".utf8))
        #expect(message.bytes == Array(Self.request.utf8))
    }

    @Test func responseBytesSurviveTheRoundTrip() throws {
        let message = try Response(parsing: Array(Self.response.utf8))
        #expect(message.status == 401)
        #expect(message.reason == "Unauthorized")
        #expect(message.headers.mediaType == "application/json")
        #expect(message.headers["www-authenticate"] == "Bearer realm=\"a: b\"")
        #expect(message.bytes == Array(Self.response.utf8))
    }

    @Test func aBinaryBodySurvivesTheRoundTrip() throws {
        let body = (0...255).map { UInt8($0) }
        let response = Response(status: 200, headers: ["Content-Length": "256"], body: body)
        #expect(try Response(parsing: response.bytes) == response)
    }

    @Test func headerOrderAndSpellingAreKept() throws {
        let headers = try Request(parsing: Array(Self.request.utf8)).headers
        #expect(headers.list.map(\.name) == ["Host", "aCCEPT", "X-Twice", "X-Twice", "Content-Length"])
        #expect(headers["accept"] == "application/json")
        #expect(headers["X-TWICE"] == "one")
        #expect(headers.all("x-twice") == ["one", "two"])
        #expect(headers["absent"] == nil)
    }

    @Test func spaceAroundAHeaderValueIsNoPartOfIt() throws {
        let message = try Request(parsing: Array("GET / HTTP/1.1\r\nA: \t x y \t\r\nB:\r\n\r\n".utf8))
        #expect(message.headers == ["A": "x y", "B": ""])
    }

    @Test func settingAHeaderKeepsItsPlace() {
        var headers: Headers = ["A": "1", "B": "2", "a": "3"]
        headers.set("a", "new")
        #expect(headers == ["a": "new", "B": "2", "a": "3"])
        headers.set("C", "4")
        headers.set("A", nil)
        headers.add("D", nil)
        #expect(headers == ["B": "2", "C": "4"])
    }

    @Test(arguments: [
        "", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\nHost: a\n\n", "GET /\r\n\r\n", "GET / a HTTP/1.1\r\n\r\n",
        "GET / SPDY/3\r\n\r\n", " / HTTP/1.1\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "G\u{e9}T / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n: x\r\n\r\n", "GET / HTTP/1.1\r\nA : x\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcd",
    ])
    func aMalformedOrTruncatedRequestIsRefused(text: String) {
        #expect(throws: MessageError.self) { try Request(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [
        "HTTP/1.1\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 -20 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n", "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
    ])
    func aMalformedOrTruncatedResponseIsRefused(text: String) {
        #expect(throws: MessageError.self) { try Response(parsing: Array(text.utf8)) }
    }

    @Test func theReasonMayHaveSpacesOrBeMissing() throws {
        #expect(try Response(parsing: Array("HTTP/1.1 404 Not Found\r\n\r\n".utf8)).reason == "Not Found")
        #expect(try Response(parsing: Array("HTTP/1.1 404 \r\n\r\n".utf8)).reason.isEmpty)
        #expect(try Response(parsing: Array("HTTP/1.1 404\r\n\r\n".utf8)).reason.isEmpty)
        #expect(Response(status: 303).reason == "See Other")
        #expect(Response(status: 299).startLine == "HTTP/1.1 299 ")
    }

    /// A negative or signed length is no length (RFC 9110 section 8.6); it must not crash the reader either.
    @Test(arguments: ["-1", "+2", "two", ""])
    func aLengthThatIsNoNumberCountsAsNone(length: String) throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nall of it"
        #expect(try Response(parsing: Array(text.utf8)).body == Array("all of it".utf8))
    }

    @Test func bytesBehindTheAnnouncedLengthAreNoBody() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcd"
        #expect(try Response(parsing: Array(text.utf8)).body == Array("ab".utf8))
    }

    /// RFC 9112 section 7.1, with chunk extensions and trailers.
    @Test func chunkedBodiesAreDecoded() throws {
        let text = """
            HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\nWiki\r\n5;name=value\r\npedia\r\nC \r\n in\r\n\r\nchunk\r\n0\r\n\
            Trailer: x\r\n\r\n
            """
        #expect(try Response(parsing: Array(text.utf8)).body == Array("Wikipedia in\r\n\r\nchunk".utf8))
    }

    @Test(arguments: [
        "4\r\nWiki\r\n", "4\r\nWi", "4", "", "g\r\nx\r\n0\r\n\r\n", "-1\r\nx\r\n0\r\n\r\n", "+1\r\nx\r\n0\r\n\r\n",
        "7fffffffffffffff\r\nx\r\n0\r\n\r\n", "ffffffffffffffffff\r\nx\r\n0\r\n\r\n",
    ])
    func truncatedOrHostileChunksAreRefused(chunks: String) {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
        #expect(throws: MessageError.self) { try Response(parsing: Array(text.utf8)) }
    }

    @Test func aCombiningMarkDoesNotHideTheColonOfAHeader() throws {
        let message = try Response(parsing: Array("HTTP/1.1 200 OK\r\nX:\u{301}a\r\n\r\n".utf8))
        #expect(message.headers.list.map(\.name) == ["X"])
        #expect(message.headers["X"] == "\u{301}a")
    }

    /// RFC 9112 section 6.3: the response to HEAD ends with its head, and interim ones are not the response.
    @Test func theResponseToHEADHasNoContent() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n"
        #expect(throws: MessageError.self) { try Response(parsing: Array(text.utf8)) }
        let response = try Response(parsing: Array(text.utf8), answering: "HEAD")
        #expect(response.body.isEmpty && response.bytes == Array(text.utf8))
        let interim = try Response(parsing: Array(("HTTP/1.1 100 Continue\r\n\r\n" + Self.response).utf8))
        #expect(interim.status == 401)
        #expect(try Response(parsing: Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)).status == 100)
    }

    @Test(arguments: [
        ("GET", 200, true), ("HEAD", 200, false), ("HEAD", 404, false), ("GET", 204, false), ("GET", 304, false),
        ("OPTIONS", 204, false), ("POST", 413, true),
    ])
    func aResponseIsWrittenAsItsRequestNeedsIt(method: String, status: Int, hasContent: Bool) throws {
        let response = Response(status: status, headers: ["Content-Length": "9"], body: Array("text".utf8))
        let fitted = response.fitted(answering: method, connection: "close")
        #expect(fitted.body.isEmpty == !hasContent)
        #expect(fitted.headers["Content-Length"] == (status == 204 ? nil : hasContent ? "4" : "9"))
        #expect(fitted.headers["Connection"] == "close")
        #expect(try Response(parsing: fitted.bytes, answering: method) == fitted)
    }

    /// RFC 9110 section 5.5: a line break in a value would be another header, or another response.
    @Test(arguments: [
        ("Location", "/\r\nSet-Cookie: a=b"), ("Location", "/\na"), ("A", "\r"), ("A", "\0"), ("A b", "c"), ("A:", "b"),
        ("", "a"), ("A\r\nB", "c"),
    ])
    func noHeaderBecomesTwo(name: String, value: String) {
        let response = Response(status: 302, headers: Headers([.init(name, value)]))
            .fitted(answering: "GET", connection: nil)
        #expect(response.status == 500)
        #expect(response.headers[name] == nil || name.isEmpty)
    }

    @Test(arguments: [
        ("/a?b=1", "/a", "http://a.example/a?b=1"), ("http://b.example/c?d=1", "/c", "http://b.example/c?d=1"),
        ("http://b.example", "/", "http://b.example"), ("*", "*", "http://a.example"),
        ("b.example:443", "b.example:443", "http://a.example"),
    ])
    func targetsOfEveryFormHaveAPathAndAnAddress(target: String, path: String, url: String) {
        let request = Request(method: "GET", target: target)
        #expect(request.path == path)
        #expect(request.url(at: "http://a.example") == url)
    }

    @Test func bytesOfAHeadThatAreNoUTF8AreNotLost() throws {
        let bytes = Array("GET / HTTP/1.1\r\nA: ".utf8) + [0xE9] + Array("\r\n\r\n".utf8)
        #expect(try Request(parsing: bytes).headers["A"] == "é")
    }

    @Test func whatIsNoRequestIsSalvaged() {
        let folded = Request(salvaging: Array("POST /a HTTP/1.1\r\nA: b\r\n c\r\nB : c\r\nC: d\r\n\r\nbody".utf8))
        #expect(folded.method == "POST" && folded.target == "/a" && folded.body == Array("body".utf8))
        #expect(folded.headers.list.map(\.name) == ["A", "C"])
        #expect(Request(salvaging: Array("GET / HTTP/2.0\r\n".utf8)).version == "HTTP/2.0")
        #expect(Request(salvaging: Array("GET".utf8)).method.isEmpty)
        #expect(Request(salvaging: [0x16, 3, 1, 0, 32]).method.isEmpty)
        #expect(Request(salvaging: []).target.isEmpty)
    }

    @Test func redirectsNeedALocation() {
        #expect(Response(status: 302, headers: ["location": "/"]).isRedirect)
        #expect(!Response(status: 302).isRedirect)
        #expect(!Response(status: 304, headers: ["Location": "/"]).isRedirect)
        #expect(Response(status: 204).isSuccess)
        #expect(!Response(status: 302).isSuccess)
    }
}

/// What a request says about who sends it.
@Suite struct RequestSenderTests {
    @Test(
        arguments: [
            (["Accept": "text/html,*/*"], true, false, false), (["Accept": "*/*"], false, false, true),
            (["Accept": "*/*", "Sec-Fetch-Mode": "navigate"], true, false, false),
            (["Accept": "text/html", "Sec-Fetch-Mode": "cors"], false, true, false),
            (["Accept": "*/*", "Sec-Fetch-Mode": "same-origin"], false, true, false), ([:], false, false, false),
        ] as [(Headers, Bool, Bool, Bool)])
    func itsHeadersTell(headers: Headers, opens: Bool, scripted: Bool, program: Bool) {
        let request = Request(method: "GET", target: "/authorize", headers: headers)
        #expect(request.isNavigation == opens)
        #expect(request.isSentByScript == scripted)
        #expect(request.isSentByProgram == program)
    }
}

@Suite struct ParameterSyntaxTests {
    @Test func fieldsWithoutAValueAreDroppedAndRepeatsNamed() {
        let form = Form(parsing: "a=&b=1&a=2&b=3&c&b=4&e%CC%81=1&%C3%A9=2")
        #expect(form.withValues.fields.map(\.name) == ["b", "a", "b", "b", "e\u{301}", "\u{E9}"])
        #expect(form.withValues.repeatedNames == ["b"])
    }

    @Test(
        arguments: [
            ("{}", nil), (#"{"a":1,"b":{"a":2}}"#, nil), (#"{"a":1,"a":1}"#, "a"), (#"[{"x":[{"y":1,"y":2}]}]"#, "y"),
        ] as [(String, String?)])
    func aRepeatedMemberIsFoundAtAnyDepth(text: String, name: String?) throws {
        #expect(try JSON(parsing: text).repeatedMember == name)
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("two words", "two words"), ("=?base64?SGVsbG8sIOS4lueVjA==?=", "Hello, 世界"),
            ("=?base64??=", ""), ("=?base64?=", "=?base64?="), ("=?base64?SGk?=", nil), ("=?base64?%%?=", nil),
            ("=?base64?/w==?=", nil), ("caf\u{E9}", nil), ("a\tb", nil),
        ] as [(String, String?)])
    func headerValuesAreDecodedOnceOrNotAtAll(value: String, text: String?) {
        #expect(EncodedHeader.decode(value) == text)
    }

    @Test(arguments: [
        ("*/*", true), ("application/*;q=0.2", true), ("application/json", true), ("text/html", false),
        ("application/json;q=0, */*", false), ("text/*, */*;q=0", false), ("APPLICATION/JSON ; Q=1", true),
    ])
    func theMostSpecificMediaRangeDecides(accept: String, takes: Bool) {
        #expect(MediaRange.list(accept, takes: "application/json") == takes)
    }
}
