/// What a finished page says, as Markdown: for programs that read, and for people who copy. Made from the page itself,
/// so the two cannot disagree.
///
/// Pictures, controls and navigation are left out. Links to pages of the site lead to their copies (`index.md`).
public enum MarkdownCopy {
    /// Where the copy of a page stands: beside it.
    public static func path(of page: String) -> String {
        (page.hasSuffix(".html") ? String(page.dropLast(".html".count)) : page) + ".md"
    }

    /// The copy of a page, or nil when the page has no `main` element.
    public static func of(_ page: [UInt8]) -> [UInt8]? {
        // The annotated messages of a flow page are hundreds of kilobytes; the list of steps stands before them.
        guard let main = HTMLFragment(mainOf: page, until: "steps") else { return nil }
        var writer = BlockWriter(main)
        writer.blocks(in: 0)
        return writer.out + [UInt8(ascii: "\n")]
    }
}

/// Writes blocks: lines, without the marks of the lists and quotes around them.
private struct BlockWriter {
    private let page: HTMLFragment
    private(set) var out: [UInt8] = []
    private var inline: InlineWriter

    init(_ page: HTMLFragment) {
        self.page = page
        inline = InlineWriter(page)
    }

    /// Writes what stands in an element.
    ///
    /// - Parameter isAlert: whether the element's title is left out.
    mutating func blocks(in parent: Int, isAlert: Bool = false) {
        var first = page.nodes[parent].firstChild
        var next = first
        while let node = next {
            next = page.nodes[node].next
            let isTitle = isAlert && (page.hasClass("alert-title", node) || page.hasClass("at", node))
            guard page.nodes[node].tag.isBlock, isTitle || !page.isSkipped(node) else { continue }
            paragraph(from: first, to: node)
            if !isTitle { block(node) }
            first = next
        }
        paragraph(from: first, to: nil)
    }

    private mutating func block(_ node: Int) {
        let tag = page.nodes[node].tag
        switch tag {
        case .p, .dt, .summary, .figcaption: container(node, isEmphasized: tag == .dt || tag == .summary)
        case .h1, .h2, .h3, .h4, .h5, .h6:
            guard let level = tag.headingLevel, inline.readLine(page.nodes[node].firstChild) else { return }
            begin()
            out += repeatElement(UInt8(ascii: "#"), count: level)
            out.append(UInt8(ascii: " "))
            out += inline.out
        case .ul, .ol: list(node)
        case .blockquote: quote(node, alert: nil)
        case .pre: code(node)
        case .hr:
            begin()
            out += "---".utf8
        case .table: table(node)
        default:
            if let alert = alert(node) { return quote(node, alert: alert) }
            blocks(in: node)
        }
    }

    private mutating func container(_ node: Int, isEmphasized: Bool) {
        if page.children(of: node).contains(where: { page.nodes[$0].tag.isBlock }) { return blocks(in: node) }
        guard isEmphasized else { return paragraph(from: page.nodes[node].firstChild, to: nil) }
        guard inline.readLine(page.nodes[node].firstChild) else { return }
        begin()
        out += "**".utf8
        appendLine(inline.out[...])
        out += "**".utf8
    }

    private mutating func paragraph(from first: Int?, to end: Int?) {
        guard first != end else { return }
        inline.read(from: first, to: end)
        var isFirst = true
        for line in inline.lines {
            if isFirst { begin() } else { out += "\\\n".utf8 }
            isFirst = false
            appendLine(line)
        }
    }

    /// A text that would begin another kind of block gets a backslash.
    private mutating func appendLine(_ line: ArraySlice<UInt8>) {
        let digits = line.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        switch line.dropFirst(digits.count).first {
        case UInt8(ascii: "."), UInt8(ascii: ")"):
            out += digits
            if !digits.isEmpty { out.append(UInt8(ascii: "\\")) }
            out += line.dropFirst(digits.count)
        case UInt8(ascii: "#"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "="):
            if digits.isEmpty { out.append(UInt8(ascii: "\\")) }
            out += line
        default: out += line
        }
    }

    /// An empty line keeps blocks apart.
    private mutating func begin() {
        if !out.isEmpty { out += "\n\n".utf8 }
    }

    // MARK: Blocks with marks

    private mutating func list(_ node: Int) {
        let isOrdered = page.nodes[node].tag == .ol
        var number = page.attribute("start", of: node).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 1
        var isFirst = true
        var isLoose = false
        for item in page.children(of: node) where page.nodes[item].tag == .li && !page.isSkipped(item) {
            let mark = isOrdered ? Array("\(number). ".utf8) : Array("- ".utf8)
            number &+= 1
            var writer = BlockWriter(page)
            writer.blocks(in: item)
            guard !writer.out.isEmpty else { continue }
            isLoose = isLoose || writer.out.contains("\n\n")
            if isFirst { begin() } else { out += (isLoose ? "\n\n" : "\n").utf8 }
            isFirst = false
            let indent = Array(repeating: UInt8(ascii: " "), count: mark.count)
            appendLines(of: writer.out, first: mark + checkbox(item), indent: indent)
        }
    }

    /// - Parameter indent: what stands before every line that is not empty, but for the first.
    private mutating func appendLines(of content: [UInt8], first: [UInt8], indent: [UInt8]) {
        out += first
        var start = 0
        while let end = content[start...].firstIndex(of: UInt8(ascii: "\n")) {
            out += content[start...end]
            start = end + 1
            if start < content.count, content[start] != UInt8(ascii: "\n") { out += indent }
        }
        out += content[start...]
    }

    private func checkbox(_ item: Int) -> [UInt8] {
        guard let box = page.children(of: item).first(where: { page.nodes[$0].tag == .input }),
            page.attribute("type", of: box) == Array("checkbox".utf8)
        else { return [] }
        return Array((page.attribute("checked", of: box) == nil ? "[ ] " : "[x] ").utf8)
    }

    /// `NOTE` for an element of class `alert-note`.
    private func alert(_ node: Int) -> String? {
        guard page.nodes[node].classes != nil else { return nil }
        let kinds: [(StaticString, StaticString, String)] = [
            ("alert-note", "markdown-alert-note", "NOTE"), ("alert-tip", "markdown-alert-tip", "TIP"),
            ("alert-important", "markdown-alert-important", "IMPORTANT"),
            ("alert-warning", "markdown-alert-warning", "WARNING"),
            ("alert-caution", "markdown-alert-caution", "CAUTION"),
        ]
        return kinds.first { page.hasClass($0.0, node) || page.hasClass($0.1, node) }?.2
    }

    private mutating func quote(_ node: Int, alert: String?) {
        var writer = BlockWriter(page)
        writer.blocks(in: node, isAlert: alert != nil)
        guard alert != nil || !writer.out.isEmpty else { return }
        begin()
        if let alert { out += "> [!\(alert)]".utf8 }
        guard !writer.out.isEmpty else { return }
        if alert != nil { out.append(UInt8(ascii: "\n")) }
        for (number, line) in writer.out.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            if number > 0 { out.append(UInt8(ascii: "\n")) }
            out += (line.isEmpty ? ">" : "> ").utf8
            out += line
        }
    }

    private mutating func code(_ node: Int) {
        var text: [UInt8] = []
        page.appendText(of: node, to: &text)
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        let fence = repeatElement(UInt8(ascii: "`"), count: max(3, text.longestRun(of: UInt8(ascii: "`")) + 1))
        begin()
        out += fence
        let code = page.children(of: node).first { page.nodes[$0].tag == .code } ?? node
        if let language = language(code) { out += language }
        out.append(UInt8(ascii: "\n"))
        out += text
        out.append(UInt8(ascii: "\n"))
        out += fence
    }

    /// `json` for an element of class `language-json`.
    private func language(_ node: Int) -> [UInt8]? {
        guard page.nodes[node].classes != nil, let classes = page.attribute("class", of: node) else { return nil }
        let mark = "language-".utf8
        return classes.split(separator: UInt8(ascii: " ")).first { $0.starts(with: mark) }
            .map { Array($0.dropFirst(mark.count)) }
    }

    private mutating func table(_ node: Int) {
        var rows: [[[UInt8]]] = []
        readRows(of: node, &rows)
        guard let width = rows.map(\.count).max(), width > 0 else { return }
        begin()
        for (index, row) in rows.enumerated() {
            if index > 0 { out.append(UInt8(ascii: "\n")) }
            out.append(UInt8(ascii: "|"))
            for column in 0..<width {
                out.append(UInt8(ascii: " "))
                if column < row.count { out += row[column] }
                out += " |".utf8
            }
            guard index == 0 else { continue }
            out += "\n|".utf8
            for _ in 0..<width { out += "---|".utf8 }
        }
    }

    private mutating func readRows(of node: Int, _ rows: inout [[[UInt8]]]) {
        for child in page.children(of: node) {
            switch page.nodes[child].tag {
            case .tr:
                var row: [[UInt8]] = []
                for cell in page.children(of: child) where page.nodes[cell].tag == .td || page.nodes[cell].tag == .th {
                    row.append(inline.cell(page.nodes[cell].firstChild))
                }
                rows.append(row)
            case .thead, .tbody, .tfoot: readRows(of: child, &rows)
            default: break
            }
        }
    }
}

/// Writes what stands within a line. Text is escaped so that it reads as it is, whatever somebody has recorded.
private struct InlineWriter {
    private let page: HTMLFragment
    private(set) var out: [UInt8] = []
    private var isCell = false
    /// Where the part begins that spaces at its start are dropped from.
    private var base = 0

    init(_ page: HTMLFragment) { self.page = page }

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
        default: page.nodes[node].classes != nil
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
            destination(source)
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
            guard !InlineWriter.isPlain(byte) else { continue }
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
        let start = out.count
        out.append(UInt8(ascii: "["))
        guard let target = page.attribute("href", of: node), !target.isEmpty, line(in: node) else {
            out.removeLast(out.count - start)
            return write(from: page.nodes[node].firstChild)
        }
        out += "](".utf8
        destination(target)
        out.append(UInt8(ascii: ")"))
    }

    /// Links to pages lead to their copies.
    private mutating func destination(_ target: [UInt8]) {
        let isOutside =
            target.contains("://") || target.starts("mailto:", at: 0) || target.starts("data:", at: 0)
        let end = target.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? target.count
        // The messages of a run are on its page alone.
        let isStep = target.starts("#s-", at: end)
        if isOutside {
            appendAddress(target[...])
        } else if isStep {
            if end == 0 { out += "index.html".utf8 }
            appendAddress(target[...])
        } else if end >= 5, target.starts(".html", at: end - 5) {
            appendAddress(target[..<(end - 5)])
            out += ".md".utf8
            appendAddress(target[end...])
        } else {
            appendAddress(target[...])
        }
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
    fileprivate func contains(_ text: StaticString) -> Bool { indices.contains { starts(text, at: $0) } }

    /// How often a byte stands behind itself at most.
    fileprivate func longestRun(of byte: UInt8) -> Int {
        var longest = 0
        var run = 0
        for found in self {
            run = found == byte ? run + 1 : 0
            longest = Swift.max(longest, run)
        }
        return longest
    }

    /// A text of UTF-8 with spaces in place of its line ends, and none at its own ends.
    fileprivate var onOneLine: [UInt8] {
        guard contains(where: { $0 < 0x20 || $0 == 0xC2 || $0 == 0xE2 }) else { return self }
        let text = String(decoding: self, as: UTF8.self)
        return Array(text.split(whereSeparator: \.isNewline).joined(separator: " ").utf8)
    }
}
