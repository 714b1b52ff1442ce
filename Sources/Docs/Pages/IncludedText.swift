import Authoring
import Markdown

/// A text with the files of the site that it includes, and where each of its lines comes from.
package struct IncludedText: Sendable {
    /// With other texts in the place of the lines that name them.
    package private(set) var text: MarkdownText
    /// The files that became part of it, by path from the site's folder.
    package private(set) var parts: [String: ContentHash] = [:]
    package private(set) var problems: [Problem] = []
    private var origins: [IncludedSource.Origin] = []
    private let read: FileReader

    /// The bytes of a file by its path from the site's folder; nil for one that is not there.
    package typealias FileReader = @Sendable (String) throws(Problem) -> [UInt8]?

    package init(_ text: MarkdownText, read: @escaping FileReader) {
        self.text = text
        self.read = read
        guard IncludedSource.mayOccur(in: text.text) else { return }
        var parts: [String: ContentHash] = [:]
        let source = IncludedSource(text.text, file: text.file, firstLine: text.line) { (path) throws(IncludeError) in
            let content = try IncludedText.content(path, read, &parts)
            if let problem = FrontMatter.misplaced(in: Array(content.utf8), file: path) {
                throw IncludeError("“\(path):\(problem.line ?? 1)” cannot be included: \(problem.message)")
            }
            return content
        }
        self.parts = parts
        problems = source.problems.map { Problem(file: $0.file, line: $0.problem.line, $0.problem.reason) }
        origins = source.origins
        self.text.text = source.text
    }

    /// Where a line of the text comes from. Lines are counted on from the first one.
    package func place(of line: Int) -> (file: String, line: Int) {
        let index = line - text.line
        return origins.indices.contains(index) ? (origins[index].file, origins[index].line) : (text.file, line)
    }

    /// The line of the author's own file for a line of the text: of the line that names a file, for what comes from there.
    package func ownLine(_ line: Int) -> Int {
        var index = line - text.line
        guard origins.indices.contains(index) else { return line }
        guard origins[index].file != text.file else { return origins[index].line }
        while index >= 0, origins[index].file != text.file { index -= 1 }
        return index < 0 ? text.line : origins[index].line + 1
    }

    /// Problems of the text, each where it comes from.
    package func placed(_ problems: [Problem]) -> [Problem] {
        guard !origins.isEmpty else { return problems }
        return problems.map { problem in
            guard problem.file == text.file, let line = problem.line else { return problem }
            var problem = problem
            (problem.file, problem.line) = place(of: line)
            return problem
        }
    }

    /// The document with the text of a file in every code block that names one.
    package mutating func includingCode(in document: Document) -> Document {
        guard text.text.hasBytes(of: "include=") else { return document }
        var found: [MarkdownProblem] = []
        let result = IncludedText.includingCode(in: document, of: text.file, read: read, &parts, &found)
        problems += placed(found.map { Problem(file: text.file, line: $0.line, $0.reason) })
        return result
    }

    /// The document with the text of a file in every code block that names one.
    ///
    /// - Parameter file: the file that the document comes from, for paths.
    package static func includingCode(
        in document: Document, of file: String, read: FileReader, _ parts: inout [String: ContentHash],
        _ problems: inout [MarkdownProblem]
    ) -> Document {
        document.includingCode(
            from: file, read: { (path) throws(IncludeError) in try content(path, read, &parts) }, problems: &problems)
    }

    private static func content(
        _ path: String, _ read: FileReader, _ parts: inout [String: ContentHash]
    ) throws(IncludeError) -> String {
        do throws(Problem) {
            guard let bytes = try read(path) else { throw Problem(file: path, "") }
            guard bytes.count <= SourceText.largest else { throw SourceText.tooLarge(bytes.count, file: path) }
            let text = try SourceText.text(bytes, file: path)
            parts[path] = ContentHash(bytes)
            return text
        } catch {
            if error.message.isEmpty { throw IncludeError("there is no file “\(path)” to include.") }
            let line = error.line.map { ":\($0)" } ?? ""
            throw IncludeError("“\(path)\(line)” cannot be included: \(error.message)")
        }
    }
}
