import Foundation
import Specs
import Testing
import Traces
import Wire

@testable import Site

@Suite struct CurlLineTests {
    private func line(_ request: Request, _ kind: ExchangeKind = .tokenRequest, to receiver: String = "authorization")
        -> String?
    {
        var builder = TraceBuilder()
        builder.send(kind, "client", receiver, PagesFixture.issuer, request, Response(status: 200))
        builder.decide(
            .create, "authorization", Finding("", "Registers the client", inputs: [], holds: true),
            values: [TypedValue(.clientID, PagesFixture.clientID)])
        let trace = Trace(
            run: RunID(scenario: "X01", revision: .july2026), title: "x", epoch: 0, parties: PagesFixture.parties,
            exchanges: builder.exchanges, decisions: builder.decisions, outcome: .success)
        return CurlLine(
            trace.exchanges[0], fields: trace.exchanges[0].fields, in: trace, issued: CurlLine.issuedClients(in: trace)
        ).text
    }

    @Test func aFormHasOneOptionForEachFieldAndVariablesForWhatIsMadeAnew() {
        let form: Form = [
            "grant_type": "authorization_code", "code": PagesFixture.code, "code_verifier": PagesFixture.verifier,
            "client_id": PagesFixture.clientID, "resource": "https://mcp.example.com/mcp", "note": "it's 1 & 2",
        ]
        #expect(
            line(PagesFixture.post("auth.example.com", "/token", form: form)) == """
                curl -i "$AUTH/token" \\
                  --data-urlencode grant_type=authorization_code \\
                  --data-urlencode "code=$CODE" \\
                  --data-urlencode "code_verifier=$CODE_VERIFIER" \\
                  --data-urlencode "client_id=$CLIENT_ID" \\
                  --data-urlencode "resource=$MCP/mcp" \\
                  --data-urlencode 'note=it'\\''s 1 & 2'
                """)
    }

    @Test func aQueryIsSplitAndItsChallengeIsAVariable() {
        let query: Form = ["code_challenge": PagesFixture.challenge, "state": "af0ifjsldkj"]
        let request = Request(
            method: "GET", target: "/authorize?" + query.encoded, headers: ["Host": "auth.example.com"])
        #expect(
            line(request, .authorizationRequest) == """
                curl -i -G "$AUTH/authorize" \\
                  --data-urlencode "code_challenge=$CODE_CHALLENGE" \\
                  --data-urlencode state=af0ifjsldkj
                """)
    }

    @Test func cookiesAndCredentialsAreVariables() {
        let request = Request(
            method: "DELETE", target: "/x",
            headers: ["Cookie": "browser=Hf6TDwqAqWrDLy; s=_1WdsZI9VluJGT", "Authorization": "Basic YWJjOmRlZg=="])
        #expect(
            line(request) == """
                curl -i -X DELETE "$AUTH/x" \\
                  -H "Cookie: browser=$COOKIE_BROWSER; s=$COOKIE_S" \\
                  -H "Authorization: Basic $BASIC"
                """)
    }

    @Test func aHostThatOnlyBeginsLikeTheServerStaysAsItIs() {
        let form: Form = ["resource": "https://mcp.example.com.evil.example/mcp"]
        let text = line(PagesFixture.post("auth.example.com", "/token", form: form)) ?? ""
        #expect(text.contains("resource=https://mcp.example.com.evil.example/mcp"))
    }

    @Test(arguments: ["browser", "client"]) func otherPartiesHaveNoLine(_ party: String) {
        #expect(line(PagesFixture.get("a.example", "/callback?code=1"), to: party) == nil)
    }

    @Test(arguments: ["a\u{0}b", "a\u{202E}b", String(repeating: "x", count: 9_000)])
    func whatAPageCannotShowHasNoLine(_ text: String) {
        #expect(line(Request(method: "GET", target: "/", headers: ["X": text])) == nil)
    }

    @Test func aBrokenEscapeIsNotMended() {
        let request = Request(
            method: "POST", target: "/token", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array("a=%ZZ&b".utf8))
        #expect(line(request)?.hasSuffix("--data-raw 'a=%ZZ&b'") == true)
    }

    /// What a header, a target or a method would make curl do, unless it is told not to.
    static let peculiar: [(request: Request, line: String?)] = [
        (Request(method: "GET", target: "/a[1-9999]{a,b}?x"), #"curl -i -g "$AUTH/a[1-9999]{a,b}?x""#),
        (
            Request(method: "GET", target: "/a?x=[1-3]&y={a}"),
            "curl -i -G \"$AUTH/a\" \\\n  --data-urlencode 'x=[1-3]' \\\n  --data-urlencode 'y={a}'"
        ),
        (Request(method: "DELETE", target: "/a?x=[1-3]"), #"curl -i -g -X DELETE "$AUTH/a?x=[1-3]""#),
        (Request(method: "HEAD", target: "/a"), #"curl -I "$AUTH/a""#),
        (Request(method: "HEAD", target: "/a", body: [0x61]), nil),
        (Request(method: "GET", target: "/a/../b/./c"), #"curl -i --path-as-is "$AUTH/a/../b/./c""#),
        (Request(method: "GET", target: "/a..b/.c"), #"curl -i "$AUTH/a..b/.c""#),
        (Request(method: "GET", target: "/a#b"), nil), (Request(method: "OPTIONS", target: "*"), nil),
        (Request(method: "GET", target: "https://other.example/"), nil),
        (Request(method: "GET", target: "/", headers: ["X-Empty": ""]), "curl -i \"$AUTH/\" \\\n  -H 'X-Empty;'"),
        (
            Request(method: "GET", target: "/", headers: ["X-At": "@/etc/passwd"]),
            "curl -i \"$AUTH/\" \\\n  -H 'X-At: @/etc/passwd'"
        ),
        (Request(method: "GET", target: "/", headers: ["@/etc/passwd": "x"]), nil),
        (Request(method: "GET", target: "/", headers: ["X": "a\r\nB: c"]), nil),
        (Request(method: "GET", target: "/", headers: ["X: a": "b"]), nil),
        (
            Request(method: "POST", target: "/", body: Array("@/etc/passwd".utf8)),
            "curl -i \"$AUTH/\" \\\n  -H Content-Type: \\\n  --data-raw @/etc/passwd"
        ),
        (Request(method: "-o", target: "/"), "curl -i -X -o \"$AUTH/\""),
        (
            Request(
                method: "POST", target: "/", headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("=@/etc/passwd".utf8)),
            "curl -i \"$AUTH/\" \\\n  -H 'Content-Type: application/x-www-form-urlencoded' \\\n  --data-raw =@/etc/passwd"
        ),
    ]

    @Test(arguments: peculiar.indices) func curlSendsTheRequestAndNothingElse(index: Int) {
        #expect(line(Self.peculiar[index].request) == Self.peculiar[index].line)
    }

    /// A quotation mark with a combining mark behind it is one character for Swift, and two for a shell.
    @Test(arguments: ["'; echo LEAK; '", "'\u{301}; echo LEAK; '\u{301}", "$(echo LEAK)`echo LEAK`\"", "\\", "!!"])
    func aShellReadsOneWord(_ text: String) throws {
        for standIns in [[], [ShellQuoting.StandIn(text: "me", variable: "NAME")]] {
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", "NAME=me; printf '<%s>' " + ShellQuoting(standIns).word("some" + text)]
            let pipe = Pipe()
            shell.standardOutput = pipe
            try shell.run()
            let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
            shell.waitUntilExit()
            #expect(String(decoding: bytes, as: UTF8.self) == "<some" + text + ">")
        }
    }
}
