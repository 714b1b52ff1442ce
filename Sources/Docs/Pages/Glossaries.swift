import Authoring
import Markdown

/// The terms that pages explain: each page of `content/glossary/` is one, in its language and version.
struct Glossaries: Sendable {
    private var glossaries: [PageID.Scope: Glossary] = [:]
    /// The fingerprint of all terms, because any page may use one.
    let hash: ContentHash

    /// Reads the heads of the pages. What is wrong with them is told when the pages are read.
    init(_ files: [String], _ layout: PageLayout, _ folder: SiteFolder, showsDrafts: Bool) {
        var terms: [PageID.Scope: [GlossaryTerm]] = [:]
        var hasher = ContentHasher()
        for file in files where file.hasBytes(of: "glossary/") {
            guard let id = layout.id(ofFile: file[...]), Glossaries.isTerm(id),
                let bytes = folder.read("content/" + file)?.bytes,
                var source = try? FrontMatter(bytes: bytes, file: "content/" + file),
                let head = try? PageHead(&source, file: "content/" + file), showsDrafts || !head.isDraft
            else { continue }
            let url = SitePath.address(of: layout.path(id))
            terms[id.scope, default: []].append(
                GlossaryTerm(names: [head.title] + head.names, url: url, definition: head.summary))
            hasher.add(url)
            hasher.add(head.title)
            hasher.add(head.names.joined(separator: "\u{0}"))
            hasher.add(head.summary)
        }
        hash = hasher.finish()
        glossaries = terms.mapValues(Glossary.init)
    }

    /// The terms that a page may use.
    func glossary(for id: PageID) -> Glossary? { glossaries[id.scope] }

    /// Whether a page lists the terms.
    static func isList(_ id: PageID) -> Bool { id.name == "glossary/index" }

    /// Whether a page explains a term.
    static func isTerm(_ id: PageID) -> Bool { id.folder == "glossary" && !id.isSection }
}
