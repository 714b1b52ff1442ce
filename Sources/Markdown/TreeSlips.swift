extension Tree {
    /// Links that nobody could see, and attributes of headings as other programs have them.
    ///
    /// - Parameter source: the text of the tree, with zeros for what is escaped.
    func linkAndHeadingSlips(_ source: [UInt8]) -> [MarkdownProblem] {
        var problems: [MarkdownProblem] = []
        for index in nodes.indices {
            let reason: String? =
                switch nodes[index].kind {
                case .link where isInvisible(ID(index)):
                    "the link to “\(string(nodes[index].literal))” has no text, so nobody could follow it."
                case .heading: attributes(of: ID(index), source)
                default: nil
                }
            if let reason { problems.append(MarkdownProblem(line: Int(nodes[index].line), reason: reason)) }
        }
        return problems
    }

    /// Whether nothing of a link shows.
    private func isInvisible(_ link: ID) -> Bool {
        var id = self[link].first
        while id != Tree.none {
            switch self[id].kind {
            case .image, .htmlInline: return false
            case .text, .code:
                if !text[self[id].literal.range].allSatisfy(\.isWhitespace) { return false }
            default: break
            }
            id = following(id, within: link)
        }
        return true
    }

    /// What is wrong with a heading that ends in `{#name}`, `{.class}` or `{key=value}`.
    private func attributes(of heading: ID, _ source: [UInt8]) -> String? {
        let last = self[heading].last
        guard last != Tree.none, self[last].kind == .text else { return nil }
        let words = source[self[last].literal.range].trimmed
        guard words.last == UInt8(ascii: "}"), let start = words.lastIndex(of: UInt8(ascii: "{")) else { return nil }
        let inner = words[(start + 1)...].dropLast()
        guard let mark = inner.first, mark == UInt8(ascii: "#") || mark == UInt8(ascii: "."),
            !inner.contains(UInt8(ascii: "}"))
        else { return nil }
        let name = String(decoding: inner, as: UTF8.self)
        return
            "“{\(name)}” would be shown: the anchor of a heading is made from its words. Leave it out, or write \\{ for a brace."
    }
}
