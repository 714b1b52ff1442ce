/// Stylesheets without what only their authors read: comments, indentation, the spaces and semicolons that mean nothing.
package enum CompactCSS {
    /// The same rules in fewer bytes. Strings, addresses, escapes and the values of custom properties stay as they are; so
    /// do spaces that may mean something, as around the operators of `calc()`, and comments that begin with `/*!`. What
    /// ends too early stays as it is.
    package static func compacted(_ style: [UInt8]) -> [UInt8] {
        var writer = Writer(style)
        writer.run()
        return writer.output
    }

    private struct Writer {
        var output: [UInt8] = []
        private let style: [UInt8]
        private var place = 0
        /// White space stood before the byte at `place`, and has not been written.
        private var isSpaced = false
        /// A comment stood there.
        private var isParted = false
        /// The last byte of the output where it is not part of a string, an escape or another text that stays as it is.
        private var sign: UInt8?

        init(_ style: [UInt8]) {
            self.style = style
            output.reserveCapacity(style.count)
        }

        mutating func run() {
            while let byte = style.at(place) {
                switch byte {
                case _ where byte.isWhitespace:
                    isSpaced = true
                    place += 1
                case UInt8(ascii: "/") where style.at(place + 1) == UInt8(ascii: "*"): comment()
                case UInt8(ascii: "\""), UInt8(ascii: "'"): copy(upTo: endOfString(at: place))
                case UInt8(ascii: "\\"): copy(upTo: endOfEscape(at: place))
                case UInt8(ascii: "(") where isBareAddress: copy(upTo: endOfAddress(at: place))
                case UInt8(ascii: "-") where isCustomProperty: copy(upTo: endOfCustomProperty(at: place))
                case UInt8(ascii: ";") where sign == byte: place += 1
                case UInt8(ascii: "}"):
                    if sign == UInt8(ascii: ";") { output.removeLast() }
                    copyOne()
                default: copyOne()
                }
            }
        }

        private mutating func copyOne() {
            let byte = style[place]
            copy(upTo: place + 1)
            sign = byte
        }

        /// Writes what stands up to a place, after a space where one is due.
        private mutating func copy(upTo end: Int) {
            let byte = style[place]
            if let last = output.last {
                if isSpaced {
                    if sign.map({ Self.swallowsAfter[Int($0)] }) != true && !Self.swallowsBefore[Int(byte)] {
                        output.append(UInt8(ascii: " "))
                    }
                } else if isParted && last.isNamePart && byte.isNamePart {
                    output += Array("/**/".utf8)
                }
            }
            output += style[place..<end]
            place = end
            isSpaced = false
            isParted = false
            sign = nil
        }

        /// Bytes after which white space means nothing, and before which it means nothing. A colon is only in the first:
        /// before it, a space parts a selector from the pseudo-class of a descendant.
        private static let swallowsAfter = marks("{};,>(:")
        private static let swallowsBefore = marks("{};,>)!")

        private static func marks(_ text: String) -> [Bool] {
            var marks = [Bool](repeating: false, count: 256)
            for byte in text.utf8 { marks[Int(byte)] = true }
            return marks
        }

        private mutating func comment() {
            var end = place + 2
            while end < style.count,
                !(style[end] == UInt8(ascii: "*") && style.at(end + 1) == UInt8(ascii: "/"))
            {
                end += 1
            }
            if style.at(place + 2) == UInt8(ascii: "!") || end == style.count {
                copy(upTo: min(end + 2, style.count))
            } else {
                place = end + 2
                isParted = true
            }
        }

        /// After the quote that ends a string; a line break ends it too.
        private func endOfString(at start: Int) -> Int {
            var end = start + 1
            while let byte = style.at(end) {
                if byte == style[start] { return end + 1 }
                if byte == UInt8(ascii: "\n") { return end }
                end += byte == UInt8(ascii: "\\") ? 2 : 1
            }
            return style.count
        }

        /// After an escape: the backslash and one byte, or up to six hexadecimal digits with the white space that ends them.
        private func endOfEscape(at start: Int) -> Int {
            var end = start + 1
            while end < start + 7, style.at(end)?.isHexadecimal == true { end += 1 }
            if end == start + 1 { return min(start + 2, style.count) }
            return style.at(end)?.isWhitespace == true ? end + 1 : end
        }

        /// Whether the parenthesis here belongs to `url(` with an address that has no quotes.
        private var isBareAddress: Bool {
            guard !isSpaced, output.suffix(3).elementsEqual("url".utf8, by: { $0 | 0x20 == $1 }),
                output.dropLast(3).last?.isNamePart != true
            else { return false }
            let first = style[(place + 1)...].first { !$0.isWhitespace }
            return first != UInt8(ascii: "\"") && first != UInt8(ascii: "'")
        }

        private func endOfAddress(at start: Int) -> Int {
            var end = start + 1
            while let byte = style.at(end), byte != UInt8(ascii: ")") { end += byte == UInt8(ascii: "\\") ? 2 : 1 }
            return min(end + 1, style.count)
        }

        /// Whether a declaration of a custom property begins here.
        private var isCustomProperty: Bool {
            guard style.at(place + 1) == UInt8(ascii: "-"), sign == UInt8(ascii: "{") || sign == UInt8(ascii: ";")
            else { return false }
            var end = place
            while style.at(end)?.isNamePart == true { end += 1 }
            while style.at(end)?.isWhitespace == true { end += 1 }
            return style.at(end) == UInt8(ascii: ":")
        }

        /// Before the semicolon or brace that ends the value of a custom property.
        private func endOfCustomProperty(at start: Int) -> Int {
            var end = start
            var depth = 0
            while let byte = style.at(end) {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"):
                    end = endOfString(at: end)
                    continue
                case UInt8(ascii: "\\"):
                    end = endOfEscape(at: end)
                    continue
                case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "}"):
                    if depth == 0 { return end }
                    depth -= 1
                case UInt8(ascii: ";"):
                    if depth == 0 { return end }
                default: break
                }
                end += 1
            }
            return style.count
        }
    }
}

extension [UInt8] {
    fileprivate func at(_ place: Int) -> UInt8? { place < count ? self[place] : nil }
}

extension UInt8 {
    fileprivate var isWhitespace: Bool { self == 0x20 || 0x09...0x0D ~= self && self != 0x0B }

    fileprivate var isHexadecimal: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20 }

    /// Whether a byte can stand in a name or number: two of them beside each other are one token.
    fileprivate var isNamePart: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 || self >= 0x80
            || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "."), UInt8(ascii: "#")].contains(
                self)
    }

    private var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
