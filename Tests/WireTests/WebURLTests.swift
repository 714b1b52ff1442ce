import Testing
import Wire

@Suite struct WebURLTests {
    /// Comparing issuers and redirect URIs is comparing strings, so nothing is cleaned up on the way.
    @Test(arguments: [
        "https://auth.example.com", "https://auth.example.com/", "https://auth.example.com:443",
        "http://a.example:80/x",
        "https://AUTH.Example.com/Path", "https://a.example/a/../b/./c//d", "https://a.example/%7euser/%7E",
        "https://a.example?", "https://a.example/?a=b?c", "https://a.example/x#", "https://a.example/x?q#f?g",
        "http://[::1]:8080/callback", "https://a.example/é",
    ])
    func urlsAreNeverNormalized(text: String) throws {
        #expect(try #require(WebURL(text)).description == text)
    }

    @Test func theParts() throws {
        let url = try #require(WebURL("https://mcp.example.com:8443/v1/mcp?a=1&b=2#top"))
        #expect(url.scheme == "https")
        #expect(url.authority == "mcp.example.com:8443")
        #expect(url.host == "mcp.example.com")
        #expect(url.port == 8443)
        #expect(url.origin == "https://mcp.example.com:8443")
        #expect(url.path == "/v1/mcp")
        #expect(url.query == "a=1&b=2")
        #expect(url.fragment == "top")
        #expect(url.target == "/v1/mcp?a=1&b=2")
        #expect(url.form["b"] == "2")
    }

    @Test(arguments: [
        ("https://a.example", "a.example", 443), ("http://a.example", "a.example", 80),
        ("https://a.example:80", "a.example", 80), ("https://a.example:/x", "a.example", 443),
        ("http://a.example:/x", "a.example", 80), ("https://a.example:port", "a.example", 0),
        ("http://[::1]", "[::1]", 80), ("https://[2001:db8::7]:8443/x", "[2001:db8::7]", 8443),
    ])
    func hostAndPort(text: String, host: String, port: Int) throws {
        let url = try #require(WebURL(text))
        #expect(url.host == host)
        #expect(url.port == port)
    }

    @Test(arguments: [
        "", "auth.example.com", "//auth.example.com", "/path", "ftp://a.example", "javascript:alert(1)",
        "https:/a.example",
        "https://", "https:///path", "https://?q", "https://#f", "mailto:a@b.example", "urn:ietf:wg:oauth:2.0:oob",
        "https://a.example/a b", "https://a.example/\n", "https://a.example/\u{A0}", "https://a.example/\u{0}x",
    ])
    func onlyAbsoluteWebAddressesWithAHostAreRead(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test(arguments: [
        "https://user@a.example/", "https://user:secret@a.example/", "https://good.example@evil.example/",
        "https://good.example@\u{301}evil.example/",
    ])
    func userinfoIsRefused(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test func anAtSignOutsideTheAuthorityIsFine() {
        #expect(WebURL("https://a.example/@me?m=a@b")?.path == "/@me")
    }

    /// A delimiter with a combining mark behind it is one Character, and still a delimiter.
    @Test func delimitersAreBytesNotCharacters() {
        #expect(WebURL("https://a.example/\u{301}x")?.authority == "a.example")
        #expect(WebURL("https://a.example/cb#\u{301}x")?.fragment == "\u{301}x")
        #expect(WebURL("https://a.example/cb?\u{301}x")?.path == "/cb")
    }

    @Test(arguments: [
        ("http://localhost:1234/", true), ("http://127.0.0.1/", true), ("http://127.8.9.10:5/", true),
        ("http://[::1]:5/", true), ("http://127.0.0.1.evil.example/", false), ("http://localhost.evil.example/", false),
        ("http://10.0.0.1/", false), ("http://a.example/", false),
    ])
    func loopbackHosts(text: String, isLoopback: Bool) throws {
        #expect(try #require(WebURL(text)).isLoopback == isLoopback)
    }

    @Test func theTargetOfABareHostIsASlash() {
        #expect(WebURL("https://a.example")?.target == "/")
        #expect(WebURL("https://a.example?q=1")?.target == "/?q=1")
        #expect(WebURL("https://a.example/x#f")?.target == "/x")
    }

    /// RFC 8414 section 3.1 and RFC 9728 section 3.1: between host and path; a lone slash counts as no path.
    @Test(arguments: [
        ("https://a.example", "https://a.example/.well-known/s"),
        ("https://a.example/", "https://a.example/.well-known/s"),
        ("https://a.example/tenant1", "https://a.example/.well-known/s/tenant1"),
        ("https://a.example:8443/a/b", "https://a.example:8443/.well-known/s/a/b"),
        ("https://a.example/mcp?tenant=1", "https://a.example/.well-known/s/mcp?tenant=1"),
    ])
    func wellKnownInsertion(text: String, expected: String) throws {
        #expect(try #require(WebURL(text)).inserting(wellKnown: "s") == expected)
    }

    /// OpenID Connect Discovery 1.0 section 4: behind the path, whose last slash goes.
    @Test(arguments: [
        ("https://a.example", "https://a.example/.well-known/s"),
        ("https://a.example/", "https://a.example/.well-known/s"),
        ("https://a.example/tenant1", "https://a.example/tenant1/.well-known/s"),
        ("https://a.example/tenant1/", "https://a.example/tenant1/.well-known/s"),
    ])
    func wellKnownAppending(text: String, expected: String) throws {
        #expect(try #require(WebURL(text)).appending(wellKnown: "s") == expected)
    }

    @Test func addingFieldsKeepsTheQueryThatIsThere() throws {
        let url = try #require(WebURL("https://a.example/authorize?tenant=1#f"))
        #expect(url.adding(["state": "x y"]).description == "https://a.example/authorize?tenant=1&state=x+y#f")
        #expect(url.adding([:]) == url)
        #expect(WebURL("https://a.example/a?")?.adding(["b": "c"]).description == "https://a.example/a?b=c")
        #expect(WebURL("https://a.example/a")?.adding(["b": "c"]).description == "https://a.example/a?b=c")
    }

    @Test func referencesAreResolvedWithinTheOrigin() throws {
        let base = try #require(WebURL("https://a.example:8443/x/y?z"))
        #expect(base.resolving("/login?next=1")?.description == "https://a.example:8443/login?next=1")
        #expect(base.resolving("http://b.example/cb")?.description == "http://b.example/cb")
        #expect(base.resolving("//evil.example/") == nil)
        #expect(base.resolving("login") == nil)
        #expect(base.resolving("javascript:alert(1)") == nil)
    }

    @Test func identicalMeansTheSameCodePoints() {
        #expect("caf\u{E9}" == "cafe\u{301}")
        #expect(!"caf\u{E9}".isIdentical(to: "cafe\u{301}"))
        #expect("a".isIdentical(to: "a"))
        #expect(!"a".isIdentical(to: "A"))
    }

    /// RFC 9110 section 10.2.2: a `Location` is a URI reference, and that is ASCII (RFC 3986 section 2).
    @Test(arguments: [
        ("http://127.0.0.1/cb/ü?x=é", "http://127.0.0.1/cb/%C3%BC?x=%C3%A9"),
        ("https://a.example/%C3%BC", "https://a.example/%C3%BC"),
        ("https://a.example/a\"<>b|{}`^\\", "https://a.example/a%22%3C%3Eb%7C%7B%7D%60%5E%5C"),
        ("https://[::1]:8/a;b=(c)!*'?q=a/b?c&d=+,@:$#f", "https://[::1]:8/a;b=(c)!*'?q=a/b?c&d=+,@:$#f"),
    ])
    func inAHeaderAnAddressIsAURI(text: String, value: String) {
        #expect(WebURL(text)?.headerValue == value)
    }
}
