/// A page's head and body: YAML between two lines of `---`, then Markdown.
public struct FrontMatter: Sendable {
    /// The head; `.null` content when the page has none.
    public var head: YAMLValue
    public var body: String
    /// The line of the file on which the body starts, from 1.
    public var bodyLine: Int

    /// Splits a page. A byte order mark is dropped and CRLF read as LF.
    ///
    /// - Throws: ``Problem`` when the head is opened and never closed, or is not YAML.
    public init(parsing source: String, file: String) throws(Problem) {
        var text = source.replacing("\r\n", with: "\n")
        if text.first == "\u{FEFF}" { text.removeFirst() }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---" else {
            head = YAMLValue(file: file, line: 1, column: 1, content: .null)
            body = text
            bodyLine = 1
            return
        }
        guard let end = lines.dropFirst().firstIndex(where: { $0 == "---" }) else {
            throw Problem(
                file: file, line: 1, "the front matter opened here is never closed.",
                remedy: "Put a line of --- after its last key.")
        }
        head = try YAMLValue(parsing: lines[1..<end].joined(separator: "\n"), file: file, firstLine: 2)
        body = lines[(end + 1)...].joined(separator: "\n")
        bodyLine = end + 2
    }
}
