/// A part of a finished page as a tree: elements and text. Reads the HTML that this program writes, and whatever an
/// author's raw HTML adds to it; nothing makes it fail.
///
/// Nodes are known by their numbers, the root's is 0, and hold places in the page instead of copies of it.
struct HTMLFragment {
    /// An element, or a text when its tag is ``HTMLTag/text``.
    struct Node {
        var tag: HTMLTag
        /// The packed name of an element, which also tells unknown ones apart.
        var name: UInt64 = 0
        /// The place of a text, or of an element's attributes.
        var range: Range<Int>
        /// The place of an element's classes.
        var classes: Range<Int>?
        /// Whether `hidden` or `aria-hidden` keeps it from readers.
        var isHidden = false
        fileprivate(set) var firstChild: Int?
        fileprivate(set) var next: Int?
    }

    let page: [UInt8]
    private(set) var nodes: [Node] = []

    /// Deeper elements become children of the element at this depth, so that no page can exhaust the stack.
    private static let deepest = 64

    /// Reads the `main` element of a page; nil when there is none.
    ///
    /// - Parameter last: at the element with this `id` the reading ends.
    init?(mainOf page: [UInt8], until last: StaticString? = nil) {
        self.page = page
        var reader = Reader(page: page)
        while let token = reader.next() {
            guard case .start(let root, let isClosed, _) = token, root.tag == .main else { continue }
            nodes.append(root)
            if !isClosed { readContent(&reader, last) }
            return
        }
        return nil
    }

    private mutating func readContent(_ reader: inout Reader, _ last: StaticString?) {
        // The open elements, each with the newest of its children.
        var open: [(node: Int, child: Int?)] = [(0, nil)]
        func append(_ node: Node, _ nodes: inout [Node]) -> Int {
            let number = nodes.count
            nodes.append(node)
            let parent = open[open.count - 1]
            if let child = parent.child {
                nodes[child].next = number
            } else {
                nodes[parent.node].firstChild = number
            }
            open[open.count - 1].child = number
            return number
        }
        while let token = reader.next() {
            switch token {
            case .text(let range): _ = append(Node(tag: .text, range: range), &nodes)
            case .start(let node, let isClosed, let id):
                if let last, let id, page.starts(last, at: id.lowerBound), id.count == last.utf8CodeUnitCount { return }
                let number = append(node, &nodes)
                if !isClosed, !node.tag.isVoid, open.count <= HTMLFragment.deepest { open.append((number, nil)) }
            case .end(let name):
                guard let place = open.lastIndex(where: { nodes[$0.node].name == name }) else { continue }
                if place == 0 { return }
                open.removeLast(open.count - place)
            }
        }
    }

    // MARK: Nodes

    /// The numbers of an element's children.
    func children(of node: Int) -> some Sequence<Int> {
        sequence(state: nodes[node].firstChild) { [nodes] next in
            guard let number = next else { return nil as Int? }
            next = nodes[number].next
            return number
        }
    }

    func hasClass(_ name: StaticString, _ node: Int) -> Bool {
        guard let classes = nodes[node].classes else { return false }
        let count = name.utf8CodeUnitCount
        var start = classes.lowerBound
        while start + count <= classes.upperBound {
            let end = page.end(ofWordFrom: start, in: classes)
            if end - start == count, page.starts(name, at: start) { return true }
            start = end + 1
        }
        return false
    }

    /// The value of an attribute, with its character references resolved.
    func attribute(_ name: StaticString, of node: Int) -> [UInt8]? {
        var reader = Reader(page: page, position: nodes[node].range.lowerBound)
        while let found = reader.attribute(before: nodes[node].range.upperBound) {
            guard found.name.count == name.utf8CodeUnitCount, page.starts(name, at: found.name.lowerBound) else {
                continue
            }
            var value: [UInt8] = []
            HTMLReferences.appendUnescaped(page[found.value ?? 0..<0], to: &value)
            return value
        }
        return nil
    }

    /// The number in the name or the address of a footnote.
    func footnoteLabel(_ value: [UInt8]?, behind mark: StaticString) -> String? {
        guard let value, value.starts(mark, at: 0) else { return nil }
        let digits = value.dropFirst(mark.utf8CodeUnitCount)
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Appends all text in a node that readers see, with its character references resolved.
    func appendText(of node: Int, to out: inout [UInt8]) {
        if nodes[node].tag == .text { return HTMLReferences.appendUnescaped(page[nodes[node].range], to: &out) }
        var next = nodes[node].firstChild
        while let child = next {
            if !isSkipped(child) { appendText(of: child, to: &out) }
            next = nodes[child].next
        }
    }

    /// Whether a node is not for readers of text.
    func isSkipped(_ node: Int) -> Bool {
        let found = nodes[node]
        if found.isHidden || found.tag.isSkipped { return true }
        guard found.classes != nil else { return false }
        return hasClass("vh", node) || hasClass("key", node) || hasClass("lanekey", node) || hasClass("anchor", node)
    }

    // MARK: Tokens

    private enum Token {
        case start(Node, isClosed: Bool, id: Range<Int>?)
        case end(UInt64)
        case text(Range<Int>)
    }

    private struct Reader {
        let page: [UInt8]
        var position = 0
        /// Whether a slash stands behind the last attribute.
        private var endsWithSlash = false

        init(page: [UInt8], position: Int = 0) {
            self.page = page
            self.position = position
        }

        mutating func next() -> Token? {
            while position < page.count {
                if page[position] != UInt8(ascii: "<") {
                    let start = position
                    while position < page.count, page[position] != UInt8(ascii: "<") { position += 1 }
                    return .text(start..<position)
                }
                switch position + 1 < page.count ? page[position + 1] : 0 {
                case UInt8(ascii: "/"):
                    position += 2
                    let name = HTMLTag.packed(page, word())
                    skip(past: UInt8(ascii: ">"))
                    return .end(name)
                case UInt8(ascii: "!"), UInt8(ascii: "?"):
                    if page.starts("<!--", at: position) { skip(past: "-->") } else { skip(past: UInt8(ascii: ">")) }
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    position += 1
                    return start()
                default:
                    position += 1
                    return .text((position - 1)..<position)
                }
            }
            return nil
        }

        private mutating func start() -> Token {
            let name = HTMLTag.packed(page, word())
            endsWithSlash = false
            var node = Node(tag: HTMLTag(packed: name), name: name, range: position..<position)
            var id: Range<Int>?
            while let attribute = attribute(before: page.count) {
                switch attribute.name.count {
                case 2 where page.starts("id", at: attribute.name.lowerBound): id = attribute.value
                case 5 where page.starts("class", at: attribute.name.lowerBound):
                    node.classes = attribute.value ?? 0..<0
                case 6 where page.starts("hidden", at: attribute.name.lowerBound): node.isHidden = true
                case 11 where page.starts("aria-hidden", at: attribute.name.lowerBound):
                    if let value = attribute.value, value.count == 4, page.starts("true", at: value.lowerBound) {
                        node.isHidden = true
                    }
                default: break
                }
            }
            node.range = node.range.lowerBound..<max(node.range.lowerBound, position - 1)
            var isClosed = endsWithSlash
            if !isClosed, let end = node.tag.opaqueEnd {
                skip(past: end)
                skip(past: UInt8(ascii: ">"))
                isClosed = true
            }
            return .start(node, isClosed: isClosed, id: id)
        }

        /// The next attribute of a start tag; nil, behind the tag's end, when there is none.
        mutating func attribute(before end: Int) -> (name: Range<Int>, value: Range<Int>?)? {
            while position < end, page[position] != UInt8(ascii: ">") {
                let name = word()
                if !name.isEmpty {
                    endsWithSlash = false
                    return (name, value())
                }
                endsWithSlash = endsWithSlash || page[position] == UInt8(ascii: "/")
                position += 1
            }
            position += 1
            return nil
        }

        private mutating func value() -> Range<Int>? {
            guard position < page.count, page[position] == UInt8(ascii: "=") else { return nil }
            position += 1
            guard position < page.count else { return nil }
            let quote = page[position]
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                let start = position
                while position < page.count, page[position] > 0x20, page[position] != UInt8(ascii: ">") {
                    position += 1
                }
                return start..<position
            }
            position += 1
            let start = position
            while position < page.count, page[position] != quote { position += 1 }
            defer { position += 1 }
            return start..<position
        }

        private mutating func word() -> Range<Int> {
            let name = HTMLReferences.name(in: page, from: position)
            position = name.upperBound
            return name
        }

        private mutating func skip(past byte: UInt8) {
            while position < page.count, page[position] != byte { position += 1 }
            position = min(page.count, position + 1)
        }

        private mutating func skip(past mark: StaticString) {
            while position < page.count, !page.starts(mark, at: position) { position += 1 }
            position = min(page.count, position + mark.utf8CodeUnitCount)
        }
    }
}

extension [UInt8] {
    /// Whether a text of ASCII stands at a place.
    func starts(_ text: StaticString, at place: Int) -> Bool {
        guard place + text.utf8CodeUnitCount <= count else { return false }
        return text.withUTF8Buffer { buffer in
            for offset in buffer.indices where self[place + offset] != buffer[offset] { return false }
            return true
        }
    }

    /// Where a word ends that starts within a part.
    func end(ofWordFrom start: Int, in part: Range<Int>) -> Int {
        var end = start
        while end < part.upperBound, self[end] != UInt8(ascii: " ") { end += 1 }
        return end
    }
}
