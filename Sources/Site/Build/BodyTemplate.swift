import Docs
import Authoring
import Markdown
import Mustache
import Traces

/// The body of a page with runs: Markdown with tags, checked once and expanded for every run.
///
/// The Mustache library resolves names by climbing a stack of contexts and renders unknown ones as nothing. So each tag
/// is renamed to its number before the library sees it; what a number means was settled when the page was read.
struct BodyTemplate: Sendable {
    /// A body for one run: Markdown in which every recorded value is a placeholder.
    struct Expansion: Sendable {
        var markdown: String
        /// The values and the names they were asked for by, by placeholder.
        var values: [String] = []
        var names: [String] = []
        /// The line of the file for every line of `markdown`.
        var lines: [Int]
        /// The tags that had no value in this run.
        var missing: [Int] = []

        /// The line of the file for a line of `markdown`, from 1.
        func line(_ line: Int) -> Int { lines.isEmpty ? line : lines[max(0, min(line - 1, lines.count - 1))] }
    }

    let body: MarkdownText
    /// The same with the places that its lines come from.
    private let text: IncludedText
    private var tags: [Tag] = []
    private var names: [TemplateName?] = []
    /// Nil when the body has no tags.
    private var template: MustacheTemplate?

    /// Characters that mark lines and literal braces on the way through Mustache.
    private enum Mark {
        static let lineStart: Unicode.Scalar = "\u{E002}"
        static let lineEnd: Unicode.Scalar = "\u{E003}"
        static let brace: Unicode.Scalar = "\u{E004}"
        static let all = [lineStart, lineEnd, brace]
    }

    /// Checks a body.
    ///
    /// - Throws: `Problems` with every tag that is not closed, crossed, misspelt or unknown.
    init(_ text: IncludedText) throws(Problems) {
        self.text = text
        body = text.text
        guard text.problems.isEmpty else { throw Problems(text.problems) }
        do { try read() } catch { throw Problems(text.placed(error.list)) }
    }

    /// The files that are part of the body, with their fingerprints.
    var parts: [String: ContentHash] { text.parts }

    /// Problems of the body, each in the file that its line comes from.
    func placed(_ problems: [Problem]) -> [Problem] { text.placed(problems) }

    /// The line of the page's own file for a line of the body.
    func ownLine(_ line: Int) -> Int { text.ownLine(line) }

    private mutating func read() throws(Problems) {
        guard body.text.utf8.contains(UInt8(ascii: "{")), body.text.contains("{{") else { return }
        var problems = BodyTemplate.reservedCharacters(in: body)
        let literal: [Range<String.Index>]
        do { literal = try BodyTemplate.codeBlocks(of: body) } catch { throw Problems(problems + [error]) }
        let scanner = TagScanner(body.text, file: body.file, firstLine: body.line, skipping: literal)
        tags = scanner.tags
        problems += scanner.problems
        if scanner.problems.isEmpty {
            for tag in tags {
                do throws(Problem) { names.append(try name(of: tag)) } catch { problems.append(error) }
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        do {
            template = try MustacheTemplate(string: numbered(literal))
        } catch {
            throw Problems([Problem(file: body.file, line: body.line, "the template cannot be read: \(error).")])
        }
    }

    private static func reservedCharacters(in body: MarkdownText) -> [Problem] {
        let lines = body.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            guard containsPlaceholders(String(line)) || line.unicodeScalars.contains(where: Mark.all.contains) else {
                continue
            }
            return [
                Problem(
                    file: body.file, line: body.line + number,
                    "the characters U+E000 to U+E004 cannot stand in a page with tags.", remedy: "Remove them.")
            ]
        }
        return []
    }

    /// Where the fenced code blocks without `{live}` are: nothing in them is a tag.
    private static func codeBlocks(of body: MarkdownText) throws(Problem) -> [Range<String.Index>] {
        guard body.text.contains("```") || body.text.contains("~~~") else { return [] }
        let lines = body.text.split(separator: "\n", omittingEmptySubsequences: false)
        func isFence(_ line: Substring) -> Bool { line.contains("```") || line.contains("~~~") }
        var found: [Range<String.Index>] = []
        var rest = [try body.parsed().root]
        while let node = rest.popLast() {
            rest += node.children.reversed()
            guard node.kind == .codeBlock, node.info?.contains("{live}") != true else { continue }
            let first = node.lines.lowerBound - body.line
            guard isFence(lines[first]) else { continue }
            // Counted, because the parser's last line is too far where the end of a quote closes the block.
            var last = first + (node.literal ?? "").utf8.count { $0 == UInt8(ascii: "\n") }
            if last + 1 < lines.count, isFence(lines[last + 1]) { last += 1 }
            last = min(last, lines.count - 1)
            let start = max(lines[first].startIndex, found.last?.upperBound ?? body.text.startIndex)
            if start < lines[last].endIndex { found.append(start..<lines[last].endIndex) }
        }
        return found
    }

    /// What a tag means; nil for a remark and for the end of a section.
    private func name(of tag: Tag) throws(Problem) -> TemplateName? {
        guard tag.kind != .comment, tag.kind != .close else { return nil }
        let name: TemplateName
        do throws(TemplateName.Unknown) {
            name = try TemplateName(tag.name, in: exchange(around: tag))
        } catch {
            let remedy =
                tag.followsDollar
                ? "An expression of GitHub Actions belongs into a fenced code block." : error.remedy
            throw Problem(file: body.file, line: tag.line, column: tag.column, error.message, remedy: remedy)
        }
        if tag.kind == .variable, let remedy = name.whyNoText {
            throw Problem(
                file: body.file, line: tag.line, column: tag.column, "“\(tag.name)” is not a value.", remedy: remedy)
        }
        return name
    }

    /// The exchange whose section is the innermost one around a tag.
    private func exchange(around tag: Tag) -> String? {
        var next = tag.partner
        while let index = next {
            if tags[index].kind == .section, names.indices.contains(index), case .exchange(let id) = names[index] {
                return id
            }
            next = tags[index].partner
        }
        return nil
    }

    /// The body with numbers for names, and a mark with the line's number at the end of each line.
    private func numbered(_ codeBlocks: [Range<String.Index>]) -> String {
        let text = body.text
        // A fence inside a remark is part of the remark.
        let literal = codeBlocks.filter { block in !tags.contains { $0.range.overlaps(block) } }
        var out = ""
        var line = body.line
        func copy(_ range: Range<String.Index>, marksLine: (Int) -> Bool) {
            let isLiteral = literal.contains { $0.overlaps(range) }
            for character in text[range] {
                if character == "\n" {
                    if marksLine(line) { mark(line) }
                    line += 1
                    out.append("\n")
                } else {
                    out.append(character)
                    if character == "{", isLiteral { out.unicodeScalars.append(Mark.brace) }
                }
            }
        }
        func mark(_ line: Int) {
            out.unicodeScalars.append(Mark.lineStart)
            out += String(line)
            out.unicodeScalars.append(Mark.lineEnd)
        }
        let bare = standaloneLines()
        var position = text.startIndex
        let cuts = (tags.map(\.range) + literal).sorted { $0.lowerBound < $1.lowerBound }
        var number = 0
        for cut in cuts {
            copy(position..<cut.lowerBound) { !bare.contains($0) }
            if number < tags.count, tags[number].range == cut {
                out += tag(number)
                line += text[cut].count { $0 == "\n" }
                number += 1
            } else {
                copy(cut) { _ in true }
            }
            position = cut.upperBound
        }
        copy(position..<text.endIndex) { !bare.contains($0) }
        if !bare.contains(line) { mark(line) }
        return out
    }

    private func tag(_ number: Int) -> String {
        switch tags[number].kind {
        case .variable: "{{&t\(number)}}"
        case .section: "{{#t\(number)}}"
        case .inverted: "{{^t\(number)}}"
        case .close: "{{/t\(tags[number].partner ?? number)}}"
        case .comment: "{{!}}"
        }
    }

    /// The lines that hold nothing but one tag of a section or a remark; Mustache removes them.
    private func standaloneLines() -> Set<Int> {
        var count: [Int: Int] = [:]
        for tag in tags { count[tag.line, default: 0] += tag.kind == .variable ? 2 : 1 }
        let text = body.text
        let bare = tags.filter { tag in
            let before = text[..<tag.range.lowerBound].reversed().prefix { $0 != "\n" }
            let after = text[tag.range.upperBound...].prefix { $0 != "\n" }
            return count[tag.line] == 1 && (before + after).allSatisfy { $0 == " " || $0 == "\t" }
        }
        return Set(bare.map { $0.line + text[$0.range].count { $0 == "\n" } })
    }

    /// The tag with a number, for messages.
    func problem(_ number: Int, _ message: (String) -> String, remedy: String? = nil) -> Problem {
        let tag = tags[number]
        return Problem(file: body.file, line: tag.line, column: tag.column, message(tag.name), remedy: remedy)
    }

    /// Names of parties and variants that occur in none of the page's runs.
    func check(against runs: [Trace]) -> [Problem] {
        let parties = Set(runs.flatMap { $0.parties.map(\.name) })
        let variants = Set(runs.compactMap(\.run.variant))
        return names.indices.compactMap { number in
            switch names[number] {
            case .party(let party, _)? where !parties.contains(party):
                problem(
                    number, { _ in "no run of this page has a party “\(party)”." },
                    remedy: Nearest.remedy(for: party, among: parties))
            case .isVariant(let variant)? where !variants.contains(variant):
                problem(
                    number, { _ in "this page has no variant “\(variant)”." },
                    remedy: Nearest.remedy(for: variant, among: variants))
            default: nil
            }
        }
    }

    /// Names of exchanges, for a page over several runs, where they could mean any of them.
    func checkWithoutRun() -> [Problem] {
        names.indices.compactMap { number in
            switch names[number] {
            case .exchange?, .value?:
                problem(
                    number, { "“\($0)” names an exchange, and this page shows no run of its own." },
                    remedy: "Link to the step on the page of a run.")
            default: nil
            }
        }
    }

    /// The body for one run.
    func expand(_ trace: Trace) -> Expansion {
        let count = body.text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        guard let template else {
            return Expansion(markdown: body.text, lines: Array(body.line..<(body.line + count)))
        }
        let answers = TagAnswers(tags: tags, names: names, values: RunValues(trace))
        var expansion = BodyTemplate.withoutMarks(template.render(answers), firstLine: body.line)
        expansion.values = answers.found
        expansion.names = answers.foundNames
        expansion.missing = answers.missing
        return expansion
    }

    /// Takes the marks out of a rendered text and learns from them where its lines come from.
    private static func withoutMarks(_ rendered: String, firstLine: Int) -> Expansion {
        var out = String.UnicodeScalarView()
        var lines: [Int] = []
        var known: Int?
        var digits: String?
        for scalar in rendered.unicodeScalars {
            switch scalar {
            case Mark.lineStart: digits = ""
            case Mark.lineEnd:
                known = digits.flatMap { Int($0) } ?? known
                digits = nil
            case Mark.brace: break
            case _ where digits != nil: digits?.unicodeScalars.append(scalar)
            case "\n":
                lines.append(known ?? (lines.last ?? firstLine - 1) + 1)
                known = nil
                out.append(scalar)
            default: out.append(scalar)
            }
        }
        lines.append(known ?? (lines.last ?? firstLine - 1) + 1)
        return Expansion(markdown: String(out), lines: lines)
    }
}
