import Authoring
import Wire

/// What `wirescribe.yml` says about a site.
public struct SiteConfig: Sendable {
    /// The name of the file in a site's folder.
    public static let fileName = "wirescribe.yml"

    /// The name in every page's head.
    public var name: String
    /// Where the site is published; only `404.html` needs it, because a server sends that page for any address.
    public var baseURL: WebURL?
    /// The site's places for its navigation, as addresses such as `/about/`; nil for the built-in order.
    public var navigation: [YAMLValue]?
    /// The parties of the scenarios, for the engine to read; `.null` content when the site adds none.
    public var profiles: YAMLValue
    /// Whether the site means to tell every story of the catalogue; then those that it lacks are reported.
    public var tellsCatalogue: Bool

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
    /// - Throws: `Problem` when it is not YAML, names an unknown key, has a value of the wrong type or no `name`.
    public init(parsing text: String, file: String = SiteConfig.fileName) throws(Problem) {
        let root = try YAMLValue(parsing: text, file: file)
        var name: String?
        var baseURL: WebURL?
        var navigation: [YAMLValue]?
        var tellsCatalogue = false
        var profiles = YAMLValue(file: file, line: 1, column: 1, content: .null)
        try root.read([
            "name": { name = try $0.text() },
            "url": { value in
                let text = try value.text()
                guard let url = WebURL(text), url.query == nil, url.fragment == nil else {
                    throw value.problem(
                        "“\(text)” is not the address of a site.",
                        remedy: "Write it like https://docs.example.com/oauth/.")
                }
                baseURL = url
            },
            "catalogue": { tellsCatalogue = try $0.bool() },
            "navigation": { navigation = try $0.list() },
            "profiles": { value in
                _ = try value.pairs()
                profiles = value
            },
        ])
        guard let name, !name.isEmpty else {
            throw Problem(
                file: file, line: 1, "the site has no name.", remedy: "Add a line such as name: Connect to Example.")
        }
        self.init(
            name: name, baseURL: baseURL, navigation: navigation, profiles: profiles, tellsCatalogue: tellsCatalogue)
    }

    /// The path under which the site is published, with a slash at both ends.
    var basePath: String? {
        baseURL.map { $0.path.hasSuffix("/") ? $0.path : $0.path + "/" }
    }
}
