extension Tree {
    /// Links and pictures that stay text: their label has no definition, or their address has a space.
    ///
    /// - Parameter source: the text of the tree, with zeros for what is escaped.
    func brokenReferences(_ source: [UInt8]) -> [MarkdownProblem] {
        guard source.contains(UInt8(ascii: "]")) else { return [] }
        var problems: [MarkdownProblem] = []
        // Where a bracket of a text before is open, with markup behind it.
        var parents: Set<ID> = []
        for record in nodes where record.kind == .text {
            let text = source[record.literal.range]
            var open: [Int] = []
            var index = text.startIndex
            while index < text.endIndex {
                let byte = text[index]
                if byte == UInt8(ascii: "[") { open.append(index) }
                if byte == UInt8(ascii: "]") {
                    let start = open.popLast()
                    let isOpen = start != nil || parents.remove(record.parent) != nil
                    if isOpen, let reason = reason(text, from: start, bracket: index) {
                        problems.append(MarkdownProblem(line: Int(record.line), reason: reason))
                    }
                }
                index += 1
            }
            if !open.isEmpty { parents.insert(record.parent) }
        }
        return problems
    }

    /// - Parameter start: where the bracket of the text opens; nil when markup stands between the two.
    private func reason(_ text: ArraySlice<UInt8>, from start: Int?, bracket: Int) -> String? {
        // Labels and addresses that are longer are none that somebody wrote, and looking further would take quadratic time.
        let longest = 1000
        let tail = text[(bracket + 1)...].prefix(longest)
        guard let next = tail.first, next == UInt8(ascii: "[") || next == UInt8(ascii: "(") else { return nil }
        if let start, let before = text[..<start].last,
            before >= 0x80 || before.isLetter || before.isDigit
                || [UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "_")].contains(before)
        {
            return nil
        }
        let inner = start.map { String(decoding: text[($0 + 1)..<bracket].prefix(longest), as: UTF8.self) } ?? "…"
        let end = next == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ")")
        guard let close = tail.firstIndex(of: end) else {
            let written = String(decoding: tail.dropFirst().prefix { !$0.isWhitespace }, as: UTF8.self)
            guard next == UInt8(ascii: "("), Tree.isPath(written) else { return nil }
            return "“[\(inner)](\(written)” is no link, because nothing closes its address; write ) behind it."
        }
        let written = String(decoding: tail.dropFirst()[..<close], as: UTF8.self)
        if next == UInt8(ascii: "(") {
            guard written.contains(" "), Tree.isPath(written) else { return nil }
            return
                "“[\(inner)](\(written))” is no link, because its address has a space; write (<…>) around the address."
        }
        let label = written.isEmpty ? inner : written
        guard !label.hasPrefix("^"), !written.contains("["), label.contains(where: \.isLetter), label != "…" else {
            return nil
        }
        return
            "nothing says where “[\(inner)][\(written)]” leads to; add [\(label)]: and the address, or write \\[ for a bracket."
    }

    /// Whether a text in parentheses is an address rather than a remark.
    private static func isPath(_ text: String) -> Bool {
        let place = text.prefix { $0 != "\"" && $0 != "#" && $0 != "?" && $0 != "<" }.split(separator: " ").last ?? ""
        let parts = place.split(separator: ".")
        let ending = parts.count > 1 ? parts[parts.count - 1] : ""
        return text.contains("://") || text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../")
            || (2...5).contains(ending.count) && ending.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}

extension Tree {
    /// Code blocks whose fence is never closed: what stands behind them is code too, or nothing.
    func openFences(_ lines: SourceLines) -> [MarkdownProblem] {
        var problems: [MarkdownProblem] = []
        var starts: Set<Int>?
        for record in nodes where record.kind == .codeBlock {
            let first = Int(record.line)
            guard first >= 1, first <= lines.ranges.count, let fence = Tree.fence(in: lines.line(first)) else {
                continue
            }
            let code = text[record.literal.range]
            // The first line of an indented block is code itself.
            let firstLine = code.prefix { $0 != UInt8(ascii: "\n") }
            if firstLine.trimmed.elementsEqual(lines.line(first)[fence.lowerBound...].trimmed) { continue }
            let last = first + code.count { $0 == UInt8(ascii: "\n") } + 1
            let known = starts ?? Set(nodes.lazy.filter { $0.kind == .codeBlock }.map { Int($0.line) })
            starts = known
            if last <= lines.ranges.count, !known.contains(last),
                Tree.closes(lines.line(last), fence, lines.line(first))
            {
                continue
            }
            problems.append(
                MarkdownProblem(
                    line: first,
                    reason:
                        "the code block that begins here is never closed; end it with a fence as long and as far in."))
        }
        return problems
    }

    private static func fence(in line: ArraySlice<UInt8>) -> Range<Int>? {
        for mark in ["```", "~~~"] {
            guard let start = line.firstRange(of: mark.utf8)?.lowerBound else { continue }
            return start..<(line[start...].firstIndex { $0 != line[start] } ?? line.endIndex)
        }
        return nil
    }

    private static func closes(_ line: ArraySlice<UInt8>, _ fence: Range<Int>, _ first: ArraySlice<UInt8>) -> Bool {
        let rest = line.drop { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
        let run = rest.prefix { $0 == first[fence.lowerBound] }
        return run.count >= fence.count && rest.dropFirst(run.count).trimmed.isEmpty
    }
}
