import Authoring
import Markdown
import Synchronization

/// A site whose pages are read and checked, ready to be written.
public struct DocsSite: Sendable {
    let builder: DocsBuilder
    let pages: [ReadPage]
    let composer: PageComposer
    let tree: ContentTree
    let names: PageLinks.Names
    let reader: PageReader
    /// The fingerprint of everything that pages show of the site around them.
    let surroundings: ContentHash
    let tagLists: [TagList]
    let redirects: [RedirectPage]
    /// The paths of the author's files that are copied as they are.
    let own: Set<String>
    /// Which pages have copies in Markdown, and what links of copies find there.
    let copies: CopyTargets
    /// Links that lead nowhere whatever the site holds; they are told with everything else that is wrong.
    var dead: [Problem] = []
    /// The check of what was written last.
    let finished = LastCheck()

    init(
        builder: DocsBuilder, pages: [ReadPage], composer: PageComposer, tree: ContentTree, names: PageLinks.Names,
        reader: PageReader, own: Set<String>
    ) {
        self.own = own
        self.builder = builder
        self.pages = pages
        self.composer = composer
        self.tree = tree
        self.names = names
        self.reader = reader
        var hasher = ContentHasher()
        hasher.add(composer.shared)
        hasher.add(reader.glossaries.hash)
        composer.index.add(to: &hasher, weights: pages.map(\.record.head.weight))
        surroundings = hasher.finish()
        tagLists = TagList.all(composer.index)
        redirects = RedirectPage.all(pages.map(\.record), composer.index, builder.settings, files: own)
        copies = CopyTargets(composer.index, builder.others.plan)
    }

    var index: DocsIndex { composer.index }
    package var settings: DocsSettings { builder.settings }

    /// Everything that lists pages reads this: those of the documentation and those of others.
    public var table: PageTable { table(with: []) }

    /// How many pages the table has.
    package var pageCount: Int { index.pages.count + tagLists.count }

    private func table(with others: [PageEntry]) -> PageTable {
        PageTable(
            settings: settings, pages: index.pages.map(\.entry) + tagLists.map(\.entry) + others,
            redirects: redirects.map { PageTable.Redirect(from: $0.path, to: $0.target) })
    }

    /// The same files by names that carry a fingerprint.
    package var fingerprinted: Set<String> { Set(names.renamed.values) }

    /// The places in the head of every page.
    public var navigation: [FrameMaker.Place] { composer.navigation }

    /// The fingerprint of what the pages of others show of the site around them, and of what their links can lead to.
    package var framing: ContentHash {
        var hasher = ContentHasher()
        hasher.add(composer.shared)
        hasher.add(reader.glossaries.hash)
        for path in paths.sorted() { hasher.add(path) }
        for (path, name) in names.renamed.sorted(by: { $0.key < $1.key }) {
            hasher.add(path)
            hasher.add(name)
        }
        // Selectors lead to pages of authors.
        if settings.languages.count > 1 || settings.versions.count > 1 { hasher.add(surroundings) }
        return hasher.finish()
    }

    /// When the last commit touched a file, and whether a site can edit it.
    package func addHistory(of file: String, to hasher: inout ContentHasher) {
        hasher.add(index.update(of: file) ?? -1)
        hasher.add(index.inherited.contains(file))
    }

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

    /// The fingerprint of everything that a link of a page can be held against.
    ///
    /// - Parameter names: that of all names.
    func state(_ names: ContentHash) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(names)
        for page in pages { hasher.add(page.record.outline) }
        // The feed has an address as soon as there is something to tell.
        hasher.add(composer.facts.hasNews)
        return hasher.finish()
    }

    // MARK: Writing

    /// What stands around the pages of others.
    package var frames: FrameMaker {
        var frames = FrameMaker(
            siteName: settings.name, logo: settings.logo, navigation: composer.navigation,
            hasSearch: builder.makers.search != nil)
        frames.language = settings.languages[0]
        frames.surroundings = { composer.surroundings(of: $0) }
        frames.source = { [plan = builder.others.plan] in plan.sources[$0] }
        frames.updated = { [index] in index.update(of: $0) }
        return frames
    }

    /// The templates, with the names of files that carry a fingerprint.
    package var templates: PageTemplates { builder.templates }

    /// The terms that the pages of others may use.
    package var glossary: Glossary {
        reader.glossaries.glossary(for: PageID(scope: .init(version: 0, language: 0), name: "")) ?? Glossary([])
    }

    /// The bytes of a file that a page of others wants to include; nil for one that is not there.
    ///
    /// - Throws: `Problem` for one that is no part of the site, or cannot be read.
    package func included(_ path: String) throws(Problem) -> [UInt8]? { try builder.included(path) }

    /// How links of others become references.
    package var resolver: LinkResolver {
        LinkResolver(paths: paths, renamed: names.renamed, isIgnored: { [settings] in settings.isIgnored($0) })
    }

    /// Writes every file, those of others too.
    ///
    /// - Parameter memory: that of ``DocsBuilder/read(_:)``; it is brought up to date.
    /// - Throws: `Problems` when a page changed while the site was built.
    package func write(
        to sink: some SiteSink, with others: MadePages = MadePages(), _ memory: inout DocsMemory
    ) throws(Problems) {
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
        write(others, to: sink)
        let table = table(with: others.entries)
        write(table, isWhole: others.entries.isEmpty, &memory.lists, to: sink)
        if let search = builder.makers.search {
            SearchWriter(search, self, replaced: memory.replaced).write(table, others.digests, &memory.search, to: sink)
        }
    }

    /// Writes the files that list all pages, unless they are there and the table is as it was.
    ///
    /// - Parameter isWhole: whether the table has nothing but pages of documentation and their lists.
    private func write(
        _ table: PageTable, isWhole: Bool, _ lists: inout DocsMemory.Lists, to sink: some SiteSink
    ) {
        var hasher = ContentHasher()
        hasher.add(surroundings)
        for page in pages { hasher.add(page.record.outline) }
        for claim in listClaims where own.contains(claim.path) { hasher.add(claim.path) }
        let key = hasher.finish()
        if isWhole, lists.key == key, lists.paths.allSatisfy({ sink.has($0, sources: key) }) { return }
        lists = DocsMemory.Lists(key: isWhole ? key : nil)
        for file in builder.makers.whole.flatMap({ $0.files(table) }) where !own.contains(file.path) {
            lists.paths.append(file.path)
            sink.put(file.path, key: SourceKey(sources: key, exact: ContentHash(file.bytes)), file.bytes, beside: [])
        }
    }

    private func write(_ page: DocsIndex.Page, to sink: some SiteSink) -> [Problem] {
        let read = pages[page.record]
        let own = ownKey(page, read.record)
        var hasher = ContentHasher()
        hasher.add(surroundings)
        hasher.add(own)
        let sources = hasher.finish()
        if sink.has(page.entry.path, sources: sources) { return [] }
        let frame = composer.frame(of: page)
        hasher = ContentHasher()
        hasher.add(frame.hash)
        hasher.add(own)
        let key = SourceKey(sources: sources, exact: hasher.finish())
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
        sink.put(page.entry.path, key: key, html, beside: beside(page.entry, html))
        return []
    }

    /// The fingerprint of what a page holds besides what all pages show.
    private func ownKey(_ page: DocsIndex.Page, _ record: PageRecord) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(record.hash)
        for part in record.parts { hasher.add(part.hash) }
        hasher.add(reader.glossaries.hash)
        hasher.add(record.views[page.view].targets)
        // What its author made instead of what would be made beside it.
        if !own.isEmpty {
            for claim in builder.makers.beside.flatMap({ $0.claims(page.entry) }) where own.contains(claim.path) {
                hasher.add(claim.path)
            }
        }
        // What the links of its copy lead to.
        for anchor in record.views[page.view].anchored { hasher.add(copies.has(anchor.name, on: anchor.path)) }
        return hasher.finish()
    }

    /// The pages of others are copied and pictured like those of authors.
    private func write(_ others: MadePages, to sink: some SiteSink) {
        let entries = Dictionary(others.entries.map { ($0.path, $0) }) { $1 }
        _ = Parallel.map(others.files.count) { number in
            var file = others.files[number]
            var beside: [OutputFile] = []
            if let entry = entries[file.path] {
                if settings.hasPrettyLinks { file.bytes = PrettyLinks.applied(to: file.bytes) }
                beside = self.beside(entry, file.bytes)
            }
            let key = others.keys[file.path] ?? ContentHash(file.bytes)
            sink.put(file.path, key: SourceKey(sources: key, exact: key), file.bytes, beside: beside)
        }
    }

    private func writeLists(to sink: some SiteSink) {
        for list in tagLists { sink.put(OutputFile(path: list.entry.path, bytes: composer.html(list))) }
        for redirect in redirects { sink.put(OutputFile(path: redirect.path, bytes: redirect.html(settings))) }
        sink.put(OutputFile(path: "404.html", bytes: composer.notFound(basePath: settings.basePath)))
    }

    private func copy(_ file: String, to sink: some SiteSink) {
        guard let bytes = builder.folder.read("content/" + file)?.bytes else { return }
        let path = SitePath.ofFile(file)
        sink.put(OutputFile(path: path, bytes: bytes))
        if let renamed = names.renamed[path] { sink.put(OutputFile(path: renamed, bytes: bytes)) }
    }
}

extension ContentHasher {
    mutating func add(_ target: LinkTarget) {
        guard case .site(let path, let fragment) = target else { return add(false) }
        add(path)
        add(fragment)
    }
}
