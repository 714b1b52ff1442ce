import Markdown
import Testing

/// Which addresses an author may write, and which a recorded value may be.
struct SchemeTests {
    static let harmless = [
        "vscode:mcp/install?%7B%7D", "vscode-insiders:x", "cursor://anysphere/x", "claude:x", "codex:x", "obsidian://x",
        "tel:+49301234", "sms:+1", "sftp://a", "ftp://a", "irc://a", "magnet:?xt=urn:x", "geo:1,2", "ws://a",
        "urn:ietf:wg:oauth:2.0:oob", "xmpp:a@b", "s3://a", "ssh://a", "git+ssh://a", "com.example.app:/cb", "VSCODE:x",
        "http://a", "mailto:a@b", "data:image/png;base64,AA", "about:blank", "chrome://flags",
    ]

    static let dangerous = [
        "javascript:alert(1)", "JaVaScRiPt:x", " javascript:x", "java\tscript:x", "java\nscript:x", "\u{1}javascript:x",
        "vbscript:x", "livescript:x", "mocha:x", "data:text/html,x", "data:,x", "DATA:text/html,x",
        "da\tta:text/html,x",
        "data:image/svg+xml,<svg>", "data:application/javascript,x", "file:///etc/passwd", "blob:https://a/x",
        "view-source:javascript:x", "filesystem:https://a", "jar:x", "http:page", "https:/page", "https:", "http://",
        "https:///page", "https://?a", "http://#a", "wss:/a", "ftp:a", "h\tttp:a", "C:/pages/a.md", "c:a",
    ]

    @Test(arguments: harmless)
    func harmlessAddressesStay(_ url: String) throws {
        #expect(URLScheme.refusal(of: url.utf8) == nil)
        let html = try parse("[x](<\(url)>)\n\n[y]\n\n[y]: <\(url)>\n\nz[^1]\n\n[^1]: [z](<\(url)>)")
            .html(HTMLOptions(schemes: .author))
        #expect(html.ranges(of: "<a href=\"\(url.replacing("&", with: "&amp;"))\"").count == 3)
    }

    @Test(arguments: dangerous)
    func dangerousAddressesAreRefused(_ url: String) throws {
        #expect(URLScheme.refusal(of: url.utf8) != nil)
        let escaped = url.unicodeScalars.map { "&#\($0.value);" }.joined()
        for source in ["[x](\(escaped))", "![x](\(escaped))", "[x]\n\n[x]: \(escaped)"]
        where !url.hasPrefix("data:image/svg") {
            let document = try parse(source)
            #expect(document.links.allSatisfy { URLScheme.refusal(of: $0.url.utf8, isPicture: $0.isImage) != nil })
            let html = document.html(HTMLOptions(schemes: .author))
            #expect(!html.contains("href=") && !html.contains("src="), "\(html)")
        }
    }

    @Test func picturesMayBeData() {
        #expect(URLScheme.refusal(of: "data:image/svg+xml,x".utf8, isPicture: true) == nil)
        #expect(URLScheme.refusal(of: "data:text/html,x".utf8, isPicture: true) != nil)
    }

    @Test func namesAreThoseOfBrowsers() {
        #expect(URLScheme.name(of: "HTTP://a".utf8) == "http")
        #expect(URLScheme.name(of: "\u{0}\u{1F} ht\ttp:a".utf8) == "http")
        for none in ["", ":a", "1a:b", "a/b:c", "a?b:c", "#a:b", "a b:c", "\u{A0}javascript:x", "ä:x", "a%3Ab"] {
            #expect(URLScheme.name(of: none.utf8) == nil)
        }
    }

    /// What was recorded is trusted with the web alone, whatever an author may write.
    @Test(arguments: harmless + dangerous)
    func recordedAddressesAreOnTheWeb(_ url: String) throws {
        let isWeb = ["http:", "https:", "mailto:"].contains { url.hasPrefix($0) }
        let value = placeholder(0)
        for source in ["[x](\(value))", "![x](\(value))", "[x]\n\n[x]: <\(value)>"] {
            let html = try parse(source).substituting { _ in url }.html(HTMLOptions(schemes: .author))
            #expect((html.contains("href=\"") || html.contains("src=\"")) == isWeb, "\(html)")
        }
        let scheme = String(url.prefix { $0 != ":" })
        let part = try parse("[x](<\(value):y>)").substituting { _ in scheme }.html(HTMLOptions(schemes: .author))
        #expect(part.contains("href=\"") == isWeb, "\(part)")
    }

    @Test func recordedAddressesAreRewrittenByThemselves() throws {
        let options = HTMLOptions(schemes: .author, rewriteURL: { "own/" + $0 }, rewriteRecordedURL: { _ in nil })
        let document = try parse("[x](a) [y](\(placeholder(0)))").substituting { _ in "https://b.example" }
        #expect(document.html(options) == "<p><a href=\"own/a\">x</a> <a>y</a></p>\n")
    }
}
