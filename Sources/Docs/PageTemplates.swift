import Mustache

/// Why a set of templates cannot be used: which file, which line, and what is wrong there.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, such as `page.mustache`.
    public var file: String
    public var line: Int
    public var reason: String
    public var description: String { "\(file):\(line): \(reason)" }
}

/// The frame around every page, made of four Mustache files: `page`, and the partials `head`, `header` and `footer`.
///
/// A site overrides them one by one. The content of a page never passes through Mustache: it is spliced in where
/// `{{{content}}}` stands, so the frame costs the same for a short page and for a long one.
public struct PageTemplates: Sendable {
    /// The names of the files, without `.mustache`.
    public static let names = ["page", "head", "header", "footer"]

    /// What a template may say. Anything else is an error when the templates are read.
    static let keys: Set<String> = [
        "siteName", "logo", "title", "pageTitle", "summary", "root", "class", "kicker", "intro", "content",
        "navigation",
        "breadcrumbs", "previous", "next", "href", "isCurrent", "hasNavigation", "hasBreadcrumbs", "hasNeighbours",
    ]

    private let library: MustacheLibrary

    /// Stands for the content while the frame is rendered; a private-use character that no frame contains.
    private static let hole = "\u{F8FF}content\u{F8FF}"

    /// Reads the templates.
    ///
    /// - Parameter files: texts by name (`page`, `head`, `header`, `footer`), the site's own already in place of the
    ///   standard ones. Other names become partials of their own.
    /// - Throws: ``TemplateError`` for a missing file, an unknown name or a section that is not closed.
    public init(_ files: [String: String]) throws(TemplateError) {
        var library = MustacheLibrary()
        for name in PageTemplates.names where files[name] == nil {
            throw TemplateError(file: name + ".mustache", line: 1, reason: "missing")
        }
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try PageTemplates.check(text, file: name + ".mustache", partials: Set(files.keys))
            do {
                try library.register(text, named: name)
            } catch {
                throw TemplateError(file: name + ".mustache", line: 1, reason: "no Mustache: \(error)")
            }
        }
        self.library = library
    }

    /// The whole document.
    ///
    /// - Parameters:
    ///   - frame: title, navigation, neighbours.
    ///   - kind: the class of `body`, such as `is-flow`.
    ///   - kicker: the line over the title, as HTML.
    ///   - intro: what stands between summary and content, as HTML.
    ///   - content: the page's main part.
    package func document(
        _ frame: PageFrame, kind: String, kicker: String = "", intro: HTMLWriter? = nil, content: HTMLWriter
    ) -> [UInt8] {
        let context: [String: Any] = [
            "siteName": HTMLWriter.visible(frame.siteName),
            "logo": frame.logo.map { $0 as Any } ?? false,
            "title": HTMLWriter.visible(frame.title),
            "pageTitle": HTMLWriter.visible(
                frame.title == frame.siteName ? frame.title : frame.title + " · " + frame.siteName),
            "summary": frame.summary.isEmpty ? false : HTMLWriter.visible(frame.summary) as Any,
            "root": frame.root,
            "class": kind,
            "kicker": kicker.isEmpty ? false : kicker as Any,
            "intro": intro.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "",
            "content": PageTemplates.hole,
            "hasNavigation": !frame.navigation.isEmpty,
            "hasBreadcrumbs": !frame.breadcrumbs.isEmpty,
            "hasNeighbours": frame.previous != nil || frame.next != nil,
            "navigation": frame.navigation.map(PageTemplates.context),
            "breadcrumbs": frame.breadcrumbs.map(PageTemplates.context),
            "previous": frame.previous.map { [PageTemplates.context($0)] } ?? [],
            "next": frame.next.map { [PageTemplates.context($0)] } ?? [],
        ]
        let rendered = Array((library.render(context, withTemplate: "page") ?? PageTemplates.hole).utf8)
        let mark = Array(PageTemplates.hole.utf8)
        guard let start = rendered.firstRange(of: mark) else { return rendered }
        var out: [UInt8] = []
        out.reserveCapacity(rendered.count + content.bytes.count)
        out += rendered[..<start.lowerBound]
        out += content.bytes
        out += rendered[start.upperBound...]
        return out
    }

    private static func context(_ link: PageFrame.Link) -> [String: Any] {
        [
            "title": HTMLWriter.visible(link.title), "href": HTMLWriter.isSafe(link.href) ? link.href : "#",
            "isCurrent": link.isCurrent,
        ]
    }

    /// Finds names that no page offers, partials that do not exist, and sections that do not pair.
    private static func check(_ text: String, file: String, partials: Set<String>) throws(TemplateError) {
        var open: [(name: String, line: Int)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            for tag in tags(in: line) {
                func fail(_ reason: String) -> TemplateError {
                    TemplateError(file: file, line: index + 1, reason: reason)
                }
                let sigil = tag.first.map { "#^/>&!{".contains($0) ? $0 : " " } ?? " "
                let name = tag.drop { "#^/>&!{ ".contains($0) }.prefix { $0 != "}" && $0 != " " }
                switch sigil {
                case "!": continue
                case ">":
                    if !partials.contains(String(name)) { throw fail("no partial “\(name)”") }
                case "/":
                    guard let last = open.popLast() else { throw fail("“{{/\(name)}}” closes nothing") }
                    if last.name != name { throw fail("“{{/\(name)}}” closes “\(last.name)” of line \(last.line)") }
                default:
                    if name != ".", !keys.contains(String(name)) {
                        throw fail("no value “\(name)”; there are \(keys.sorted().joined(separator: ", "))")
                    }
                    if sigil == "#" || sigil == "^" { open.append((String(name), index + 1)) }
                }
            }
        }
        if let last = open.last {
            throw TemplateError(file: file, line: last.line, reason: "“\(last.name)” is never closed")
        }
    }

    private static func tags(in line: Substring) -> [Substring] {
        var tags: [Substring] = []
        var rest = line
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            tags.append(rest[start.upperBound..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return tags
    }
}
