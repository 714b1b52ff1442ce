/// A parsed Markdown document: plain Swift values, nothing of the C parser.
public struct Document: Sendable {
    var tree: Tree
    /// What would not come out as its author means it: slips in the syntax of the extensions, and whatever would be left
    /// out without a word. Plain CommonMark has none.
    public internal(set) var problems: [MarkdownProblem] = []

    /// The node that holds all others.
    public var root: Node { Node(tree: tree, id: 0) }

    /// All headings in order, for a table of contents. The levels are those of the source.
    public var headings: [Heading] {
        nodes(.heading).map { id in
            Heading(
                level: Int(tree[id].value), id: tree.string(tree[id].literal), text: tree.plainText(of: id),
                line: Int(tree[id].line))
        }
    }

    /// The destinations of all links and images in order, as written. The links of footnotes and anchors that the
    /// renderer adds are not among them.
    public var links: [Link] {
        nodes(.link, .image).map { id in
            Link(url: tree.string(tree[id].literal), line: Int(tree[id].line), isImage: tree[id].kind == .image)
        }
    }

    /// The pieces of raw HTML in order: whole blocks, and single tags within a line.
    public var rawHTML: [RawHTML] {
        nodes(.htmlBlock, .htmlInline).map { id in
            RawHTML(bytes: Array(tree.text[tree[id].literal.range]), line: Int(tree[id].line))
        }
    }

    /// The text without any markup, one line for each block. Raw HTML is left out.
    public var plainText: String { tree.plainText(of: 0) }

    /// The text of the first paragraph that is not part of another block.
    public var firstParagraph: String? {
        tree.children(of: 0).first { tree[$0].kind == .paragraph }.map { tree.plainText(of: $0) }
    }

    /// What stands before the first heading, with the footnotes that it refers to.
    public var lead: Document {
        var lead = self
        let children = tree.children(of: 0)
        let kept = children.prefix { tree[$0].kind != .heading && tree[$0].kind != .footnoteDefinition }
        lead.tree.setChildren(of: 0, to: kept)
        var wanted: Set<Int32> = []
        var roots = Array(kept)
        while let root = roots.popLast() {
            var id = root
            while id != Tree.none {
                if tree[id].kind == .footnoteReference, wanted.insert(tree[id].value).inserted {
                    roots += children.filter {
                        tree[$0].kind == .footnoteDefinition && tree[$0].value == tree[id].value
                    }
                }
                id = tree.following(id, within: root)
            }
        }
        for child in children where tree[child].kind == .footnoteDefinition && wanted.contains(tree[child].value) {
            lead.tree.link(child, asLastChildOf: 0)
        }
        return lead
    }

    /// The document as HTML.
    public func html(_ options: HTMLOptions = HTMLOptions()) -> String {
        var bytes: [UInt8] = []
        appendHTML(to: &bytes, options)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the document as HTML behind what a buffer already holds.
    public func appendHTML(to output: inout [UInt8], _ options: HTMLOptions = HTMLOptions()) {
        var renderer = HTMLRenderer(tree: tree, options: options, output: output)
        output = []
        renderer.render()
        output = renderer.output
    }

    private func nodes(_ kinds: NodeKind...) -> [Tree.ID] {
        var result: [Tree.ID] = []
        var id: Tree.ID = 0
        while id != Tree.none {
            if kinds.contains(tree[id].kind) { result.append(id) }
            id = tree.following(id, within: 0)
        }
        return result
    }
}

/// A heading of a document.
public struct Heading: Hashable, Sendable {
    /// 1 to 6, as written.
    public var level: Int
    /// The anchor, unique in the document.
    public var id: String
    /// The text without markup.
    public var text: String
    /// The source line.
    public var line: Int

    public init(level: Int, id: String, text: String, line: Int) {
        self.level = level
        self.id = id
        self.text = text
        self.line = line
    }
}

/// HTML as it stands in the source.
public struct RawHTML: Hashable, Sendable {
    public var bytes: [UInt8]
    /// The source line on which it begins.
    public var line: Int

    public init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
    }
}

/// The destination of a link or an image.
public struct Link: Hashable, Sendable {
    /// The destination, as written.
    public var url: String
    /// The source line on which the link ends.
    public var line: Int
    /// Whether it is the source of an image.
    public var isImage: Bool

    public init(url: String, line: Int, isImage: Bool) {
        self.url = url
        self.line = line
        self.isImage = isImage
    }
}
