/// Where addresses stand in a stylesheet: in `url(…)`, in the strings of `@import` and of `image-set(…)`.
package struct StyleAddresses: Sendable {
    package struct Place: Sendable {
        /// The address, its escapes resolved.
        package var address: String
        /// The whole of `url(…)`, or the string with its quotes.
        package var range: Range<Int>
        /// Whether `url(` and `)` stand around it.
        package var isFunction: Bool
        /// What an `@import` says besides its address, such as `screen`; nil where the address is none of an `@import`.
        package var condition: String?
        /// The whole `@import` up to its semicolon, or the same as `range`.
        package var rule: Range<Int>
    }

    package private(set) var places: [Place] = []
    private let style: [UInt8]
    private var position = 0
    /// How many brackets are open; within these strings are addresses.
    private var depth = 0
    private var sets: [Int] = []

    package init(_ style: [UInt8]) {
        self.style = style
        while position < style.count { step() }
    }

    /// The stylesheet with other addresses; nil leaves one as it is written.
    package static func rewriting(_ style: [UInt8], _ change: (String) -> String?) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        for place in StyleAddresses(style).places {
            guard let changed = change(place.address) else { continue }
            out += style[position..<place.range.lowerBound]
            out += written(changed, isFunction: place.isFunction)
            position = place.range.upperBound
        }
        return out + style[position...]
    }

    /// An address as a stylesheet writes it.
    package static func written(_ address: String, isFunction: Bool) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for byte in address.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: text += Array("\\\(String(byte, radix: 16)) ".utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
        return isFunction ? Array("url(".utf8) + text + [UInt8(ascii: ")")] : text
    }

    private func at(_ place: Int) -> UInt8 { place < style.count ? style[place] : 0 }

    private mutating func step() {
        let start = position
        switch style[position] {
        case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "*"): skipComment()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let text = string()
            if sets.last == depth { add(text, start, isFunction: false) }
        case UInt8(ascii: "\\"): position += 2
        case UInt8(ascii: "("):
            depth += 1
            position += 1
        case UInt8(ascii: ")"):
            if sets.last == depth { sets.removeLast() }
            depth -= 1
            position += 1
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"):
            (depth, sets) = (0, [])
            position += 1
        case UInt8(ascii: "@"):
            position += 1
            switch name() {
            case "import": readImport(from: start)
            // The name of a vocabulary is no address.
            case "namespace": skip(to: UInt8(ascii: ";"))
            default: break
            }
        case let byte where StyleAddresses.isName(byte):
            let name = name()
            guard at(position) == UInt8(ascii: "(") else { return }
            if name == "url" || name == "src" {
                add(argument(), start, isFunction: true)
            } else if name.hasSuffix("image-set") {
                position += 1
                depth += 1
                sets.append(depth)
            }
        default: position += 1
        }
    }

    private mutating func add(_ address: String, _ start: Int, isFunction: Bool) {
        places.append(
            Place(address: address, range: start..<position, isFunction: isFunction, rule: start..<position))
    }

    private mutating func readImport(from rule: Int) {
        skipSpace()
        let start = position
        let address: String
        let isFunction: Bool
        switch at(position) {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): (address, isFunction) = (string(), false)
        default:
            guard name() == "url", at(position) == UInt8(ascii: "(") else { return }
            (address, isFunction) = (argument(), true)
        }
        let end = position
        skip(to: UInt8(ascii: ";"))
        let condition = String(decoding: style[end..<position], as: UTF8.self)
        if position < style.count { position += 1 }
        places.append(
            Place(
                address: address, range: start..<end, isFunction: isFunction,
                condition: condition.split(whereSeparator: \.isWhitespace).joined(separator: " "), rule: rule..<position
            ))
    }

    private mutating func skip(to byte: UInt8) {
        while position < style.count, style[position] != byte {
            switch style[position] {
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "*"): skipComment()
            case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = string()
            default: position += 1
            }
        }
    }

    private mutating func skipSpace() {
        while position < style.count {
            if style[position] == UInt8(ascii: "/"), at(position + 1) == UInt8(ascii: "*") {
                skipComment()
            } else if style[position] <= 0x20 {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func skipComment() {
        position += 2
        while position < style.count,
            !(style[position] == UInt8(ascii: "*") && at(position + 1) == UInt8(ascii: "/"))
        {
            position += 1
        }
        position = min(style.count, position + 2)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default:
            byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        }
    }

    private mutating func name() -> String {
        let start = position
        while position < style.count, StyleAddresses.isName(style[position]) { position += 1 }
        return String(decoding: style[start..<position], as: UTF8.self).lowercased()
    }

    /// What stands between the brackets of `url(…)`.
    private mutating func argument() -> String {
        position += 1
        while position < style.count, style[position] <= 0x20 { position += 1 }
        var text = ""
        if at(position) == UInt8(ascii: "\"") || at(position) == UInt8(ascii: "'") {
            text = string()
            skip(to: UInt8(ascii: ")"))
        } else {
            var bytes: [UInt8] = []
            while position < style.count, style[position] != UInt8(ascii: ")") { bytes += character() }
            while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
            text = String(decoding: bytes, as: UTF8.self)
        }
        position = min(style.count, position + 1)
        return text
    }

    /// A string, which ends with its line at the latest.
    private mutating func string() -> String {
        let quote = style[position]
        position += 1
        var bytes: [UInt8] = []
        while position < style.count, style[position] != quote, style[position] != 0x0A { bytes += character() }
        if at(position) == quote { position += 1 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The next character, which may be written by its number (CSS Syntax, 4.3.7).
    private mutating func character() -> [UInt8] {
        let byte = style[position]
        position += 1
        guard byte == UInt8(ascii: "\\"), position < style.count else { return [byte] }
        var number: UInt32 = 0
        let start = position
        while position - start < 6, position < style.count,
            let digit = Character(Unicode.Scalar(style[position])).hexDigitValue
        {
            number = number << 4 | UInt32(digit)
            position += 1
        }
        if position > start {
            if position < style.count, style[position] <= 0x20 { position += 1 }
            return Array(String(Character(Unicode.Scalar(number) ?? "\u{FFFD}")).utf8)
        }
        position += 1
        return style[position - 1] == 0x0A ? [] : [style[position - 1]]
    }
}
