import Authoring
import Foundation

/// Makes the pages of `content/` and everything around them, in two passes: all files are read on all cores, then all
/// pages are put together on all cores. What a page needs of the others stands between the two.
public struct DocsBuilder: Sendable {
    private(set) var folder: SiteFolder
    public let settings: DocsSettings
    let templates: PageTemplates
    let assets: [OutputFile]
    let makers: SiteMakers
    let others: OtherPages

    /// - Parameters:
    ///   - root: the site's folder; empty for a site that is in memory alone.
    ///   - inherited: texts that stand in for files that the folder lacks, by their path from there.
    ///   - assets: stylesheets, scripts and static files.
    ///   - others: what else the site holds.
    public init(
        root: String, inheriting inherited: [String: [UInt8]] = [:], settings: DocsSettings, templates: PageTemplates,
        assets: [OutputFile] = [], makers: SiteMakers = SiteMakers(), others: OtherPages = OtherPages()
    ) {
        self.init(
            SiteFolder(root: root, inherited: inherited), settings: settings, templates: templates, assets: assets,
            makers: makers, others: others)
    }

    /// - Parameter includes: gets the paths of all files that pages include.
    package init(
        root: String, inheriting inherited: [String: [UInt8]], settings: DocsSettings, templates: PageTemplates,
        assets: [OutputFile], makers: SiteMakers, others: OtherPages, includes: FileList
    ) {
        self.init(
            SiteFolder(root: root, inherited: inherited, includes: includes), settings: settings,
            templates: templates, assets: assets, makers: makers, others: others)
    }

    private init(
        _ folder: SiteFolder, settings: DocsSettings, templates: PageTemplates, assets: [OutputFile],
        makers: SiteMakers, others: OtherPages
    ) {
        self.folder = folder
        self.settings = settings
        self.templates = settings.hasFingerprints ? templates.renaming(Fingerprints(assets).names) : templates
        self.assets = assets
        self.makers = makers
        self.others = others
    }

    /// The same for a site about whose files something is known already.
    package func knowing(_ inputs: SiteInputs) -> DocsBuilder {
        var builder = self
        builder.folder.inputs = inputs
        return builder
    }

    /// Reads all pages by themselves, which needs no other page: a slip is found before any work is done.
    ///
    /// - Throws: `Problems` with every page that cannot be read.
    package func check() throws(Problems) {
        var problems: [Problem] = []
        let tree = ContentTree(
            of: folder.root, excluding: others.excluded, inheriting: folder.inherited.keys, &problems)
        guard problems.isEmpty else { throw Problems(problems) }
        let layout = PageLayout(settings)
        let views = PageViews(tree.pages, layout, languages: 1)
        let reader = PageReader(
            folder: folder, settings: settings,
            links: PageLinks(settings: settings, layout: layout, names: names(tree, views, layout)), makers: makers,
            glossaries: Glossaries([], layout, folder, showsDrafts: false))
        let found = Parallel.map(tree.pages.count) { reader.read(tree.pages[$0], views: views.views[$0]).problems }
        guard found.allSatisfy(\.isEmpty) else { throw Problems(found.flatMap { $0 }) }
    }

    /// Reads all pages and checks everything that can be wrong with them.
    ///
    /// - Parameter memory: what earlier builds found out; it is brought up to date.
    /// - Throws: `Problems` with everything that is wrong in any file.
    public func read(_ memory: inout DocsMemory) throws(Problems) -> DocsSite {
        var problems: [Problem] = []
        let tree = ContentTree(
            of: folder.root, excluding: others.excluded, inheriting: folder.inherited.keys, &problems)
        guard problems.isEmpty else { throw Problems(problems) }
        let layout = PageLayout(settings)
        let views = PageViews(tree.pages, layout, languages: settings.languages.count)
        let names = names(tree, views, layout)
        let links = PageLinks(settings: settings, layout: layout, names: names)
        let glossaries = Glossaries(tree.pages, layout, folder, showsDrafts: settings.showsDrafts)
        let reader = PageReader(
            folder: folder, settings: settings, links: links, makers: makers, glossaries: glossaries)
        memory.prepare(key: readingKey(glossaries))
        let known = memory
        let namesHash = hash(tree, names)
        let started = FileStamp.now
        var outcomes = Parallel.map(tree.pages.count) { index in
            reader.outcome(tree.pages[index], views: views.views[index], known, names: namesHash)
        }
        restoreTranslations(&outcomes, tree, views, reader)
        problems = outcomes.flatMap(\.problems)
        guard problems.isEmpty else { throw Problems(problems) }
        let pages = outcomes.compactMap(\.page)
        let records = pages.map(\.record)
        memory.remember(records, names: namesHash, started: started)
        let updates = settings.showsUpdates && !folder.root.isEmpty ? CommitDates.read(in: folder.root) : [:]
        let index = DocsIndex(records, settings, others: others, updates: updates)
        let navigation = try index.navigation(others)
        let own = Set(assets.filter { $0.source != nil }.map(\.path) + tree.others.map { SitePath.ofFile($0) })
        let facts = HeadFacts(
            hasNews: index.hasNews(others.plan.sources.values),
            ownCards: own.filter { $0 == "card.png" || $0.hasSuffix("/card.png") })
        let composer = PageComposer(index, templates, makers, navigation, facts)
        var site = DocsSite(
            builder: self, pages: pages, composer: composer, tree: tree, names: names, reader: reader, own: own)
        let state = site.state(namesHash)
        site.dead = site.deadLinks(besides: known)
        problems = known.checked == state && others.isEmpty ? [] : site.register().problems
        guard problems.isEmpty else { throw Problems(distinct: problems) }
        memory.hold(in: state)
        return site
    }

    /// The bytes of a file that a page wants to include; nil for one that is not there.
    ///
    /// - Throws: `Problem` for one that is no part of the site, or cannot be read.
    package func included(_ path: String) throws(Problem) -> [UInt8]? { try folder.included(path) }

    /// What every reading of a page depends on besides its file.
    private func readingKey(_ glossaries: Glossaries) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(glossaries.hash)
        hasher.add(settings.hash)
        hasher.add(makers.fingerprint)
        return hasher.finish()
    }

    /// The fingerprint of everything that links are resolved against, and that has an address.
    private func hash(_ tree: ContentTree, _ names: PageLinks.Names) -> ContentHash {
        var hasher = ContentHasher()
        for list in [tree.pages, tree.others, assets.map(\.path), others.plan.paths.sorted()] {
            hasher.add(list.count)
            for path in list { hasher.add(path) }
        }
        for (old, new) in names.renamed.sorted(by: { $0.key < $1.key }) {
            hasher.add(old)
            hasher.add(new)
        }
        return hasher.finish()
    }

    private func names(_ tree: ContentTree, _ views: PageViews, _ layout: PageLayout) -> PageLinks.Names {
        var names = PageLinks.Names()
        for view in views.views.joined() {
            names.pages.insert(view)
            names.paths.insert(layout.path(view))
        }
        names.beside = Set(tree.others.map { SitePath.ofFile($0) })
        names.paths.formUnion(names.beside)
        names.paths.formUnion(assets.map(\.path))
        names.paths.formUnion(others.plan.paths)
        if settings.hasFingerprints {
            names.renamed = Fingerprints(assets).names
            for file in tree.others where Fingerprints.isFingerprinted(file) {
                if let bytes = folder.read("content/" + file)?.bytes {
                    let path = SitePath.ofFile(file)
                    names.renamed[path] = Fingerprints.name(path, bytes)
                }
            }
        }
        return names
    }

    /// A translation that is a draft is no page, so the page that it translates stands in for it after all.
    private func restoreTranslations(
        _ outcomes: inout [PageReader.Outcome], _ tree: ContentTree, _ views: PageViews, _ reader: PageReader
    ) {
        guard !settings.showsDrafts, settings.languages.count > 1 else { return }
        for (index, outcome) in outcomes.enumerated() {
            guard let record = outcome.page?.record, record.head.isDraft, views.views[index][0].scope.language > 0
            else { continue }
            let draft = views.views[index][0]
            var original = draft
            original.scope.language = 0
            guard let place = views.views.firstIndex(where: { $0[0] == original }) else { continue }
            outcomes[place] = reader.read(
                tree.pages[place], views: (outcomes[place].page?.record.views.map(\.id) ?? views.views[place]) + [draft]
            )
        }
    }
}

/// Which pages every file makes: its own, and those where it stands in for a missing translation.
struct PageViews: Sendable {
    private(set) var views: [[PageID]] = []

    init(_ files: [String], _ layout: PageLayout, languages: Int) {
        let own = files.compactMap { layout.id(ofFile: $0[...]) }
        let written = languages > 1 ? Set(own) : []
        views = own.map { id in
            guard id.scope.language == 0 else { return [id] }
            return [id]
                + (1..<max(1, languages)).map {
                    PageID(scope: .init(version: id.scope.version, language: $0), name: id.name)
                }
                .filter { !written.contains($0) }
        }
    }
}
