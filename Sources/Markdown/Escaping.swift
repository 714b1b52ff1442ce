/// Appends text to HTML so that it stays text, in an element as well as in a quoted attribute.
public func appendEscaped(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
    let isDone: Void? = text.withContiguousStorageIfAvailable { appendEscaped($0, to: &output) }
    if isDone == nil { Array(text).withUnsafeBufferPointer { appendEscaped($0, to: &output) } }
}

func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var start = 0
    for index in text.indices {
        let entity: StaticString
        switch text[index] {
        case UInt8(ascii: "&"): entity = "&amp;"
        case UInt8(ascii: "<"): entity = "&lt;"
        case UInt8(ascii: ">"): entity = "&gt;"
        case UInt8(ascii: "\""): entity = "&quot;"
        default: continue
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        output.append(entity)
        start = index + 1
    }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
}

/// Appends a URL as the value of an attribute: what no URL may contain is percent-encoded, the rest escaped.
func appendURL(_ url: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    for byte in url {
        switch byte {
        case UInt8(ascii: "&"): output.append("&amp;")
        case UInt8(ascii: "'"): output.append("&#x27;")
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "%"), UInt8(ascii: "(")...UInt8(ascii: ";"),
            UInt8(ascii: "="), UInt8(ascii: "?")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "~"):
            output.append(byte)
        default: appendPercentEncoded(byte, to: &output)
        }
    }
}

func appendPercentEncoded(_ byte: UInt8, to output: inout [UInt8]) {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "A") }
    output.append(UInt8(ascii: "%"))
    output.append(digit(byte >> 4))
    output.append(digit(byte & 0x0F))
}

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    mutating func append(_ number: some BinaryInteger) where Element == UInt8 {
        append(contentsOf: String(number).utf8)
    }
}
