/// The tags and comments in a piece of HTML, as a browser finds them.
struct RawTokens {
    enum Token {
        /// Whether the slash at its end says that it is empty.
        case start(name: String, isEmpty: Bool)
        case end(name: String)
        /// Something that its piece of HTML does not end; what it is.
        case open(String)
    }

    private let html: ArraySlice<UInt8>
    private(set) var position: Int
    /// The element whose content is text up to its end tag.
    private var rawName: String?

    init(_ html: ArraySlice<UInt8>) {
        self.html = html
        position = html.startIndex
    }

    /// What stands in every comment, without its ends. One that is never closed reaches to the end.
    static func comments(in html: ArraySlice<UInt8>) -> [(text: ArraySlice<UInt8>, isClosed: Bool)] {
        var found: [(ArraySlice<UInt8>, Bool)] = []
        var rest = html
        while let start = rest.firstRange(of: "<!--") {
            rest = rest[start.upperBound...]
            let end = rest.firstRange(of: "-->")
            found.append((end.map { rest[..<$0.lowerBound] } ?? rest, end != nil))
            rest = end.map { rest[$0.upperBound...] } ?? rest[rest.endIndex...]
        }
        return found
    }

    /// Where the next token begins, and what it is.
    mutating func next() -> (Token, start: Int)? {
        if let name = rawName { return skipText(of: name) }
        while position < html.endIndex {
            guard let start = html[position...].firstIndex(of: UInt8(ascii: "<")) else { break }
            position = start + 1
            switch at(position) {
            case UInt8(ascii: "!"), UInt8(ascii: "?"):
                if let open = skipDeclaration(start) {
                    position = html.endIndex
                    return (open, start)
                }
            case UInt8(ascii: "/") where at(position + 1).isLetter:
                position += 1
                let name = name()
                return (skipAttributes() == nil ? .open("the tag </\(name)") : .end(name: name), start)
            case let byte where byte.isLetter:
                let name = name()
                guard let isEmpty = skipAttributes() else { return (.open("the tag <\(name)"), start) }
                if RawTokens.holdsText.contains(name) { rawName = name }
                return (.start(name: name, isEmpty: isEmpty), start)
            default: break
            }
        }
        return nil
    }

    /// Elements whose content is no markup.
    private static let holdsText: Set<String> = [
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
    ]

    private func at(_ place: Int) -> UInt8 { place < html.endIndex ? html[place] : 0 }

    private mutating func name() -> String {
        let name = html[position...].prefix { !$0.isWhitespace && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") }
        position = name.endIndex
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Moves behind a comment, or behind what browsers take for one.
    private mutating func skipDeclaration(_ start: Int) -> Token? {
        guard html[start...].hasPrefix("<!--") else {
            guard let end = html[position...].firstIndex(of: UInt8(ascii: ">")) else {
                return .open("the declaration <!")
            }
            position = end + 1
            return nil
        }
        position = start + 4
        for short in [">", "->"] where html[position...].starts(with: short.utf8) {
            position += short.utf8.count
            return nil
        }
        let rest = html[position...]
        let plain = rest.firstRange(of: "-->")
        let loud = rest[..<(plain?.lowerBound ?? rest.endIndex)].firstRange(of: "--!>")
        guard let end = loud ?? plain else {
            position = html.endIndex
            return .open("the comment <!--")
        }
        position = end.upperBound
        return nil
    }

    /// Moves behind the end of a tag. The answer says whether a slash stands before it; nil for a tag that does not end.
    private mutating func skipAttributes() -> Bool? {
        var isEmpty = false
        var isValue = false
        while position < html.endIndex {
            let byte = html[position]
            position += 1
            switch byte {
            case UInt8(ascii: ">"): return isEmpty
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard isValue else { break }
                guard let end = html[position...].firstIndex(of: byte) else {
                    position = html.endIndex
                    return nil
                }
                position = end + 1
                isEmpty = false
            default: isEmpty = byte == UInt8(ascii: "/") && !isValue
            }
            isValue = byte == UInt8(ascii: "=") || isValue && byte.isWhitespace
        }
        return nil
    }

    private mutating func skipText(of name: String) -> (Token, start: Int)? {
        rawName = nil
        while let start = html[position...].firstRange(of: "</") {
            position = start.upperBound
            let found = self.name()
            guard found == name else { continue }
            return (skipAttributes() == nil ? .open("the tag </\(name)") : .end(name: name), start.lowerBound)
        }
        position = html.endIndex
        return nil
    }
}
