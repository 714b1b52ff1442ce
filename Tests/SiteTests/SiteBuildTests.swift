import Authoring
import Docs
import Foundation
import Testing

@testable import Site

/// Builds into a folder with what the builds before left on disk, held against builds from nothing.
@Suite struct SiteBuildTests {
    private static let generator = Generator(version: "1", markdownVersion: "0", fingerprint: "a")

    /// A site of documentation in a folder of its own.
    private struct Site: EditedFolder {
        let folder: URL
        let library: Inheritance

        init(in folder: URL) throws {
            self.folder = folder.appending(path: "site")
            let templates = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "templates")
            var files: [String: [UInt8]] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: templates.path) where name.contains(".") {
                files["templates/" + name] = Array(try Data(contentsOf: templates.appending(path: name)))
            }
            library = Inheritance(files)
            try write("wirescribe.yml", "name: Site\n")
            try write("content/index.md", "---\ntitle: Home\n---\n[Setup](guides/setup.md#keys)\n")
            try write("content/guides/index.md", "---\ntitle: Guides\n---\nText.\n")
            try write("content/guides/setup.md", "---\ntitle: Setup\n---\n## Keys\n\n`x`\n")
            try write("static/robots.txt", "User-agent: *\n")
        }

        func remove(_ path: String) { try? FileManager.default.removeItem(at: folder.appending(path: path)) }

        /// Builds as a process of its own would.
        func build(
            into output: URL, isCached: Bool, generator: Generator = SiteBuildTests.generator
        ) throws -> SiteBuild.Outcome? {
            let cache = isCached ? SiteCache(of: folder.path, program: generator) : nil
            #expect((cache != nil) == isCached)
            let build = try SiteBuild(of: folder, to: output, cache: cache, generator: generator)
            if build.unchanged != nil { return nil }
            let documentation = try #require(
                try DocumentationSite(of: folder, library: library, generator: generator))
            return try build.write(documentation)
        }

        var output: URL { folder.appending(path: "_site") }

        /// A build with the cache; nil when nothing had changed.
        @discardableResult func build() throws -> SiteBuild.Outcome? { try build(into: output, isCached: true) }

        /// What is wrong with the site, one line each.
        func problems(_ build: () throws -> Void) throws -> [String] {
            do {
                try build()
                return []
            } catch let problems as Problems {
                return problems.list.map(\.description)
            }
        }
    }

    private func withSite(_ action: (Site) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wirescribe-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await action(try Site(in: folder))
    }

    // MARK: Every kind of input

    /// A change of one file.
    struct Edit: CustomTestStringConvertible, Sendable {
        var name: String
        var change: @Sendable (URL) throws -> Void
        var testDescription: String { name }

        init(_ name: String, _ path: String, _ text: String?) {
            self.name = name
            change = { folder in
                let place = folder.appending(path: path)
                guard let text else { return try FileManager.default.removeItem(at: place) }
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place)
            }
        }
    }

    @Test(arguments: [
        Edit("text", "content/guides/setup.md", "---\ntitle: Setup\n---\n## Keys\n\n`y`\n"),
        Edit("title", "content/guides/setup.md", "---\ntitle: Start\n---\n## Keys\n\n`x`\n"),
        Edit("weight", "content/guides/setup.md", "---\ntitle: Setup\nweight: 1\n---\n## Keys\n\n`x`\n"),
        Edit("tags", "content/guides/setup.md", "---\ntitle: Setup\ntags: [a]\n---\n## Keys\n\n`x`\n"),
        Edit("alias", "content/guides/setup.md", "---\ntitle: Setup\naliases: [/old/]\n---\n## Keys\n\n`x`\n"),
        Edit("draft", "content/guides/index.md", "---\ntitle: Guides\ndraft: true\n---\nText.\n"),
        Edit("new page", "content/guides/more.md", "---\ntitle: More\n---\nText.\n"),
        Edit("new file", "content/guides/map.svg", "<svg/>"),
        Edit("page gone", "content/guides/index.md", nil),
        Edit("static file", "static/robots.txt", "User-agent: b\n"),
        Edit("new static file", "static/.well-known/x.txt", "x\n"),
        Edit("static file gone", "static/robots.txt", nil),
        Edit("template", "templates/footer.mustache", "<footer>{{siteName}}</footer>"),
        Edit("asset", "templates/assets/site.css", "a{}"),
        Edit("settings: name", "wirescribe.yml", "name: Other\n"),
        Edit("settings: description", "wirescribe.yml", "name: Site\ndescription: Words.\nurl: https://a.example/\n"),
        Edit("settings: language", "wirescribe.yml", "name: Site\nlanguage: de\n"),
        Edit("settings: languages", "wirescribe.yml", "name: Site\nlanguages: { ar: العربية }\n"),
        Edit(
            "settings: versions", "wirescribe.yml",
            "name: Site\nversions: [{ name: 1 }, { name: 2, url: https://a.example/2/ }]\n"),
        Edit("settings: navigation", "wirescribe.yml", "name: Site\nnavigation: [/guides/]\n"),
        Edit("settings: theme", "wirescribe.yml", "name: Site\ntheme: { radius: 9px }\n"),
        Edit("settings: redirects", "wirescribe.yml", "name: Site\nredirects: { /a/: /guides/ }\n"),
        Edit("settings: links", "wirescribe.yml", "name: Site\nlinks: { style: pretty }\n"),
        Edit("settings: edit", "wirescribe.yml", "name: Site\nedit: \"https://a.example/{path}\"\n"),
        Edit("settings: fingerprint", "wirescribe.yml", "name: Site\nfingerprint: true\n"),
        Edit("settings: library", "wirescribe.yml", "name: Site\nlibrary: true\n# x\n"),
    ]) func everyKindOfInputIsNoticed(_ edit: Edit) async throws {
        try await withSite { site in
            #expect(try site.build() != nil)
            #expect(try site.build() == nil, "nothing has changed")
            try edit.change(site.folder)
            #expect(try site.build() != nil, "the edit is noticed")
            let cold = site.folder.deletingLastPathComponent().appending(path: "cold")
            _ = try site.build(into: cold, isCached: false)
            #expect(try BuildFixture.tree(site.output) == BuildFixture.tree(cold))
            #expect(try site.build() == nil, "nothing has changed since")
        }
    }

    /// What pages show of other files is part of them.
    @Test func whatPagesTakeFromOthersIsNoticed() async throws {
        try await withSite { site in
            try site.write("wirescribe.yml", "name: Site\nfingerprint: true\n")
            try site.write("snippets/a.swift", "let old = 1\n")
            try site.write("content/map.svg", "<svg/>")
            try site.write("content/glossary/scope.md", "---\ntitle: Scope\nsummary: Old words.\n---\nText.\n")
            try site.write(
                "content/page.md",
                "---\ntitle: Page\n---\nA scope. ![Map](map.svg)\n\n```swift include=\"/snippets/a.swift\"\n```\n")
            func page() throws -> String {
                try String(contentsOf: site.output.appending(path: "page/index.html"), encoding: .utf8)
            }
            func expectCold() throws {
                let cold = site.folder.deletingLastPathComponent().appending(path: "cold")
                _ = try site.build(into: cold, isCached: false)
                #expect(try BuildFixture.tree(site.output) == BuildFixture.tree(cold))
            }
            _ = try site.build()
            let old = try page()
            #expect(old.contains("old") && old.contains("map."))
            try site.write("snippets/a.swift", "let new = 1\n")
            #expect(try site.build() != nil)
            #expect(try page().contains("new"))
            try expectCold()
            try site.write("content/map.svg", "<svg id='1'/>")
            #expect(try site.build() != nil)
            try expectCold()
            try site.write("content/glossary/scope.md", "---\ntitle: Scope\nsummary: New words.\n---\nText.\n")
            #expect(try site.build() != nil)
            try expectCold()
        }
    }

    @Test func filesThatTheSettingsNameAreInputs() async throws {
        try await withSite { site in
            try site.write("wirescribe.yml", "name: Site\ntheme: { css: [brand/own.css], logo: brand/logo.svg }\n")
            try site.write("brand/own.css", "b{}")
            try site.write("brand/logo.svg", "<svg/>")
            _ = try site.build()
            // What was written just now may be written again within one tick of the clock, so its content is asked.
            _ = try site.build()
            #expect(try site.build() == nil)
            try site.write("brand/own.css", "i{}")
            #expect(try site.build()?.written == 1)
            let style = try String(contentsOf: site.output.appending(path: "assets/site.css"), encoding: .utf8)
            #expect(style.hasSuffix("i{}"))
            try site.write("brand/logo.svg", "<svg id='1'/>")
            #expect(try site.build()?.written == 1)
        }
    }

    @Test func theHistoryIsAnInput() async throws {
        try await withSite { site in
            func git(_ arguments: String...) throws {
                let process = Process()
                process.executableURL = URL(filePath: "/usr/bin/env")
                process.arguments =
                    ["git", "-C", site.folder.path, "-c", "user.name=a", "-c", "user.email=a@a.example"] + arguments
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
            }
            try site.write("wirescribe.yml", "name: Site\nupdated: git\n")
            try git("init", "--quiet")
            try git("add", "content")
            _ = try site.build()
            #expect(try site.build() == nil)
            try git("commit", "--quiet", "--message", "a", "--date", "2026-01-01T00:00:00Z")
            let outcome = try #require(try site.build())
            #expect(outcome.written >= 3 && outcome.left > 3)
            #expect(try site.build() == nil)
        }
    }

    @Test func anotherProgramTrustsNothing() async throws {
        try await withSite { site in
            let first = try #require(try site.build())
            #expect(first.written > 0 && first.left == 0)
            var other = SiteBuildTests.generator
            other.fingerprint = "b"
            let second = try #require(try site.build(into: site.output, isCached: true, generator: other))
            // Everything is made again; what comes out is what is there.
            #expect(second.pages == first.pages && second.written + second.left == first.written)
        }
    }

    /// What it inherits is part of a site, though it is in none of its files.
    @Test func anotherLibraryIsLookedAt() async throws {
        try await withSite { site in
            let first = try #require(try site.build())
            var other = SiteBuildTests.generator
            other.library = "b"
            let second = try #require(try site.build(into: site.output, isCached: true, generator: other))
            #expect(second.written == 0 && second.left == first.written)
        }
    }

    // MARK: The output

    @Test func unchangedFilesAreNotWrittenAgain() async throws {
        try await withSite { site in
            let all = try #require(try site.build())
            func stamps() throws -> [String: Date] {
                var stamps: [String: Date] = [:]
                for path in try FileManager.default.subpathsOfDirectory(atPath: site.output.path) {
                    let place = site.output.appending(path: path)
                    let values = try place.resourceValues(forKeys: [.contentModificationDateKey, .isDirectoryKey])
                    if values.isDirectory != true { stamps[path] = values.contentModificationDate }
                }
                return stamps
            }
            let before = try stamps()
            try site.write("content/guides/setup.md", "---\ntitle: Setup\n---\n## Keys\n\n`yyy`\n")
            let outcome = try #require(try site.build())
            #expect(outcome.written + outcome.left == all.written)
            let changed = try stamps().filter { before[$0.key] != $0.value }.keys.sorted()
            // The list of all files comes last and counts as none.
            #expect(changed.filter { $0 != OutputWriter.marker }.count == outcome.written)
            #expect(changed.contains("guides/setup/index.html"))
            #expect(!changed.contains("index.html") && !changed.contains("assets/site.css"))
        }
    }

    @Test(arguments: [
        ("guides/index.html", "changed by hand"), ("guides/index.html", nil), ("guides", nil),
    ]) func anOutputThatWasTouchedIsPutRight(path: String, text: String?) async throws {
        try await withSite { site in
            _ = try site.build()
            let good = try BuildFixture.tree(site.output)
            #expect(try site.build() == nil)
            if let text { try site.write("_site/" + path, text) } else { site.remove("_site/" + path) }
            #expect(try BuildFixture.tree(site.output) != good)
            #expect(try site.build() != nil)
            #expect(try BuildFixture.tree(site.output) == good)
            #expect(try site.build() == nil)
        }
    }

    @Test(arguments: ["guides/mine.html", "mine/index.html", ".hidden", ".git/HEAD", "CNAME"])
    func whatSomebodyAddedToTheOutputStays(path: String) async throws {
        try await withSite { site in
            _ = try site.build()
            try site.write("_site/" + path, "added by hand")
            let mixed = try BuildFixture.tree(site.output)
            #expect(try site.build() == nil)
            #expect(try BuildFixture.tree(site.output) == mixed)
            try site.write("content/guides/setup.md", "---\ntitle: Setup\n---\n## Keys\n\nOther words.\n")
            #expect(try site.build() != nil)
            #expect(FileManager.default.contents(atPath: site.output.path + "/" + path) == Data("added by hand".utf8))
        }
    }

    /// A link in the output is somebody else's, as is what it leads to; both stay.
    @Test func aLinkInTheOutputIsNamedAndNotFollowed() async throws {
        try await withSite { site in
            _ = try site.build()
            let good = try BuildFixture.tree(site.output)
            let moved = site.folder.appending(path: "precious")
            let guides = site.output.appending(path: "guides")
            try FileManager.default.moveItem(at: guides, to: moved)
            try site.write("precious/thesis.txt", "precious")
            let precious = try BuildFixture.tree(moved)
            try FileManager.default.createSymbolicLink(at: guides, withDestinationURL: moved)
            let error = #expect(throws: OutputError.self) { _ = try site.build() }
            #expect(error?.reason.hasPrefix("guides is no folder, and the site has the file guides/") == true)
            #expect(try guides.resourceValues(forKeys: [.isSymbolicLinkKey]).isSymbolicLink == true)
            #expect(try BuildFixture.tree(moved) == precious)
            try FileManager.default.removeItem(at: guides)
            _ = try site.build()
            #expect(try BuildFixture.tree(site.output) == good)
            #expect(try BuildFixture.tree(moved) == precious)
        }
    }

    @Test func aSiteWithMistakesLeavesTheOutputAlone() async throws {
        try await withSite { site in
            _ = try site.build()
            let good = try BuildFixture.tree(site.output)
            try site.write("content/guides/setup.md", "---\ntitle: Setup\n---\n[x](nowhere.md)\n")
            let problems = try site.problems { try site.build() }
            #expect(problems.contains { $0.hasPrefix("content/guides/setup.md:4:5: the link “nowhere.md”") })
            #expect(try BuildFixture.tree(site.output) == good)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: site.folder.path).sorted() == [
                    ".wirescribe", "_site", "content", "static", "wirescribe.yml",
                ])
        }
    }

    // MARK: The cache

    /// Every cut and every wrong byte of a file makes it count as none.
    @Test(arguments: ["pages", "output"]) func aDamagedCacheCountsAsNone(name: String) async throws {
        try await withSite { site in
            _ = try site.build()
            let good = try BuildFixture.tree(site.output)
            let place = site.folder.appending(path: ".wirescribe/" + name)
            let whole = try Data(contentsOf: place)
            for part in 0..<12 {
                var damaged = whole.prefix(whole.count * part / 12)
                if part % 2 == 1 { damaged = whole; damaged[whole.count * part / 12] ^= 0x40 }
                try damaged.write(to: place)
                try expectAPageToComeAndGo(part, in: site, good)
            }
        }
    }

    /// A new page is built, and without it the site is what it was.
    private func expectAPageToComeAndGo(
        _ number: Int, in site: Site, _ good: [String: Data], _ place: SourceLocation = #_sourceLocation
    ) throws {
        try site.write("content/guides/more.md", "---\ntitle: More \(number)\n---\nText.\n")
        #expect(try site.build() != nil, sourceLocation: place)
        #expect(try BuildFixture.tree(site.output).count > good.count, sourceLocation: place)
        site.remove("content/guides/more.md")
        #expect(try site.build() != nil, sourceLocation: place)
        #expect(try BuildFixture.tree(site.output) == good, sourceLocation: place)
    }

    /// What is read only when it is asked for is missed only then: the build begins again without it.
    @Test func piecesThatAreLostAreMadeAgain() async throws {
        try await withSite { site in
            _ = try site.build()
            let good = try BuildFixture.tree(site.output)
            func pieces() throws -> URL {
                let names = try FileManager.default.contentsOfDirectory(
                    atPath: site.folder.appending(path: ".wirescribe").path)
                let found = names.filter { $0.hasPrefix("pieces-") }
                #expect(found.count == 1)
                return site.folder.appending(path: ".wirescribe/" + (try #require(found.first)))
            }
            for part in 0..<9 {
                let place = try pieces()
                let whole = try Data(contentsOf: place)
                switch part % 3 {
                case 0: try whole.prefix(whole.count * part / 9).write(to: place)
                case 1: try Data(whole.map { $0 ^ 0x40 }).write(to: place)
                default: try FileManager.default.removeItem(at: place)
                }
                // A new address makes every link be looked at.
                try expectAPageToComeAndGo(part, in: site, good)
            }
        }
    }

    @Test func oneBuildWaitsForTheOther() async throws {
        try await withSite { site in
            let cache = try #require(SiteCache(of: site.folder.path, program: SiteBuildTests.generator))
            var first = try await BuildLock.acquire(cache) { Issue.record("nobody else builds") }
            #expect(first != nil)
            var waited = 0
            await #expect(throws: BuildLock.Failure.self) {
                _ = try await BuildLock.acquire(cache, patience: .milliseconds(120)) { waited += 1 }
            }
            #expect(waited == 1)
            withExtendedLifetime(first) {}
            first = nil
            let second = try await BuildLock.acquire(cache, patience: .zero) { Issue.record("nobody else builds") }
            #expect(second != nil)
        }
    }

    // MARK: Random edits

    /// Every state that the cache comes from and every edit lead to what a build from nothing gives.
    @Test(arguments: [1, 2, 3] as [UInt64]) func randomEditsGiveWhatABuildFromNothingGives(seed: UInt64) async throws {
        try await withSite { site in
            var edits = try RandomEdits(of: site.folder, seed: seed)
            let cold = site.folder.deletingLastPathComponent().appending(path: "cold")
            var good = 0
            var kept = 0
            let steps = RandomEdits.steps(110)
            for step in 0..<steps {
                for _ in 0...edits.next(2) { try edits.edit(step) }
                let wrong = try site.problems { _ = try site.build(into: cold, isCached: false) }
                var outcome: SiteBuild.Outcome?
                let found = try site.problems { outcome = try site.build() }
                #expect(found == wrong, "edit \(step)")
                guard wrong.isEmpty, found.isEmpty else {
                    try edits.mend(wrong)
                    continue
                }
                good += 1
                kept += outcome?.left ?? 0
                try #require(try BuildFixture.differences(of: site.output, from: cold) == [], "edit \(step)")
            }
            #expect(good * 11 > steps * 4 && kept > steps * 9)
        }
    }
}
