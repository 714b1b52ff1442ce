/// What stands behind the fence of a code block: ``` ```json title="token.json" hl="2,4-6" lines ```.
///
/// Everything behind the language is optional. Bare words other than `lines` are left alone, for other tools have their
/// own; where nobody knows the attributes, the block is still a block of its language.
public struct CodeFence: Hashable, Sendable {
    /// The first word; empty for a block without one.
    public var language = ""
    /// What stands above the block, most often the name of a file.
    public var title: String?
    /// The label under which the block is one of several tabs.
    public var tab: String?
    /// The lines to point out, counted from 1 in ascending order.
    public var highlighted: [ClosedRange<Int>] = []
    /// Whether the lines are numbered.
    public var hasNumbers = false
    /// The file whose text takes the place of the block's own.
    public var include: String?
    /// The lines to take from that file.
    public var includedLines: ClosedRange<Int>?

    /// The attributes that have a value.
    static let attributes = ["title", "hl", "lines", "tab", "include"]

    /// Reads an info string. Mistakes are appended to `problems`; the rest still counts.
    public init(info: String, problems: inout [String]) {
        var rest = Substring(info)
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\n" }
        if let end = rest.firstIndex(where: isBlank) {
            language = String(rest[..<end])
            rest = rest[end...]
        } else {
            language = info
            return
        }
        while true {
            rest = rest.drop(while: isBlank)
            guard !rest.isEmpty else { return }
            let word = rest.prefix { !isBlank($0) && $0 != "=" }
            rest = rest.dropFirst(word.count)
            guard rest.first == "=", !word.isEmpty else {
                if word == "lines" { hasNumbers = true }
                rest = rest.drop { $0 == "=" }
                continue
            }
            rest = rest.dropFirst()
            let value: Substring
            if let quote = rest.first, quote == "\"" || quote == "'" {
                value = rest.dropFirst().prefix { $0 != quote }
                rest = rest.dropFirst(value.count + 1)
                if rest.isEmpty {
                    problems.append("the value of “\(word)” has no closing quote.")
                    return
                }
                rest = rest.dropFirst()
            } else {
                value = rest.prefix { !isBlank($0) }
                rest = rest.dropFirst(value.count)
            }
            set(String(word), String(value), &problems)
        }
    }

    /// Reads an info string and overlooks mistakes.
    public init(info: String) {
        var problems: [String] = []
        self.init(info: info, problems: &problems)
    }

    private mutating func set(_ name: String, _ value: String, _ problems: inout [String]) {
        switch name {
        case "title": title = value
        case "tab": tab = value
        case "include": include = value
        case "hl":
            let ranges = value.split(separator: ",").map { CodeFence.lines(String($0)) }
            if ranges.isEmpty || ranges.contains(nil) {
                problems.append("hl=\"\(value)\" names no lines; write them as in hl=\"2,4-6\".")
            }
            highlighted = ranges.compactMap(\.self).sorted { $0.lowerBound < $1.lowerBound }
        case "lines":
            includedLines = CodeFence.lines(value)
            if includedLines == nil {
                problems.append("lines=\"\(value)\" is no range of lines; write it as in lines=\"3-10\".")
            }
        default:
            let known = CodeFence.attributes.joined(separator: ", ")
            problems.append("a code block has no attribute “\(name)”; it has \(known).")
        }
    }

    /// `7`, or `3-10`; nil for anything else.
    static func lines(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { Int($0.trimming { $0 == " " }) }
        switch ends.count {
        case 1: return ends[0].flatMap { $0 > 0 ? $0...$0 : nil }
        case 2:
            guard let first = ends[0], let last = ends[1], first > 0, first <= last else { return nil }
            return first...last
        default: return nil
        }
    }

    /// Whether a line, counted from 1, is to be pointed out.
    func isHighlighted(_ line: Int) -> Bool { highlighted.contains { $0.contains(line) } }
}

extension Substring {
    func trimming(while isIncluded: (Character) -> Bool) -> Substring {
        var rest = drop(while: isIncluded)
        while let last = rest.last, isIncluded(last) { rest.removeLast() }
        return rest
    }
}

/// Something an author got wrong, and where.
public struct MarkdownProblem: Hashable, Sendable {
    public var line: Int
    /// What is wrong, as a sentence without its capital.
    public var reason: String

    public init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }
}
