/// A form of an HTML page: what a browser needs of it to fill it in.
public struct HTMLForm: Hashable, Sendable {
    /// An `input` that a person fills in, or a button.
    public struct Input: Hashable, Sendable {
        public var name: String
        public var type: String
        public var value: String
    }

    public var action = ""
    public var isPosted = false
    /// What goes along without being shown.
    public var hidden: [Form.Field] = []
    public var inputs: [Input] = []
    public var buttons: [Input] = []

    /// Every form of a page, in order.
    public static func all(in page: String) -> [HTMLForm] {
        var forms: [HTMLForm] = []
        var isOpen = false
        for tag in HTMLTag.all(in: page) {
            switch tag.name {
            case "form":
                let method = tag["method"]?.lowercased() ?? "get"
                forms.append(HTMLForm(action: tag["action"] ?? "", isPosted: method == "post"))
                isOpen = true
            case "/form": isOpen = false
            case "input", "button": if isOpen { forms[forms.count - 1].add(tag) }
            default: break
            }
        }
        return forms
    }

    private mutating func add(_ tag: HTMLTag) {
        guard let name = tag["name"] else { return }
        let type = tag["type"]?.lowercased() ?? (tag.name == "button" ? "submit" : "text")
        let value = tag["value"] ?? ""
        if tag.name == "button" {
            buttons.append(Input(name: name, type: type, value: value))
        } else if type == "hidden" {
            hidden.append(Form.Field(name, value))
        } else {
            inputs.append(Input(name: name, type: type, value: value))
        }
    }
}

/// A start or end tag of an HTML page with its attributes; an end tag's name begins with a slash. Comments and the texts
/// of scripts and styles hold no tags.
public struct HTMLTag: Hashable, Sendable {
    public var name: String
    /// With small letters, character references decoded; of a repeated one the first counts.
    public var attributes: [Form.Field]

    public subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

    public static func all(in page: String) -> [HTMLTag] {
        var reader = HTMLTagReader(rest: Array(page.utf8)[...])
        var tags: [HTMLTag] = []
        while let tag = reader.next() { tags.append(tag) }
        return tags
    }
}

private struct HTMLTagReader {
    var rest: ArraySlice<UInt8>

    mutating func next() -> HTMLTag? {
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            if rest.starts(with: "!--".utf8) {
                skip(past: "-->")
                continue
            }
            let name = text(take { !isSpace($0) && $0 != UInt8(ascii: ">") })
            guard let first = name.drop(while: { $0 == "/" }).first, first.isASCII, first.isLetter else { continue }
            let tag = HTMLTag(name: name.lowercased(), attributes: attributes())
            if tag.name == "script" || tag.name == "style" { skip(to: "</" + tag.name) }
            return tag
        }
        return nil
    }

    private mutating func attributes() -> [Form.Field] {
        var found: [Form.Field] = []
        while true {
            _ = take { isSpace($0) || $0 == UInt8(ascii: "/") }
            guard let byte = rest.first else { return found }
            if byte == UInt8(ascii: ">") {
                rest = rest.dropFirst()
                return found
            }
            rest = rest.dropFirst()
            let name = text([byte] + take { !isSpace($0) && !"=>/".utf8.contains($0) })
            _ = take(isSpace)
            var value = ""
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst()
                _ = take(isSpace)
                value = self.value()
            }
            found.append(Form.Field(name.lowercased(), value))
        }
    }

    private mutating func value() -> String {
        guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return CharacterReferences.decode(text(take { !isSpace($0) && $0 != UInt8(ascii: ">") }))
        }
        rest = rest.dropFirst()
        let value = take { $0 != quote }
        rest = rest.dropFirst()
        return CharacterReferences.decode(text(value))
    }

    private mutating func take(_ isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let part = rest.prefix(while: isWanted)
        rest = rest[part.endIndex...]
        return part
    }

    private mutating func skip(past mark: String) {
        skip(to: mark)
        rest = rest.dropFirst(mark.utf8.count)
    }

    /// Goes to the next place of a mark, whatever its capitals, or to the end.
    private mutating func skip(to mark: String) {
        let mark = Array(mark.utf8)
        while !rest.isEmpty, !rest.prefix(mark.count).elementsEqual(mark, by: { $0 | 0x20 == $1 | 0x20 }) {
            rest = rest.dropFirst()
        }
    }

    private func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

/// The character references of HTML: by number, and by those names that escaping writes.
enum CharacterReferences {
    private static let named: [Substring: String] = ["lt": "<", "gt": ">", "quot": "\"", "amp": "&", "apos": "'"]

    static func decode(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var out = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            out += rest[..<start]
            rest = rest[start...]
            if let end = rest.prefix(10).firstIndex(of: ";"), let decoded = character(rest[..<end].dropFirst()) {
                out += decoded
                rest = rest[rest.index(after: end)...]
            } else {
                out += "&"
                rest = rest.dropFirst()
            }
        }
        return out + rest
    }

    private static func character(_ name: Substring) -> String? {
        guard name.first == "#" else { return named[name] }
        let digits = name.dropFirst()
        let code = digits.first?.lowercased() == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
