/// The syntax beyond CommonMark that `parse` understands.
public struct Extensions: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// GitHub's tables.
    public static let tables = Extensions(rawValue: 1 << 0)
    /// GitHub's alerts: a block quote that begins with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]`, `[!CAUTION]`.
    public static let alerts = Extensions(rawValue: 1 << 1)
    /// `~~struck out~~`, with exactly two tildes at both ends.
    public static let strikethrough = Extensions(rawValue: 1 << 2)
    /// List items that begin with `[ ]` or `[x]`.
    public static let taskLists = Extensions(rawValue: 1 << 3)
    /// Web and mail addresses without angle brackets.
    public static let autolinks = Extensions(rawValue: 1 << 4)
    /// `[^label]` in the text, `[^label]: …` anywhere.
    public static let footnotes = Extensions(rawValue: 1 << 5)

    /// Code blocks with `tab="…"`, and sections between `<!-- tabs -->` and `<!-- /tabs -->`.
    public static let tabs = Extensions(rawValue: 1 << 6)

    /// All of them.
    public static let all: Extensions = [
        .tables, .alerts, .strikethrough, .taskLists, .autolinks, .footnotes, .tabs,
    ]
}

/// How `parse` reads a source.
public struct ParseOptions: Sendable {
    /// The syntax beyond CommonMark.
    public var extensions: Extensions
    /// The number of the first line, for a source that was cut out of a file.
    public var firstLine: Int
    /// Anchors the page around the document uses for itself; no heading gets one of them.
    public var reservedAnchors: Set<String>
    /// The name of a recorded value, by its index. Anchors are made from names, so they outlive the values.
    public var placeholderName: (@Sendable (Int) -> String)?

    public init(
        extensions: Extensions = .all, firstLine: Int = 1, reservedAnchors: Set<String> = [],
        placeholderName: (@Sendable (Int) -> String)? = nil
    ) {
        self.extensions = extensions
        self.firstLine = firstLine
        self.reservedAnchors = reservedAnchors
        self.placeholderName = placeholderName
    }

    /// CommonMark and nothing else.
    public static let plain = ParseOptions(extensions: [])
}

/// What becomes of HTML that stands in a Markdown source.
public enum RawHTMLPolicy: Sendable {
    /// It is copied to the output as it is.
    case allow
    /// The reader sees it as text. Comments are left out.
    case escape
}

/// A code block on its way to HTML.
public struct CodeBlock: Sendable {
    /// The code, as UTF-8.
    public var code: ArraySlice<UInt8>
    /// The whole info string behind the opening fence; empty for an indented block.
    public var info: String
    /// The source line of the block.
    public var line: Int

    public init(code: ArraySlice<UInt8>, info: String, line: Int) {
        self.code = code
        self.info = info
        self.line = line
    }

    /// The first word of the info string.
    public var language: String { String(info.prefix { $0 != " " && $0 != "\t" && $0 != "\n" }) }
}

/// How a document becomes HTML.
public struct HTMLOptions: Sendable {
    /// What becomes of HTML in the source.
    public var rawHTML: RawHTMLPolicy
    /// Which destinations of links and images are admitted; any other loses its `href` or `src`. One that holds a recorded
    /// value is held against the schemes of the web where this is ``SchemePolicy/author``.
    public var schemes: SchemePolicy
    /// Whether headings get an `id` and a link to themselves.
    public var headingAnchors: Bool
    /// Added to the level of every heading; the result stays between 1 and 6.
    public var headingShift: Int
    /// Changes the destination of every link and image; nil as its result takes it away and leaves the text. The scheme is
    /// checked afterwards.
    public var rewriteURL: (@Sendable (String) -> String?)?
    /// The same for destinations that hold a recorded value, in place of ``rewriteURL``.
    public var rewriteRecordedURL: (@Sendable (String) -> String?)?
    /// Changes a piece of HTML of the source that is copied to the output; not asked where it is shown as text.
    public var rewriteHTML: (@Sendable ([UInt8]) -> [UInt8])?
    /// Whether what stands behind a fence is more than a language (see ``CodeFence``).
    public var codeAttributes: Bool
    /// Whether a long piece of code in a line may be broken after its slashes, dots, underscores and the like.
    public var codeBreaks: Bool
    /// Writes the text of a code block as HTML; `nil` as its result asks for the text as it is. The bytes are copied as
    /// they are, so whoever writes them must escape the code, and no element may reach over the end of a line.
    public var highlight: (@Sendable (CodeBlock) -> [UInt8]?)?
    /// The word above an alert; it is escaped.
    public var alertTitle: @Sendable (AlertType) -> String

    public init(
        rawHTML: RawHTMLPolicy = .escape, schemes: SchemePolicy = .web,
        headingAnchors: Bool = true, headingShift: Int = 0, codeAttributes: Bool = true, codeBreaks: Bool = true,
        rewriteURL: (@Sendable (String) -> String?)? = nil,
        rewriteRecordedURL: (@Sendable (String) -> String?)? = nil,
        rewriteHTML: (@Sendable ([UInt8]) -> [UInt8])? = nil,
        highlight: (@Sendable (CodeBlock) -> [UInt8]?)? = nil,
        alertTitle: @escaping @Sendable (AlertType) -> String = \.title
    ) {
        self.rawHTML = rawHTML
        self.schemes = schemes
        self.headingAnchors = headingAnchors
        self.headingShift = headingShift
        self.codeAttributes = codeAttributes
        self.codeBreaks = codeBreaks
        self.rewriteURL = rewriteURL
        self.rewriteRecordedURL = rewriteRecordedURL
        self.rewriteHTML = rewriteHTML
        self.highlight = highlight
        self.alertTitle = alertTitle
    }

    /// What the reference implementation of CommonMark writes: raw HTML and all schemes admitted, no anchors.
    public static let plain = HTMLOptions(
        rawHTML: .allow, schemes: .all, headingAnchors: false, codeAttributes: false, codeBreaks: false)
}
