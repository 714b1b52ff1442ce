#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An opaque colour in sRGB.
public struct Colour: Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Nil unless the text is `#rgb` or `#rrggbb`.
    public init?(_ text: String) {
        let digits = text.utf8.dropFirst().compactMap { UInt8(hexDigit: $0) }
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == text.utf8.count - 1 else { return nil }
        switch digits.count {
        case 3: self.init(red: digits[0] * 17, green: digits[1] * 17, blue: digits[2] * 17)
        case 6:
            self.init(
                red: digits[0] * 16 + digits[1], green: digits[2] * 16 + digits[3], blue: digits[4] * 16 + digits[5])
        default: return nil
        }
    }

    /// `#RRGGBB`.
    public var hex: String {
        let digits = Array("0123456789ABCDEF")
        return "#" + [red, green, blue].map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    }

    /// Relative luminance (WCAG 2.2), from 0 for black to 1 for white.
    var luminance: Double {
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The contrast ratio of two colours (WCAG 2.2), from 1 to 21.
    func contrast(with other: Colour) -> Double {
        let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)
    }

    /// The colour with this many 255ths of it replaced by another one.
    func mixed(with other: Colour, _ parts: Int) -> Colour {
        func mix(_ own: UInt8, _ new: UInt8) -> UInt8 {
            UInt8((Int(own) * (255 - parts) + Int(new) * parts + 127) / 255)
        }
        return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    /// The colour nearest to this one, towards black or white, that keeps a contrast to all the others; nil when they lie
    /// so far apart that none does.
    func nearest(contrast ratio: Double, to others: [Colour]) -> Colour? {
        let black = Colour(red: 0, green: 0, blue: 0)
        let white = Colour(red: 255, green: 255, blue: 255)
        for parts in 0...255 {
            for end in [black, white] {
                let candidate = mixed(with: end, parts)
                if others.allSatisfy({ candidate.contrast(with: $0) >= ratio }) { return candidate }
            }
        }
        return nil
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    fileprivate init?(hexDigit byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self = byte - UInt8(ascii: "A") + 10
        default: return nil
        }
    }
}
