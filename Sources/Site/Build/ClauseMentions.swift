import Authoring
import Specs

/// Clauses that prose names by their ids, in code: each has to hold where it is named, and a keyword beside it has to be its
/// own.
enum ClauseMentions {
    /// What is wrong in Markdown.
    ///
    /// - Parameters:
    ///   - revision: that of the run the text is about; nil where it is about no run.
    ///   - place: file and line for a line of the text, from 1.
    static func problems(
        in markdown: String, revision: Revision?, place: (Int) -> (file: String, line: Int)
    ) -> [Problem] {
        guard markdown.contains("`") else { return [] }
        func problem(at index: String.Index, _ message: String, _ remedy: String) -> Problem {
            let (file, line) = place(markdown[..<index].count { $0 == "\n" } + 1)
            return Problem(file: file, line: line, message, remedy: remedy)
        }
        var problems: [Problem] = []
        if let revision {
            for (clause, index) in mentions(in: markdown[...]) where !clause.revisions.contains(revision) {
                problems.append(
                    problem(
                        at: index,
                        "“\(clause.id)” is no clause of \(revision.rawValue), and the text about that run names it.",
                        "It holds in \(clause.revisions.map(\.rawValue).joined(separator: ", ")): leave it out of the others."
                    ))
            }
        }
        for group in markdown.matches(of: #/\(([^()]*)\)/#) {
            let named = mentions(in: group.1)
            guard let (clause, index) = named.first, named.allSatisfy({ $0.clause.level == clause.level }),
                let keyword = Keywords.written(in: withoutCode(group.1)).first, keyword.level != clause.level
            else { continue }
            problems.append(
                problem(
                    at: index,
                    "“\(clause.id)” is called a \(keyword.word) here; its level is: \(clause.level.rawValue).",
                    "Write the level of the clause."))
        }
        return problems
    }

    private static func mentions(in text: Substring) -> [(clause: Clause, index: String.Index)] {
        text.matches(of: #/`([a-z0-9]+(?:-[a-z0-9]+)+(?:/[a-z-]+)?)`/#).compactMap { match in
            Clause.named(String(match.1)).map { ($0, match.range.lowerBound) }
        }
    }

    private static func withoutCode(_ text: Substring) -> String { String(text.replacing(#/`[^`]*`/#, with: "")) }
}
