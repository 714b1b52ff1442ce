extension Document {
    /// What is wrong with the HTML of the source where it is copied to the page: a comment or a tag that does not end, an
    /// element that is not closed where it was opened, an end tag that would close what is not its own. Each would take
    /// what stands behind it, or the frame of the page, with it.
    public var htmlProblems: [MarkdownProblem] {
        var balance = HTMLBalance(tree: tree)
        balance.walk()
        return balance.problems
    }

    /// Comments that do not end, for a page on which HTML is shown as text: no reader is meant to see them.
    public var openComments: [MarkdownProblem] {
        tree.nodes.filter { $0.kind == .htmlBlock }.compactMap { node in
            let html = tree.text[node.literal.range]
            guard html.hasPrefix("<!--"), html.firstRange(of: "-->") == nil else { return nil }
            return MarkdownProblem(
                line: Int(node.line), reason: "the comment that begins here is never closed; write --> behind it.")
        }
    }
}

/// Follows the elements that are open in the HTML of a source. What is opened within a paragraph, an item or a cell ends
/// there.
private struct HTMLBalance {
    let tree: Tree
    var problems: [MarkdownProblem] = []
    /// The open elements, with the nodes of Markdown that they were opened in.
    private var open: [(name: String, line: Int, parent: Tree.ID)] = []

    init(tree: Tree) { self.tree = tree }

    mutating func walk() {
        var id: Tree.ID = 0
        while true {
            if tree[id].kind == .htmlBlock || tree[id].kind == .htmlInline { read(tree[id]) }
            if tree[id].first != Tree.none {
                id = tree[id].first
                continue
            }
            close(id)
            while id != 0, tree[id].next == Tree.none {
                id = tree[id].parent
                close(id)
            }
            guard id != 0 else { return }
            id = tree[id].next
        }
    }

    /// Ends a node of Markdown, and with it the elements that need no end tag.
    private mutating func close(_ id: Tree.ID) {
        while let last = open.last, last.parent == id {
            open.removeLast()
            guard !HTMLBalance.endsByItself.contains(last.name) else { continue }
            add(last.line, "<\(last.name)> is not closed; what stands behind it would become part of it.")
        }
    }

    private mutating func add(_ line: Int, _ reason: String) {
        problems.append(MarkdownProblem(line: line, reason: reason))
    }

    private mutating func read(_ node: Tree.Record) {
        let html = tree.text[node.literal.range]
        var tokens = RawTokens(html)
        // Nobody nests deeper, and every end tag looks through all that is open.
        let deepest = 500
        var counted = html.startIndex
        var line = Int(node.line)
        while open.count <= deepest, let (token, start) = tokens.next() {
            // A tag within a line is known by the line on which it ends.
            if node.kind == .htmlBlock {
                line += html[counted..<start].count { $0 == 0x0A }
                counted = start
            }
            switch token {
            case .open(let what): add(line, "\(what) is not closed; it would swallow what stands behind it.")
            case .start(let name, let isEmpty):
                if HTMLBalance.frame.contains(name) {
                    add(line, "<\(name)> belongs to the frame of the page, which is there already.")
                } else if !HTMLBalance.isVoid.contains(name), !(isEmpty && isForeign(name)) {
                    open.append((name, line, node.parent))
                }
            case .end(let name): end(name, line, node.parent)
            }
        }
    }

    private mutating func end(_ name: String, _ line: Int, _ parent: Tree.ID) {
        guard let place = open.lastIndex(where: { $0.parent == parent && $0.name == name }) else {
            // A stray end tag of an element without content is nothing to a browser.
            if HTMLBalance.isVoid.contains(name), name != "br" { return }
            return add(line, "</\(name)> closes nothing that was opened here; it could close what is around the text.")
        }
        while open.count > place + 1 {
            let inner = open.removeLast()
            guard !HTMLBalance.endsByItself.contains(inner.name) else { continue }
            add(inner.line, "<\(inner.name)> is not closed before </\(name)>.")
        }
        open.removeLast()
    }

    /// Whether an element stands in SVG or MathML, where a slash ends it.
    private func isForeign(_ name: String) -> Bool {
        name == "svg" || name == "math" || open.contains { $0.name == "svg" || $0.name == "math" }
    }

    private static let frame: Set<String> = ["html", "head", "body", "frameset", "plaintext", "base"]
    private static let isVoid: Set<String> = [
        "area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "basefont",
        "bgsound", "frame", "keygen", "image",
    ]
    private static let endsByItself: Set<String> = [
        "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option", "colgroup", "caption", "thead", "tbody", "tfoot", "tr",
        "td", "th",
    ]
}
