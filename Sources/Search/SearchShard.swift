/// The terms between two words with their pages, as the script reads them.
public struct SearchShard: Hashable, Sendable {
    /// Its first term.
    public var first: String
    public var bytes: [UInt8]

    public init(first: String, bytes: [UInt8]) {
        self.first = first
        self.bytes = bytes
    }
}

/// Encodes terms in the order of their bytes, cut into shards.
struct ShardWriter {
    /// A shard ends where the second letter changes once it is this long, where the third does at twice the length, and
    /// anywhere at four times: so an edit moves few borders.
    private static let length = 10_000
    static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".utf8)

    private(set) var shards: [SearchShard] = []
    private var previous: ArraySlice<UInt8> = []

    /// How many bytes a term has in common with the one before.
    private func common(_ word: ArraySlice<UInt8>) -> Int {
        let most = min(previous.count, word.count)
        var common = 0
        while common < most, previous[previous.startIndex + common] == word[word.startIndex + common] { common += 1 }
        return common
    }

    /// Whether a shard begins with this term, if it comes next.
    func begins(with word: ArraySlice<UInt8>) -> Bool { begins(common(word)) }

    private func begins(_ common: Int) -> Bool {
        (shards.last?.bytes.count ?? .max) >= ShardWriter.length * (common < 2 ? 1 : common < 3 ? 2 : 4)
    }

    /// Adds the term that comes next.
    ///
    /// - Parameter values: its pages, each with the weight in the lowest two bits, in order.
    mutating func add(_ word: ArraySlice<UInt8>, _ values: ArraySlice<UInt32>) {
        var common = common(word)
        if begins(common) {
            // A character of several bytes may have been cut: the first term of a shard stands there whole.
            shards.append(SearchShard(first: String(decoding: word, as: UTF8.self), bytes: []))
            common = 0
        }
        // The length of what is left out has one digit.
        common = min(common, ShardWriter.digits.count - 1)
        while common > 0, common < word.count, word[word.startIndex + common] & 0xC0 == 0x80 { common -= 1 }
        let last = shards.count - 1
        // The script counts in UTF-16.
        let units = String(decoding: word.prefix(common), as: UTF8.self).utf16.count
        shards[last].bytes.append(ShardWriter.digits[units])
        shards[last].bytes.append(contentsOf: word.dropFirst(common))
        shards[last].bytes.append(0x20)
        var page: UInt32 = 0
        for value in values {
            ShardWriter.append((value >> 2 - page) << 2 | value & 3, to: &shards[last].bytes)
            page = value >> 2
        }
        shards[last].bytes.append(UInt8(ascii: "|"))
        previous = word
    }

    /// Five bits a digit, the lowest first; digits from 32 on say that more follow.
    private static func append(_ value: UInt32, to output: inout [UInt8]) {
        var rest = value
        while rest >= 32 {
            output.append(digits[Int(rest & 31) + 32])
            rest >>= 5
        }
        output.append(digits[Int(rest)])
    }
}

/// Reads back what a ``ShardWriter`` wrote.
struct ShardReader {
    /// A term and its pages, each with the weight in the lowest two bits.
    struct Term {
        var word: [UInt8]
        var values: [UInt32]
    }

    /// Nil for bytes that are no shard.
    static func terms(_ bytes: [UInt8]) -> [Term]? {
        var terms: [Term] = []
        var word: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let units = numbers[Int(bytes[place])]
            guard units < 64, let kept = prefix(of: word, units: Int(units)),
                let space = bytes[place...].firstIndex(of: 0x20)
            else { return nil }
            word = Array(word[..<kept]) + bytes[(place + 1)..<space]
            place = space + 1
            var term = Term(word: word, values: [])
            var (page, value, shift): (UInt32, UInt32, UInt32) = (0, 0, 0)
            while place < bytes.count, bytes[place] != UInt8(ascii: "|") {
                let digit = UInt32(numbers[Int(bytes[place])])
                guard digit < 64, shift < 32 else { return nil }
                value |= (digit & 31) << shift
                shift += 5
                place += 1
                guard digit < 32 else { continue }
                page &+= value >> 2
                term.values.append(page << 2 | value & 3)
                (value, shift) = (0, 0)
            }
            guard place < bytes.count, shift == 0 else { return nil }
            place += 1
            terms.append(term)
        }
        return terms
    }

    /// How many bytes so many units of UTF-16 take at the start of a term; nil when it has none there.
    private static func prefix(of word: [UInt8], units: Int) -> Int? {
        var (place, left) = (0, units)
        while left > 0, place < word.count {
            let length = word[place] < 0x80 ? 1 : word[place] < 0xE0 ? 2 : word[place] < 0xF0 ? 3 : 4
            place += length
            left -= length == 4 ? 2 : 1
        }
        return left == 0 && place <= word.count ? place : nil
    }

    /// The values of digits; 64 for what is none.
    private static let numbers: [UInt8] = {
        var numbers = [UInt8](repeating: 64, count: 256)
        for (number, digit) in ShardWriter.digits.enumerated() { numbers[Int(digit)] = UInt8(number) }
        return numbers
    }()
}
