import Docs
import Markdown
import Search

/// The index that the pages' search reads, made of what authors wrote and of no recorded value.
public enum SearchFiles {
    /// Where the index stands; the script in every page's head names it.
    public static let folder = "assets/search/"

    /// - Parameters:
    ///   - sections: by the path of a page, what a search finds on it.
    ///   - titles: by path; a page without one is not found.
    static func make(_ sections: [String: [Document.Section]], titles: [String: String]) -> [OutputFile] {
        let entries = sections.sorted { $0.key < $1.key }.compactMap { path, sections -> SearchIndex.Entry? in
            guard let title = titles[path] else { return nil }
            let found = sections.filter { !$0.title.isEmpty || !$0.text.isEmpty }
                .map { SearchPage.Section(id: $0.id, title: $0.title, text: $0.text) }
            return SearchIndex.Entry(
                path: path, title: title, digest: PageDigest(SearchPage(sections: found), title: title))
        }
        return SearchIndex.files(entries).map { OutputFile(path: folder + $0.name, bytes: $0.bytes) }
    }
}
