import Authoring
import Markdown

/// Reads pages: from the bytes of a file to HTML and everything that others want to know of it.
struct PageReader: Sendable {
    /// What the pages around the texts use for themselves.
    static let reservedAnchors: Set<String> = ["main", "toc", "search", "pages"]

    let root: String
    let settings: DocsSettings
    let links: PageLinks
    let makers: SiteMakers

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
        guard let (bytes, stamp) = Files.read(root + "/" + name) else {
            return Outcome(problems: [
                Problem(file: name, "the file cannot be read.", remedy: "Check that it exists and its permissions.")
            ])
        }
        guard bytes.count <= SourceFolder.largest else {
            return Outcome(problems: [SourceFolder.tooLarge(bytes.count, file: name)])
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
        let text: MarkdownText
        let document: Document
        do throws(Problem) {
            try SourceFolder.check(bytes, file: name)
            var source = try FrontMatter(bytes: bytes, file: name)
            head = try PageHead(&source, file: name)
            text = MarkdownText(file: name, line: source.bodyLine, text: source.body)
            document = try text.parsed(reservedAnchors: PageReader.reservedAnchors)
        } catch {
            throw Problems([error])
        }
        let problems = document.problems.map { Problem(file: name, line: $0.line, $0.reason) }
        guard problems.isEmpty else { throw Problems(problems) }
        var page = ReadPage(
            record: PageRecord(
                file: file, stamp: stamp, hash: ContentHash(bytes), head: head,
                headings: document.headings.map { PageHeading(level: $0.level, title: $0.text, id: $0.id) },
                anchors: [], views: [], digest: []),
            bodies: [])
        let written = document.links
        for view in views {
            var hrefs: [String: String] = [:]
            var links: [PageLink] = []
            for link in written {
                let (href, target) = self.links.resolve(link.url, from: file, on: view)
                hrefs[link.url] = href
                links.append(PageLink(url: link.url, line: link.line, target: target))
            }
            let found = hrefs
            var html: [UInt8] = []
            document.appendHTML(
                to: &html,
                HTMLOptions(
                    rawHTML: settings.allowsHTML ? .allow : .escape, rewriteURL: { found[$0] ?? $0 },
                    highlight: makers.highlight))
            if view == views.first, settings.allowsHTML || text.text.contains("[^") {
                page.record.anchors = anchors(in: html, besides: page.record.headings)
            }
            page.record.views.append(PageRecord.View(id: view, links: links))
            page.bodies.append(html)
        }
        if let search = makers.search, head.isSearchable { page.record.digest = search.digest(document) }
        return page
    }

    private func anchors(in html: [UInt8], besides headings: [PageHeading]) -> [String] {
        HTMLReferences(html).ids.subtracting(headings.map(\.id)).sorted()
    }
}
