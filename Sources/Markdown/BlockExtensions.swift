extension Tree {
    /// Turns block quotes that begin with `[!NOTE]` and the like into alerts.
    ///
    /// The marker must be alone on its line, and something must follow it.
    mutating func makeAlerts(_ source: [UInt8]) {
        for index in nodes.indices where nodes[index].kind == .blockQuote {
            let quote = ID(index)
            let paragraph = self[quote].first
            guard paragraph != Tree.none, self[paragraph].kind == .paragraph else { continue }
            let marker = self[paragraph].first
            guard marker != Tree.none, self[marker].kind == .text,
                let type = alertType(source[self[marker].literal.range])
            else { continue }
            let lineEnd = self[marker].next
            if lineEnd == Tree.none {
                guard self[paragraph].next != Tree.none else { continue }
                self[quote].first = self[paragraph].next
            } else {
                guard self[lineEnd].kind == .softBreak || self[lineEnd].kind == .lineBreak,
                    self[lineEnd].next != Tree.none
                else { continue }
                self[paragraph].first = self[lineEnd].next
            }
            self[quote].kind = .alert
            self[quote].value = type.rawValue
        }
    }

    private func alertType(_ marker: ArraySlice<UInt8>) -> AlertType? {
        guard marker.hasPrefix("[!"), marker.last == UInt8(ascii: "]") else { return nil }
        let word = String(decoding: marker.dropFirst(2).dropLast(), as: UTF8.self).lowercased()
        return AlertType.allCases.first { $0.name == word }
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
