/// What reading a page gave, without its text: enough to build everything around it. Kept between builds.
struct PageRecord: Sendable {
    /// Below `content/`.
    var file: String
    var stamp: FileStamp
    /// The fingerprint of the file and of all others that are part of its text.
    var hash: ContentHash
    /// The files that are part of its text, relative to the site's folder, with their fingerprints.
    var parts: [Part] = []
    var head: PageHead
    var headings: [PageHeading]
    /// Anchors besides those of headings.
    var anchors: [String]
    /// The page itself, and the pages where it stands in for a missing translation.
    var views: [View]
    /// What it contributes to search.
    var digest: [UInt8]

    struct Part: Hashable, Sendable {
        var path: String
        var hash: ContentHash
    }

    struct View: Hashable, Sendable {
        var id: PageID
        var links: [PageLink]
    }
}

/// A page with its text as HTML, one for each of its views.
struct ReadPage: Sendable {
    var record: PageRecord
    /// Empty where the record comes from an earlier build.
    var bodies: [[UInt8]]
}
