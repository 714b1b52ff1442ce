/// Makes the index that `search.js` reads.
///
/// The files are scripts, because a page opened from disk may load scripts and nothing else. `index.js` says which shard
/// holds which terms; a shard holds the terms between two words, each with its pages; a page's file holds its text. So a
/// reader fetches a few shards and the pages that are shown, however large the site is.
public enum SearchIndex {
    // MARK: Terms

    /// The terms of all pages, which are told by their place in the list.
    public static func shards(_ pages: [PageDigest]) -> [SearchShard] {
        var vocabulary = Vocabulary(capacity: pages.reduce(0) { $0 + $1.bytes.count / 64 })
        for (number, page) in pages.enumerated() { vocabulary.add(page, page: UInt32(number)) }
        return vocabulary.shards()
    }

    /// A page that contributes something else than before.
    public struct Change: Sendable {
        var page: Int
        var old: PageDigest
        var new: PageDigest

        public init(page: Int, old: PageDigest, new: PageDigest) {
            self.page = page
            self.old = old
            self.new = new
        }
    }

    /// A shard of a list that takes the place of another one.
    public enum Part: Hashable, Sendable {
        /// The same as one in the old list.
        case old(Int)
        case new(SearchShard)
    }

    /// The shards after some pages have changed, the same as ``shards(_:)`` makes of all pages. Only those are read that
    /// hold a term which a page got or lost.
    ///
    /// - Parameters:
    ///   - firsts: the first terms of the old shards.
    ///   - bytes: gives the bytes of an old shard; nil when they are lost.
    /// - Returns: nil when an old shard cannot be read.
    public static func shards(
        _ firsts: [String], bytes: (Int) -> [UInt8]?, changing changes: [Change]
    ) -> [Part]? {
        let edits = edits(changes)
        var parts: [Part] = []
        var next = 0
        // The shards that are being written, until one of the old ones begins where a new one does.
        var writer: ShardWriter?
        for number in firsts.indices {
            let end = number + 1 < firsts.count ? Array(firsts[number + 1].utf8) : nil
            let start = next
            while next < edits.count, end.map({ edits[next].word.lexicographicallyPrecedes($0) }) ?? true { next += 1 }
            if let open = writer, start == next, open.begins(with: Array(firsts[number].utf8)[...]) {
                parts += open.shards.map { .new($0) }
                writer = nil
            }
            if writer == nil, start == next {
                parts.append(.old(number))
                continue
            }
            guard let old = bytes(number), let terms = ShardReader.terms(old) else { return nil }
            var open = writer ?? ShardWriter()
            for term in merged(terms, edits[start..<next]) where !term.values.isEmpty {
                open.add(term.word[...], term.values[...])
            }
            writer = open
        }
        if firsts.isEmpty {
            var open = ShardWriter()
            for term in merged([], edits[...]) where !term.values.isEmpty { open.add(term.word[...], term.values[...]) }
            writer = open
        }
        return parts + (writer?.shards ?? []).map { .new($0) }
    }

    /// What is different about a term.
    private struct Edit {
        var word: [UInt8]
        /// By page; nil where the page has lost the term.
        var weights: [(page: UInt32, weight: Weight?)]
    }

    /// In the order of the terms, and of the pages.
    private static func edits(_ changes: [Change]) -> [Edit] {
        var edits: [[UInt8]: [(page: UInt32, weight: Weight?)]] = [:]
        for change in changes.sorted(by: { $0.page < $1.page }) {
            var old: [[UInt8]: Weight] = [:]
            change.old.forEachTerm { old[Array(change.old.bytes[$0])] = $1 }
            change.new.forEachTerm { range, weight in
                let word = Array(change.new.bytes[range])
                if old.removeValue(forKey: word) != weight {
                    edits[word, default: []].append((UInt32(change.page), weight))
                }
            }
            for word in old.keys { edits[word, default: []].append((UInt32(change.page), nil)) }
        }
        return edits.map { Edit(word: $0.key, weights: $0.value) }
            .sorted { $0.word.lexicographicallyPrecedes($1.word) }
    }

    private static func merged(_ terms: [ShardReader.Term], _ edits: ArraySlice<Edit>) -> [ShardReader.Term] {
        var result: [ShardReader.Term] = []
        result.reserveCapacity(terms.count + edits.count)
        var rest = edits
        for term in terms {
            while let edit = rest.first, edit.word.lexicographicallyPrecedes(term.word) {
                result.append(merged(ShardReader.Term(word: edit.word, values: []), edit))
                rest = rest.dropFirst()
            }
            if let edit = rest.first, edit.word == term.word {
                result.append(merged(term, edit))
                rest = rest.dropFirst()
            } else {
                result.append(term)
            }
        }
        return result + rest.map { merged(ShardReader.Term(word: $0.word, values: []), $0) }
    }

    private static func merged(_ term: ShardReader.Term, _ edit: Edit) -> ShardReader.Term {
        let touched = Set(edit.weights.map(\.page))
        let new = edit.weights.compactMap { page, weight in weight.map { page << 2 | UInt32($0.rawValue) } }
        let values = (term.values.filter { !touched.contains($0 >> 2) } + new).sorted()
        return ShardReader.Term(word: term.word, values: values)
    }

    // MARK: Files

    /// The script that names the shards; it is read first.
    public static let indexName = "index.js"

    /// The name of a page's file, by its place in the list.
    public static func pageName(_ number: Int) -> String { "p\(number).js" }

    /// The name of a shard's file, by its place in the list.
    public static func shardName(_ number: Int) -> String { "t\(number).js" }

    /// - Parameters:
    ///   - version: differs from one state of the index to another, so that a browser mixes none.
    ///   - pages: how many there are.
    ///   - firsts: the first terms of the shards.
    public static func index(version: UInt64, pages: Int, firsts: [String]) -> [UInt8] {
        var bytes = Array("wirescribeSearch.index(\"\(String(version, radix: 36))\",\(pages),[".utf8)
        for (number, first) in firsts.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            Script.append(first, to: &bytes)
        }
        return bytes + Array("])\n".utf8)
    }

    /// - Parameter path: where the page stands, relative to the site.
    public static func page(_ number: Int, path: String, title: String, _ digest: PageDigest) -> [UInt8] {
        var bytes = Array("wirescribeSearch.page(\(number),[".utf8)
        bytes.reserveCapacity(digest.bytes.count)
        Script.append(path, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        Script.append(title, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        bytes += digest.sections.isEmpty ? Array("[]".utf8)[...] : digest.sections
        return bytes + Array("])\n".utf8)
    }

    public static func shard(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        Array("wirescribeSearch.shard(\(number),\"".utf8) + bytes + Array("\")\n".utf8)
    }
}
