/// `sitemap.xml` as sitemaps.org describes it, with the translations of each page, and the `robots.txt` that names it.
public enum Sitemap {
    /// At most this many addresses may stand in one file.
    static let most = 50_000

    /// Where crawlers look for what they may read.
    public static let robots = "robots.txt"

    /// The paths of the files for so many pages.
    public static func paths(_ pages: Int) -> [String] {
        let parts = (pages + most - 1) / most
        return (parts > 1 ? (1...parts).map(part) : []) + ["sitemap.xml"]
    }

    private static func part(_ number: Int) -> String { "sitemap-\(number).xml" }

    /// The files; none when the site's own address is not known, because a sitemap holds absolute addresses alone.
    public static func files(_ pages: [PublishedPage], of site: PublishedSite) -> [OutputFile] {
        guard let home = site.address(of: "index.html") else { return [] }
        let pages = pages.sorted { $0.path < $1.path }
        let parts = stride(from: 0, to: pages.count, by: most).map { pages[$0..<min($0 + most, pages.count)] }
        var files: [OutputFile] = []
        if parts.count <= 1 {
            files.append(OutputFile(path: "sitemap.xml", bytes: Array(text(pages[...], site).utf8)))
        } else {
            var index = head + "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            for (number, part) in parts.enumerated() {
                let name = self.part(number + 1)
                files.append(OutputFile(path: name, bytes: Array(text(part, site).utf8)))
                index += "<sitemap><loc>\(XMLText.escaped(home + name))</loc></sitemap>\n"
            }
            files.append(OutputFile(path: "sitemap.xml", bytes: Array((index + "</sitemapindex>\n").utf8)))
        }
        let text = "User-agent: *\nAllow: /\nSitemap: \(home)sitemap.xml\n"
        return files + [OutputFile(path: Sitemap.robots, bytes: Array(text.utf8))]
    }

    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    private static func text(_ pages: ArraySlice<PublishedPage>, _ site: PublishedSite) -> String {
        var out = head + "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""
        out += pages.contains { !$0.translations.isEmpty } ? " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n" : ">\n"
        for page in pages {
            guard let address = site.address(of: page.path) else { continue }
            out += "<url><loc>\(XMLText.escaped(address))</loc>"
            if let updated = page.updated { out += "<lastmod>\(XMLText.escaped(updated))</lastmod>" }
            for other in page.translations {
                guard let address = site.address(of: other.path) else { continue }
                out += "<xhtml:link rel=\"alternate\" hreflang=\"\(XMLText.escaped(other.language))\""
                out += " href=\"\(XMLText.escaped(address))\"/>"
            }
            out += "</url>\n"
        }
        return out + "</urlset>\n"
    }
}
