/// A part of a finished page as a tree: elements and text. Reads the HTML that this program writes, and whatever an
/// author's raw HTML adds to it; nothing makes it fail.
struct HTMLFragment {
    /// An element, or a text when `name` is empty.
    struct Node {
        var name: String
        var attributes: [String: String] = [:]
        /// The text of a text node, with its character references resolved.
        var text = ""
        var children: [Node] = []

        func hasClass(_ name: String) -> Bool {
            guard let classes = attributes["class"] else { return false }
            return classes.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(name.utf8) }
        }
    }

    /// Elements that never have content.
    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ]

    /// Deeper elements become children of the element at this depth, so that no page can exhaust the stack.
    private static let deepest = 64

    /// The first element with this name, and what stands in it; nil when there is none.
    ///
    /// - Parameter isLast: asked for the start of every element; when it answers yes, nothing from there on is read.
    static func first(_ name: String, in page: [UInt8], until isLast: (Node) -> Bool = { _ in false }) -> Node? {
        var reader = Reader(bytes: page)
        while let token = reader.next() {
            guard case .start(let node, let closed) = token, node.name == name else { continue }
            return closed ? node : reader.content(of: node, until: isLast)
        }
        return nil
    }

    private enum Token {
        case start(Node, closed: Bool)
        case end(String)
        case text(String)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func content(of root: Node, until isLast: (Node) -> Bool) -> Node {
            var open = [root]
            func isOpen(_ name: String) -> Bool { open.contains { $0.name == name } }
            loop: while let token = next() {
                switch token {
                case .text(let text): open[open.count - 1].children.append(Node(name: "", text: text))
                case .start(let node, let closed):
                    if isLast(node) { break loop }
                    if closed || HTMLFragment.void.contains(node.name) || open.count > HTMLFragment.deepest {
                        open[open.count - 1].children.append(node)
                    } else {
                        open.append(node)
                    }
                case .end(let name):
                    guard isOpen(name) else { continue }
                    while let last = open.popLast() {
                        guard !open.isEmpty else { return last }
                        open[open.count - 1].children.append(last)
                        if last.name == name { break }
                    }
                }
            }
            while open.count > 1 {
                let last = open.removeLast()
                open[open.count - 1].children.append(last)
            }
            return open[0]
        }

        mutating func next() -> Token? {
            guard position < bytes.count else { return nil }
            if bytes[position] != UInt8(ascii: "<") { return text() }
            let following = position + 1 < bytes.count ? bytes[position + 1] : 0
            switch following {
            case UInt8(ascii: "/"):
                position += 2
                let name = word()
                skip(past: UInt8(ascii: ">"))
                return .end(name)
            case UInt8(ascii: "!"), UInt8(ascii: "?"):
                if bytes[position...].starts(with: Array("<!--".utf8)) {
                    position = end(of: Array("-->".utf8))
                } else {
                    skip(past: UInt8(ascii: ">"))
                }
                return next()
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                position += 1
                return start()
            default:
                position += 1
                return .text("<")
            }
        }

        private mutating func text() -> Token {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
            return .text(HTMLReferences.unescaped(bytes[start..<position]))
        }

        private mutating func start() -> Token {
            var node = Node(name: word())
            var closed = false
            while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
                let byte = bytes[position]
                if byte == UInt8(ascii: "/") {
                    closed = true
                    position += 1
                } else if isNameByte(byte) {
                    closed = false
                    let name = word()
                    node.attributes[name] = value() ?? ""
                } else {
                    position += 1
                }
            }
            position += 1
            if ["script", "style", "template"].contains(node.name), !closed {
                position = end(of: Array("</\(node.name)".utf8))
                skip(past: UInt8(ascii: ">"))
                closed = true
            }
            return .start(node, closed: closed)
        }

        private mutating func value() -> String? {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { return nil }
            position += 1
            guard position < bytes.count else { return nil }
            let quote = bytes[position]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                position += 1
                let start = position
                while position < bytes.count, bytes[position] != quote { position += 1 }
                defer { position += 1 }
                return HTMLReferences.unescaped(bytes[start..<min(position, bytes.count)])
            }
            let start = position
            while position < bytes.count, bytes[position] > 0x20, bytes[position] != UInt8(ascii: ">") { position += 1 }
            return HTMLReferences.unescaped(bytes[start..<position])
        }

        private mutating func word() -> String {
            let start = position
            while position < bytes.count, isNameByte(bytes[position]) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        }

        private func isNameByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                true
            default: false
            }
        }

        private mutating func skip(past byte: UInt8) {
            while position < bytes.count, bytes[position] != byte { position += 1 }
            position += 1
        }

        private func end(of mark: [UInt8]) -> Int {
            bytes[position...].firstRange(of: mark)?.upperBound ?? bytes.count
        }
    }
}
