import Synchronization

/// Puts pages together: what an author wrote, and everything around it.
struct PageComposer: Sendable {
    let index: DocsIndex
    let templates: PageTemplates
    let makers: SiteMakers
    let navigation: [FrameMaker.Place]
    /// The fingerprint of what all pages have in common.
    let shared: ContentHash
    private let bases: [TemplateContext]
    private let menus = MenuCache()
    private let standIns: StandIns
    /// What the head of every page tells of the site.
    let facts: HeadFacts
    private var settings: DocsSettings { index.settings }

    init(
        _ index: DocsIndex, _ templates: PageTemplates, _ makers: SiteMakers, _ navigation: [FrameMaker.Place],
        _ facts: HeadFacts
    ) {
        self.facts = facts
        standIns = index.standIns
        self.index = index
        self.templates = templates
        self.makers = makers
        self.navigation = navigation
        var hasher = ContentHasher()
        hasher.add(templates.hash)
        hasher.add(index.settings.hash)
        hasher.add(makers.fingerprint)
        hasher.add(index.hasRuns)
        hasher.add(facts.hasNews)
        for card in facts.ownCards.sorted() { hasher.add(card) }
        for place in navigation {
            hasher.add(place.title)
            hasher.add(place.path)
        }
        shared = hasher.finish()
        bases = index.settings.languages.map { language in
            var frame = PageFrame(
                siteName: index.settings.name, logo: index.settings.logo, title: "", summary: "", root: "")
            frame.hasSearch = makers.search != nil
            frame.hasRuns = index.hasRuns
            frame.language = language.code
            frame.isRightToLeft = language.isRightToLeft
            frame.words = language.text
            return frame.context
        }
    }

    /// A page that is ready but for its text.
    struct Frame: Sendable {
        var context: TemplateContext
        /// The fingerprint of everything in it.
        var hash: ContentHash
    }

    func frame(of page: DocsIndex.Page) -> Frame {
        let entry = page.entry
        var hasher = ContentHasher()
        hasher.add(shared)
        var context = bases[page.id.scope.language]
        let root = SitePath.root(of: entry.path)
        var links = links(root: root)
        context["root"] = .text(root)
        context["scope"] = .text(index.layout.prefix(page.id.scope))
        let home = index.counterpart(of: PageID(scope: page.id.scope, name: "index")) ?? "index.html"
        context["home"] = .text(links.href(home))
        context["class"] = .text("is-doc")
        context["title"] = .text(entry.title)
        context["pageTitle"] = .text(
            entry.title == settings.name ? entry.title : entry.title + " · " + settings.name)
        context["summary"] = .text(entry.summary)
        context.setTitleLanguage(entry.isFallback ? standIns.language : nil)
        hasher.add(entry.path)
        hasher.add(entry.title)
        hasher.add(entry.summary)
        hasher.add(home)

        context["navigation"] = .list(
            navigation.map { place in
                let path = translated(place.path, page.id)
                let title = path == place.path ? place.title : index.title(of: path) ?? place.title
                return links.item(
                    title, path, isCurrent: FrameMaker.isInside(entry.path, path),
                    &hasher)
            })
        context["hasNavigation"] = .flag(!navigation.isEmpty)
        var crumbs = entry.ancestors.map { links.item($0.title, $0.path, &hasher) }
        if !crumbs.isEmpty { crumbs.append(links.item(entry.title, entry.path, isCurrent: true, &hasher)) }
        context["breadcrumbs"] = .list(crumbs)
        context["hasBreadcrumbs"] = .flag(!crumbs.isEmpty)
        addNeighbours(page, &context, &links, &hasher)
        addSelectors(page, &context, &links, &hasher)
        addNotes(page, &context, &links, &hasher)
        hasher.add(terms(on: page))
        var head: [UInt8] = []
        for make in makers.heads { head += make(entry, facts) }
        context["head"] = .markup(head)
        hasher.add(head)
        return Frame(context: context, hash: hasher.finish())
    }

    /// What stands around a page that others frame, with links that end in `index.html`.
    func surroundings(of entry: PageEntry) -> TemplateContext {
        var context = TemplateContext()
        var hasher = ContentHasher()
        var links = FrameLinks(root: SitePath.root(of: entry.path), isPretty: false, standIns: standIns)
        let scope = PageID.Scope(version: 0, language: 0)
        let name = entry.path.hasSuffix(".html") ? String(entry.path.dropLast(".html".count)) : entry.path
        let page = DocsIndex.Page(entry: entry, id: PageID(scope: scope, name: name), record: 0, view: 0)
        addSelectors(page, &context, &links, &hasher)
        addNotes(page, &context, &links, &hasher)
        context["head"] = .markup(makers.heads.flatMap { $0(entry, facts) })
        return context
    }

    /// A place of the navigation in the language and version of a page, where it exists there.
    private func translated(_ path: String, _ page: PageID) -> String {
        guard page.scope != PageID.Scope(version: 0, language: 0), path.hasSuffix("index.html") else { return path }
        let folder = path.dropLast("index.html".count)
        let name = folder.isEmpty ? "index" : String(folder.dropLast())
        for name in [name, name + "/index"] {
            if let found = index.page(PageID(scope: page.scope, name: name)) { return found.entry.path }
        }
        return path
    }

    private func addNeighbours(
        _ page: DocsIndex.Page, _ context: inout TemplateContext, _ links: inout FrameLinks,
        _ hasher: inout ContentHasher
    ) {
        guard let tree = index.trees[page.id.scope], let place = tree.places[page.entry.path] else { return }
        let neighbours = tree.neighbours(of: page.entry.path)
        func item(_ path: String?) -> TemplateValue {
            hasher.add(path != nil)
            return .list(path.map { [links.item(index.title(of: $0) ?? "", $0, &hasher)] } ?? [])
        }
        context["previous"] = item(neighbours.previous)
        context["next"] = item(neighbours.next)
        context["hasNeighbours"] = .flag(neighbours.previous != nil || neighbours.next != nil)
        // A menu of one page leads nowhere.
        guard tree.order.count > 1 else { return }
        let folder = page.id.isSection ? place : tree.nodes[place].parent ?? 0
        let menu = menus.menu(tree, scope: page.id.scope, folder, links, page: place)
        context["sidebar"] = .markup(menu.html(on: page.entry.path))
        hasher.add(menu.hash)
    }

    private func addSelectors(
        _ page: DocsIndex.Page, _ context: inout TemplateContext, _ links: inout FrameLinks,
        _ hasher: inout ContentHasher
    ) {
        var versions = settings.versions.indices.compactMap { version in
            index.counterpart(of: page.id, version: version).map {
                links.item(settings.versions[version].name, $0, isCurrent: version == page.id.scope.version, &hasher)
            }
        }
        versions += settings.editions.map { edition in
            var item = PageFrame.Link(title: edition.name, href: edition.url ?? "#main").context
            item["isCurrent"] = .flag(edition.url == nil)
            return item
        }
        if settings.versions.count + settings.editions.count > 1 {
            context["versions"] = .list(versions)
            context["hasVersions"] = .flag(true)
        }
        if let version = page.entry.version { context["version"] = .text(version) }
        if settings.languages.count > 1 {
            let items = settings.languages.indices.compactMap { number in
                index.counterpart(of: page.id, language: number).map { path in
                    let language = settings.languages[number]
                    var item = links.item(
                        language.name, path, isCurrent: number == page.id.scope.language, &hasher)
                    item["language"] = .text(language.code)
                    item["direction"] = .text(language.isRightToLeft ? "rtl" : "ltr")
                    return item
                }
            }
            context["languages"] = .list(items)
            context["hasLanguages"] = .flag(true)
        }
    }

    private func addNotes(
        _ page: DocsIndex.Page, _ context: inout TemplateContext, _ links: inout FrameLinks,
        _ hasher: inout ContentHasher
    ) {
        let entry = page.entry
        // A text that is not translated yet has its tags where its own language lists them.
        let scope = PageID.Scope(
            version: page.id.scope.version, language: entry.isFallback ? 0 : page.id.scope.language)
        let prefix = index.layout.prefix(scope)
        context["tags"] = .list(
            (settings.hasTags ? entry.tags : []).map {
                var item = links.item($0, prefix + "tags/" + Tag.slug($0) + "/index.html", &hasher)
                item.setTitleLanguage(entry.isFallback ? standIns.language : nil)
                return item
            })
        context["hasTags"] = .flag(settings.hasTags && !entry.tags.isEmpty)
        if let address = settings.editAddress, let source = entry.source, !index.inherited.contains(source) {
            context["edit"] = .text(address.replacing("{path}", with: SitePath.encoded(source)))
            hasher.add(source)
        }
        if let updated = entry.updated {
            context["updatedDate"] = .text(Day.text(updated))
            hasher.add(updated)
        }
        context["isFallback"] = .flag(entry.isFallback)
        context["isDraft"] = .flag(entry.isDraft)
        hasher.add(entry.isFallback)
        hasher.add(entry.isDraft)
    }

    /// The links of a frame.
    func links(root: String) -> FrameLinks {
        FrameLinks(root: root, isPretty: settings.hasPrettyLinks, standIns: standIns)
    }

    /// The list of all terms on the page of the glossary; nothing on any other.
    private func terms(on page: DocsIndex.Page) -> [UInt8] {
        guard Glossaries.isList(page.id) else { return [] }
        let links = links(root: SitePath.root(of: page.entry.path))
        let terms = index.pages.filter { Glossaries.isTerm($0.id) && $0.id.scope == page.id.scope }.map(\.entry)
        var out = HTMLWriter()
        out.html("<dl class=\"gloss\">\n")
        for term in terms.sorted(by: { ($0.title.lowercased(), $0.path) < ($1.title.lowercased(), $1.path) }) {
            out.html("<div")
            if let language = standIns.language(of: term.path) { out.language(language) }
            out.html("><dt><a")
            out.link(links.href(term.path))
            out.html(">")
            out.text(term.title)
            out.html("</a></dt>")
            out.element("dd", term.summary)
            out.html("</div>\n")
        }
        out.html("</dl>\n")
        return out.bytes
    }

    /// The whole page.
    func html(_ frame: Frame, _ page: DocsIndex.Page, body: [UInt8]) -> [UInt8] {
        var context = frame.context
        let words = settings.languages[page.id.scope.language].text
        let source = page.entry.isFallback ? settings.languages[0] : nil
        context["content"] = .markup(
            ProseContent(words: words, headings: page.entry.headings, language: source).html(body + terms(on: page)))
        return templates.document(context, capacity: body.count + 16_384)
    }
}

/// The links of one page's frame.
struct FrameLinks {
    let root: String
    let isPretty: Bool
    let standIns: StandIns

    func href(_ path: String) -> String { root + SideMenu.written(path, root, isPretty) }

    func item(
        _ title: String, _ path: String, isCurrent: Bool = false, _ hasher: inout ContentHasher
    ) -> TemplateContext {
        hasher.add(title)
        hasher.add(path)
        hasher.add(isCurrent)
        var link = PageFrame.Link(title: title, href: href(path), isCurrent: isCurrent)
        link.language = standIns.language(of: path)
        hasher.add(link.language != nil)
        return link.context
    }
}

/// The menus that were made so far.
private final class MenuCache: Sendable {
    private struct Key: Hashable, Sendable {
        var scope: PageID.Scope
        var folder: Int
        var root: String
        var window: Int
    }

    private let menus = Mutex<[Key: SideMenu]>([:])

    func menu(
        _ tree: NavTree, scope: PageID.Scope, _ folder: Int, _ links: FrameLinks, page: Int
    ) -> SideMenu {
        let siblings = tree.nodes[tree.nodes[page].parent ?? 0].children
        let window = siblings.count > SideMenu.maximum ? (SideMenu.window(siblings, around: page).first ?? 0) : 0
        let key = Key(scope: scope, folder: folder, root: links.root, window: window)
        if let known = menus.withLock({ $0[key] }) { return known }
        let menu = SideMenu(
            tree, open: folder, root: links.root, isPretty: links.isPretty, around: page,
            original: links.standIns.language)
        menus.withLock { $0[key] = menu }
        return menu
    }
}
