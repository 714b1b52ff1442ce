import Authoring
import Markdown

/// The pages with a tag, or all tags of a version and language.
struct TagList: Sendable {
    var entry: PageEntry
    var scope: PageID.Scope
    /// Another tag that has the same address.
    var clash: TagClash?
    /// What it lists: titles, paths and summaries.
    var items: [Item]

    struct Item: Sendable {
        var title: String
        var path: String
        var summary: String
    }

    /// The pages of one tag, and how they spell it.
    private struct Group {
        var pages: [DocsIndex.Page] = []
        /// How many pages spell it like this.
        var spellings: [String: Int] = [:]

        mutating func add(_ tag: String, _ page: DocsIndex.Page) {
            spellings[tag, default: 0] += 1
            if pages.last?.id != page.id { pages.append(page) }
        }

        /// What most pages call it, whatever order they come in.
        var title: String { spellings.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "" }

        /// Pages that mean another tag than the first one does.
        func clash(at path: String) -> TagClash? {
            var names: Set<String> = []
            var uses: [TagClash.Use] = []
            for page in pages {
                for tag in page.entry.tags where spellings[tag] != nil && names.insert(Tag.name(tag)).inserted {
                    uses.append(TagClash.Use(tag: tag, file: page.entry.source ?? ""))
                }
            }
            return uses.count > 1 ? TagClash(uses: uses, path: path) : nil
        }
    }

    static func all(_ index: DocsIndex) -> [TagList] {
        var lists: [TagList] = []
        guard index.settings.hasTags else { return [] }
        let tagged = index.pages.filter { !$0.entry.tags.isEmpty && !$0.entry.isFallback }
        for (scope, pages) in Dictionary(grouping: tagged, by: \.id.scope).sorted(by: { $0.key < $1.key }) {
            let settings = index.settings
            let language = settings.languages[scope.language]
            let folder = index.layout.prefix(scope) + "tags/"
            func entry(_ path: String, _ title: String) -> PageEntry {
                var entry = PageEntry(path: path, kind: .tags, title: title, summary: "", language: language.code)
                entry.version = settings.versions.isEmpty ? nil : settings.versions[scope.version].name
                entry.isSearchable = false
                return entry
            }
            var tags: [String: Group] = [:]
            for page in pages {
                for tag in page.entry.tags { tags[Tag.slug(tag), default: Group()].add(tag, page) }
            }
            let all = tags.sorted { $0.key < $1.key }
            lists.append(
                TagList(
                    entry: entry(folder + "index.html", language.text["tags"]), scope: scope,
                    items: all.map { Item(title: $0.value.title, path: folder + $0.key + "/index.html", summary: "") }))
            for (slug, tag) in all {
                var own = entry(folder + slug + "/index.html", tag.title)
                own.ancestors = [.init(title: language.text["tags"], path: folder + "index.html")]
                lists.append(
                    TagList(
                        entry: own, scope: scope, clash: tag.clash(at: own.path),
                        items: tag.pages.map(\.entry).sorted { ($0.title, $0.path) < ($1.title, $1.path) }
                            .map { Item(title: $0.title, path: $0.path, summary: $0.summary) }))
            }
        }
        return lists
    }
}

/// A page that sends readers of an old address on.
struct RedirectPage: Sendable {
    var path: String
    /// A path of the site, or an address of another one.
    var target: String
    /// The query and the fragment behind a path.
    var rest = ""
    /// Where it was asked for.
    var file: String
    var line: Int?
    var words: InterfaceText
    var language: String

    /// - Parameter files: the author's files that are copied as they are, which redirects may lead to.
    static func all(
        _ records: [PageRecord], _ index: DocsIndex, _ settings: DocsSettings, files: Set<String>
    ) -> [RedirectPage] {
        var found: [RedirectPage] = []
        for record in records where !record.head.isDraft || settings.showsDrafts {
            guard let view = record.views.first else { continue }
            let language = settings.languages[view.id.scope.language]
            for alias in record.head.aliases {
                found.append(
                    RedirectPage(
                        path: path(alias.address), target: index.layout.path(view.id), file: "content/" + record.file,
                        line: alias.line, words: language.text, language: language.code))
            }
        }
        for redirect in settings.redirects {
            let isOutside = URLScheme.has(redirect.to)
            let address = SiteAddress(redirect.to)
            found.append(
                RedirectPage(
                    path: path(SiteAddress(redirect.from).path),
                    target: isOutside ? redirect.to : target(address.path, files),
                    rest: isOutside ? "" : address.rest, file: redirect.file, line: redirect.line,
                    words: settings.languages[0].text, language: settings.languages[0].code))
        }
        return found
    }

    private static func target(_ address: String, _ files: Set<String>) -> String {
        let bare = SitePath.normalized(address) ?? ""
        return files.contains(bare) && !address.hasSuffix("/") ? bare : path(address)
    }

    private static func path(_ address: String) -> String {
        let bare = SitePath.normalized(address) ?? ""
        return bare.isEmpty ? "index.html" : bare.hasSuffix(".html") ? bare : bare + "/index.html"
    }

    /// - Parameter path: where it leads to, though there is no such page.
    func problem(_ path: String, _ words: AuthorLinkText) -> Problem {
        Problem(
            file: file, line: line, "the redirect leads to no page: \(SitePath.address(of: path)).",
            remedy: words.nearest(path, isPage: true).map { "Did you mean “\(SitePath.address(of: $0))”?" })
    }

    func html(_ settings: DocsSettings) -> [UInt8] {
        let isOutside = URLScheme.has(target)
        let href =
            isOutside ? target : SitePath.relative(from: path, to: target, isPretty: settings.hasPrettyLinks) + rest
        var out = HTMLWriter(capacity: 1024)
        out.html("<!DOCTYPE html>\n<html")
        out.attribute("lang", language)
        out.html(">\n<head>\n<meta charset=\"utf-8\"/>\n<title>")
        out.text(words["moved"])
        out.html("</title>\n<meta name=\"robots\" content=\"noindex\"/>\n<meta http-equiv=\"refresh\"")
        out.attribute("content", "0; url=" + href)
        out.html("/>\n<link rel=\"canonical\"")
        out.attribute("href", isOutside ? target : settings.url(of: target) ?? href)
        out.html("/>\n</head>\n<body>\n<main id=\"main\"><h1>")
        out.text(words["moved"])
        out.html("</h1><p>")
        out.text(words["movedText"] + " ")
        out.html("<a")
        out.link(href)
        out.html(">")
        out.text(isOutside ? target : SitePath.address(of: target) + rest)
        out.html("</a></p></main>\n</body>\n</html>\n")
        return out.bytes
    }
}

extension PageComposer {
    /// The page of a list of tags.
    func html(_ list: TagList) -> [UInt8] {
        var out = HTMLWriter()
        out.html("<ul class=\"tag-list\">")
        let links = links(root: SitePath.root(of: list.entry.path))
        for item in list.items {
            out.html("<li><a")
            out.link(links.href(item.path))
            out.html(">")
            out.text(item.title)
            out.html("</a>")
            if !item.summary.isEmpty { out.element("p", item.summary) }
            out.html("</li>")
        }
        out.html("</ul>\n")
        let name = list.entry.path.dropLast("/index.html".count).dropFirst(index.layout.prefix(list.scope).count)
        let page = DocsIndex.Page(
            entry: list.entry, id: PageID(scope: list.scope, name: String(name) + "/index"), record: 0, view: 0)
        return html(frame(of: page), page, body: out.bytes)
    }

    /// The page for addresses that lead nowhere. A server sends it for any of them, so its links start at the root.
    func notFound(basePath: String?) -> [UInt8] {
        let words = index.settings.languages[0].text
        var entry = PageEntry(
            path: "404.html", kind: .unknown, title: words["notFound"], summary: "",
            language: index.settings.languages[0].code)
        entry.isSearchable = false
        let page = DocsIndex.Page(
            entry: entry, id: PageID(scope: .init(version: 0, language: 0), name: "404"), record: 0, view: 0)
        var frame = frame(of: page)
        let root = basePath ?? ""
        let links = links(root: root)
        var out = HTMLWriter()
        out.html("<p>")
        out.text(words["notFoundText"])
        out.html("</p><ul>")
        for place in navigation {
            out.html("<li><a")
            out.link(links.href(place.path))
            out.html(">")
            out.text(place.title)
            out.html("</a></li>")
        }
        out.html("</ul>")
        frame.context["root"] = .text(root)
        frame.context["home"] = .text(links.href("index.html"))
        frame.context["kicker"] = .markup(Array("404".utf8))
        frame.context["navigation"] = .list(
            navigation.map { PageFrame.Link(title: $0.title, href: links.href($0.path)).context })
        return html(frame, page, body: out.bytes)
    }
}
