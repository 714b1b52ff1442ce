import Testing

@testable import Preview

/// What the preview answers, without a network.
@Suite struct LiveAnswerTests {
    private static let film = (0..<100).map { UInt8($0) }

    private func answer(
        _ target: String, method: String = "GET", hosts: [String] = ["127.0.0.1:4173"], base: String = "/",
        range: String? = nil, condition: String? = nil, matches: [String] = [], noneMatches: [String] = []
    ) -> LiveAnswer {
        let site = LiveSite()
        let page = Array("<p>Page</p>".utf8)
        site.update([
            "index.html": page, "connect/index.html": page, "a b/ü/index.html": page, "404.html": page,
            "film.mp4": Self.film, "empty.bin": [], "plain.html": page,
        ])
        return LiveAnswer(
            LiveRequest(
                method: method, target: target, hosts: hosts, range: range, condition: condition, matches: matches,
                noneMatches: noneMatches), port: 4173, site: site, base: base)
    }

    private func header(_ name: String, _ answer: LiveAnswer) -> String? {
        answer.headers.first { $0.0 == name }?.1
    }

    /// A redirect that begins with two slashes, or a slash and a backslash, leads to another host.
    @Test(arguments: [
        ("/connect", "/connect/"), ("//connect", "/connect/"), ("///connect", "/connect/"),
        ("/%2fconnect", "/connect/"), ("/%2F%2Fconnect", "/connect/"), ("//connect?x=1&y=%2F", "/connect/?x=1&y=%2F"),
        ("/connect?x=1", "/connect/?x=1"), ("/connect?", "/connect/?"), ("/a%20b/%C3%BC", "/a%20b/%C3%BC/"),
        ("/a%20b/ü", "/a%20b/%C3%BC/"),
    ])
    func redirectsStayOnThisHost(target: String, location: String) {
        let found = answer(target)
        #expect(found.status == 301)
        #expect(header("Location", found) == location)
    }

    @Test(arguments: [
        "/%5cconnect", "/\\connect", "/%5C%5Cconnect", "//evil.example", "/.//..//connect%00", "/%2e%2e/x",
    ])
    func whatIsNoPageIsNotFound(target: String) { #expect(answer(target).status == 404) }

    /// From `/plain.html/` every relative link of the page would lead elsewhere than from where it is published.
    @Test(arguments: [
        ("/plain.html/", 404), ("/connect/index.html/", 404), ("/plain/", 404), ("/plain", 200), ("/connect/", 200),
    ])
    func aSlashAtTheEndIsThatOfAFolder(target: String, status: Int) { #expect(answer(target).status == status) }

    /// RFC 9110, section 13.2.2: whoever sends a tag evaluates what is asked of it.
    @Test(arguments: [
        ([], ["@"], 304), ([], ["W/@"], 304), ([], ["\"x\" , @"], 304), ([], ["\"x\"", "@"], 304), ([], ["*"], 304),
        ([], ["\"x\""], 200), ([], ["@x"], 200), (["@"], [], 200), (["*"], [], 200), (["\"x\""], [], 412),
        (["W/@"], [], 412), (["\"x\"", "@"], [], 200), (["\"x\""], ["@"], 412), (["@"], ["@"], 304),
    ])
    func conditionsAreEvaluated(matches: [String], noneMatches: [String], status: Int) throws {
        // Stamps are those of one site, so the tag is asked of the same one.
        let site = LiveSite()
        site.update(["film.mp4": Self.film])
        func answer(_ matches: [String], _ noneMatches: [String]) -> LiveAnswer {
            LiveAnswer(
                LiveRequest(
                    method: "GET", target: "/film.mp4", hosts: ["127.0.0.1:4173"], range: "bytes=0-1", matches: matches,
                    noneMatches: noneMatches), port: 4173, site: site, base: "/")
        }
        let tag = try #require(header("ETag", answer([], [])))
        let found = answer(
            matches.map { $0.replacing("@", with: tag) }, noneMatches.map { $0.replacing("@", with: tag) })
        #expect(found.status == (status == 200 ? 206 : status))
        if status == 304 { #expect(found.body.isEmpty && header("ETag", found) == tag) }
    }

    @Test(arguments: [
        ("/base", 301, "/base/"), ("/base/", 200, nil), ("/base/connect", 301, "/base/connect/"),
        ("//base/connect", 404, nil), ("/base//connect", 301, "/base/connect/"), ("/connect/", 200, nil),
        ("/base?x=1", 301, "/base/?x=1"),
    ])
    func pagesAreFoundUnderThePathOfTheirSite(target: String, status: Int, location: String?) {
        let found = answer(target, base: "/base/")
        #expect(found.status == status)
        #expect(header("Location", found) == location)
    }

    @Test(arguments: [
        ("http://127.0.0.1:4173/connect/", ["127.0.0.1:4173"], 200), ("HTTP://localhost:4173", ["127.0.0.1:4173"], 200),
        ("http://localhost:4173/?x", ["evil.example"], 200), ("http://evil.example/", ["127.0.0.1:4173"], 403),
        ("http://127.0.0.1:4173/", ["127.0.0.1:4173", "a"], 403), ("/", ["LOCALHOST:4173"], 200), ("/", [], 403),
        ("/", ["127.0.0.1:4173", "127.0.0.1:4173"], 403), ("/", ["127.0.0.1"], 403), ("/", ["evil.example:4173"], 403),
    ])
    func theHostThatIsMeantIsChecked(target: String, hosts: [String], status: Int) {
        #expect(answer(target, hosts: hosts).status == status)
    }

    @Test(
        arguments: [
            ("bytes=0-9", 206, "bytes 0-9/100", 10), ("bytes=90-", 206, "bytes 90-99/100", 10),
            ("bytes=-5", 206, "bytes 95-99/100", 5), ("bytes=-500", 206, "bytes 0-99/100", 100),
            ("bytes=0-99999999999999999999", 206, "bytes 0-99/100", 100), ("Bytes=99-99", 206, "bytes 99-99/100", 1),
            ("bytes=100-", 416, "bytes */100", nil), ("bytes=-0", 416, "bytes */100", nil),
            ("bytes=5-4", 200, nil, 100), ("bytes=0-1,5-6", 200, nil, 100), ("bytes=", 200, nil, 100),
            ("bytes=-", 200, nil, 100), ("bytes=a-b", 200, nil, 100), ("lines=0-1", 200, nil, 100),
            ("bytes=+1-2", 200, nil, 100), ("bytes=1--2", 200, nil, 100),
        ] as [(String, Int, String?, Int?)])
    func partsOfFilesAreGiven(range: String, status: Int, part: String?, length: Int?) {
        let found = answer("/film.mp4", range: range)
        #expect(found.status == status)
        #expect(header("Content-Range", found) == part)
        if let length { #expect(found.body.count == length) }
    }

    @Test func aPartIsGivenOnlyOfTheFileThatIsKnown() throws {
        let site = LiveSite()
        site.update(["film.mp4": Self.film])
        func ask(_ condition: String?) -> LiveAnswer {
            let request = LiveRequest(
                method: "GET", target: "/film.mp4", hosts: ["127.0.0.1:4173"], range: "bytes=0-0", condition: condition)
            return LiveAnswer(request, port: 4173, site: site, base: "/")
        }
        let tag = try #require(header("ETag", ask(nil)))
        #expect(ask(tag).status == 206)
        #expect(ask("W/" + tag).status == 200)
        #expect(ask("Tue, 01 Dec 2026 00:00:00 GMT").status == 200)
        site.update(["film.mp4": [1, 2, 3]])
        #expect(ask(tag).status == 200)
    }

    @Test func nothingOfAnEmptyFileCanBeAsked() {
        #expect(answer("/empty.bin", range: "bytes=0-").status == 416)
        #expect(answer("/empty.bin").status == 200)
        #expect(answer("/film.mp4", method: "HEAD", range: "bytes=0-1").status == 200)
    }

    @Test(arguments: [
        ("a.webmanifest", "application/manifest+json; charset=utf-8"), ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"), ("a.mp4", "video/mp4"), ("A.PNG", "image/png"),
        ("x/y.tar.gz", "application/gzip"),
        ("CNAME", "application/octet-stream"), ("a.b/CNAME", "application/octet-stream"), ("a.svg", "image/svg+xml"),
        (".nojekyll", "application/octet-stream"), ("a.avif", "image/avif"), ("a.pdf", "application/pdf"),
    ])
    func filesHaveTheirMediaType(path: String, type: String) { #expect(MediaType.of(path: path) == type) }
}
