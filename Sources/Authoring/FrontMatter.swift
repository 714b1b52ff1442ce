/// A page's head and body: YAML between two lines of `---`, then Markdown.
public struct FrontMatter: Sendable {
    /// The head; `.null` content when the page has none.
    public var head: YAMLValue
    public var body: String
    /// The line of the file on which the body starts, from 1.
    public var bodyLine: Int

    /// Splits a page. A byte order mark is dropped, CRLF and CR are read as LF.
    ///
    /// - Throws: ``Problem`` when the head is opened and never closed, or is not YAML.
    public init(parsing source: String, file: String) throws(Problem) {
        try self.init(bytes: Array(source.utf8), file: file)
    }

    /// Splits a page.
    ///
    /// - Throws: ``Problem`` when it is not UTF-8, when the head is opened and never closed, or is not YAML.
    package init(bytes source: [UInt8], file: String) throws(Problem) {
        let bytes = try SourceText.normalized(source, file: file)
        guard let fence = FrontMatter.line(in: bytes, from: 0), FrontMatter.isFence(bytes[fence]) else {
            if let problem = FrontMatter.misplaced(in: bytes, file: file) { throw problem }
            head = YAMLValue(file: file, line: 1, column: 1, content: .null)
            body = String(decoding: bytes, as: UTF8.self)
            bodyLine = 1
            return
        }
        let start = fence.upperBound + 1
        var position = start
        var number = 2
        while let line = FrontMatter.line(in: bytes, from: position) {
            if FrontMatter.isFence(bytes[line]) {
                let text = bytes[start..<max(start, line.lowerBound - 1)]
                if let plain = YAMLValue(plain: text, file: file, firstLine: 2) {
                    head = plain
                } else {
                    head = try YAMLValue(parsing: String(decoding: text, as: UTF8.self), file: file, firstLine: 2)
                }
                body = String(decoding: bytes[min(bytes.count, line.upperBound + 1)...], as: UTF8.self)
                bodyLine = number + 1
                return
            }
            position = line.upperBound + 1
            number += 1
        }
        throw Problem(
            file: file, line: 1, "the front matter opened here is never closed.",
            remedy: "Put a line of --- after its last key.")
    }

    /// The line that starts at a position, without its end; nil behind the last one.
    private static func line(in bytes: [UInt8], from start: Int) -> Range<Int>? {
        guard start <= bytes.count else { return nil }
        return start..<(bytes[start...].firstIndex(of: 0x0A) ?? bytes.count)
    }

    /// Spaces behind the dashes do not show, so they mean nothing.
    private static func isFence(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "---".utf8) && line.dropFirst(3).allSatisfy(isBlank)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    // MARK: Heads that are none

    /// What is wrong with a head that stands behind empty lines or comments, or further in: it would be shown.
    package static func misplaced(in bytes: [UInt8], file: String) -> Problem? {
        var number = 1
        var position = 0
        var isComment = false
        while let line = line(in: bytes, from: position), position < bytes.count {
            let text = bytes[line].drop(while: isBlank)
            isComment = isComment || text.starts(with: "<!--".utf8)
            guard text.isEmpty || isComment else {
                guard number > 1 || text.startIndex > line.lowerBound, isFence(text),
                    isHead(bytes, from: line.upperBound + 1)
                else { return nil }
                return Problem(
                    file: file, line: number, "the front matter begins here, so it is none and would be shown as text.",
                    remedy: "Let the file begin with ---, without a line or a space before it.")
            }
            if isComment, text.firstRange(of: "-->".utf8) != nil { isComment = false }
            position = line.upperBound + 1
            number += 1
        }
        return nil
    }

    /// Whether keys and a closing line follow.
    private static func isHead(_ bytes: [UInt8], from start: Int) -> Bool {
        guard let first = line(in: bytes, from: start) else { return false }
        let name = bytes[first].drop(while: isBlank).prefix {
            $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x5F || $0 == 0x2D
        }
        let rest = bytes[name.endIndex..<first.upperBound]
        guard !name.isEmpty, rest.first == UInt8(ascii: ":"), rest.dropFirst().first.map(isBlank) ?? true else {
            return false
        }
        var position = first.upperBound + 1
        while position < bytes.count, let next = line(in: bytes, from: position) {
            if isFence(bytes[next].drop(while: isBlank)) { return true }
            position = next.upperBound + 1
        }
        return false
    }
}

extension YAMLValue {
    /// Reads a map whose lines are all of the form `name: plain text` or `name: "text"`, which is what most heads are,
    /// without the cost of a whole parser. Nil when the text is anything else.
    init?(plain text: ArraySlice<UInt8>, file: String, firstLine: Int) {
        var pairs: [(key: YAMLValue, value: YAMLValue)] = []
        var names: Set<String> = []
        var number = firstLine
        guard text.count <= YAMLLimits.text else { return nil }
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy({ $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }),
                line[colon...].dropFirst().first == 0x20
            else { return nil }
            var start = colon + 1
            while start < line.endIndex, line[start] == 0x20 { start += 1 }
            var end = line.endIndex
            while end > start, line[end - 1] == 0x20 { end -= 1 }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            guard name.utf8.count <= YAMLLimits.name, let content = YAMLValue.scalar(line[start..<end]),
                names.insert(name).inserted
            else { return nil }
            let place = (number, start - line.startIndex + 1)
            pairs.append(
                (
                    YAMLValue(file: file, line: number, column: 1, content: .scalar(name)),
                    YAMLValue(file: file, line: place.0, column: place.1, content: .scalar(content))
                ))
            number += 1
        }
        guard !pairs.isEmpty else { return nil }
        self.init(file: file, line: firstLine, column: 1, content: .map(pairs))
    }

    /// A text in quotation marks without escapes, or a plain one that begins with a letter or a digit and cannot be
    /// anything but a text or a number.
    private static func scalar(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let first = bytes.first, let last = bytes.last else { return nil }
        if first == UInt8(ascii: "\"") {
            let inside = bytes.dropFirst().dropLast()
            guard bytes.count >= 2, last == first,
                inside.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\\") && $0 != first })
            else { return nil }
            return String(decoding: inside, as: UTF8.self)
        }
        let isWord = first | 0x20 >= 0x61 && first | 0x20 <= 0x7A || first >= 0x30 && first <= 0x39
        guard isWord, last != UInt8(ascii: ":") else { return nil }
        var previous: UInt8 = 0
        for byte in bytes {
            guard byte >= 0x20, !(byte == 0x20 && previous == UInt8(ascii: ":")),
                !(byte == UInt8(ascii: "#") && previous == 0x20)
            else { return nil }
            previous = byte
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text == "null" ? nil : text
    }
}
