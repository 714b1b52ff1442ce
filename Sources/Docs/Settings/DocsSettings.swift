import Authoring

/// What the generator of documentation needs to know of a site, besides its files.
public struct DocsSettings: Sendable {
    /// A language that pages are written in.
    public struct Language: Hashable, Sendable {
        /// As in `lang`: `en`, `de`, `pt-BR`. Its pages are in the folder of that name; those of the first language in
        /// none.
        public var code: String
        /// In the language itself: `Deutsch`.
        public var name: String
        public var isRightToLeft: Bool
        public var text: InterfaceText

        /// - Parameter isRightToLeft: nil to go by the code.
        public init(code: String, name: String, isRightToLeft: Bool? = nil, words: [String: String] = [:]) {
            self.code = code
            self.name = name
            self.isRightToLeft = isRightToLeft ?? InterfaceText.isRightToLeft(code)
            text = InterfaceText(language: code, replacing: words)
        }
    }

    /// A version that pages are about.
    public struct Version: Hashable, Sendable {
        /// What the selector shows: `2.1`.
        public var name: String
        /// The folder of `content/` and of the site that holds its pages; empty for the root, which one version may have.
        public var folder: String

        public init(name: String, folder: String) {
            self.name = name
            self.folder = folder
        }
    }

    /// A version that is published as a site of its own.
    public struct Edition: Hashable, Sendable {
        public var name: String
        /// Its address; nil for this site.
        public var url: String?

        public init(name: String, url: String?) {
            self.name = name
            self.url = url
        }
    }

    /// A page that was elsewhere.
    public struct Redirect: Hashable, Sendable {
        /// The old address, such as `/setup/`.
        public var from: String
        /// The new address, or one on another site.
        public var to: String
        /// Where it is written.
        public var file: String
        public var line: Int?

        public init(from: String, to: String, file: String, line: Int? = nil) {
            self.from = from
            self.to = to
            self.file = file
            self.line = line
        }
    }

    /// The name in every page's head.
    public var name: String
    /// Where the site is published, with a slash at its end; nil when that is not known.
    public var baseURL: String?
    /// The first one is that of pages outside of any language's folder. Never empty.
    public var languages: [Language]
    /// The current one first; empty when there is only one and it has no name.
    public var versions: [Version]
    /// The versions that are sites of their own, this one among them; empty when there are none.
    public var editions: [Edition]
    /// The path of the logo in the site.
    public var logo: String?
    /// The addresses of the navigation in the head of every page; nil for the folders and pages of the first level.
    public var navigation: [YAMLValue]?
    /// Whether links leave out `index.html`, which needs a server.
    public var hasPrettyLinks: Bool
    /// Whether the names of stylesheets, scripts and pictures carry a fingerprint of their content.
    public var hasFingerprints: Bool
    /// Whether HTML in Markdown is copied; otherwise the reader sees it as text.
    public var allowsHTML: Bool
    /// Where a page can be edited, with `{path}` for its file; nil for no such link.
    public var editAddress: String?
    /// Whether there are pages that list the pages with a tag.
    public var hasTags: Bool
    /// Whether pages show the date of the last commit that touched them.
    public var showsUpdates: Bool
    /// Whether drafts are pages too.
    public var showsDrafts: Bool
    /// Destinations that are not checked; one that ends in `*` stands for all that begin like it.
    public var ignoredLinks: [String]
    public var redirects: [Redirect]

    public init(name: String) {
        self.name = name
        languages = [Language(code: "en", name: "English")]
        versions = []
        editions = []
        hasPrettyLinks = false
        hasFingerprints = false
        allowsHTML = false
        hasTags = true
        showsUpdates = false
        showsDrafts = false
        ignoredLinks = []
        redirects = []
    }

    /// The path under which the site is published, with a slash at both ends.
    public var basePath: String? {
        guard let baseURL, let scheme = baseURL.firstRange(of: "://") else { return nil }
        let path = baseURL[scheme.upperBound...].drop { $0 != "/" }
        return path.isEmpty ? "/" : path.hasSuffix("/") ? String(path) : path + "/"
    }

    /// The full address of a page or file, without `index.html`; nil when the site does not say where it is published.
    public func url(of path: String) -> String? {
        baseURL.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + SitePath.encoded(SitePath.address(of: path).dropFirst()) }
    }

    package func isIgnored(_ url: String) -> Bool {
        ignoredLinks.contains { $0.hasSuffix("*") ? url.hasPrefix($0.dropLast()) : url == $0 }
    }

    /// The fingerprint of everything that shapes pages.
    var hash: ContentHash {
        var hasher = ContentHasher()
        hasher.add(name)
        hasher.add(baseURL)
        for language in languages {
            hasher.add(language.code)
            hasher.add(language.name)
            hasher.add(language.isRightToLeft)
            for key in InterfaceText.keys { hasher.add(language.text[key]) }
        }
        hasher.add(versions.count)
        for version in versions {
            hasher.add(version.name)
            hasher.add(version.folder)
        }
        for edition in editions {
            hasher.add(edition.name)
            hasher.add(edition.url)
        }
        hasher.add(logo)
        hasher.add(navigation.map { $0.map { $0.scalar ?? "" }.joined(separator: "\u{0}") })
        for flag in [hasPrettyLinks, hasFingerprints, hasTags, allowsHTML, showsUpdates, showsDrafts] {
            hasher.add(flag)
        }
        hasher.add(editAddress)
        hasher.add(ignoredLinks.joined(separator: "\u{0}"))
        for redirect in redirects {
            hasher.add(redirect.from)
            hasher.add(redirect.to)
        }
        return hasher.finish()
    }
}
