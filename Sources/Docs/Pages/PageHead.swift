import Authoring

/// What the author of a page says about it in its front matter.
struct PageHead: Hashable, Sendable {
    /// Another address that leads to the page.
    struct Alias: Hashable, Sendable {
        var address: String
        var line: Int
    }

    var title: String
    var summary = ""
    /// Smaller comes first among its neighbours.
    var weight = PageHead.standardWeight
    var isDraft = false
    var tags: [String] = []
    var aliases: [Alias] = []
    /// The day of a piece of news, as `2026-07-28`, for feeds.
    var date: String?
    var isSearchable = true
    /// What the term that the page explains is called besides its title.
    var names: [String] = []

    static let standardWeight = 1000

    /// Reads a head; without a title in it, the page's first line may be a heading, which is then taken from the body.
    ///
    /// - Throws: `Problem` for an unknown key, a wrong value or a page without a title.
    init(_ source: inout FrontMatter, file: String) throws(Problem) {
        var title: String?
        var head = PageHead(title: "")
        try source.head.read([
            "title": { title = try $0.visibleText() },
            "summary": { head.summary = try $0.text() },
            "description": { head.summary = try $0.text() },
            "weight": { head.weight = try $0.int() },
            "draft": { head.isDraft = try $0.bool() },
            "tags": { head.tags = try Tag.list($0) },
            "aliases": { head.aliases = try $0.list().map { try PageHead.alias($0) } },
            "date": { head.date = try Day.read($0) },
            "search": { head.isSearchable = try $0.bool() },
            "names": { head.names = try $0.list().map { try $0.text() } },
        ])
        guard let title = title ?? PageHead.takeHeading(from: &source), !title.isBlank else {
            throw Problem(
                file: file, line: 1, "the page has no title.", remedy: "Begin it with ---, title: … and ---.")
        }
        head.title = title
        self = head
    }

    init(title: String) { self.title = title }

    private static func takeHeading(from source: inout FrontMatter) -> String? {
        var line = source.bodyLine
        var rest = source.body.utf8[...]
        while rest.first == 0x0A {
            rest = rest.dropFirst()
            line += 1
        }
        guard rest.starts(with: "# ".utf8) else { return nil }
        let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
        let title = String(decoding: rest[..<end].dropFirst(2), as: UTF8.self)
        source.body = String(decoding: rest[end...], as: UTF8.self)
        source.bodyLine = line
        return title
    }

    private static func alias(_ value: YAMLValue) throws(Problem) -> Alias {
        let address = try value.text()
        let decoded = HTMLReferences.percentDecoded(address[...])
        guard Slug.isAddress(decoded), decoded.contains(where: { $0 != "/" }) else {
            throw value.problem("“\(address)” is not an address of this site.", remedy: "Write it like /old/page/.")
        }
        return Alias(address: SitePath.ofFile(decoded), line: value.line)
    }
}
