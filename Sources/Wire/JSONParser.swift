/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    public var offset: Int
    public var reason: String
    public var description: String { "not JSON at byte \(offset): \(reason)" }
}

extension JSON {
    /// Reads one JSON text (RFC 8259) with nothing but white space around it. Bytes that are no
    /// UTF-8 are refused (section 8.1), and so is nesting deeper than 256 levels.
    public init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }

    /// Reads one JSON text of which nothing may be lost: where ``init(parsing:)`` puts U+FFFD for halves of surrogate
    /// pairs, this refuses them.
    ///
    /// - Parameter limit: how many values the text may hold, of all kinds and depths.
    public init(exactly bytes: some Collection<UInt8>, limit: Int) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes), isExact: true, limit: limit)
        self = try parser.document()
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    /// Whether halves of surrogate pairs are refused instead of replaced.
    let isExact: Bool
    let limit: Int
    var position = 0
    var depth = 0
    var values = 0

    init(bytes: [UInt8], isExact: Bool = false, limit: Int = .max) {
        self.bytes = bytes
        self.isExact = isExact
        self.limit = limit
    }

    mutating func document() throws(JSONError) -> JSON {
        skipSpace()
        let value = try value()
        skipSpace()
        if position < bytes.count { throw fail("text after the value") }
        return value
    }

    func fail(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func take(_ scalar: Unicode.Scalar) throws(JSONError) {
        guard peek == UInt8(ascii: scalar) else { throw fail("expected “\(scalar)”") }
        position += 1
    }

    mutating func value() throws(JSONError) -> JSON {
        guard let byte = peek else { throw fail("the text ends where a value should be") }
        values += 1
        if values > limit { throw fail("more than \(limit) values") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { (self) throws(JSONError) in try self.object() }
        case UInt8(ascii: "["): return try nested { (self) throws(JSONError) in try self.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fail("no value starts here")
        }
    }

    mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        depth += 1
        if depth > 256 { throw fail("nested too deeply") }
        let value = try body(&self)
        depth -= 1
        return value
    }

    mutating func word(_ text: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[position...].starts(with: text.utf8) else { throw fail("expected \(text)") }
        position += text.utf8.count
        return value
    }

    mutating func number() throws(JSONError) -> JSON {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        let firstDigit = peek
        let whole = digits()
        if whole == 0 || (whole > 1 && firstDigit == UInt8(ascii: "0")) { throw fail("malformed number") }
        if peek == UInt8(ascii: ".") {
            position += 1
            if digits() == 0 { throw fail("malformed number") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            if digits() == 0 { throw fail("malformed number") }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    mutating func digits() -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    mutating func array() throws(JSONError) -> JSON {
        try take("[")
        var items: [JSON] = []
        skipSpace()
        if peek == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            skipSpace()
            items.append(try value())
            skipSpace()
            if peek == UInt8(ascii: "]") {
                position += 1
                return .array(items)
            }
            try take(",")
        }
    }

    mutating func object() throws(JSONError) -> JSON {
        try take("{")
        var members: [JSON.Member] = []
        skipSpace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipSpace()
            let name = try string()
            skipSpace()
            try take(":")
            skipSpace()
            members.append(JSON.Member(name, try value()))
            skipSpace()
            if peek == UInt8(ascii: "}") {
                position += 1
                return .object(members)
            }
            try take(",")
        }
    }

    mutating func string() throws(JSONError) -> String {
        try take("\"")
        var out: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(of: out)
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw fail("control character in a string")
            default: out.append(byte)
            }
        }
        throw fail("the string does not end")
    }

    private func text(of bytes: [UInt8]) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw fail("the string before is not UTF-8") }
        return text
    }

    mutating func escape(into out: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw fail("the string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hex()
            if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: "\\u".utf8) {
                let mark = position
                position += 2
                let low = try hex()
                if (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = mark
                }
            }
            let scalar = Unicode.Scalar(code)
            if scalar == nil, isExact { throw fail("half of a surrogate pair") }
            out += Array(String(Character(scalar ?? "\u{FFFD}")).utf8)
        default: throw fail("unknown escape")
        }
    }

    mutating func hex() throws(JSONError) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fail("expected four hexadecimal digits") }
        position += 4
        return code
    }
}
