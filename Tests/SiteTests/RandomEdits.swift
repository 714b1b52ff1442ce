import Foundation

/// Edits of what a site is made from, of its output and of its cache. The same seed gives the same edits.
struct RandomEdits: EditedFolder {
    let folder: URL
    private var state: UInt64

    /// Writes the files that the edits build upon.
    init(of folder: URL, seed: UInt64) throws {
        self.folder = folder
        state = seed
        try write("wirescribe.yml", settings())
        try write("brand/own.css", "b{}")
        try write("snippets/a.swift", "let a = 0\n")
        try write("content/guides/map.svg", "<svg/>")
        for number in 0..<5 { try write("content/guides/p\(number).md", "---\ntitle: P\n---\n## K\n") }
    }

    /// How many steps a test takes: a third, or all of them in the long form (`make edits`).
    static func steps(_ all: Int) -> Int {
        ProcessInfo.processInfo.environment["WIRESCRIBE_EDITS"] == "all" ? all : all / 3
    }

    mutating func next(_ below: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(below))
    }

    mutating func pick(_ items: [String]) -> String { items[next(items.count)] }

    private func remove(_ path: String) { try? FileManager.default.removeItem(at: folder.appending(path: path)) }

    /// An edit of anything that a site of documentation is made from, of its output or of its cache.
    mutating func edit(_ step: Int) throws {
        let page = pick(["", "de/", "ar/"]) + "guides/" + pick(["", "deep/"]) + "p\(next(5))"
        switch next(26) {
        case 0...6: try write("content/\(page).md", text(step))
        case 7, 8: remove("content/\(page).md")
        case 9:
            let other = folder.appending(path: "content/guides/r\(next(3)).md")
            try? FileManager.default.moveItem(at: folder.appending(path: "content/\(page).md"), to: other)
        case 10: try write("content/guides/map.svg", "<svg id='\(next(3))'/>")
        case 11: remove("content/guides/" + pick(["map.svg", "r0.md", "r1.md", "deep"]))
        case 12: try write("static/" + pick(["a.txt", "b/c.txt", ".d/e.txt"]), "\(next(3))")
        case 13: remove("static/" + pick(["a.txt", "b", ".d"]))
        case 14:
            let name = pick(["footer", "header"])
            if next(2) == 0 {
                remove("templates/\(name).mustache")
            } else {
                try write(
                    "templates/\(name).mustache",
                    "<p>\(next(3)) {{siteName}}{{#tags}}{{title}}{{/tags}}{{#previous}}{{href}}{{/previous}}</p>")
            }
        case 15: try write("templates/assets/extra.js", "\(next(3))")
        case 16: try write("brand/own.css", "b{margin:\(next(9))px}")
        case 17: try write("snippets/a.swift", "let a = \(next(9))\n")
        case 18, 19: try write("wirescribe.yml", settings())
        case 20:
            // The same length, and the time of the file set back.
            let place = folder.appending(path: "content/index.md")
            let date = try FileManager.default.attributesOfItem(atPath: place.path)[.modificationDate]
            let text = try String(contentsOf: place, encoding: .utf8).replacing("Home", with: "Hom\(next(9))")
            try write("content/index.md", text.replacing(/Hom[0-9]/, with: "Hom\(next(9))"))
            if let date { try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: place.path) }
        case 21: try write("_site/" + pick(["index.html", "guides/x.html", "y/z.txt"]), "by hand")
        case 22: remove("_site/" + pick(["index.html", "guides", "assets/site.css", "sitemap.xml"]))
        case 23:
            try write(
                "content/glossary/g\(next(2)).md",
                "---\ntitle: Word\(next(3))\nsummary: Means \(next(3)).\n---\nText.\n")
        case 24: remove("content/glossary/g\(next(2)).md")
        default: try damageCache()
        }
    }

    /// A file of the cache loses its end.
    private mutating func damageCache() throws {
        let cache = folder.appending(path: ".wirescribe")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: cache.path).sorted()) ?? []
        guard !files.isEmpty else { return }
        let place = cache.appending(path: pick(files))
        guard let whole = try? Data(contentsOf: place), !whole.isEmpty else { return }
        try whole.prefix(next(whole.count)).write(to: place)
    }

    /// Takes the mistakes out again, so that most edits meet a site that builds.
    func mend(_ problems: [String]) throws {
        for problem in problems {
            let file = String(problem.prefix { $0 != ":" })
            if file.hasPrefix("content/scenarios/") {
                remove(file)
            } else {
                try write(file, file.hasSuffix(".md") ? "---\ntitle: Mended\n---\n## K\n\n## Keys\n" : "name: Mended\n")
            }
        }
    }

    private mutating func text(_ step: Int) -> String {
        var head = "title: Page \(next(4))\nweight: \(next(9))\n"
        if next(3) == 0 { head += "tags: [t\(next(3)), Second tag]\n" }
        if next(6) == 0 { head += "draft: true\n" }
        if next(6) == 0 { head += "aliases: [/old\(next(3))/]\n" }
        if next(4) == 0 { head += "summary: Summary \(next(3)).\n" }
        if next(4) == 0 { head += "date: 2026-0\(1 + next(9))-01\n" }
        if next(6) == 0 { head += "search: false\n" }
        var body =
            "## H\(next(3))\n\nWord\(step) and word\(next(3)) <b>raw</b> [l](p\(next(5)).md) `x`\n\n## K\n\n"
        if next(3) == 0 { body += "![Map](map.svg)\n\n" }
        if next(3) == 0 { body += "[home](/#top) [k](p\(next(5)).md#k) [old](/old0/)\n\n" }
        if next(3) == 0 { body += "```swift\nlet a = \(next(9))\n```\n\n" }
        if next(3) == 0 { body += "```swift include=\"/snippets/a.swift\"\n```\n\n" }
        return "---\n\(head)---\n\(body)"
    }

    private mutating func settings() -> String {
        var lines = ["name: Site \(next(2))", "languages: { de: Deutsch, ar: العربية }"]
        let folder = next(2) == 0 ? ", { name: 1, folder: guides }" : ""
        let possible = [
            "description: About \(next(2)).",
            "versions: [{ name: 2.\(next(2)) }\(folder), { name: 0, url: https://old.example/ }]",
            "navigation: [/, /guides/]", "theme: { radius: \(next(9))px, css: [brand/own.css] }",
            "markdown: { html: allow, highlight: \(next(2) == 0) }", "links: { style: pretty }",
            "edit: \"https://git.example/{path}\"", "redirects: { /moved/: /guides/ }", "tags: false", "drafts: true",
            "fingerprint: true",
        ]
        for line in possible where next(3) == 0 { lines.append(line) }
        if next(6) == 0 { lines += ["url: https://docs.example/base/", "feed: \(next(2) == 0)"] }
        return lines.joined(separator: "\n") + "\n"
    }
}
