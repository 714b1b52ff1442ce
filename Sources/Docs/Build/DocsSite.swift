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
    }

    var index: DocsIndex { composer.index }
    package var settings: DocsSettings { builder.settings }

    /// Everything that lists pages reads this: those of the documentation and those of others.
    public var table: PageTable { table(with: []) }

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

    var tagLists: [TagList] { TagList.all(index) }

    var redirects: [RedirectPage] { RedirectPage.all(pages.map(\.record), index, settings) }

    // MARK: Checks

    func problems() -> [Problem] {
        let check = PageLinkCheck(anchors: anchors, paths: paths, drafts: drafts)
        return plan().problems + problems(check) + redirects.flatMap { $0.problems(check.paths) }
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
        return pages.lazy.flatMap(\.record.views).flatMap(\.links).allSatisfy { link in
            guard case .site(let path, let fragment) = link.target, !fragment.isEmpty, let anchors = known[path]
            else { return true }
            return LinkFacts.contains(fragment, anchors)
        }
    }

    private func problems(_ check: PageLinkCheck) -> [Problem] {
        Parallel.map(pages.count) { number in linkProblems(pages[number].record, check) }.flatMap { $0 }
    }

    /// The anchors of every page of an author, by path.
    package var anchors: [String: Set<String>] {
        var anchors: [String: Set<String>] = [:]
        for page in pages {
            let own = Set(page.record.headings.map(\.id)).union(page.record.anchors)
            for view in page.record.views {
                anchors[index.layout.path(view.id)] = own.union(PageReader.reservedAnchors)
            }
        }
        return anchors
    }

    /// The links of authors to other sites; those that the site does not want checked are left out.
    public var outsideLinks: [OutsideLink] {
        var links: [OutsideLink] = []
        for record in pages.map(\.record) where !record.head.isDraft || settings.showsDrafts {
            guard let view = record.views.first else { continue }
            let name = "content/" + record.file
            let found = view.links.filter { OutsideLink.isOutside($0.url) && !settings.isIgnored($0.url) }
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
        for view in record.views {
            for link in view.links {
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

    /// The bytes of a file that a page of others wants to include.
    package func included(_ path: String) -> [UInt8]? { builder.included(path) }

    /// How links of others become references.
    package var resolver: LinkResolver {
        LinkResolver(paths: paths, renamed: names.renamed, isIgnored: { [settings] in settings.isIgnored($0) })
    }

    /// Writes every file.
    ///
    /// - Throws: `Problems` when a page changed while the site was built.
    public func write(to sink: some SiteSink) throws(Problems) { try write(to: sink, with: MadePages()) }

    /// Writes every file, those of others too.
    ///
    /// - Throws: `Problems` when a page changed while the site was built.
    package func write(to sink: some SiteSink, with others: MadePages) throws(Problems) {
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
        for make in builder.makers.whole { for file in make(table) { sink.put(file) } }
        if let search = builder.makers.search { write(search, table, others.digests, to: sink) }
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
        for link in record.views[page.view].links {
            hasher.add(link.target)
            if case .site(let path, _) = link.target { hasher.add(names.renamed[path]) }
        }
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
        sink.put(OutputFile(path: file, bytes: bytes))
        if let renamed = names.renamed[file] { sink.put(OutputFile(path: renamed, bytes: bytes)) }
    }

    /// One index for each version in each language: what a reader of its pages may find. The pages of others belong to all.
    private func write(
        _ search: SearchMaker, _ table: PageTable, _ others: [String: [UInt8]], to sink: some SiteSink
    ) {
        let own = Dictionary(grouping: index.pages, by: \.id.scope)
        for scope in index.layout.scopes {
            guard let members = own[scope] ?? (others.isEmpty ? nil : []) else { continue }
            var known = others
            for page in members where page.entry.isSearchable {
                known[page.entry.path] = pages[page.record].record.digest
            }
            let digests = table.pages.compactMap { page in known[page.path].map { (page, $0) } }
            for file in search.files(digests, index.layout.prefix(scope)) { sink.put(file) }
        }
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
