import Specs
import Traces
import Wire

extension Fixture {
    static let hostile = "</text><script>alert(1)</script>&\"'\u{202E}\u{0}\n;#end//--__**~%"

    /// Markup, control characters and reserved words of the text formats wherever recorded text may stand.
    static var hostileFlow: Trace {
        var parties = Cast.four
        parties[2].label = "end; <b>#1</b> \"server\"\n"
        parties[3].label = hostile
        parties[3].origin = "https://auth.example.com"
        var run = TraceBuilder(.july2026, parties)
        run.send(
            .mcpUnauthenticated, "client", "server",
            Request(method: "<GET>", target: "/" + hostile.replacing("\n", with: "") + "?a\"b=1", headers: [:]),
            Response(status: 401, reason: hostile, headers: ["WWW-Authenticate": "Bearer error=\"" + "<i>" + "\""]))
        run.send(
            .mcpToolsCall, "client", "server", Make.rpc(hostile, token: "at", ["name": .string(hostile)]),
            Make.reply(["result": [:]]))
        run.send(
            .registration, "client", "as", Make.json("/end", [hostile: "x", "end": "y"] as JSON),
            Make.reply(["error": .string(hostile)], status: 400))
        run.decide(
            .check, "as", during: "registration", summary: hostile, check: "x", holds: false)
        return run.trace(hostile)
    }

    /// Long paths between neighbours, many chips, five lanes.
    static var crowdedFlow: Trace {
        var run = TraceBuilder(.july2026, Cast.five)
        run.send(
            .prm, "client", "server", Make.get("/.well-known/oauth-protected-resource/very/long/path/of/a/tenant"),
            Make.reply([:]))
        run.send(
            .cimdFetch, "as", "metadata",
            Make.get("/clients/documents/2026/desktop%2Fapplications/client-metadata.json"),
            Make.reply([
                "client_id": "https://app.example.net/x", "client_name": "n", "redirect_uris": ["a"], "scope": "s",
            ]))
        run.send(
            .tokenRequest, "browser", "client",
            Make.form(
                "/a-path-without-any-place-to-break-it-that-is-longer-than-two-lines-of-the-label-could-ever-be-in-this-diagram",
                [
                    "code": "1", "code_verifier": "2", "client_secret": "3", "client_assertion": "4", "client_id": "5",
                    "code_challenge": "6", "state": "7", "resource": "8", "iss": "9", "scope": "10",
                ]), Make.reply(["access_token": "a", "refresh_token": "b", "scope": "s", "expires_in": 12]))
        run.send(
            .tokenExchange, "server", "as",
            Make.form("/token", ["grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "scope": "a"]),
            Make.reply(
                ["error": "a_very_long_error_code_that_does_not_fit_beside_the_reason_phrase_at_all"], status: 400))
        run.send(.other, "as", "client", Make.get("/from/right/to/left?state=1"), Response(status: 200, reason: ""))
        run.send(.other, "client", "client", Make.get("/to-itself"), Response(status: 204))
        return run.trace("Crowded")
    }

    /// Three redirects in a row, one of them with another status.
    static var redirectFlow: Trace {
        var run = TraceBuilder(.july2026, Cast.four)
        run.send(
            .authorizationRequest, "browser", "as", Make.get("/authorize?response_type=code&state=1"),
            Make.redirect("/login"))
        run.send(
            .login, "browser", "as", Make.get("/login"), Make.redirect("https://auth.example.com/consent", status: 303))
        run.send(
            .consent, "browser", "as", Make.get("/consent"), Make.redirect(callback + "?code=1&state=1", status: 307))
        run.send(
            .authorizationResponse, "browser", "client", Make.get("/callback?code=1&state=1"),
            Response(status: 200, reason: ""))
        return run.trace("Three redirects")
    }

    /// A path of 45 characters between neighbours, eight chips on one arrow, five lanes, an answer that never came, and a
    /// status without a reason.
    static var edgeFlow: Trace {
        var run = TraceBuilder(.july2026, Cast.five)
        run.send(
            .prm, "browser", "client", Make.get("/.well-known/oauth-protected-resource/mcp/abc"), Make.reply([:]))
        run.send(
            .authorizationRequest, "client", "server",
            Make.get(
                "/authorize?client_id=a&code_challenge=b&state=c&resource=d&scope=e&iss=f&code=g&resource_metadata=h"),
            Response(status: 200, reason: ""))
        run.send(.cimdFetch, "as", "metadata", Make.get("/client.json"), nil, failure: .silent)
        run.send(.tokenRequest, "client", "as", Make.form("/token", ["code": "g"]), nil, failure: .reset)
        return run.trace("Edges", outcome: .gaveUp)
    }

    /// Wide and right-to-left scripts, and no reason phrases.
    static var scriptsFlow: Trace {
        var parties = Cast.four
        parties[0].label = "利用者のブラウザー"
        parties[1].label = "عميل البروتوكول"
        parties[3].label = "認可サーバー（とても長い名前のサーバー）"
        var run = TraceBuilder(.july2026, parties)
        run.send(
            .other, "client", "server", Make.get("/予定/一覧/取得/とても長い道/さらに長い道/まだ続く道/終わり"), Response(status: 200, reason: "")
        )
        run.send(.other, "client", "as", Make.get("/مرحبا/بالعالم"), Response(status: 200, reason: "はい"))
        return run.trace("多言語")
    }

    /// What `documentFlow` is compared with: a registration, a session, another token request.
    static var earlierFlow: Trace {
        var run = TraceBuilder(.june2025, Cast.four)
        discover(&run)
        run.send(
            .registration, "client", "as", Make.json("/register", ["redirect_uris": [.string(callback)]]),
            Make.reply(["client_id": "s6BhdRkqt3", "client_secret": "hush"], status: 201))
        authorize(&run, clientID: "s6BhdRkqt3", hasDocument: false, withResource: false)
        run.send(
            .tokenRequest, "client", "as",
            Make.form(
                "/token",
                [
                    "grant_type": "authorization_code", "code": code, "code_verifier": verifier.text,
                    "client_id": "s6BhdRkqt3", "client_secret": "hush", "redirect_uri": callback,
                ]),
            Make.reply([
                "access_token": "at-9", "token_type": "Bearer", "expires_in": 3600, "scope": "tools:read",
            ]))
        run.send(
            .mcpInitialize, "client", "server", Make.rpc("initialize", token: "at-9"),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": [:]]))
        run.send(
            .mcpToolsList, "client", "server", Make.rpc("tools/list", token: "at-9"),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["tools": [["name": "a"], ["name": "b"]]]]))
        run.send(
            .mcpToolsCall, "client", "server", Make.rpc("tools/call", token: "at-9", ["name": "list_events"]),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["content": []]]))
        return run.trace("A client that registers")
    }

    /// Many exchanges of one kind.
    static func long(_ count: Int) -> Trace {
        var run = TraceBuilder(.july2026, Cast.four)
        discover(&run)
        authorize(&run, clientID: "s6BhdRkqt3", hasDocument: false)
        tokens(&run, clientID: "s6BhdRkqt3")
        while run.exchanges.count < count {
            run.send(
                .mcpToolsCall, "client", "server", Make.rpc("tools/call", token: "at-1", ["name": "list_events"]),
                Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["content": []]]))
        }
        return run.trace("Long")
    }

    /// The smallest flow with two parties.
    static var small: Trace {
        var run = TraceBuilder(.july2026, [Cast.client, Cast.server, Cast.authorization])
        run.send(.mcpUnauthenticated, "client", "server", Make.rpc("tools/list"), Make.challenge(401, "Bearer"))
        run.send(
            .tokenClientCredentials, "client", "as",
            Make.form("/token", ["grant_type": "client_credentials", "client_id": "c", "client_secret": "s"]),
            Make.reply(["access_token": "at-1", "token_type": "Bearer", "expires_in": 60]))
        run.send(
            .mcpToolsList, "client", "server", Make.rpc("tools/list", token: "at-1"),
            Make.reply(["jsonrpc": "2.0", "id": 1, "result": ["tools": [["name": "a"]]]]))
        return run.trace("Three exchanges")
    }

    /// Runs beside earlier ones.
    static let compared: [(name: String, trace: Trace, earlier: Trace)] = [
        ("added and removed", documentFlow, earlierFlow), ("other parties", stoppedAttack, documentFlow),
        ("other scripts", crowdedFlow, scriptsFlow), ("the same", long(40), long(40)),
    ]

    static let all: [(name: String, trace: Trace)] = [
        ("document", documentFlow), ("registration", registrationFlow), ("stopped", stoppedAttack),
        ("failed", failedFlow),
        ("hostile", hostileFlow), ("crowded", crowdedFlow), ("redirects", redirectFlow), ("scripts", scriptsFlow),
        ("edges", edgeFlow), ("small", small), ("long", long(40)),
    ]
}
