extension Problem {
    /// The problem with its column, where it names only a line and quotes first what stands there once.
    ///
    /// - Parameter text: the whole file.
    public func located(in text: String) -> Problem {
        guard column == nil, let line = lineAtFault(of: text), let quoted = message.firstMatch(of: /“([^”]+)”/)?.1
        else { return self }
        let places = line.ranges(of: quoted)
        guard places.count == 1 else { return self }
        var problem = self
        problem.column = line.distance(from: line.startIndex, to: places[0].lowerBound) + 1
        return problem
    }

    private func lineAtFault(of text: String) -> String? {
        guard let line, line > 0 else { return nil }
        let found = text.utf8.split(separator: 0x0A, maxSplits: line, omittingEmptySubsequences: false)
        guard found.count >= line else { return nil }
        var bytes = found[line - 1]
        if bytes.last == 0x0D { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The line at fault with a caret under the column, as a terminal shows it; nil when there is no such line.
    ///
    /// - Parameter text: the whole file.
    public func excerpt(of text: String) -> String? {
        guard let line, let fault = lineAtFault(of: text) else { return nil }
        let characters = Array(fault).map(Problem.shown)
        let target = min(max((column ?? 1) - 1, 0), characters.count)
        // A long line is shown around the place that is meant.
        let start = max(0, min(target - Problem.width / 2, characters.count - Problem.width))
        let end = min(characters.count, start + Problem.width)
        let number = String(line)
        let margin = String(repeating: " ", count: number.count)
        let shown = (start > 0 ? "…" : "") + String(characters[start..<end]) + (end < characters.count ? "…" : "")
        var lines = "  \(number) | \(shown)"
        if column != nil {
            let indent = String(repeating: " ", count: target - start + (start > 0 ? 1 : 0))
            lines += "\n  \(margin) | \(indent)^"
        }
        return lines
    }

    private static let width = 100

    /// A character that takes one column and moves nothing.
    private static func shown(_ character: Character) -> Character {
        if character == "\t" { return " " }
        let isControl = character.unicodeScalars.contains {
            $0.value < 0x20 || $0.value == 0x7F || $0.properties.isBidiControl
        }
        return isControl ? "\u{FFFD}" : character
    }
}
