import Markdown

/// What a finished page says, as Markdown: for programs that read, and for people who copy. Made from the page itself,
/// so the two cannot disagree.
///
/// Pictures, controls and navigation are left out. Links to pages of the site lead to their copies (`index.md`), where
/// there is one that holds what they lead to.
public enum MarkdownCopy {
    /// Where the copy of a page stands: beside it.
    public static func path(of page: String) -> String {
        (page.hasSuffix(".html") ? String(page.dropLast(".html".count)) : page) + ".md"
    }

    /// The copy of a page, or nil when the page has no `main` element.
    ///
    /// - Parameters:
    ///   - path: where the page stands.
    ///   - targets: where links can lead to.
    public static func of(_ page: [UInt8], at path: String, _ targets: CopyTargets) -> [UInt8]? {
        // The annotated messages of a flow page are hundreds of kilobytes; the list of steps stands before them.
        guard let main = HTMLFragment(mainOf: page, until: "steps") else { return nil }
        var writer = MarkdownBlockWriter(main, CopyLinks(page: path, targets: targets))
        writer.blocks(in: 0)
        return writer.out + [UInt8(ascii: "\n")]
    }
}

/// Where the links of one copy lead to.
struct CopyLinks: Sendable {
    /// The path of the page that is copied.
    let page: String
    let targets: CopyTargets

    /// The address for a link that has this one on the page.
    func address(_ target: [UInt8]) -> [UInt8] {
        let end = target.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? target.count
        let written = String(decoding: target[..<end], as: UTF8.self)
        guard !URLScheme.has(written), !written.hasPrefix("/") else { return target }
        let fragment = target[end...].first == UInt8(ascii: "#") ? target[end...].dropFirst() : []
        let anchor = HTMLReferences.percentDecoded(Substring(decoding: fragment, as: UTF8.self))
        let name = page.split(separator: "/").last.map { Array($0.utf8) } ?? []
        if end == 0 { return targets.has(anchor, on: page) || anchor.isEmpty ? target : name + target }
        guard var path = SitePath.joined(page, HTMLReferences.percentDecoded(written[...])) else { return target }
        let isFolder = written.hasSuffix("/")
        if isFolder { path += path.isEmpty ? "index.html" : "/index.html" }
        guard end == target.count || !fragment.isEmpty, targets.pages.contains(path),
            anchor.isEmpty || targets.has(anchor, on: path)
        else { return target }
        let bare = isFolder ? target[..<end] + "index".utf8 : target[..<(end - ".html".utf8.count)]
        return Array(bare) + ".md".utf8 + target[end...]
    }
}
