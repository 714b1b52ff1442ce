/// Collects the terms of one page, each once.
///
/// A term is a word in lower case and without accents. Words of parts, such as `code_verifier`, `tokenEndpoint` and
/// `RFC9728`, count whole, in their parts, and from each part on to their end, so that whoever types the beginning of what
/// stands anywhere in them finds them. Texts without spaces, such as Chinese, are cut into pairs of characters, and the
/// last one counts alone: so every character begins a term. The script cuts what a reader types in the same way.
struct TermCollector {
    /// Longer words, and parts of words, are encoded data: nobody types them.
    static let longest = 40
    /// A name of parts is longer, but none is longer than this.
    static let longestName = 120

    private struct Entry {
        var start: Int
        var hash: UInt32
        var count: UInt8
        var weight: Weight
        var length: UInt8
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// One more than the index of an entry; 0 is free.
    private var slots = [UInt16](repeating: 0, count: 1024)

    init() {
        bytes.reserveCapacity(4096)
        entries.reserveCapacity(512)
    }

    var count: Int { entries.count }

    mutating func add(_ text: String, _ weight: Weight) {
        var text = text
        text.withUTF8 { add($0, weight) }
    }

    private mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ weight: Weight) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80, !TermCollector.isWord(byte) {
                index += 1
                continue
            }
            let start = bytes.count
            var parts = WordParts(at: start)
            var pairs: [Unicode.Scalar] = []
            scan: while index < text.count {
                let byte = text[index]
                if byte < 0x80 {
                    guard TermCollector.isWord(byte) else { break scan }
                    if !pairs.isEmpty { break scan }
                    parts.add(byte, at: bytes.count)
                    bytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
                    index += 1
                    continue
                }
                let (scalar, length) = TermCollector.decode(text, index)
                if Fold.isIdeograph(scalar) {
                    guard bytes.count == start else { break scan }
                    pairs.append(scalar)
                } else {
                    parts.add(0, at: bytes.count)
                    guard pairs.isEmpty, Fold.append(scalar, to: &bytes) else {
                        if pairs.isEmpty, bytes.count == start { index += length }
                        break scan
                    }
                }
                index += length
            }
            if pairs.isEmpty {
                insert(start, parts.finished(at: bytes.count), weight)
            } else {
                insertPairs(pairs, weight)
            }
        }
    }

    /// Adds a word that ends the buffer, with its parts.
    private mutating func insert(_ start: Int, _ parts: WordParts, _ weight: Weight) {
        let end = bytes.count
        let most = parts.longest <= TermCollector.longest ? TermCollector.longestName : 0
        var isNeeded = false
        for part in parts.named where part.count <= TermCollector.longest {
            isNeeded = insert(part, weight, keeps: true) || isNeeded
        }
        if end - start <= most {
            for part in parts.starts.dropFirst() where part < end && part != parts.named.last?.lowerBound {
                isNeeded = insert(part..<end, weight, keeps: true) || isNeeded
            }
        }
        if end - start <= most { insert(start..<end, weight, keeps: isNeeded) }
    }

    private mutating func insertPairs(_ scalars: [Unicode.Scalar], _ weight: Weight) {
        for index in scalars.indices {
            let start = bytes.count
            for scalar in scalars[index...].prefix(2) { bytes.append(contentsOf: String(scalar).utf8) }
            insert(start..<bytes.count, weight, keeps: false)
        }
    }

    /// Adds the term that stands in a range of the buffer. What is known already is cut off its end again, unless a
    /// longer term is being read.
    /// - Returns: whether it is a new one.
    @discardableResult
    private mutating func insert(_ range: Range<Int>, _ weight: Weight, keeps: Bool) -> Bool {
        let length = range.count
        guard length > 0 else { return false }
        var hash: UInt32 = 2_166_136_261
        for index in range { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].hash == hash, Int(entries[index].length) == length,
                isEqual(entries[index].start, range.lowerBound, length)
            {
                if weight.rawValue > entries[index].weight.rawValue { entries[index].weight = weight }
                if weight == .text, entries[index].count < 255 { entries[index].count += 1 }
                if !keeps { bytes.removeSubrange(range.lowerBound...) }
                return false
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        // A page with more different words than that is no page; its first ones find it.
        guard entries.count < Int(UInt16.max) - 1 else { return false }
        slots[slot] = UInt16(entries.count + 1)
        entries.append(
            Entry(
                start: range.lowerBound, hash: hash, count: weight == .text ? 1 : 0, weight: weight,
                length: UInt8(length)))
        if entries.count * 2 > slots.count { grow() }
        return true
    }

    private func isEqual(_ one: Int, _ other: Int, _ length: Int) -> Bool {
        for offset in 0..<length where bytes[one + offset] != bytes[other + offset] { return false }
        return true
    }

    private mutating func grow() {
        slots = [UInt16](repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt16(index + 1)
        }
    }

    /// Appends length, weight and bytes of every term, in the order of their first use.
    func write(to output: inout [UInt8]) {
        for entry in entries {
            let isOften = entry.weight == .text && entry.count >= Weight.oftenCount
            output.append(entry.length)
            output.append((isOften ? .often : entry.weight).rawValue)
            output.append(contentsOf: bytes[entry.start..<(entry.start + Int(entry.length))])
        }
    }

    @inline(__always)
    private static func isWord(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5F
    }

    /// The character at an index. The text is a string's, so the bytes are valid.
    private static func decode(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(text[index])
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + length <= text.count else { return ("\u{FFFD}", text.count - index) }
        var value = length == 2 ? first & 0x1F : length == 3 ? first & 0x0F : first & 0x07
        for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}

/// Where the parts of a word begin: behind `_`, at a capital within it, and at the number at its end.
struct WordParts {
    /// The starts of all parts, that of the word first, in order. Each begins a term that goes on to the word's end.
    private(set) var starts: [Int]
    /// The parts between `_`, where there are any.
    private(set) var named: [Range<Int>] = []
    /// Whether the word has a `_`.
    private(set) var isName = false
    /// How long the longest part is.
    private(set) var longest = 0

    private enum Kind { case none, lower, upper, digit, other }

    private var start: Int
    private var soft: [Int] = []
    private var previous = Kind.none
    private var beforePrevious = Kind.none
    private var digits = 0
    private var end: Int

    init(at start: Int) {
        starts = [start]
        self.start = start
        end = start
    }

    /// Takes the next byte of the word as it is written; 0 for a character beyond ASCII.
    mutating func add(_ byte: UInt8, at place: Int) {
        end = place
        if byte == UInt8(ascii: "_") {
            close()
            isName = true
            start = place + 1
            return
        }
        let kind: Kind =
            switch byte {
            case 0x61...0x7A: .lower
            case 0x41...0x5A: .upper
            case 0x30...0x39: .digit
            default: .other
            }
        if kind == .upper, previous == .lower { soft.append(place) }
        if kind == .lower, previous == .upper, beforePrevious == .upper { soft.append(place - 1) }
        digits = kind == .digit ? digits + 1 : 0
        (beforePrevious, previous) = (previous, kind)
    }

    /// What is known when the word is over.
    func finished(at end: Int) -> WordParts {
        var parts = self
        parts.end = end
        parts.close()
        if !isName { parts.named = [] }
        return parts
    }

    /// Ends a part between `_`.
    private mutating func close() {
        if end > start {
            if start > starts[0] { starts.append(start) }
            named.append(start..<end)
            // Between letters and two digits or more, as in `RFC9728`.
            if digits >= 2, digits < end - start, soft.last != end - digits { soft.append(end - digits) }
            // A letter here and a capital there is encoded data.
            let lengths = zip([start] + soft, soft + [end]).map { $1 - $0 }
            if soft.count <= 6, lengths.dropFirst().allSatisfy({ $0 > 1 }) {
                starts += soft
                longest = max(longest, lengths.max() ?? 0)
            } else {
                longest = max(longest, end - start)
            }
        }
        soft = []
        (beforePrevious, previous) = (.none, .none)
        digits = 0
    }
}

/// How characters beyond ASCII become part of a term.
enum Fold {
    /// The letters without accents for U+00C0 to U+017F; a dot for what has none, which stays as it is.
    private static let latin = Array(
        """
        aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.yaaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiii\
        iiiii...jjkk.llllll....nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.
        """.utf8)

    /// The same for U+1E00 to U+1EFF.
    private static let extended = Array(
        """
        aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
        ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
        iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......
        """.utf8)

    /// The letter or digit of ASCII that a character of full width stands for.
    private static func fullWidth(_ value: UInt32) -> UInt8? {
        switch value {
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: UInt8(value - 0xFEE0)
        case 0xFF21...0xFF3A: UInt8(value - 0xFEC0)
        default: nil
        }
    }

    /// Appends a letter or digit in lower case; false when the character is neither.
    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            break
        default: return false
        }
        // Marks above and below letters are no more than their accents.
        if scalar.value >= 0x300, scalar.value <= 0x36F { return true }
        if let plain = fullWidth(scalar.value) {
            bytes.append(plain)
            return true
        }
        if scalar.value >= 0x1E00, scalar.value <= 0x1EFF, extended[Int(scalar.value) - 0x1E00] != UInt8(ascii: ".") {
            bytes.append(extended[Int(scalar.value) - 0x1E00])
            return true
        }
        if scalar.value >= 0xC0, scalar.value <= 0x17F, latin.indices.contains(Int(scalar.value) - 0xC0),
            latin[Int(scalar.value) - 0xC0] != UInt8(ascii: ".")
        {
            bytes.append(latin[Int(scalar.value) - 0xC0])
        } else {
            bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        }
        return true
    }

    /// Chinese and Japanese characters, which are written without spaces.
    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
