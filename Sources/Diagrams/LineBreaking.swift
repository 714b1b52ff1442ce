/// Folds labels without a hyphen, an added or a dropped character, and never inside a percent escape.
struct LineBreaking {
    var measure: (String) -> Double

    /// Lines of at most this width. Breaks stand only after `/ ? & = ,` and spaces; what needs more lines, or has a piece
    /// wider than a line, loses its middle to an ellipsis.
    func fold(_ text: String, width: Double, lines limit: Int) -> [String] {
        if measure(text) <= width { return [text] }
        var lines: [String] = []
        var line = ""
        var rest = Self.pieces(text)[...]
        while let piece = rest.first, lines.count < limit {
            if measure(line + piece) <= width || line.isEmpty && measure(piece) <= width {
                line += piece
                rest.removeFirst()
            } else if line.isEmpty {
                break
            } else if lines.count == limit - 1 {
                break
            } else {
                lines.append(line)
                line = ""
            }
        }
        if rest.isEmpty { return lines + [line] }
        return lines + [elide(line + rest.joined(), width: width)]
    }

    /// The text with its middle replaced by an ellipsis, so that it is at most this wide.
    func elide(_ text: String, width: Double) -> String {
        if measure(text) <= width { return text }
        let characters = Array(text)
        var head = 0
        var tail = 0
        let room = width - measure("…")
        var used = 0.0
        while head + tail < characters.count {
            let takesHead = head <= tail
            let next = takesHead ? characters[head] : characters[characters.count - 1 - tail]
            used += measure(String(next))
            guard used <= room else { break }
            if takesHead { head += 1 } else { tail += 1 }
        }
        while head > 0, characters[max(0, head - 2)..<head].contains("%") { head -= 1 }
        let start = characters.count - tail
        if start > 0, start < characters.count {
            if characters[start - 1] == "%" { tail = max(0, tail - 2) }
            if start > 1, characters[start - 2] == "%" { tail = max(0, tail - 1) }
        }
        return String(characters[..<head]) + "…" + String(characters[(characters.count - tail)...])
    }

    /// Pieces between which a line may end. A space stays with what it follows.
    static func pieces(_ text: String) -> [String] {
        var out: [String] = []
        var piece = ""
        var mayBreak = false
        for character in text {
            if mayBreak, character != " " {
                out.append(piece)
                piece = ""
            }
            piece.append(character)
            switch character {
            case "/", "?", "&", "=", ",", " ": mayBreak = true
            default: mayBreak = false
            }
        }
        if !piece.isEmpty { out.append(piece) }
        return out
    }
}
