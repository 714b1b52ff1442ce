import Specs
import Testing
import Traces
import Wire

/// `trace.json`: what is written is read back, and what is no trace is refused with its place.
@Suite struct TraceFormatTests {
    /// One of everything the format can hold.
    static let rich: Trace = {
        var story = Story()
        story.send(
            .tokenRequest, from: "client", to: "auth", .form("/token?x=1", ["code": "c \"1\""], ["Host": "auth"]),
            .response(
                Response(status: 299, reason: "Odd \u{1F600}", headers: ["A": "1", "a": "2"], body: [0, 0xFF, 0x80])))
        story.send(
            .tokenRequest, from: "client", to: "auth", Request(method: "POST", target: "/token", body: [0xC3]),
            .failure(.lost), answered: .json(["access_token": "t\n\u{0}"]), parent: "token-request")
        story.send(.other, from: "client", to: "server", .get("/"), .failure(.refused))
        story.exchanges[0].framing = .init(request: nil, response: Array("3\r\n".utf8))
        story.exchanges[2].framing = .init(request: [1, 2, 3], response: nil)
        story.decide(.check, "auth", [], during: "token-request", holds: false)
        story.decide(.create, "auth", [TypedValue(.accessToken, "t\n\u{0}"), TypedValue(.scope, "a b")])
        story.decisions[0].finding = Finding(
            "token-pkce-enforced", "Compared", inputs: [.init("a", "1"), .init("b", "")], expected: "x", equals: nil)
        story.decisions[0].enforced = false
        var trace = story.trace
        trace.run.variant = "undefended"
        trace.outcome = .harmed
        return trace
    }()

    func error(_ json: JSON) -> TraceError? { #expect(throws: TraceError.self) { try Trace(parsing: json.bytes) } }

    @Test func everythingWrittenIsReadBack() throws {
        #expect(try Trace(parsing: Self.rich.json.bytes) == Self.rich)
        #expect(try Trace(parsing: Array(Self.rich.json.text(pretty: true).utf8)) == Self.rich)
    }

    @Test(arguments: Fixture.allCases) func writingAgainGivesTheSameBytes(fixture: Fixture) throws {
        let first = try fixture.trace()
        let bytes = first.json.bytes
        let second = try Trace(parsing: bytes)
        #expect(second == first)
        #expect(second.json.bytes == bytes)
    }

    @Test func writingTheRichTraceAgainGivesTheSameBytes() throws {
        let bytes = Self.rich.json.bytes
        #expect(try Trace(parsing: bytes).json.bytes == bytes)
    }

    @Test func membersStandInAFixedOrderAndAbsentOnesAreLeftOut() throws {
        let json = Self.rich.json
        #expect(
            json.members?.map(\.name) == [
                "format", "run", "scenario", "revision", "variant", "title", "epoch", "outcome", "parties", "exchanges",
                "decisions", "values",
            ])
        let exchanges = try #require(json["exchanges"]?.array)
        #expect(exchanges[0].members?.map(\.name).contains("parent") == false)
        #expect(exchanges[0]["response"]?["body"] == nil)
        #expect(exchanges[0]["response"]?["bodyBase64"] == "AP+A")
        #expect(exchanges[1]["failure"] == "lost")
        #expect(exchanges[1]["response"] == nil)
        #expect(exchanges[1]["answered"]?["status"] == 200)
        #expect(exchanges[2]["request"]?["body"] == nil)
        #expect(!json.text().contains(":null"))
    }

    @Test func derivedValuesAreWrittenForOtherReaders() throws {
        let values = try #require(Self.rich.json["values"]?.array)
        #expect(values.first?["id"] == "code")
        #expect(values.first?["secret"] == true)
        #expect(values.first?["occurrences"]?.array?.first?.strings?.last == "code")
        #expect(values.last?["born"] == "d2")
    }

    @Test(arguments: [0, 2, 99]) func anotherFormatIsRefused(format: Int) {
        var json = Self.rich.json
        json["format"] = JSON(format)
        let error = error(json)
        #expect(error?.path == "format")
        #expect(error?.reason.contains("the file has \(format)") == true)
    }

    @Test(arguments: ["format", "run", "title", "epoch", "parties", "exchanges", "decisions", "outcome"])
    func aMissingMemberIsNamed(name: String) {
        var json = Self.rich.json
        json[name] = nil
        #expect(error(json)?.description == name + ": missing")
    }

    /// Each damage, and the place that the error names.
    static let damages: [(path: [String], value: JSON?, place: String, reason: String)] = [
        (["title"], 1, "title", "not a string"), (["epoch"], "1", "epoch", "not an integer"),
        (["epoch"], .number("1e3"), "epoch", "not an integer"), (["parties"], [:], "parties", "not a list"),
        (["run"], "A04", "run", "not SCENARIO/REVISION"), (["run"], "A04/2024-11-05", "run", "not SCENARIO/REVISION"),
        (["outcome"], "fine", "outcome", "unknown value “fine”"),
        (["parties", "0"], "client", "parties[0].name", "missing"),
        (["parties", "1", "role"], "boss", "parties[1].role", "unknown value “boss”"),
        (["parties", "1", "origin"], 7, "parties[1].origin", "not a string"),
        (["exchanges", "0", "kind"], "tea", "exchanges[0].kind", "unknown value “tea”"),
        (["exchanges", "0", "kind"], nil, "exchanges[0].kind", "missing"),
        (["exchanges", "1", "failure"], "tired", "exchanges[1].failure", "unknown value “tired”"),
        (["exchanges", "0", "response"], nil, "exchanges[0].response", "missing"),
        (["exchanges", "0", "response", "status"], "200", "exchanges[0].response.status", "not an integer"),
        (["exchanges", "1", "answered"], 1, "exchanges[1].answered", "not an object"),
        (["exchanges", "0", "request"], [1], "exchanges[0].request", "not an object"),
        (["exchanges", "0", "request", "method"], nil, "exchanges[0].request.method", "missing"),
        (["exchanges", "0", "request", "headers"], "Host", "exchanges[0].request.headers", "not a list"),
        (
            ["exchanges", "0", "request", "headers"], [["Host"]], "exchanges[0].request.headers[0]",
            "not a pair of two texts"
        ),
        (["exchanges", "0", "response", "bodyBase64"], "%", "exchanges[0].response.bodyBase64", "not base64"),
        (["exchanges", "2", "request", "framing"], "!", "exchanges[2].request.framing", "not base64"),
        (["decisions", "0", "action"], "guess", "decisions[0].action", "unknown value “guess”"),
        (["decisions", "0", "holds"], "no", "decisions[0].holds", "not a boolean"),
        (["decisions", "0", "inputs", "1"], ["b"], "decisions[0].inputs[1]", "not a pair of two texts"),
        (["decisions", "1", "values", "0"], ["gold", "x"], "decisions[1].values[0]", "unknown value “gold”"),
        (["decisions", "0", "enforced"], "no", "decisions[0].enforced", "not a boolean"),
    ]

    @Test(arguments: damages.indices) func damageIsReportedWithItsPlace(index: Int) {
        let damage = Self.damages[index]
        let error = error(replacing(damage.path[...], in: Self.rich.json, with: damage.value))
        #expect(error?.path == damage.place)
        #expect(error?.reason == damage.reason)
    }

    func replacing(_ path: ArraySlice<String>, in json: JSON, with value: JSON?) -> JSON {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        if var items = json.array, let index = Int(name) {
            items[index] = replacing(rest, in: items[index], with: value)
            return .array(items)
        }
        var copy = json
        copy[name] = rest.isEmpty ? value : replacing(rest, in: json[name] ?? .null, with: value)
        return copy
    }

    @Test func unknownMembersAreReadOver() throws {
        var json = Self.rich.json
        json["comment"] = "added by hand"
        #expect(try Trace(parsing: json.bytes) == Self.rich)
    }

    @Test(arguments: ["", "{", "[]", "null", "7", "\"trace\"", "<html>"]) func whatIsNoTraceIsRefused(text: String) {
        #expect(throws: TraceError.self) { try Trace(parsing: Array(text.utf8)) }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = Self.rich.json.bytes
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: TraceError.self, "\(length)") { try Trace(parsing: bytes.prefix(length)) }
        }
    }

    @Test func deepNestingIsRefusedAndDoesNotExhaustTheStack() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let error = #expect(throws: TraceError.self) { try Trace(parsing: Array(deep.utf8)) }
        #expect(error?.description == "trace: not JSON at byte 256: nested too deeply")
    }

    @Test(
        arguments: [
            ("A04/2026-07-28", RunID(scenario: "A04", revision: .july2026)),
            ("A04/2025-03-26/x", RunID(scenario: "A04", revision: .march2025, variant: "x")),
            ("A04", nil), ("A04/", nil), ("/2026-07-28", nil), ("A04/2026-07-28/", nil), ("A04/2026-07-28/x/y", nil),
            ("", nil),
            ("A04/2024-11-05", nil),
        ] as [(String, RunID?)])
    func namesOfRuns(text: String, run: RunID?) {
        #expect(RunID(text) == run)
        if let run { #expect(run.description == text) }
    }
}
