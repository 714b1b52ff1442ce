import Specs

/// A page of `content/scenarios/`: what to run, what must happen, and the prose that explains it.
public struct ScenarioPage: Sendable {
    /// The catalogue id, such as `A04`.
    public var id: String
    /// The file name without extension; the page's address is `scenarios/SLUG/`.
    public var slug: String
    public var title: String
    public var summary: String
    public var weight: Int
    public var revisions: [Revision]
    /// Official conformance scenarios that the page covers.
    public var conformance: [String]
    /// Run ids or scenario ids of a page over other runs; such a page has no runs of its own.
    public var compare: [String]
    /// Why the story cannot be recorded honestly; such a page has no runs and says so.
    public var excluded: String?
    /// Path of the file, for messages.
    public var file: String
    /// The Markdown with its placeholders not yet expanded.
    public var body: String
    /// The line of the file on which the body starts.
    public var bodyLine: Int
}
