import Authoring
import Markdown
import Traces
import Wire

/// What the program takes at most, for every boundary where bytes of others come in: the numbers that it goes by, so that
/// the manual cannot name other ones.
enum LimitReference {
    /// A boundary with its limits.
    private struct Boundary {
        var title: String
        /// What happens beyond a limit.
        var beyond: String
        var limits: [Limit]
    }

    private struct Limit {
        var subject: String
        var most: String

        init(_ subject: String, _ most: String) {
            self.subject = subject
            self.most = most
        }

        /// A number of bytes.
        init(_ subject: String, bytes: Int) {
            self.init(subject, LimitReference.grouped(bytes) + " bytes" + LimitReference.unit(bytes))
        }

        init(_ subject: String, seconds milliseconds: Int) {
            self.init(subject, LimitReference.grouped(milliseconds / 1000) + " seconds")
        }

        init(_ subject: String, count: Int) { self.init(subject, LimitReference.grouped(count)) }
    }

    private static let http = HTTPLimits()

    private static let boundaries = [
        Boundary(
            title: "Content",
            beyond: "An error with the file, and the line where there is one; the old output stays.",
            limits: [
                Limit("a text file: a page, a template, a stylesheet", bytes: SourceText.largest),
                Limit("the head of a page", "as `wirescribe.yml`, below"),
            ]),
        Boundary(
            title: "Configuration",
            beyond: "An error with file, line and column. Aliases (`*name`) and merged maps (`<<`) are errors too.",
            limits: [
                Limit("the YAML of one file", bytes: YAMLLimits.bytes),
                Limit("lists and maps inside each other", count: YAMLLimits.depth),
                Limit("texts, lists and maps together", count: YAMLLimits.values),
                Limit("one text", bytes: YAMLLimits.text),
                Limit("the name of a key", bytes: YAMLLimits.name),
                Limit("the same key in one map", count: 1),
            ]),
        Boundary(
            title: "HTTP at mock",
            beyond: "A sentence that says why, with the status below, and the end of the connection; recorded too.",
            limits: [
                Limit("a request target (414)", bytes: http.target),
                Limit("the head of a request, and trailers (431)", bytes: http.head),
                Limit("headers of a request (431)", count: http.fields),
                Limit("the body of a request (413)", bytes: http.body),
                Limit("the line before a chunk (400)", bytes: http.chunkLine),
                Limit("connections at a time on a port (503)", count: http.connections),
                Limit("time until a request is complete (408)", seconds: http.patience),
                Limit("time between two requests (closed without an answer)", seconds: http.idle),
                Limit("time that open requests have at the end (cut off)", seconds: http.ending),
            ]),
        Boundary(
            title: "Command line",
            beyond: "One line that says why; the exit code is 64 for an argument, 1 for what is read.",
            limits: [
                Limit("`--port`", "0 to 65,535"),
                Limit("standard input of `wirescribe markdown`", bytes: largestDocument),
            ]),
        Boundary(
            title: "Traces",
            beyond: "One line with the file and the member, such as `decisions[0].position`; the exit code is 1.",
            limits: [
                Limit("a `trace.json`", bytes: TraceLimits.bytes),
                Limit("values of JSON", count: TraceLimits.jsonValues),
                Limit("lists and objects inside each other", count: 256),
                Limit("`parties`", count: TraceLimits.parties),
                Limit("`exchanges`", count: TraceLimits.exchanges),
                Limit("`decisions`", count: TraceLimits.decisions),
                Limit("headers of a message, inputs or values of a decision", count: TraceLimits.pairs),
                Limit("a body, decoded", bytes: TraceLimits.body),
                Limit("an id, the name of a party", bytes: TraceLimits.name),
                Limit("`epoch`", "\(grouped(TraceLimits.epoch.upperBound)) seconds after 1970"),
                Limit("`started`, `ended`, `time`", "\(grouped(TraceLimits.time.upperBound)) ms after `epoch`"),
                Limit("`status`", "\(TraceLimits.status.lowerBound) to \(TraceLimits.status.upperBound)"),
            ]),
    ]

    /// A section with a table for each boundary.
    static func markdown() -> String {
        boundaries.map { boundary in
            let rows = boundary.limits.map { "| \($0.subject) | \($0.most) |\n" }.joined()
            return "## \(boundary.title)\n\nBeyond: \(boundary.beyond)\n\n| What | At most |\n|---|---|\n" + rows
        }.joined(separator: "\n")
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.reduce(into: "") { out, index in
            if index > 0, (digits.count - index) % 3 == 0 { out += "," }
            out.append(digits[index])
        }
    }

    private static func unit(_ bytes: Int) -> String {
        if bytes >= 1 << 20, bytes % (1 << 20) == 0 { return " (\(bytes >> 20) MB)" }
        return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? " (\(bytes >> 10) kB)" : ""
    }
}
