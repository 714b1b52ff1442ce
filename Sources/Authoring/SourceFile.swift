/// A text file of a site, under the path its author knows.
public struct SourceFile: Hashable, Sendable {
    /// Relative to the site's folder, with `/` between names: `content/scenarios/step-up.md`.
    public var path: String
    public var text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// The file's name without its extension.
    public var slug: String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.hasSuffix(".md") ? name.dropLast(3) : name)
    }

    /// The path of the folder it is in, without a slash at the end.
    package var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
}
