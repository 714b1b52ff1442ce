/// A term that readers may look up.
public struct GlossaryTerm: Hashable, Sendable {
    /// The term as it is written within a sentence, and what else it is called.
    public var names: [String]
    /// Where it is explained.
    public var url: String
    /// What it means in a sentence, without markup; shown when the pointer rests on the word.
    public var definition: String

    public init(names: [String], url: String, definition: String = "") {
        self.names = names
        self.url = url
        self.definition = definition
    }
}

/// Terms, found in running text by their words.
public struct Glossary: Sendable {
    public let terms: [GlossaryTerm]
    /// By their first word in lower case the names that begin with it, the longest first.
    fileprivate let names: [[UInt8]: [(words: [[UInt8]], isExact: Bool, term: Int)]]

    public init(_ terms: [GlossaryTerm]) {
        self.terms = terms
        var names: [[UInt8]: [(words: [[UInt8]], isExact: Bool, term: Int)]] = [:]
        for (index, term) in terms.enumerated() {
            for name in term.names {
                // `PAR` is a term, “par” is another word; `Issuer` at the start of a sentence is the term “issuer”.
                let isExact = name.utf8.count { $0 >= 0x41 && $0 <= 0x5A } > 1
                let words = Glossary.words(Array(name.utf8)).map { range in
                    Array(name.utf8)[range].map { isExact ? $0 : Glossary.folded($0) }
                }
                guard let first = words.first else { continue }
                names[first.map(Glossary.folded), default: []].append((words, isExact, index))
            }
        }
        for key in names.keys {
            names[key]?.sort { ($1.words.count, $0.term) < ($0.words.count, $1.term) }
        }
        self.names = names
    }

    public var isEmpty: Bool { names.isEmpty }

    /// The words in a text: letters and digits, with `_` and `-` between them.
    fileprivate static func words(_ text: [UInt8]) -> [Range<Int>] { words(text, in: 0..<text.count) }

    fileprivate static func words(_ text: [UInt8], in range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard isPart(text[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < range.upperBound,
                isPart(text[index])
                    || (text[index] == UInt8(ascii: "-") && index + 1 < range.upperBound && isPart(text[index + 1]))
            {
                index += 1
            }
            words.append(start..<index)
        }
        return words
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    fileprivate static func folded(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}

extension Document {
    /// The document with a link to its explanation at the first use of every term.
    ///
    /// Headings, links, code and the labels of tabs stay as they are. A term is a whole word or several with one space
    /// between them, in the singular or with an `s` behind it.
    /// - Parameter excluded: the address of the page itself, whose own term leads nowhere.
    public func linkingTerms(_ glossary: Glossary, except excluded: String? = nil) -> Document {
        guard !glossary.isEmpty else { return self }
        var result = self
        var used = Set(glossary.terms.indices.filter { glossary.terms[$0].url == excluded })
        // In the order of the document, so that the first use is the one a reader meets first.
        var id = tree.following(0, within: 0)
        while id != Tree.none {
            let record = tree[id]
            let isClosed = record.kind == .heading || record.kind == .link || record.kind == .image
            let next = tree.following(id, within: 0, skippingChildren: isClosed)
            if record.kind == .text, !record.isInsideLink { result.tree.linkTerms(in: id, glossary, &used) }
            id = next
        }
        return result
    }
}

extension Tree {
    fileprivate mutating func linkTerms(in id: ID, _ glossary: Glossary, _ used: inout Set<Int>) {
        let span = self[id].literal
        let words = Glossary.words(text, in: span.range)
        var last = id
        var index = 0
        while index < words.count {
            guard let (term, count) = term(at: index, words, glossary, used) else {
                index += 1
                continue
            }
            used.insert(term)
            let range = words[index].lowerBound..<words[index + count - 1].upperBound
            let template = Record(kind: .text, line: self[id].line, endLine: self[id].endLine)
            var link = template
            link.kind = .link
            link.extra = LinkType.term
            link.literal = store(glossary.terms[term].url.utf8)
            link.detail = store(glossary.terms[term].definition.utf8)
            self[last].literal.end = range.lowerBound
            let node = insert(link, after: last)
            var label = template
            label.isInsideLink = true
            label.literal = Span(start: range.lowerBound, end: range.upperBound)
            append(label, to: node)
            var rest = template
            rest.literal = Span(start: range.upperBound, end: span.end)
            last = insert(rest, after: node)
            index += count
        }
    }

    /// The term that begins with a word and was not used before, and how many words it has.
    private func term(
        at index: Int, _ words: [Range<Int>], _ glossary: Glossary, _ used: Set<Int>
    ) -> (term: Int, count: Int)? {
        let first = text[words[index]].map(Glossary.folded)
        let singular = first.last == UInt8(ascii: "s") ? glossary.names[Array(first.dropLast())] : nil
        for candidate in (glossary.names[first] ?? []) + (singular ?? []) where !used.contains(candidate.term) {
            let count = candidate.words.count
            guard index + count <= words.count else { continue }
            let isMatch = (0..<count).allSatisfy { offset in
                let range = words[index + offset]
                if offset > 0 {
                    let gap = text[words[index + offset - 1].upperBound..<range.lowerBound]
                    guard gap.elementsEqual([0x20]) else { return false }
                }
                var word = text[range].map { candidate.isExact ? $0 : Glossary.folded($0) }
                if offset == count - 1, word != candidate.words[offset], word.last == UInt8(ascii: "s") {
                    word.removeLast()
                }
                return word == candidate.words[offset]
            }
            if isMatch { return (candidate.term, count) }
        }
        return nil
    }
}

/// Values of `Tree.Record.extra` for a link.
enum LinkType {
    /// Its destination holds a recorded value.
    static let recorded: Int32 = 2
    static let term: Int32 = 1
}
