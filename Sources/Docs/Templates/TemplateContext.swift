/// The names that a template may use.
struct TemplateKey: Hashable, Sendable {
    /// The place of the name in ``names``.
    let index: Int

    static let names =
        [
            "siteName", "logo", "title", "pageTitle", "summary", "root", "class", "kicker", "intro", "content",
            "navigation",
            "breadcrumbs", "previous", "next", "href", "isCurrent", "hasNavigation", "hasBreadcrumbs", "hasNeighbours",
            "home", "language", "direction", "sidebar", "head", "versions", "hasVersions", "version", "languages",
            "hasLanguages", "tags", "hasTags", "edit", "updatedDate", "hasSearch", "hasRuns", "isFallback", "isDraft",
            "scope", "scriptWords", "back", "forward", "titleLanguage", "titleDirection",
        ] + InterfaceText.keys.map { "text." + $0 }

    private static let indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })

    init?(_ name: String) {
        guard let index = TemplateKey.indices[name] else { return nil }
        self.index = index
    }
}

/// A value of a template. What kind it is decides how it is written, not the number of braces around its name: text is
/// always escaped.
enum TemplateValue: Sendable {
    case none
    case flag(Bool)
    case text(String)
    case markup([UInt8])
    case list([TemplateContext])

    /// Whether a section around the value is shown.
    var isShown: Bool {
        switch self {
        case .none: false
        case .flag(let flag): flag
        case .text(let text): !text.isEmpty
        case .markup(let bytes): !bytes.isEmpty
        case .list(let items): !items.isEmpty
        }
    }
}

/// The values of a page, or of an item of a list.
struct TemplateContext: Sendable {
    private var values: [TemplateValue?]

    init() { values = Array(repeating: nil, count: TemplateKey.names.count) }

    /// By the names of ``TemplateKey/names``.
    subscript(name: String) -> TemplateValue? {
        get { TemplateKey(name).flatMap { values[$0.index] } }
        set {
            guard let key = TemplateKey(name) else { preconditionFailure("no value “\(name)” is declared") }
            values[key.index] = newValue
        }
    }

    /// The value of a name; nil when the context does not know it, and the one around it is asked.
    subscript(key: TemplateKey) -> TemplateValue? { values[key.index] }
}

/// Writes templates.
struct TemplateRenderer {
    private(set) var out: HTMLWriter
    private var stack: [TemplateContext]

    init(_ context: TemplateContext, capacity: Int) {
        out = HTMLWriter(capacity: capacity)
        stack = [context]
    }

    mutating func render(_ nodes: [TemplateNode]) {
        for node in nodes {
            switch node {
            case .bytes(let bytes): out.html(bytes)
            case .value(let key): write(value(key))
            case .inverted(let key, let inner): if !value(key).isShown { render(inner) }
            case .section(let key, let inner):
                switch value(key) {
                case .list(let items):
                    for item in items {
                        stack.append(item)
                        render(inner)
                        stack.removeLast()
                    }
                case let value: if value.isShown { render(inner) }
                }
            }
        }
    }

    private func value(_ key: TemplateKey) -> TemplateValue {
        for context in stack.reversed() {
            if let value = context[key] { return value }
        }
        return .none
    }

    private mutating func write(_ value: TemplateValue) {
        switch value {
        case .none, .flag, .list: break
        case .text(let text): out.quoted(text)
        case .markup(let bytes): out.html(bytes)
        }
    }
}
