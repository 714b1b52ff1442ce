import Docs
import Markdown
import Search

/// The index that the pages' search reads, made of what authors wrote and of no recorded value.
public enum SearchFiles {
    /// Where the index of the pages in the root stands; those of other versions and languages are in folders of their own
    /// below. The script in every page's head names it.
    public static let folder = "assets/search/"

    static let maker = SearchMaker(folder: folder) { document, title in digest(document.sections, title: title) }

    /// What a search finds of a page.
    static func digest(_ sections: [Document.Section], title: String) -> [UInt8] {
        let found = sections.filter { !$0.title.isEmpty || !$0.text.isEmpty }
            .map { SearchPage.Section(id: $0.id, title: $0.title, text: $0.text) }
        return PageDigest(SearchPage(sections: found), title: title).bytes
    }
}
