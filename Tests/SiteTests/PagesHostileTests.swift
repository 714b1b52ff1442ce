import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Site

/// Recorded text never becomes markup, wherever it stands.
@Suite struct HostileTextTests {
    static let attacks = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]>", "</style><script>x</script>", "a\u{0}b",
        "\u{202E}txt.exe", "</code></pre></details>", "javascript:alert(1)", "--><svg onload=x>", "&lt;b&gt;",
        "{{content}}",
        "\u{F8FF}content\u{F8FF}", "\u{FFFF}\u{85}\u{7}", "'; rm -rf ~; '", "line\r\nbreak",
    ]

    /// A trace with the same text in every place that a peer controls.
    static func trace(_ text: String) -> Trace {
        var builder = TraceBuilder()
        let body: JSON = [
            text: .string(text), "nested": [text: [.string(text), .string(text)]], "client_id": .string(text),
        ]
        var request = Request(
            method: "POST", target: "/x?" + ([text: text, "code": text, "state": text] as Form).encoded,
            headers: [
                "Host": text, text: text, "Authorization": "Bearer " + text, "Cookie": text + "=" + text,
                "Content-Type": "application/json",
            ], body: body.bytes)
        let response = Response(
            status: 302, reason: text,
            headers: [
                "Location": "https://a.example/cb?" + ([text: text, "code": text] as Form).encoded, "Set-Cookie": text,
                "WWW-Authenticate": "Bearer realm=\"\(text)\", scope=\(text)", "Content-Type": "text/html",
            ], body: Array(text.utf8))
        builder.send(.authorizationResponse, "browser", "client", "https://a.example", request, response)
        request.target = "/" + text
        request.headers.set("Content-Type", "text/plain")
        builder.send(.other, "client", "server", text, request, outcome: .failure(.silent))
        request.headers.set("Content-Type", "text/event-stream")
        request.method = text
        builder.send(.mcpOther, "client", "server", "https://a.example", request, PagesFixture.json(body))
        builder.decide(
            .check, "client",
            Finding(text, text, inputs: [.init(text, text)], expected: text, actual: text + "2", holds: false),
            during: "other")
        builder.decide(
            .create, "client", Finding("", text, inputs: [.init(text, text)], holds: true),
            values: [TypedValue(.code, text)])
        var parties = PagesFixture.parties
        parties[1].label = text
        return Trace(
            run: RunID(scenario: text.filter { $0 != "/" }, revision: .july2026, variant: text), title: text, epoch: 0,
            parties: parties, exchanges: builder.exchanges, decisions: builder.decisions, outcome: .refused)
    }

    @Test(arguments: attacks) func rendersInert(_ text: String) throws {
        let trace = HostileTextTests.trace(text)
        var input = PagesFixture.page(trace)
        input.bodyHTML = ""
        let bytes = input.html(templates: try standardTemplates(), explanations: NoExplanations())
        let page = ParsedPage(bytes)
        #expect(page.error == nil)
        #expect(page.elements["section"] == trace.exchanges.count + 3)
        #expect(page.elements["script"] == 1)
        #expect(page.elements["img"] == nil)
        #expect(page.elements["style"] == nil)
        #expect(page.attributes.filter { $0.hasPrefix("on") }.isEmpty)
        #expect(page.hrefs.allSatisfy { !$0.hasPrefix("javascript") })
        #expect(page.repeatedIDs.isEmpty)
        #expect(page.deadFragments.isEmpty)
        let ids = Set(page.ids)
        for anchor in Anchor.fields(of: trace).joined() { #expect(ids.contains(anchor), "\(anchor)") }
        let scalars = Set(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        let hidden: Set<Unicode.Scalar> = ["\u{0}", "\u{7}", "\u{85}", "\u{202E}", "\u{FFFF}"]
        #expect(scalars.isDisjoint(with: hidden))
    }

    @Test func longTextIsShortenedWithAMark() throws {
        let text = String(repeating: "0123456789", count: 10_000)
        var input = PagesFixture.page(HostileTextTests.trace(text))
        input.frame.title = "Long"
        let bytes = input.html(templates: try standardTemplates(), explanations: NoExplanations())
        #expect(bytes.count < 600_000)
        let isMarked = String(decoding: bytes, as: UTF8.self).contains("… 99948 more characters …")
        #expect(isMarked)
        #expect(ParsedPage(bytes).error == nil)
    }

    @Test func deepAndWideBodiesStayBounded() throws {
        var builder = TraceBuilder()
        let wide = JSON.object((0..<2_000).map { JSON.Member("name\($0)", .string("value")) })
        builder.send(
            .prm, "client", "server", "https://a.example", PagesFixture.get("a.example", "/"), PagesFixture.json(wide))
        let trace = Trace(
            run: RunID(scenario: "X01", revision: .july2026), title: "Wide", epoch: 0, parties: PagesFixture.parties,
            exchanges: builder.exchanges, decisions: [], outcome: .success)
        let page = ParsedPage(
            PagesFixture.page(trace).html(templates: try standardTemplates(), explanations: NoExplanations()))
        #expect(page.error == nil)
        #expect(page.text.contains("more lines, whole in the raw message"))
    }

    @Test func shellLinesKeepQuotesClosed() throws {
        let text = "'; echo LEAK; '"
        let trace = HostileTextTests.trace(text)
        var exchange = try #require(trace.exchange("other"))
        exchange.request.target = "/x?a=" + text.replacing(" ", with: "%20")
        exchange.request.headers = ["Host": "a.example", "X-Text": text, "Cookie": text + "=" + text]
        let line = try #require(
            CurlLine(exchange, fields: exchange.fields, in: trace, issued: CurlLine.issuedClients(in: trace)).text)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "curl() { for word in \"$@\"; do echo \"<$word>\"; done; }\n" + line]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        let words = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .split(separator: "\n")
        shell.waitUntilExit()
        #expect(words.contains("<--data-raw>") && !words.contains("LEAK"))
        #expect(words.allSatisfy { $0.hasPrefix("<") && $0.hasSuffix(">") })
    }
}

struct NoExplanations: Explanations {
    func note(for field: Field, in exchange: Exchange, revision: Revision) -> FieldNote? { nil }
    func note(for exchange: Exchange, in trace: Trace) -> ExchangeNote? { nil }
}
