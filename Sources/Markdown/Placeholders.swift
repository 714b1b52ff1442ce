/// Whether a source would be taken to contain placeholders: U+E000 or U+E001, also as numeric character references.
///
/// Ask this about everything an author wrote before placeholders are put into it, and refuse the source if so.
public func containsPlaceholders(_ source: String) -> Bool {
    let bytes = Array(source.utf8)
    for index in bytes.indices {
        switch bytes[index] {
        case 0xEE:
            if Placeholders.isMark(bytes, at: index) { return true }
        case UInt8(ascii: "&"):
            if let scalar = Placeholders.characterReference(bytes[index...]),
                scalar == Placeholders.start || scalar == Placeholders.end
            {
                return true
            }
        default: break
        }
    }
    return false
}

/// The text that stands for the recorded value with an index until `Document.substituting` replaces it.
public func placeholder(_ index: Int) -> String { "\u{E000}\(index)\u{E001}" }

extension Document {
    /// The document with every placeholder replaced by its value.
    ///
    /// The values are text wherever they stand. One that is part of a destination is percent-encoded; a destination with a
    /// value in it is never trusted with more than the schemes of the web (see ``HTMLOptions/schemes``). Marks that enclose no number
    /// become U+FFFD. Anchors stay as they are.
    /// - Throws: `MarkdownError.placeholderInHTML`, and whatever `value` throws.
    public func substituting(_ value: (Int) throws -> String) throws -> Document {
        var result = self
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            switch node.kind {
            case .text, .code, .codeBlock:
                result.tree.nodes[index].literal = try result.tree.substituting(node.literal, value)
                result.tree.nodes[index].detail = try result.tree.substituting(node.detail, value)
            case .link, .image:
                if Placeholders.firstMark(in: tree.text[node.literal.range]) != nil {
                    result.tree.nodes[index].extra = LinkType.recorded
                }
                result.tree.nodes[index].literal = try result.tree.substituting(url: node.literal, value)
                result.tree.nodes[index].detail = try result.tree.substituting(node.detail, value)
            case .htmlBlock, .htmlInline:
                guard let offset = Placeholders.firstMark(in: tree.text[node.literal.range]) else { continue }
                let before = tree.text[node.literal.start..<offset]
                let lines = node.kind == .htmlBlock ? before.count { $0 == UInt8(ascii: "\n") } : 0
                throw MarkdownError.placeholderInHTML(line: Int(node.line) + lines)
            default: break
            }
        }
        return result
    }
}

extension Tree {
    fileprivate mutating func substituting(_ span: Span, _ value: (Int) throws -> String) rethrows -> Span {
        guard Placeholders.firstMark(in: text[span.range]) != nil else { return span }
        return store(try Placeholders.replacing(in: string(span), value).utf8)
    }

    fileprivate mutating func substituting(url span: Span, _ value: (Int) throws -> String) rethrows -> Span {
        guard Placeholders.firstMark(in: text[span.range]) != nil else { return span }
        let url = string(span)
        if let index = Placeholders.index(ofWhole: url) { return store(try value(index).utf8) }
        return store(try Placeholders.replacing(in: url) { Placeholders.percentEncoded(try value($0)) }.utf8)
    }
}

/// The syntax of placeholders: U+E000, decimal digits, U+E001.
enum Placeholders {
    static let start: UInt32 = 0xE000
    static let end: UInt32 = 0xE001

    static func isMark(_ bytes: [UInt8], at index: Int) -> Bool {
        index + 2 < bytes.count && bytes[index] == 0xEE && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0x80
    }

    /// The offset of the first U+E000 or U+E001.
    static func firstMark(in bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        while let index = rest.firstIndex(of: 0xEE), index + 2 < bytes.endIndex {
            if bytes[index + 1] == 0x80, bytes[index + 2] & 0xFE == 0x80 { return index }
            rest = bytes[(index + 1)...]
        }
        return nil
    }

    /// A text with every placeholder replaced, and U+FFFD for marks that enclose no number.
    static func replacing(in text: String, _ value: (Int) throws -> String) rethrows -> String {
        var result = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        var position = scalars.startIndex
        while position < scalars.endIndex {
            let scalar = scalars[position]
            if scalar.value == start, let (index, next) = number(in: scalars[position...]) {
                result.append(contentsOf: try value(index).unicodeScalars)
                position = next
                continue
            }
            result.append(scalar.value == start || scalar.value == end ? "\u{FFFD}" : scalar)
            position = scalars.index(after: position)
        }
        return String(result)
    }

    /// The index of the placeholder a text consists of.
    static func index(ofWhole text: String) -> Int? {
        guard text.unicodeScalars.first?.value == start,
            let (index, next) = number(in: text.unicodeScalars[...]), next == text.unicodeScalars.endIndex
        else { return nil }
        return index
    }

    /// The number between the marks of the placeholder at the start, and where the placeholder ends.
    private static func number(
        in scalars: Substring.UnicodeScalarView
    ) -> (index: Int, next: String.UnicodeScalarView.Index)? {
        let digits = scalars.dropFirst().prefix { ("0"..."9").contains($0) }
        guard digits.endIndex < scalars.endIndex, scalars[digits.endIndex].value == end,
            let index = Int(String(digits))
        else { return nil }
        return (index, scalars.index(after: digits.endIndex))
    }

    /// What a numeric character reference at the start of the bytes stands for.
    static func characterReference(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.hasPrefix("&#") else { return nil }
        var digits = bytes.dropFirst(2)
        let isHexadecimal = digits.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        if isHexadecimal { digits.removeFirst() }
        let longest = 8
        digits = digits.prefix(longest).prefix { $0 != UInt8(ascii: ";") }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 10)
    }

    /// A value as one component of a URL: everything but letters, digits and `-._~` is encoded.
    static func percentEncoded(_ value: String) -> String {
        var result: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case _ where byte.isLetter || byte.isDigit: result.append(byte)
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): result.append(byte)
            default: appendPercentEncoded(byte, to: &result)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
