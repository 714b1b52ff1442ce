/// Writes a tree as HTML, byte for byte as libcmark would where no option and no extension asks for something else.
struct HTMLRenderer {
    typealias Text = UnsafeBufferPointer<UInt8>

    let tree: Tree
    let options: HTMLOptions
    var output: [UInt8]
    private let start: Int

    init(tree: Tree, options: HTMLOptions, output: [UInt8]) {
        self.tree = tree
        self.options = options
        self.output = output
        start = output.count
    }

    mutating func render() {
        let text = tree.text
        output.reserveCapacity(output.count + text.count * 2)
        text.withUnsafeBufferPointer { walk($0) }
    }

    private mutating func walk(_ text: Text) {
        var id: Tree.ID = 0
        while true {
            let goesDeeper = enter(id, tree[id], text)
            if goesDeeper, tree[id].first != Tree.none {
                id = tree[id].first
                continue
            }
            leave(id, tree[id], text)
            while id != 0, tree[id].next == Tree.none {
                id = tree[id].parent
                leave(id, tree[id], text)
            }
            guard id != 0 else { return }
            id = tree[id].next
        }
    }

    /// Writes what stands before the children. The answer says whether the children are to be written.
    private mutating func enter(_ id: Tree.ID, _ node: Tree.Record, _ text: Text) -> Bool {
        switch node.kind {
        case .document: break
        case .text: escape(node.literal, text)
        case .softBreak: output.append("\n")
        case .lineBreak: output.append("<br />\n")
        case .code:
            output.append("<code>")
            code(node.literal, text)
            output.append("</code>")
        case .emphasis: output.append("<em>")
        case .strong: output.append("<strong>")
        case .strikethrough: output.append("<del>")
        case .link: openLink(node, text)
        case .image:
            image(id, node, text)
            return false
        case .htmlInline: rawHTML(node, text)
        case .htmlBlock: htmlBlock(node, text)
        case .paragraph:
            if !isTight(node) {
                beginLine()
                output.append("<p>")
            }
            if let box = checkbox(before: id, node) { output.append(box) }
        case .heading:
            beginLine()
            output.append("<h")
            output.append(level(of: node))
            if options.headingAnchors {
                output.append(" id=\"")
                escape(node.literal, text)
                output.append("\"")
            }
            output.append(">")
        case .thematicBreak:
            beginLine()
            output.append("<hr />\n")
        case .codeBlock: codeBlock(node, text)
        case .blockQuote:
            beginLine()
            output.append("<blockquote>\n")
        case .list: openList(node)
        case .item:
            beginLine()
            output.append("<li>")
        case .tabs:
            beginLine()
            output.append("<div class=\"tb\">\n")
        case .tab: openTab(id, node, text)
        case .table, .tableRow, .tableCell, .alert, .footnoteDefinition, .footnoteReference:
            enterExtension(id, node)
        }
        return true
    }

    /// Writes what stands behind the children.
    private mutating func leave(_ id: Tree.ID, _ node: Tree.Record, _ text: Text) {
        switch node.kind {
        case .document, .text, .softBreak, .lineBreak, .code, .image, .htmlInline, .htmlBlock, .thematicBreak,
            .codeBlock:
            break
        case .emphasis: output.append("</em>")
        case .strong: output.append("</strong>")
        case .strikethrough: output.append("</del>")
        case .link: output.append("</a>")
        case .paragraph:
            if !isTight(node) {
                appendBackReferences(endOf: node)
                output.append("</p>\n")
            }
        case .heading:
            if options.headingAnchors {
                output.append(" <a class=\"anchor\" href=\"#")
                escape(node.literal, text)
                output.append("\" aria-label=\"Link to this section\">#</a>")
            }
            output.append("</h")
            output.append(level(of: node))
            output.append(">\n")
        case .blockQuote:
            beginLine()
            output.append("</blockquote>\n")
        case .list: output.append(node.extra == ListType.ordered ? "</ol>\n" : "</ul>\n")
        case .item: output.append("</li>\n")
        case .tabs: output.append("</div>\n")
        case .tab: closeTab()
        case .table, .tableRow, .tableCell, .alert, .footnoteDefinition, .footnoteReference:
            leaveExtension(id, node)
        }
    }

    mutating func beginLine() {
        if output.count > start, output.last != UInt8(ascii: "\n") { output.append("\n") }
    }

    private mutating func escape(_ span: Tree.Span, _ text: Text) {
        appendEscaped(UnsafeBufferPointer(rebasing: text[span.range]), to: &output)
    }

    /// Writes code that stands in a line. A name that is longer than a narrow window is broken between its parts.
    private mutating func code(_ span: Tree.Span, _ text: Text) {
        let bytes = UnsafeBufferPointer(rebasing: text[span.range])
        guard options.codeBreaks, bytes.count > 24 else { return appendEscaped(bytes, to: &output) }
        var start = 0
        for place in bytes.indices.dropLast()
        where Self.endsPart[Int(bytes[place])] && !Self.endsPart[Int(bytes[place + 1])] {
            appendEscaped(UnsafeBufferPointer(rebasing: bytes[start...place]), to: &output)
            output.append("<wbr />")
            start = place + 1
        }
        appendEscaped(UnsafeBufferPointer(rebasing: bytes[start...]), to: &output)
    }

    private static let endsPart: [Bool] = (0..<256).map { "/_.=&?:".utf8.contains(UInt8($0)) }

    private func isTight(_ paragraph: Tree.Record) -> Bool {
        let parent = tree[paragraph.parent]
        guard parent.kind == .item else { return false }
        return tree[parent.parent].isTight
    }

    private func level(of heading: Tree.Record) -> Int {
        max(1, min(6, Int(heading.value) + options.headingShift))
    }

    private mutating func openList(_ node: Tree.Record) {
        beginLine()
        if node.extra == ListType.bullet {
            output.append("<ul>\n")
        } else if node.value == 1 {
            output.append("<ol>\n")
        } else {
            output.append("<ol start=\"")
            output.append(node.value)
            output.append("\">\n")
        }
    }

    private func checkbox(before paragraph: Tree.ID, _ node: Tree.Record) -> StaticString? {
        let item = tree[node.parent]
        guard item.kind == .item, item.first == paragraph, item.extra != TaskState.none else { return nil }
        return item.extra == TaskState.done
            ? "<input checked=\"\" disabled=\"\" type=\"checkbox\">" : "<input disabled=\"\" type=\"checkbox\">"
    }
}

// MARK: - Raw HTML

extension HTMLRenderer {
    private mutating func rawHTML(_ node: Tree.Record, _ text: Text) {
        switch options.rawHTML {
        case .allow:
            let piece = UnsafeBufferPointer(rebasing: text[node.literal.range])
            if let rewrite = options.rewriteHTML {
                output.append(contentsOf: rewrite(Array(piece)))
            } else {
                output.append(contentsOf: piece)
            }
        case .escape: for piece in withoutComments(node.literal, text) { escape(piece, text) }
        }
    }

    private mutating func htmlBlock(_ node: Tree.Record, _ text: Text) {
        switch options.rawHTML {
        case .allow:
            beginLine()
            rawHTML(node, text)
            beginLine()
        case .escape:
            var pieces = withoutComments(node.literal, text)[...]
            while let first = pieces.first, first.isEmpty || text[first.start].isWhitespace {
                if first.isEmpty { pieces.removeFirst() } else { pieces[pieces.startIndex].start += 1 }
            }
            while let last = pieces.last, last.isEmpty || text[last.end - 1].isWhitespace {
                if last.isEmpty { pieces.removeLast() } else { pieces[pieces.endIndex - 1].end -= 1 }
            }
            guard !pieces.isEmpty else { return }
            beginLine()
            output.append("<p>")
            for piece in pieces { escape(piece, text) }
            output.append("</p>\n")
        }
    }

    /// What stands around the comments in a piece of HTML. One that does not end is none.
    private func withoutComments(_ span: Tree.Span, _ text: Text) -> [Tree.Span] {
        var pieces: [Tree.Span] = []
        var start = span.start
        var index = start
        while let begin = find("<!--", from: index, in: span, text) {
            guard let end = find("-->", from: begin + 4, in: span, text) else { break }
            pieces.append(Tree.Span(start: start, end: begin))
            start = end + 3
            index = start
        }
        return pieces + [Tree.Span(start: start, end: span.end)]
    }

    private func find(_ part: StaticString, from start: Int, in span: Tree.Span, _ text: Text) -> Int? {
        guard start < span.end else { return nil }
        let first = part.utf8Start[0]
        return (start..<span.end).first { text[$0] == first && text[$0..<span.end].hasPrefix(part) }
    }
}

// MARK: - Links

extension HTMLRenderer {
    private mutating func openLink(_ node: Tree.Record, _ text: Text) {
        output.append(node.extra == LinkType.term ? "<a class=\"term\"" : "<a")
        appendDestination(node, as: " href=\"", text)
        appendTitle(node, text)
        output.append(">")
    }

    private mutating func image(_ id: Tree.ID, _ node: Tree.Record, _ text: Text) {
        output.append("<img")
        appendDestination(node, as: " src=\"", text)
        output.append(" alt=\"")
        var inner = tree[id].first
        while inner != Tree.none, inner != id {
            switch tree[inner].kind {
            case .text, .code, .htmlInline: escape(tree[inner].literal, text)
            case .softBreak, .lineBreak: output.append(" ")
            default: break
            }
            inner = tree.following(inner, within: id)
        }
        output.append("\"")
        appendTitle(node, text)
        output.append(" />")
    }

    private mutating func appendTitle(_ node: Tree.Record, _ text: Text) {
        guard !node.detail.isEmpty else { return }
        output.append(" title=\"")
        escape(node.detail, text)
        output.append("\"")
    }

    private mutating func appendDestination(_ node: Tree.Record, as attribute: StaticString, _ text: Text) {
        let isRecorded = node.extra == LinkType.recorded
        var policy = options.schemes
        if isRecorded, case .author = policy { policy = .web }
        let rewrite = isRecorded ? options.rewriteRecordedURL ?? options.rewriteURL : options.rewriteURL
        func append(_ url: Text) {
            guard policy.allows(url, isPicture: node.kind == .image) else { return }
            output.append(attribute)
            appendURL(url, to: &output)
            output.append("\"")
        }
        guard let rewrite else { return append(UnsafeBufferPointer(rebasing: text[node.literal.range])) }
        guard let rewritten = rewrite(tree.string(node.literal)) else { return }
        Array(rewritten.utf8).withUnsafeBufferPointer(append)
    }
}
