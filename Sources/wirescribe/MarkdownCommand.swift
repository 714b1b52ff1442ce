import ArgumentParser
import Foundation
import Markdown

struct MarkdownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "markdown", abstract: "Turn Markdown on stdin into HTML on stdout: the engine alone.")

    @Flag(help: "CommonMark only: no tables, no anchors, raw HTML passed through.")
    var plain = false

    func run() throws {
        let document = try Markdown.parse(bytes: source(), options: plain ? .plain : ParseOptions())
        var out: [UInt8] = []
        document.appendHTML(to: &out, plain ? .plain : HTMLOptions())
        Console.print(bytes: out)
    }

    private func source() throws -> [UInt8] {
        switch StandardStreams.read(STDIN_FILENO, most: largestDocument) {
        case .success(let bytes) where bytes.count <= largestDocument: return bytes
        case .success:
            throw Refusal("standard input has more than \(largestDocument >> 20) MB, the most of a document.")
        case .failure(let error): throw Refusal("standard input cannot be read: \(error).")
        }
    }
}
