import Authoring

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
        if settings.isIgnored(url) { return (url, .outside) }
        let isOutside = LinkResolver.hasScheme(url)
        if isLoaded, url.hasPrefix("//") || isOutside && !url.hasPrefix("data:") {
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
        if url.utf8.first == UInt8(ascii: "#") {
            return (url, .site(path: path, fragment: HTMLReferences.percentDecoded(url.dropFirst())))
        }
        let end = url.utf8.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? url.endIndex
        let place = SitePath.ofFile(HTMLReferences.percentDecoded(url[..<end]))
        let rest = url[end...]
        let fragment = rest.firstIndex(of: "#").map { HTMLReferences.percentDecoded(rest[$0...].dropFirst()) } ?? ""
        guard let target = target(of: place, from: file, on: page) else {
            return (url, .dead("the link “\(url)” leads out of the site.", remedy: nil))
        }
        let written = names.renamed[target] ?? target
        let href = SitePath.relative(from: path, to: written, isPretty: settings.hasPrettyLinks) + rest
        return (href, .site(path: target, fragment: fragment))
    }

    private func target(of place: String, from file: String, on page: PageID) -> String? {
        if place.hasPrefix("/") {
            guard let bare = SitePath.normalized(place) else { return nil }
            if names.paths.contains(bare) { return bare }
            let isFile = bare.split(separator: "/").last?.contains(".") == true && !place.hasSuffix("/")
            return bare.isEmpty ? "index.html" : isFile ? bare : bare + "/index.html"
        }
        let folder = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file[..<$0] + "/" } ?? ""
        guard let source = SitePath.normalized(SitePath.ofFile(folder) + place) else { return nil }
        if place.hasSuffix(".md") {
            guard var id = layout.id(ofFile: source[...]) else { return nil }
            let own = PageID(scope: .init(version: page.scope.version, language: page.scope.language), name: id.name)
            // On a page that stands in for a translation, links stay in its language.
            if id.scope.version == page.scope.version, id.scope.language == 0, names.pages.contains(own) { id = own }
            return layout.path(id)
        }
        if names.beside.contains(source) { return source }
        let here = layout.path(page)
        let base = here.utf8.lastIndex(of: UInt8(ascii: "/")).map { here[..<$0] + "/" } ?? ""
        guard let path = SitePath.normalized(base + place) else { return nil }
        return place.hasSuffix("/") || path.isEmpty ? (path.isEmpty ? "" : path + "/") + "index.html" : path
    }
}

/// Holds the links of all pages against what was made.
struct PageLinkCheck: Sendable {
    /// The anchors of pages; those of files and of other makers' pages may be left out.
    let anchors: [String: Set<String>]
    /// Everything that the site holds.
    let paths: Set<String>
    /// Pages that are left out, by path.
    let drafts: [String: String]

    /// The problem with a link; nil when there is none.
    ///
    /// - Parameter text: what the author wrote, with everything that is included, to find the place of the link.
    func problem(
        with link: PageLink, of page: String, text: () -> (text: IncludedText, lines: (String) -> [Substring])?
    ) -> Problem? {
        let found: (message: String, remedy: String?)?
        switch link.target {
        case .outside: found = nil
        case .dead(let message, let remedy): found = (message, remedy)
        case .site(let path, let fragment):
            if !paths.contains(path) {
                found = missing(link.url, path, page)
            } else if !fragment.isEmpty, let known = anchors[path], !known.contains(fragment) {
                let nearest = Nearest.match(fragment, among: known)
                let known = "The page has no anchors."
                found = (
                    "the link “\(link.url)” leads to no anchor: \(SitePath.address(of: path)) has no “#\(fragment)”.",
                    nearest.map { "Did you mean “#\($0)”?" } ?? (anchors[path]?.isEmpty == true ? known : nil)
                )
            } else {
                found = nil
            }
        }
        guard let found else { return nil }
        guard let (text, lines) = text() else { return nil }
        let place = text.place(of: link.line)
        let all = lines(place.file)
        let line = place.line <= all.count && place.line > 0 ? all[place.line - 1] : ""
        let column = line.firstRange(of: link.url).map { line.distance(from: line.startIndex, to: $0.lowerBound) + 1 }
        return Problem(file: place.file, line: place.line, column: column, found.message, remedy: found.remedy)
    }

    private func missing(_ url: String, _ path: String, _ page: String) -> (String, String?) {
        if let draft = drafts[path] {
            return (
                "the link “\(url)” leads to \(draft), which is a draft.",
                "Publish it, or take the link out until then."
            )
        }
        let name = path.split(separator: "/").last ?? ""
        if !path.hasSuffix(".html"), name.contains(".") {
            return (
                "the link “\(url)” leads to no file.",
                Nearest.match(path, among: paths.filter { !$0.hasSuffix(".html") }).map { "Did you mean “/\($0)”?" }
            )
        }
        let nearest = Nearest.match(path, among: paths.filter { $0.hasSuffix(".html") })
        return (
            "the link “\(url)” leads to no page.",
            nearest.map { "Did you mean “\(PageLinkCheck.written(url, $0, page))”?" }
        )
    }

    /// The nearest page in the way the author writes links.
    private static func written(_ url: String, _ path: String, _ page: String) -> String {
        guard url.firstRange(of: ".md") != nil else { return SitePath.address(of: path) }
        let end = "/index.html"
        func file(_ path: String) -> String {
            path.hasSuffix(end) ? String(path.dropLast(end.count)) + ".md" : String(path.dropLast(5)) + ".md"
        }
        return SitePath.relative(from: file(page), to: file(path))
    }
}
