import Foundation

/// The letters of the cards: outlines that are drawn at any size, the same on every machine.
struct CardFont: Sendable {
    /// A corner or a control point of an outline, in units of 1/512 em; y grows upwards from the baseline.
    struct Point: Sendable {
        var x: Float
        var y: Float
        var isOnCurve: Bool
    }

    struct Glyph: Sendable {
        /// How far the pen moves, in units of 1/512 em.
        var advance: Float
        var contours: [[Point]]
    }

    static let unitsPerEm: Float = 512
    static let standard = CardFont()

    private let glyphs: [Unicode.Scalar: Glyph]

    private init() {
        let bytes = [UInt8](Data(base64Encoded: CardFont.outlines) ?? Data())
        var glyphs: [Unicode.Scalar: Glyph] = [:]
        var position = 0
        func byte() -> Int {
            defer { position += 1 }
            return Int(bytes[position])
        }
        while position < bytes.count {
            let code = byte() << 8 | byte()
            let advance = byte() << 8 | byte()
            var glyph = Glyph(advance: Float(advance), contours: [])
            for _ in 0..<byte() {
                var contour: [Point] = []
                for _ in 0..<byte() {
                    let high = byte()
                    let x = (high & 3) << 8 | byte()
                    let y = (high >> 2 & 3) << 8 | byte()
                    contour.append(Point(x: Float(x - 128), y: Float(y - 160), isOnCurve: high & 16 != 0))
                }
                glyph.contours.append(contour)
            }
            if let scalar = Unicode.Scalar(UInt32(code)) { glyphs[scalar] = glyph }
        }
        self.glyphs = glyphs
    }

    /// Whether the font has every letter of a text.
    func covers(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { glyphs[$0] != nil } }

    subscript(scalar: Unicode.Scalar) -> Glyph? { glyphs[scalar] }

    /// The width of a text in em.
    func width(_ text: String) -> Float {
        text.unicodeScalars.reduce(0) { $0 + (glyphs[$1]?.advance ?? 0) } / CardFont.unitsPerEm
    }

    /// Breaks a text at its spaces into lines of at most `width` em. What goes beyond the last line ends in `…`.
    func lines(_ text: String, width limit: Float, atMost count: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var words = text.split(separator: " ").map(String.init)[...]
        while let word = words.first {
            let longer = line.isEmpty ? word : line + " " + word
            if line.isEmpty || width(longer) <= limit {
                line = longer
                words.removeFirst()
            } else {
                lines.append(line)
                line = ""
                if lines.count == count { break }
            }
        }
        if !line.isEmpty { lines.append(line) }
        if !words.isEmpty, var last = lines.popLast() {
            while !last.isEmpty, width(last + "…") > limit || last.hasSuffix(" ") { last.removeLast() }
            lines.append(last + "…")
        }
        return lines
    }
}
