import Docs
import Highlighting
import Markdown
import Settings

extension SiteMakers {
    /// What every site has besides its pages: colours of code, metadata, copies in Markdown, cards, lists of pages, and an
    /// index for the search.
    init(_ config: SiteConfig, generator: Generator) {
        var fingerprint = ContentHasher()
        fingerprint.add(generator.hash)
        // What the functions below follow and ``DocsSettings`` does not hold.
        fingerprint.add(config.markdown.highlights)
        fingerprint.add(config.description)
        fingerprint.add(config.hasFeed)
        self.init(fingerprint: fingerprint.finish())
        if config.markdown.highlights { highlight = { highlighted($0.code, language: $0.language) } }
        search = SearchFiles.maker
        let published = PublishedSite(
            name: config.name, summary: config.description, url: config.baseURL?.description)
        let hasFeed = config.hasFeed
        heads = [
            { page, facts in
                if page.kind == .unknown { return Array("<meta name=\"robots\" content=\"noindex\"/>\n".utf8) }
                return Array(
                    HeadMetadata(site: published, hasFeed: hasFeed && facts.hasNews)
                        .html(page.published, card: page.card(facts), hasCopy: page.hasCopy).utf8)
            }
        ]
        beside = [SiteMakers.copies]
        // Only an absolute address leads to a card.
        if published.url != nil { beside.append(SiteMakers.cards(of: published)) }
        whole = [SiteMakers.lists(of: published, hasFeed: hasFeed)]
    }

    /// A copy in Markdown beside every page that has one.
    private static let copies = Beside(
        claims: { page in
            guard page.hasCopy else { return [] }
            let name = "the Markdown copy of \(SitePath.address(of: page.path))"
            return [AddressClaim(MarkdownCopy.path(of: page.path), by: name, remedy: "Rename it.")]
        },
        files: { page, bytes, targets in
            guard page.hasCopy, let copy = MarkdownCopy.of(bytes, at: page.path, targets) else { return [] }
            return [OutputFile(path: MarkdownCopy.path(of: page.path), bytes: copy)]
        })

    /// A picture for links to every page whose author made none.
    private static func cards(of site: PublishedSite) -> Beside {
        @Sendable func path(_ page: PageEntry) -> String? { page.kind == .run ? nil : page.card(HeadFacts()) }
        return Beside(
            claims: { page in
                path(page).map {
                    [AddressClaim($0, by: "the card of \(SitePath.address(of: page.path))", givesWay: true)]
                } ?? []
            },
            files: { page, _, _ in
                let card = Card(site: site.name, title: page.title, summary: page.summary)
                guard let path = path(page), let picture = card.png() else { return [] }
                return [OutputFile(path: path, bytes: picture)]
            })
    }

    /// The files that list all pages.
    private static func lists(of site: PublishedSite, hasFeed: Bool) -> Whole {
        Whole(
            claims: { pages, facts in
                let list = AddressClaim(LanguageModelIndex.path, by: "the list for language models", givesWay: true)
                guard site.url != nil else { return [list] }
                let maps = Sitemap.paths(pages).map {
                    AddressClaim($0, by: "the sitemap", remedy: "Rename it; every site with a url has its own sitemap.")
                }
                let robots = AddressClaim(Sitemap.robots, by: "the file for crawlers", givesWay: true)
                let remedy = "Rename it, or write feed: false into \(SiteConfig.fileName)."
                let feed = AddressClaim(Feed.path, by: "the feed", remedy: remedy)
                return maps + [robots, list] + (hasFeed && facts.hasNews ? [feed] : [])
            },
            files: { table in
                let own = table.pages.filter { !$0.isFallback }
                // The pages of runs are news of their scenario, and its page leads to them.
                let listed = own.filter { $0.kind != .run }
                let copied = listed.filter { $0.kind != .tags }.map(\.published)
                let feed = hasFeed ? Feed.file(listed.map(\.published), of: site) : nil
                return Sitemap.files(own.map(\.published), of: site)
                    + [LanguageModelIndex.file(copied, of: site)] + [feed].compactMap { $0 }
            })
    }
}

extension PageEntry {
    /// The path of the picture for links to the page, where its author made one or it can be drawn.
    fileprivate func card(_ facts: HeadFacts) -> String? {
        let title = kind == .run ? ancestors.dropFirst(2).first?.title ?? self.title : self.title
        return card.flatMap { facts.ownCards.contains($0) || Card.canShow(title) ? $0 : nil }
    }

    /// The path of the picture for links to the page; nil where there is none.
    private var card: String? {
        switch kind {
        case .tags, .unknown: nil
        case .run: ancestors.dropFirst(2).first.map { PageEntry.card(of: $0.path) }
        case .page, .section, .made: PageEntry.card(of: path)
        }
    }

    /// Beside the page.
    private static func card(of page: String) -> String {
        (page.split(separator: "/").dropLast() + ["card.png"]).joined(separator: "/")
    }
}
