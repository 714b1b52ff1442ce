/// One file of a finished site, not yet on disk.
public struct OutputFile: Hashable, Sendable {
    /// Relative to the output folder, with `/` between names.
    public var path: String
    public var bytes: [UInt8]
    /// The author's file that it was made from, where there is one.
    public var source: String?
    /// For references in the page that an author wrote: the line of ``source`` on which they stand.
    public var linkLines: [String: Int]

    public init(path: String, bytes: [UInt8], source: String? = nil, linkLines: [String: Int] = [:]) {
        self.path = path
        self.bytes = bytes
        self.source = source
        self.linkLines = linkLines
    }

    public init(path: String, text: String, source: String? = nil, linkLines: [String: Int] = [:]) {
        self.init(path: path, bytes: Array(text.utf8), source: source, linkLines: linkLines)
    }
}
