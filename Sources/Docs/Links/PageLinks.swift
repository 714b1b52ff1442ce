import Authoring
import Markdown

/// Where a link of a page leads, as far as that is known before the other pages are.
enum LinkTarget: Hashable, Sendable {
    /// A path of the site, which is still to be looked up, and an anchor on it, which may be empty.
    case site(path: String, fragment: String)
    /// Another site, or a destination that is not checked.
    case outside
    /// Nowhere, and why.
    case dead(String, remedy: String?)
}

/// A link or picture of a page.
struct PageLink: Hashable, Sendable {
    /// As written.
    var url: String
    var line: Int
    /// Whether a browser fetches it when it shows the page.
    var isLoaded: Bool
    var target: LinkTarget
}

/// Turns what authors write into references between finished files. It needs to know the names of all files of a site,
/// but nothing of what is in them, so all pages can be read at once.
struct PageLinks: Sendable {
    /// What a site consists of, by name.
    struct Names: Sendable {
        /// All paths of the finished site that are known beforehand, without aliases.
        var paths: Set<String> = []
        /// Files beside pages: their path below `content/` and where they are written.
        var beside: Set<String> = []
        /// The pages that stand in for missing translations, and those of authors.
        var pages: Set<PageID> = []
        /// The names of files that carry a fingerprint, by their path.
        var renamed: [String: String] = [:]
    }

    let settings: DocsSettings
    let layout: PageLayout
    let names: Names

    /// The reference for a destination, and where it leads.
    ///
    /// - Parameters:
    ///   - isLoaded: whether a browser fetches it with the page, as it does with a picture.
    ///   - file: the author's file, below `content/`.
    ///   - page: the page that is made, which is not the file's own where it stands in for a translation.
    func resolve(
        _ url: String, isLoaded: Bool, from file: String, on page: PageID
    ) -> (href: String, target: LinkTarget) {
        if let refusal = URLScheme.refusal(of: url.utf8, isPicture: isLoaded) {
            return (url, .dead("the address “\(url)” \(refusal.rawValue)", remedy: refusal.remedy))
        }
        if settings.isIgnored(url) { return (url, .outside) }
        let isOutside = URLScheme.has(url)
        if isLoaded, url.hasPrefix("//") || isOutside && URLScheme.name(of: url.utf8) != "data" {
            return (
                url,
                .dead("the page loads “\(url)” from another host.", remedy: "Put the file into the site.")
            )
        }
        if isOutside { return (url, .outside) }
        if url.hasPrefix("//") {
            return (url, .dead("the link “\(url)” names no scheme.", remedy: "Write https: in front of it."))
        }
        let path = layout.path(page)
        let address = SiteAddress(url)
        guard !address.path.isEmpty else {
            return (url, .site(path: path, fragment: address.anchor))
        }
        let target: String
        switch self.target(of: address.path, from: file, on: page) {
        case .path(let found): target = found
        case .nowhere(let message, let remedy): return (url, .dead("the link “\(url)” \(message)", remedy: remedy))
        }
        let written = names.renamed[target] ?? target
        let href = SitePath.relative(from: path, to: written, isPretty: settings.hasPrettyLinks) + address.rest
        return (href, .site(path: target, fragment: address.anchor))
    }

    private enum Place {
        case path(String)
        case nowhere(String, remedy: String?)
    }

    /// The path that an address leads to. One that does not begin with a slash starts at the folder of the author's file,
    /// as on GitHub.
    private func target(of address: String, from file: String, on page: PageID) -> Place {
        guard !address.hasPrefix("/") else {
            guard let bare = SitePath.normalized(address) else {
                return .nowhere("leads out of the site.", remedy: nil)
            }
            return .path(path(of: bare, isFolder: address.hasSuffix("/")))
        }
        let folder = SitePath.folder(of: file)
        guard let source = SitePath.normalized(folder + address) else {
            return .nowhere("leads out of the site.", remedy: otherReading(of: address, from: folder, on: page))
        }
        if names.beside.contains(source) { return .path(source) }
        let isFolder = SitePath.isFolder(address)
        if let found = pagePath(source, isFolder: isFolder, on: page) { return .path(found) }
        let found = path(of: source, isFolder: isFolder)
        if !names.paths.contains(found), let remedy = otherReading(of: address, from: folder, on: page) {
            return .nowhere("leads to no page: it starts at the folder of its file.", remedy: remedy)
        }
        return .path(found)
    }

    /// The path of the page that a file or a folder of `content/` makes.
    private func pagePath(_ source: String, isFolder: Bool, on page: PageID) -> String? {
        let isFile = source.hasSuffix(".md") && !isFolder
        let file = isFile ? source : source.isEmpty ? "index.md" : source + "/index.md"
        guard var id = layout.id(ofFile: file[...]), isFile || names.pages.contains(id) else { return nil }
        let own = PageID(scope: .init(version: page.scope.version, language: page.scope.language), name: id.name)
        // On a page that stands in for a translation, links stay in its language.
        if id.scope.version == page.scope.version, id.scope.language == 0, names.pages.contains(own) { id = own }
        return layout.path(id)
    }

    private func path(of bare: String, isFolder: Bool) -> String {
        if !isFolder, names.paths.contains(bare) { return bare }
        let isFile = bare.split(separator: "/").last?.contains(".") == true && !isFolder
        return bare.isEmpty ? "index.html" : isFile ? bare : bare + "/index.html"
    }

    /// What to write where an author meant an address to start at that of the page, as browsers read it.
    private func otherReading(of address: String, from folder: String, on page: PageID) -> String? {
        guard let bare = SitePath.normalized(SitePath.folder(of: layout.path(page)) + address) else { return nil }
        let found = path(of: bare, isFolder: SitePath.isFolder(address))
        guard names.paths.contains(found) else { return nil }
        let meant = SitePath.address(of: found)
        return "From the address of the page it would be \(meant); write “\(meant)” if you mean that."
    }
}
