import Authoring
import Markdown

/// Reads pages: from the bytes of a file to HTML and everything that others want to know of it.
struct PageReader: Sendable {
    /// What the pages around the texts use for themselves.
    static let reservedAnchors: Set<String> = ["main", "toc", "search", "pages"]

    let folder: SiteFolder
    let settings: DocsSettings
    let links: PageLinks
    let makers: SiteMakers
    let glossaries: Glossaries

    /// A file, read.
    struct Outcome: Sendable {
        var page: ReadPage?
        var problems: [Problem] = []
    }

    /// Reads a page.
    ///
    /// - Parameter views: the pages that show it, itself first.
    func read(_ file: String, views: [PageID]) -> Outcome {
        let name = "content/" + file
        guard let (bytes, stamp) = folder.read(name) else {
            return Outcome(problems: [folder.unreadable(name)])
        }
        guard bytes.count <= SourceText.largest else {
            return Outcome(problems: [SourceText.tooLarge(bytes.count, file: name)])
        }
        do throws(Problems) {
            return Outcome(page: try page(file, bytes, stamp, views))
        } catch {
            return Outcome(problems: error.list)
        }
    }

    private func page(
        _ file: String, _ bytes: [UInt8], _ stamp: FileStamp, _ views: [PageID]
    ) throws(Problems) -> ReadPage {
        let name = "content/" + file
        let head: PageHead
        var text: IncludedText
        var document: Document
        do throws(Problem) {
            (head, text) = try parts(of: bytes, file: name)
            document = try text.text.parsed(reservedAnchors: PageReader.reservedAnchors)
        } catch {
            throw Problems([error])
        }
        guard head.names.isEmpty || views.first.map(Glossaries.isTerm) == true else {
            throw Problems([
                Problem(
                    file: name, "only a page of content/glossary explains a term, so this one has no names for it.",
                    remedy: "Move the page there, or take “names” out of its head.")
            ])
        }
        document = text.includingCode(in: document)
        let empty = document.headings.filter(\.text.isBlank).map {
            Problem(
                file: name, line: $0.line, "the heading is empty.",
                remedy: "Write its words, or take the marks out; a picture needs a text in its place.")
        }
        let slips = document.problems + (settings.allowsHTML ? document.htmlProblems : document.openComments)
        let problems = text.placed(slips.map { Problem(file: name, line: $0.line, $0.reason) } + empty)
        guard text.problems.isEmpty, problems.isEmpty else { throw Problems(text.problems + problems) }
        // What a search finds stands in the text; the links to terms come behind that.
        let digest = head.isSearchable ? makers.search?.digest(document, head.title) : nil
        if let own = views.first, let glossary = glossaries.glossary(for: own) {
            document = document.linkingTerms(glossary, except: SitePath.address(of: links.layout.path(own)))
        }
        let headings = document.headings.map { PageHeading(level: $0.level, title: $0.text, id: $0.id) }
        let written = document.links + (settings.allowsHTML ? RawLinks.all(in: document) : [])
        // Alerts speak the language of their text, also where it stands in for a translation.
        let words = settings.languages[views.first?.scope.language ?? 0].text
        var facts = PageFacts()
        var pages: [PageRecord.View] = []
        var bodies: [[UInt8]] = []
        for view in views {
            var hrefs: [String: String] = [:]
            var links: [PageLink] = []
            for link in written {
                let (href, target) = self.links.resolve(link.url, isLoaded: link.isImage, from: file, on: view)
                hrefs[link.url] = href
                links.append(PageLink(url: link.url, line: link.line, isLoaded: link.isImage, target: target))
            }
            let found = hrefs
            var html: [UInt8] = []
            document.appendHTML(
                to: &html,
                HTMLOptions(
                    rawHTML: settings.allowsHTML ? .allow : .escape, schemes: .author, rewriteURL: { found[$0] ?? $0 },
                    rewriteHTML: { RawLinks.rewriting($0) { found[$0] ?? $0 } }, highlight: makers.highlight,
                    alertTitle: { words[$0.name] }))
            if view == views.first, settings.allowsHTML || text.text.text.hasBytes(of: "[^") {
                facts.anchors = anchors(in: html, besides: headings)
            }
            facts.links.append(links)
            let anchored = links.compactMap { link -> PageRecord.Anchor? in
                guard case .site(let path, let fragment) = link.target, !fragment.isEmpty else { return nil }
                return PageRecord.Anchor(path: path, name: fragment)
            }
            pages.append(PageRecord.View(id: view, targets: fingerprint(of: links), anchored: anchored))
            bodies.append(html)
        }
        let content = PageRecord.Content(
            file: file, hash: ContentHash(bytes),
            parts: text.parts.sorted { $0.key < $1.key }.map { .init(path: $0.key, hash: $0.value) }, head: head,
            headings: headings, outline: PageRecord.outline(head, headings, facts.anchors), facts: Kept(facts),
            digest: Kept(digest ?? []))
        return ReadPage(record: PageRecord(content: content, stamp: stamp, views: pages), bodies: bodies)
    }

    /// The fingerprint of where links lead to.
    func fingerprint(of links: [PageLink]) -> ContentHash {
        var hasher = ContentHasher()
        for link in links {
            hasher.add(link.target)
            if case .site(let path, _) = link.target { hasher.add(self.links.names.renamed[path]) }
        }
        return hasher.finish()
    }

    /// What a file says about its page, and its text with everything that it includes.
    func parts(of bytes: [UInt8], file: String) throws(Problem) -> (PageHead, IncludedText) {
        var source = try FrontMatter(bytes: bytes, file: file)
        let head = try PageHead(&source, file: file)
        let text = MarkdownText(file: file, line: source.bodyLine, text: source.body)
        return (head, IncludedText(text) { [folder] (path) throws(Problem) in try folder.included(path) })
    }

    private func anchors(in html: [UInt8], besides headings: [PageHeading]) -> [String] {
        HTMLReferences(html).ids.subtracting(headings.map(\.id)).sorted()
    }
}
