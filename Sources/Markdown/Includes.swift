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

func included(
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
