/// A part of a template. Partials and blocks were put in place when the template was read, so a page is made in one walk.
indirect enum TemplateNode: Sendable {
    case bytes([UInt8])
    case value(TemplateKey)
    case section(TemplateKey, [TemplateNode])
    case inverted(TemplateKey, [TemplateNode])
}

/// Reads Mustache: values, sections, inverted sections, remarks, partials (`{{>name}}`), and inheritance
/// (`{{<parent}}{{$block}}…{{/block}}{{/parent}}`). A line that holds only a tag without a value leaves no line behind.
struct TemplateParser {
    /// A piece of a file between two tags, or a tag.
    private enum Token {
        case text(Substring)
        case tag(sign: Character, name: String, line: Int)
    }

    private typealias Blocks = [String: [TemplateNode]]

    let files: [String: String]

    /// The parts of a file.
    ///
    /// - Throws: ``TemplateError`` for a name that no page has, a missing partial, one inside of itself, and a section
    ///   that is not closed.
    func nodes(of name: String) throws(TemplateError) -> [TemplateNode] { try nodes(of: name, [:], []) }

    private func nodes(of name: String, _ blocks: Blocks, _ open: [String]) throws(TemplateError) -> [TemplateNode] {
        var position = 0
        let tokens = try tokens(of: name)
        return try read(tokens, &position, until: nil, Place(file: name, blocks: blocks, open: open + [name]))
    }

    private struct Place {
        var file: String
        var blocks: Blocks
        var open: [String]

        func error(_ line: Int, _ reason: String) -> TemplateError {
            TemplateError(file: file + ".mustache", line: line, reason: reason)
        }
    }

    private func read(
        _ tokens: [Token], _ position: inout Int, until end: (name: String, line: Int)?, _ place: Place
    ) throws(TemplateError) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        while position < tokens.count {
            let token = tokens[position]
            position += 1
            switch token {
            case .text(let text): nodes.append(.bytes(Array(text.utf8)))
            case .tag("!", _, _): break
            case .tag("/", let name, let line):
                guard let end else { throw place.error(line, "“{{/\(name)}}” closes nothing") }
                guard end.name == name else {
                    throw place.error(line, "“{{/\(name)}}” closes “\(end.name)” of line \(end.line)")
                }
                return nodes
            case .tag(let sign, let name, let line):
                nodes += try node(sign, name, line, tokens, &position, place)
            }
        }
        if let end { throw place.error(end.line, "“\(end.name)” is never closed") }
        return nodes
    }

    private func node(
        _ sign: Character, _ name: String, _ line: Int, _ tokens: [Token], _ position: inout Int, _ place: Place
    ) throws(TemplateError) -> [TemplateNode] {
        switch sign {
        case ">": return try partial(name, line, place, place.blocks)
        case "$":
            // The innermost template that fills a block comes last, so what stands in the blocks already wins.
            let standard = try read(tokens, &position, until: (name, line), place)
            return place.blocks[name] ?? standard
        case "<":
            let start = position
            _ = try read(tokens, &position, until: (name, line), place)
            let given = try blocks(tokens[start..<(position - 1)], place)
            return try partial(name, line, place, given.merging(place.blocks) { $1 })
        case "#": return [.section(try key(name, line, place), try read(tokens, &position, until: (name, line), place))]
        case "^":
            return [.inverted(try key(name, line, place), try read(tokens, &position, until: (name, line), place))]
        default: return [.value(try key(name, line, place))]
        }
    }

    /// The blocks that stand directly inside `{{<parent}}`.
    private func blocks(_ tokens: ArraySlice<Token>, _ place: Place) throws(TemplateError) -> Blocks {
        let tokens = Array(tokens)
        var found: Blocks = [:]
        var position = 0
        while position < tokens.count {
            let token = tokens[position]
            position += 1
            guard case .tag("$", let name, let line) = token else { continue }
            found[name] = try read(tokens, &position, until: (name, line), place)
        }
        return found
    }

    private func partial(
        _ name: String, _ line: Int, _ place: Place, _ blocks: Blocks
    ) throws(TemplateError) -> [TemplateNode] {
        guard files[name] != nil else { throw place.error(line, "no partial “\(name)”") }
        guard !place.open.contains(name) else { throw place.error(line, "“\(name)” contains itself") }
        return try nodes(of: name, blocks, place.open)
    }

    private func key(_ name: String, _ line: Int, _ place: Place) throws(TemplateError) -> TemplateKey {
        if let key = TemplateKey(name) { return key }
        throw place.error(line, "no value “\(name)”; there are \(TemplateKey.names.sorted().joined(separator: ", "))")
    }

    // MARK: Tokens

    private func tokens(of name: String) throws(TemplateError) -> [Token] {
        let text = files[name] ?? ""
        var tokens: [Token] = []
        var rest = text[...]
        var line = 1
        var isAtLineStart = true
        while let start = rest.firstRange(of: "{{") {
            let before = rest[..<start.lowerBound]
            line += before.utf8.count { $0 == UInt8(ascii: "\n") }
            let isTriple = rest[start.upperBound...].hasPrefix("{")
            let closing = isTriple ? "}}}" : "}}"
            guard let end = rest[start.upperBound...].firstRange(of: closing) else {
                throw TemplateError(file: name + ".mustache", line: line, reason: "the tag opened here is never closed")
            }
            var inside = rest[start.upperBound..<end.lowerBound].drop { $0 == "{" || $0 == " " }
            var sign: Character = "{"
            if !isTriple, let first = inside.first, "#^/>&!<$".contains(first) {
                sign = first
                inside = inside.dropFirst()
            }
            let written = inside.filter { !$0.isWhitespace }
            var after = rest[end.upperBound...]
            var text = before
            if !"{&".contains(sign), TemplateParser.isAlone(before, isFirst: isAtLineStart, after) {
                isAtLineStart = true
                text = before[..<(before.lastIndex(of: "\n").map(before.index(after:)) ?? before.startIndex)]
                after = after.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
                if after.first == "\n" || after.first == "\r\n" {
                    after = after.dropFirst()
                    line += 1
                }
            } else {
                isAtLineStart = false
            }
            if !text.isEmpty { tokens.append(.text(text)) }
            let tagLine = line - (rest[end.upperBound...].startIndex < after.startIndex ? 1 : 0)
            tokens.append(.tag(sign: sign, name: sign == "!" ? "" : written, line: max(1, tagLine)))
            line += rest[start.upperBound..<end.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") }
            rest = after
        }
        if !rest.isEmpty { tokens.append(.text(rest)) }
        return tokens
    }

    /// Whether nothing else stands on the line of a tag.
    private static func isAlone(_ before: Substring, isFirst: Bool, _ after: Substring) -> Bool {
        func isBlank(_ text: Substring.UTF8View) -> Bool {
            text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        }
        let lineBreak = UInt8(ascii: "\n")
        let start = before.utf8.lastIndex(of: lineBreak)
        guard isFirst || start != nil else { return false }
        return isBlank(before.utf8[(start.map(before.utf8.index(after:)) ?? before.startIndex)...])
            && isBlank(after.utf8.prefix { $0 != lineBreak })
    }
}
