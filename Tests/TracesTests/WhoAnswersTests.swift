import Specs
import Testing
import Wire

@testable import Traces

/// A message is what the one who answers makes it; what a client writes renames nothing that follows.
@Suite struct WhoAnswersTests {
    private static let auth = "https://auth.example.com"
    private static let mcp = "https://mcp.example.com"

    /// A flow up to its metadata, and then one more exchange.
    private func known(_ tell: (inout Story) -> Void) -> KnownEndpoints {
        var story = Story()
        story.send(.mcpUnauthenticated, from: "client", to: "mcp", .mcp("initialize"), .response(ClassifyTests.refused))
        story.send(
            .asMetadata, from: "client", to: "auth", .get("/.well-known/oauth-authorization-server"),
            .response(.json(ClassifyTests.metadata)))
        tell(&story)
        var known = KnownEndpoints()
        for exchange in story.exchanges { known.learn(from: exchange) }
        return known
    }

    /// Whatever is sent to a known address, it is that address.
    @Test(arguments: [
        (mcp, Request.get("/mcp?code=c&state=s"), ExchangeKind.mcpSSEGet),
        (mcp, .get("/mcp?response_type=code&scope=openid"), .mcpSSEGet),
        (mcp, .form("/mcp", ["grant_type": "authorization_code"]), .mcpOther),
        (mcp, .form("/mcp", ["password": "x"]), .mcpOther), (mcp, .json("/mcp", ["redirect_uris": []]), .mcpOther),
        (auth, .mcp("tools/call"), .mcpToolsCall), (auth, .json("/token", ["jsonrpc": "2.0"]), .tokenRequest),
        (auth, .form("/token", ["grant_type": ""]), .tokenRequest), (auth, .get("/token"), .other),
        (auth, .json("/new", ["jsonrpc": "2.0", "method": "initialize"]), .registration),
        (auth, .form("/revoke", ["grant_type": "refresh_token"]), .revocation),
        (auth, .get("/go?code=c&state=s"), .authorizationRequest),
        (auth, .get("/userinfo", ["Authorization": "Bearer t"]), .other),
        (mcp, Request(method: "OPTIONS", target: "/mcp"), .other),
    ])
    func theAddressComesFirst(origin: String, request: Request, kind: ExchangeKind) {
        let known = known { _ in }
        let response = kind == .other ? Response(status: 404) : Response.ok
        #expect(classify(request, origin: origin, response: response, known: known) == kind)
    }

    @Test func aRefusedRequestMakesNoAddressACallback() {
        let lure = Request.get(
            "/go?" + (["response_type": "code", "redirect_uri": "https://auth.example.com/x"] as Form).encoded)
        for (status, kind) in [(400, ExchangeKind.other), (200, .authorizationResponse)] {
            let known = known {
                $0.send(.authorizationRequest, from: "browser", to: "auth", lure, .response(Response(status: status)))
            }
            #expect(classify(.get("/x"), origin: Self.auth, response: .ok, known: known) == kind)
        }
    }

    /// Addresses in what a client or a tool writes are no metadata.
    @Test func onlyMetadataNamesEndpoints() {
        let body: JSON = ["token_endpoint": "https://mcp.example.com/else", "jwks_uri": "https://mcp.example.com/keys"]
        let known = known {
            $0.send(.mcpToolsCall, from: "client", to: "mcp", .mcp("tools/call"), .response(.json(body)))
            $0.send(.registration, from: "client", to: "auth", .json("/new", body), .response(Response(status: 400)))
        }
        #expect(classify(.json("/else", [:]), origin: Self.mcp, response: .ok, known: known) == .other)
        #expect(classify(.get("/keys"), origin: Self.mcp, response: .ok, known: known) == .other)
    }

    /// A form belongs to the page that carried its hidden field, whatever was asked for in between.
    @Test func formsBelongToTheirPage() {
        let page = { (token: String) in
            Response(
                status: 200, headers: ["Content-Type": "text/html"],
                body: Array(
                    "<form method=\"post\"><input type=\"hidden\" name=\"form_token\" value=\"\(token)\"></form>".utf8))
        }
        let known = known {
            $0.send(.idpLogin, from: "browser", to: "auth", ClassifyTests.authorize, .response(page("one")))
            $0.send(.authorizationRequest, from: "browser", to: "auth", ClassifyTests.authorize, .response(page("two")))
        }
        for (token, kind) in [("one", ExchangeKind.idpLogin), ("two", .login), ("three", .login)] {
            let request = Request.form("/in", ["form_token": token, "password": "x"])
            #expect(classify(request, origin: Self.auth, response: .ok, known: known) == kind)
        }
    }
}
