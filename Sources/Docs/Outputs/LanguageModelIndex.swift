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
                // A parenthesis would end the address.
                let address = (site.address(of: copy) ?? SitePath.encoded(copy))
                    .replacing("(", with: "%28").replacing(")", with: "%29")
                out += "- [\(line(page.title))](\(address))"
                out += page.summary.isEmpty ? "\n" : ": \(line(page.summary))\n"
            }
        }
        return OutputFile(path: path, bytes: Array(out.utf8))
    }

    /// A title in one line, without the marks that would end a link's text.
    private static func line(_ text: String) -> String {
        // Most texts hold nothing that counts.
        let marks: Set<UInt8> = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x5C, 0x5B, 0x5D, 0x3C]
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 && !marks.contains($0) }
        if isPlain, text.utf8.first != 0x20, text.utf8.last != 0x20, !text.contains("  ") { return text }
        let flat = text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
        return flat.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
            .replacing("<", with: "\\<")
    }
}
