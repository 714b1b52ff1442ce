import Authoring

/// The names of the files that a site's pages are made from. Nothing is read yet.
struct ContentTree: Sendable {
    /// Markdown files, below `content/`, sorted.
    var pages: [String] = []
    /// All other files, below `content/`, sorted.
    var others: [String] = []

    /// Looks through `content/` of a site's folder.
    ///
    /// - Parameters:
    ///   - excluded: files and folders directly below `content/` that somebody else reads.
    ///   - inherited: texts that stand in for files, by path from the site's folder.
    ///   - problems: gets folders that cannot be read, and names that cannot be addresses.
    init(
        of root: String, excluding excluded: Set<String>, inheriting inherited: some Collection<String> = [],
        _ problems: inout [Problem]
    ) {
        var open: [FileStamp] = []
        if !root.isEmpty { collect(root + "/content", "", excluded, &open, &problems) }
        let own = inherited.isEmpty ? [] : Set(pages)
        pages += inherited.map { String($0.dropFirst("content/".count)) }.filter { !own.contains($0) }
        pages.sort()
        others.sort()
    }

    private mutating func collect(
        _ folder: String, _ inside: String, _ excluded: Set<String>, _ open: inout [FileStamp],
        _ problems: inout [Problem]
    ) {
        guard let stamp = FileStamp(path: folder) else { return }
        // A link to a folder that it is in adds no page.
        guard !open.contains(where: { $0.inode == stamp.inode }) else { return }
        guard let entries = Files.entries(of: folder) else {
            problems.append(
                Problem(
                    file: inside.isEmpty ? "content" : "content/" + inside.dropLast(), "the folder cannot be read.",
                    remedy: "Check its permissions."))
            return
        }
        open.append(stamp)
        defer { open.removeLast() }
        for entry in entries where !(inside.isEmpty && excluded.contains(entry.name)) {
            let path = inside + entry.name
            let isPage = !entry.isFolder && entry.name.hasSuffix(".md")
            let part = isPage ? String(entry.name.dropLast(3)) : entry.name
            if let problem = Slug.check(part, file: "content/" + path) {
                problems.append(problem)
            } else if entry.isFolder {
                collect(folder + "/" + entry.name, path + "/", excluded, &open, &problems)
            } else if isPage {
                pages.append(path)
            } else {
                others.append(path)
            }
        }
    }
}
