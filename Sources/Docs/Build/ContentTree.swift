import Authoring

/// The names of the files that a site's pages are made from. Nothing is read yet.
struct ContentTree: Sendable {
    /// Markdown files, below `content/`, sorted.
    var pages: [String] = []
    /// All other files, below `content/`, sorted.
    var others: [String] = []

    /// Where the standards of the web look for files (RFC 8615). Other names that begin with a dot are those of tools.
    static let wellKnown = ".well-known"

    /// Looks through `content/` of a site's folder.
    ///
    /// - Parameters:
    ///   - excluded: files and folders directly below `content/` that somebody else reads.
    ///   - inherited: texts that stand in for files, by path from the site's folder.
    ///   - problems: gets folders that cannot be read, names that cannot be addresses, and what is no part of a site.
    init(
        of root: String, excluding excluded: Set<String>, inheriting inherited: some Collection<String> = [],
        _ problems: inout [Problem]
    ) {
        if !root.isEmpty { collect(root, excluded, &problems) }
        let own = inherited.isEmpty ? [] : Set(pages)
        pages += inherited.map { String($0.dropFirst("content/".count)) }.filter { !own.contains($0) }
        pages.sort()
        others.sort()
    }

    private mutating func collect(_ root: String, _ excluded: Set<String>, _ problems: inout [Problem]) {
        var tree = FileTree(of: root)
        var paths: [String] = []
        tree.walk(
            "content", withHidden: true, &problems,
            isWanted: { folder, name in
                let isHidden = name.hasPrefix(".") && !(folder == "content" && name == ContentTree.wellKnown)
                return !isHidden && !(folder == "content" && excluded.contains(name))
            },
            file: { paths.append(String($0.dropFirst("content/".count))) })
        var refused: Set<String> = []
        for path in paths { add(path, &refused, &problems) }
    }

    /// - Parameter refused: files and folders whose names were told already.
    private mutating func add(_ path: String, _ refused: inout Set<String>, _ problems: inout [Problem]) {
        let isWellKnown = path.hasPrefix(ContentTree.wellKnown + "/")
        let isPage = path.hasSuffix(".md") && !isWellKnown
        let parts = path.split(separator: "/")
        for (number, part) in parts.enumerated().dropFirst(isWellKnown ? 1 : 0) {
            let isLast = number == parts.count - 1
            let name = isPage && isLast ? part.dropLast(3) : part
            let place = "content/" + parts[...number].joined(separator: "/")
            guard let problem = Slug.check(String(name), file: place) else { continue }
            if refused.insert(place).inserted { problems.append(problem) }
            return
        }
        if isPage { pages.append(path) } else { others.append(path) }
    }
}
