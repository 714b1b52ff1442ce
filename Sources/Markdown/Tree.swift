/// The document as flat arrays: one record a node, linked by index, and one buffer that holds all text.
///
/// Nothing is nested, so copying a tree is two array copies and no depth of nesting can exhaust the stack.
/// The parser appends nodes in document order (parents before children).
struct Tree: Sendable {
    typealias ID = Int32

    /// Stands for "no such node" in a record's links.
    static let none: ID = -1

    /// A piece of `Tree.text`.
    struct Span: Hashable, Sendable {
        var start = 0
        var end = 0

        var isEmpty: Bool { start == end }
        var range: Range<Int> { start..<end }
    }

    struct Record: Sendable {
        var kind: NodeKind
        /// A list whose items are not separated by blank lines.
        var isTight = false
        /// Text that must not become a link, because it already stands inside one.
        var isInsideLink = false
        /// Heading level, list start, column alignment, alert type or footnote number, by kind.
        var value: Int32 = 0
        /// List type, task state, number of references to a footnote or the ordinal of one, by kind.
        var extra: Int32 = 0
        /// What the node says: text, code, raw HTML, the destination of a link, the anchor of a heading.
        var literal = Span()
        /// The title of a link or the info string of a code block.
        var detail = Span()
        var parent = Tree.none
        var first = Tree.none
        var last = Tree.none
        var next = Tree.none
        var line: Int32
        var endLine: Int32
    }

    var nodes: [Record] = []
    var text: [UInt8] = []

    subscript(id: ID) -> Record {
        get { nodes[Int(id)] }
        _modify { yield &nodes[Int(id)] }
    }

    /// Adds a node as the last child of `parent`.
    @discardableResult
    mutating func append(_ record: Record, to parent: ID) -> ID {
        let id = ID(nodes.count)
        nodes.append(record)
        link(id, asLastChildOf: parent)
        return id
    }

    /// Makes a node that hangs nowhere yet the last child of `parent`.
    mutating func link(_ id: ID, asLastChildOf parent: ID) {
        self[id].parent = parent
        self[id].next = Tree.none
        guard parent != Tree.none else { return }
        let last = self[parent].last
        if last == Tree.none { self[parent].first = id } else { self[last].next = id }
        self[parent].last = id
    }

    /// Adds a node behind its sibling `id`.
    @discardableResult
    mutating func insert(_ record: Record, after id: ID) -> ID {
        let new = ID(nodes.count)
        var record = record
        record.parent = self[id].parent
        record.next = self[id].next
        nodes.append(record)
        self[id].next = new
        if record.parent != Tree.none, self[record.parent].last == id { self[record.parent].last = new }
        return new
    }

    /// Replaces all children of `parent`.
    mutating func setChildren(of parent: ID, to children: some Sequence<ID>) {
        self[parent].first = Tree.none
        self[parent].last = Tree.none
        for child in children { link(child, asLastChildOf: parent) }
    }

    func children(of id: ID) -> [ID] {
        var result: [ID] = []
        var child = self[id].first
        while child != Tree.none {
            result.append(child)
            child = self[child].next
        }
        return result
    }

    /// Appends bytes to the text buffer and tells where they are.
    mutating func store(_ bytes: some Collection<UInt8>) -> Span {
        let start = text.count
        text.append(contentsOf: bytes)
        return Span(start: start, end: text.count)
    }

    func string(_ span: Span) -> String {
        String(decoding: text[span.range], as: UTF8.self)
    }

    /// The node after `id` in document order, without leaving the subtree of `root`.
    func following(_ id: ID, within root: ID, skippingChildren: Bool = false) -> ID {
        if !skippingChildren, self[id].first != Tree.none { return self[id].first }
        var node = id
        while node != root {
            if self[node].next != Tree.none { return self[node].next }
            node = self[node].parent
        }
        return Tree.none
    }
}
