/// Writes what stands within a line. Text is escaped so that it reads as it is, whatever somebody has recorded.
struct MarkdownInlineWriter {
    private let page: HTMLFragment
    private(set) var out: [UInt8] = []
    private var isCell = false
    /// Where the part begins that spaces at its start are dropped from.
    private var base = 0

    private let links: CopyLinks

    init(_ page: HTMLFragment, _ links: CopyLinks) {
        self.page = page
        self.links = links
    }

    /// Writes neighbours, from the first to the one before the end, in place of what was written before.
    mutating func read(from first: Int?, to end: Int? = nil) {
        out.removeAll(keepingCapacity: true)
        base = 0
        write(from: first, to: end)
    }

    /// Like ``read(from:to:)``, on one line.
    ///
    /// - Returns: whether anything is on it.
    mutating func readLine(_ first: Int?) -> Bool {
        read(from: first)
        tidy(from: 0)
        return !out.isEmpty
    }

    /// The content of a cell.
    mutating func cell(_ first: Int?) -> [UInt8] {
        isCell = true
        defer { isCell = false }
        read(from: first)
        var cell: [UInt8] = []
        for line in lines {
            if !cell.isEmpty { cell += "<br>".utf8 }
            cell += line
        }
        return cell
    }

    /// The lines written so far, but for empty ones and the spaces at both ends.
    var lines: [ArraySlice<UInt8>] {
        out.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let first = line.firstIndex(where: { $0 != UInt8(ascii: " ") }),
                let last = line.lastIndex(where: { $0 != UInt8(ascii: " ") })
            else { return nil }
            return line[first...last]
        }
    }

    /// Makes one line of all that were written from a place on.
    private mutating func tidy(from start: Int) {
        var end = start
        var position = start
        while position < out.count {
            let next = out[position...].firstIndex(of: UInt8(ascii: "\n")) ?? out.count
            var (first, last) = (position, next)
            while first < last, out[first] == UInt8(ascii: " ") { first += 1 }
            while last > first, out[last - 1] == UInt8(ascii: " ") { last -= 1 }
            if first < last, end > start {
                out[end] = UInt8(ascii: " ")
                end += 1
            }
            for index in first..<last {
                out[end] = out[index]
                end += 1
            }
            position = next + 1
        }
        out.removeLast(out.count - end)
    }

    private var last: UInt8? { out.count > base ? out.last : nil }

    private mutating func write(from first: Int?, to end: Int? = nil) {
        var previous: Int?
        var next = first
        while let node = next, node != end {
            next = page.nodes[node].next
            guard !page.isSkipped(node) else { continue }
            if let previous, let last, last != UInt8(ascii: " "), last != UInt8(ascii: "\n"), areApart(previous, node) {
                out.append(UInt8(ascii: " "))
            }
            write(node)
            previous = node
        }
    }

    /// Whether the stylesheet keeps two neighbours apart that have no space between them.
    private func areApart(_ left: Int, _ right: Int) -> Bool {
        let isText = (page.nodes[left].tag == .text, page.nodes[right].tag == .text)
        if !isText.0, !isText.1 { return true }
        if isText.0 { return isPart(right) && endsWithWord(left, isStart: false) }
        return isPart(left) && endsWithWord(right, isStart: true)
    }

    private func isPart(_ node: Int) -> Bool {
        switch page.nodes[node].tag {
        case .span, .small: true
        case .text, .a, .code, .del, .em, .strong: false
        default: page.nodes[node].classes != nil && !page.hasClass("footnote-ref", node)
        }
    }

    /// Whether the last character of a text, or the first, is a letter or a digit.
    private func endsWithWord(_ node: Int, isStart: Bool) -> Bool {
        let text = page.page[page.nodes[node].range]
        guard let byte = isStart ? text.first : text.last else { return false }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        case UInt8(ascii: "&"), UInt8(ascii: ";"), 0x80...:
            let text = HTMLReferences.unescaped(text)
            return (isStart ? text.first : text.last).map { $0.isLetter || $0.isNumber } ?? false
        default: return false
        }
    }

    private mutating func write(_ node: Int) {
        switch page.nodes[node].tag {
        case .text: text(node)
        case .br: out.append(UInt8(ascii: "\n"))
        case .code, .kbd, .samp: code(node)
        case .strong, .b: wrap(node, "**")
        case .em, .i: wrap(node, "*")
        case .del, .s: wrap(node, "~~")
        case .a: link(node)
        case .img:
            guard let source = page.attribute("src", of: node) else { return }
            out += "![".utf8
            for byte in page.attribute("alt", of: node) ?? [] { escape(byte) }
            out += "](".utf8
            appendAddress(source[...])
            out.append(UInt8(ascii: ")"))
        case let tag:
            if tag.isBlock { out.append(UInt8(ascii: "\n")) }
            write(from: page.nodes[node].firstChild)
            if tag.isBlock { out.append(UInt8(ascii: "\n")) }
        }
    }

    private mutating func text(_ node: Int) {
        let text = page.page[page.nodes[node].range]
        guard text.contains(UInt8(ascii: "&")) else { return write(text) }
        var resolved: [UInt8] = []
        HTMLReferences.appendUnescaped(text, to: &resolved)
        write(resolved[...])
    }

    private mutating func write(_ text: ArraySlice<UInt8>) {
        var start = text.startIndex
        for index in text.indices {
            let byte = text[index]
            guard !MarkdownInlineWriter.isPlain(byte) else { continue }
            out += text[start..<index]
            start = index + 1
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                guard let last, last != UInt8(ascii: " "), last != UInt8(ascii: "\n") else { continue }
                out.append(UInt8(ascii: " "))
            default: escape(byte)
            }
        }
        out += text[start...]
    }

    /// Whether a byte stands for itself wherever it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ","), 0x80...:
            true
        default: false
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "~"),
            UInt8(ascii: "!"):
            out.append(UInt8(ascii: "\\"))
            out.append(byte)
        case UInt8(ascii: "|"):
            if isCell { out.append(UInt8(ascii: "\\")) }
            out.append(byte)
        case 0..<0x20, 0x7F: out += "\u{FFFD}".utf8
        default: out.append(byte)
        }
    }

    /// Writes an element's content on one line that spaces at both ends are dropped from.
    ///
    /// - Returns: whether anything is on it.
    private mutating func line(in node: Int) -> Bool {
        let outer = base
        defer { base = outer }
        base = out.count
        write(from: page.nodes[node].firstChild)
        tidy(from: base)
        return out.count > base
    }

    private mutating func wrap(_ node: Int, _ mark: String) {
        let start = out.count
        if let first = page.nodes[node].firstChild, page.nodes[first].tag == .text,
            page.page[page.nodes[first].range].first == UInt8(ascii: " ")
        {
            out.append(UInt8(ascii: " "))
        }
        out += mark.utf8
        if line(in: node) { out += mark.utf8 } else { out.removeLast(out.count - start) }
    }

    private mutating func code(_ node: Int) {
        var text: [UInt8] = []
        page.appendText(of: node, to: &text)
        guard !text.isEmpty else { return }
        let line = text.onOneLine
        let mark = UInt8(ascii: "`")
        let fence = repeatElement(mark, count: line.longestRun(of: mark) + 1)
        let isPadded = line.first == mark || line.last == mark
        out += fence
        if isPadded { out.append(UInt8(ascii: " ")) }
        for byte in line {
            if isCell, byte == UInt8(ascii: "|") { out.append(UInt8(ascii: "\\")) }
            out.append(byte)
        }
        if isPadded { out.append(UInt8(ascii: " ")) }
        out += fence
    }

    private mutating func link(_ node: Int) {
        // What leads to a footnote is its label, and what leads back is made by whoever shows the copy.
        if page.hasClass("footnote-backref", node) { return }
        if let label = page.footnoteLabel(page.attribute("href", of: node), behind: "#fn:") {
            return out += "[^\(label)]".utf8
        }
        let start = out.count
        out.append(UInt8(ascii: "["))
        guard let target = page.attribute("href", of: node), !target.isEmpty, line(in: node) else {
            out.removeLast(out.count - start)
            return write(from: page.nodes[node].firstChild)
        }
        out += "](".utf8
        appendAddress(links.address(target)[...])
        out.append(UInt8(ascii: ")"))
    }

    private mutating func appendAddress(_ address: ArraySlice<UInt8>) {
        for byte in address {
            switch byte {
            case 0...0x20, 0x7F..., UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "|"):
                let digits = String(byte, radix: 16, uppercase: true)
                out += ((digits.utf8.count == 1 ? "%0" : "%") + digits).utf8
            default: out.append(byte)
            }
        }
    }
}

extension [UInt8] {
    /// Whether a text of ASCII stands anywhere.
    func contains(_ text: StaticString) -> Bool { indices.contains { starts(text, at: $0) } }

    /// How often a byte stands behind itself at most.
    func longestRun(of byte: UInt8) -> Int {
        var longest = 0
        var run = 0
        for found in self {
            run = found == byte ? run + 1 : 0
            longest = Swift.max(longest, run)
        }
        return longest
    }

    /// A text of UTF-8 with spaces in place of its line ends, and none at its own ends.
    var onOneLine: [UInt8] {
        guard contains(where: { $0 < 0x20 || $0 == 0xC2 || $0 == 0xE2 }) else { return self }
        let text = String(decoding: self, as: UTF8.self)
        return Array(text.split(whereSeparator: \.isNewline).joined(separator: " ").utf8)
    }
}
