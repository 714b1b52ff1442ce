/// A comment that means something here: `<!-- include: path -->`, `<!-- tabs -->`, `<!-- /tabs -->`.
enum Directive: Equatable {
    case include(path: String, lines: String?)
    case tabs, tabsEnd
    /// It is meant to be one, and why it is none.
    case slip(String)

    /// Reads a line or a piece of HTML that is one comment; nil for any other comment and any other text.
    init?(_ text: some StringProtocol) {
        let text = Substring(text).trimming { $0.isWhitespace }
        guard text.hasPrefix("<!--"), text.hasSuffix("-->"), text.utf8.count >= 7 else { return nil }
        self.init(inside: text.dropFirst(4).dropLast(3))
    }

    /// Reads what stands between the ends of a comment.
    init?(inside comment: Substring) {
        let bare = comment.trimming { $0 == "-" }
        guard bare.utf8.count == comment.utf8.count else {
            guard Directive(inside: bare) != nil else { return nil }
            self = .slip("a comment that does something begins with <!-- and ends with -->, without further dashes.")
            return
        }
        let words = Directive.words(comment)
        guard let first = words.first else { return nil }
        if first.hasPrefix("include:") {
            let rest = [String(first.dropFirst("include:".count))].filter { !$0.isEmpty } + words.dropFirst()
            self = Directive.include(rest) ?? .slip(Directive.shape)
        } else if words == ["tabs"] {
            self = .tabs
        } else if words == ["/tabs"] {
            self = .tabsEnd
        } else if Directive.isIncludeSlip(words) {
            self = .slip("“\(first)” is not the word for a file to include. \(Directive.shape)")
        } else if let meant = Directive.tabsSlip(words) {
            self = .slip("“\(words.joined(separator: " "))” means nothing; did you mean <!-- \(meant) -->?")
        } else {
            return nil
        }
    }

    private static let shape = "write it as in <!-- include: /shared/text.md lines=\"3-10\" -->."

    private static func include(_ words: [String]) -> Directive? {
        guard let path = words.first, words.count <= 2 else { return nil }
        guard words.count == 2 else { return .include(path: path, lines: nil) }
        guard words[1].hasPrefix("lines=") else { return nil }
        return .include(path: path, lines: String(words[1].dropFirst("lines=".count)))
    }

    /// Cut at white space outside of quotation marks, which are dropped.
    private static func words(_ text: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
            } else if character.isWhitespace, !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// Whether words are almost `include: path`, and nothing that one would say to people who read the source.
    private static func isIncludeSlip(_ words: [String]) -> Bool {
        var words = words
        guard let first = words.first else { return false }
        let parts = first.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[1].isEmpty { words.insert(String(parts[1]), at: 1) }
        if words.count > 1, words[1] == ":" { words.remove(at: 1) }
        guard words.count == 2 || words.count == 3 && words[2].hasPrefix("lines"), let name = parts.first else {
            return false
        }
        let path = words[1].split(separator: "/").last ?? ""
        let isPath = words[1].contains("/") || path.dropFirst().dropLast().contains(".")
        return isPath && distance(name.lowercased().filter { $0 != "-" && $0 != "_" }, "include") <= 2
    }

    /// The comment that words are almost.
    private static func tabsSlip(_ words: [String]) -> String? {
        let word = words.joined().lowercased()
        switch word {
        case "tab", "tabs", "tabs:", "tbas", "tasb", "atbs", "tabs/begin", "begintabs", "starttabs": return "tabs"
        case "/tab", "/tabs", "/tabs:", "/tbas", "/tasb", "tabs/", "endtabs", "\\tabs", "tabsend", "//tabs":
            return "/tabs"
        default: return nil
        }
    }

    /// How many letters are wrong, missing, too many or beside their place.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8.prefix(16)), Array(right.utf8))
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(next[j] + 1, row[j + 1] + 1, row[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { best = min(best, before[j - 1] + 1) }
                next.append(best)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}

extension Tree {
    /// Comments that were meant to do something and do nothing: includes within a line, words that are misspelt.
    func directiveProblems(_ extensions: Extensions) -> [MarkdownProblem] {
        guard extensions.contains(.tabs) else { return [] }
        var problems: [MarkdownProblem] = []
        for record in nodes where record.kind == .htmlBlock || record.kind == .htmlInline {
            let html = text[record.literal.range]
            guard html.hasPrefix("<"), html.contains(UInt8(ascii: "!")) else { continue }
            let isWhole = record.kind == .htmlBlock && Directive(string(record.literal)) != nil
            var counted = html.startIndex
            var lines = 0
            for comment in RawTokens.comments(in: html) {
                let words = String(decoding: comment.text, as: UTF8.self)
                let directive = Directive(inside: Substring(words))
                let isNested = comment.text.firstRange(of: "<!--") != nil && hasStrayEnd(html)
                guard directive != nil || isNested else { continue }
                if record.kind == .htmlBlock {
                    lines += html[counted..<comment.text.startIndex].count { $0 == 0x0A }
                    counted = comment.text.startIndex
                }
                let reason = isNested ? Tree.nested : directive.flatMap { Tree.reason($0, isWhole: isWhole) }
                if let reason { problems.append(MarkdownProblem(line: Int(record.line) + lines, reason: reason)) }
            }
        }
        return problems
    }

    private static let nested =
        "another comment begins within this one; the first --> ends both, and the second is shown."

    /// Whether a `-->` ends no comment.
    private func hasStrayEnd(_ html: ArraySlice<UInt8>) -> Bool {
        let last = RawTokens.comments(in: html).last
        let rest = last.map { html[$0.text.endIndex...].dropFirst(3) } ?? []
        return rest.firstRange(of: "-->") != nil
            || nodes.contains { $0.kind == .text && text[$0.literal.range].firstRange(of: "-->") != nil }
    }

    private static func reason(_ directive: Directive, isWhole: Bool) -> String? {
        switch directive {
        case .slip(let reason): reason
        case .include: "the text of a file cannot be put here; write its <!-- include: … --> on a line of its own."
        case .tabs, .tabsEnd:
            isWhole ? nil : "<!-- tabs --> and <!-- /tabs --> stand on lines of their own, with nothing beside them."
        }
    }
}
