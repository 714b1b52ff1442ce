extension Tree {
    /// Turns block quotes that begin with `[!NOTE]` and the like into alerts, and tells which only look like one.
    ///
    /// The marker must be alone on its line, and something must follow it.
    mutating func makeAlerts(_ source: [UInt8]) -> [MarkdownProblem] {
        var problems: [MarkdownProblem] = []
        for index in nodes.indices where nodes[index].kind == .blockQuote {
            let quote = ID(index)
            let paragraph = self[quote].first
            guard paragraph != Tree.none, self[paragraph].kind == .paragraph else { continue }
            let marker = self[paragraph].first
            guard marker != Tree.none, self[marker].kind == .text,
                let word = alertWord(source[self[marker].literal.range])
            else { continue }
            do throws(AlertSlip) {
                try makeAlert(quote, word)
            } catch {
                problems.append(MarkdownProblem(line: Int(self[quote].line), reason: error.reason))
            }
        }
        return problems
    }

    /// Why a quotation is no alert.
    private struct AlertSlip: Error { var reason: String }

    private mutating func makeAlert(_ quote: ID, _ word: (name: String, isAlone: Bool)) throws(AlertSlip) {
        guard let type = AlertType.allCases.first(where: { $0.name == word.name.lowercased() }) else {
            let known = AlertType.allCases.map { "[!\($0.name.uppercased())]" }.joined(separator: ", ")
            throw AlertSlip(reason: "there is no alert “[!\(word.name)]”; there are \(known).")
        }
        let paragraph = self[quote].first
        let lineEnd = self[self[paragraph].first].next
        let endsLine = lineEnd == Tree.none || self[lineEnd].kind == .softBreak || self[lineEnd].kind == .lineBreak
        guard word.isAlone, endsLine else {
            throw AlertSlip(
                reason: "an alert has no title of its own; begin a new line behind “[!\(word.name)]”, with > before it."
            )
        }
        if lineEnd == Tree.none {
            guard self[paragraph].next != Tree.none else {
                throw AlertSlip(reason: "nothing stands in the alert “[!\(word.name)]”.")
            }
            self[quote].first = self[paragraph].next
        } else {
            self[paragraph].first = self[lineEnd].next
        }
        self[quote].kind = .alert
        self[quote].value = type.rawValue
    }

    /// The word in the `[!WORD]` that a text begins with, and whether nothing else is in the text.
    private func alertWord(_ text: ArraySlice<UInt8>) -> (name: String, isAlone: Bool)? {
        guard text.hasPrefix("[!") else { return nil }
        let word = text.dropFirst(2).prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == 0x5F }
        let rest = text[word.endIndex...]
        guard !word.isEmpty, rest.first == UInt8(ascii: "]") else { return nil }
        return (String(decoding: word, as: UTF8.self), rest.dropFirst().trimmed.isEmpty)
    }

    /// Marks the items that begin with `[ ]` or `[x]` and takes the box out of their text.
    mutating func makeTaskItems(_ source: [UInt8]) {
        for index in nodes.indices where nodes[index].kind == .item {
            let paragraph = nodes[index].first
            guard paragraph != Tree.none, self[paragraph].kind == .paragraph else { continue }
            let label = self[paragraph].first
            guard label != Tree.none, self[label].kind == .text else { continue }
            let text = source[self[label].literal.range].prefix(4)
            guard text.count == 4, text.last?.isWhitespace == true else { continue }
            if text.hasPrefix("[ ]") {
                nodes[index].extra = TaskState.open
            } else if text.hasPrefix("[x]") || text.hasPrefix("[X]") {
                nodes[index].extra = TaskState.done
            } else {
                continue
            }
            self[label].literal.start += 3
        }
    }
}
