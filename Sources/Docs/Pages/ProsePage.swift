/// A page of prose: course, manual, field reference, everything that is not drawn from a run.
public struct ProsePage: Sendable {
    /// A heading of the page.
    public typealias Heading = PageHeading

    public var frame: PageFrame
    public var bodyHTML: String
    public var headings: [Heading]
    /// The line over the title, as plain text; empty for none.
    public var kicker: String

    public init(frame: PageFrame, bodyHTML: String, headings: [Heading] = [], kicker: String = "") {
        self.frame = frame
        self.bodyHTML = bodyHTML
        self.headings = headings
        self.kicker = kicker
    }

    /// The whole document.
    public func html(templates: PageTemplates) -> [UInt8] {
        var out = HTMLWriter(capacity: bodyHTML.utf8.count + 2048)
        out.html(ProseContent(words: frame.words, headings: headings).html(Array(bodyHTML.utf8)))
        var line = HTMLWriter()
        line.text(kicker)
        return templates.document(
            frame, kind: "is-doc", kicker: String(decoding: line.bytes, as: UTF8.self), content: out)
    }
}
