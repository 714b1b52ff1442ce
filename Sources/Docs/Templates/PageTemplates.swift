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
/// A site overrides them one by one. They are read once; a page is then a walk over ready bytes and values, which is why
/// this is not the library that expands the bodies of scenarios.
public struct PageTemplates: Sendable {
    /// The names of the files, without `.mustache`.
    public static let names = ["page", "head", "header", "footer"]

    private let page: [TemplateNode]
    /// The fingerprint of all files, for caches.
    package let hash: ContentHash

    /// Reads the templates.
    ///
    /// - Parameter files: texts by name (`page`, `head`, `header`, `footer`), the site's own already in place of the
    ///   standard ones. Other names become partials of their own.
    /// - Throws: ``TemplateError`` for a missing file, an unknown name or a section that is not closed.
    public init(_ files: [String: String]) throws(TemplateError) {
        for name in PageTemplates.names where files[name] == nil {
            throw TemplateError(file: name + ".mustache", line: 1, reason: "missing")
        }
        let parser = TemplateParser(files: files)
        // A slip in a file that no other names is a slip all the same.
        for name in files.keys.sorted() { _ = try parser.nodes(of: name) }
        page = try parser.nodes(of: "page")
        var hasher = ContentHasher()
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            hasher.add(name)
            hasher.add(text)
        }
        hash = hasher.finish()
    }

    /// The same templates with other names for the files that stand behind `{{root}}`.
    init(renamed templates: PageTemplates, _ names: [String: String]) {
        page = PageTemplates.renamed(templates.page, names)
        var hasher = ContentHasher()
        hasher.add(templates.hash)
        for (old, new) in names.sorted(by: { $0.key < $1.key }) {
            hasher.add(old)
            hasher.add(new)
        }
        hash = hasher.finish()
    }

    private static func renamed(_ nodes: [TemplateNode], _ names: [String: String]) -> [TemplateNode] {
        var nodes = nodes
        for index in nodes.indices {
            switch nodes[index] {
            case .section(let key, let inner): nodes[index] = .section(key, renamed(inner, names))
            case .inverted(let key, let inner): nodes[index] = .inverted(key, renamed(inner, names))
            case .value(let key) where key == TemplateKey("root") && index + 1 < nodes.count:
                guard case .bytes(let bytes) = nodes[index + 1] else { continue }
                let written = bytes.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
                guard let name = names[String(decoding: written, as: UTF8.self)] else { continue }
                nodes[index + 1] = .bytes(Array(name.utf8) + bytes[written.count...])
            case .bytes, .value: break
            }
        }
        return nodes
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
        var context = frame.context
        context["class"] = .text(kind)
        context["kicker"] = .markup(Array(kicker.utf8))
        context["intro"] = .markup(intro?.bytes ?? [])
        context["content"] = .markup(content.bytes)
        return document(context, capacity: content.bytes.count + 4096)
    }

    /// The whole document from ready values.
    func document(_ context: TemplateContext, capacity: Int) -> [UInt8] {
        var renderer = TemplateRenderer(context, capacity: capacity)
        renderer.render(page)
        return renderer.out.bytes
    }
}
