#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A source cut into lines the way CommonMark does: at `\n`, `\r` or both together.
struct SourceLines {
    let bytes: [UInt8]
    /// Where each line is, without its end.
    let ranges: [Range<Int>]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var ranges: [Range<Int>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                ranges.append(start..<index)
                if byte == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") {
                    index += 1
                }
                start = index + 1
            }
            index += 1
        }
        if start < bytes.count { ranges.append(start..<bytes.count) }
        self.ranges = ranges
    }

    /// The line with a number counted from 1.
    func line(_ number: Int) -> ArraySlice<UInt8> { bytes[ranges[number - 1]] }

    /// What a paragraph in `quoteDepth` block quotes sees of a line that is not its first.
    func content(ofLine number: Int, quoteDepth: Int) -> ArraySlice<UInt8> {
        var rest = line(number).trimmed
        for _ in 0..<quoteDepth {
            guard rest.first == UInt8(ascii: ">") else { break }
            rest = rest.dropFirst().trimmed
        }
        return rest
    }
}

extension UInt8 {
    var isSpaceOrTab: Bool { self == 0x20 || self == 0x09 }
    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    var isWhitespace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

extension ArraySlice<UInt8> {
    /// Without spaces and tabs at both ends.
    var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first.isSpaceOrTab { slice.removeFirst() }
        while let last = slice.last, last.isSpaceOrTab { slice.removeLast() }
        return slice
    }
}

extension Collection<UInt8> {
    /// Whether the bytes begin with an ASCII text.
    func hasPrefix(_ prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { self.starts(with: $0) }
    }

    /// Where an ASCII text is first.
    func firstRange(of text: StaticString) -> Range<Index>? {
        let length = text.utf8CodeUnitCount
        func offset(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
            guard let start = bytes.baseAddress, length > 0 else { return nil }
            var position = 0
            while bytes.count - position >= length,
                let found = memchr(start + position, Int32(text.utf8Start[0]), bytes.count - position - length + 1)
            {
                position = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
                if memcmp(start + position, text.utf8Start, length) == 0 { return position }
                position += 1
            }
            return nil
        }
        // Some collections of bytes have them in one place, others are copied.
        let found = withContiguousStorageIfAvailable(offset) ?? Array(self).withUnsafeBufferPointer(offset)
        return found.map { offset in
            let start = index(startIndex, offsetBy: offset)
            return start..<index(start, offsetBy: length)
        }
    }
}
