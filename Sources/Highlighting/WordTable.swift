/// The words of a language that mean something, looked up by bytes.
struct WordTable: Sendable {
    private struct Word {
        var hash: UInt32
        var start: Int
        var length: Int
        var kind: TokenKind
    }

    /// For each remainder of a hash one more than the index of a word; 0 is free. At least three quarters are free.
    private let slots: [UInt16]
    private let words: [Word]
    private let bytes: [UInt8]
    private let mask: Int

    /// - Parameter groups: words separated by white space; in lower case for a language that folds it.
    init(_ groups: [(TokenKind, String)]) {
        var words: [Word] = []
        var bytes: [UInt8] = []
        for (kind, list) in groups {
            for word in list.split(whereSeparator: \.isWhitespace) {
                let start = bytes.count
                bytes.append(contentsOf: word.utf8)
                var hash = WordTable.seed
                for byte in word.utf8 { WordTable.mix(byte, into: &hash) }
                words.append(Word(hash: hash, start: start, length: bytes.count - start, kind: kind))
            }
        }
        var size = 16
        while size < words.count * 4 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        for (index, word) in words.enumerated() {
            var slot = Int(word.hash) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt16(index + 1)
        }
        self.slots = slots
        self.words = words
        self.bytes = bytes
        mask = size - 1
    }

    static let seed: UInt32 = 2_166_136_261

    /// FNV-1a.
    @inline(__always)
    static func mix(_ byte: UInt8, into hash: inout UInt32) {
        hash = (hash ^ UInt32(byte)) &* 16_777_619
    }

    /// What the word in a range is, given the hash of its bytes.
    func kind(of range: Range<Int>, in source: UnsafeBufferPointer<UInt8>, hash: UInt32, folds: Bool) -> TokenKind? {
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let word = words[Int(slots[slot]) - 1]
            if word.hash == hash, word.length == range.count {
                var offset = 0
                while offset < word.length {
                    let byte = source[range.lowerBound + offset]
                    guard bytes[word.start + offset] == (folds ? byte.folded : byte) else { break }
                    offset += 1
                }
                if offset == word.length { return word.kind }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }
}

extension UInt8 {
    /// Upper case letters as lower case; what is no letter may change too, but always in the same way.
    @inline(__always) var folded: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
    @inline(__always) var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    @inline(__always) var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    @inline(__always) var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    @inline(__always) var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    /// Letters, digits, `_`, and every byte of a character beyond ASCII.
    @inline(__always) var isWordPart: Bool { isLetter || isDigit || self == 0x5F || self >= 0x80 }
    @inline(__always) var isWordStart: Bool { isLetter || self == 0x5F || self >= 0x80 }
}
