/// The attributes in a piece of HTML that hold addresses, as a browser reads them.
struct RawAttributes {
    struct Attribute {
        var form: AttributeForm
        /// Whether a browser fetches what it leads to when it shows the page.
        var isLoaded: Bool
        /// The value, without its quotes.
        var range: Range<Int>
        /// The quote around it; nil for none, and for the text of an element.
        var quote: UInt8?
        /// Whether character references mean something in it.
        var isEscaped = true

        func text(in html: [UInt8]) -> String {
            isEscaped
                ? HTMLReferences.unescaped(html[range]) : String(decoding: html[range], as: UTF8.self)
        }

        /// Another value, as it is written in its place.
        func written(_ value: String) -> [UInt8] {
            guard isEscaped else { return Array(value.utf8) }
            var writer = HTMLWriter()
            writer.quoted(value)
            return quote == nil ? [UInt8(ascii: "\"")] + writer.bytes + [UInt8(ascii: "\"")] : writer.bytes
        }
    }

    private(set) var addressed: [Attribute] = []
    private let html: [UInt8]
    private var position = 0

    init(_ html: [UInt8]) {
        self.html = html
        while let start = html[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = start + 1
            if html.starts("<!--", at: start) {
                position = end(of: "-->", from: start + 4)
            } else if let first = html[position...].first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A {
                readTag()
            }
        }
    }

    private mutating func readTag() {
        let tag = word { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") }
        var attributes: [(name: String, range: Range<Int>, quote: UInt8?)] = []
        while position < html.count, html[position] != UInt8(ascii: ">") {
            guard html[position] > 0x20, html[position] != UInt8(ascii: "/") else {
                position += 1
                continue
            }
            let start = position
            position += 1
            let rest = word { $0 > 0x20 && !"/>=".utf8.contains($0) }
            let name = String(decoding: html[start...start], as: UTF8.self).lowercased() + rest
            var next = position
            while next < html.count, html[next] <= 0x20 { next += 1 }
            guard next < html.count, html[next] == UInt8(ascii: "=") else { continue }
            position = next + 1
            let (range, quote) = value()
            attributes.append((name, range, quote))
        }
        position = min(html.count, position + 1)
        take(attributes, of: tag)
        guard tag == "script" || tag == "style" else { return }
        let text = position
        position = end(of: tag == "script" ? "</script" : "</style", from: text) - (tag.utf8.count + 2)
        position = max(text, min(position, html.count))
        if tag == "style", text < position {
            addressed.append(Attribute(form: .style, isLoaded: true, range: text..<position, isEscaped: false))
        }
    }

    private mutating func word(_ isPart: (UInt8) -> Bool) -> String {
        let start = position
        while position < html.count, isPart(html[position]) { position += 1 }
        return String(decoding: html[start..<position], as: UTF8.self).lowercased()
    }

    private mutating func value() -> (Range<Int>, UInt8?) {
        while position < html.count, html[position] <= 0x20 { position += 1 }
        guard position < html.count else { return (position..<position, nil) }
        let quote = html[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let start = position
            while position < html.count, html[position] > 0x20, html[position] != UInt8(ascii: ">") { position += 1 }
            return (start..<position, nil)
        }
        let start = position + 1
        let end = html[start...].firstIndex(of: quote) ?? html.count
        position = min(html.count, end + 1)
        return (start..<end, quote)
    }

    /// The place behind a text of ASCII in small letters; the end where there is none.
    private func end(of text: StaticString, from start: Int) -> Int {
        let wanted = text.withUTF8Buffer { Array($0) }
        var place = start
        while place + wanted.count <= html.count {
            if zip(html[place...], wanted).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 && $1 >= 0x61 }) {
                return place + wanted.count
            }
            place += 1
        }
        return html.count + wanted.count
    }

    private mutating func take(_ attributes: [(name: String, range: Range<Int>, quote: UInt8?)], of tag: String) {
        func text(_ name: String) -> String {
            attributes.first { $0.name == name }.map { HTMLReferences.unescaped(html[$0.range]).lowercased() } ?? ""
        }
        for attribute in attributes {
            let form: AttributeForm
            switch attribute.name {
            case "srcset", "imagesrcset": form = .set
            case "ping", "archive", "attributionsrc": form = .list
            case "style", "fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker-start", "marker-mid",
                "marker-end":
                form = .style
            case "content" where tag == "meta" && text("http-equiv") == "refresh": form = .refresh
            case "data" where tag == "object": form = .one
            case _ where RawAttributes.simple.contains(attribute.name): form = .one
            default: continue
            }
            let isLoaded = isLoaded(attribute.name, tag, relations: text("rel"))
            addressed.append(
                Attribute(form: form, isLoaded: isLoaded, range: attribute.range, quote: attribute.quote))
        }
    }

    private static let simple: Set<String> = [
        "href", "src", "xlink:href", "poster", "action", "formaction", "cite", "longdesc", "background", "manifest",
        "usemap", "profile", "icon", "dynsrc", "lowsrc", "codebase", "classid",
    ]

    private func isLoaded(_ name: String, _ tag: String, relations: String) -> Bool {
        switch name {
        case "href", "xlink:href":
            switch tag {
            case "use", "image", "feimage", "script": true
            case "link": HTMLReferences.isLoaded(relations.split(separator: " ").map(String.init))
            default: false
            }
        case "action", "formaction", "cite", "longdesc", "usemap", "ping", "profile", "content": false
        default: true
        }
    }
}
