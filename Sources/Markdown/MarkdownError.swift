/// Why a source did not become a document.
public enum MarkdownError: Error, Hashable, Sendable {
    /// The source is longer than the parser can take.
    case tooLong(bytes: Int)
    /// The parser could not allocate its tree.
    case outOfMemory
    /// A recorded value was to be put into raw HTML, where nothing could keep it from becoming markup.
    case placeholderInHTML(line: Int)
}

extension MarkdownError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let bytes):
            "the Markdown source is too long: \(bytes) bytes, at most \(largestDocument) are allowed"
        case .outOfMemory:
            "not enough memory to parse the Markdown source"
        case .placeholderInHTML(let line):
            "line \(line): a value stands in raw HTML; write the element as Markdown, or the value outside of it"
        }
    }
}
