extension Tree {
    /// Wraps what stands between two `~~` of the same parent.
    ///
    /// `source` is the text with escaped bytes blanked out. Emphasis and links have been found already, so a pair that
    /// would cross one of them stays as it is.
    mutating func strikeThrough(_ source: [UInt8]) {
        var parents: Set<ID> = []
        for index in nodes.indices where nodes[index].kind == .text {
            if hasTildes(source[nodes[index].literal.range]) { parents.insert(nodes[index].parent) }
        }
        for parent in parents.sorted() {
            var delimiters: [ID: Delimiter] = [:]
            var before = isBlock(parent) ? Side.whitespace : .punctuation
            for child in children(of: parent) {
                if self[child].kind == .text { splitAtTildes(child, before: before, source, &delimiters) }
                before = isBreak(child) ? .whitespace : .punctuation
            }
            if !delimiters.isEmpty { pair(delimiters, in: parent) }
        }
    }

    private func hasTildes(_ bytes: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "~"), previous == byte { return true }
            previous = byte
        }
        return false
    }

    /// A run of tildes with the flanking rules of CommonMark's emphasis.
    private struct Delimiter {
        let canOpen: Bool
        let canClose: Bool

        init(before: Side, after: Side) {
            canOpen = after == .other || (after == .punctuation && before != .other)
            canClose = before == .other || (before == .punctuation && after != .other)
        }
    }

    /// Makes a node of its own of every run of exactly two tildes that may open or close.
    private mutating func splitAtTildes(
        _ id: ID, before: Side, _ source: [UInt8], _ delimiters: inout [ID: Delimiter]
    ) {
        let tilde = UInt8(ascii: "~")
        let span = self[id].literal
        let after = sideAfter(id)
        var current = id
        var position = span.start
        while position < span.end {
            guard source[position] == tilde else {
                position += 1
                continue
            }
            let start = position
            while position < span.end, source[position] == tilde { position += 1 }
            guard position - start == 2 else { continue }
            let delimiter = Delimiter(
                before: start > span.start ? Side(lastOf: text[span.start..<start]) : before,
                after: position < span.end ? Side(firstOf: text[position..<span.end]) : after)
            guard delimiter.canOpen || delimiter.canClose else { continue }
            var record = self[current]
            self[current].literal.end = start
            record.literal = Span(start: start, end: position)
            let mark = insert(record, after: current)
            delimiters[mark] = delimiter
            record.literal = Span(start: position, end: span.end)
            current = insert(record, after: mark)
        }
    }

    private func sideAfter(_ id: ID) -> Side {
        let next = self[id].next
        if next == Tree.none { return isBlock(self[id].parent) ? .whitespace : .punctuation }
        return isBreak(next) ? .whitespace : .punctuation
    }

    private func isBreak(_ id: ID) -> Bool { self[id].kind == .softBreak || self[id].kind == .lineBreak }

    private func isBlock(_ id: ID) -> Bool { self[id].kind.rawValue < NodeKind.text.rawValue }

    /// What stands next to a run of tildes. The start and the end of a line count as white space.
    private enum Side {
        case whitespace, punctuation, other

        init(firstOf bytes: ArraySlice<UInt8>) {
            self.init(String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.first)
        }

        init(lastOf bytes: ArraySlice<UInt8>) {
            self.init(String(decoding: bytes.suffix(4), as: UTF8.self).unicodeScalars.last)
        }

        private init(_ scalar: Unicode.Scalar?) {
            guard let scalar, !scalar.properties.isWhitespace else {
                self = .whitespace
                return
            }
            switch scalar.properties.generalCategory {
            case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
                self = .punctuation
            default: self = .other
            }
        }
    }

    private mutating func pair(_ delimiters: [ID: Delimiter], in parent: ID) {
        var result: [ID] = []
        var openers: [Int] = []
        for child in children(of: parent) {
            guard let delimiter = delimiters[child] else {
                result.append(child)
                continue
            }
            if delimiter.canClose, let opener = openers.popLast() {
                let struck = result[opener]
                self[struck].kind = .strikethrough
                self[struck].literal = Span()
                setChildren(of: struck, to: result[(opener + 1)...])
                result.removeSubrange((opener + 1)...)
            } else {
                if delimiter.canOpen { openers.append(result.count) }
                result.append(child)
            }
        }
        setChildren(of: parent, to: result)
    }
}
