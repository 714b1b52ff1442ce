/// Widths of text without a browser. The advance widths, in thousandths of an em, are averaged over Inter, Roboto,
/// Liberation Sans and Noto Sans; they stand for the system fonts that the stylesheet names.
struct TextWidth: Sendable {
    enum Face: Hashable, Sendable { case regular, medium, semibold, mono }

    /// Makes every text wider, to see whether a layout has room for a wider font.
    var scale = 1.0

    /// The width of a text at a font size, in the units of that size.
    func of(_ text: String, _ face: Face, size: Double) -> Double {
        var sum = 0
        for scalar in text.unicodeScalars { sum += Self.advance(scalar, face) }
        return Double(sum) * size * scale / 1000
    }

    static func advance(_ scalar: Unicode.Scalar, _ face: Face) -> Int {
        let value = scalar.value
        if value >= 0x20, value < 0x7F {
            switch face {
            case .mono: return 602
            case .regular: return regular[Int(value - 0x20)]
            case .medium: return medium[Int(value - 0x20)]
            case .semibold: return semibold[Int(value - 0x20)]
            }
        }
        if isMark(value) { return 0 }
        if isWide(value) { return face == .mono ? 1204 : 1000 }
        if face == .mono { return 602 }
        switch value {
        case 0x2026, 0x2014, 0x2192, 0x2190: return 1000
        case 0xA0...0x24F: return face == .semibold ? 600 : 560
        default: return 700
        }
    }

    private static func isMark(_ value: UInt32) -> Bool {
        switch value {
        case 0x300...0x36F, 0x483...0x489, 0x591...0x5BD, 0x610...0x61A, 0x64B...0x65F, 0x1AB0...0x1AFF,
            0x1DC0...0x1DFF,
            0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F:
            true
        default: false
        }
    }

    /// East Asian wide characters and emoji.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD, 0x2600...0x27BF:
            true
        default: false
        }
    }

    private static let regular = [
        267, 271, 372, 612, 582, 816, 665, 203, 334, 336, 468, 596, 256, 348, 271, 355, 579, 539, 574, 582, 583, 575,
        578,
        565, 577, 578, 266, 259, 581, 591, 585, 492, 937, 659, 648, 683, 707, 597, 567, 732, 729, 288, 467, 641, 545,
        876,
        737, 752, 634, 752, 650, 612, 601, 711, 645, 927, 630, 625, 602, 309, 354, 309, 482, 476, 355, 556, 588, 515,
        589,
        558, 333, 586, 579, 240, 239, 521, 240, 879, 578, 582, 586, 587, 364, 504, 332, 577, 512, 768, 516, 510, 502,
        354,
        345, 354, 624,
    ]
    private static let medium = [
        263, 277, 372, 612, 585, 821, 672, 201, 340, 341, 476, 595, 263, 362, 277, 353, 586, 542, 577, 585, 588, 579,
        583,
        569, 582, 583, 273, 268, 583, 595, 586, 501, 944, 668, 651, 686, 707, 598, 566, 734, 729, 292, 470, 645, 546,
        878,
        735, 754, 638, 754, 653, 616, 606, 711, 654, 933, 638, 632, 606, 315, 359, 315, 486, 478, 358, 557, 590, 518,
        590,
        561, 336, 589, 583, 246, 245, 528, 246, 881, 582, 583, 588, 589, 370, 508, 336, 581, 517, 769, 521, 516, 506,
        357,
        351, 357, 622,
    ]
    private static let semibold = [
        259, 300, 416, 610, 588, 843, 698, 220, 354, 355, 483, 594, 276, 377, 286, 361, 592, 546, 581, 588, 592, 584,
        587,
        572, 587, 587, 298, 294, 584, 600, 586, 532, 942, 702, 672, 689, 709, 599, 573, 734, 735, 308, 502, 675, 571,
        890,
        746, 760, 646, 760, 668, 620, 617, 718, 674, 948, 665, 654, 612, 334, 373, 334, 519, 470, 381, 568, 609, 542,
        610,
        570, 364, 610, 610, 277, 276, 570, 277, 909, 609, 601, 608, 608, 401, 529, 371, 609, 552, 802, 551, 551, 515,
        377,
        361, 377, 619,
    ]
}
