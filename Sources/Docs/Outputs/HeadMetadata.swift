/// What a page's head says to programs: its address, its Markdown copy, its translations, the Open Graph properties and
/// a description in JSON-LD.
public struct HeadMetadata: Sendable {
    public var site: PublishedSite
    /// Whether there is a feed.
    public var hasFeed: Bool

    public init(site: PublishedSite, hasFeed: Bool = false) {
        self.site = site
        self.hasFeed = hasFeed
    }

    /// The elements as HTML, one in each line.
    ///
    /// - Parameters:
    ///   - card: the path of the picture for links to the page.
    ///   - hasCopy: whether a Markdown copy stands beside it.
    public func html(_ page: PublishedPage, card: String? = nil, hasCopy: Bool = true) -> String {
        var out = HTMLWriter()
        if hasCopy {
            let copy = SitePath.encoded(MarkdownCopy.path(of: page.path).split(separator: "/").last ?? "")
            out.html("<link rel=\"alternate\" type=\"text/markdown\"")
            out.attribute("href", String(copy))
            out.html("/>\n")
        }
        // A page that has no address yet cannot be shared.
        // What stands in for a translation is the page whose text it shows.
        guard let address = site.address(of: page.original ?? page.path) else {
            return String(decoding: out.bytes, as: UTF8.self)
        }
        property("og:title", page.title, &out)
        property("og:type", page.path == "index.html" ? "website" : "article", &out)
        property("og:site_name", site.name, &out)
        if !page.summary.isEmpty { property("og:description", page.summary, &out) }
        link("canonical", address, &out)
        property("og:url", address, &out)
        for other in page.translations {
            guard let address = site.address(of: other.path) else { continue }
            link("alternate", address, language: other.language, &out)
        }
        if hasFeed, let feed = site.address(of: Feed.path) {
            link("alternate", feed, type: "application/atom+xml", &out)
        }
        if let card, let image = site.address(of: card) {
            property("og:image", image, &out)
            property("og:image:width", String(Card.width), &out)
            property("og:image:height", String(Card.height), &out)
            property("og:image:alt", page.title, &out)
            out.html("<meta name=\"twitter:card\" content=\"summary_large_image\"/>\n")
        }
        out.html("<script type=\"application/ld+json\">")
        out.html(description(page, address))
        out.html("</script>\n")
        return String(decoding: out.bytes, as: UTF8.self)
    }

    private func property(_ name: String, _ content: String, _ out: inout HTMLWriter) {
        out.html("<meta")
        out.attribute("property", name)
        out.attribute("content", content)
        out.html("/>\n")
    }

    private func link(
        _ relation: String, _ address: String, type: String? = nil, language: String? = nil, _ out: inout HTMLWriter
    ) {
        out.html("<link")
        out.attribute("rel", relation)
        if let type { out.attribute("type", type) }
        if let language { out.attribute("hreflang", language) }
        out.attribute("href", address)
        out.html("/>\n")
    }

    // MARK: JSON-LD

    /// A schema.org `TechArticle` with its place in the site. It is data, which a Content-Security-Policy lets stand.
    private func description(_ page: PublishedPage, _ address: String) -> String {
        var members = [
            ("@context", quoted("https://schema.org")),
            ("@type", quoted(page.path == "index.html" ? "WebSite" : "TechArticle")),
            (page.path == "index.html" ? "name" : "headline", quoted(page.title)), ("url", quoted(address)),
            ("inLanguage", quoted(page.language)),
        ]
        if !page.summary.isEmpty { members.append(("description", quoted(page.summary))) }
        if let updated = page.updated { members.append(("dateModified", quoted(updated))) }
        if !page.tags.isEmpty { members.append(("keywords", quoted(page.tags.joined(separator: ", ")))) }
        if !page.ancestors.isEmpty {
            let items = page.ancestors.enumerated().map { index, ancestor in
                object([
                    ("@type", quoted("ListItem")), ("position", String(index + 1)), ("name", quoted(ancestor.title)),
                    ("item", quoted(site.address(of: ancestor.path) ?? ancestor.path)),
                ])
            }
            let list = "[" + items.joined(separator: ",") + "]"
            members.append(("breadcrumb", object([("@type", quoted("BreadcrumbList")), ("itemListElement", list)])))
        }
        return object(members)
    }

    private func object(_ members: [(String, String)]) -> String {
        "{" + members.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
    }

    /// A JSON string that cannot end the element around it.
    private func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "<", ">", "&", "\u{2028}", "\u{2029}",
                _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
