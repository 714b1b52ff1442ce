/// Writes blocks: lines, without the marks of the lists and quotes around them.
struct MarkdownBlockWriter {
    private let page: HTMLFragment
    private(set) var out: [UInt8] = []
    private var inline: MarkdownInlineWriter

    private let links: CopyLinks

    init(_ page: HTMLFragment, _ links: CopyLinks) {
        self.page = page
        self.links = links
        inline = MarkdownInlineWriter(page, links)
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
        case .section where page.hasClass("footnotes", node): footnotes(node)
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
            var writer = MarkdownBlockWriter(page, links)
            writer.blocks(in: item)
            guard !writer.out.isEmpty else { continue }
            isLoose = isLoose || writer.out.contains("\n\n")
            if isFirst { begin() } else { out += (isLoose ? "\n\n" : "\n").utf8 }
            isFirst = false
            let indent = Array(repeating: UInt8(ascii: " "), count: mark.count)
            appendLines(of: writer.out, first: mark + checkbox(item), indent: indent)
        }
    }

    /// The footnotes of a page, each behind the label that its references have.
    private mutating func footnotes(_ section: Int) {
        for list in page.children(of: section) where page.nodes[list].tag == .ol {
            for item in page.children(of: list) where page.nodes[item].tag == .li {
                guard let label = page.footnoteLabel(page.attribute("id", of: item), behind: "fn:") else { continue }
                var writer = MarkdownBlockWriter(page, links)
                writer.blocks(in: item)
                begin()
                appendLines(
                    of: writer.out, first: Array("[^\(label)]: ".utf8),
                    indent: Array(repeating: UInt8(ascii: " "), count: 4))
            }
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
        var writer = MarkdownBlockWriter(page, links)
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
