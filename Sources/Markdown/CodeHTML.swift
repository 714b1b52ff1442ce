/// Code blocks and tabs in HTML.
extension HTMLRenderer {
    mutating func codeBlock(_ node: Tree.Record, _ text: Text) {
        beginLine()
        let info = text[node.detail.range]
        guard options.codeAttributes else { return plainCodeBlock(node, info, text) }
        let fence = CodeFence(info: String(decoding: info, as: UTF8.self))
        var code: [UInt8]?
        if let highlight = options.highlight {
            let block = CodeBlock(
                code: tree.text[node.literal.range], info: tree.string(node.detail), line: Int(node.line))
            code = highlight(block)
        }
        let hasLines = fence.hasNumbers || !fence.highlighted.isEmpty
        guard code != nil || hasLines || fence.title != nil else { return plainCodeBlock(node, info, text) }

        if let title = fence.title {
            output.append("<figure class=\"cb\"><figcaption>")
            appendEscaped(title.utf8, to: &output)
            output.append("</figcaption>\n")
        }
        // A block that is too wide scrolls, so the keyboard must reach it.
        output.append(
            fence.hasNumbers ? "<pre class=\"hl num\" tabindex=\"0\"><code" : "<pre class=\"hl\" tabindex=\"0\"><code")
        appendLanguage(info)
        output.append(">")
        if code == nil {
            var escaped: [UInt8] = []
            appendEscaped(UnsafeBufferPointer(rebasing: text[node.literal.range]), to: &escaped)
            code = escaped
        }
        if hasLines { appendLines(code ?? [], fence) } else { output.append(contentsOf: code ?? []) }
        output.append("</code></pre>\n")
        if fence.title != nil { output.append("</figure>\n") }
    }

    private mutating func plainCodeBlock(_ node: Tree.Record, _ info: Slice<Text>, _ text: Text) {
        output.append("<pre><code")
        appendLanguage(info)
        output.append(">")
        appendEscaped(UnsafeBufferPointer(rebasing: text[node.literal.range]), to: &output)
        output.append("</code></pre>\n")
    }

    private mutating func appendLanguage(_ info: Slice<Text>) {
        guard !info.isEmpty else { return }
        let language = info.prefix { !$0.isWhitespace }
        output.append(" class=\"")
        // From 0.31 on libcmark does not repeat a prefix that is there already.
        if CMark.version < 0x1F00 || !language.hasPrefix("language-") { output.append("language-") }
        appendEscaped(UnsafeBufferPointer(rebasing: language), to: &output)
        output.append("\"")
    }

    /// Each line an element with its line feed, so that it can have a ground of its own and copies as it is.
    private mutating func appendLines(_ code: [UInt8], _ fence: CodeFence) {
        let first = fence.include == nil ? 1 : fence.includedLines?.lowerBound ?? 1
        var start = 0
        var number = 1
        while start < code.count {
            let end = code[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? code.count
            output.append(fence.isHighlighted(number) ? "<span class=\"l h\"" : "<span class=\"l\"")
            if fence.hasNumbers {
                output.append(" data-n=\"")
                output.append(first + number - 1)
                output.append("\"")
            }
            output.append(">")
            output.append(contentsOf: code[start..<end])
            output.append("</span>")
            start = end
            number += 1
        }
    }

    // MARK: Tabs

    /// Tabs are disclosures of which one is open at a time: they need no script, and a search in the page opens them.
    mutating func openTab(_ id: Tree.ID, _ node: Tree.Record, _ text: Text) {
        let group = tree[node.parent]
        output.append("<details name=\"tabs-")
        appendEscaped(UnsafeBufferPointer(rebasing: text[tree[group.first].literal.range]), to: &output)
        output.append(group.first == id ? "\" open=\"\"><summary>" : "\"><summary>")
        appendEscaped(UnsafeBufferPointer(rebasing: text[node.detail.range]), to: &output)
        output.append("</summary>\n<div id=\"")
        appendEscaped(UnsafeBufferPointer(rebasing: text[node.literal.range]), to: &output)
        output.append("\">\n")
    }

    mutating func closeTab() {
        beginLine()
        output.append("</div></details>\n")
    }
}
