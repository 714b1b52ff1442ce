/// Writes code as HTML while a tokenizer names its pieces from left to right.
///
/// Whatever no token covers is written as it is, so no tokenizer can lose or change a byte. No element spans the end of
/// a line: the result can be cut into lines.
struct Painter {
    let source: UnsafeBufferPointer<UInt8>
    private var output: [UInt8]
    /// Everything before it has been written.
    private var written = 0
    /// A token that may still grow.
    private var open: (kind: TokenKind, range: Range<Int>)?

    init(_ source: UnsafeBufferPointer<UInt8>, output: consuming [UInt8]) {
        self.source = source
        self.output = output
        self.output.reserveCapacity(self.output.count + source.count * 2)
    }

    /// Says what a range is. Ranges come in ascending order; what was painted already stays.
    mutating func paint(_ kind: TokenKind, _ range: Range<Int>) {
        var start = range.lowerBound
        let end = min(range.upperBound, source.count)
        if let token = open {
            if token.range.upperBound >= start, token.kind == kind {
                open = (kind, token.range.lowerBound..<max(end, token.range.upperBound))
                return
            }
            start = max(start, token.range.upperBound)
            flush(token.kind, token.range)
        }
        open = start < end ? (kind, start..<end) : nil
    }

    /// Ends the work.
    consuming func finish() -> [UInt8] {
        if let token = open { flush(token.kind, token.range) }
        writePlain(written..<source.count)
        return output
    }

    private mutating func flush(_ kind: TokenKind, _ range: Range<Int>) {
        writePlain(written..<range.lowerBound)
        var start = range.lowerBound
        for index in range where source[index] == 0x0A {
            write(kind, start..<index)
            output.append(0x0A)
            start = index + 1
        }
        write(kind, start..<range.upperBound)
        written = range.upperBound
    }

    private mutating func write(_ kind: TokenKind, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        append("<span class=\"")
        output.append(kind.letter)
        append("\">")
        writePlain(range)
        append("</span>")
    }

    private mutating func writePlain(_ range: Range<Int>) {
        var start = range.lowerBound
        for index in range {
            let entity: StaticString
            switch source[index] {
            case UInt8(ascii: "&"): entity = "&amp;"
            case UInt8(ascii: "<"): entity = "&lt;"
            case UInt8(ascii: ">"): entity = "&gt;"
            default: continue
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: source[start..<index]))
            append(entity)
            start = index + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: source[start..<range.upperBound]))
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }
}
