/// What a node of a document is.
public enum NodeKind: UInt8, Sendable {
    // Blocks of CommonMark.
    case document, blockQuote, list, item, codeBlock, htmlBlock, paragraph, heading, thematicBreak
    // Blocks of the extensions. The first row of a table is its header.
    case table, tableRow, tableCell, alert, footnoteDefinition, tabs, tab
    // Inlines of CommonMark.
    case text, softBreak, lineBreak, code, htmlInline, emphasis, strong, link, image
    // Inlines of the extensions.
    case strikethrough, footnoteReference
}

/// How the text of a table column is aligned.
public enum ColumnAlignment: Int32, Sendable {
    case none, left, center, right
}

/// The five alert types of GitHub (`> [!NOTE]`).
public enum AlertType: Int32, CaseIterable, Sendable {
    case note, tip, important, warning, caution

    /// The word as it appears in the class name of the rendered block.
    public var name: String {
        switch self {
        case .note: "note"
        case .tip: "tip"
        case .important: "important"
        case .warning: "warning"
        case .caution: "caution"
        }
    }

    /// The word as the reader sees it above the block.
    public var title: String {
        switch self {
        case .note: "Note"
        case .tip: "Tip"
        case .important: "Important"
        case .warning: "Warning"
        case .caution: "Caution"
        }
    }
}

/// What distinguishes one list from another.
public struct ListStyle: Hashable, Sendable {
    /// The first number of an ordered list; `nil` for bullets.
    public var start: Int?
    /// Whether the paragraphs of the items are shown without space between them.
    public var isTight: Bool
}

/// A read-only view of one node of a `Document`.
public struct Node: Sendable {
    let tree: Tree
    let id: Tree.ID

    private var record: Tree.Record { tree[id] }

    /// What the node is.
    public var kind: NodeKind { record.kind }

    /// The nodes directly below this one, in order.
    public var children: [Node] { tree.children(of: id).map { Node(tree: tree, id: $0) } }

    /// The source lines the node came from: of a heading the first, of an inline the one on which it ends.
    public var lines: ClosedRange<Int> { Int(record.line)...max(Int(record.line), Int(record.endLine)) }

    /// The text of a text node, a code span, a code block or raw HTML; `nil` for every other kind.
    public var literal: String? {
        switch kind {
        case .text, .code, .codeBlock, .htmlBlock, .htmlInline: tree.string(record.literal)
        default: nil
        }
    }

    /// The destination of a link or an image, as written.
    public var url: String? { kind == .link || kind == .image ? tree.string(record.literal) : nil }

    /// The label of a tab.
    public var label: String? { kind == .tab ? tree.string(record.detail) : nil }

    /// The title of a link or an image; `nil` when it has none.
    public var title: String? {
        (kind == .link || kind == .image) && !record.detail.isEmpty ? tree.string(record.detail) : nil
    }

    /// The whole info string of a fenced code block; empty when it has none, `nil` for every other kind.
    public var info: String? { kind == .codeBlock ? tree.string(record.detail) : nil }

    /// The level of a heading, 1 to 6, as written.
    public var level: Int? { kind == .heading ? Int(record.value) : nil }

    /// The anchor of a heading or a tab, unique in its document.
    public var anchor: String? { kind == .heading || kind == .tab ? tree.string(record.literal) : nil }

    /// The style of a list.
    public var listStyle: ListStyle? {
        guard kind == .list else { return nil }
        let isOrdered = record.extra == ListType.ordered
        return ListStyle(start: isOrdered ? Int(record.value) : nil, isTight: record.isTight)
    }

    /// For an item of a task list, whether it is done; `nil` for every other node.
    public var isDone: Bool? {
        kind == .item && record.extra != TaskState.none ? record.extra == TaskState.done : nil
    }

    /// The alignment of a table cell.
    public var alignment: ColumnAlignment? { kind == .tableCell ? ColumnAlignment(rawValue: record.value) : nil }

    /// The type of an alert.
    public var alertType: AlertType? { kind == .alert ? AlertType(rawValue: record.value) : nil }

    /// The number of a footnote, for the definition and for every reference to it.
    public var footnoteNumber: Int? {
        kind == .footnoteDefinition || kind == .footnoteReference ? Int(record.value) : nil
    }

    /// The text of the node and everything below it, without markup.
    public var plainText: String { tree.plainText(of: id) }
}

/// Values of `Tree.Record.extra` for a list.
enum ListType {
    static let bullet: Int32 = 0
    static let ordered: Int32 = 1
}

/// Values of `Tree.Record.extra` for an item.
enum TaskState {
    static let none: Int32 = 0
    static let open: Int32 = 1
    static let done: Int32 = 2
}
