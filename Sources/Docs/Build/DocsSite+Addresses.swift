import Authoring

// Every file that a build writes, and who writes it.
extension DocsSite {
    /// Every address of the site. Whatever writes a file claims it here, before anything is made.
    func register() -> SitePlan {
        var plan = builder.others.plan
        if !plan.paths.contains(OutputWriter.marker) { plan.add(OutputWriter.marker, by: "the manifest") }
        for page in index.pages { plan.add(page.entry.path, from: page.entry.source ?? "") }
        addCopies(to: &plan)
        plan.add("404.html", by: "the page for unknown addresses")
        for list in tagLists {
            plan.add(list.entry.path, by: "the list of pages with a tag")
            if let clash = list.clash { plan.add(clash.problems(line(of:))) }
        }
        for redirect in redirects { plan.add(redirect.path, from: redirect.file, line: redirect.line) }
        let made = builder.others.plan.copied.sorted().map { path in
            PageEntry(
                path: path, kind: .made, title: plan.titles[path] ?? "", summary: "",
                language: settings.languages[0].code)
        }
        for page in index.pages.map(\.entry) + made {
            plan.add(builder.makers.beside.flatMap { $0.claims(page) }, beside: page.path)
        }
        for claim in listClaims { plan.add(claim) }
        if let search = builder.makers.search { plan.reserve(search.folder, by: "the search") }
        return plan
    }

    /// Files that are copied as they are, also by names that carry a fingerprint.
    private func addCopies(to plan: inout SitePlan) {
        for file in tree.others { plan.add(SitePath.ofFile(file), from: "content/" + file) }
        var known: Set<OutputFile> = []
        for file in builder.assets {
            if let source = file.source {
                // The settings and a stylesheet may name the same file.
                if known.insert(OutputFile(path: file.path, bytes: [], source: source)).inserted {
                    plan.add(file.path, from: source)
                }
            } else {
                plan.add(
                    AddressClaim(
                        file.path, by: "the templates",
                        remedy: "Rename it, or put it into templates/ to replace the standard one."))
            }
        }
        for (path, name) in names.renamed.sorted(by: { $0.key < $1.key }) {
            plan.add(AddressClaim(name, by: "the fingerprinted copy of \(path)", remedy: "Rename it."))
        }
    }

    /// The addresses of what lists all pages.
    var listClaims: [AddressClaim] {
        let pages = pageCount + builder.others.plan.paths.count { $0.hasSuffix(".html") }
        return builder.makers.whole.flatMap { $0.claims(pages, composer.facts) }
    }

    /// The line of a page's head on which a tag stands.
    private func line(of use: TagClash.Use) -> Int? {
        guard let bytes = builder.folder.read(use.file)?.bytes,
            let head = try? FrontMatter(bytes: bytes, file: use.file).head,
            let tags = try? head.pairs().first(where: { $0.key.scalar == "tags" })?.value.list()
        else { return nil }
        return tags.first { $0.scalar == use.tag }?.line
    }
}
