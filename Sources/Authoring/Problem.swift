/// One mistake in a file that a person wrote: where it is, what is wrong, and the way out.
public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path relative to the site, as the author knows it.
    public var file: String
    /// From 1; nil when the file as a whole is meant.
    public var line: Int?
    public var column: Int?
    public var message: String
    /// What to do about it, as a sentence.
    public var remedy: String?

    public init(file: String, line: Int? = nil, column: Int? = nil, _ message: String, remedy: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.remedy = remedy
    }

    /// `content/pkce.md:12:5: no scenario named “pcke”. Did you mean “pkce”?`
    public var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        return place + ": " + message + (remedy.map { " " + $0 } ?? "")
    }
}

/// Several problems at once, sorted by place.
public struct Problems: Error, Sendable, CustomStringConvertible {
    public var list: [Problem]

    public init(_ list: [Problem]) {
        self.list = list.sorted { ($0.file, $0.line ?? 0, $0.column ?? 0) < ($1.file, $1.line ?? 0, $1.column ?? 0) }
    }

    /// Problems without repeats, always in the same order.
    package init(distinct problems: [Problem]) {
        self.init(Set(problems).sorted { $0.description < $1.description })
    }

    public var description: String { list.map(\.description).joined(separator: "\n") }
}

/// The nearest of several names, for “Did you mean …?”.
public enum Nearest {
    /// The remedy text for a name that is not in the list.
    public static func remedy(for name: String, among names: some Collection<String>) -> String {
        if let best = match(name, among: names) { return "Did you mean “\(best)”?" }
        return names.isEmpty
            ? "Nothing may stand here." : "Known names: " + names.sorted().joined(separator: ", ") + "."
    }

    /// The name with the smallest edit distance, if it is close enough to be a slip.
    public static func match(_ name: String, among names: some Collection<String>) -> String? {
        let ranked = names.map { (distance(name.lowercased(), $0.lowercased()), $0) }.min { $0 < $1 }
        guard let (steps, best) = ranked, steps <= max(2, name.count / 3) else { return nil }
        return best
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left)
        let b = Array(right)
        var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        for i in stride(from: 1, through: a.count, by: 1) {
            for j in stride(from: 1, through: b.count, by: 1) {
                let same = a[i - 1] == b[j - 1]
                var best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
                rows[i][j] = best
            }
        }
        return rows[a.count][b.count]
    }
}
