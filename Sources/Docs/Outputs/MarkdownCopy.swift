import Markdown

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
    public static func of(_ page: [UInt8]) -> String? {
        // The annotated messages of a flow page are hundreds of kilobytes; the list of steps stands before them.
        let main = HTMLFragment.first("main", in: page) { $0.attributes["id"] == "steps" }
        guard let main else { return nil }
        var writer = BlockWriter()
        writer.blocks(main.children)
        return writer.lines.joined(separator: "\n") + "\n"
    }
}

/// Writes blocks with the marks of the lists and quotes around them.
private struct BlockWriter {
    typealias Node = HTMLFragment.Node

    var lines: [String] = []

    private static let skipped: Set<String> = [
        "script", "style", "template", "svg", "nav", "button", "input", "select", "form", "dialog", "noscript",
    ]
    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
        "figcaption", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "thead", "tr", "ul",
    ]

    /// Whether a node is not for readers of text.
    private static func isSkipped(_ node: Node) -> Bool {
        if skipped.contains(node.name) { return true }
        guard !node.attributes.isEmpty else { return false }
        return node.attributes["aria-hidden"] == "true" || node.attributes["hidden"] != nil
            || ["vh", "key", "lanekey", "anchor"].contains { node.hasClass($0) }
    }

    mutating func blocks(_ nodes: [Node]) {
        var run: [Node] = []
        for node in nodes where !BlockWriter.isSkipped(node) {
            if BlockWriter.blocks.contains(node.name) {
                paragraph(run)
                run = []
                block(node)
            } else {
                run.append(node)
            }
        }
        paragraph(run)
    }

    private mutating func block(_ node: Node) {
        switch node.name {
        case "p", "dt", "summary", "figcaption":
            container(node, emphasized: node.name == "dt" || node.name == "summary")
        case "h1", "h2", "h3", "h4", "h5", "h6":
            let text = InlineWriter.line(node.children)
            guard !text.isEmpty else { return }
            add([String(repeating: "#", count: Int(node.name.dropFirst()) ?? 1) + " " + text])
        case "ul", "ol": list(node)
        case "li": add(BlockWriter.of(node.children))
        case "blockquote": quote(node.children, alert: nil)
        case "pre": code(node)
        case "hr": add(["---"])
        case "table": table(node)
        default:
            if let alert = BlockWriter.alert(node) { return quote(node.children, alert: alert) }
            blocks(node.children)
        }
    }

    private mutating func container(_ node: Node, emphasized: Bool) {
        if node.children.contains(where: { BlockWriter.blocks.contains($0.name) }) { return blocks(node.children) }
        let text = InlineWriter.lines(node.children)
        guard !text.isEmpty else { return }
        add(emphasized ? ["**" + text.joined(separator: " ") + "**"] : text)
    }

    private mutating func paragraph(_ nodes: [Node]) {
        let text = InlineWriter.lines(nodes)
        if !text.isEmpty { add(text) }
    }

    private mutating func add(_ block: [String]) {
        guard !block.isEmpty else { return }
        if !lines.isEmpty { lines.append("") }
        lines += block
    }

    private static func of(_ nodes: [Node]) -> [String] {
        var writer = BlockWriter()
        writer.blocks(nodes)
        return writer.lines
    }

    // MARK: Blocks with marks

    private mutating func list(_ node: Node) {
        var number = Int(node.attributes["start"] ?? "") ?? 1
        let items = node.children.filter { $0.name == "li" && !BlockWriter.isSkipped($0) }
        var out: [String] = []
        var isLoose = false
        for item in items {
            let mark = node.name == "ol" ? "\(number). " : "- "
            number += 1
            let content = BlockWriter.of(item.children)
            isLoose = isLoose || content.contains("")
            for (index, line) in content.enumerated() {
                if index == 0 {
                    if isLoose, !out.isEmpty { out.append("") }
                    out.append(mark + BlockWriter.checkbox(item) + line)
                } else {
                    out.append(line.isEmpty ? "" : String(repeating: " ", count: mark.utf8.count) + line)
                }
            }
        }
        add(out)
    }

    private static func checkbox(_ item: Node) -> String {
        guard let box = item.children.first(where: { $0.name == "input" }), box.attributes["type"] == "checkbox" else {
            return ""
        }
        return box.attributes["checked"] == nil ? "[ ] " : "[x] "
    }

    /// `NOTE` for an element of class `alert-note`.
    private static func alert(_ node: Node) -> String? {
        guard let classes = node.attributes["class"] else { return nil }
        for name in classes.split(separator: " ") {
            let kind = name.split(separator: "-").last.map { $0.uppercased() } ?? ""
            guard name.hasPrefix("alert-") || name.hasPrefix("markdown-alert-") else { continue }
            if ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"].contains(kind) { return kind }
        }
        return nil
    }

    private mutating func quote(_ nodes: [Node], alert: String?) {
        let content = alert == nil ? nodes : nodes.filter { !$0.hasClass("alert-title") && !$0.hasClass("at") }
        let inner = (alert.map { ["[!\($0)]"] } ?? []) + BlockWriter.of(content)
        add(inner.map { $0.isEmpty ? ">" : "> " + $0 })
    }

    private mutating func code(_ node: Node) {
        let text = BlockWriter.text(node)
        var fence = "```"
        while text.hasBytes(of: fence) { fence += "`" }
        let classes = (node.children.first { $0.name == "code" } ?? node).attributes["class"] ?? ""
        let language = classes.split(separator: " ").first { $0.hasPrefix("language-") }?.dropFirst("language-".count)
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        add(
            [fence + (language ?? "")] + body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                + [fence])
    }

    private static func text(_ node: Node) -> String {
        node.name.isEmpty ? node.text : isSkipped(node) ? "" : node.children.map(text).joined()
    }

    private mutating func table(_ node: Node) {
        let rows = BlockWriter.rows(node)
        guard let width = rows.map(\.count).max(), width > 0 else { return }
        var out: [String] = []
        for (index, row) in rows.enumerated() {
            let cells = row + Array(repeating: "", count: width - row.count)
            out.append("| " + cells.joined(separator: " | ") + " |")
            if index == 0 { out.append("|" + String(repeating: "---|", count: width)) }
        }
        add(out)
    }

    private static func rows(_ node: Node) -> [[String]] {
        node.children.flatMap { child -> [[String]] in
            switch child.name {
            case "tr":
                return [
                    child.children.filter { $0.name == "td" || $0.name == "th" }.map { InlineWriter.cell($0.children) }
                ]
            case "thead", "tbody", "tfoot": return rows(child)
            default: return []
            }
        }
    }

    static func isHidden(_ node: Node) -> Bool { isSkipped(node) }
    static func isBlock(_ node: Node) -> Bool { blocks.contains(node.name) }
}

/// Writes what stands within a line. Text is escaped so that it reads as it is, whatever somebody has recorded.
private struct InlineWriter {
    typealias Node = HTMLFragment.Node

    private var out = ""
    private var isCell = false

    /// The lines of a paragraph; more than one where the page breaks a line.
    static func lines(_ nodes: [Node]) -> [String] {
        var writer = InlineWriter()
        writer.write(nodes)
        let lines = writer.written
        return lines.enumerated().map { index, line in
            escapedStart(line) + (index + 1 < lines.count ? "\\" : "")
        }
    }

    /// A heading or a cell: one line.
    static func line(_ nodes: [Node]) -> String {
        var writer = InlineWriter()
        writer.write(nodes)
        return writer.written.joined(separator: " ")
    }

    static func cell(_ nodes: [Node]) -> String {
        var writer = InlineWriter()
        writer.isCell = true
        writer.write(nodes)
        return writer.written.joined(separator: "<br>")
    }

    /// The lines written so far, but for empty ones.
    private var written: [String] {
        out.utf8.split(separator: UInt8(ascii: "\n")).map { InlineWriter.trimmed(Substring($0)) }
            .filter { !$0.isEmpty }
    }

    private mutating func write(_ nodes: [Node]) {
        var previous: Node?
        for node in nodes where !BlockWriter.isHidden(node) {
            if let previous, InlineWriter.areApart(previous, node), let last = out.last, last != " ", last != "\n" {
                out += " "
            }
            write(node)
            previous = node
        }
    }

    /// Whether the stylesheet keeps two neighbours apart that have no space between them.
    private static func areApart(_ left: Node, _ right: Node) -> Bool {
        func isPart(_ node: Node) -> Bool {
            ["span", "small"].contains(node.name)
                || node.attributes["class"] != nil && !["a", "code", "del", "em", "strong"].contains(node.name)
        }
        func isWord(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
        if !left.name.isEmpty, !right.name.isEmpty { return true }
        return left.name.isEmpty ? isPart(right) && isWord(left.text.last) : isPart(left) && isWord(right.text.first)
    }

    private mutating func write(_ node: Node) {
        switch node.name {
        case "": text(node.text)
        case "br": out += "\n"
        case "code", "kbd", "samp": code(InlineWriter.plain(node))
        case "strong", "b": wrap(node, "**")
        case "em", "i": wrap(node, "*")
        case "del", "s": wrap(node, "~~")
        case "a": link(node)
        case "img":
            guard let source = node.attributes["src"] else { return }
            out +=
                "![" + InlineWriter.escaped(Array((node.attributes["alt"] ?? "").utf8)) + "]("
                + InlineWriter.destination(source)
                + ")"
        default:
            let isBlock = BlockWriter.isBlock(node)
            if isBlock { out += "\n" }
            write(node.children)
            if isBlock { out += "\n" }
        }
    }

    private mutating func text(_ text: String) {
        var spaced: [UInt8] = []
        spaced.reserveCapacity(text.utf8.count)
        var last = out.utf8.last
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                guard let before = last, before != UInt8(ascii: " "), before != UInt8(ascii: "\n") else { continue }
                spaced.append(UInt8(ascii: " "))
                last = UInt8(ascii: " ")
            default:
                spaced.append(byte)
                last = byte
            }
        }
        out += InlineWriter.escaped(spaced, isCell: isCell)
    }

    private mutating func wrap(_ node: Node, _ mark: String) {
        let inner = InlineWriter.line(node.children)
        guard !inner.isEmpty else { return }
        let isSeparate = node.children.first?.name == "" && (node.children.first?.text.hasPrefix(" ") ?? false)
        out += (isSeparate ? " " : "") + mark + inner + mark
    }

    private mutating func code(_ text: String) {
        guard !text.isEmpty else { return }
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        var fence = "`"
        while line.hasBytes(of: fence) { fence += "`" }
        let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
        out += fence + pad + (isCell ? line.replacing("|", with: "\\|") : line) + pad + fence
    }

    private mutating func link(_ node: Node) {
        let title = InlineWriter.line(node.children)
        guard let target = node.attributes["href"], !target.isEmpty, !title.isEmpty else {
            write(node.children)
            return
        }
        out +=
            "[" + (isCell ? title.replacing("|", with: "\\|") : title) + "](" + InlineWriter.destination(target) + ")"
    }

    // MARK: Text

    private static func plain(_ node: Node) -> String {
        node.name.isEmpty ? node.text : BlockWriter.isHidden(node) ? "" : node.children.map(plain).joined()
    }

    /// Links to pages lead to their copies.
    private static func destination(_ target: String) -> String {
        var target = target
        let isInside =
            !target.hasBytes(of: "://") && !target.hasPrefix("mailto:") && !target.hasPrefix("data:")
        if isInside {
            let end = target.firstIndex { $0 == "#" || $0 == "?" } ?? target.endIndex
            // The messages of a run are on its page alone.
            let isStep = target[end...].hasPrefix("#s-")
            if isStep, end == target.startIndex {
                target = "index.html" + target
            } else if !isStep, target[..<end].hasSuffix(".html") {
                target.replaceSubrange(target.index(end, offsetBy: -5)..<end, with: ".md")
            }
        }
        var out: [UInt8] = []
        for byte in target.utf8 {
            switch byte {
            case 0...0x20, 0x7F..., UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "|"):
                let digits = String(byte, radix: 16, uppercase: true)
                out += Array(("%" + (digits.utf8.count == 1 ? "0" : "") + digits).utf8)
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func escaped(_ text: [UInt8], isCell: Bool = false) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + 8)
        for byte in text {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["),
                UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "~"),
                UInt8(ascii: "!"):
                out += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "|") where isCell: out += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F: out += Array("\u{FFFD}".utf8)
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A text that would begin another kind of block gets a backslash.
    private static func escapedStart(_ line: String) -> String {
        guard let first = line.first else { return line }
        if "#+-=".contains(first) { return "\\" + line }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty, let next = line.dropFirst(digits.count).first, next == "." || next == ")" {
            return digits + "\\" + line.dropFirst(digits.count)
        }
        return line
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
