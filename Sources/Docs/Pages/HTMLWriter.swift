import Wire

/// Builds a page as UTF-8. Three ways in, one per context: ``text(_:)`` and ``attribute(_:_:)`` escape, ``html(_:)`` takes
/// only what the renderers themselves or the Markdown engine have made. Nothing recorded reaches a page in another way.
public struct HTMLWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty page; `capacity` is a guess at its size.
    public init(capacity: Int = 4096) { bytes.reserveCapacity(capacity) }

    /// Appends markup that is known to be safe.
    public mutating func html(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    /// Appends markup that another renderer has made.
    public mutating func html(_ markup: [UInt8]) { bytes.append(contentsOf: markup) }

    /// Appends text for element content: markup characters as entities, control and direction characters made visible.
    public mutating func text(_ text: String) { escape(text, keepsLines: false) }

    /// Like ``text(_:)``, for preformatted text: line feeds and tabs stay.
    public mutating func preformatted(_ text: String) { escape(text, keepsLines: true) }

    /// Appends text that may also stand in a quoted attribute.
    package mutating func quoted(_ text: String) { escape(text, keepsLines: false, quotes: true) }

    /// Appends ` name="value"`; the name is ours, the value may be recorded.
    public mutating func attribute(_ name: StaticString, _ value: String) {
        bytes.append(0x20)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        html("=\"")
        escape(value, keepsLines: false, quotes: true)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends `href` with an address of the site or of the web; any other scheme is left out.
    public mutating func link(_ address: String) {
        if HTMLWriter.isSafe(address) { attribute("href", address) }
    }

    /// Appends an element with escaped text.
    public mutating func element(_ tag: StaticString, class name: StaticString? = nil, _ content: String) {
        html("<\(tag)")
        if let name { html(" class=\"\(name)\"") }
        html(">")
        text(content)
        html("</\(tag)>")
    }

    /// Whether an address may stand in `href`: a fragment, a relative path, or `http(s)`.
    package static func isSafe(_ address: String) -> Bool {
        if address.hasPrefix("https://") || address.hasPrefix("http://") { return true }
        let head = address.utf8.prefix {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        return !head.contains(UInt8(ascii: ":")) && !address.utf8.starts(with: "//".utf8)
            && !address.utf8.contains(UInt8(ascii: "\\"))
    }

    /// The text with its control and direction characters made visible, its markup characters left alone: for places
    /// that are not HTML.
    package static func visible(_ text: String, keepsLines: Bool = false) -> String {
        var out = HTMLWriter(capacity: text.utf8.count)
        out.escape(text, keepsLines: keepsLines, markup: false)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    /// - Parameter quotes: whether quotation marks are escaped too; inside an element they may stand as they are.
    private mutating func escape(_ text: String, keepsLines: Bool, markup: Bool = true, quotes: Bool = false) {
        var copy = text
        copy.withUTF8 { source in
            var start = 0
            var index = 0
            while index < source.count {
                let (length, replacement) = HTMLWriter.replacement(
                    in: source, at: index, keepsLines: keepsLines, markup: markup, quotes: quotes)
                if let replacement {
                    bytes.append(contentsOf: source[start..<index])
                    bytes.append(contentsOf: replacement.utf8)
                    start = index + length
                }
                index += length
            }
            bytes.append(contentsOf: source[start..<source.count])
        }
    }

    /// How many bytes to go on by, and what stands for them instead, if anything.
    private static func replacement(
        in source: UnsafeBufferPointer<UInt8>, at index: Int, keepsLines: Bool, markup: Bool, quotes: Bool
    ) -> (Int, String?) {
        switch source[index] {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): (1, markup ? entity(source[index]) : nil)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): (1, quotes ? entity(source[index]) : nil)
        case 0x09, 0x0A: (1, keepsLines ? nil : controlPicture(source[index]))
        case 0..<0x20, 0x7F: (1, controlPicture(source[index]))
        case let byte where byte >= 0x80 && Unseen.mayBegin(with: byte): invisible(in: source, at: index)
        default: (1, nil)
        }
    }

    private static func entity(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        default: "&#39;"
        }
    }

    /// U+2400 to U+241F and U+2421: the drawn forms of control characters.
    private static func controlPicture(_ byte: UInt8) -> String {
        String(UnicodeScalar(0x2400 + (byte == 0x7F ? 0x21 : UInt32(byte))) ?? "\u{FFFD}")
    }

    /// What ``Unseen`` lists is named instead of obeyed. Joiners and soft hyphens do their work: scripts need them.
    private static func invisible(in source: UnsafeBufferPointer<UInt8>, at index: Int) -> (Int, String?) {
        guard let (scalar, length) = Unseen.scalar(in: source, at: index) else { return (1, nil) }
        guard Unseen.contains(scalar), !Unseen.isJoiner(scalar), scalar != "\u{AD}" else { return (length, nil) }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return (length, "\u{2039}U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "\u{203A}")
    }
}
