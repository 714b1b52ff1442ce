/// What a search finds: a page, cut into sections at its headings.
public struct SearchPage: Hashable, Sendable {
    public struct Section: Hashable, Sendable {
        /// The anchor; empty for what stands before the first heading.
        public var id: String
        /// The heading; empty where the id is.
        public var title: String
        /// The text below the heading, without markup.
        public var text: String

        public init(id: String = "", title: String = "", text: String) {
            self.id = id
            self.title = title
            self.text = text
        }
    }

    public var sections: [Section]

    public init(sections: [Section]) {
        self.sections = sections
    }
}

/// What one page contributes to an index, in a form that can be kept between builds.
///
/// Bytes, not a tree: a build that changes one page reads those of all others from its cache. First the sections as a
/// JavaScript array, ready to be written, then each term with the best place in which it occurs.
public struct PageDigest: Hashable, Sendable {
    public let bytes: [UInt8]

    /// A digest that was kept. Bytes that are no digest contribute nothing.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes in a page.
    ///
    /// - Parameter title: counts more than any text.
    public init(_ page: SearchPage, title: String) {
        var terms = TermCollector()
        terms.add(title, .title)
        var sections: [UInt8] = [UInt8(ascii: "[")]
        for (index, section) in page.sections.enumerated() {
            terms.add(section.title, .heading)
            terms.add(section.text, .text)
            if index > 0 { sections.append(UInt8(ascii: ",")) }
            sections.append(UInt8(ascii: "["))
            Script.append(section.id, to: &sections)
            sections.append(UInt8(ascii: ","))
            Script.append(section.title, to: &sections)
            sections.append(UInt8(ascii: ","))
            Script.append(section.text, to: &sections)
            sections.append(UInt8(ascii: "]"))
        }
        sections.append(UInt8(ascii: "]"))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + sections.count + terms.count * 10)
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: sections.count >> shift))
        }
        bytes += sections
        terms.write(to: &bytes)
        self.bytes = bytes
    }

    private var sectionsLength: Int? {
        guard bytes.count >= 4 else { return nil }
        let length = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
        return 4 + length <= bytes.count ? length : nil
    }

    /// The sections as JavaScript.
    var sections: ArraySlice<UInt8> { sectionsLength.map { bytes[4..<(4 + $0)] } ?? [] }

    /// Calls the body with the place of every term in ``bytes`` and its weight.
    func forEachTerm(_ body: (Range<Int>, Weight) -> Void) {
        guard let length = sectionsLength else { return }
        var index = 4 + length
        while index + 2 <= bytes.count {
            let start = index + 2
            let end = start + Int(bytes[index])
            guard end <= bytes.count, let weight = Weight(rawValue: bytes[index + 1]) else { return }
            body(start..<end, weight)
            index = end
        }
    }
}

/// The best place in which a term occurs on a page. The script knows the same four.
enum Weight: UInt8, Sendable {
    case text, often, heading, title

    /// A text that repeats a term so many times is about it.
    static let oftenCount: UInt8 = 4
}

/// JavaScript made of plain values.
enum Script {
    /// Appends text as a string literal. It cannot end a `<script>` element either.
    static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var isSpace = false
        for byte in text.utf8 {
            switch byte {
            case 0x20, 0x09...0x0D:
                // White space means nothing in an excerpt.
                if !isSpace { output.append(0x20) }
                isSpace = true
                continue
            case 0..<0x20: continue
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case UInt8(ascii: "<"): output.append(contentsOf: "\\x3c".utf8)
            default: output.append(byte)
            }
            isSpace = false
        }
        output.append(UInt8(ascii: "\""))
    }
}
