import Authoring

/// All pages of documentation in their order: what a page needs to know of the others.
struct DocsIndex: Sendable {
    /// A page that will be written.
    struct Page: Sendable {
        var entry: PageEntry
        var id: PageID
        /// The places of its record and of its view.
        var record: Int
        var view: Int
    }

    let settings: DocsSettings
    let layout: PageLayout
    private(set) var pages: [Page] = []
    private(set) var trees: [PageID.Scope: NavTree] = [:]
    private var indices: [PageID: Int] = [:]
    private var titles: [String: String]
    /// When the last commit touched a file, in seconds since 1970, by its path from the site's folder.
    private let updates: [String: Int]
    /// Files that nobody can edit in the site's folder, because they are not there.
    let inherited: Set<String>
    /// Whether the site shows recorded runs beside the documentation.
    let hasRuns: Bool

    init(_ records: [PageRecord], _ settings: DocsSettings, others: OtherPages, updates: [String: Int]) {
        self.settings = settings
        inherited = others.inherited
        hasRuns = !others.isEmpty
        self.updates = updates
        titles = others.plan.titles
        layout = PageLayout(settings)
        for (number, record) in records.enumerated() where !record.head.isDraft || settings.showsDrafts {
            for (place, view) in record.views.enumerated() {
                indices[view.id] = pages.count
                pages.append(
                    Page(
                        entry: entry(record, view), id: view.id, record: number, view: place))
            }
        }
        let scopes = Dictionary(grouping: pages, by: \.id.scope)
        for (scope, members) in scopes {
            var leaves = members.map {
                NavTree.Leaf(
                    id: $0.id, path: $0.entry.path, title: $0.entry.title, weight: records[$0.record].head.weight,
                    isStandIn: $0.entry.isFallback)
            }
            let front = PageID(scope: scope, name: "index")
            if layout.path(front) == "index.html", let title = titles["index.html"] {
                leaves.append(NavTree.Leaf(id: front, path: "index.html", title: title, weight: 0))
            }
            trees[scope] = NavTree(leaves)
        }
        for index in pages.indices {
            titles[pages[index].entry.path] = pages[index].entry.title
            addNeighbours(index)
        }
    }

    private func entry(_ record: PageRecord, _ view: PageRecord.View) -> PageEntry {
        let own = record.views[0].id
        let language = settings.languages[own.scope.language]
        var entry = PageEntry(
            path: layout.path(view.id), kind: view.id.isSection ? .section : .page, title: record.head.title,
            summary: record.head.summary, language: language.code)
        entry.version = settings.versions.isEmpty ? nil : settings.versions[view.id.scope.version].name
        entry.tags = record.head.tags
        entry.headings = record.headings
        entry.date = record.head.date
        entry.source = "content/" + record.file
        entry.updated = update(of: "content/" + record.file)
        entry.original = view.id == own ? nil : layout.path(own)
        entry.isSearchable = record.head.isSearchable
        entry.isDraft = record.head.isDraft
        return entry
    }

    /// When the last commit touched a file; nil when that is not known.
    func update(of file: String) -> Int? { updates[file] }

    private mutating func addNeighbours(_ index: Int) {
        let id = pages[index].id
        if let tree = trees[id.scope] {
            pages[index].entry.ancestors = tree.ancestors(of: pages[index].entry.path).map { node in
                PublishedPage.Ancestor(title: tree.nodes[node].title, path: tree.nodes[node].path ?? "")
            }
        }
        guard settings.languages.count > 1 else { return }
        for language in settings.languages.indices {
            var other = id
            other.scope.language = language
            guard let found = indices[other], !pages[found].entry.isFallback else { continue }
            pages[index].entry.translations[settings.languages[language].code] = pages[found].entry.path
        }
        // A page in one language alone has no translations, and neither has one that stands in for another.
        if pages[index].entry.isFallback || pages[index].entry.translations.count < 2 {
            pages[index].entry.translations = [:]
        }
    }

    /// The page of another version or language that is nearest to a page: the same one, that of its folder or of one above
    /// it, or the front page there.
    func counterpart(of id: PageID, version: Int? = nil, language: Int? = nil) -> String? {
        var other = id
        other.scope.version = version ?? id.scope.version
        other.scope.language = language ?? id.scope.language
        if let found = indices[other] { return pages[found].entry.path }
        var folder = id.folder
        while true {
            other.name = folder.isEmpty ? "index" : folder + "/index"
            if let found = indices[other] { return pages[found].entry.path }
            guard !folder.isEmpty else { break }
            folder = folder.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(folder[..<$0]) } ?? ""
        }
        // Without a front page, a version or a language begins with its first page.
        let isElsewhere = version != nil && other.scope.version > 0 || language != nil && other.scope.language > 0
        if isElsewhere, let first = trees[other.scope]?.order.first { return first }
        other.scope.language = 0
        if let found = indices[other] { return pages[found].entry.path }
        // The front page may be made by others.
        let path = layout.path(other)
        return titles[path] == nil ? nil : path
    }

    /// Adds everything that a page may show of the others.
    ///
    /// - Parameter weights: those of the records.
    func add(to hasher: inout ContentHasher, weights: [Int]) {
        for page in pages {
            let entry = page.entry
            hasher.add(entry.path)
            hasher.add(entry.title)
            hasher.add(entry.summary)
            hasher.add(entry.date)
            hasher.add(entry.source)
            hasher.add(entry.updated ?? -1)
            hasher.add(entry.tags.count)
            for tag in entry.tags { hasher.add(tag) }
            for flag in [entry.isDraft, entry.isFallback, entry.isSearchable] { hasher.add(flag) }
            hasher.add(weights[page.record])
        }
        for (path, title) in titles.sorted(by: { $0.key < $1.key }) {
            hasher.add(path)
            hasher.add(title)
        }
        for path in inherited.sorted() { hasher.add(path) }
        hasher.add(hasRuns)
    }

    /// The pages that stand in for translations, and the language of their texts.
    var standIns: StandIns {
        StandIns(paths: Set(pages.lazy.filter(\.entry.isFallback).map(\.entry.path)), language: settings.languages[0])
    }

    /// Whether pages say when they changed.
    ///
    /// - Parameter others: the pages of others, by their authors' files.
    func hasNews(_ others: some Sequence<String>) -> Bool {
        pages.contains { !$0.entry.isFallback && ($0.entry.date != nil || $0.entry.updated != nil) }
            || !updates.isEmpty && others.contains { updates[$0] != nil }
    }

    func page(_ id: PageID) -> Page? { indices[id].map { pages[$0] } }

    func title(of path: String) -> String? { titles[path] }

    /// The places in the head of every page.
    ///
    /// - Throws: `Problems` with every listed address that is no page.
    func navigation(_ others: OtherPages) throws(Problems) -> [FrameMaker.Place] {
        guard let listed = settings.navigation else {
            let tree = trees[PageID.Scope(version: 0, language: 0)]
            // What every site inherits is in the menu; the head is for the site's own.
            let left = Set(pages.filter { inherited.contains($0.entry.source ?? "") }.map(\.entry.path))
            var first: [FrameMaker.Place] = []
            if let tree {
                for child in tree.nodes[0].children.map({ tree.nodes[$0] }) {
                    guard let path = child.path, !left.contains(path) else { continue }
                    first.append(FrameMaker.Place(title: child.title, path: path))
                }
            }
            // More would not fit; the menu beside the text has them all.
            return others.navigation + (first.count + others.navigation.count > 10 ? [] : first)
        }
        var places: [FrameMaker.Place] = []
        var problems: [Problem] = []
        for item in listed {
            do throws(Problem) {
                let address = try item.text()
                let bare = SitePath.normalized(SiteAddress(address).path) ?? ""
                let path = bare.isEmpty ? "index.html" : bare.hasSuffix(".html") ? bare : bare + "/index.html"
                guard let title = titles[path] else {
                    throw item.problem(
                        "“\(address)” is no page of this site.",
                        remedy: Nearest.match(address, among: titles.keys.map(SitePath.address(of:))).map {
                            "Did you mean “\($0)”?"
                        })
                }
                places.append(FrameMaker.Place(title: title, path: path))
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return places
    }
}
