/// What a finished page says, as Markdown: for programs that read, and for people who copy. Made from the page itself,
/// so the two cannot disagree.
///
/// Pictures, controls and navigation are left out. Links to pages of the site lead to their copies (`index.md`).
public enum MarkdownCopy {
    /// Where the copy of a page stands: beside it.
    public static func path(of page: String) -> String {
        (page.hasSuffix(".html") ? String(page.dropLast(".html".count)) : page) + ".md"
    }

    /// The copy of a page, or nil when the page has no `main` element.
    public static func of(_ page: [UInt8]) -> [UInt8]? {
        // The annotated messages of a flow page are hundreds of kilobytes; the list of steps stands before them.
        guard let main = HTMLFragment(mainOf: page, until: "steps") else { return nil }
        var writer = MarkdownBlockWriter(main)
        writer.blocks(in: 0)
        return writer.out + [UInt8(ascii: "\n")]
    }
}
