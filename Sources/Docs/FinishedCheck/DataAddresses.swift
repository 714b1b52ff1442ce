/// Reads the addresses in data: JSON, the pages of the search, `robots.txt`.
enum DataAddresses {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Reads the strings of JSON that are addresses: the values of some members, and all that begin like the site's own.
    ///
    /// - Parameter start: where the text stands in its file.
    static func readJSON(
        _ bytes: Bytes, at start: AddressCollector.Place, keys: [String], _ found: inout AddressCollector
    ) {
        var strings = Strings(bytes)
        var key: [UInt8] = []
        while let (text, offset) = strings.next() {
            if strings.isKey {
                key = text
                continue
            }
            let isMember = keys.contains { $0.utf8.elementsEqual(key) }
            guard isMember || found.isOwn(text) else { continue }
            let place: AddressCollector.Place =
                if case .offset(let number) = start { .offset(number + offset) } else { start }
            found.take(text, at: place)
        }
    }

    /// Reads `wirescribeSearch.page(7,["path","title",[["anchor","heading","text"],…]])`.
    static func readSearchPage(_ bytes: Bytes, _ found: inout AddressCollector) {
        var strings = Strings(bytes)
        var path: [UInt8]?
        while let (text, offset) = strings.next() {
            guard let page = path else {
                path = text
                found.take(text, at: .offset(offset), from: .root)
                continue
            }
            // The anchor is the first of the innermost list.
            guard strings.depth == 3, strings.isFirst, !text.isEmpty else { continue }
            found.take(page + [UInt8(ascii: "#")] + text, at: .offset(offset), from: .root)
        }
    }

    /// Reads the addresses of site maps.
    static func readRobots(_ bytes: Bytes, _ found: inout AddressCollector) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2, String(decoding: parts[0], as: UTF8.self).lowercased() == "sitemap" else {
                continue
            }
            found.take(parts[1], at: .offset(line.startIndex))
        }
    }

    /// The strings of JSON or of a script that is little more, with what is around them.
    private struct Strings {
        private let bytes: Bytes
        private var position = 0
        /// How many lists are open at the last string.
        private(set) var depth = 0
        /// Whether the last string is the first of its list.
        private(set) var isFirst = false
        private var isOpening = false

        init(_ bytes: Bytes) { self.bytes = bytes }

        /// Whether the last string is the name of a member.
        var isKey: Bool {
            var next = position
            while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
            return next < bytes.count && bytes[next] == UInt8(ascii: ":")
        }

        mutating func next() -> (text: [UInt8], offset: Int)? {
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "["):
                    depth += 1
                    isOpening = true
                case UInt8(ascii: "]"):
                    depth -= 1
                    isOpening = false
                case UInt8(ascii: ","): isOpening = false
                case UInt8(ascii: "\""):
                    isFirst = isOpening
                    isOpening = false
                    let offset = position
                    return (string(), offset)
                default: break
                }
            }
            return nil
        }

        private mutating func string() -> [UInt8] {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            let end = min(position, bytes.count)
            position = min(bytes.count, end + 1)
            let raw = bytes[start..<end]
            return raw.contains(UInt8(ascii: "\\")) ? Strings.unescaped(raw) : Array(raw)
        }

        private static func unescaped(_ raw: Slice<Bytes>) -> [UInt8] {
            var out: [UInt8] = []
            var rest = raw[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "\\"), let mark = rest.popFirst() else {
                    out.append(byte)
                    continue
                }
                let digits = mark == UInt8(ascii: "u") ? 4 : mark == UInt8(ascii: "x") ? 2 : 0
                if digits > 0, let number = UInt32(String(decoding: rest.prefix(digits), as: UTF8.self), radix: 16) {
                    out += String(Character(Unicode.Scalar(number) ?? "\u{FFFD}")).utf8
                    rest = rest.dropFirst(digits)
                } else {
                    out.append(mark)
                }
            }
            return out
        }
    }
}
