/// A list of names and values as in a query or an `application/x-www-form-urlencoded` body; order and repeats are kept.
public struct Form: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public var fields: [Field]

    public struct Field: Hashable, Sendable {
        public var name: String
        /// Decoded. Bytes that are no UTF-8 stay percent-encoded, so that a reader sees them.
        public var value: String { didSet { exactValue = nil } }
        /// The encoded value where its text does not tell its bytes.
        private(set) var exactValue: String?

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        fileprivate init(decoding pair: ArraySlice<UInt8>) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = Percent.bytes(of: parts.count > 1 ? Array(parts[1]) : [], plusIsSpace: true)
            let text = Percent.text(value)
            name = Percent.text(Percent.bytes(of: Array(parts[0]), plusIsSpace: true))
            self.value = text
            exactValue = text.utf8.elementsEqual(value) ? nil : Percent.encode(value, spaceAsPlus: true)
        }

        fileprivate var encoded: String {
            Percent.encode(name, spaceAsPlus: true) + "=" + (exactValue ?? Percent.encode(value, spaceAsPlus: true))
        }
    }

    public init(_ fields: [Field] = []) { self.fields = fields }
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { Field($0, $1) } }

    /// Reads a query or form text; `+` is a space. A broken percent escape stays as it is.
    public init(parsing text: some StringProtocol) { self.init(parsing: Array(text.utf8)) }

    /// Reads a form body. Bytes that are no UTF-8 are kept.
    public init(parsing bytes: [UInt8]) {
        fields = bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true).map(Field.init(decoding:))
    }

    /// The first value with this name.
    public subscript(name: String) -> String? { field(name)?.value }

    /// The first field with this name, whose value can be sent on as it came.
    public func field(_ name: String) -> Field? { fields.first { $0.name == name } }

    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The fields that have a value: OAuth treats a parameter without one as left out (RFC 6749 sections 3.1 and 3.2).
    public var withValues: Form { Form(fields.filter { !$0.value.isEmpty }) }

    /// The names that occur more than once, in the order of their first repeat.
    public var repeatedNames: [String] {
        var seen: Set<[UInt8]> = []
        var out: [String] = []
        for field in fields where !seen.insert(Array(field.name.utf8)).inserted {
            if !out.contains(field.name) { out.append(field.name) }
        }
        return out
    }

    /// Appends a field, or does nothing when the value is nil.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { fields.append(Field(name, value)) }
    }

    /// Sets the first field of this name, or appends it; nil removes every one.
    public mutating func set(_ name: String, _ value: String?) {
        guard let value else { return fields.removeAll { $0.name == name } }
        if let index = fields.firstIndex(where: { $0.name == name }) {
            fields[index].value = value
        } else {
            fields.append(Field(name, value))
        }
    }

    /// The text for a query or body: UTF-8, unreserved characters as they are, the rest percent-encoded, space as `+`
    /// (WHATWG `application/x-www-form-urlencoded`, RFC 6749 appendix B).
    public var encoded: String {
        fields.map(\.encoded).joined(separator: "&")
    }
}

/// Percent encoding (RFC 3986 section 2.1).
public enum Percent {
    /// Keeps unreserved characters, encodes everything else.
    public static func encode(_ text: String, spaceAsPlus: Bool = false) -> String {
        encode(Array(text.utf8), spaceAsPlus: spaceAsPlus)
    }

    static func encode(_ bytes: [UInt8], spaceAsPlus: Bool) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) {
                out.append(byte)
            } else if spaceAsPlus && byte == 0x20 {
                out.append(UInt8(ascii: "+"))
            } else {
                out += escape(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Encodes what stands in no URI (RFC 3986 section 2) and keeps the rest, percent escapes among it.
    static func encodeForURI(_ text: String) -> String {
        let out = text.utf8.flatMap { isUnreserved($0) || uriSigns.contains($0) ? [$0] : escape($0) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Decodes once. A broken escape stays as it is, and so do the escapes of bytes that are no UTF-8.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        self.text(bytes(of: Array(text.utf8), plusIsSpace: plusIsSpace))
    }

    package static func bytes(of encoded: [UInt8], plusIsSpace: Bool) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < encoded.count {
            if encoded[index] == UInt8(ascii: "%"), index + 2 < encoded.count, let high = hex(encoded[index + 1]),
                let low = hex(encoded[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(plusIsSpace && encoded[index] == UInt8(ascii: "+") ? 0x20 : encoded[index])
                index += 1
            }
        }
        return out
    }

    /// Bytes as text, those that are no UTF-8 percent-encoded.
    package static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var out: [UInt8] = []
        var position = 0
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar):
                out += scalar
                position += scalar.count
            case .error(let length):
                out += bytes[position..<(position + length)].flatMap(escape)
                position += length
            case .emptyInput: return String(decoding: out, as: UTF8.self)
            }
        }
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
    }

    /// Besides the unreserved ones.
    private static let uriSigns = Set(":/?#[]@!$&'()*+,;=%".utf8)
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
