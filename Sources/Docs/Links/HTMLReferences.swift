import Foundation

/// The ids and references of a page that this program wrote: attributes are quoted, so one pass over the bytes is enough.
package struct HTMLReferences: Sendable {
    package struct Reference: Hashable, Sendable {
        package var target: String
        /// Whether a browser fetches it when it shows the page.
        package var isLoaded: Bool
    }

    package private(set) var ids: Set<String> = []
    package private(set) var repeatedIDs: [String] = []
    package private(set) var references: Set<Reference> = []
    /// Every reference in the order of the page, with the place of its value.
    package private(set) var places: [(reference: Reference, range: Range<Int>)] = []
    private let keepsPlaces: Bool

    /// - Parameter keepsPlaces: whether ``places`` is wanted.
    package init(_ bytes: [UInt8], keepingPlaces keepsPlaces: Bool = false) {
        self.keepsPlaces = keepsPlaces
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                position += 1
                continue
            }
            if bytes.starts("<!--", at: position) {
                position = HTMLReferences.end(of: "-->", in: bytes, from: position + 4)
                continue
            }
            let name = HTMLReferences.name(in: bytes, from: position + 1)
            guard !name.isEmpty else {
                position += 1
                continue
            }
            position = readAttributes(of: name, in: bytes, from: name.upperBound)
            guard name.count == 5 || name.count == 6 else { continue }
            let tag = HTMLReferences.lowercased(bytes, name)
            if tag == "script" || tag == "style" {
                position = HTMLReferences.end(of: "</" + tag, in: bytes, from: position)
            }
        }
    }

    private static func lowercased(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self).lowercased()
    }

    /// Whether an attribute with a name of this length can be one that matters.
    private static func matters(_ length: Int) -> Bool {
        switch length {
        case "id".utf8.count, "src".utf8.count, "href".utf8.count, "poster".utf8.count, "xlink:href".utf8.count: true
        default: false
        }
    }

    private mutating func readAttributes(of tagName: Range<Int>, in bytes: [UInt8], from start: Int) -> Int {
        var position = start
        var relations: [String] = []
        var linked: [Range<Int>] = []
        defer {
            let isLoaded = !linked.isEmpty && HTMLReferences.isLoaded(relations)
            for range in linked { add(bytes[range], isLoaded: isLoaded) }
        }
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            let name = HTMLReferences.name(in: bytes, from: position)
            position = max(name.upperBound, position + 1)
            guard !name.isEmpty, name.upperBound < bytes.count, bytes[name.upperBound] == UInt8(ascii: "=") else {
                position = name.isEmpty ? position : name.upperBound
                continue
            }
            position = name.upperBound + 1
            guard position < bytes.count else { break }
            let quote = bytes[position]
            let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            let first = isQuoted ? position + 1 : position
            let last =
                bytes[first...].firstIndex { isQuoted ? $0 == quote : HTMLReferences.endsValue($0) } ?? bytes.count
            position = isQuoted ? last + 1 : last
            guard HTMLReferences.matters(name.count) else { continue }
            let attribute = HTMLReferences.lowercased(bytes, name)
            let tag = attribute == "id" ? "" : HTMLReferences.lowercased(bytes, tagName)
            switch (tag, attribute) {
            // What a browser makes of a `link` is known when all of its attributes are.
            case ("link", "href"): linked.append(first..<last)
            case ("link", "rel"):
                relations = HTMLReferences.unescaped(bytes[first..<last]).lowercased().split(separator: " ")
                    .map(String.init)
            default: take(attribute, bytes[first..<last], tag)
            }
        }
        return position + 1
    }

    /// Whether a browser fetches what a `link` with these relations leads to.
    static func isLoaded(_ relations: [String]) -> Bool {
        let named = ["alternate", "author", "canonical", "help", "license", "next", "prev"]
        return relations.contains("stylesheet") || !relations.contains(where: named.contains)
    }

    private mutating func take(_ name: String, _ value: ArraySlice<UInt8>, _ tag: String) {
        switch name {
        case "id":
            let id = HTMLReferences.unescaped(value)
            if !ids.insert(id).inserted { repeatedIDs.append(id) }
        case "href", "xlink:href":
            add(value, isLoaded: tag == "use" || tag == "image")
        case "src", "poster", "data": add(value, isLoaded: true)
        default: break
        }
    }

    private mutating func add(_ value: ArraySlice<UInt8>, isLoaded: Bool) {
        let reference = Reference(target: HTMLReferences.unescaped(value), isLoaded: isLoaded)
        references.insert(reference)
        if keepsPlaces { places.append((reference, value.startIndex..<value.endIndex)) }
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ">") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\t")
    }

    /// The name of a tag or an attribute that begins here; empty where none does.
    static func name(in bytes: [UInt8], from start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "_"):
                end += 1
            default: return start..<end
            }
        }
        return start..<end
    }

    private static func end(of text: String, in bytes: [UInt8], from start: Int) -> Int {
        let wanted = Array(text.utf8)
        var position = start
        while position + wanted.count <= bytes.count {
            if bytes[position] == wanted[0], bytes[position..<(position + wanted.count)].elementsEqual(wanted) {
                return position + wanted.count
            }
            position += 1
        }
        return bytes.count
    }

    /// An attribute's value with its character references resolved.
    package static func unescaped(_ value: ArraySlice<UInt8>) -> String {
        guard value.contains(UInt8(ascii: "&")) else { return String(decoding: value, as: UTF8.self) }
        var out: [UInt8] = []
        out.reserveCapacity(value.count)
        appendUnescaped(value, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends a part of a page with its character references resolved.
    static func appendUnescaped(_ text: ArraySlice<UInt8>, to out: inout [UInt8]) {
        var rest = text
        while let place = rest.firstIndex(of: UInt8(ascii: "&")) {
            out += rest[..<place]
            rest = rest[place...]
            if let (length, character) = reference(rest) {
                out += String(character).utf8
                rest = rest.dropFirst(length)
            } else {
                out.append(UInt8(ascii: "&"))
                rest = rest.dropFirst()
            }
        }
        out += rest
    }

    /// The character that a reference at the start of a text means, and how long it is. A number needs no semicolon.
    private static func reference(_ text: ArraySlice<UInt8>) -> (length: Int, character: Unicode.Scalar)? {
        if text.dropFirst().first == UInt8(ascii: "#") { return number(text) }
        // No name that matters is longer.
        let near = text.dropFirst().prefix(20)
        guard let end = near.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        return named[String(decoding: near[..<end], as: UTF8.self)].map { (end + 1 - text.startIndex, $0) }
    }

    private static func number(_ text: ArraySlice<UInt8>) -> (length: Int, character: Unicode.Scalar)? {
        var digits = text.dropFirst(2)
        let isHex = digits.first == UInt8(ascii: "x") || digits.first == UInt8(ascii: "X")
        if isHex { digits = digits.dropFirst() }
        var value: UInt32 = 0
        var count = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, isHex || digit < 10 else { break }
            value = min(0x110000, value * (isHex ? 16 : 10) + UInt32(digit))
            count += 1
        }
        guard count > 0, let scalar = Unicode.Scalar(value) else { return nil }
        let end = digits.startIndex + count
        let hasEnd = end < text.endIndex && text[end] == UInt8(ascii: ";")
        return (end - text.startIndex + (hasEnd ? 1 : 0), scalar)
    }

    /// The names that addresses need: of all of ASCII, of what does not show, and of the letters of Western Europe.
    private static let named: [String: Unicode.Scalar] = {
        var names: [String: Unicode.Scalar] = [
            "Tab": "\t", "NewLine": "\n", "excl": "!", "quot": "\"", "QUOT": "\"", "num": "#", "dollar": "$",
            "percnt": "%", "amp": "&", "AMP": "&", "apos": "'", "lpar": "(", "rpar": ")", "ast": "*", "midast": "*",
            "plus": "+", "comma": ",", "period": ".", "sol": "/", "colon": ":", "semi": ";", "lt": "<", "LT": "<",
            "equals": "=", "gt": ">", "GT": ">", "quest": "?", "commat": "@", "lbrack": "[", "lsqb": "[", "bsol": "\\",
            "rsqb": "]", "rbrack": "]", "Hat": "^", "lowbar": "_", "UnderBar": "_", "grave": "`", "lcub": "{",
            "lbrace": "{", "verbar": "|", "vert": "|", "VerticalLine": "|", "rcub": "}", "rbrace": "}",
            "DiacriticalGrave": "`", "zwj": "\u{200D}", "zwnj": "\u{200C}", "lrm": "\u{200E}", "rlm": "\u{200F}",
            "ZeroWidthSpace": "\u{200B}", "NoBreak": "\u{2060}", "hyphen": "\u{2010}", "dash": "\u{2010}",
            "ndash": "\u{2013}", "mdash": "\u{2014}",
        ]
        let latin = """
            nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
            micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
            AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
            times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
            egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
            ugrave uacute ucirc uuml yacute thorn yuml
            """
        for (offset, name) in latin.split(separator: " ").enumerated() {
            names[String(name)] = Unicode.Scalar(UInt8(0xA0 + offset))
        }
        return names
    }()

    /// A part of a URL with its percent escapes decoded.
    package static func percentDecoded(_ text: Substring) -> String {
        text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding ?? String(text) : String(text)
    }

    /// What a stylesheet names in `url(…)` and `@import` that is on another host.
    package static func loadedByStyle(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        var found: [String] = []
        for start in ["url(", "@import"] {
            for range in text.ranges(of: start) {
                let rest = text[range.upperBound...].drop { " \"'".contains($0) }
                let target = rest.prefix { !" \"');\n".contains($0) }
                let lower = target.lowercased()
                if ["http:", "https:", "//"].contains(where: lower.hasPrefix) { found.append(String(target)) }
            }
        }
        return found
    }
}
