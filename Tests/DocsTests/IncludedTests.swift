import Authoring
import Foundation
import Testing

@testable import Docs

/// Files within pages, terms of the glossary, and links in raw HTML.
@Suite struct IncludedTests {
    private static let templates = [
        "page": "<html>{{>head}}{{{content}}}</html>\n", "head": "<title>{{pageTitle}}</title>", "header": "",
        "footer": "",
    ]

    private func write(_ files: [String: String], to folder: URL) throws {
        for (path, text) in files {
            let place = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
    }

    private func builder(_ folder: URL, _ change: (inout DocsSettings) -> Void = { _ in }) throws -> DocsBuilder {
        var settings = DocsSettings(name: "Site")
        change(&settings)
        return DocsBuilder(
            root: folder.path, settings: settings, templates: try PageTemplates(IncludedTests.templates))
    }

    private func page(_ path: String, in files: [String: [UInt8]]) throws -> String {
        String(decoding: try #require(files[path]), as: UTF8.self)
    }

    private func problems(_ builder: DocsBuilder) -> [String] {
        do {
            _ = try DocsSession().rebuild(builder)
            return []
        } catch {
            return error.list.map(\.description)
        }
    }

    private static let site = [
        "content/a.md":
            "---\ntitle: A\n---\n<!-- include: parts/note.md -->\n\n```swift include=\"/code/x.swift\" lines=\"2-2\"\n```\n",
        "content/b.md": "---\ntitle: B\n---\n## Here\n",
        "content/parts/note.md": "---\ntitle: Note\n---\nA [link](b.md#here).\n",
        "code/x.swift": "let first\nlet second\nlet third\n",
    ]

    @Test func filesAreIncludedAndTheirChangesSeen() async throws {
        try await withFolder { folder in
            try write(IncludedTests.site, to: folder)
            try write(["content/parts/note.md": "---\ntitle: Note\n---\nA [link](/b/#here).\n"], to: folder)
            let session = DocsSession()
            let builder = try builder(folder)
            let first = try page("a/index.html", in: try session.rebuild(builder).files)
            #expect(first.contains("A <a href=\"../b/index.html#here\">link</a>."))
            #expect(first.contains("let second") && !first.contains("let first") && !first.contains("let third"))
            try write(["code/x.swift": "let first\nlet other\nlet third\n"], to: folder)
            let second = try page("a/index.html", in: try session.rebuild(builder).files)
            #expect(second.contains("let other") && !second.contains("let second"))
            try write(["content/parts/note.md": "---\ntitle: Note\n---\nAnother.\n"], to: folder)
            #expect(try page("a/index.html", in: try session.rebuild(builder).files).contains("<p>Another.</p>"))
        }
    }

    @Test func aDeadLinkInAnIncludedFileIsFoundThere() async throws {
        try await withFolder { folder in
            try write(IncludedTests.site, to: folder)
            try write(["content/parts/note.md": "---\ntitle: Note\n---\n\nA [link](/c/).\n"], to: folder)
            let found = problems(try builder(folder))
            #expect(found == ["content/parts/note.md:5:10: the link “/c/” leads to no page. Did you mean “/a/”?"])
        }
    }

    @Test(arguments: [
        (
            "<!-- include: ../../x -->",
            "content/a.md:5: “../../x” is no file of this site; a path may not leave its folder."
        ),
        ("<!-- include: none.md -->", "content/a.md:5: there is no file “content/none.md” to include."),
        ("<!-- include: a.md -->", "content/a.md:5: content/a.md includes itself: content/a.md → content/a.md."),
        (
            "```x include=\"/code/x.swift\" lines=\"3-9\"\n```",
            "content/a.md:5: code/x.swift has 3 lines, not 9."
        ),
        (
            "```x include=\"/out/secret\"\n```",
            "content/a.md:5: “out/secret” cannot be included: the link leaves the site: it leads to “"
        ),
        (
            "```x include=\"/code/bytes\"\n```",
            "content/a.md:5: “code/bytes:1” cannot be included: this line is not UTF-8."
        ),
    ])
    func whatCannotBeIncludedIsNamed(_ text: String, _ expected: String) async throws {
        try await withFolder { folder in
            let site = folder.appendingPathComponent("site")
            try write(IncludedTests.site, to: site)
            try write(["content/a.md": "---\ntitle: A\n---\n\n" + text + "\n"], to: site)
            try write(["other/secret": "key"], to: folder)
            try Data([0x61, 0xFF]).write(to: site.appendingPathComponent("code/bytes"))
            try FileManager.default.createSymbolicLink(
                at: site.appendingPathComponent("out"), withDestinationURL: folder.appendingPathComponent("other"))
            let found = problems(try builder(site))
            #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
        }
    }

    @Test func theFirstUseOfATermIsALink() async throws {
        try await withFolder { folder in
            let term = "---\ntitle: Issuer\nnames: [token maker]\nsummary: Who signs.\n---\nThe issuer and the PKCE.\n"
            try write(
                [
                    "content/a.md": "---\ntitle: A\n---\n## An issuer\n\nTwo issuers, one issuer, `PKCE` and a PKCE.\n",
                    "content/glossary/index.md": "---\ntitle: Glossary\n---\n",
                    "content/glossary/issuer.md": term, "content/glossary/pkce.md": "---\ntitle: PKCE\n---\n",
                    "content/glossary/later.md": "---\ntitle: Two\ndraft: true\n---\n",
                    "content/de/a.md": "---\ntitle: A\n---\nEin Issuer.\n",
                ], to: folder)
            let session = DocsSession()
            let builder = try builder(folder) { $0.languages.append(.init(code: "de", name: "Deutsch")) }
            let first = try session.rebuild(builder).files
            let a = try page("a/index.html", in: first)
            let link = "<a class=\"term\" href=\"../glossary/issuer/index.html\" title=\"Who signs.\">issuers</a>"
            #expect(a.contains("Two \(link), one issuer, <code>PKCE</code> and a <a class=\"term\""))
            let own = try page("glossary/issuer/index.html", in: first)
            #expect(
                own.contains("The issuer and the <a class=\"term\" href=\"../pkce/index.html\">PKCE</a>"))
            let list = try page("glossary/index.html", in: first)
            #expect(list.contains("<dt><a href=\"../glossary/issuer/index.html\">Issuer</a></dt><dd>Who signs.</dd>"))
            #expect(!list.contains("Two"))
            #expect(try page("de/a/index.html", in: first).contains("Ein Issuer."))
            // Any page may use a term, so all follow when it changes.
            try write(["content/glossary/issuer.md": term.replacing("Who signs.", with: "The signer.")], to: folder)
            let second = try session.rebuild(builder).files
            #expect(try page("a/index.html", in: second).contains("title=\"The signer.\""))
            #expect(try page("glossary/index.html", in: second).contains("<dd>The signer.</dd>"))
        }
    }

    @Test func onlyTermsHaveNames() async throws {
        try await withFolder { folder in
            try write(["content/a.md": "---\ntitle: A\nnames: [B]\n---\n"], to: folder)
            #expect(
                problems(try builder(folder)) == [
                    "content/a.md: only a page of content/glossary explains a term, so this one has no names for it. "
                        + "Move the page there, or take “names” out of its head."
                ])
        }
    }

    @Test func linksInRawHTMLAreCheckedAndRewritten() async throws {
        try await withFolder { folder in
            try write(IncludedTests.site.filter { $0.key != "content/parts/note.md" }, to: folder)
            let head = "---\ntitle: A\n---\n"
            try write(
                [
                    "content/a.md": head
                        + "<div id='box'>\n<a class=\"x\" href='/b/?a=1&amp;b=2#here'>b</a>\n</div>\n\n<a href=\"b.md\">inline</a> [box](#box)\n"
                ], to: folder)
            let site = try DocsSession().rebuild(try builder(folder) { $0.allowsHTML = true }).files
            let a = try page("a/index.html", in: site)
            #expect(a.contains("<a class=\"x\" href='../b/index.html?a=1&amp;b=2#here'>b</a>"))
            #expect(a.contains("<a href=\"../b/index.html\">inline</a>"))
            try write(
                [
                    "content/a.md": head
                        + "<div>\n<a href=\"/c/\">c</a>\n</div>\n\n<img src=\"https://x.example/y.png\">\n"
                ],
                to: folder)
            #expect(
                problems(try builder(folder) { $0.allowsHTML = true }) == [
                    "content/a.md:5:10: the link “/c/” leads to no page. Did you mean “/a/”?",
                    "content/a.md:8:11: the page loads “https://x.example/y.png” from another host. Put the file into the site.",
                ])
            // Shown as text, they are no links.
            #expect(problems(try builder(folder)).isEmpty)
        }
    }
}
