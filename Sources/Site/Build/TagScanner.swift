import Authoring

/// One `{{…}}` of a page.
struct Tag: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case variable, section, inverted, close, comment }

    var kind: Kind
    /// What stands between the braces, without sign and spaces; empty for a comment.
    var name: String
    /// Where it stands in the text.
    var range: Range<String.Index>
    /// Line and column in the file.
    var line: Int
    var column: Int
    /// For a closing tag, the number of the tag that it closes; for any other, of the section around it.
    var partner: Int?
    /// Whether `$` stands in front of it, as in the expressions of GitHub Actions.
    var followsDollar: Bool
}

/// Finds the tags of a page and pairs its sections, so that every mistake is reported where it was made. The Mustache
/// library would report an unclosed section at the end of the text.
struct TagScanner {
    private(set) var tags: [Tag] = []
    private(set) var problems: [Problem] = []
    private let text: String
    private let file: String
    private var position: String.Index
    private var line: Int
    private var lineStart: String.Index

    /// Scans a text that starts on a line of its file. Nothing is looked for in the ranges to skip.
    init(_ text: String, file: String, firstLine: Int, skipping literal: [Range<String.Index>] = []) {
        self.text = text
        self.file = file
        position = text.startIndex
        lineStart = text.startIndex
        line = firstLine
        var literal = literal[...]
        while let open = text[position...].firstRange(of: "{{") {
            while let first = literal.first, first.upperBound <= open.lowerBound { literal.removeFirst() }
            if let first = literal.first, first.contains(open.lowerBound) {
                advance(to: first.upperBound)
                continue
            }
            advance(to: open.lowerBound)
            guard take(open) else { break }
        }
        pair()
    }

    private mutating func advance(to index: String.Index) {
        while let newline = text[position..<index].firstIndex(of: "\n") {
            line += 1
            position = text.index(after: newline)
            lineStart = position
        }
        position = index
    }

    private func problem(_ message: String, remedy: String? = nil) -> Problem {
        Problem(
            file: file, line: line, column: text.distance(from: lineStart, to: position) + 1, message, remedy: remedy)
    }

    /// Reads the tag at `position`. False when nothing after it can be read.
    private mutating func take(_ open: Range<String.Index>) -> Bool {
        guard let close = text[open.upperBound...].firstRange(of: "}}") else {
            problems.append(problem("the tag opened here is never closed.", remedy: "Close it with }}."))
            return false
        }
        let inside = text[open.upperBound..<close.lowerBound]
        guard inside.first == "!" || !inside.contains("\n") else {
            problems.append(problem("the tag opened here does not end on its line.", remedy: "Close it with }}."))
            advance(to: open.upperBound)
            return true
        }
        let signs: [Character: Tag.Kind] = ["#": .section, "^": .inverted, "/": .close, "!": .comment]
        let kind = inside.first.flatMap { signs[$0] } ?? .variable
        let name = (kind == .variable ? inside : inside.dropFirst()).drop { $0 == " " }
        let trimmed = String(name.reversed().drop { $0 == " " }.reversed())
        if kind != .comment, let wrong = trimmed.first(where: { !TagScanner.isNameCharacter($0) }) {
            problems.append(
                problem(
                    "“\(wrong)” cannot stand in a tag.",
                    remedy: "Tags are {{name}}, {{#name}}, {{^name}}, {{/name}} and {{! remark }}."))
        } else if kind != .comment, trimmed.isEmpty {
            problems.append(problem("the tag is empty.", remedy: "Write the name of a value between the braces."))
        } else {
            tags.append(
                Tag(
                    kind: kind, name: kind == .comment ? "" : trimmed, range: open.lowerBound..<close.upperBound,
                    line: line,
                    column: text.distance(from: lineStart, to: position) + 1,
                    followsDollar: open.lowerBound > text.startIndex && text[text.index(before: open.lowerBound)] == "$"
                ))
        }
        advance(to: close.upperBound)
        return true
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
    }

    /// Gives every tag its partner.
    private mutating func pair() {
        var open: [Int] = []
        for index in tags.indices {
            switch tags[index].kind {
            case .variable, .comment: tags[index].partner = open.last
            case .section, .inverted:
                tags[index].partner = open.last
                open.append(index)
            case .close:
                guard let depth = open.lastIndex(where: { tags[$0].name == tags[index].name }) else {
                    problems.append(
                        at(
                            tags[index], "{{/\(tags[index].name)}} closes a section that is not open.",
                            remedy: open.last.map { "The innermost open section is {{#\(tags[$0].name)}}." }))
                    continue
                }
                for crossed in open[(depth + 1)...] {
                    problems.append(
                        at(
                            tags[crossed],
                            "the section {{\(sign(crossed))\(tags[crossed].name)}} opened here is still open where "
                                + "{{/\(tags[index].name)}} closes the section around it, on line \(tags[index].line).",
                            remedy: "Close the inner section first."))
                }
                tags[index].partner = open[depth]
                open.removeSubrange(depth...)
            }
        }
        for index in open {
            problems.append(
                at(
                    tags[index], "the section {{\(sign(index))\(tags[index].name)}} opened here is never closed.",
                    remedy: "Close it with {{/\(tags[index].name)}}."))
        }
    }

    private func sign(_ index: Int) -> String { tags[index].kind == .inverted ? "^" : "#" }

    private func at(_ tag: Tag, _ message: String, remedy: String?) -> Problem {
        Problem(file: file, line: tag.line, column: tag.column, message, remedy: remedy)
    }
}
