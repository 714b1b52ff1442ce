import Authoring
import Wire

/// What `wirescribe.yml` says about a site. ``schema`` is the only list of its keys.
public struct SiteConfig: Sendable {
    /// The name of the file in a site's folder.
    public static let fileName = "wirescribe.yml"

    /// The name in every page's head.
    public var name: String
    /// One sentence for search engines, feeds and language models; may be empty.
    public var description = ""
    /// Where the site is published.
    public var baseURL: WebURL?
    /// The language of the pages, as a tag of RFC 5646.
    public var language = "en"
    /// Further languages, in the order of the selector.
    public var languages: [Language] = []
    /// The versions of what the site documents, in the order of the selector.
    public var versions: [Version] = []
    /// The site's places for its navigation, as addresses such as `/about/`; nil for the built-in order.
    public var navigation: [YAMLValue]?
    /// Whether explanations and templates that the site does not have come from Wirescribe's own.
    public var inheritsLibrary = true
    /// Which of Wirescribe's own scenarios the site shows beside those in `content/scenarios/`.
    public var scenarios = LibraryScenarios.none
    /// The company's server, by which recorded pages carry its names; nil for the demo calendar.
    public var server: ServerProfile?
    /// The parties of the scenarios, for the engine to read; `.null` content when the site adds none.
    public var profiles: YAMLValue
    /// Whether the site means to tell every story of the catalogue; then those that it lacks are reported.
    public var tellsCatalogue: Bool
    public var theme = Theme()
    public var markdown = MarkdownSettings()
    public var links = LinkSettings()
    /// Where a page's source can be edited: an address in which `{path}` stands for the file's path in the site's folder.
    public var edit: String?
    public var updated = Updated.none
    public var redirects: [Redirect] = []
    public var hasTags = true
    public var hasFeed = true
    public var showsDrafts = false
    public var fingerprintsAssets = false

    public init(
        name: String, baseURL: WebURL? = nil, navigation: [YAMLValue]? = nil,
        profiles: YAMLValue = YAMLValue(file: SiteConfig.fileName, line: 1, column: 1, content: .null),
        tellsCatalogue: Bool = false
    ) {
        self.tellsCatalogue = tellsCatalogue
        self.name = name
        self.baseURL = baseURL
        self.navigation = navigation
        self.profiles = profiles
    }

    /// Reads the text of a `wirescribe.yml`.
    ///
    /// - Throws: `Problems` with every mistake: not YAML, unknown keys, values of the wrong type, no `name`, colours that
    ///   cannot be read on one another.
    public init(parsing text: String, file: String = SiteConfig.fileName) throws(Problems) {
        let root: YAMLValue
        do throws(Problem) {
            root = try YAMLValue(parsing: text, file: file)
        } catch {
            throw Problems([error])
        }
        var config = SiteConfig(name: "")
        var problems: [Problem] = []
        SiteConfig.schema.read(root, into: &config, &problems)
        problems += config.theme.contrastProblems()
        guard problems.isEmpty else { throw Problems(problems) }
        self = config
    }

    /// Every key with its type, default and meaning, in the order of the reference.
    public static var reference: [SettingDescription] { schema.describe(SiteConfig(name: "")) }

    /// The path under which the site is published, with a slash at both ends.
    public var basePath: String? {
        baseURL.map { $0.path.hasSuffix("/") ? $0.path : $0.path + "/" }
    }
}

extension SiteConfig {
    /// A further language of the site.
    public struct Language: Hashable, Sendable {
        /// A tag of RFC 5646.
        public var tag: String
        /// The language's own name, for the selector.
        public var name: String
    }

    /// A version of what the site documents.
    public struct Version: Hashable, Sendable {
        /// What the selector shows.
        public var name: String
        /// The folder below `content/` with its pages; nil for those outside of the other versions' folders.
        public var folder: String?
        /// Where it is published; nil for a version that this site holds.
        public var url: String?
    }

    /// Which of Wirescribe's own scenarios a site shows.
    public enum LibraryScenarios: Sendable {
        case none, all
        /// By id or slug, with their places.
        case some([YAMLValue])
    }

    public struct MarkdownSettings: Hashable, Sendable {
        public enum RawHTML: String, Sendable { case allow, escape }
        public var html = RawHTML.escape
        public var highlights = true
    }

    public struct LinkSettings: Hashable, Sendable {
        public enum Style: String, Sendable { case index, pretty }
        public var style = Style.index
        /// Addresses, or beginnings of addresses that end in `*`, which are not checked.
        public var ignored: [String] = []
        public enum External: String, Sendable { case trust, check }
        /// Whether a build asks other sites for the pages that are linked.
        public var external = External.trust
    }

    /// Where the date of a page's last change comes from.
    public enum Updated: String, Sendable { case none, git }

    /// An address that has moved.
    public struct Redirect: Sendable {
        /// A path of the site that was published once, such as `/old/setup/`.
        public var from: YAMLValue
        /// A path of the site or an absolute URL.
        public var to: YAMLValue
    }
}
