import Wire

/// What the addresses in a finished file lead to, and what the file offers to those of others: enough to check them again
/// without the file.
///
/// An address is told by the fingerprint of the path it leads to, with its anchor where it has one. The path of a file and
/// each of its anchors are offered by the same fingerprints, so a check looks each address up once.
public struct FileLinks: Hashable, Sendable {
    /// The fingerprints of the file's anchors, sorted.
    var offered: [UInt64] = []
    /// The fingerprints of what its addresses lead to outside of the file, sorted, each once.
    var needed: [UInt64] = []
    /// Whether something is wrong that no other file can mend: an address that leaves the site, an anchor that stands
    /// twice or is missing in the file itself.
    var isFaulty = false

    public init() {}

    // MARK: On disk

    func write(to writer: inout ByteWriter) {
        for list in [offered, needed] {
            writer.write(list.count)
            for number in list { writer.write(number) }
        }
        writer.write(isFaulty)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        offered = try FileLinks.list(from: &reader)
        needed = try FileLinks.list(from: &reader)
        isFaulty = try reader.bool()
    }

    private static func list(from reader: inout ByteReader) throws(ByteReader.Damage) -> [UInt64] {
        let count = try reader.count()
        var list: [UInt64] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try reader.fixed()) }
        return list
    }
}

/// Makes the fingerprint of an address, byte by byte (FNV-1a), so that all anchors of a page share the work for its path.
struct AddressHash: Hashable, Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ path: some Sequence<UInt8>) { add(path) }

    @inline(__always)
    mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }

    @inline(__always)
    mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

    /// Spread over all bits. Never 0, which marks a free place in an ``AddressSet``.
    @inline(__always)
    var value: UInt64 {
        let mixed = (state ^ state >> 32) &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ mixed >> 29) | 1
    }

    /// What parts a path from an anchor: no sign that one can hold, as each may stand in the name of a file.
    static let anchorMark: UInt8 = 0

    static func of(_ path: String) -> UInt64 { AddressHash(path.utf8).value }
}

/// A set of fingerprints. They are spread already, so each is its own place in a table.
struct AddressSet: Sendable {
    private var table: [UInt64]
    private let mask: Int

    /// - Parameter capacity: at most so many fingerprints are inserted.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        table = [UInt64](repeating: 0, count: size)
        mask = size - 1
    }

    mutating func insert(_ value: UInt64) {
        var place = Int(truncatingIfNeeded: value >> 1) & mask
        while table[place] != 0 {
            if table[place] == value { return }
            place = (place + 1) & mask
        }
        table[place] = value
    }

    func contains(_ value: UInt64) -> Bool {
        var place = Int(truncatingIfNeeded: value >> 1) & mask
        while table[place] != 0 {
            if table[place] == value { return true }
            place = (place + 1) & mask
        }
        return false
    }
}
