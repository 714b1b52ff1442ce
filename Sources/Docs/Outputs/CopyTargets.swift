/// Where the links of Markdown copies can lead to: which pages have copies, and which anchors readers of those find.
public struct CopyTargets: Sendable {
    /// The paths of pages that have a copy beside them.
    var pages: Set<String> = []
    /// The headings of pages from whose words every reader of Markdown makes the same anchor.
    var headings: [String: Set<String>] = [:]

    public init() {}

    init(_ index: DocsIndex, _ others: SitePlan) {
        for page in index.pages where page.entry.hasCopy {
            pages.insert(page.entry.path)
            headings[page.entry.path] = Set(
                page.entry.headings.lazy.filter { CopyTargets.isPlain($0) }.map(\.id))
        }
        pages.formUnion(others.copied)
    }

    /// Whether a link to an anchor can lead to the copy of a page.
    func has(_ anchor: String, on page: String) -> Bool { headings[page]?.contains(anchor) == true }

    private static func isPlain(_ heading: PageHeading) -> Bool {
        heading.title.unicodeScalars.allSatisfy {
            $0 == " " || $0 == "-" || $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
        }
            && heading.id == heading.title.lowercased().replacing(" ", with: "-")
    }
}

extension PageEntry {
    /// Whether a copy in Markdown stands beside the page. The page of a run has its trace for programs to read.
    package var hasCopy: Bool {
        switch kind {
        case .page, .section, .made: true
        case .tags, .run, .unknown: false
        }
    }
}

extension DocsSite {
    /// The files that are made beside a page, but for those that its author made.
    func beside(_ entry: PageEntry, _ html: [UInt8]) -> [OutputFile] {
        builder.makers.beside.flatMap { maker -> [OutputFile] in
            let claims = maker.claims(entry)
            guard claims.isEmpty || !claims.allSatisfy({ own.contains($0.path) }) else { return [] }
            return maker.files(entry, html, copies).filter { !own.contains($0.path) }
        }
    }
}
