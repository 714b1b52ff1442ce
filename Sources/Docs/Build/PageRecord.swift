import Authoring
import Wire

/// What reading a page gave, without its text: enough to build everything around it. Kept between builds.
struct PageRecord: Sendable {
    /// What the page's text says, whatever is around it.
    final class Content: Sendable {
        /// Below `content/`.
        let file: String
        /// The fingerprint of the file.
        let hash: ContentHash
        /// The files that are part of its text, relative to the site's folder, with their fingerprints.
        let parts: [Part]
        let head: PageHead
        let headings: [PageHeading]
        /// The fingerprint of what other pages may want to know: the head, the headings and all anchors.
        let outline: ContentHash
        let facts: Kept<PageFacts>
        /// What it contributes to search.
        let digest: Kept<[UInt8]>

        init(
            file: String, hash: ContentHash, parts: [Part], head: PageHead, headings: [PageHeading],
            outline: ContentHash, facts: Kept<PageFacts>, digest: Kept<[UInt8]>
        ) {
            self.file = file
            self.hash = hash
            self.parts = parts
            self.head = head
            self.headings = headings
            self.outline = outline
            self.facts = facts
            self.digest = digest
        }
    }

    let content: Content
    var stamp: FileStamp
    /// The page itself, and the pages where it stands in for a missing translation.
    var views: [View]

    /// Whether a record is this one, and not only like it.
    func isIdentical(to other: PageRecord) -> Bool {
        content === other.content && stamp == other.stamp && views == other.views
    }

    var file: String { content.file }
    var hash: ContentHash { content.hash }
    var parts: [Part] { content.parts }
    var head: PageHead { content.head }
    var headings: [PageHeading] { content.headings }
    var outline: ContentHash { content.outline }
    var facts: Kept<PageFacts> { content.facts }
    var digest: Kept<[UInt8]> { content.digest }

    struct Part: Hashable, Sendable {
        var path: String
        var hash: ContentHash
    }

    struct View: Hashable, Sendable {
        var id: PageID
        /// The fingerprint of where the links of the text lead to.
        var targets: ContentHash
        /// The links of the text that lead to anchors.
        var anchored: [Anchor] = []
    }

    /// A place on a page.
    struct Anchor: Hashable, Sendable {
        var path: String
        var name: String
    }

    /// - Parameter anchors: those besides the headings.
    static func outline(_ head: PageHead, _ headings: [PageHeading], _ anchors: [String]) -> ContentHash {
        var writer = ByteWriter()
        head.write(to: &writer)
        for heading in headings {
            writer.write(heading.level)
            writer.write(heading.title)
            writer.write(heading.id)
        }
        writer.write(anchors) { $0.write($1) }
        return ContentHash(writer.bytes)
    }
}

/// What links need to know of a page.
struct PageFacts: Sendable {
    /// Anchors besides those of headings.
    var anchors: [String] = []
    /// The links of each view.
    var links: [[PageLink]] = []
}

/// A page with its text as HTML, one for each of its views.
struct ReadPage: Sendable {
    var record: PageRecord
    /// Empty where the record comes from an earlier build.
    var bodies: [[UInt8]]
}
