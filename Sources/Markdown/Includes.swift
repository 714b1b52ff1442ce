/// Paths of included files, as authors write them.
public enum IncludePath {
    /// The path of an included file, relative to the root of the site.
    ///
    /// `snippets/a.swift` is looked for beside the file that includes it, `/snippets/a.swift` from the root on.
    /// - Returns: nil for a path that leaves the root, and for one that no file can have.
    public static func resolve(_ path: String, from file: String) -> String? {
        guard !path.isEmpty, !path.utf8.contains(0), !path.contains("\\"), !path.contains(":") else { return nil }
        var parts = path.hasPrefix("/") ? [] : file.split(separator: "/").dropLast()
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                // What begins with a dot is the business of tools: `.git`, `.env`.
                guard !part.hasPrefix(".") else { return nil }
                parts.append(part)
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}

/// The file that an author wants included, and why that cannot be.
public struct IncludeError: Error, Hashable, Sendable {
    /// A sentence without its capital.
    public var reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}

/// Gives the text of a file by its path from the root of the site.
public typealias IncludeReader = (String) throws(IncludeError) -> String

private func included(
    _ path: String, _ range: ClosedRange<Int>?, from file: String, _ read: IncludeReader
) throws(IncludeError) -> (path: String, text: String) {
    guard let resolved = IncludePath.resolve(path, from: file) else {
        throw IncludeError("“\(path)” is no file of this site; a path may not leave its folder.")
    }
    let text = try read(resolved).replacing("\r\n", with: "\n")
    guard let range else { return (resolved, text) }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard range.upperBound <= lines.count else {
        throw IncludeError("\(resolved) has \(lines.count) lines, not \(range.upperBound).")
    }
    return (resolved, lines[(range.lowerBound - 1)..<range.upperBound].joined(separator: "\n") + "\n")
}

extension Document {
    /// The document with the text of a file in every code block that has `include="…"`.
    ///
    /// What stands in such a block is shown where nobody includes anything.
    /// - Parameter file: the file that the document came from, relative to the root of the site.
    public func includingCode(
        from file: String, read: IncludeReader, problems: inout [MarkdownProblem]
    ) -> Document {
        var result = self
        for index in tree.nodes.indices where tree.nodes[index].kind == .codeBlock {
            let node = tree.nodes[index]
            guard tree.text[node.detail.range].contains(UInt8(ascii: "=")) else { continue }
            let fence = CodeFence(info: tree.string(node.detail))
            guard let path = fence.include else { continue }
            do {
                let code = try included(path, fence.includedLines, from: file, read).text
                let ending = code.isEmpty || code.hasSuffix("\n") ? "" : "\n"
                result.tree.nodes[index].literal = result.tree.store((code + ending).utf8)
            } catch {
                problems.append(MarkdownProblem(line: Int(node.line), reason: error.reason))
            }
        }
        return result
    }
}

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

    /// Puts the text of other files in the place of every line `<!-- include: path -->` or
    /// `<!-- include: path lines="3-10" -->` that is no part of a code block. The head of an included page is left out.
    ///
    /// - Parameters:
    ///   - firstLine: the number of the source's first line in its file.
    ///   - file: the source's file, relative to the root of the site.
    public init(_ source: String, file: String, firstLine: Int = 1, read: IncludeReader) {
        append(source, file, firstLine, [file], read)
    }

    /// Whether a source includes anything, told without reading it twice.
    public static func mayOccur(in source: String) -> Bool { source.hasBytes(of: "<!-- include:") }

    private mutating func append(
        _ source: String, _ file: String, _ firstLine: Int, _ trail: [String], _ read: IncludeReader
    ) {
        var fence: Substring?
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            // The text ends with a line feed, behind which no line begins.
            if index > 0, index == lines.count - 1, line.isEmpty, trail.count > 1 { break }
            let number = firstLine + index
            if let open = fence {
                if IncludedSource.fence(line).map({ $0.first == open.first && $0.count >= open.count }) == true {
                    fence = nil
                }
            } else if let opened = IncludedSource.fence(line) {
                fence = opened
            } else if let (path, range) = IncludedSource.directive(line) {
                include(path, range, file, number, trail, read)
                continue
            }
            if !origins.isEmpty { text += "\n" }
            text += line
            origins.append(Origin(file: file, line: number))
        }
    }

    private mutating func include(
        _ path: String, _ range: String?, _ file: String, _ line: Int, _ trail: [String], _ read: IncludeReader
    ) {
        func fail(_ reason: String) { problems.append((file, MarkdownProblem(line: line, reason: reason))) }
        let lines = range.flatMap(CodeFence.lines)
        if let range, lines == nil {
            return fail("lines=\"\(range)\" is no range of lines; write it as in lines=\"3-10\".")
        }
        do throws(IncludeError) {
            let (found, content) = try included(path, lines, from: file, read)
            guard !trail.contains(found) else {
                return fail("\(found) includes itself: \((trail + [found]).joined(separator: " → ")).")
            }
            guard trail.count <= IncludedSource.deepest, text.utf8.count + content.utf8.count < IncludedSource.longest
            else { return fail("too much is included here.") }
            let head = lines == nil ? IncludedSource.headLength(content) : 0
            let body =
                head == 0
                ? content
                : content.split(separator: "\n", omittingEmptySubsequences: false)
                    .dropFirst(head).joined(separator: "\n")
            append(body, found, (lines?.lowerBound ?? 1) + head, trail + [found], read)
        } catch {
            fail(error.reason)
        }
    }

    /// The fence that a line consists of or begins with.
    private static func fence(_ line: Substring) -> Substring? {
        let rest = line.drop { $0 == " " }
        guard line.count - rest.count <= 3, let mark = rest.first, mark == "`" || mark == "~" else { return nil }
        let fence = rest.prefix { $0 == mark }
        return fence.count >= 3 ? fence : nil
    }

    private static func directive(_ line: Substring) -> (path: String, lines: String?)? {
        guard line.hasPrefix("<!-- include:") else { return nil }
        let inner = line.trimming { $0.isWhitespace }.dropFirst("<!-- include:".count)
        guard inner.hasSuffix("-->") else { return nil }
        let words = inner.dropLast(3).split(separator: " ")
        guard let path = words.first, words.count <= 2 else { return nil }
        guard words.count == 2 else { return (String(path), nil) }
        guard words[1].hasPrefix("lines=") else { return nil }
        return (String(path), String(words[1].dropFirst("lines=".count).trimming { $0 == "\"" }))
    }

    /// The number of lines of a head between two lines of `---`.
    private static func headLength(_ text: String) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return 0 }
        return end + 1
    }
}
