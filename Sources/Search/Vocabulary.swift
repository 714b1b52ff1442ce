/// All terms of a site with their pages.
///
/// The pages of all terms are collected in one flat array and sorted by counting, so that the work grows with the number
/// of postings and not faster.
struct Vocabulary {
    private struct Term {
        var start: Int
        var hash: UInt32
        var length: Int
        var count = 0
    }

    private var text: [UInt8] = []
    private var terms: [Term] = []
    private var slots: [UInt32]
    /// For every posting its term, and its page with the weight in the lowest two bits; in the order of the pages.
    private var postings: [(term: UInt32, value: UInt32)] = []

    init(capacity: Int) {
        slots = [UInt32](repeating: 0, count: 1 << 12)
        postings.reserveCapacity(capacity)
    }

    mutating func add(_ digest: PageDigest, page: UInt32) {
        digest.forEachTerm { range, weight in
            let term = intern(digest.bytes, range)
            terms[term].count += 1
            postings.append((UInt32(term), page << 2 | UInt32(weight.rawValue)))
        }
    }

    private mutating func intern(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in range { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let found = Int(slots[slot]) - 1
            if terms[found].hash == hash, terms[found].length == range.count {
                let start = terms[found].start
                var offset = 0
                while offset < range.count, text[start + offset] == bytes[range.lowerBound + offset] { offset += 1 }
                if offset == range.count { return found }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        terms.append(Term(start: text.count, hash: hash, length: range.count))
        text.append(contentsOf: bytes[range])
        slots[slot] = UInt32(terms.count)
        if terms.count * 2 > slots.count {
            slots = [UInt32](repeating: 0, count: slots.count * 2)
            for (index, term) in terms.enumerated() {
                var slot = Int(term.hash) & (slots.count - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = UInt32(index + 1)
            }
        }
        return terms.count - 1
    }

    // MARK: Shards

    func shards() -> [SearchShard] {
        var ends = [Int](repeating: 0, count: terms.count)
        var end = 0
        for (index, term) in terms.enumerated() {
            ends[index] = end
            end += term.count
        }
        var values = [UInt32](repeating: 0, count: postings.count)
        for posting in postings {
            values[ends[Int(posting.term)]] = posting.value
            ends[Int(posting.term)] += 1
        }
        var writer = ShardWriter()
        for index in sorted() {
            let term = terms[index]
            writer.add(
                text[term.start..<(term.start + term.length)], values[(ends[index] - term.count)..<ends[index]])
        }
        return writer.shards
    }

    /// The terms in the order of their bytes.
    private func sorted() -> [Int] {
        let keyed = terms.indices.map { index -> (key: UInt64, index: Int) in
            let term = terms[index]
            var key: UInt64 = 0
            for offset in 0..<8 { key = key << 8 | UInt64(offset < term.length ? text[term.start + offset] : 0) }
            return (key, index)
        }
        return keyed.sorted { one, other in
            guard one.key == other.key else { return one.key < other.key }
            let (a, b) = (terms[one.index], terms[other.index])
            return text[a.start..<(a.start + a.length)].lexicographicallyPrecedes(text[b.start..<(b.start + b.length)])
        }.map(\.index)
    }
}
