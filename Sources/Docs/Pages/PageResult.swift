import Authoring
import Markdown

/// HTML made from what an author wrote, and where its links come from.
package struct RenderedBody: Sendable {
    package var html: String
    package var file: String
    package var headings: [PageHeading] = []
    /// The line of the file for every reference that a link got.
    package var linkLines: [String: Int] = [:]

    /// What a search finds of it: the author's text without recorded values.
    package var sections: [Document.Section] = []

    package static let empty = RenderedBody(html: "", file: "")

    package init(html: String, file: String) {
        self.html = html
        self.file = file
    }
}

/// What came of making some pages.
package struct PageResult: Sendable {
    package var files: [OutputFile] = []
    package var problems: [Problem] = []
    /// What a search finds, by the path of the page.
    package var sections: [String: [Document.Section]] = [:]

    package init() {}

    package mutating func add(_ other: PageResult) {
        files += other.files
        problems += other.problems
        sections.merge(other.sections) { first, _ in first }
    }

    /// Adds a page, or the problems that kept it from being made.
    package mutating func page(_ path: String, source: String?, _ make: () throws(Problems) -> (RenderedBody?, [UInt8]))
    {
        do throws(Problems) {
            let (body, bytes) = try make()
            files.append(OutputFile(path: path, bytes: bytes, source: source, linkLines: body?.linkLines ?? [:]))
            sections[path] = body?.sections ?? []
        } catch {
            problems += error.list
        }
    }
}
