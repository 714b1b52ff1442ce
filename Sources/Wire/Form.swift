/// A list of names and values as in a query or an `application/x-www-form-urlencoded` body; order and repeats are kept.
public struct Form: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public var fields: [Field]

    public struct Field: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ fields: [Field] = []) { self.fields = fields }
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { Field($0, $1) } }

    /// Reads a query or form text; `+` is a space. A broken percent escape stays as it is.
    public init(parsing text: some StringProtocol) {
        fields = String(text).utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                .map { Percent.decode(Substring($0), plusIsSpace: true) }
            return Field(parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// The first value with this name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

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
        fields.map { Percent.encode($0.name, spaceAsPlus: true) + "=" + Percent.encode($0.value, spaceAsPlus: true) }
            .joined(separator: "&")
    }
}

/// Percent encoding (RFC 3986 section 2.1).
public enum Percent {
    /// Keeps unreserved characters, encodes everything else.
    public static func encode(_ text: String, spaceAsPlus: Bool = false) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                out.append(byte)
            } else if spaceAsPlus && byte == 0x20 {
                out.append(UInt8(ascii: "+"))
            } else {
                out += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Decodes once. A broken escape stays as it is; bytes that are no UTF-8 become U+FFFD.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(plusIsSpace && bytes[index] == UInt8(ascii: "+") ? 0x20 : bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

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
