import Foundation

/// Writes an image with a palette as PNG. The compression knows two tricks, runs of one byte and rows that repeat, which
/// is all that a card is made of.
enum PNG {
    /// - Parameters:
    ///   - palette: at most 256 colours as red, green and blue.
    /// - Returns: the file.
    static func encode(_ image: CardImage, palette: [(red: UInt8, green: UInt8, blue: UInt8)]) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        chunk("IHDR", bytes(image.width) + bytes(image.height) + [8, 3, 0, 0, 0], to: &file)
        chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] }, to: &file)
        var rows: [UInt8] = []
        rows.reserveCapacity((image.width + 1) * image.height)
        for row in 0..<image.height {
            rows.append(0)
            rows += image.pixels[row * image.width..<(row + 1) * image.width]
        }
        chunk("IDAT", zlib(rows, stride: image.width + 1), to: &file)
        chunk("IEND", [], to: &file)
        return file
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        [UInt8(number >> 24 & 255), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }

    private static func chunk(_ name: String, _ content: [UInt8], to file: inout [UInt8]) {
        let body = Array(name.utf8) + content
        file += bytes(content.count) + body + bytes(Int(crc(body)))
    }

    private static let crcTable: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { crcTable[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }

    static func adler(_ bytes: [UInt8]) -> UInt32 {
        var a: UInt32 = 1
        var b: UInt32 = 0
        // The sums cannot overflow within this many bytes.
        for start in stride(from: 0, to: bytes.count, by: 5552) {
            for byte in bytes[start..<min(start + 5552, bytes.count)] {
                a += UInt32(byte)
                b += a
            }
            a %= 65521
            b %= 65521
        }
        return b << 16 | a
    }

    /// RFC 1950 around one block of RFC 1951 with its fixed codes.
    static func zlib(_ data: [UInt8], stride: Int) -> [UInt8] {
        var bits = BitWriter(bytes: [0x78, 0x01])
        bits.write(1, count: 1)
        bits.write(1, count: 2)
        var position = 0
        while position < data.count {
            let run = match(data, position, distance: 1)
            let above = match(data, position, distance: stride)
            if max(run, above) < 4 {
                bits.literal(data[position])
                position += 1
            } else {
                bits.copy(length: max(run, above), distance: run >= above ? 1 : stride)
                position += max(run, above)
            }
        }
        bits.end()
        return bits.bytes + bytes(Int(adler(data)))
    }

    private static func match(_ data: [UInt8], _ position: Int, distance: Int) -> Int {
        guard position >= distance, data[position] == data[position - distance] else { return 0 }
        let limit = min(258, data.count - position)
        return data.withUnsafeBytes { (all: UnsafeRawBufferPointer) -> Int in
            guard let base = all.baseAddress else { return 0 }
            if memcmp(base + position, base + position - distance, limit) == 0 { return limit }
            var length = 1
            while length < limit, all[position + length] == all[position + length - distance] { length += 1 }
            return length
        }
    }
}

/// Bits from the lowest of each byte on, as RFC 1951 wants them.
private struct BitWriter {
    var bytes: [UInt8]
    private var held: UInt32 = 0
    private var count = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func write(_ value: Int, count bits: Int) {
        held |= UInt32(value) << UInt32(count)
        count += bits
        while count >= 8 {
            bytes.append(UInt8(held & 255))
            held >>= 8
            count -= 8
        }
    }

    /// A code's bits stand in the other order.
    private mutating func code(_ value: Int, count bits: Int) {
        var mirrored = 0
        for bit in 0..<bits where value >> bit & 1 == 1 { mirrored |= 1 << (bits - 1 - bit) }
        write(mirrored, count: bits)
    }

    private mutating func symbol(_ symbol: Int) {
        switch symbol {
        case ..<144: code(0x30 + symbol, count: 8)
        case ..<256: code(0x190 + symbol - 144, count: 9)
        case ..<280: code(symbol - 256, count: 7)
        default: code(0xC0 + symbol - 280, count: 8)
        }
    }

    mutating func literal(_ byte: UInt8) { symbol(Int(byte)) }

    /// Lengths 3 to 258, distances 1 to 32768.
    mutating func copy(length: Int, distance: Int) {
        if length == 258 {
            symbol(285)
        } else {
            let value = length - 3
            let extra = value < 8 ? 0 : (Int.bitWidth - value.leadingZeroBitCount) - 3
            symbol(257 + (extra == 0 ? value : 4 * extra + value >> extra))
            write(value & (1 << extra - 1), count: extra)
        }
        let value = distance - 1
        let extra = value < 4 ? 0 : (Int.bitWidth - value.leadingZeroBitCount) - 2
        code(extra == 0 ? value : 2 * extra + value >> extra, count: 5)
        write(value & (1 << extra - 1), count: extra)
    }

    mutating func end() {
        symbol(256)
        if count > 0 { write(0, count: 8 - count) }
    }
}
