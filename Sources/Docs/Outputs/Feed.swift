/// `feed.xml`: the pages that changed last, as an Atom feed (RFC 4287).
public enum Feed {
    public static let path = "feed.xml"
    static let most = 30

    /// The feed, or nil when the site's address is not known or no page says when it changed.
    public static func file(_ pages: [PublishedPage], of site: PublishedSite) -> OutputFile? {
        let dated = pages.compactMap { page in page.updated.map { (page: page, updated: time($0)) } }
            .sorted { ($1.updated, $0.page.path) < ($0.updated, $1.page.path) }
            .prefix(most)
        guard let newest = dated.first, let home = site.address(of: "index.html"), let own = site.address(of: path)
        else {
            return nil
        }
        var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
        out += element("title", site.name) + element("id", home) + element("updated", newest.updated)
        if !site.summary.isEmpty { out += element("subtitle", site.summary) }
        out += "<author>" + element("name", site.name).dropLast() + "</author>\n"
        out += "<link rel=\"self\" type=\"application/atom+xml\" href=\"\(XMLText.escaped(own))\"/>\n"
        out += "<link rel=\"alternate\" type=\"text/html\" href=\"\(XMLText.escaped(home))\"/>\n"
        for (page, updated) in dated {
            guard let address = site.address(of: page.path) else { continue }
            out += "<entry>\n" + element("title", page.title)
            // An entry is a change of a page, so a later change is another entry.
            out += element("id", address + "#" + updated) + element("updated", updated)
            out += "<link rel=\"alternate\" type=\"text/html\" href=\"\(XMLText.escaped(address))\"/>\n"
            if !page.summary.isEmpty { out += element("summary", page.summary) }
            out += "</entry>\n"
        }
        return OutputFile(path: path, bytes: Array((out + "</feed>\n").utf8))
    }

    /// Atom wants a time, and a day has none.
    private static func time(_ updated: String) -> String {
        updated.contains("T") ? updated : updated + "T00:00:00Z"
    }

    private static func element(_ name: String, _ text: String) -> String {
        "<\(name)>\(XMLText.escaped(text))</\(name)>\n"
    }
}
