/// What a site holds besides its pages of documentation, as far as it is known before any page is made. Links may lead
/// there, and two makers of one address are found.
public struct OtherPages: Sendable {
    /// Files and folders directly below `content/` that somebody else reads.
    public var excluded: Set<String> = []
    /// The files of others, who makes them, and the titles of those that are pages.
    package var plan = SitePlan()
    /// Places that come first in the navigation, unless the site lists its own.
    package var navigation: [FrameMaker.Place] = []

    /// Files of the content that are not in the site's folder, so that nobody can edit them there.
    package var inherited: Set<String> = []

    public init() {}

    /// Whether there is anything besides documentation.
    var isEmpty: Bool { plan.paths.isEmpty }
}

/// What others made: their pages are listed, copied and found like those of the documentation.
package struct MadePages: Sendable {
    /// The pages, for menus, search and lists. Their language and version are the first ones.
    package var entries: [PageEntry] = []
    /// Those pages that are not in the output already, and all other such files.
    package var files: [OutputFile] = []
    /// The fingerprints of what files were made from, by path. A file without one is known by its bytes.
    package var keys: [String: ContentHash] = [:]
    /// What a search finds, by the path of the page.
    package var digests: [String: [UInt8]] = [:]

    package init() {}
}
