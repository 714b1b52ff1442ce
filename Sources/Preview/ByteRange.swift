/// What a browser asks of a file when it wants a part: it plays films so (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// Everything, because no part is asked for, or in a way that may be passed over.
    case whole
    case part(Range<Int>)
    /// Nothing of the file is in what is asked for.
    case unsatisfiable

    /// - Parameters:
    ///   - value: that of `Range`.
    ///   - condition: that of `If-Range`; the part is wanted only if it is the file's tag (section 13.1.5).
    init(_ value: String?, ifRange condition: String?, tag: String, length: Int) {
        self = .whole
        guard let value, condition == nil || condition == tag else { return }
        let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // Several parts at once may be answered with the whole.
        guard parts.count == 2, parts[0].lowercased() == "bytes", !parts[1].contains(",") else { return }
        let ends = parts[1].trimmed.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return }
        switch (ByteRange.number(ends[0]), ByteRange.number(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return }
            self = ByteRange(first, last, length)
        case (let first?, nil) where ends[1].isEmpty: self = ByteRange(first, .max, length)
        case (nil, let count?) where ends[0].isEmpty:
            self = count == 0 ? .unsatisfiable : ByteRange(max(0, length - count), .max, length)
        default: return
        }
    }

    /// From the first byte to the last that there is.
    private init(_ first: Int, _ last: Int, _ length: Int) {
        self = first < length ? .part(first..<(min(last, length - 1) + 1)) : .unsatisfiable
    }

    /// A number in digits; one that is too large stands for the largest.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int(text) ?? .max
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
