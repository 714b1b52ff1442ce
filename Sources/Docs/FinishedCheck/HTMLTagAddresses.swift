/// What the attributes of one tag say: some mean something else beside others, so they are put together at its end.
struct HTMLTagAddresses {
    private enum Kind { case other, link, a, base, meta, script, style, object, opaque, title, shown, iframe, map }

    /// What the text of an element of XML is.
    enum XMLText { case address, html }

    private let page: HTMLAddresses
    private let name: Range<Int>
    private let kind: Kind
    private var href: Range<Int>?
    private var relation: Range<Int>?
    private var content: Range<Int>?
    private var property: Range<Int>?
    private var instruction: Range<Int>?
    private var type: Range<Int>?
    private var isPermanent = true

    init(_ page: HTMLAddresses, name: Range<Int>) {
        self.page = page
        self.name = name
        kind = HTMLTagAddresses.kind(page, name)
    }

    private static func kind(_ page: HTMLAddresses, _ name: Range<Int>) -> Kind {
        func has(_ text: StaticString) -> Bool { page.starts(text, at: name.lowerBound) }
        return switch name.count {
        case 1: has("a") ? .a : .other
        case 3: has("use") ? .shown : has("map") ? .map : has("xmp") ? .opaque : .other
        case 4: has("link") ? .link : has("base") ? .base : has("meta") ? .meta : .other
        case 5: has("style") ? .style : has("title") ? .title : has("image") ? .shown : .other
        case 6: has("script") ? .script : has("object") ? .object : has("iframe") ? .iframe : .other
        case 7: has("feimage") ? .shown : has("noembed") ? .opaque : .other
        case 8: has("textarea") || has("noframes") ? .opaque : .other
        default: .other
        }
    }

    // MARK: Attributes

    mutating func take(_ name: Range<Int>, _ value: Range<Int>, _ found: inout AddressCollector) {
        let place = page.place(value.lowerBound)
        func has(_ text: StaticString) -> Bool { page.starts(text, at: name.lowerBound) }
        switch name.count {
        case 2 where has("id"):
            if page.outer == nil { withText(value) { found.takeID($0, at: place) } }
        case 3 where has("src"): withText(value) { found.take($0, isLoaded: page.form != .xml, at: place) }
        case 3 where has("rel"): relation = value
        case 3 where has("url") && page.form == .xml, 6 where has("xmlurl"), 6 where has("usemap"),
            7 where has("htmlurl"):
            withText(value) { found.take($0, at: place) }
        case 8 where has("template") && page.form == .xml: takeTemplate(value, &found)
        case 4: takeFour(name, value, &found)
        case 5 where has("style"): takeStyle(value, &found)
        case 6 where has("srcset"), 11 where has("imagesrcset"): takeSet(value, &found)
        case 6 where has("poster"): withText(value) { found.take($0, isLoaded: true, at: place) }
        case 6 where has("action"), 8 where has("longdesc"), 10 where has("formaction"):
            withText(value) { found.take($0, at: place) }
        case 6 where has("srcdoc"): takeDocument(value, &found)
        case 7 where has("content"): content = value
        case 8 where has("property"): property = value
        case 8 where has("manifest"), 10 where has("background"):
            withText(value) { found.take($0, isLoaded: true, at: place) }
        case 10 where has("xlink:href"): href = href ?? value
        case 10 where has("http-equiv"): instruction = value
        case 11 where has("ispermalink"): isPermanent = !page.starts("false", at: value.lowerBound)
        default: takePaint(value, &found)
        }
    }

    private mutating func takeFour(_ name: Range<Int>, _ value: Range<Int>, _ found: inout AddressCollector) {
        func has(_ text: StaticString) -> Bool { page.starts(text, at: name.lowerBound) }
        let place = page.place(value.lowerBound)
        if has("href") {
            href = value
        } else if has("type") {
            type = value
        } else if has("ping") {
            withText(value) { text in
                for address in text.split(whereSeparator: { $0 <= 0x20 }) { found.take(Array(address), at: place) }
            }
        } else if has("name") {
            if kind == .a || kind == .map, page.outer == nil { withText(value) { found.takeName($0) } }
            if kind == .meta { property = property ?? value }
        } else if has("cite") {
            withText(value) { found.take($0, at: place) }
        } else if has("data"), kind == .object {
            withText(value) { found.take($0, isLoaded: true, at: place) }
        } else {
            takePaint(value, &found)
        }
    }

    /// What attributes of pictures say in the syntax of stylesheets: `fill`, `filter`, `mask`, `marker-end` and others.
    private func takePaint(_ value: Range<Int>, _ found: inout AddressCollector) {
        guard value.count > 4, page.starts("url(", at: value.lowerBound) else { return }
        takeStyle(value, &found)
    }

    private func takeStyle(_ value: Range<Int>, _ found: inout AddressCollector) {
        withText(value) { CSSAddresses.read($0, at: page.place(value.lowerBound), isSheet: false, &found) }
    }

    /// An address with words in braces that are filled in when somebody searches.
    private func takeTemplate(_ value: Range<Int>, _ found: inout AddressCollector) {
        withText(value) { text in
            let path = text.prefix { $0 != UInt8(ascii: "?") }
            guard !path.contains(UInt8(ascii: "{")) else { return }
            found.take(Array(path), at: page.place(value.lowerBound))
        }
    }

    private func takeDocument(_ value: Range<Int>, _ found: inout AddressCollector) {
        withText(value) { HTMLAddresses.read($0, .html, in: page.place(value.lowerBound), &found) }
    }

    /// Several addresses, each with what it is for (HTML, 4.8.4.2.1).
    private func takeSet(_ value: Range<Int>, _ found: inout AddressCollector) {
        withText(value) { text in
            var rest = text[...]
            while true {
                rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: ",") }
                guard !rest.isEmpty else { return }
                var address = rest.prefix { $0 > 0x20 }
                rest = rest[address.endIndex...]
                let hasEnded = address.last == UInt8(ascii: ",")
                while address.last == UInt8(ascii: ",") { address.removeLast() }
                found.take(address, isLoaded: true, at: page.place(value.lowerBound))
                guard !hasEnded else { continue }
                var depth = 0
                rest = rest.drop { byte in
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") { depth -= 1 }
                    return byte != UInt8(ascii: ",") || depth > 0
                }
            }
        }
    }

    // MARK: The whole tag

    /// Takes what all attributes say together.
    func finish(_ found: inout AddressCollector) {
        if let href {
            let place = page.place(href.lowerBound)
            switch kind {
            case .base: withText(href) { found.takeBase($0, at: place) }
            case .link:
                withText(href) { found.take($0, isLoaded: page.form != .xml && isFetched, at: place) }
            case .shown, .script: withText(href) { found.take($0, isLoaded: true, at: place) }
            default: withText(href) { found.take($0, at: place) }
            }
        }
        if kind == .meta, let content { takeMeta(content, &found) }
    }

    /// Whether a browser fetches what a `link` leads to.
    private var isFetched: Bool {
        guard let relation else { return false }
        let words = text(relation).lowercased().split(whereSeparator: \.isWhitespace)
        let named = ["alternate", "author", "canonical", "help", "license", "me", "next", "prev", "search", "self"]
        return words.contains("stylesheet") || !words.contains { named.contains(String($0)) }
    }

    private func takeMeta(_ content: Range<Int>, _ found: inout AddressCollector) {
        let place = page.place(content.lowerBound)
        if let instruction, text(instruction).lowercased() == "refresh" {
            withText(content) { text in
                guard let address = HTMLTagAddresses.refreshed(text) else { return }
                found.take(address, at: place)
            }
        } else if let property, HTMLTagAddresses.isAddress(text(property).lowercased()) {
            withText(content) { found.take($0, at: place) }
        }
    }

    /// The address in `0; url=…`.
    private static func refreshed(_ text: UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8>? {
        let bytes = Array(text)
        guard let mark = bytes.firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }) else {
            return nil
        }
        var rest = bytes[(mark + 1)...].drop { $0 <= 0x20 }
        if rest.prefix(3).elementsEqual("url".utf8, by: { $0 | 0x20 == $1 }) {
            let value = rest.dropFirst(3).drop { $0 <= 0x20 }
            if value.first == UInt8(ascii: "=") { rest = value.dropFirst().drop { $0 <= 0x20 } }
        }
        guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return rest }
        return rest.dropFirst().prefix { $0 != quote }
    }

    /// Whether a property of Open Graph and its like has an address for its value.
    private static func isAddress(_ property: String) -> Bool {
        switch property {
        case "og:url", "og:image", "og:image:url", "og:image:secure_url", "og:video", "og:video:url",
            "og:video:secure_url", "og:audio", "og:audio:url", "og:audio:secure_url", "twitter:image",
            "twitter:image:src", "twitter:player", "msapplication-tileimage", "msapplication-config":
            true
        default: false
        }
    }

    // MARK: Texts

    /// What ends the text of an element in which `<` means something else; nil for all others.
    var textEnd: StaticString? {
        switch kind {
        case .script: "</script"
        case .style: "</style"
        case .title: page.form == .html ? "</title" : nil
        case .iframe: "</iframe"
        case .opaque where page.starts("xmp", at: name.lowerBound): "</xmp"
        case .opaque where page.starts("textarea", at: name.lowerBound): "</textarea"
        case .opaque where page.starts("noembed", at: name.lowerBound): "</noembed"
        case .opaque: "</noframes"
        default: nil
        }
    }

    /// Whether a slash at the end of the tag closes it, as it does within a picture.
    var mayBeClosed: Bool {
        page.form != .html || kind == .style || kind == .title || kind == .script && href != nil
    }

    func takeText(_ range: Range<Int>, _ found: inout AddressCollector) {
        let part = UnsafeBufferPointer(rebasing: page.bytes[range])
        let place = page.place(range.lowerBound)
        if kind == .style {
            CSSAddresses.read(part, at: place, isSheet: false, &found)
        } else if kind == .script, let type, text(type).lowercased() == "application/ld+json" {
            DataAddresses.readJSON(part, at: place, keys: [], &found)
        }
    }

    /// What the text of this element of XML is; nil where it holds no address.
    var xmlText: XMLText? {
        guard page.form == .xml else { return nil }
        let bytes = page.bytes[name]
        let local = String(
            decoding: bytes[(bytes.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.lowerBound)...],
            as: UTF8.self)
        switch local {
        case "loc", "url", "icon", "logo", "comments", "docs", "uri", "Image", "SearchForm": return .address
        case "link": return href == nil ? .address : nil
        case "guid": return isPermanent ? .address : nil
        case "description", "encoded": return .html
        // The text of Atom is plain unless it says otherwise.
        case "content", "summary": return type.map { text($0) == "html" } == true ? .html : nil
        default: return nil
        }
    }

    func isData(at place: Int) -> Bool { page.starts("<![cdata[", at: place) }

    /// The text of an element of XML.
    func plainText(_ range: Range<Int>) -> [UInt8] {
        if isData(at: range.lowerBound) { return Array(page.bytes[range].dropFirst("<![CDATA[".utf8.count)) }
        var out: [UInt8] = []
        HTMLReferences.appendUnescaped(Array(page.bytes[range])[...], to: &out)
        return out
    }

    private func text(_ range: Range<Int>) -> String { withText(range) { String(decoding: $0, as: UTF8.self) } }

    /// Calls the body with a value whose character references are resolved.
    private func withText<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let value = UnsafeBufferPointer(rebasing: page.bytes[range])
        guard value.contains(UInt8(ascii: "&")) else { return body(value) }
        var out: [UInt8] = []
        HTMLReferences.appendUnescaped(Array(value)[...], to: &out)
        return out.withUnsafeBufferPointer(body)
    }
}
