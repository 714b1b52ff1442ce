import Authoring
import Diagrams
import Markdown
import Settings
import Traces
import Wire

/// A reader of foreign bytes, with what must hold for whatever it reads.
///
/// A reader may refuse bytes by its own error. It may not crash, hang, or understand its own writing otherwise.
public enum Boundary: String, CaseIterable, Sendable {
    case markdown, frontmatter, configuration, trace, challenge, form, url, json, message, page, token

    /// What a reader of a boundary does that it must not do.
    public struct Fault: Error, CustomStringConvertible {
        public var description: String
    }

    /// Reads bytes as they may come in here.
    ///
    /// - Throws: ``Fault`` if a promise of the reader does not hold. Errors of the reader itself are right answers.
    public func read(_ bytes: [UInt8]) throws(Fault) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch self {
        case .markdown: try readMarkdown(bytes)
        case .frontmatter: _ = try? FrontMatter(parsing: text, file: "content/page.md")
        case .configuration: _ = try? SiteConfig(parsing: text)
        case .trace: try readTrace(bytes)
        case .challenge: try readChallenge(text)
        case .form: try readForm(text)
        case .url: try readURL(text)
        case .json: try readJSON(bytes)
        case .message: readMessage(bytes)
        case .page: try readPage(text)
        case .token: _ = CompactJWT(text)
        }
    }

    private func require(_ holds: Bool, _ fault: @autoclosure () -> String) throws(Fault) {
        guard holds else { throw Fault(description: "\(rawValue): \(fault())") }
    }

    private func readMarkdown(_ bytes: [UInt8]) throws(Fault) {
        guard let document = try? parse(bytes: bytes) else { return }
        let html = document.html()
        for name in ["<script", "<iframe", " onclick="] {
            try require(!html.lowercased().contains(name), "\(name) became markup")
        }
        try require(document.plainText.utf8.count <= bytes.count * 3 + 64, "the text outgrew its source")
        _ = document.headings
        _ = document.links
    }

    private func readTrace(_ bytes: [UInt8]) throws(Fault) {
        guard let trace = try? Trace(parsing: bytes) else { return }
        let written = trace.json.bytes
        try require((try? Trace(parsing: written))?.json.bytes == written, "a trace reads its own writing otherwise")
        let flow = Flow(trace)
        _ = MermaidExport.text(flow)
        _ = PlantUMLExport.text(flow)
        _ = trace.har
    }

    private func readChallenge(_ text: String) throws(Fault) {
        for challenge in Challenge.parse(text) {
            try require(
                Challenge.parse(challenge.headerValue) == [challenge], "\(challenge) reads its own writing otherwise")
        }
    }

    private func readForm(_ text: String) throws(Fault) {
        let form = Form(parsing: text)
        try require(Form(parsing: form.encoded) == form, "\(form) reads its own writing otherwise")
    }

    private func readURL(_ text: String) throws(Fault) {
        guard let url = WebURL(text) else { return }
        try require(WebURL(url.description) == url, "\(url) reads its own writing otherwise")
        _ = (url.host, url.port, url.origin, url.form, url.resolving("../a?b#c"), url.isLoopback)
        if let resolved = url.resolving(text) { _ = resolved.inserting(wellKnown: "x") }
    }

    private func readJSON(_ bytes: [UInt8]) throws(Fault) {
        guard let json = try? JSON(parsing: bytes) else { return }
        try require((try? JSON(parsing: json.bytes)) == json, "a value reads its own writing otherwise")
        try require((try? JSON(parsing: json.text(pretty: true))) == json, "a value set in lines is another")
    }

    private func readMessage(_ bytes: [UInt8]) {
        if let request = try? Request(parsing: bytes) { _ = (request.target, request.body) }
        if let response = try? Response(parsing: bytes) { _ = (response.status, response.body) }
    }

    private func readPage(_ text: String) throws(Fault) {
        for form in HTMLForm.all(in: text) {
            try require(form.hidden.count + form.inputs.count <= text.utf8.count, "a form outgrew its page")
        }
        _ = HTMLTag.all(in: text)
    }
}
