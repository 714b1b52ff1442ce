import Authoring
import Foundation

/// Where the command speaks: results to stdout, remarks and progress to stderr.
enum Console {
    static func print(_ text: String) { write(text + "\n", to: .standardOutput) }
    static func print(bytes: [UInt8]) { FileHandle.standardOutput.write(Data(bytes)) }
    static func remark(_ text: String) { write(text + "\n", to: .standardError) }

    /// Whether stderr is a terminal, where progress may overwrite itself.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Shows progress on one line; nothing when stderr is not a terminal.
    static func progress(_ text: String) {
        if isInteractive { write("\r\u{1B}[K" + text, to: .standardError) }
    }

    static func endProgress() {
        if isInteractive { write("\r\u{1B}[K", to: .standardError) }
    }

    /// Shows a problem and, where it is in a file of the site, the line at fault.
    static func problem(_ problem: Problem, _ word: String, in folder: String) {
        remark("\(word): " + text(of: problem, in: folder))
    }

    /// A problem with the line at fault, where it is in a file of the site.
    static func text(of problem: Problem, in folder: String) -> String {
        let text = problem.line.flatMap { _ in
            try? SourceFolder(root: URL(filePath: folder, directoryHint: .isDirectory)).read(problem.file).text
        }
        guard let text else { return problem.description }
        let problem = problem.located(in: text)
        return problem.description + (problem.excerpt(of: text).map { "\n" + $0 } ?? "")
    }

    private static func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }
}
