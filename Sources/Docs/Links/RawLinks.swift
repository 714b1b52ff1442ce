import Markdown

/// The links in HTML that an author wrote, which are checked and rewritten like those in Markdown.
package enum RawLinks {
    /// The links of all pieces of HTML in a document, with their lines.
    package static func all(in document: Document) -> [Link] {
        document.rawHTML.flatMap { piece in
            RawAttributes(piece.bytes).addressed.flatMap { attribute in
                let before = piece.bytes[..<attribute.range.lowerBound].count { $0 == UInt8(ascii: "\n") }
                var links: [Link] = []
                _ = attribute.form.rewriting(attribute.text(in: piece.bytes)) { address in
                    links.append(Link(url: address, line: piece.line + before, isImage: attribute.isLoaded))
                    return address
                }
                return links
            }
        }
    }

    /// A piece of HTML with other destinations.
    package static func rewriting(_ html: [UInt8], _ change: (String) -> String) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        for attribute in RawAttributes(html).addressed {
            let text = attribute.text(in: html)
            let changed = attribute.form.rewriting(text, change)
            guard changed != text else { continue }
            out += html[position..<attribute.range.lowerBound]
            out += attribute.written(changed)
            position = attribute.range.upperBound
        }
        return out + html[position...]
    }
}

/// How addresses stand in the value of an attribute.
enum AttributeForm {
    case one
    /// `a.png 1x, b.png 2x`.
    case set
    /// With spaces between them.
    case list
    case style
    /// `5; url=/page/`.
    case refresh

    /// The value with other addresses.
    func rewriting(_ value: String, _ change: (String) -> String) -> String {
        switch self {
        case .one:
            // Browsers drop spaces around an address and line ends within.
            let address = AttributeForm.trimmed(value)
            guard !address.isEmpty else { return value }
            let changed = change(address)
            return changed == address ? value : changed
        case .set: return AttributeForm.set(value, change)
        case .list:
            return value.split(whereSeparator: \.isWhitespace).map { change(String($0)) }.joined(separator: " ")
        case .style:
            return String(
                decoding: StyleAddresses.rewriting(Array(value.utf8)) { address in
                    guard !address.isEmpty, !address.hasPrefix("#") else { return nil }
                    let changed = change(address)
                    return changed == address ? nil : changed
                }, as: UTF8.self)
        case .refresh:
            guard let mark = value.lowercased().firstRange(of: "url") else { return value }
            let start = value.index(
                value.startIndex, offsetBy: value.distance(from: value.startIndex, to: mark.upperBound))
            let behind = value[start...].drop { $0 == " " || $0 == "=" || $0 == "'" || $0 == "\"" }
            let address = String(behind.prefix { $0 != "'" && $0 != "\"" })
            guard !address.isEmpty else { return value }
            return value[..<behind.startIndex] + change(address) + behind.dropFirst(address.count)
        }
    }

    private static func trimmed(_ value: String) -> String {
        var scalars = value.unicodeScalars.filter { $0 != "\t" && $0 != "\n" && $0 != "\r" }[...]
        while let first = scalars.first, first.value <= 0x20 { scalars.removeFirst() }
        while let last = scalars.last, last.value <= 0x20 { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The candidates of a `srcset` (HTML, 4.8.4.2.2): addresses, each with what says when it is meant.
    private static func set(_ value: String, _ change: (String) -> String) -> String {
        var candidates: [String] = []
        var rest = value[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "," }
            guard !rest.isEmpty else { return candidates.joined(separator: ", ") }
            var address = rest.prefix { !$0.isWhitespace }
            rest = rest[address.endIndex...]
            var descriptor = ""
            if address.last == "," {
                while address.last == "," { address.removeLast() }
            } else {
                var depth = 0
                let part = rest.prefix { character in
                    if character == "(" { depth += 1 }
                    if character == ")" { depth -= 1 }
                    return character != "," || depth > 0
                }
                rest = rest[part.endIndex...]
                descriptor = part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
            let changed = change(String(address))
            candidates.append(descriptor.isEmpty ? changed : changed + " " + descriptor)
        }
    }
}
