/// Writes values one after the other, for files that only this program reads.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Small numbers take one byte.
    package mutating func write(_ number: Int) {
        var rest = UInt(bitPattern: (number << 1) ^ (number >> (Int.bitWidth - 1)))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Eight bytes.
    package mutating func write(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 {
            write($0.count)
            bytes.append(contentsOf: $0)
        }
    }

    package mutating func write(_ content: [UInt8]) {
        write(content.count)
        bytes += content
    }

    /// What another writer wrote.
    package mutating func append(_ other: ByteWriter) { bytes += other.bytes }

    package mutating func write(_ text: String?) { write(text) { $0.write($1) } }

    package mutating func write<Value>(_ value: Value?, _ each: (inout ByteWriter, Value) -> Void) {
        write(value != nil)
        if let value { each(&self, value) }
    }

    package mutating func write<Items: Collection>(
        _ items: Items, _ each: (inout ByteWriter, Items.Element) -> Void
    ) {
        write(items.count)
        for item in items { each(&self, item) }
    }
}

/// Reads back what a ``ByteWriter`` wrote.
package struct ByteReader: Sendable {
    /// The bytes end too early, or are not what was expected.
    package struct Damage: Error, Hashable, Sendable {
        package init() {}
    }

    private let bytes: [UInt8]
    private var place: Int
    private let end: Int

    package init(_ bytes: [UInt8]) { self.init(bytes, in: bytes.indices) }

    /// Reads a part of some bytes.
    package init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        place = range.lowerBound
        end = range.upperBound
    }

    /// What was not read yet.
    package var rest: [UInt8] { Array(bytes[place..<end]) }

    private mutating func byte() throws(Damage) -> UInt8 {
        guard place < end else { throw Damage() }
        defer { place += 1 }
        return bytes[place]
    }

    package mutating func int() throws(Damage) -> Int {
        var number: UInt = 0
        var shift: UInt = 0
        while true {
            let next = try byte()
            guard shift < UInt(UInt.bitWidth) else { throw Damage() }
            number |= UInt(next & 0x7F) << shift
            if next < 0x80 { break }
            shift += 7
        }
        return Int(bitPattern: number >> 1) ^ -Int(bitPattern: number & 1)
    }

    package mutating func fixed() throws(Damage) -> UInt64 {
        guard end - place >= 8 else { throw Damage() }
        defer { place += 8 }
        return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
    }

    package mutating func bool() throws(Damage) -> Bool {
        let next = try byte()
        guard next < 2 else { throw Damage() }
        return next == 1
    }

    /// How many bytes or items follow; never more than there are bytes left.
    package mutating func count() throws(Damage) -> Int {
        let count = try int()
        guard count >= 0, count <= end - place else { throw Damage() }
        return count
    }

    package mutating func text() throws(Damage) -> String {
        let count = try count()
        defer { place += count }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[place..<(place + count)]), as: UTF8.self)
        }
    }

    package mutating func content() throws(Damage) -> [UInt8] {
        let count = try count()
        defer { place += count }
        return Array(bytes[place..<(place + count)])
    }

    package mutating func optionalText() throws(Damage) -> String? {
        try optional { (reader) throws(Damage) in try reader.text() }
    }

    package mutating func optional<Value>(
        _ read: (inout ByteReader) throws(Damage) -> Value
    ) throws(Damage) -> Value? {
        try bool() ? try read(&self) : nil
    }

    package mutating func list<Item>(_ read: (inout ByteReader) throws(Damage) -> Item) throws(Damage)
        -> [Item]
    {
        let count = try count()
        var items: [Item] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try read(&self)) }
        return items
    }
}
