/// What the extensions look like in HTML.
extension HTMLRenderer {
    mutating func enterExtension(_ id: Tree.ID, _ node: Tree.Record) {
        switch node.kind {
        case .table:
            beginLine()
            output.append("<div class=\"tw\"><table>\n")
        case .tableRow:
            if isHeader(id, node) {
                output.append("<thead>\n")
            } else if tree[tree[node.parent].first].next == id {
                output.append("<tbody>\n")
            }
            output.append("<tr>\n")
        case .tableCell:
            output.append(isInHeader(node) ? "<th scope=\"col\"" : "<td")
            switch ColumnAlignment(rawValue: node.value) {
            case .left: output.append(" align=\"left\"")
            case .center: output.append(" align=\"center\"")
            case .right: output.append(" align=\"right\"")
            default: break
            }
            output.append(">")
        case .alert:
            guard let type = AlertType(rawValue: node.value) else { return }
            beginLine()
            output.append("<div class=\"alert alert-")
            output.append(contentsOf: type.name.utf8)
            output.append("\">\n<p class=\"alert-title\">")
            appendEscaped(options.alertTitle(type).utf8, to: &output)
            output.append("</p>\n")
        case .footnoteDefinition: openFootnote(node)
        case .footnoteReference: appendReference(node)
        default: break
        }
    }

    mutating func leaveExtension(_ id: Tree.ID, _ node: Tree.Record) {
        switch node.kind {
        case .table: output.append("</table></div>\n")
        case .tableRow:
            output.append("</tr>\n")
            if isHeader(id, node) {
                output.append("</thead>\n")
            } else if node.next == Tree.none {
                output.append("</tbody>\n")
            }
        case .tableCell: output.append(isInHeader(node) ? "</th>\n" : "</td>\n")
        case .alert:
            beginLine()
            output.append("</div>\n")
        case .footnoteDefinition: closeFootnote(node)
        default: break
        }
    }

    private func isHeader(_ id: Tree.ID, _ row: Tree.Record) -> Bool { tree[row.parent].first == id }

    private func isInHeader(_ cell: Tree.Record) -> Bool { isHeader(cell.parent, tree[cell.parent]) }
}

// MARK: - Footnotes

/// The identifiers contain a colon, which no heading's anchor can: they never collide.
extension HTMLRenderer {
    private mutating func appendReference(_ node: Tree.Record) {
        output.append("<sup class=\"footnote-ref\"><a href=\"#fn:")
        output.append(node.value)
        output.append("\" id=\"")
        appendReferenceID(node.value, ordinal: node.extra)
        output.append("\">")
        output.append(node.value)
        output.append("</a></sup>")
    }

    private mutating func appendReferenceID(_ number: Int32, ordinal: Int32) {
        output.append("fnref:")
        output.append(number)
        if ordinal > 1 {
            output.append("-")
            output.append(ordinal)
        }
    }

    private mutating func openFootnote(_ node: Tree.Record) {
        beginLine()
        if node.value == 1 { output.append("<section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n") }
        output.append("<li id=\"fn:")
        output.append(node.value)
        output.append("\">\n")
    }

    private mutating func closeFootnote(_ node: Tree.Record) {
        beginLine()
        if node.last == Tree.none || tree[node.last].kind != .paragraph {
            output.append("<p>")
            appendBackReferences(node)
            output.append("</p>\n")
        }
        output.append("</li>\n")
        if node.next == Tree.none { output.append("</ol>\n</section>\n") }
    }

    /// If the paragraph ends a footnote, links back to the places that refer to it.
    mutating func appendBackReferences(endOf paragraph: Tree.Record) {
        let parent = tree[paragraph.parent]
        guard parent.kind == .footnoteDefinition, paragraph.next == Tree.none else { return }
        output.append(" ")
        appendBackReferences(parent)
    }

    private mutating func appendBackReferences(_ footnote: Tree.Record) {
        for ordinal in 1...max(1, footnote.extra) {
            if ordinal > 1 { output.append(" ") }
            output.append("<a href=\"#")
            appendReferenceID(footnote.value, ordinal: ordinal)
            output.append("\" class=\"footnote-backref\" aria-label=\"Back to reference ")
            output.append(footnote.value)
            if ordinal > 1 {
                output.append("-")
                output.append(ordinal)
            }
            output.append("\">↩</a>")
        }
    }
}
