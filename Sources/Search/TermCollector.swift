/// Collects the terms of one page, each once.
///
/// A term is a word in lower case and without accents. Words with `_` count whole and in their parts. Texts without
/// spaces, such as Chinese, are cut into pairs of characters. The script cuts what a reader types in the same way.
struct TermCollector {
    /// Longer words are encoded data: nobody types them.
    static let longest = 40

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
            var part = start
            var hasParts = false
            var pairs: [Unicode.Scalar] = []
            scan: while index < text.count {
                let byte = text[index]
                if byte < 0x80 {
                    guard TermCollector.isWord(byte) else { break scan }
                    if !pairs.isEmpty { break scan }
                    if byte == UInt8(ascii: "_") {
                        if bytes.count > part { insert(part..<bytes.count, weight, keeps: true) }
                        hasParts = true
                        bytes.append(byte)
                        part = bytes.count
                    } else {
                        bytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
                    }
                    index += 1
                    continue
                }
                let (scalar, length) = TermCollector.decode(text, index)
                if Fold.isIdeograph(scalar) {
                    guard bytes.count == start else { break scan }
                    pairs.append(scalar)
                } else {
                    guard pairs.isEmpty, Fold.append(scalar, to: &bytes) else {
                        if pairs.isEmpty, bytes.count == start { index += length }
                        break scan
                    }
                }
                index += length
            }
            if !pairs.isEmpty {
                insertPairs(pairs, weight)
            } else {
                if hasParts, bytes.count > part { insert(part..<bytes.count, weight, keeps: true) }
                insert(start..<bytes.count, weight, keeps: false)
            }
        }
    }

    private mutating func insertPairs(_ scalars: [Unicode.Scalar], _ weight: Weight) {
        for index in scalars.indices where index + 1 < scalars.count || scalars.count == 1 {
            let start = bytes.count
            for scalar in scalars[index...].prefix(2) { bytes.append(contentsOf: String(scalar).utf8) }
            insert(start..<bytes.count, weight, keeps: false)
        }
    }

    /// Adds the term that stands in a range of the buffer. What is known already is cut off its end again, unless a
    /// longer term is being read.
    private mutating func insert(_ range: Range<Int>, _ weight: Weight, keeps: Bool) {
        let length = range.count
        guard length > 0, length <= TermCollector.longest else { return }
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
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        // A page with more different words than that is no page; its first ones find it.
        guard entries.count < Int(UInt16.max) - 1 else { return }
        slots[slot] = UInt16(entries.count + 1)
        entries.append(
            Entry(
                start: range.lowerBound, hash: hash, count: weight == .text ? 1 : 0, weight: weight,
                length: UInt8(length)))
        if entries.count * 2 > slots.count { grow() }
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

/// How characters beyond ASCII become part of a term.
enum Fold {
    /// The letters without accents for U+00C0 to U+017F; a dot for what has none, which stays as it is.
    private static let latin = Array(
        """
        aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.yaaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiii\
        iiiii...jjkk.llllll....nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.
        """.utf8)

    /// Appends a letter or digit in lower case; false when the character is neither.
    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            break
        default: return false
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
