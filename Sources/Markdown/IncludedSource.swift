/// A source with the files it includes, and where each of its lines came from.
public struct IncludedSource: Sendable {
    public struct Origin: Hashable, Sendable {
        public var file: String
        public var line: Int

        public init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    public private(set) var text = ""
    /// The origin of every line of the text.
    public private(set) var origins: [Origin] = []
    /// What went wrong, with the file in which it stands.
    public private(set) var problems: [(file: String, problem: MarkdownProblem)] = []

    /// More includes within includes are a mistake, or an attempt to make a page of a gigabyte.
    private static let deepest = 8
    private static let longest = 8 << 20
    /// The bytes of all lines so far.
    private var length = 0

    private typealias Lines = [(text: String, origin: Origin)]

    /// Puts the text of other files in the place of every line that is `<!-- include: path -->` or
    /// `<!-- include: path lines="3-10" -->`, behind the marks of lists and quotations and any indentation, which then
    /// stand before every line of the text too. In code such a line stays as it is. The head of an included page is left
    /// out.
    ///
    /// - Parameters:
    ///   - firstLine: the number of the source's first line in its file.
    ///   - file: the source's file, relative to the root of the site.
    public init(_ source: String, file: String, firstLine: Int = 1, read: IncludeReader) {
        let lines = lines(of: source, Origin(file: file, line: firstLine), [file], read)
        text = lines.map(\.text).joined(separator: "\n")
        origins = lines.map(\.origin)
    }

    /// Whether a source includes anything, told without reading it twice.
    public static func mayOccur(in source: String) -> Bool { source.hasBytes(of: "include:") }

    private mutating func lines(of source: String, _ first: Origin, _ trail: [String], _ read: IncludeReader) -> Lines {
        var result: Lines = []
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let places = IncludedSource.mayOccur(in: source) ? IncludePlaces(source).places : [:]
        for (index, line) in lines.enumerated() {
            // The text ends with a line feed, behind which no line begins.
            if index > 0, index == lines.count - 1, line.isEmpty, trail.count > 1 { break }
            let origin = Origin(file: first.file, line: first.line + index)
            if let place = places[index + 1] {
                for (number, inner) in included(place, origin, trail, read).enumerated() {
                    let prefix = number == 0 ? place.first : place.rest
                    let isEmpty = number > 0 && inner.text.allSatisfy(\.isWhitespace)
                    let text = isEmpty ? IncludedSource.withoutEnd(prefix) : prefix + inner.text
                    result.append((text, inner.origin))
                }
            } else {
                length += line.utf8.count
                result.append((String(line), origin))
            }
        }
        return result
    }

    private static func withoutEnd(_ prefix: String) -> String {
        String(Substring(prefix).trimming { $0 == " " || $0 == "\t" }.isEmpty ? "" : prefix)
    }

    private mutating func included(
        _ place: IncludePlaces.Place, _ origin: Origin, _ trail: [String], _ read: IncludeReader
    ) -> Lines {
        do throws(IncludeError) {
            let lines = place.lines.flatMap(CodeFence.lines)
            if let range = place.lines, lines == nil {
                throw IncludeError("lines=\"\(range)\" is no range of lines; write it as in lines=\"3-10\".")
            }
            let (found, content) = try Markdown.included(place.path, lines, from: origin.file, read)
            guard !trail.contains(found) else {
                throw IncludeError("\(found) includes itself: \((trail + [found]).joined(separator: " → ")).")
            }
            guard trail.count <= IncludedSource.deepest, length + content.utf8.count < IncludedSource.longest else {
                throw IncludeError("too much is included here.")
            }
            let head = lines == nil ? IncludedSource.headLength(content) : 0
            let body =
                head == 0
                ? content
                : content.split(separator: "\n", omittingEmptySubsequences: false)
                    .dropFirst(head).joined(separator: "\n")
            let first = Origin(file: found, line: (lines?.lowerBound ?? 1) + head)
            return self.lines(of: body, first, trail + [found], read)
        } catch {
            problems.append((origin.file, MarkdownProblem(line: origin.line, reason: error.reason)))
            return []
        }
    }

    /// The number of lines of a head between two lines of `---`.
    private static func headLength(_ text: String) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, isFence(first), let end = lines.dropFirst().firstIndex(where: isFence) else {
            return 0
        }
        return end + 1
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.utf8.dropFirst(3).allSatisfy(\.isSpaceOrTab)
    }
}

/// The lines of a source that name a file to include.
struct IncludePlaces {
    /// Such a line: the file, and what stands before the first line of its text and before the others.
    struct Place {
        var path: String
        var lines: String?
        var first: String
        var rest: String
    }

    /// By line, counted from 1.
    private(set) var places: [Int: Place] = [:]

    init(_ source: String) {
        let bytes = Array(source.utf8)
        let lines = SourceLines(bytes)
        // Behind the label of a footnote begins a container that libcmark does not know.
        let written = (try? FootnoteRewriter(bytes)).map { SourceLines($0.source) } ?? lines
        guard written.ranges.count == lines.ranges.count, let outline = try? CMark.outline(written.bytes) else {
            return
        }
        for block in outline where block.kind == .htmlBlock || block.kind == .paragraph {
            // What continues every container of the block.
            let prefix = written.line(block.firstLine).prefix(block.firstColumn - 1).map {
                $0.isSpaceOrTab || $0 == UInt8(ascii: ">") ? $0 : UInt8(ascii: " ")
            }
            let rest = String(decoding: prefix, as: UTF8.self)
            var isComment = false
            // libcmark does not count the line that ends a comment.
            let last = min(max(block.firstLine, block.lastLine), lines.ranges.count)
            for number in stride(from: block.firstLine, through: last, by: 1) {
                let line = written.line(number)
                let content =
                    number == block.firstLine
                    ? line.dropFirst(block.firstColumn - 1) : line.drop { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
                if !isComment, content.hasPrefix("<!--"),
                    case .include(let path, let range) = Directive(String(decoding: content, as: UTF8.self))
                {
                    let comment = lines.line(number).firstRange(of: "<!--")
                    let before = comment.map { lines.line(number)[..<$0.lowerBound] } ?? []
                    let first = number == block.firstLine ? String(decoding: before, as: UTF8.self) : rest
                    places[number] = Place(path: path, lines: range, first: first, rest: rest)
                } else if block.kind == .htmlBlock {
                    isComment = IncludePlaces.isInComment(behind: content, isComment)
                }
            }
        }
    }

    /// Whether a comment is open behind a line.
    private static func isInComment(behind line: ArraySlice<UInt8>, _ isInComment: Bool) -> Bool {
        var (rest, isOpen) = (line, isInComment)
        while let mark = rest.firstRange(of: isOpen ? "-->".utf8 : "<!--".utf8) {
            rest = rest[mark.upperBound...]
            isOpen.toggle()
        }
        return isOpen
    }
}
