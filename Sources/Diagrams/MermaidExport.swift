/// A flow as a Mermaid sequence diagram.
public enum MermaidExport {
    /// The diagram's text, with a final newline.
    public static func text(_ flow: Flow) -> String {
        var lines = ["sequenceDiagram", "    autonumber"]
        for (index, lane) in flow.lanes.enumerated() {
            lines.append("    participant \(name(index)) as \(escape(lane.label))")
        }
        for (index, phase) in flow.phases.enumerated() {
            lines.append("    rect \(index % 2 == 0 ? "rgba(127, 127, 127, 0.08)" : "rgba(127, 127, 127, 0.03)")")
            let ends = flow.lanes.count > 1 ? "\(name(0)),\(name(flow.lanes.count - 1))" : name(0)
            lines.append("    Note over \(ends): \(escape(phase.title + ": " + phase.question))")
            for message in phase.messages {
                if message.kind == .note {
                    lines.append("    Note over \(ends): \(fold(message.text))")
                    continue
                }
                lines.append(
                    "    \(name(message.from))\(arrow(message.kind))\(name(message.to)): \(fold(message.text))")
                if let remark = message.remark {
                    lines.append("    Note over \(name(remark.lane)): \(fold(remark.text))")
                }
            }
            lines.append("    end")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func name(_ lane: Int) -> String { "P\(lane + 1)" }

    private static func arrow(_ kind: FlowMessage.Kind) -> String {
        switch kind {
        case .request, .local: "->>"
        case .reply: "-->>"
        case .lost: "--x"
        case .launch: "-)"
        case .note: ""
        }
    }

    private static func fold(_ text: String) -> String {
        TextFolding.lines(text).map(escape).joined(separator: "<br/>")
    }

    /// Characters with a meaning to Mermaid, as its numbered entities. Mermaid itself writes entities with the letter `ﬂ`
    /// while it reads; a text that begins with `wrap:` would lose it; the word `end` would close a block.
    static func escape(_ text: String) -> String {
        var out = escaping.escaped(text) { $0.value == 0xFB02 }
        for word in ["wrap:", "nowrap:"] where out.lowercased().hasPrefix(word) {
            out = "#\(out.unicodeScalars[out.startIndex].value);" + out.dropFirst()
        }
        return withoutEnd(out)
    }

    private static let escaping = TextEscaping(harmless: Set(".,:()?/-_[]=".unicodeScalars)) { "#\($0.value);" }

    private static func withoutEnd(_ text: String) -> String {
        var out = ""
        var word = ""
        func flush(_ word: String) -> String {
            guard word.lowercased() == "end", let first = word.unicodeScalars.first else { return word }
            return "#\(first.value);" + word.dropFirst()
        }
        for character in text {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                out += flush(word)
                out.append(character)
                word = ""
            }
        }
        return out + flush(word)
    }
}

/// Lines of text exports: at most sixty columns where there is a place to break.
enum TextFolding {
    static let columns = 60

    static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in LineBreaking.pieces(text) {
            if !line.isEmpty, line.count + piece.count > columns {
                lines.append(line)
                line = ""
            }
            line += piece
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}
