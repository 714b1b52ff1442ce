/// A tokenizer's place in the source, with what all tokenizers need to look around.
///
/// Reading beyond the end gives 0, which no rule of any language asks for.
struct Cursor {
    let source: UnsafeBufferPointer<UInt8>
    /// Where the tokenizer stops: the end of the source, or of a part in another language.
    var end: Int
    var position: Int
    var painter: Painter

    init(_ source: UnsafeBufferPointer<UInt8>, output: consuming [UInt8]) {
        self.source = source
        end = source.count
        position = 0
        painter = Painter(source, output: output)
    }

    @inline(__always) var isAtEnd: Bool { position >= end }
    @inline(__always) var byte: UInt8 { position < end ? source[position] : 0 }

    @inline(__always)
    func peek(_ offset: Int) -> UInt8 { at(position + offset) }

    @inline(__always)
    func at(_ index: Int) -> UInt8 { index >= 0 && index < end ? source[index] : 0 }

    /// Whether the bytes at the position are an ASCII text.
    func looksAt(_ text: StaticString) -> Bool { looksAt(text, at: position) }

    func looksAt(_ text: StaticString, at index: Int) -> Bool {
        guard index >= 0, end - index >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for offset in text.indices where source[index + offset] != text[offset] { return false }
            return true
        }
    }

    /// Paints from a place to the position.
    mutating func paint(_ kind: TokenKind, from start: Int) { painter.paint(kind, start..<position) }

    /// Moves behind the bytes that pass.
    @inline(__always)
    mutating func skip(while isIncluded: (UInt8) -> Bool) {
        while position < end, isIncluded(source[position]) { position += 1 }
    }

    mutating func skipBlanks() { skip { $0 == 0x20 || $0 == 0x09 } }

    /// Moves to the end of the line, before its line feed.
    mutating func skipLine() { position = lineEnd(from: position) }

    func lineEnd(from index: Int) -> Int {
        var index = index
        while index < end, source[index] != 0x0A { index += 1 }
        return index
    }

    /// Moves behind the next occurrence of a text, or to the end.
    mutating func skip(through text: StaticString) {
        let first = text.utf8Start.pointee
        while position < end {
            if source[position] == first, looksAt(text) {
                position += text.utf8CodeUnitCount
                return
            }
            position += 1
        }
    }

    /// How often a byte stands at the position, one after the other.
    func run(of byte: UInt8) -> Int { run(of: byte, at: position) }

    func run(of byte: UInt8, at index: Int) -> Int {
        var count = 0
        while at(index + count) == byte, index + count < end { count += 1 }
        return count
    }

    /// Runs a tokenizer over a part of the source and moves behind it.
    mutating func embed(upTo inner: Int, _ tokenize: (inout Cursor) -> Void) {
        let outer = end
        end = min(inner, outer)
        tokenize(&self)
        position = end
        end = outer
    }
}
