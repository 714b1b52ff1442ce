import Foundation
import Specs
import Testing
import Traces
import Wire

/// What a trace may hold at most, and that its names and numbers fit each other: at the limit it is read, beyond it is
/// refused with the place.
@Suite struct TraceLimitTests {
    private let rich = TraceFormatTests()

    private func changed(_ path: String, _ value: JSON?) -> JSON {
        rich.replacing(path.split(separator: ".").map(String.init)[...], in: TraceFormatTests.rich.json, with: value)
    }

    private func refusal(_ path: String, _ value: JSON?) -> TraceError? { rich.error(changed(path, value)) }

    /// Every number of the format: where it stands, its range, and how errors name its place.
    static let numbers: [(path: String, range: ClosedRange<Int>, place: String)] = [
        ("epoch", TraceLimits.epoch, "epoch"),
        ("exchanges.0.response.status", TraceLimits.status, "exchanges[0].response.status"),
        ("exchanges.1.answered.status", TraceLimits.status, "exchanges[1].answered.status"),
        ("exchanges.2.ended", TraceLimits.time, "exchanges[2].ended"),
        ("exchanges.2.started", TraceLimits.time, "exchanges[2].started"),
        ("decisions.0.time", TraceLimits.time, "decisions[0].time"),
        ("decisions.0.position", 0...3, "decisions[0].position"),
    ]

    @Test(arguments: numbers.indices) func aNumberOutsideOfItsRangeIsRefused(index: Int) throws {
        let (path, range, place) = Self.numbers[index]
        for number in [range.lowerBound, range.upperBound] where !path.hasSuffix("started") && !path.hasSuffix("ended")
        {
            #expect(throws: Never.self, "\(path) \(number)") { try Trace(parsing: changed(path, JSON(number)).bytes) }
        }
        let beyond = [range.lowerBound - 1, range.upperBound + 1, .min, .max].map { JSON($0) }
        let others: [JSON] = [
            .number("1.5"), .number("-0.5"), .number("1e400"), .number("99999999999999999999"), "1", .null,
        ]
        for value in beyond + others {
            #expect(refusal(path, value)?.path == place, "\(path) \(value.text())")
        }
    }

    @Test func theEarliestAndTheLatestTimesAreReadAndExported() throws {
        var json = changed("epoch", JSON(TraceLimits.epoch.upperBound))
        for (member, value) in [("started", 0), ("ended", TraceLimits.time.upperBound)] {
            json = rich.replacing(["exchanges", "2", member], in: json, with: JSON(value))
        }
        let entries = try Trace(parsing: json.bytes).har["log"]?["entries"]?.array
        #expect(entries?[2]["time"]?.int == TraceLimits.time.upperBound)
        #expect(entries?[2]["startedDateTime"]?.string?.hasPrefix("5138-11-16T") == true)
    }

    static let relations: [(path: String, value: JSON?, place: String, reason: String)] = [
        ("exchanges.1.id", "token-request", "exchanges[1].id", "“token-request” is also exchanges[0]"),
        ("decisions.1.id", "d1", "decisions[1].id", "“d1” is also decisions[0]"),
        ("parties.1.name", "browser", "parties[1].name", "“browser” is also parties[0]"),
        ("exchanges.0.sender", "nobody", "exchanges[0].sender", "there is no party “nobody”"),
        ("exchanges.0.receiver", "", "exchanges[0].receiver", "there is no party “”"),
        ("exchanges.1.parent", "login", "exchanges[1].parent", "there is no exchange “login”"),
        ("exchanges.1.parent", "token-request-2", "exchanges[1].parent", "“token-request-2” does not stand before it"),
        ("decisions.0.party", "x", "decisions[0].party", "there is no party “x”"),
        ("decisions.0.during", "login", "decisions[0].during", "there is no exchange “login”"),
        ("decisions.0.position", 4, "decisions[0].position", "4, but there are 3 exchanges"),
        ("exchanges.2.ended", 0, "exchanges[2].ended", "0, before it started at 20"),
        ("exchanges.1.response", ["status": 200], "exchanges[1].failure", "there is a response"),
        ("exchanges.0.response.body", "x", "exchanges[0].response.bodyBase64", "there is a body besides"),
        ("exchanges.0.id", "a\u{202E}b", "exchanges[0].id", "“a\\u{202E}b” holds characters that cannot be seen"),
        ("exchanges.0.id", "Token 1", "exchanges[0].id", "“Token 1” is no id such as token-request-2"),
        ("exchanges.0.id", "<b>", "exchanges[0].id", "“<b>” is no id such as token-request-2"),
        ("exchanges.0.id", "1", "exchanges[0].id", "“1” is no id such as token-request-2"),
        ("exchanges.0.id", "a--b", "exchanges[0].id", "“a--b” is no id such as token-request-2"),
        ("decisions.0.id", "d0", "decisions[0].id", "“d0” is no id such as d1"),
        ("decisions.0.id", "d1\u{2066}", "decisions[0].id", "“d1\\u{2066}” holds characters that cannot be seen"),
        ("parties.0.name", "", "parties[0].name", "empty"),
        ("parties.0.name", "c\u{200B}", "parties[0].name", "“c\\u{200B}” holds characters that cannot be seen"),
        ("parties.1.origin", "javascript:x", "parties[1].origin", "not an origin such as https://mcp.example.com"),
        ("exchanges.0.origin", "https://a/b", "exchanges[0].origin", "not an origin such as https://mcp.example.com"),
        ("exchanges.0.request.method", "G T", "exchanges[0].request.method", "not a method of HTTP"),
        ("exchanges.0.request.method", "", "exchanges[0].request.method", "empty"),
        ("exchanges.0.request.target", "", "exchanges[0].request.target", "empty"),
        ("exchanges.0.request.headers", [["", "x"]], "exchanges[0].request.headers", "a name is empty"),
        ("parties", [], "parties", "empty"), ("run", "A04/2026-07-28/a\u{202E}", "run", "not SCENARIO/REVISION"),
        ("outcome", "\u{1B}[31m", "outcome", "unknown value “\\u{1B}[31m”"),
    ]

    @Test(arguments: relations.indices) func namesAndNumbersFitEachOther(index: Int) {
        let damage = Self.relations[index]
        let error = refusal(damage.path, damage.value)
        #expect(error?.path == damage.place, "\(damage.path)")
        #expect(error?.reason == damage.reason, "\(damage.path)")
    }

    /// A list with as many members as this, in place of the one that is there.
    private func filled(_ path: String, _ count: Int, _ item: (Int) -> JSON) -> [UInt8] {
        changed(path, .array((0..<count).map(item))).bytes
    }

    private static let longLists: [(path: String, place: String, limit: Int, item: @Sendable (Int) -> JSON)] = [
        (
            "parties", "parties", TraceLimits.parties,
            { number in
                let names = ["client", "auth", "server"]
                return ["name": .string(number < 3 ? names[number] : "p\(number)"), "role": "client", "label": "x"]
            }
        ),
        ("exchanges.0.request.headers", "exchanges[0].request.headers", TraceLimits.pairs, { _ in ["A", "b"] }),
        ("decisions.0.inputs", "decisions[0].inputs", TraceLimits.pairs, { _ in ["a", "b"] }),
        ("decisions.0.values", "decisions[0].values", TraceLimits.pairs, { _ in ["state", "b"] }),
        (
            "decisions", "decisions", TraceLimits.decisions,
            { number in
                [
                    "id": .string("d\(number + 1)"), "party": "client", "action": "store", "position": 0, "time": 0,
                    "summary": "",
                ]
            }
        ),
    ]

    @Test(arguments: longLists.indices) func aListAtItsLimitIsReadAndALongerOneIsNot(index: Int) throws {
        let list = Self.longLists[index]
        #expect(throws: Never.self) { try Trace(parsing: filled(list.path, list.limit, list.item)) }
        let error = #expect(throws: TraceError.self) {
            try Trace(parsing: filled(list.path, list.limit + 1, list.item))
        }
        #expect(error?.path == list.place)
        #expect(error?.reason.contains("a trace may have") == true)
    }

    @Test func asManyExchangesAsAllowedAreReadAndOneMoreIsNot() throws {
        func trace(_ count: Int) -> [UInt8] {
            var json = TraceFormatTests.rich.json
            var one = json["exchanges"]?.array?[2] ?? .null
            json["exchanges"] = .array(
                (0..<count).map { number in
                    one["id"] = .string(number == 0 ? "token-request" : "other-\(number + 1)")
                    return one
                })
            json["decisions"] = []
            return json.bytes
        }
        #expect(try Trace(parsing: trace(TraceLimits.exchanges)).exchanges.count == TraceLimits.exchanges)
        #expect(throws: TraceError.self) { try Trace(parsing: trace(TraceLimits.exchanges + 1)) }
    }

    @Test func aBodyAtItsLimitIsReadAndALargerOneIsNot() throws {
        for (member, over) in [("body", 0), ("body", 1), ("bodyBase64", 1)] {
            let body = [UInt8](repeating: 0x61, count: TraceLimits.body + over)
            let text = member == "body" ? String(decoding: body, as: UTF8.self) : Data(body).base64EncodedString()
            let bytes = changed("exchanges.2.request.\(member)", .string(text)).bytes
            if over == 0 {
                #expect(try Trace(parsing: bytes).exchanges[2].request.body.count == TraceLimits.body)
            } else {
                let error = #expect(throws: TraceError.self) { try Trace(parsing: bytes) }
                #expect(error?.path == "exchanges[2].request." + member)
            }
        }
    }

    @Test func aDocumentAtItsLimitIsReadAndALargerOneIsNot() throws {
        let bytes = TraceFormatTests.rich.json.bytes
        let full = bytes + [UInt8](repeating: 0x20, count: TraceLimits.bytes - bytes.count)
        #expect(try Trace(parsing: full) == TraceFormatTests.rich)
        let error = #expect(throws: TraceError.self) { try Trace(parsing: full + [0x20]) }
        #expect(error == .tooLarge)
        #expect(error?.description.contains("33,554,432 bytes") == true)
    }

    @Test func moreValuesThanAllowedAreNotBuiltUp() {
        let text = "[" + String(repeating: "0,", count: TraceLimits.jsonValues) + "0]"
        let error = #expect(throws: TraceError.self) { try Trace(parsing: Array(text.utf8)) }
        #expect(error?.reason.contains("more than \(TraceLimits.jsonValues) values") == true)
    }

    @Test func whatIsNoUnicodeIsRefusedInsteadOfReplaced() {
        let text = TraceFormatTests.rich.json.text()
        let title = "\"title\":\"" + TraceFormatTests.rich.title
        let half = text.replacing(title, with: title + "\\ud83d")
        #expect(throws: TraceError.self) { try Trace(parsing: Array(half.utf8)) }
        var bytes = Array(text.utf8)
        let place = text.utf8.firstRange(of: title.utf8).map {
            text.utf8.distance(from: text.utf8.startIndex, to: $0.upperBound)
        }
        bytes.insert(0xE9, at: place ?? 0)
        let error = #expect(throws: TraceError.self) { try Trace(parsing: bytes) }
        #expect(error?.reason.contains("not UTF-8") == true)
    }

    @Test func theSchemaNamesTheSameLimits() throws {
        func find(_ path: String) throws -> JSON {
            var node = try #require(SchemaTests.schema)
            for part in path.split(separator: ".") { node = try #require(node[String(part)], "\(path)") }
            return node
        }
        let ranges = [
            ("properties.epoch", TraceLimits.epoch), ("$defs.exchange.properties.started", TraceLimits.time),
            ("$defs.exchange.properties.ended", TraceLimits.time), ("$defs.decision.properties.time", TraceLimits.time),
            ("$defs.decision.properties.position", 0...TraceLimits.exchanges),
            ("$defs.response.properties.status", TraceLimits.status),
        ]
        for (path, range) in ranges {
            let node = try find(path)
            #expect(node["minimum"]?.int == range.lowerBound && node["maximum"]?.int == range.upperBound, "\(path)")
        }
        let counts = [
            ("properties.parties", TraceLimits.parties), ("properties.exchanges", TraceLimits.exchanges),
            ("properties.decisions", TraceLimits.decisions), ("$defs.headers", TraceLimits.pairs),
            ("$defs.decision.properties.inputs", TraceLimits.pairs),
            ("$defs.decision.properties.values", TraceLimits.pairs),
        ]
        for (path, limit) in counts { #expect(try find(path)["maxItems"]?.int == limit, "\(path)") }
        #expect(try find("$defs.partyName")["maxLength"]?.int == TraceLimits.name)
    }
}
