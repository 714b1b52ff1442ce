/// An image with a palette of ramps: each ramp goes in 16 steps from the ground to one colour, so that smooth edges need
/// one byte a pixel.
struct CardImage {
    let width: Int
    let height: Int
    /// Row by row from the top; each is 16 times a ramp plus its step.
    private(set) var pixels: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 0, count: width * height)
    }

    /// Fills a rectangle; what lies outside of the image is left out.
    mutating func fill(x: Range<Int>, y: Range<Int>, ramp: Int) {
        let value = UInt8(16 * ramp + 15)
        for row in y.clamped(to: 0..<height) {
            for column in x.clamped(to: 0..<width) { pixels[row * width + column] = value }
        }
    }

    /// Draws one line of text.
    ///
    /// - Parameters:
    ///   - baseline: where the letters stand, in pixels from the top.
    ///   - size: pixels an em.
    mutating func draw(_ text: String, x: Float, baseline: Float, size: Float, ramp: Int, font: CardFont) {
        var pen = x
        let scale = size / CardFont.unitsPerEm
        for scalar in text.unicodeScalars {
            guard let glyph = font[scalar] else { continue }
            draw(glyph, x: pen, baseline: baseline, scale: scale, ramp: ramp)
            pen += glyph.advance * scale
        }
    }

    private mutating func draw(_ glyph: CardFont.Glyph, x: Float, baseline: Float, scale: Float, ramp: Int) {
        let points = glyph.contours.joined()
        guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
            let low = points.map(\.y).min(), let high = points.map(\.y).max()
        else { return }
        let originX = Int((x + left * scale).rounded(.down))
        let originY = Int((baseline - high * scale).rounded(.down))
        var shape = Coverage(
            width: Int((x + right * scale).rounded(.up)) - originX + 2,
            height: Int((baseline - low * scale).rounded(.up)) - originY + 2)
        for contour in glyph.contours {
            shape.add(
                contour.map {
                    .init(
                        x: x + $0.x * scale - Float(originX), y: baseline - $0.y * scale - Float(originY),
                        isOnCurve: $0.isOnCurve)
                })
        }
        shape.forEachPixel { column, row, amount in
            let (column, row) = (column + originX, row + originY)
            guard column >= 0, column < width, row >= 0, row < height else { return }
            let step = UInt8(16 * ramp + Int((amount * 15).rounded()))
            let old = pixels[row * width + column]
            if old & 15 < step & 15 { pixels[row * width + column] = step }
        }
    }
}

/// How much of each pixel a closed outline covers, from the signed areas beside its edges.
private struct Coverage {
    let width: Int
    let height: Int
    private var areas: [Float]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        areas = [Float](repeating: 0, count: width * height + 2)
    }

    /// Adds a closed outline of lines and quadratic curves; two control points in a row have a corner between them.
    mutating func add(_ contour: [CardFont.Point]) {
        guard let first = contour.first else { return }
        func middle(_ a: CardFont.Point, _ b: CardFont.Point) -> CardFont.Point {
            CardFont.Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, isOnCurve: true)
        }
        let start = first.isOnCurve ? first : middle(first, contour[contour.count - 1])
        var current = start
        var control: CardFont.Point?
        for point in contour.dropFirst(first.isOnCurve ? 1 : 0) + [start] {
            if let bend = control {
                let end = point.isOnCurve ? point : middle(bend, point)
                curve(current, bend, end)
                current = end
                control = point.isOnCurve ? nil : point
            } else if point.isOnCurve {
                line(current, point)
                current = point
            } else {
                control = point
            }
        }
        if let bend = control { curve(current, bend, start) }
    }

    private mutating func curve(_ from: CardFont.Point, _ bend: CardFont.Point, _ to: CardFont.Point) {
        var last = from
        let steps = 6
        for step in 1...steps {
            let t = Float(step) / Float(steps)
            let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
            let next = CardFont.Point(
                x: a * from.x + b * bend.x + c * to.x, y: a * from.y + b * bend.y + c * to.y, isOnCurve: true)
            line(last, next)
            last = next
        }
    }

    private mutating func line(_ from: CardFont.Point, _ to: CardFont.Point) {
        guard from.y != to.y else { return }
        let (direction, top, bottom) = from.y < to.y ? (Float(1), from, to) : (Float(-1), to, from)
        let slope = (bottom.x - top.x) / (bottom.y - top.y)
        var x = top.x
        for row in Int(top.y)..<max(Int(top.y), min(height, Int(bottom.y.rounded(.up)))) {
            let start = max(Float(row), top.y)
            let end = min(Float(row + 1), bottom.y)
            let span = end - start
            let next = x + slope * span
            let (left, right) = x < next ? (x, next) : (next, x)
            add(direction * span, from: left, to: right, row: row)
            x = next
        }
    }

    /// Spreads an edge that goes from `left` to `right` within one row over the pixels that it crosses.
    private mutating func add(_ amount: Float, from left: Float, to right: Float, row: Int) {
        let base = row * width
        let first = Int(left)
        let last = Int(right.rounded(.up))
        guard last > first + 1 else {
            let middle = (left + right) / 2 - Float(first)
            areas[base + first] += amount * (1 - middle)
            areas[base + first + 1] += amount * middle
            return
        }
        let perPixel = 1 / (right - left)
        var sum: Float = 0
        for column in first..<last {
            // The share of the edge that lies left of this pixel's right border, and the area right of it in the pixel.
            let enter = max(left, Float(column))
            let leave = min(right, Float(column + 1))
            let share = (leave - enter) * perPixel
            let area = share * (Float(column + 1) - (enter + leave) / 2)
            areas[base + column] += amount * (area + sum)
            sum = share - area
        }
        areas[base + last] += amount * sum
    }

    /// Calls for every pixel that is covered, with the share from 0 to 1.
    func forEachPixel(_ body: (Int, Int, Float) -> Void) {
        for row in 0..<height {
            var sum: Float = 0
            for column in 0..<width {
                sum += areas[row * width + column]
                let amount = min(abs(sum), 1)
                if amount > 0.004 { body(column, row, amount) }
            }
        }
    }
}
