import Testing

@testable import Docs

@Suite struct CardTests {
    private let card = Card(site: "Wirescribe", title: "Wait", summary: "Ä word.")

    @Test func isAPictureOfTheUsualSize() throws {
        let png = try #require(card.png())
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(png[16..<24] == [0, 0, 4, 176, 0, 0, 2, 118])
        #expect(png.count < 30_000)
    }

    @Test func isTheSameEveryTime() { #expect(card.png() == card.png()) }

    @Test func changesWithItsTitle() {
        var other = card
        other.title = "Want"
        #expect(card.png() != other.png())
    }

    @Test func lettersThatTheFontLacksMakeNoCard() { #expect(Card(site: "x", title: "日本", summary: "").png() == nil) }

    @Test func checksumsAreThoseOfTheStandards() {
        #expect(PNG.crc(Array("IEND".utf8)) == 0xAE42_6082)
        #expect(PNG.adler(Array("Wikipedia".utf8)) == 0x11E6_0398)
    }

    @Test(arguments: ["abc", String(repeating: "a", count: 1000), String(repeating: "abcdefghi", count: 100)])
    func compressedDataUnpacksAgain(_ text: String) throws {
        for stride in [1, 9, 100, 1201] {
            #expect(try Inflate.unpack(PNG.zlib(Array(text.utf8), stride: stride)) == Array(text.utf8))
        }
    }

    @Test func linesBreakAtSpacesAndEndInAnEllipsis() {
        let font = CardFont.standard
        #expect(font.lines("one two", width: 100, atMost: 2) == ["one two"])
        #expect(font.lines("one two", width: font.width("one t"), atMost: 2) == ["one", "two"])
        #expect(font.lines("one two three", width: font.width("two…"), atMost: 2) == ["one", "two…"])
        #expect(font.lines("", width: 10, atMost: 2).isEmpty)
    }

    @Test func letterHasInkWhereItShould() {
        var image = CardImage(width: 40, height: 40)
        image.draw("I", x: 0, baseline: 36, size: 40, ramp: 0, font: .standard)
        let row = image.pixels[20 * 40..<21 * 40]
        // One stem: nothing, ink, nothing.
        let runs = row.map { $0 > 7 }.reduce(into: [Bool]()) { runs, ink in if runs.last != ink { runs.append(ink) } }
        #expect(runs == [false, true, false])
        #expect(image.pixels.max() == 15)
    }
}

/// Reads back what `PNG.zlib` writes: blocks with the fixed codes of RFC 1951, and the check of RFC 1950.
private enum Inflate {
    struct Failure: Error {}

    static func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
        var position = 16
        func bit() throws -> Int {
            guard position / 8 < bytes.count else { throw Failure() }
            defer { position += 1 }
            return Int(bytes[position / 8] >> (position % 8) & 1)
        }
        func number(_ count: Int) throws -> Int { try (0..<count).reduce(0) { try $0 | bit() << $1 } }
        func code(_ count: Int) throws -> Int { try (0..<count).reduce(0) { value, _ in try value << 1 | bit() } }
        guard try number(3) == 3 else { throw Failure() }
        var out: [UInt8] = []
        while true {
            var symbol = try code(7)
            if symbol <= 23 {
                symbol += 256
            } else {
                symbol = symbol << 1 | (try bit())
                if symbol < 0xC0 {
                    symbol -= 0x30
                } else if symbol < 0xC8 {
                    symbol += 280 - 0xC0
                } else {
                    symbol = (symbol << 1 | (try bit())) - 0x190 + 144
                }
            }
            if symbol < 256 {
                out.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { break }
            let lengths = [
                3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
                227, 258,
            ]
            let extra = symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4
            let length = try lengths[symbol - 257] + number(extra)
            let start = try code(5)
            let bits = start < 4 ? 0 : start / 2 - 1
            let base = start < 4 ? start + 1 : (2 + start % 2) << bits + 1
            let distance = try base + number(bits)
            guard distance <= out.count else { throw Failure() }
            for _ in 0..<length { out.append(out[out.count - distance]) }
        }
        let check = bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        guard check == PNG.adler(out) else { throw Failure() }
        return out
    }
}
