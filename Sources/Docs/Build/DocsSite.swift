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
    private let check = LazyLinkCheck()

    init(
        builder: DocsBuilder, pages: [ReadPage], composer: PageComposer, tree: ContentTree, names: PageLinks.Names,
        reader: PageReader
    ) {
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
        redirects = RedirectPage.all(pages.map(\.record), composer.index, builder.settings)
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

    // MARK: Checks

    /// Where the site around the pages is as it was when all links held, only those pages are looked at that say something
    /// else than then.
    ///
    /// - Parameter state: the fingerprint of everything that a link can be held against.
    func problems(_ known: DocsMemory, state: ContentHash) -> [Problem] {
        guard known.checked == state, builder.others.isEmpty else {
            let check = PageLinkCheck(anchors: anchors, paths: paths, drafts: drafts)
            return plan().problems + problems(check) + redirects.flatMap { $0.problems(check.paths) }
        }
        let new = pages.map(\.record).filter { known.record(of: $0.file)?.facts.hash != $0.facts.hash }
        guard !new.isEmpty else { return [] }
        var wanted: Set<String> = []
        for link in new.flatMap(\.facts.value.links).joined() {
            if case .site(let path, let fragment) = link.target, !fragment.isEmpty { wanted.insert(path) }
        }
        let check = PageLinkCheck(anchors: anchors { wanted.contains($0) }, paths: paths, drafts: drafts)
        return new.flatMap { linkProblems($0, check) }
    }

    /// The fingerprint of everything that a link of a page can be held against.
    ///
    /// - Parameter names: that of all names.
    func state(_ names: ContentHash) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(names)
        for page in pages { hasher.add(page.record.outline) }
        return hasher.finish()
    }

    /// What the links of single pages are held against, without the anchors on the pages of others.
    var linkCheck: PageLinkCheck {
        check.value { PageLinkCheck(anchors: anchors, paths: paths, drafts: drafts) }
    }

    /// The links that lead to no anchor on the pages of others, which are known once those are made.
    package func problems(withAnchors anchors: [String: Set<String>]) -> [Problem] {
        problems(PageLinkCheck(anchors: anchors, paths: paths, drafts: drafts))
    }

    /// Whether all links that lead to anchors on the pages of others find them.
    package func allLinksHold(on facts: [LinkFacts]) -> Bool {
        let known = LinkFacts.anchors(of: facts)
        return pages.lazy.flatMap(\.record.facts.value.links).joined().allSatisfy { link in
            guard case .site(let path, let fragment) = link.target, !fragment.isEmpty, let anchors = known[path]
            else { return true }
            return LinkFacts.contains(fragment, anchors)
        }
    }

    private func problems(_ check: PageLinkCheck) -> [Problem] {
        Parallel.map(pages.count) { number in linkProblems(pages[number].record, check) }.flatMap { $0 }
    }

    /// The anchors of every page of an author, by path.
    package var anchors: [String: Set<String>] { anchors { _ in true } }

    /// The anchors of the pages at some paths.
    private func anchors(_ isWanted: (String) -> Bool) -> [String: Set<String>] {
        var anchors: [String: Set<String>] = [:]
        for page in pages {
            let paths = page.record.views.map { index.layout.path($0.id) }.filter(isWanted)
            guard !paths.isEmpty else { continue }
            let own = PageReader.reservedAnchors.union(page.record.headings.lazy.map(\.id))
                .union(page.record.facts.value.anchors)
            for path in paths { anchors[path] = own }
        }
        return anchors
    }

    /// The links of authors to other sites; those that the site does not want checked are left out.
    public var outsideLinks: [OutsideLink] {
        var links: [OutsideLink] = []
        for record in pages.map(\.record) where !record.head.isDraft || settings.showsDrafts {
            guard let own = record.facts.value.links.first else { continue }
            let name = "content/" + record.file
            let found = own.filter { OutsideLink.isOutside($0.url) && !settings.isIgnored($0.url) }
            // Lines of a text with others in it are counted through.
            let text =
                found.isEmpty || record.parts.isEmpty
                ? nil : builder.folder.read(name).flatMap { try? reader.parts(of: $0.bytes, file: name).1 }
            for link in found {
                let place = text?.place(of: link.line) ?? (file: name, line: link.line)
                links.append(OutsideLink(url: link.url, file: place.file, line: place.line))
            }
        }
        return OutsideLink.distinct(links)
    }

    /// The author's file of every page that is left out, by path.
    private var drafts: [String: String] {
        guard !settings.showsDrafts else { return [:] }
        var drafts: [String: String] = [:]
        for page in pages where page.record.head.isDraft {
            for view in page.record.views { drafts[index.layout.path(view.id)] = "content/" + page.record.file }
        }
        return drafts
    }

    func linkProblems(_ record: PageRecord, _ check: PageLinkCheck) -> [Problem] {
        guard !record.head.isDraft || settings.showsDrafts else { return [] }
        var problems: [Problem] = []
        let name = "content/" + record.file
        let folder = builder.folder
        for (view, links) in zip(record.views, record.facts.value.links) {
            for link in links {
                let problem = check.problem(with: link, of: index.layout.path(view.id)) {
                    guard let bytes = folder.read(name)?.bytes, let (_, text) = try? reader.parts(of: bytes, file: name)
                    else { return nil }
                    return (
                        text,
                        { file in
                            String(decoding: folder.read(file)?.bytes ?? [], as: UTF8.self)
                                .split(separator: "\n", omittingEmptySubsequences: false)
                        }
                    )
                }
                // A page that stands in for translations repeats its mistakes.
                if let problem, !problems.contains(where: { ($0.line, $0.column) == (problem.line, problem.column) }) {
                    problems.append(problem)
                }
            }
        }
        return problems
    }

    /// Two makers of one address are a mistake.
    private func plan() -> SitePlan {
        var plan = builder.others.plan
        for page in index.pages { plan.add(page.entry.path, from: page.entry.source ?? "") }
        for file in tree.others { plan.add(SitePath.ofFile(file), from: "content/" + file) }
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
        let key = hasher.finish()
        if isWhole, lists.key == key, lists.paths.allSatisfy({ sink.has($0, sources: key) }) { return }
        lists = DocsMemory.Lists(key: isWhole ? key : nil)
        for file in builder.makers.whole.flatMap({ $0(table) }) {
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
        let beside = builder.makers.beside.flatMap { $0(page.entry, html, settings) }
        sink.put(page.entry.path, key: key, html, beside: beside)
        return []
    }

    /// The fingerprint of what a page holds besides what all pages show.
    private func ownKey(_ page: DocsIndex.Page, _ record: PageRecord) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(record.hash)
        for part in record.parts { hasher.add(part.hash) }
        hasher.add(reader.glossaries.hash)
        hasher.add(record.views[page.view].targets)
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
                beside = builder.makers.beside.flatMap { $0(entry, file.bytes, settings) }
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

/// What links are held against, made when it is first asked for.
private final class LazyLinkCheck: Sendable {
    private let made = Mutex<PageLinkCheck?>(nil)

    func value(_ make: () -> PageLinkCheck) -> PageLinkCheck {
        if let known = made.withLock({ $0 }) { return known }
        let new = make()
        made.withLock { $0 = new }
        return new
    }
}
