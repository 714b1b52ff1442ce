/// The picture that others show beside a link to a page: the site's name, the page's title and its summary.
public struct Card: Sendable {
    public var site: String
    public var title: String
    public var summary: String
    /// `#RRGGBB`.
    public var accent: String

    /// In pixels, as the Open Graph protocol's readers expect them.
    public static let width = 1200
    public static let height = 630

    public init(site: String, title: String, summary: String, accent: String = "#1F5BD8") {
        self.site = site
        self.title = title
        self.summary = summary
        self.accent = accent
    }

    /// Whether the built-in font has all letters of a title.
    public static func canShow(_ title: String) -> Bool { CardFont.standard.covers(title) }

    /// The picture as PNG, always the same for the same card; nil when the title has letters that the built-in font
    /// lacks.
    public func png() -> [UInt8]? {
        let font = CardFont.standard
        guard font.covers(title) else { return nil }
        var image = CardImage(width: Card.width, height: Card.height)
        image.fill(x: 0..<18, y: 0..<Card.height, ramp: 2)
        let left: Float = 90
        let room = Float(Card.width) - 2 * left
        if font.covers(site) { image.draw(site, x: left, baseline: 110, size: 34, ramp: 2, font: font) }
        let size: Float = font.width(title) * 76 > 2.4 * room ? 58 : 76
        var baseline: Float = 130 + size * 1.2
        for line in font.lines(title, width: room / size, atMost: 3) {
            image.draw(line, x: left, baseline: baseline, size: size, ramp: 0, font: font)
            baseline += size * 1.18
        }
        baseline = max(baseline + 6, 420)
        if font.covers(summary) {
            for line in font.lines(
                summary, width: room / 31, atMost: Int((Float(Card.height) - 30 - baseline) / 44) + 1)
            {
                image.draw(line, x: left, baseline: baseline, size: 31, ramp: 1, font: font)
                baseline += 44
            }
        }
        return PNG.encode(image, palette: palette)
    }

    /// Ink, quiet ink and accent, each fading into the paper.
    private var palette: [(red: UInt8, green: UInt8, blue: UInt8)] {
        let paper = (251, 250, 246)
        return [(26, 29, 39), (71, 77, 92), Card.colour(accent) ?? (31, 91, 216)].flatMap { ink in
            (0..<16).map { step in
                func mix(_ from: Int, _ to: Int) -> UInt8 { UInt8((from * (15 - step) + to * step + 7) / 15) }
                return (mix(paper.0, ink.0), mix(paper.1, ink.1), mix(paper.2, ink.2))
            }
        }
    }

    private static func colour(_ text: String) -> (Int, Int, Int)? {
        guard text.utf8.count == 7, text.hasPrefix("#"), let value = Int(text.dropFirst(), radix: 16) else {
            return nil
        }
        return (value >> 16, value >> 8 & 255, value & 255)
    }
}
