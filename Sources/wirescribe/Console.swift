import Authoring
import Foundation
import Synchronization

/// Where the command speaks: results to stdout, remarks and progress to stderr.
enum Console {
    /// Whether something could not be said on stderr. The command does its work all the same and ends with exit code 1.
    private static let hasLostRemarks = Atomic(false)

    static func print(_ text: String) { print(bytes: Array((text + "\n").utf8)) }

    /// Writes a result to stdout. Where that is impossible the program ends here, with one line that says why.
    static func print(bytes: [UInt8]) {
        let error = StandardStreams.write(bytes, to: STDOUT_FILENO)
        guard error != 0 else { return }
        if error == EPIPE { StandardStreams.endByBrokenPipe() }
        remark("error: the result cannot be written to standard output: \(SystemError(error)).")
        exit(1)
    }

    /// Says something on stderr. Characters that would move the cursor or hide text are written out.
    static func remark(_ text: String) { say(visible(text) + "\n") }

    /// Whether stderr is a terminal, where progress may overwrite itself.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Shows progress on one line; nothing when stderr is not a terminal.
    static func progress(_ text: String) {
        if isInteractive { say("\r\u{1B}[K" + visible(text)) }
    }

    static func endProgress() {
        if isInteractive { say("\r\u{1B}[K") }
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

    /// What an error says, without the names of the machinery that found it.
    static func words(for error: any Error) -> String {
        if let error = SystemError(behind: error) { return "\(error)." }
        return error is CocoaError ? "the system gives no reason." : "\(error)"
    }

    /// Ends the program when it has done its work.
    static func exit() -> Never { exit(hasLostRemarks.load(ordering: .relaxed) ? 1 : 0) }

    static func exit(_ code: Int32) -> Never { Foundation.exit(code) }

    private static func say(_ text: String) {
        let error = StandardStreams.write(Array(text.utf8), to: STDERR_FILENO)
        guard error != 0 else { return }
        if error == EPIPE { StandardStreams.endByBrokenPipe() }
        hasLostRemarks.store(true, ordering: .relaxed)
    }

    /// The text with every character written out that a terminal would obey instead of showing it.
    static func visible(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            let isObeyed =
                scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
                || scalar.value == 0x2028 || scalar.value == 0x2029
            if isObeyed, scalar != "\n" {
                out += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

/// Why a command cannot do its work, where no file of a site is at fault: told as one line, exit code 1.
struct Refusal: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
