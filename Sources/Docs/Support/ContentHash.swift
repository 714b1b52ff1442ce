/// A fingerprint of bytes, 128 bits long: equal bytes have equal fingerprints, and different ones differ by all chance.
///
/// It tells files apart that people and programs made; it is no defence against somebody who looks for a collision.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64 = 0, low: UInt64 = 0) {
        self.high = high
        self.low = low
    }

    /// The fingerprint of a whole content.
    public init(_ bytes: [UInt8]) {
        var hasher = ContentHasher()
        hasher.add(bytes)
        self = hasher.finish()
    }

    /// The fingerprint of a text's UTF-8.
    public init(_ text: String) {
        var hasher = ContentHasher()
        hasher.add(text)
        self = hasher.finish()
    }

    /// Reads what ``description`` gives; nil for anything else.
    init?(digits: String) {
        guard digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
            let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    /// 32 hexadecimal digits.
    public var description: String { ContentHash.hex(high) + ContentHash.hex(low) }

    /// The first digits, for file names.
    package var short: String { String(ContentHash.hex(high).prefix(10)) }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// Makes a fingerprint of several pieces. Every piece counts with its length, so that no two lists of pieces look alike.
public struct ContentHasher: Sendable {
    private var first: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    public init() {}

    public mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

    public mutating func add(_ text: String) {
        var copy = text
        copy.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    public mutating func add(_ number: some BinaryInteger) { mix(UInt64(truncatingIfNeeded: number), 0x8B) }

    public mutating func add(_ flag: Bool) { mix(flag ? 1 : 2, 0x8D) }

    public mutating func add(_ hash: ContentHash) { mix(hash.high, hash.low) }

    /// A text or its absence.
    public mutating func add(_ text: String?) {
        add(text != nil)
        if let text { add(text) }
    }

    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index + 16 <= bytes.count {
            mix(
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian,
                bytes.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self).littleEndian)
            index += 16
        }
        var left: UInt64 = 0
        var right: UInt64 = 0
        for offset in index..<bytes.count {
            if offset - index < 8 {
                left |= UInt64(bytes[offset]) << UInt64(8 * (offset - index))
            } else {
                right |= UInt64(bytes[offset]) << UInt64(8 * (offset - index - 8))
            }
        }
        mix(left, right)
        mix(UInt64(bytes.count), 0x8F)
    }

    /// Both halves take in both words, each by a product of 128 bits folded to 64 and each in another way.
    @inline(__always)
    private mutating func mix(_ left: UInt64, _ right: UInt64) {
        let a = (left ^ first).multipliedFullWidth(by: right &+ 0xD6E8_FEB8_6659_FD93 | 1)
        let b = (right ^ second).multipliedFullWidth(by: left &+ 0xA076_1D64_78BD_642F | 1)
        first = (first << 23 | first >> 41) &+ (a.high ^ a.low) ^ right
        second = (second << 37 | second >> 27) &+ (b.high ^ b.low) ^ left
    }

    public func finish() -> ContentHash {
        var end = self
        end.mix(first, second)
        end.mix(second, first)
        return ContentHash(high: end.first, low: end.second)
    }
}
