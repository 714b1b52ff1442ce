import Authoring
import Docs
import Foundation
import Specs
import Testing
import Traces

@testable import Scenarios
@testable import Site

/// Builds sites with runs into a folder with what the builds before left on disk, held against builds from nothing.
@Suite struct RunSiteBuildTests {
    /// Runs that follow from what stands above the text of a scenario's file.
    private struct HeadRuns: RunSource {
        var heads: [String: ContentHash]

        func traces(for page: ScenarioPage) async throws -> [Trace] {
            guard page.compare.isEmpty else { return [] }
            let scope = heads[page.id].map { String("\($0)".prefix(6)) } ?? ""
            return page.revisions.map { BuildFixture.trace(page.id, $0, scope: scope) }
        }

        func fingerprint(for page: ScenarioPage) -> ContentHash? { heads[page.id] }
    }

    /// A site in a folder of its own.
    fileprivate struct Site: EditedFolder {
        let folder: URL
        let library: Inheritance
        let generator = Generator(version: "1", markdownVersion: "0", fingerprint: "a")

        init(in folder: URL) throws {
            self.folder = folder.appending(path: "site")
            let templates = ReferenceFixture.root.appending(path: "templates")
            var files: [String: [UInt8]] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: templates.path) where name.contains(".") {
                files["templates/" + name] = Array(try Data(contentsOf: templates.appending(path: name)))
            }
            library = Inheritance(files)
            try write("wirescribe.yml", "name: Site\n")
            try write("content/index.md", "---\ntitle: Home\nfeatured: A01\n---\nText.\n")
            try write(
                "content/setup.md",
                "---\ntitle: Setup\n---\n## Keys\n\n[run](/scenarios/a/2026-07-28/#s-token-request)\n")
            try write("content/glossary/grant.md", "---\ntitle: Grant\nsummary: A consent.\n---\nText.\n")
            try write(
                "content/revisions/2026-07-28.md", "---\nrevision: 2026-07-28\ntitle: New\nsummary: s\n---\nText.\n")
            for (path, text) in ReferenceFixture.texts { try write(path, text) }
            try write("snippets/a.json", "{}\n")
            for (weight, slug) in ["a", "b", "c"].enumerated() { try writeStory(slug, weight: weight + 1) }
            try write(
                "content/scenarios/d.md",
                "---\nid: D01\ntitle: Both\nsummary: s\nweight: 4\nrevisions: [2026-07-28]\nscenario: { compare: [A01, B01] }\n---\nText.\n"
            )
        }

        func remove(_ path: String) throws { try FileManager.default.removeItem(at: folder.appending(path: path)) }

        func writeStory(
            _ slug: String, weight: Int, title: String? = nil, steps: String = "[connect]", text: String = "A grant."
        ) throws {
            try write(
                "content/scenarios/\(slug).md",
                """
                ---
                id: \(slug.uppercased())01
                title: \(title ?? "Story " + slug)
                summary: Words.
                weight: \(weight)
                revisions: [2025-11-25, 2026-07-28]
                scenario:
                  steps: \(steps)
                  expect:
                    outcome: success
                ---
                \(text) [Setup](/setup/#keys) and {{revision}}.

                ```json include="/snippets/a.json"
                ```

                """)
        }

        var output: URL { folder.appending(path: "_site") }

        /// The sources as they are now, with the runs that follow from them.
        func read() throws -> (builder: SiteBuilder, pages: [ScenarioPage], runs: some RunSource) {
            let sources = try SiteSources(of: folder, library: library)
            let scenarios = try sources.content.scenarioFiles.map {
                try Scenario(parsing: $0.text, file: $0.path, slug: $0.slug)
            }
            var heads: [String: ContentHash] = [:]
            for (scenario, file) in zip(scenarios, sources.content.scenarioFiles) {
                let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
                heads[scenario.page.id] = ContentHash(
                    lines.prefix(scenario.page.bodyLine - 1).joined(separator: "\n"))
            }
            return (SiteBuilder(sources, generator: generator), scenarios.map(\.page), HeadRuns(heads: heads))
        }

        /// Builds as a process of its own would; nil when nothing had changed.
        @discardableResult func build(into output: URL? = nil, isCached: Bool = true) async throws -> SiteBuild.Outcome?
        {
            let cache = isCached ? SiteCache(of: folder.path, program: generator) : nil
            let build = try SiteBuild(of: folder, to: output ?? self.output, cache: cache, generator: generator)
            if build.unchanged != nil { return nil }
            let (builder, pages, runs) = try read()
            return try await build.write(pages, runs: runs, by: builder) { _ in [] }.outcome
        }

        /// The output has the bytes that a build from nothing gives.
        func expectCold(_ place: SourceLocation = #_sourceLocation) async throws {
            let cold = folder.deletingLastPathComponent().appending(path: "cold")
            try? FileManager.default.removeItem(at: cold)
            try await build(into: cold, isCached: false)
            #expect(try BuildFixture.differences(output, cold) == [], sourceLocation: place)
        }
    }

    private func withSite(_ action: (Site) async throws -> Void) async throws {
        try await BuildFixture.withFolder { try await action(try Site(in: $0)) }
    }

    /// A process that goes on makes the same as one that begins, and leaves alone what an edit does not concern.
    @Test func aSessionGivesWhatABuildFromNothingGives() async throws {
        try await withSite { site in
            let session = SiteSession()
            func expectCold(_ place: SourceLocation = #_sourceLocation) async throws {
                let (builder, pages, runs) = try site.read()
                let warm = try await session.rebuild(builder, pages, runs: runs).files
                let cold = try await builder.build(pages, runs: runs)
                #expect(warm.count == cold.count, sourceLocation: place)
                #expect(cold.filter { warm[$0.path] != $0.bytes }.map(\.path) == [], sourceLocation: place)
            }
            try await expectCold()
            try await expectCold()
            try site.writeStory("b", weight: 2, text: "Another grant.")
            try await expectCold()
            try site.writeStory("b", weight: 2, text: "[dead](/nowhere/)")
            let (builder, pages, runs) = try site.read()
            await #expect(throws: Problems.self) { try await session.rebuild(builder, pages, runs: runs) }
            try site.writeStory("b", weight: 2, title: "Renamed")
            try await expectCold()
            try site.write("content/setup.md", "---\ntitle: Setup\n---\n## Keys\n\nOther words.\n")
            try await expectCold()
            try site.write("wirescribe.yml", "name: Other\n")
            try await expectCold()
            try site.remove("content/scenarios/d.md")
            try site.remove("content/scenarios/c.md")
            try await expectCold()
        }
    }

    private static let about = ""
    private static let stories = ["a", "b", "c", "d"].map { "content/scenarios/\($0).md" }
    private static let all = [about] + stories

    /// A change, and the units that have to be made again: the files of the stories, and an empty name for the pages about
    /// all of them.
    struct Edit: CustomTestStringConvertible, Sendable {
        var name: String
        var made: [String]
        fileprivate var change: @Sendable (Site) throws -> Void
        var testDescription: String { name }

        fileprivate init(_ name: String, made: [String], _ change: @escaping @Sendable (Site) throws -> Void) {
            self.name = name
            self.made = made
            self.change = change
        }
    }

    static let edits: [Edit] = [
        Edit("prose", made: []) {
            try $0.write("content/setup.md", "---\ntitle: Setup\n---\n## Keys\n\nOther words.\n")
        },
        Edit("a new file beside pages", made: all) { try $0.write("static/robots.txt", "User-agent: *\n") },
        Edit("home", made: [about]) {
            try $0.write("content/index.md", "---\ntitle: Home\nfeatured: B01\n---\nText.\n")
        },
        Edit("role", made: [about]) {
            try $0.write(ReferenceFixture.role.0, ReferenceFixture.role.1.replacing("Build it", with: "Make it"))
        },
        Edit("symptom", made: [about]) {
            try $0.write(ReferenceFixture.symptom.0, ReferenceFixture.symptom.1.replacing("None", with: "Many"))
        },
        Edit("revision", made: [about]) {
            try $0.write(
                "content/revisions/2026-07-28.md", "---\nrevision: 2026-07-28\ntitle: New\nsummary: t\n---\nText.\n")
        },
        Edit("text of a story", made: [stories[1]]) { try $0.writeStory("b", weight: 2, text: "Other words.") },
        // The last story sets the runs of two others side by side.
        Edit("scenario of a story", made: [about, stories[1], stories[3]]) {
            try $0.writeStory("b", weight: 2, steps: "[connect, connect]")
        },
        Edit("scenario of another story", made: [about, stories[2]]) {
            try $0.writeStory("c", weight: 3, steps: "[connect, connect]")
        },
        Edit("title of a story", made: [about] + stories) { try $0.writeStory("b", weight: 2, title: "Renamed") },
        Edit("order of stories", made: [about] + stories) { try $0.writeStory("a", weight: 9) },
        Edit("a file that stories include", made: stories.dropLast()) { try $0.write("snippets/a.json", "[]\n") },
        Edit("a story gone", made: all.filter { $0 != stories[2] }) { try $0.remove(stories[2]) },
        Edit("a new story", made: all + ["content/scenarios/e.md"]) { try $0.writeStory("e", weight: 5) },
        Edit("field", made: all) {
            try $0.write(ReferenceFixture.field.0, ReferenceFixture.field.1.replacing("Once", with: "Twice"))
        },
        Edit("exchange", made: all) {
            try $0.write(ReferenceFixture.exchange.0, ReferenceFixture.exchange.1.replacing("A trade", with: "A deal"))
        },
        Edit("term", made: all) {
            try $0.write("content/glossary/grant.md", "---\ntitle: Grant\nsummary: A will.\n---\nText.\n")
        },
        Edit("a new page", made: all) { try $0.write("content/more.md", "---\ntitle: More\n---\nText.\n") },
        Edit("template", made: all) { try $0.write("templates/footer.mustache", "<footer>{{siteName}}</footer>") },
        Edit("settings", made: all) { try $0.write("wirescribe.yml", "name: Other\n") },
        Edit("settings: links", made: all) { try $0.write("wirescribe.yml", "name: Site\nlinks: { style: pretty }\n") },
        Edit("settings: languages", made: all) {
            try $0.write("wirescribe.yml", "name: Site\nlanguages: { ar: العربية }\n")
        },
        Edit("settings: fingerprint", made: all) { try $0.write("wirescribe.yml", "name: Site\nfingerprint: true\n") },
    ]

    @Test(arguments: edits) func onlyWhatDependsOnAnEditIsMade(_ edit: Edit) async throws {
        try await withSite { site in
            #expect(try await site.build()?.made == RunSiteBuildTests.all)
            // Files that were written just now are read again, but nothing is made of them.
            #expect(try await site.build()?.made ?? [] == [])
            try edit.change(site)
            #expect(try await site.build()?.made == edit.made)
            try await site.expectCold()
            #expect(try await site.build()?.made ?? [] == [])
        }
    }

    /// Edits of stories, of pages about runs and of everything else, one after the other and some of them at once, so that
    /// what is left comes from several builds.
    @Test func randomEditsGiveTheSiteThatABuildFromNothingGives() async throws {
        try await withSite { site in
            var edits = try RandomEdits(of: site.folder, seed: 4)
            var good = 0
            var left = 0
            let steps = RandomEdits.steps(150)
            for step in 0..<steps {
                for _ in 0...edits.next(2) {
                    switch edits.next(8) {
                    case 0...2: try edits.edit(step)
                    case 3:
                        // A file that an edit before took away cannot be taken away again.
                        try? RunSiteBuildTests.edits[edits.next(RunSiteBuildTests.edits.count)].change(site)
                    case 4: try? site.remove("content/scenarios/" + edits.pick(["c", "d", "e"]) + ".md")
                    case 5: try? site.remove("_site/" + edits.pick(["fields", "scenarios/a", "values/index.html"]))
                    default:
                        let steps = edits.pick(["[connect]", "[connect]", "[connect, connect]"])
                        let text = edits.pick(["A grant.", "Step \(step).", "[p](/guides/p1/#k)", "[dead](/nowhere/)"])
                        try site.writeStory(
                            edits.pick(["a", "b", "c", "e"]), weight: edits.next(3), title: "Story \(edits.next(3))",
                            steps: steps, text: text)
                    }
                }
                let cold = site.folder.deletingLastPathComponent().appending(path: "cold")
                let wrong = await BuildFixture.lines { try await site.build(into: cold, isCached: false) }
                let found = await BuildFixture.lines { left += try await site.build()?.left ?? 0 }
                #expect(found == wrong, "edit \(step)")
                guard wrong.isEmpty, found.isEmpty else {
                    try edits.mend(wrong)
                    continue
                }
                good += 1
                try #require(try BuildFixture.differences(of: site.output, from: cold) == [], "edit \(step)")
            }
            #expect(good * 15 > steps * 4 && left > steps * 6, "\(good) sites that build, \(left) files left")
        }
    }

    /// A heading may be called what a part of the page around it is called.
    @Test func headingsDoNotTakeTheAnchorsOfThePage() async throws {
        try await withSite { site in
            try await site.build()
            var names: Set<String> = []
            for page in [
                "index.html", "setup/index.html", "scenarios/a/2026-07-28/index.html", "scenarios/d/index.html",
            ] {
                let html = try String(contentsOf: site.output.appending(path: page), encoding: .utf8)
                names.formUnion(html.matches(of: /\bid="?([A-Za-z0-9]+)[" >]/).map { String($0.1) })
            }
            #expect(names.isSuperset(of: ["main", "k", "U1", "steps"]))
            let headings = names.sorted().map { "\n\n## \($0)" }.joined()
            try site.write("content/index.md", "---\ntitle: Home\nfeatured: A01\n---\nText.\(headings)\n")
            try site.write("content/setup.md", "---\ntitle: Setup\n---\n## Keys\(headings)\n")
            try site.writeStory("a", weight: 1, text: "Text.\(headings)\n\n")
            let problems = await BuildFixture.lines { try await site.build() }
            #expect(problems == [])
        }
    }

    /// Whatever became of the files, what stays was not touched since.
    @Test(arguments: ["scenarios/b/2026-07-28/trace.json", "scenarios/b/index.html", "scenarios/b/index.md", "fields"])
    func anOutputThatWasTouchedIsPutRight(path: String) async throws {
        try await withSite { site in
            try await site.build()
            try site.remove("_site/" + path)
            let made = path == "fields" ? RunSiteBuildTests.about : RunSiteBuildTests.stories[1]
            #expect(try await site.build()?.made == [made])
            try await site.expectCold()
        }
    }

    /// Pages that were left as they are link to what is gone, and pages of authors to them.
    @Test(arguments: [
        ("content/setup.md", "---\ntitle: Setup\n---\n## Locks\n"),
        ("content/setup.md", "---\ntitle: Setup\n---\n## Keys\n\n[run](/scenarios/a/2026-07-28/#s-nothing)\n"),
        ("content/scenarios/b.md", nil),
    ]) func deadLinksAreFoundAsByABuildFromNothing(path: String, text: String?) async throws {
        try await withSite { site in
            try await site.build()
            let good = try BuildFixture.tree(site.output)
            if let text { try site.write(path, text) } else { try site.remove(path) }
            let warm = await BuildFixture.lines { try await site.build() }
            let cold = await BuildFixture.lines { try await site.build(isCached: false) }
            #expect(!warm.isEmpty && warm == cold)
            #expect(try BuildFixture.tree(site.output) == good)
        }
    }

    @Test func aDamagedCacheCountsAsNone() async throws {
        try await withSite { site in
            try await site.build()
            let place = site.folder.appending(path: ".wirescribe/units")
            let whole = try Data(contentsOf: place)
            for part in 0..<4 {
                var damaged = whole.prefix(whole.count * part / 4)
                if part % 2 == 1 { damaged = whole; damaged[whole.count * part / 4] ^= 0x40 }
                try damaged.write(to: place)
                try site.write("content/setup.md", "---\ntitle: Setup\n---\n## Keys\n\nPart \(part).\n")
                #expect(try await site.build()?.made == RunSiteBuildTests.all)
                try await site.expectCold()
            }
        }
    }
}
