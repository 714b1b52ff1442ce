import ArgumentParser
import Foundation
import Markdown

struct MarkdownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "markdown", abstract: "Turn Markdown on stdin into HTML on stdout: the engine alone.")

    @Flag(help: "CommonMark only: no tables, no anchors, raw HTML passed through.")
    var plain = false

    func run() throws {
        let source = FileHandle.standardInput.readDataToEndOfFile()
        do {
            let document = try Markdown.parse(bytes: source, options: plain ? .plain : ParseOptions())
            var out: [UInt8] = []
            document.appendHTML(to: &out, plain ? .plain : HTMLOptions())
            Console.print(bytes: out)
        } catch {
            Console.remark("error: \(error)")
            throw ExitCode(1)
        }
    }
}
