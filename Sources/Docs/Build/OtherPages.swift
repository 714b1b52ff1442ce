/// What a site holds besides its pages of documentation. Links may lead there, and two makers of one address are found.
public struct OtherPages: Sendable {
    /// Files and folders directly below `content/` that somebody else reads.
    public var excluded: Set<String> = []
    /// The pages of others, for menus, search and lists. Their languages and versions are the first ones.
    public var pages: [PageEntry] = []
    /// The other files of others.
    public var files: Set<String> = []
    /// Who makes them, for messages: the author's file or a phrase, by path.
    public var makers: [String: String] = [:]
    /// Anchors on the pages of others, where they are known beforehand.
    public var anchors: [String: Set<String>] = [:]
    /// Places that come first in the navigation, unless the site lists its own.
    public var navigation: [FrameMaker.Place] = []

    public init() {}
}
