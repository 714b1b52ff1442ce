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
            if bytes[position...].starts(with: "<!--".utf8) {
                position = HTMLReferences.end(of: "-->", in: bytes, from: position + 4)
                continue
            }
            let name = HTMLReferences.name(in: bytes, from: position + 1)
            guard !name.isEmpty else {
                position += 1
                continue
            }
            let tag = String(decoding: bytes[name], as: UTF8.self).lowercased()
            position = readAttributes(of: tag, in: bytes, from: name.upperBound)
            if tag == "script" || tag == "style" {
                position = HTMLReferences.end(of: "</" + tag, in: bytes, from: position)
            }
        }
    }

    private mutating func readAttributes(of tag: String, in bytes: [UInt8], from start: Int) -> Int {
        var position = start
        var relations: [String] = []
        var linked: [Range<Int>] = []
        defer {
            let isLoaded = HTMLReferences.isLoaded(relations)
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
            let attribute = String(decoding: bytes[name], as: UTF8.self).lowercased()
            switch (tag, attribute) {
            // What a browser makes of a `link` is known when all of its attributes are.
            case ("link", "href"): linked.append(first..<last)
            case ("link", "rel"):
                relations = HTMLReferences.unescaped(bytes[first..<last]).lowercased().split(separator: " ")
                    .map(String.init)
            default: take(attribute, bytes[first..<last], tag)
            }
            position = isQuoted ? last + 1 : last
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

    private static func name(in bytes: [UInt8], from start: Int) -> Range<Int> {
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
        var position = value.startIndex
        while position < value.endIndex {
            let byte = value[position]
            position += 1
            // No name of a character is longer.
            let near = value[position..<min(position + 12, value.endIndex)]
            if byte == UInt8(ascii: "&"), let end = near.firstIndex(of: UInt8(ascii: ";")),
                let scalar = character(Substring(decoding: value[position..<end], as: UTF8.self))
            {
                out += Array(String(scalar).utf8)
                position = end + 1
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func character(_ name: Substring) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let isHex = digits.first == "x" || digits.first == "X"
            return UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init)
        }
    }

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
