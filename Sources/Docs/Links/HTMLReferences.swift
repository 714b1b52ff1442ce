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
    private static func isLoaded(_ relations: [String]) -> Bool {
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

    /// The character that a reference at the start of a text means, and how long it is.
    private static func reference(_ text: ArraySlice<UInt8>) -> (length: Int, character: Unicode.Scalar)? {
        // No name of a character is longer.
        let near = text.dropFirst().prefix(12)
        guard let end = near.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        return character(near[..<end]).map { (end + 1 - text.startIndex, $0) }
    }

    private static func character(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard name.first == UInt8(ascii: "#") else {
            for (known, scalar) in named where name.elementsEqual(known) { return scalar }
            return nil
        }
        var digits = name.dropFirst()
        let isHex = digits.first == UInt8(ascii: "x") || digits.first == UInt8(ascii: "X")
        if isHex { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var number: UInt32 = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, isHex || digit < 10 else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: isHex ? 16 : 10)
            guard !isTooLarge else { return nil }
            number = product &+ UInt32(digit)
        }
        return Unicode.Scalar(number)
    }

    private static let named: [(name: [UInt8], scalar: Unicode.Scalar)] = [
        (Array("quot".utf8), "\""), (Array("lt".utf8), "<"), (Array("gt".utf8), ">"), (Array("amp".utf8), "&"),
        (Array("apos".utf8), "'"),
    ]

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
