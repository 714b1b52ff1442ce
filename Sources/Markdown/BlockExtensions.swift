extension Tree {
    /// Turns block quotes that begin with `[!NOTE]` and the like into alerts, and tells which only look like one.
    ///
    /// The marker must be alone on its line, and something must follow it.
    mutating func makeAlerts(_ source: [UInt8]) -> [MarkdownProblem] {
        var problems: [MarkdownProblem] = []
        var markers: Set<ID> = []
        for index in nodes.indices where nodes[index].kind == .blockQuote {
            let quote = ID(index)
            let paragraph = self[quote].first
            guard paragraph != Tree.none, self[paragraph].kind == .paragraph else { continue }
            let marker = self[paragraph].first
            guard marker != Tree.none, self[marker].kind == .text,
                let word = alertWord(source[self[marker].literal.range])
            else { continue }
            markers.insert(marker)
            do throws(AlertSlip) {
                try makeAlert(quote, word)
            } catch {
                problems.append(MarkdownProblem(line: Int(self[quote].line), reason: error.reason))
            }
        }
        return problems + strayMarkers(source, except: markers)
    }

    /// Markers of alerts that make none: alone on a line that does not begin a quotation, in bold letters, in a link.
    private func strayMarkers(_ source: [UInt8], except markers: Set<ID>) -> [MarkdownProblem] {
        var problems: [MarkdownProblem] = []
        for index in nodes.indices where nodes[index].kind == .text {
            let node = nodes[index]
            let text = source[node.literal.range].trimmed
            guard text.count < 20, text.contains(UInt8(ascii: "!")), !markers.contains(ID(index)),
                node.next == Tree.none || self[node.next].endsLine, isStray(ID(index))
            else { continue }
            let isLink = self[node.parent].kind == .link && text.first == UInt8(ascii: "!")
            let name =
                isLink
                ? String(decoding: text.dropFirst(), as: UTF8.self)
                : alertWord(text).flatMap { $0.isAlone ? $0.name : nil }
            guard let name, AlertType.allCases.contains(where: { $0.name == name.lowercased() }) else { continue }
            let reason = "“[!\(name)]” makes no alert here; it stands alone on the first line of a quotation, behind >."
            problems.append(MarkdownProblem(line: Int(node.line), reason: reason))
        }
        return problems
    }

    /// Whether a text begins a line, or stands in markup with which a quotation begins.
    private func isStray(_ id: ID) -> Bool {
        let parent = self[id].parent
        if self[parent].kind == .paragraph {
            let before = nodes[Int(id) - 1]
            return self[parent].first == id || before.parent == parent && before.endsLine
        }
        let paragraph = self[parent].parent
        guard [.strong, .emphasis, .link].contains(self[parent].kind), self[paragraph].kind == .paragraph else {
            return false
        }
        let quote = self[paragraph].parent
        return self[paragraph].first == parent && self[quote].kind == .blockQuote && self[quote].first == paragraph
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
        let endsLine = lineEnd == Tree.none || self[lineEnd].endsLine
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
        let word = text.dropFirst(2).prefix { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") && $0 != 0 }
        let rest = text[word.endIndex...]
        guard !word.trimmed.isEmpty, rest.first == UInt8(ascii: "]") else { return nil }
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

extension Tree.Record {
    /// Whether it is the end of a line within a paragraph.
    fileprivate var endsLine: Bool { kind == .softBreak || kind == .lineBreak }
}
