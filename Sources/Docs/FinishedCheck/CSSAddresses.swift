/// Reads the addresses of a stylesheet, or of a style within a page: `url(…)`, `src(…)`, `@import` and `image-set(…)`.
struct CSSAddresses {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    private let bytes: Bytes
    private let start: AddressCollector.Place
    private let isSheet: Bool
    private var position = 0
    /// How many brackets are open, and within which of them strings are addresses.
    private var depth = 0
    private var sets: [Int] = []
    private var isImport = false

    /// - Parameters:
    ///   - start: where the text stands in its file; the places of its addresses are counted from there.
    ///   - isSheet: whether it is a file of its own, whose fragments are those of whatever it is for.
    static func read(_ bytes: Bytes, at start: AddressCollector.Place, isSheet: Bool, _ found: inout AddressCollector) {
        var reader = CSSAddresses(bytes: bytes, start: start, isSheet: isSheet)
        while reader.position < bytes.count { reader.step(&found) }
    }

    private init(bytes: Bytes, start: AddressCollector.Place, isSheet: Bool) {
        self.bytes = bytes
        self.start = start
        self.isSheet = isSheet
    }

    private mutating func step(_ found: inout AddressCollector) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "/") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "*"):
            skipComment()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let place = position
            let text = string()
            if isImport || sets.last == depth { take(text, at: place, &found) }
            isImport = false
        case UInt8(ascii: "\\"): position += 2
        case UInt8(ascii: "("):
            depth += 1
            position += 1
        case UInt8(ascii: ")"):
            if sets.last == depth { sets.removeLast() }
            depth -= 1
            position += 1
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"):
            (depth, sets, isImport) = (0, [], false)
            position += 1
        case UInt8(ascii: "@"): readRule()
        case _ where CSSAddresses.isName(byte): readName(&found)
        default: position += 1
        }
    }

    private mutating func readRule() {
        position += 1
        let name = name()
        if name == "import" { isImport = true }
        // The name of a vocabulary is no address.
        if name == "namespace" { while position < bytes.count, bytes[position] != UInt8(ascii: ";") { position += 1 } }
    }

    private mutating func readName(_ found: inout AddressCollector) {
        let name = name()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "(") else { return }
        switch name {
        case "url", "src":
            position += 1
            let place = position
            let text = argument()
            take(text, at: place, &found)
            isImport = false
        case "image-set", "-webkit-image-set":
            position += 1
            depth += 1
            sets.append(depth)
        default: break
        }
    }

    private mutating func name() -> String {
        let start = position
        while position < bytes.count, CSSAddresses.isName(bytes[position]) { position += 1 }
        // No name that matters is longer.
        guard position - start < 24 else { return "" }
        return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private mutating func skipComment() {
        position += 2
        while position + 1 < bytes.count,
            !(bytes[position] == UInt8(ascii: "*") && bytes[position + 1] == UInt8(ascii: "/"))
        {
            position += 1
        }
        position = min(bytes.count, position + 2)
    }

    /// What stands between the brackets of `url(…)`.
    private mutating func argument() -> [UInt8] {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        guard position < bytes.count else { return [] }
        var text: [UInt8] = []
        if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") {
            text = string()
            while position < bytes.count, bytes[position] != UInt8(ascii: ")") { position += 1 }
        } else {
            while position < bytes.count, bytes[position] != UInt8(ascii: ")") { text += character() }
            while let last = text.last, last <= 0x20 { text.removeLast() }
        }
        position = min(bytes.count, position + 1)
        return text
    }

    private mutating func string() -> [UInt8] {
        let quote = bytes[position]
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            // A string ends with its line at the latest.
            if bytes[position] == UInt8(ascii: "\n") { return text }
            text += character()
        }
        position = min(bytes.count, position + 1)
        return text
    }

    /// The next character, which may be written by its number (CSS Syntax, 4.3.7).
    private mutating func character() -> [UInt8] {
        let byte = bytes[position]
        position += 1
        guard byte == UInt8(ascii: "\\"), position < bytes.count else { return [byte] }
        var number: UInt32 = 0
        var digits = 0
        while digits < 6, position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue {
            number = number << 4 | UInt32(digit)
            digits += 1
            position += 1
        }
        if digits > 0 {
            if position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            return Array(String(Character(Unicode.Scalar(number) ?? "\u{FFFD}")).utf8)
        }
        let escaped = bytes[position]
        position += 1
        return escaped == UInt8(ascii: "\n") ? [] : [escaped]
    }

    private func take(_ text: [UInt8], at offset: Int, _ found: inout AddressCollector) {
        guard let first = text.first, !(isSheet && first == UInt8(ascii: "#")) else { return }
        let place: AddressCollector.Place
        switch start {
        case .offset(let number): place = .offset(number + offset)
        case .line: place = start
        }
        found.take(text, isLoaded: first != UInt8(ascii: "#"), at: place)
    }
}
