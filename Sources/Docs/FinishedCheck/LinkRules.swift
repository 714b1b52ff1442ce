/// What the addresses of a site's finished files may be, and how its files are read.
public struct LinkRules: Sendable {
    /// Where the site is published, with a slash at its end; addresses that begin with it lead into the site.
    let baseURL: [UInt8]?
    /// The path under which it is published, with a slash at both ends.
    let basePath: [UInt8]?
    /// Whether the links of pages may end in a folder, whose `index.html` a server sends.
    let allowsFolders: Bool
    /// The author's files that are copied as they are. A server is what they are written for: their addresses may begin at
    /// its root and end in folders.
    let own: Set<String>
    /// The names of files that hold recorded text, whose addresses are not of this site.
    let recorded: Set<String>
    /// Where the index of the search stands, with a slash at its end.
    let searchFolder: String?
    private let ignored: [String]

    /// - Parameters:
    ///   - own: the author's files that are copied as they are.
    ///   - recorded: the names of files that hold recorded text.
    ///   - searchFolder: where the index of the search stands.
    public init(
        _ settings: DocsSettings, own: Set<String> = [], recorded: Set<String> = [], searchFolder: String? = nil
    ) {
        baseURL = settings.baseURL.map { Array(($0.hasSuffix("/") ? $0 : $0 + "/").utf8) }
        basePath = settings.basePath.map { Array($0.utf8) }
        allowsFolders = settings.hasPrettyLinks
        // Versions that are sites of their own stand beside this one.
        ignored = settings.ignoredLinks + settings.editions.compactMap(\.url).flatMap { [$0, $0 + "*"] }
        self.own = own
        self.recorded = recorded
        self.searchFolder = searchFolder
    }

    var hasIgnored: Bool { !ignored.isEmpty }

    /// Whether a destination, or the address of a file with everything in it, is not to be checked.
    func isIgnored(_ url: String) -> Bool {
        ignored.contains { $0.hasSuffix("*") ? url.hasPrefix($0.dropLast()) : url == $0 }
    }

    /// What is to be known of a finished file.
    func links(of path: String, _ bytes: [UInt8]) -> FileLinks {
        var found = AddressCollector(path, self, keepsDetails: false)
        read(path, bytes, &found)
        return found.finish()
    }

    /// Everything about a finished file, to tell what is wrong with it.
    func details(of path: String, _ bytes: [UInt8]) -> AddressCollector {
        var found = AddressCollector(path, self, keepsDetails: true)
        read(path, bytes, &found)
        return found
    }

    private func read(_ path: String, _ bytes: [UInt8], _ found: inout AddressCollector) {
        guard let kind = FinishedKind(path, self) else { return }
        if hasIgnored, own.contains(path), isIgnored(SitePath.address(of: path)) { return }
        bytes.withUnsafeBufferPointer { buffer in
            switch kind {
            case .html: HTMLAddresses.read(buffer, .html, &found)
            case .svg: HTMLAddresses.read(buffer, .svg, &found)
            case .xml: HTMLAddresses.read(buffer, .xml, &found)
            case .css: CSSAddresses.read(buffer, at: .offset(0), isSheet: true, &found)
            case .markdown: MarkdownAddresses.read(bytes, &found)
            case .json(let keys): DataAddresses.readJSON(buffer, at: .offset(0), keys: keys, &found)
            case .searchPage: DataAddresses.readSearchPage(buffer, &found)
            case .robots: DataAddresses.readRobots(buffer, &found)
            }
        }
    }
}

/// How a finished file is read for its addresses.
enum FinishedKind: Hashable, Sendable {
    case html, svg, xml, css, markdown, searchPage, robots
    /// With the members whose values are addresses; besides, all that begin with the site's own.
    case json(keys: [String])

    /// Nil for a file that has none, or whose addresses are not of this site.
    init?(_ path: String, _ rules: LinkRules) {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        if rules.recorded.contains(String(name)) { return nil }
        let ending = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[name.utf8.index(after: $0)...] } ?? ""
        switch ending.lowercased() {
        case "html", "htm", "xhtml": self = .html
        case "svg": self = .svg
        case "xml", "rss", "atom", "xsl", "opml": self = .xml
        case "css": self = .css
        case "md": self = .markdown
        case "txt" where name == "llms.txt" || name == "llms-full.txt": self = .markdown
        case "txt" where path == "robots.txt": self = .robots
        case "webmanifest": self = .json(keys: FinishedKind.manifestKeys)
        case "json" where name == "manifest.json": self = .json(keys: FinishedKind.manifestKeys)
        // What an author keeps in other data need not be an address of this site.
        case "json" where !rules.own.contains(path): self = .json(keys: [])
        case "js" where rules.searchFolder.map(path.hasPrefix) == true && name.hasPrefix("p"): self = .searchPage
        default: return nil
        }
    }

    /// Members of a web application manifest.
    private static let manifestKeys = ["src", "start_url", "scope", "url", "action"]

    /// Whether fragments of addresses find something in a file of this name, as far as it can be known.
    static func hasAnchors(_ path: [UInt8]) -> Bool {
        guard let dot = path.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let start = dot + 1
        return switch path.count - start {
        case 2: path.starts("md", at: start)
        case 3: path.starts("htm", at: start) || path.starts("svg", at: start)
        case 4: path.starts("html", at: start)
        case 5: path.starts("xhtml", at: start)
        default: false
        }
    }
}
