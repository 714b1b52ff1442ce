import Authoring
import Docs
import Traces

/// The page of one trace by itself, in a folder that can be opened from disk or handed on: for a recording that belongs to
/// no scenario of a site.
public struct TracePage: Sendable {
    private let sources: SiteSources
    private let exports: [Export]
    private let generator: Generator

    /// - Parameters:
    ///   - sources: the site whose explanations, templates and stylesheets the page takes.
    ///   - exports: the files beside the page.
    public init(_ sources: SiteSources, exports: [Export] = Export.standard, generator: Generator) {
        self.sources = sources
        self.exports = exports
        self.generator = generator
    }

    /// `index.html`, the page of the trace's values, and what they need, sorted by path. Names of fields are no links here:
    /// their pages stay with the site.
    ///
    /// - Throws: `Problems` of the explanations.
    public func files(_ trace: Trace) throws(Problems) -> [OutputFile] {
        let explanations = try ContentExplanations(
            sources.content, links: LinkResolver(paths: [], isAlone: true), page: "index.html")
        let flow = FlowPage(
            frame: frame(trace.title, root: ""), trace: trace, bodyHTML: "", siblings: [],
            downloads: [PageFrame.Link(title: "Values of this run", href: "values/index.html")]
                + exports.map { PageFrame.Link(title: $0.title, href: $0.fileName) },
            conformance: [], hasFieldPages: false, isPlayed: false)
        let values = ValuesPage(
            frame: frame("Values: " + trace.title, root: "../"), trace: trace, run: "../index.html", siblings: [])
        var files = sources.files.filter { $0.path.hasPrefix("assets/") }
        files.append(
            OutputFile(
                path: "index.html", bytes: flow.html(templates: sources.templates, explanations: explanations)))
        files.append(OutputFile(path: "values/index.html", bytes: values.html(templates: sources.templates)))
        files += exports.map { OutputFile(path: $0.fileName, bytes: $0.bytes(trace)) }
        files.append(
            Manifest.file(generator, site: sources.config.name, scenarios: 0, runs: [trace], paths: files.map(\.path)))
        return files.sorted { $0.path < $1.path }
    }

    private func frame(_ title: String, root: String) -> PageFrame {
        PageFrame(
            siteName: sources.config.name, title: Shortened.line(title, limit: 120),
            summary: "A recorded login, with every line explained.", root: root)
    }
}
