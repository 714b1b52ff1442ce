/// `llms.txt`: the site as a list of Markdown links, for programs that read instead of people.
public enum LanguageModelIndex {
    public static let path = "llms.txt"

    /// - Parameter pages: the pages that have a Markdown copy, in the order of the navigation.
    public static func file(_ pages: [PublishedPage], of site: PublishedSite) -> OutputFile {
        var out = "# \(line(site.name))\n"
        if !site.summary.isEmpty { out += "\n> \(line(site.summary))\n" }
        var sections: [(title: String, pages: [PublishedPage])] = []
        for page in pages {
            let title = page.section ?? "Pages"
            if let index = sections.firstIndex(where: { $0.title == title }) {
                sections[index].pages.append(page)
            } else {
                sections.append((title, [page]))
            }
        }
        for section in sections {
            out += "\n## \(line(section.title))\n\n"
            for page in section.pages {
                let copy = MarkdownCopy.path(of: page.path)
                out += "- [\(line(page.title))](\(site.address(of: copy) ?? copy))"
                out += page.summary.isEmpty ? "\n" : ": \(line(page.summary))\n"
            }
        }
        return OutputFile(path: path, bytes: Array(out.utf8))
    }

    /// A title in one line, without the marks that would end a link's text.
    private static func line(_ text: String) -> String {
        let flat = text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
        return flat.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
            .replacing("<", with: "\\<")
    }
}
