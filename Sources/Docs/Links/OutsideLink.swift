/// A link to another site, where it stands first.
public struct OutsideLink: Hashable, Sendable {
    /// Without its fragment.
    public var url: String
    public var file: String
    public var line: Int?

    public init(url: String, file: String, line: Int?) {
        self.url = String(url.prefix { $0 != "#" })
        self.file = file
        self.line = line
    }

    /// Whether a destination is on the web.
    static func isOutside(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }

    /// The links of authors in pages that were made of their texts.
    package static func all(in files: [OutputFile], _ settings: DocsSettings) -> [OutsideLink] {
        files.flatMap { file in
            file.linkLines.filter { isOutside($0.key) && !settings.isIgnored($0.key) }
                .map { OutsideLink(url: $0.key, file: file.source ?? file.path, line: $0.value) }
        }
    }

    /// Each address once, where it stands first, in the order of the places.
    package static func distinct(_ links: [OutsideLink]) -> [OutsideLink] {
        var known: Set<String> = []
        return links.sorted { ($0.file, $0.line ?? 0, $0.url) < ($1.file, $1.line ?? 0, $1.url) }
            .filter { known.insert($0.url).inserted }
    }
}
