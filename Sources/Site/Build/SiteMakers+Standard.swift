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
        beside = [
            { page, bytes, targets in
                guard page.hasCopy else { return [] }
                return MarkdownCopy.of(bytes, at: page.path, targets).map {
                    [OutputFile(path: MarkdownCopy.path(of: page.path), bytes: $0)]
                }
                    ?? []
            }
        ]
        if published.url != nil {
            // Only an absolute address leads to a card.
            beside.append { page, _, _ in
                guard let path = page.card(HeadFacts()), page.kind != .run else { return [] }
                let card = Card(site: published.name, title: page.title, summary: page.summary)
                return card.png().map { [OutputFile(path: path, bytes: $0)] } ?? []
            }
        }
        whole = [
            { table in
                let own = table.pages.filter { !$0.isFallback }
                // The pages of runs are news of their scenario, and its page leads to them.
                let listed = own.filter { $0.kind != .run }
                let copied = listed.filter { $0.kind != .tags }.map(\.published)
                let feed = hasFeed ? Feed.file(listed.map(\.published), of: published) : nil
                return Sitemap.files(own.map(\.published), of: published)
                    + [LanguageModelIndex.file(copied, of: published)] + [feed].compactMap { $0 }
            }
        ]
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
