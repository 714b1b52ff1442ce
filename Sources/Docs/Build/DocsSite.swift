import Authoring

/// A site whose pages are read and checked, ready to be written.
public struct DocsSite: Sendable {
    let builder: DocsBuilder
    let pages: [ReadPage]
    let composer: PageComposer
    let tree: ContentTree
    let names: PageLinks.Names
    let reader: PageReader

    private var index: DocsIndex { composer.index }
    private var settings: DocsSettings { builder.settings }

    /// Everything that lists pages reads this: those of the documentation and those of others.
    public var table: PageTable {
        PageTable(
            settings: settings, pages: index.pages.map(\.entry) + tagLists.map(\.entry) + builder.others.pages,
            redirects: redirects.map { PageTable.Redirect(from: $0.path, to: $0.target) })
    }

    /// The places in the head of every page.
    public var navigation: [FrameMaker.Place] { composer.navigation }

    /// Every path that the site will have, but for the files that are made of its table.
    public var paths: Set<String> {
        var paths = names.paths
        for page in pages where page.record.head.isDraft && !settings.showsDrafts {
            for view in page.record.views { paths.remove(index.layout.path(view.id)) }
        }
        paths.formUnion(tagLists.map(\.entry.path))
        paths.formUnion(redirects.map(\.path))
        paths.insert("404.html")
        return paths
    }

    var tagLists: [TagList] { TagList.all(index) }

    var redirects: [RedirectPage] { RedirectPage.all(pages.map(\.record), index, settings) }

    // MARK: Checks

    func problems() -> [Problem] {
        var problems = plan().problems
        var anchors = builder.others.anchors
        var drafts: [String: String] = [:]
        for page in pages {
            let record = page.record
            for view in record.views {
                let path = index.layout.path(view.id)
                if record.head.isDraft, !settings.showsDrafts { drafts[path] = "content/" + record.file }
                anchors[path] = Set(record.headings.map(\.id)).union(record.anchors).union(PageReader.reservedAnchors)
            }
        }
        let check = PageLinkCheck(anchors: anchors, paths: paths, drafts: drafts)
        let found = Parallel.map(pages.count) { number in linkProblems(pages[number].record, check) }
        problems += found.joined()
        for redirect in redirects { problems += redirect.problems(check.paths) }
        return problems
    }

    private func linkProblems(_ record: PageRecord, _ check: PageLinkCheck) -> [Problem] {
        guard !record.head.isDraft || settings.showsDrafts else { return [] }
        var problems: [Problem] = []
        let name = "content/" + record.file
        for view in record.views {
            for link in view.links {
                let problem = check.problem(with: link, in: name, of: index.layout.path(view.id)) {
                    let bytes = Files.read(builder.root + "/" + name)?.bytes ?? []
                    return String(decoding: bytes, as: UTF8.self).split(
                        separator: "\n", omittingEmptySubsequences: false)
                }
                // A page that stands in for translations repeats its mistakes.
                if let problem, !problems.contains(where: { $0.line == problem.line && $0.column == problem.column }) {
                    problems.append(problem)
                }
            }
        }
        return problems
    }

    /// Two makers of one address are a mistake.
    private func plan() -> SitePlan {
        var plan = SitePlan()
        for (path, maker) in builder.others.makers.sorted(by: { $0.key < $1.key }) {
            if maker.hasPrefix("content/") { plan.add(path, from: maker) } else { plan.add(path, by: maker) }
        }
        for page in index.pages { plan.add(page.entry.path, from: page.entry.source ?? "") }
        for file in tree.others { plan.add(file, from: "content/" + file) }
        for file in builder.assets {
            if let source = file.source {
                plan.add(file.path, from: source)
            } else {
                plan.add(file.path, by: "the templates")
            }
        }
        plan.add("404.html", by: "the page for unknown addresses")
        for list in tagLists { plan.add(list.entry.path, by: "the list of pages with a tag") }
        for redirect in redirects { plan.add(redirect.path, from: redirect.file) }
        return plan
    }

    // MARK: Writing

    /// Writes every file.
    ///
    /// - Throws: `Problems` when a page changed while the site was built.
    public func write(to sink: some SiteSink) throws(Problems) {
        let made = index.pages
        let found = Parallel.map(made.count) { number -> [Problem] in write(made[number], to: sink) }
        let problems = found.flatMap { $0 }
        guard problems.isEmpty else { throw Problems(problems) }
        writeLists(to: sink)
        for file in tree.others { copy(file, to: sink) }
        for file in builder.assets {
            sink.put(file)
            if let renamed = names.renamed[file.path] { sink.put(OutputFile(path: renamed, bytes: file.bytes)) }
        }
        let table = table
        for make in builder.makers.whole { for file in make(table) { sink.put(file) } }
        if let search = builder.makers.search { for file in search.files(digests(table)) { sink.put(file) } }
    }

    private func write(_ page: DocsIndex.Page, to sink: some SiteSink) -> [Problem] {
        let read = pages[page.record]
        let frame = composer.frame(of: page)
        var hasher = ContentHasher()
        hasher.add(frame.hash)
        hasher.add(read.record.hash)
        for part in read.record.parts { hasher.add(part.hash) }
        for link in read.record.views[page.view].links { hasher.add(link.target) }
        let key = hasher.finish()
        if sink.has(page.entry.path, key: key) { return [] }
        var bodies = read.bodies
        if bodies.isEmpty {
            let again = reader.read(read.record.file, views: read.record.views.map(\.id))
            guard let found = again.page, found.record.hash == read.record.hash else {
                return again.problems.isEmpty
                    ? [Problem(file: "content/" + read.record.file, "the file changed while the site was built.")]
                    : again.problems
            }
            bodies = found.bodies
        }
        let html = composer.html(frame, page, body: bodies[page.view])
        sink.put(page.entry.path, key: key, html)
        for make in builder.makers.beside {
            for file in make(page.entry, html, settings) { sink.put(file) }
        }
        return []
    }

    private func writeLists(to sink: some SiteSink) {
        for list in tagLists { sink.put(OutputFile(path: list.entry.path, bytes: composer.html(list))) }
        for redirect in redirects { sink.put(OutputFile(path: redirect.path, bytes: redirect.html(settings))) }
        sink.put(OutputFile(path: "404.html", bytes: composer.notFound(basePath: settings.basePath)))
    }

    private func copy(_ file: String, to sink: some SiteSink) {
        guard let bytes = Files.read(builder.root + "/content/" + file)?.bytes else { return }
        sink.put(OutputFile(path: file, bytes: bytes))
        if let renamed = names.renamed[file] { sink.put(OutputFile(path: renamed, bytes: bytes)) }
    }

    private func digests(_ table: PageTable) -> [(page: PageEntry, digest: [UInt8])] {
        var known: [String: [UInt8]] = [:]
        for page in index.pages where page.entry.isSearchable {
            known[page.entry.path] = pages[page.record].record.digest
        }
        return table.pages.compactMap { page in known[page.path].map { (page, $0) } }
    }
}

extension ContentHasher {
    mutating func add(_ target: LinkTarget) {
        guard case .site(let path, let fragment) = target else { return add(false) }
        add(path)
        add(fragment)
    }
}
