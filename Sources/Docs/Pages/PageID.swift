import Authoring

/// Which page of a site: its version, its language, and its place below the folders of both.
struct PageID: Hashable, Sendable {
    /// Where pages of one version and language belong together.
    struct Scope: Hashable, Sendable, Comparable {
        /// Places in the lists of ``DocsSettings``; the version is 0 where there are none.
        var version: Int
        var language: Int

        static func < (left: Scope, right: Scope) -> Bool {
            (left.version, left.language) < (right.version, right.language)
        }
    }

    var scope: Scope
    /// Without extension: `guides/install`; `index` or `guides/index` for the page of a folder.
    var name: String

    /// The folder's own page.
    var isSection: Bool { name == "index" || name.hasSuffix("/index") }

    /// The folder that the page is in: empty for the root.
    var folder: String { name.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(name[..<$0]) } ?? "" }
}

/// Where the pages of versions and languages are.
struct PageLayout: Sendable {
    private let versions: [String]
    private let languages: [String]

    init(_ settings: DocsSettings) {
        versions = settings.versions.map(\.folder)
        languages = settings.languages.map(\.code)
    }

    /// The page of a file below `content/`, such as `v1/de/guides/install.md`; nil when it is none.
    func id(ofFile file: Substring) -> PageID? {
        guard file.utf8.suffix(3).elementsEqual(".md".utf8) else { return nil }
        var rest = Substring(file.utf8.dropLast(3))
        var scope = PageID.Scope(version: 0, language: 0)
        if !versions.isEmpty {
            if let index = versions.firstIndex(where: { !$0.isEmpty && rest.hasPrefix($0 + "/") }) {
                scope.version = index
                rest = rest.dropFirst(versions[index].utf8.count + 1)
            } else {
                scope.version = versions.firstIndex(of: "") ?? 0
            }
        }
        if let index = languages.indices.dropFirst().first(where: { rest.hasPrefix(languages[$0] + "/") }) {
            scope.language = index
            rest = rest.dropFirst(languages[index].utf8.count + 1)
        }
        return PageID(scope: scope, name: SitePath.ofFile(rest))
    }

    /// The folders in front of the pages of a scope, with a slash at the end; empty for the root.
    func prefix(_ scope: PageID.Scope) -> String {
        let version = versions.isEmpty || versions[scope.version].isEmpty ? "" : versions[scope.version] + "/"
        return version + (scope.language == 0 ? "" : languages[scope.language] + "/")
    }

    /// Where a page is written.
    func path(_ id: PageID) -> String {
        prefix(id.scope) + id.name + (id.isSection ? ".html" : "/index.html")
    }

    /// All scopes, versions first.
    var scopes: [PageID.Scope] {
        (0..<max(1, versions.count)).flatMap { version in
            languages.indices.map { PageID.Scope(version: version, language: $0) }
        }
    }
}
